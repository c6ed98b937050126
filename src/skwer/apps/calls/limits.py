"""The call's own limits on a proposal, each with the paragraph that sets it. The form's own rules are in `forms`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError
from skwer.apps.forms.schema import Words
from skwer.apps.people.models import Organisation
from skwer.apps.places import queries as places
from skwer.values.money import to_cents

from .applicants import GROUP, needs_organisation
from .caps import DECLARATION, caps_of, declaration_missing
from .columns import Columns, read_columns
from .for_spaces import is_still_offered
from .models import Call, DecisionLine, Proposal, Scheme
from .queries import proposing_stage
from .regulations import paragraph_of
from .stages import DECIDE
from .words import money, say


def limit_errors(proposal: Proposal, columns: Columns) -> list[FieldError]:
    """Everything in which the proposal breaks its call's rules: sums, own contribution, kind, place, applicant."""
    return [
        *_sums(proposal, columns),
        *_own(proposal, columns),
        *_caps(proposal, columns),
        *_year(proposal, columns),
        *_de_minimis(proposal),
        *_where(proposal, columns),
        *_space(proposal),
        *_who(proposal),
    ]


def _error(field: str, code: str, message: Any, *, row: int | None = None, part: str = "", **facts: Any) -> FieldError:
    return FieldError(field=field, code=code, message=say(message, **facts), row=row, part=part)


def _sums(proposal: Proposal, columns: Columns) -> Iterator[FieldError]:
    call = proposal.call
    cited = paragraph_of(call, "limits")
    if columns.requested > call.request_max:
        yield _error(
            "costs",
            "too_much",
            _("Lower the grant by %(excess)s. The most one proposal may ask for is %(most)s (%(paragraph)s)."),
            row=_line_beyond(proposal, call.request_max, source="grant"),
            part="amount",
            excess=money(columns.requested - call.request_max, call.currency),
            most=money(call.request_max, call.currency),
            paragraph=cited,
        )
    elif columns.requested < max(call.request_min, Decimal("0.01")):
        yield _error(
            "costs",
            "too_little",
            _("Raise the grant to at least %(least)s (%(paragraph)s). Mark in each row what the grant pays for."),
            least=money(max(call.request_min, Decimal("0.01")), call.currency),
            paragraph=cited,
        )


def _own(proposal: Proposal, columns: Columns) -> Iterator[FieldError]:
    call = proposal.call
    if not call.own_share or not columns.total:
        return
    own = columns.total - columns.requested
    if own * 100 < columns.total * call.own_share:
        yield _error(
            "costs",
            "own_share",
            _("Your own contribution is %(own)s. It must be at least %(share)s%% of the whole cost (%(paragraph)s)."),
            own=money(own, call.currency),
            share=call.own_share,
            paragraph=paragraph_of(call, "own"),
        )


def _caps(proposal: Proposal, columns: Columns) -> Iterator[FieldError]:
    """Kinds of costs of which only so many per cent of the whole are allowed; each with the line that goes beyond."""
    stage = proposing_stage(proposal.call)
    for cap in caps_of(stage.settings) if stage else ():
        rows = [row for row in _rows(proposal) if row.get("kind") == cap.key]
        spent = sum((_sum(row) for row in rows), Decimal(0))
        if spent * 100 <= columns.total * cap.percent:
            continue
        most = to_cents(columns.total * cap.percent / 100)
        yield _error(
            "costs",
            f"cap_{cap.key}",
            _(
                "“%(kind)s” takes %(spent)s. At most %(percent)s%% of the whole cost is allowed, here %(most)s "
                "(%(paragraph)s). Lower it by %(excess)s."
            ),
            row=_line_beyond(proposal, most, kind=cap.key),
            part="amount",
            kind=Words.of(cap.title),
            spent=money(spent, proposal.call.currency),
            percent=f"{cap.percent:f}",
            most=money(most, proposal.call.currency),
            excess=money(spent - most, proposal.call.currency),
            paragraph=paragraph_of(proposal.call, "caps"),
        )


def _rows(proposal: Proposal) -> list[dict[str, Any]]:
    given = proposal.answers.get("costs")
    return [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []


def _sum(row: dict[str, Any]) -> Decimal:
    return read_columns({"costs": [row]}).total


def _line_beyond(proposal: Proposal, most: Decimal, **only: str) -> int | None:
    """The line with which costs of one source or kind go beyond the limit: where the applicant looks first."""
    so_far = Decimal(0)
    for index, row in enumerate(_rows(proposal)):
        if all(row.get(name) == value for name, value in only.items()):
            so_far += _sum(row)
            if so_far > most:
                return index
    return None


def year_of(call: Call) -> int:
    """The calendar year whose limit the call's awards count against: that of its decision."""
    days: list[date] = [
        timezone.localtime(moment).date()
        for stage in sorted(call.stages.all(), key=lambda stage: stage.order)
        if stage.kind == DECIDE and (moment := stage.closes_at or stage.opens_at)
    ]
    return (days[-1] if days else timezone.localtime(call.created_at).date()).year


def awarded_in_year(organisation: Organisation, scheme: Scheme, year: int) -> Decimal:
    """What published decisions in force gave the organisation that year in the scheme, without what was withdrawn."""
    lines = DecisionLine.objects.filter(
        decision__superseded_at__isnull=True,
        decision__published_at__isnull=False,
        decision__decided_at__year=year,
        decision__call__edition__scheme=scheme,
        result=DecisionLine.Result.FUNDED,
        proposal__organisation=organisation,
    ).exclude(proposal__state=Proposal.State.WITHDRAWN)
    return lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def left_in_year(proposal: Proposal) -> tuple[Decimal, Decimal, Decimal] | None:
    """(limit, awarded, left) of the proposal's organisation this year; None where the scheme sets no limit."""
    scheme = proposal.call.edition.scheme
    if scheme.year_cap is None or proposal.organisation is None:
        return None
    awarded = awarded_in_year(proposal.organisation, scheme, year_of(proposal.call))
    return scheme.year_cap, awarded, max(scheme.year_cap - awarded, Decimal(0))


def _year(proposal: Proposal, columns: Columns) -> Iterator[FieldError]:
    figures = left_in_year(proposal)
    if figures is None or columns.requested <= figures[2]:
        return
    most, awarded, left = (money(figure, proposal.call.currency) for figure in figures)
    yield _error(
        "costs",
        "year_cap",
        _(
            "Your organisation may receive %(most)s from this scheme in %(year)s and has been awarded %(awarded)s. Ask "
            "for at most %(left)s (%(paragraph)s)."
        ),
        row=_line_beyond(proposal, figures[2], source="grant"),
        part="amount",
        most=most,
        awarded=awarded,
        left=left,
        year=year_of(proposal.call),
        paragraph=paragraph_of(proposal.call, "year_cap"),
    )


def _de_minimis(proposal: Proposal) -> Iterator[FieldError]:
    # A declaration that came on paper lies at the office.
    if proposal.channel != Proposal.Channel.PAPER and declaration_missing(proposal.answers):
        yield _error(
            DECLARATION,
            "de_minimis",
            _("A business benefits, so add its declaration on de minimis aid (%(paragraph)s)."),
            paragraph=paragraph_of(proposal.call, "de_minimis"),
        )


def _where(proposal: Proposal, columns: Columns) -> Iterator[FieldError]:
    call = proposal.call
    if columns.category and call.categories and columns.category not in call.categories:
        yield _error(
            "category",
            "category",
            _("This call does not take this kind of place (%(paragraph)s). Choose another kind."),
            paragraph=paragraph_of(call, "categories") or paragraph_of(call, "places"),
        )
    if not places.inside_city(call.organisation, columns.lon, columns.lat):
        yield _error(
            "place",
            "outside_city",
            _("This point lies outside the city (%(paragraph)s). Move it onto the city's map."),
            paragraph=paragraph_of(call, "city"),
        )


def _space(proposal: Proposal) -> Iterator[FieldError]:
    """A space that was withdrawn since it was chosen can no longer be asked for."""
    if proposal.space is not None and not is_still_offered(proposal.space):
        yield _error(
            "space",
            "space_gone",
            _("The city no longer offers this space (%(paragraph)s). Choose another one."),
            paragraph=paragraph_of(proposal.call, "spaces"),
        )


def _who(proposal: Proposal) -> Iterator[FieldError]:
    if proposal.applicant_kind not in proposal.call.applicants:
        yield _error(
            "applicant",
            "applicant_kind",
            _("This kind of applicant may not apply in this call (%(paragraph)s)."),
            paragraph=paragraph_of(proposal.call, "applicants"),
        )
    if proposal.applicant_kind == GROUP and not proposal.group_name:
        yield _error(
            "applicant",
            "group_name",
            _("Give the name of your group (%(paragraph)s)."),
            paragraph=paragraph_of(proposal.call, "group"),
        )
    if (
        needs_organisation(proposal.applicant_kind)
        and proposal.organisation_id is None
        and not (proposal.channel == Proposal.Channel.PAPER and proposal.group_name)
    ):
        yield _error(
            "applicant",
            "organisation",
            _("Choose the organisation you apply for (%(paragraph)s)."),
            paragraph=paragraph_of(proposal.call, "applicants"),
        )
