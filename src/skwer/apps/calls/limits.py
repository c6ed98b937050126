"""The call's own limits on a proposal, each with the paragraph that sets it. The form's own rules are in `forms`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError
from skwer.apps.places import queries as places

from .applicants import GROUP, needs_organisation
from .columns import Columns
from .models import Proposal
from .regulations import paragraph_of
from .words import money, say


def limit_errors(proposal: Proposal, columns: Columns) -> list[FieldError]:
    """Everything in which the proposal breaks its call's rules: sums, own contribution, kind, place, applicant."""
    return [*_sums(proposal, columns), *_own(proposal, columns), *_where(proposal, columns), *_who(proposal)]


def _error(field: str, code: str, message: Any, **facts: Any) -> FieldError:
    return FieldError(field=field, code=code, message=say(message, **facts))


def _sums(proposal: Proposal, columns: Columns) -> Iterator[FieldError]:
    call = proposal.call
    cited = paragraph_of(call, "limits")
    if columns.requested > call.request_max:
        yield _error(
            "costs",
            "too_much",
            _("Lower the grant by %(excess)s. The most one proposal may ask for is %(most)s (%(paragraph)s)."),
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
