"""A score sheet on paper, for a train without a network: criteria, what points mean, what is written so far, room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.assessment import queries, rules
from skwer.apps.assessment.models import Sheet
from skwer.apps.assessment.terms import AssessTerms
from skwer.apps.places import access
from skwer.methods.ranking import short
from skwer.web.papers import Column, Table, TablePaper, letterhead, paper, pdf_response

from .forms import criteria_shown


@never_cache
@login_required
@require_safe
def sheet_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The assessor's own sheet as a tagged PDF, once she declared that she has no conflict."""
    person: Any = request.user
    assignment = queries.assignments_of(person).filter(pk=pk).first()
    if assignment is None:
        raise Http404
    if not rules.may_see_content(person, assignment):
        raise PermissionDenied
    stage, proposal = assignment.stage, assignment.proposal
    terms = AssessTerms.of(stage)
    mine = Sheet.objects.filter(assignment=assignment).first()
    room = "…………"
    rows = [
        (
            f"{row['title']} ({row['weight']} %)" + (f"\n{row['hint']}" if row["hint"] else ""),
            "\n".join(f"{points}: {words} {row['unit']}".rstrip() for points, words in row["bands"] or row["anchors"]),
            f"{row['points'] or room} / {row['most']}",
            row["reason"] or f"{room}{room}",
        )
        for row in criteria_shown(terms, mine.scores if mine else {})
    ]
    columns = (
        Column(_("Criterion"), share=2),
        Column(_("What points mean"), share=3),
        Column(_("Points")),
        Column(_("Reason"), share=3),
    )
    notes = {
        "always": _("Every score needs a reason."),
        "below": _("A score below this share of a criterion's points needs a reason: %(share)s %%.")
        % {"share": terms.reasons_below},
    }
    data = TablePaper(
        head=letterhead(stage.call.organisation),
        title=_("Score sheet: no. %(number)s, %(title)s") % {"number": proposal.number, "title": proposal.title_in()},
        lead=_(
            "Write here where there is no network, then type it in: a draft may have gaps, a sheet that is sent not."
        ),
        facts=((_("Call"), stage.call.title), (_("Scale"), short(terms.scale)), (_("Sheet"), assignment.label)),
        tables=(
            Table(columns=columns, rows=rows, note=notes.get(terms.reasons, "")),
            *((_access(mine.access if mine else {}),) if terms.access else ()),
        ),
    )
    language = (get_language() or "pl")[:2]
    return pdf_response(paper("table", data, language), f"{stage.call.slug}-{proposal.number}.pdf")


def _access(seen: Mapping[str, Any]) -> Table:
    """The checklist of universal design, with room to write."""
    room = "…………"
    known = {one.row.key: one for one in access.rows(seen)}
    words = " / ".join(str(option.label) for option in access.QUESTION.options)
    rows = []
    for row in access.QUESTION.rows:
        one = known.get(row.key)
        measure = f"{row.measure}, {row.unit}: {room}" if row.measure else ""
        said = " · ".join(part for part in (one.measured, one.note) if part) if one else ""
        rows.append((f"{row.label}\n{row.hint}", one.answer if one and one.answer else words, said or measure or room))
    columns = (
        Column(_("Whom the place suits"), share=3),
        Column(_("Answer"), share=2),
        Column(_("In a few words"), share=3),
    )
    return Table(columns=columns, rows=rows)
