"""Support offered and used: the table, who used how many, offering, booking, and all of it as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.programmes import actions
from skwer.apps.programmes.models import Allowance, Project, Use
from skwer.apps.programmes.queries.support import Offer, support_of
from skwer.web.context import address
from skwer.web.templatetags.words import number

from .doors import attempt, done, inside_project, page, partner_choices, partner_of
from .forms import OfferForm, UseForm
from .money import csv_response


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, project: Project) -> HttpResponse:
    """What is offered, what was used of it and by whom."""
    by: Any = request.user
    at = timezone.now()
    do = request.POST.get("do", "")
    offers = support_of(project)
    writes_for = {one.pk for one in request.partners}  # type: ignore[attr-defined]
    bookable = [
        one
        for one in offers
        if one.allowance.kind != Allowance.Kind.EXPERT_DAYS
        and (one.allowance.partnership_id in writes_for or one.allowance.partnership_id is None)
    ]
    forms = {
        "offer": OfferForm(
            request.POST if do == "offer" else None,
            prefix="offer",
            partners=partner_choices(request, everybody=_("all partners together")),
        ),
        "book": UseForm(
            request.POST if do == "book" else None,
            prefix="use",
            partners=partner_choices(request),
            allowances=[(one.allowance.pk, _name(one)) for one in bookable],
        ),
    }
    here = address("web:desk_work_support", project.slug)
    status = 200
    if request.method == "POST":
        if do == "cancel":
            uses = Use.objects.select_related("allowance__project__organisation", "partnership__organisation")
            pk = request.POST.get("use", "")
            use = get_object_or_404(uses, allowance__project=project, pk=int(pk) if pk.isdecimal() else 0)
            actions.cancel_use(by=by, use=use, at=at)
            return done(request, _("Taken back; the place is free again."), here)
        if do == "offer":
            answer = attempt(
                request, forms["offer"], lambda given: _offer(request, project, given), _("Offered."), here
            )
        else:
            chosen = {str(one.allowance.pk): one.allowance for one in bookable}
            answer = attempt(request, forms["book"], lambda given: _book(request, chosen, given), _("Booked."), here)
        if not isinstance(answer, int):
            return answer
        status = answer
    uses = [
        (use, one.allowance, use.partnership_id in writes_for and not use.expert_day_id)
        for one in offers
        for use in one.uses
    ]
    uses.sort(key=lambda row: (row[0].on, row[0].pk), reverse=True)
    context = {
        "offers": offers,
        "uses": uses,
        "forms": forms,
        "bookable": bool(bookable) and bool(writes_for),
        "doing": do,
        "finding": _finding(offers),
    }
    return page(request, "work/support.html", project, "support", context, status)


def _name(one: Offer) -> str:
    who = one.allowance.partnership.label if one.allowance.partnership else _("all partners together")
    left = _("%(n)s left") % {"n": number(one.left)}
    return f"{one.allowance.get_kind_display()}: {who} ({left})"


def _finding(offers: list[Offer]) -> str:
    if not offers:
        return _("No support is offered yet")
    if gone := [one for one in offers if not one.left]:
        return _("Used up: %(n)s of %(all)s offers") % {"n": len(gone), "all": len(offers)}
    return _("There is something left of every offer")


def _offer(request: HttpRequest, project: Project, given: dict[str, Any]) -> None:
    by: Any = request.user
    partnership = partner_of(request, given.pop("partnership"))
    actions.offer_allowance(
        by=by, project=project, partnership=partnership, note_text=given.pop("note"), **given, at=timezone.now()
    )


def _book(request: HttpRequest, chosen: dict[str, Allowance], given: dict[str, Any]) -> None:
    by: Any = request.user
    partnership = partner_of(request, given["partnership"])
    if partnership is None:
        raise actions.BadValue("partnership", _("Choose a partner."))
    actions.book_use(
        by=by,
        allowance=chosen[given["allowance"]],
        partnership=partnership,
        on=given["on"],
        quantity=given["quantity"],
        note_text=given["note"],
        reference=given["reference"],
        at=timezone.now(),
    )


@inside_project
@require_safe
def support_table(request: HttpRequest, project: Project) -> StreamingHttpResponse:
    """Allowances and their uses as CSV; an allowance nobody used is there with an empty use."""
    del request
    header = ["kind", "offered_to", "offered", "used_by", "day", "quantity", "note", "reference"]
    return csv_response(header, _rows(project), f"{project.slug}-support.csv")


def _rows(project: Project) -> Iterator[list[Any]]:
    for one in support_of(project):
        start = [one.allowance.kind, one.allowance.partnership.label if one.allowance.partnership else "all"]
        start.append(one.allowance.offered)  # type: ignore[arg-type]
        if not one.uses:
            yield start
        for use in one.uses:
            yield [*start, use.partnership.label, use.on, use.quantity, use.note, use.reference]
