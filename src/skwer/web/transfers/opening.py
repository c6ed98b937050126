"""Open my call: the law first, then what is undecided, then names and days; at the end a draft at the city's desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions as calls
from skwer.apps.calls.dates import moment_of
from skwer.apps.calls.models import Call
from skwer.apps.calls.opening_dates import Laid, laid
from skwer.apps.calls.queries.ancestry import calls_of, draft_of
from skwer.apps.calls.stages import kinds
from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import actions, queries, rules
from skwer.apps.practices.kits import elements, registry
from skwer.apps.practices.kits.law import Conflict, Vehicle, knows, vehicle_of
from skwer.apps.practices.models import Transfer, TransferElement
from skwer.apps.practices.texts import slug_for
from skwer.values.text import in_language
from skwer.web.context import address, with_query
from skwer.web.countries import country_name

from .doors import desk_of_transfer
from .opening_forms import MendForm, OpenForm, RulingForm

MENDING = ("mend", "rule", "withdraw", "add")


@desk_of_transfer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_open(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    """What stands in the way with its ways out; when nothing does, the names and the days of the draft."""
    by: Any = request.user
    may = rules.may_adapt(by, transfer)
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and not may:
        raise PermissionDenied
    found = queries.legal_conflicts(transfer)
    bound = _bound(request, found) if sent in MENDING else {}
    form = OpenForm(request.POST if sent in ("open", "dates") else None, initial=_initial(transfer))
    problems: list[tuple[str, str]] = []
    status = 422 if sent else 200
    days: Laid | None = None
    if sent:
        try:
            if sent == "dates":
                if form.is_valid():
                    days, status = _days(transfer, form.cleaned_data["first_day"]), 200
            elif (done := _do(request, transfer, sent, form, bound)) is not None:
                return done
        except Refusal as refusal:
            status = refusal.status
            problems = _take(refusal, form, bound.get(sent))
            transfer.refresh_from_db()
            found = queries.legal_conflicts(transfer)
    context = _told(transfer, found, bound)
    context |= {
        "transfer": transfer,
        "may": may and transfer.is_open,
        "calls": calls_of(transfer, by),
        "draft": draft_of(transfer) if may else None,
        "form": form,
        "problems": problems,
        "bound": next(iter(bound.values()), None),
        "dates": _rows(days, form.cleaned_data["first_day"]) if days else [],
        "moves": days.moves if days else [],
        "along": sum(move.why == "after" for move in days.moves) if days else 0,
        "list_url": with_query(address("web:desk_transfers"), f"organisation={transfer.organisation.slug}"),
    }
    return render(request, "transfers/desk_open.html", context, status=status)


def _told(transfer: Transfer, found: list[Conflict], bound: dict[str, Any]) -> dict[str, Any]:
    """What the page says of law, elements and calls."""
    city, document = transfer.organisation, transfer.document
    undecided = queries.undecided(transfer)
    faults = registry.faults(document)
    chosen = vehicle_of(document, city.country)
    held = set(transfer.elements.values_list("key", flat=True))
    in_words = transfer.elements.filter(decision=TransferElement.Decision.CHANGE, changed_here=False)
    return {
        "conflicts": [_conflict(transfer, one, bound, held) for one in found],
        "rulings": queries.rulings_in_force(transfer),
        "vehicle": chosen,
        "country": country_name(city.country),
        "knows": knows(city.country),
        "undecided": [(row.name, address("web:desk_transfer_element", transfer.pk, row.key)) for row in undecided],
        "faults": [(one.message, _element_name(one.element), _element_url(transfer, one.element)) for one in faults],
        "in_words": [elements.element(row.key).name for row in in_words],
        "clear": not (found or undecided or faults),
        "finding": _finding(len(found), len(undecided), len(faults)),
    }


def _finding(conflicts: int, undecided: int, faults: int) -> str:
    """The heading: what comes first."""
    if conflicts:
        return ngettext(
            "The law stands in the way in %(n)s place", "The law stands in the way in %(n)s places", conflicts
        ) % {"n": conflicts}
    if undecided:
        return ngettext(
            "%(n)s element is to be decided before the call",
            "%(n)s elements are to be decided before the call",
            undecided,
        ) % {"n": undecided}
    if faults:
        return _("The elements do not fit together yet")
    return _("Nothing stands in the way of your call")


def _conflict(transfer: Transfer, one: Conflict, bound: dict[str, Any], held: set[str]) -> dict[str, Any]:
    """A conflict with its forms; what was typed stays in the one that was sent."""
    mend, rule = bound.get("mend"), bound.get("rule")
    return {
        "conflict": one,
        "name": _element_name(one.element),
        "mend": mend if mend is not None and mend.prefix == f"mend-{one.code}" else MendForm(conflict=one),
        "rule": rule if rule is not None and rule.prefix == f"rule-{one.code}" else RulingForm(code=one.code),
        "ways": any(way.part is not None for way in one.mends),
        "vehicles": _vehicles(transfer, one),
        "elsewhere": [
            (way.label, way.element, _element_url(transfer, way.element) if way.element in held else "")
            for way in one.mends
            if way.part is None
        ],
    }


def _vehicles(transfer: Transfer, one: Conflict) -> list[Vehicle]:
    """The vehicles among the ways out, so that one reads what each demands before choosing it."""
    country = transfer.organisation.country
    return [vehicle_of({"scheme": way.part}, country) for way in one.mends if way.element == "vehicle" and way.part]


def _element_name(key: str) -> Any:
    return elements.element(key).name if key else ""


def _element_url(transfer: Transfer, key: str) -> str:
    return address("web:desk_transfer_element", transfer.pk, key) if key else ""


def _bound(request: HttpRequest, found: list[Conflict]) -> dict[str, forms.Form]:
    """The form of the conflict that was sent, filled with what was typed."""
    code = request.POST.get("code", "")
    conflict = next((one for one in found if one.code == code), None)
    if conflict is None:
        return {}
    if request.POST["do"] == "mend":
        return {"mend": MendForm(request.POST, conflict=conflict)}
    if request.POST["do"] == "rule":
        return {"rule": RulingForm(request.POST, code=code)}
    return {}


def _do(
    request: HttpRequest, transfer: Transfer, sent: str, form: OpenForm, bound: dict[str, forms.Form]
) -> HttpResponse | None:
    """Whatever button was pressed; None where a form holds mistakes."""
    by: Any = request.user
    at, code = timezone.now(), request.POST.get("code", "")
    here = redirect("web:desk_transfer_open", pk=transfer.pk)
    if sent == "open":
        if not form.is_valid():
            return None
        call = _open(by, transfer, form.cleaned_data, at)
        messages.success(request, _("The draft is there. Only your desk sees it until you announce it."))
        return redirect("web:desk_call", slug=call.slug)
    if sent == "withdraw":
        actions.withdraw_ruling(by=by, transfer=transfer, code=code, at=at)
        messages.success(request, _("The ruling is withdrawn. The conflict stands in the way again."))
        return here
    if sent == "add":
        key = request.POST.get("element", "")
        actions.add_element(by=by, transfer=transfer, key=key, at=at)
        return redirect(_element_url(transfer, key))
    typed = bound.get(sent)
    if typed is None:
        raise actions.BadRuling("code", _("This conflict is settled already."))
    if not typed.is_valid():
        return None
    if sent == "mend":
        values = {"way": int(typed.cleaned_data["way"]), "reason": typed.cleaned_data["reason"]}
        actions.mend_conflict(by=by, transfer=transfer, code=code, at=at, **values)
        messages.success(request, _("Changed in your kit, and written down in the matrix."))
    else:
        actions.rule_conflict(by=by, transfer=transfer, code=code, at=at, **typed.cleaned_data)
        messages.success(request, _("Your ruling is kept with its source. Everybody inside reads it."))
    return here


def _open(by: Any, transfer: Transfer, asked: dict[str, Any], at: datetime) -> Call:
    if typed := asked["slug"]:
        slug = slugify(typed)
    else:
        slug = slug_for("", asked["title"], lambda one: Call.objects.filter(slug=one).exists(), "nabor")
    return calls.open_call(
        by=by,
        transfer=transfer,
        title={"pl": asked["title"], "en": asked["title_en"]},
        slug=slug,
        scheme_name=asked["scheme_name"],
        edition_name=asked["edition_name"],
        first_day=asked["first_day"],
        at=at,
    )


def _take(refusal: Refusal, form: OpenForm, sent: forms.Form | None) -> list[tuple[str, str]]:
    """Each fault at its field; what belongs to no field is said above."""
    left: list[tuple[str, str]] = []
    target = sent or form
    named = [(one.where, one.message) for one in getattr(refusal, "problems", ()) if hasattr(one, "where")]
    for field, message in named or [(getattr(refusal, "field", ""), str(refusal))]:
        if target.is_bound and field in target.fields:
            target.add_error(field, message)
        else:
            left.append(("", str(message)))
    return left


def _initial(transfer: Transfer) -> dict[str, Any]:
    """A Monday a month from now, and the scheme of the call that came of the transfer before."""
    today = timezone.localdate()
    first = today + timedelta(days=28 + (7 - today.weekday()) % 7)
    earlier = Call.objects.filter(transfer=transfer).select_related("edition__scheme").order_by("-pk").first()
    return {
        "title": transfer.title,
        "scheme_name": earlier.edition.scheme.name_pl if earlier else transfer.title,
        "edition_name": str(first.year),
        "first_day": first,
    }


def _days(transfer: Transfer, first_day: date) -> Laid:
    city = transfer.organisation
    return laid(transfer.document, first_day, city.country, queries.closed_days(city))


def _rows(days: Laid, first_day: date) -> list[dict[str, Any]]:
    """The hours each stage would have."""
    now = timezone.now()
    rows = []
    for stage in days.document["stages"]:
        opens = moment_of(first_day, stage.get("opens_day"), stage.get("opens_hour", "09:00"))
        rows.append(
            {
                "name": in_language(stage.get("title") or {}) or str(kinds()[stage["kind"]].name),
                "opens_at": opens,
                "closes_at": moment_of(first_day, stage.get("closes_day"), stage.get("closes_hour", "20:00")),
                "past": opens is not None and opens < now,
            }
        )
    return rows
