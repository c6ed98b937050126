"""A newer version of the kit: what differs, taken or left element by element."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import actions, rules
from skwer.apps.practices.kits.diff import ElementChange, differences
from skwer.apps.practices.models import KitOffer, Transfer, TransferElement
from skwer.values.text import in_language
from skwer.web.context import address, with_query

from .doors import desk_of_transfer
from .words import SHAPES

Decision = TransferElement.Decision


@desk_of_transfer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_offer(request: HttpRequest, transfer: Transfer, number: int) -> HttpResponse:
    """Each element that differs, beside what the city decided about it; answered once."""
    by: Any = request.user
    offers = KitOffer.objects.select_related("version__kit", "answered_by")
    offer = get_object_or_404(offers, transfer=transfer, version__number=number)
    offer.transfer = transfer
    may = rules.may_adapt(by, transfer) and transfer.is_open and offer.answered_at is None
    problems: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        if not rules.may_adapt(by, transfer):
            raise PermissionDenied
        taken = request.POST.getlist("taken")
        try:
            actions.answer_offer(
                by=by, offer=offer, taken=taken, reason=request.POST.get("reason", ""), at=timezone.now()
            )
        except Refusal as refusal:
            status = refusal.status
            problems = [("", str(refusal.message)), *(("", one.message) for one in getattr(refusal, "problems", ()))]
        else:
            messages.success(request, _taken(len(taken)))
            return redirect("web:desk_transfer", pk=transfer.pk)
    changes = differences(transfer.kit_version.document, offer.version.document)
    context = {
        "transfer": transfer,
        "offer": offer,
        "rows": _rows(transfer, offer, changes, request.POST.getlist("taken")),
        "note": in_language(offer.version.note) if offer.version.note else "",
        "finding": _finding(offer, len(changes)),
        "may": may,
        "problems": problems,
        "typed": request.POST.get("reason", ""),
        "diff_url": with_query(
            address("web:kit_diff", offer.version.kit.slug),
            f"a={transfer.kit_version.number}&b={offer.version.number}",
        ),
        "list_url": with_query(address("web:desk_transfers"), f"organisation={transfer.organisation.slug}"),
    }
    return render(request, "transfers/desk_offer.html", context, status=status)


def _finding(offer: KitOffer, n: int) -> str:
    words = ngettext(
        "Version %(version)s of the kit differs in %(n)s element",
        "Version %(version)s of the kit differs in %(n)s elements",
        n,
    )
    return words % {"version": offer.version.number, "n": n}


def _taken(n: int) -> str:
    if not n:
        return _("Everything is left as your city has it.")
    words = ngettext("%(n)s element is taken over into your kit.", "%(n)s elements are taken over into your kit.", n)
    return words % {"n": n}


def _rows(transfer: Transfer, offer: KitOffer, changes: list[ElementChange], ticked: list[str]) -> list[dict[str, Any]]:
    """A change of the kit beside what the city decided about the element."""
    held = {row.key: row for row in transfer.elements.all()}
    rows = []
    for change in changes:
        row = held.get(change.key)
        own = row is not None and row.decision in (Decision.CHANGE, Decision.DROP)
        rows.append(
            {
                "change": change,
                "element": row,
                "own": own and offer.answered_at is None,
                "shape": SHAPES[Decision(row.decision)] if row else "",
                "decision": row.get_decision_display() if row else "",
                "taken": change.key in (ticked if offer.answered_at is None else offer.taken),
            }
        )
    return rows
