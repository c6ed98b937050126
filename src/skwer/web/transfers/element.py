"""One element of a transfer: keep it, change it in its fields, from another kit or in words, or leave it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import queries, rules
from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.kits import diff, elements, reading, registry
from skwer.apps.practices.models import KitVersion, Transfer, TransferElement
from skwer.values.canonical import fingerprint
from skwer.web.desk.editing import unchanged_since
from skwer.web.desk.shapes import read, show

from .doors import desk_of_transfer
from .shapes import PREFIX, part_of, place_of, shape_of_element, values_of
from .words import SHAPES, version_words

Decision = TransferElement.Decision
WORDS = ("reason", "vehicle", "owner", "risk", "risk_level")
HERE, FROM_KIT, IN_WORDS = "here", "kit", "words"


@dataclass
class Typed:
    """What stands in the form: as kept, or as it was sent."""

    decision: str
    how: str
    words: dict[str, str]
    from_kit: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@desk_of_transfer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_element(request: HttpRequest, transfer: Transfer, key: str) -> HttpResponse:
    """What the kit says, and what the city does with it."""
    person: Any = request.user
    rows = queries.matrix(transfer)
    row = next((one for one in rows if one.key == key), None)
    if row is None:
        raise Http404
    shown = _shown_part(transfer, key)
    old = values_of(key, transfer.document, shown)
    now = _seen(row.element, shown)
    typed = _typed(request, transfer, row.element, old)
    others = _other_kits(transfer, key)
    problems: list[tuple[str, str]] = []
    status = 200
    add = request.POST.get("add", "")
    if request.method == "POST" and not add:
        try:
            unchanged_since(request, now)
            _keep(request, transfer, key, typed, old, shown, others)
        except Refusal as refusal:
            status = refusal.status
            problems = _problems(refusal, key)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": row.name})
            return redirect(_onwards(request, transfer, key))
    shape = shape_of_element(key, transfer.document, typed.values)
    wrong = [where for where, _message in problems]
    kit = transfer.kit_version.document
    context = {
        "transfer": transfer,
        "row": row,
        "shape": SHAPES[Decision(row.element.decision)],
        "words": capfirst(str(row.element.get_decision_display())),
        "typed": typed,
        "decisions": [one for one in _decisions() if one[0] != Decision.DROP or not row.required],
        "hows": _hows(others),
        "others": [(str(pk), version_words(one)) for pk, one in others.items()],
        "risks": [(value, capfirst(str(label))) for value, label in TransferElement.Risk.choices],
        "nodes": show(shape, typed.values, prefix=PREFIX, wrong=wrong),
        "problems": [(f"id_{where}" if where else "", message) for where, message in problems],
        "lines": reading.lines(kit, key),
        "elsewhere": [_elsewhere(one) for one in queries.decided_elsewhere(person, transfer, key)],
        "open_points": [
            one.message for one in registry.problems(transfer.document) if one.undecided and one.element == key
        ],
        "changed": next((one for one in diff.differences(kit, transfer.document) if one.key == key), None),
        "editable": rules.may_adapt(person, transfer) and transfer.is_open,
        "seen": now,
        "number": rows.index(row) + 1,
        "all": len(rows),
        "left": [one for one in rows if one.element.decision == Decision.UNDECIDED and one.key != key],
        "before": _link(transfer, rows, rows.index(row) - 1),
        "after": _link(transfer, rows, rows.index(row) + 1),
        "back": reverse("web:desk_transfer", args=[transfer.pk]) + "#matrix",
    }
    return render(request, "transfers/desk_element.html", context, status=status)


def _elsewhere(one: TransferElement) -> dict[str, str]:
    words = capfirst(str(one.get_decision_display()))
    city = one.transfer.organisation.short
    return {"city": city, "shape": SHAPES[Decision(one.decision)], "words": words, "reason": one.reason}


def _decisions() -> list[tuple[str, str]]:
    return [
        (Decision.KEEP, _("Keep it as it is")),
        (Decision.CHANGE, _("Change it")),
        (Decision.DROP, _("Leave it out")),
        (Decision.UNDECIDED, _("Not decided yet")),
    ]


def _hows(others: Mapping[int, KitVersion]) -> list[tuple[str, str]]:
    hows = [(HERE, _("Here, in the fields below"))]
    if others:
        hows.append((FROM_KIT, _("Take this element from another kit")))
    return [*hows, (IN_WORDS, _("In words only: it is changed later, in the draft of the call"))]


def _shown_part(transfer: Transfer, key: str) -> Any:
    """The part as adapted; where the element is left out, as the kit has it."""
    here = elements.part(transfer.document, key)
    return elements.part(transfer.kit_version.document, key) if here is None else here


def _typed(request: HttpRequest, transfer: Transfer, element: TransferElement, old: dict[str, Any]) -> Typed:
    if request.method != "POST":
        in_words = element.decision == Decision.CHANGE and not element.changed_here
        kept = {name: str(getattr(element, name)) for name in WORDS}
        return Typed(element.decision, IN_WORDS if in_words else HERE, kept, values=old)
    post = request.POST
    add = post.get("add", "")
    shape = shape_of_element(element.key, transfer.document, old)
    return Typed(
        decision=Decision.CHANGE if add else post.get("decision", ""),
        how=HERE if add else post.get("how", HERE),
        words={name: post.get(name, "") for name in WORDS},
        from_kit=post.get("from_kit", ""),
        values=read(shape, post, old, prefix=PREFIX, add=add),
    )


def _keep(
    request: HttpRequest,
    transfer: Transfer,
    key: str,
    typed: Typed,
    old: dict[str, Any],
    shown: Any,
    others: Mapping[int, KitVersion],
) -> None:
    change = typed.decision == Decision.CHANGE
    given: dict[str, Any] = {}
    if change and typed.how == FROM_KIT:
        given["from_kit"] = next((one for pk, one in others.items() if str(pk) == typed.from_kit), None)
        if given["from_kit"] is None:
            raise actions.BadElement("from_kit", _("Choose the kit from which you take it."))
    elif change and typed.how == HERE:
        if typed.values != old:
            given["part"] = part_of(key, shown, typed.values)
        elif shown == elements.part(transfer.kit_version.document, key):
            raise actions.BadElement("how", _("Nothing differs from the kit yet. Change a field, or keep the element."))
    else:
        given["in_words"] = change
    actions.decide_element(
        by=request.user,  # type: ignore[arg-type]
        transfer=transfer,
        key=key,
        decision=typed.decision,
        at=timezone.now(),
        **typed.words,
        **given,
    )


def _problems(refusal: Refusal, key: str) -> list[tuple[str, str]]:
    """Where and what: each fault of the new part leads to its field."""
    if faults := getattr(refusal, "faults", []):
        return [(place_of(key, one.path), str(one.message)) for one in faults]
    return [(getattr(refusal, "field", ""), str(refusal.message))]


def _seen(element: TransferElement, part: Any) -> str:
    return fingerprint([element.decision, *(getattr(element, name) for name in WORDS), part])[:16]


def _other_kits(transfer: Transfer, key: str) -> dict[int, KitVersion]:
    """The newest published version of every other kit that has this element."""
    found: dict[int, KitVersion] = {}
    for one in KitVersion.objects.published().order_by("kit", "-number"):
        if one.kit_id != transfer.kit_version.kit_id:
            found.setdefault(one.kit_id, one)
    having = [one for one in found.values() if elements.part(one.document, key) is not None]
    return {one.pk: one for one in sorted(having, key=lambda one: one.title.casefold())}


def _link(transfer: Transfer, rows: list[queries.MatrixRow], index: int) -> tuple[str, str] | None:
    if not 0 <= index < len(rows):
        return None
    return str(rows[index].name), reverse("web:desk_transfer_element", args=[transfer.pk, rows[index].key])


def _onwards(request: HttpRequest, transfer: Transfer, key: str) -> str:
    """Back to the matrix, or to the next element nobody has decided."""
    left = [row.key for row in queries.undecided(transfer) if row.key != key]
    if request.POST.get("go") == "next" and left:
        order = [one.key for one in elements.ELEMENTS]
        after = [one for one in left if order.index(one) > order.index(key)]
        return reverse("web:desk_transfer_element", args=[transfer.pk, (after or left)[0]])
    return reverse("web:desk_transfer", args=[transfer.pk]) + "#matrix"
