"""A proposal on paper, with the number and checksum that the office compares."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.calls.actions.printing import short_sum
from skwer.apps.calls.models import Proposal, Revision
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.rules import may_see_inside
from skwer.apps.calls.words import moment
from skwer.apps.calls.words import money as written
from skwer.apps.forms.showing import Shown, display
from skwer.web.context import address
from skwer.web.papers import Application, Column, Paragraph, Section, Table, letterhead, paper, pdf_response

from . import uploads
from .finding import proposal_of
from .words import who_applies


@never_cache
@login_required
@require_safe
def printed(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The newest version as it was sent, for those who wrote it and for the office."""
    proposal = proposal_of(request, slug, number)
    revision = proposal.revisions.order_by("number").last()
    if revision is None or not may_see_inside(request.user, proposal):  # type: ignore[arg-type]
        raise Http404
    language = (get_language() or "pl")[:2]
    data = _paper(request, proposal, revision)
    return pdf_response(paper("application", data, language), f"{call_name(proposal)}.pdf")


def call_name(proposal: Proposal) -> str:
    return f"{proposal.call.slug}-{proposal.number}"


def _paper(request: HttpRequest, proposal: Proposal, revision: Revision) -> Application:
    call = proposal.call
    form = form_of(proposal)
    names = {uid: one["name"] for uid, one in uploads.listed(proposal, request.user).items()}
    shown = {one.question.key: one for one in display(form, revision.answers)}
    desk = request.build_absolute_uri(address("web:desk_printed", call.organisation.slug))
    asked = written(proposal.requested, call.currency)
    return Application(
        head=letterhead(call.organisation),
        title=proposal.title,
        call=f"{call.title}, {call.edition.name}",
        number=proposal.receipt,
        version=str(revision.number),
        checksum=short_sum(revision),
        whole_checksum=revision.hash,
        sent=str(moment(revision.at)),
        facts=[(_("Who applies"), who_applies(proposal, inside=True)), (_("Asks for"), str(asked))],
        sections=[
            Section(str(step.title), [block for q in step.questions for block in _answer(shown[q.key], names)])
            for step in form.steps
        ],
        rule=_("The office takes the newest version only (%(paragraph)s).")
        % {"paragraph": paragraph_of(call, "print") or paragraph_of(call, "propose")},
        url=f"{desk}?{urlencode({'number': proposal.receipt, 'checksum': revision.hash})}",
    )


def _answer(shown: Shown, names: dict[str, str]) -> list[Section | Paragraph | Table]:
    """The question, and under it what was answered."""
    heading = Section(shown.label, level=2)
    if shown.rows:
        currency = shown.question.currency
        rows = [(r.name, r.quantity, str(r.source_label), str(written(r.amount, currency))) for r in shown.rows]
        total = str(written(shown.sums.total, currency)) if shown.sums else ""
        columns = [Column(_("Cost"), share=3), Column(_("How much"), share=2), Column(_("Paid from"), share=2)]
        table = Table([*columns, Column(_("Sum"), figures=True)], rows, totals=[(_("Together"), "", "", total)])
        return [heading, table]
    if shown.grid:
        lines = [(str(r.row.label), r.answer, " · ".join(p for p in (r.measured, r.note) if p)) for r in shown.grid]
        columns = [Column(_("What"), share=2), Column(_("Answer")), Column(_("In a few words"), share=3)]
        return [heading, Table(columns, lines)]
    if shown.files:
        return [heading, *(Paragraph(names.get(uid, _("a file"))) for uid in shown.files)]
    return [heading, Paragraph(shown.text or "–")]
