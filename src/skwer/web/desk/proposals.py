"""What was sent in a call, as the office sees it: the list, one proposal whole, a table to take away."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import form_of, public_label
from skwer.apps.forms.showing import display
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import Refusal
from skwer.values.tables import csv_lines
from skwer.web.proposals import uploads
from skwer.web.proposals.words import applicant_words, who_applies

from .doors import changes_only_by_staff, desk_call
from .happened import shown

SHAPES = {
    Proposal.State.SUBMITTED: "sent",
    Proposal.State.CORRECTION: "fix",
    Proposal.State.ELIGIBLE: "check",
    Proposal.State.REJECTED: "no",
    Proposal.State.CHOSEN: "chosen",
    Proposal.State.RESERVE: "reserve",
    Proposal.State.REFUSED: "no",
    Proposal.State.WITHDRAWN: "draft",
}


class TranslationForm(forms.Form):
    """Title and summary in English, written by the office or copied from the author's own words."""

    title = forms.CharField(label=gettext_lazy("Title in English"), max_length=140)
    summary = forms.CharField(
        label=gettext_lazy("In a sentence, in English"), max_length=250, widget=forms.Textarea(attrs={"rows": 3})
    )


def _sent(call: Call) -> QuerySet[Proposal]:
    return call.proposals.sent().select_related("district", "organisation", "author").order_by("number")


def _with_call(listed: Iterable[Proposal], call: Call) -> Iterator[Proposal]:
    """The proposals, each knowing the call they were found through, so that it is not asked for again."""
    for one in listed:
        one.call = call
        yield one


@desk_call
@require_GET
def proposals(request: HttpRequest, call: Call) -> HttpResponse:
    """Everything that was sent, withdrawn ones among it. Drafts stay with their authors; only their number is told."""
    rows = _sent(call)
    state, district = request.GET.get("state", ""), request.GET.get("district", "")
    if state in Proposal.State.values:
        rows = rows.filter(state=state)
    if district:
        rows = rows.filter(district__code=district)
    page = Paginator(rows, 60).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "page": page,
        "rows": [
            {
                "p": p,
                "shape": SHAPES.get(p.state, "sent"),
                "state": p.get_state_display().capitalize(),
                "who": who_applies(p, inside=True),
                "public": public_label(p, None)[1],
            }
            for p in _with_call(page.object_list, call)
        ],
        "states": [choice for choice in Proposal.State.choices if choice[0] != Proposal.State.DRAFT],
        "districts": call.organisation.areas.order_by("name"),
        "state": state,
        "district": district,
        "drafts": call.proposals.filter(number__isnull=True).count(),
        "filtered": bool(state or district),
        "may_run": request.may_run,
    }
    return render(request, "desk/proposals.html", context)


HEADER = (
    "number", "receipt", "state", "title", "summary", "category", "applicant_kind", "applicant", "district", "address",
    "lon", "lat", "requested", "total", "currency", "channel", "submitted_at",
)  # fmt: skip


def _table(call: Call) -> Iterator[list[Any]]:
    for p in _sent(call).iterator(chunk_size=200):
        yield [
            p.number, p.receipt, p.state, p.title, p.summary, p.category, p.applicant_kind, who_applies(p, inside=True),
            p.district.name if p.district else "", p.address, p.lon, p.lat, p.requested, p.total, call.currency,
            p.channel, timezone.localtime(p.submitted_at).replace(tzinfo=None) if p.submitted_at else None,
        ]  # fmt: skip


@desk_call
@require_GET
def table(request: HttpRequest, call: Call, kind: str) -> HttpResponse:  # noqa: ARG001  (every view takes it)
    """The list as CSV (streamed) or as a spreadsheet."""
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(HEADER, _table(call)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{call.slug}-proposals.csv"'
        return response
    from openpyxl import Workbook  # a heavy import for a rare wish
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Proposals")[:31])
    sheet.append(list(HEADER))
    for row in _table(call):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # what somebody typed is text, never a formula
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    response = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-proposals.xlsx"'
    return response


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, call: Call, number: int) -> HttpResponse:
    """One proposal with everything the office may know; its title and summary can be given in English."""
    found = (
        call.proposals.sent()
        .select_related("district", "organisation", "author", "registered_by", "cover", "place")
        .prefetch_related("coauthors__person", "revisions", "corrections")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    found.call = call
    form = TranslationForm(request.POST or None, initial=found.translations.get("en", {}))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.translate_proposal(
                by=request.user, proposal=found, language="en", at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("web:desk_proposal", slug=call.slug, number=number)
        except Refusal as error:
            refusal = error
    context = {
        "call": call,
        "p": found,
        "shape": SHAPES.get(found.state, "sent"),
        "state": found.get_state_display().capitalize(),
        "who": who_applies(found, inside=True),
        "public": public_label(found, None)[1],
        "kind": applicant_words(found.applicant_kind),
        "shown": display(form_of(found), found.answers),
        "files": uploads.listed(found, request.user),
        "history": shown(JournalEntry.objects.filter(kind="proposal", key=str(found.uid)).order_by("number")),
        "form": form,
        "refusal": refusal,
        "may_run": request.may_run,
    }
    status = refusal.status if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, "desk/proposal.html", context, status=status)
