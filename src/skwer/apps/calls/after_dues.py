"""What the office must do once something was decided: rule on objections, count again, move the reserve list up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Person

from .models import Call, Decision, DecisionLine, Objection, Proposal
from .queries.decisions import acts_missing, gone_since
from .words import say


def for_offices(person: Person, at: datetime) -> list[Due]:
    """In all cities whose calls the person runs."""
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    run = list(
        Membership.objects.current().filter(person=person, role__in=roles).values_list("organisation", flat=True)
    )
    return list(_of(Call.objects.filter(organisation__in=run), at)) if run else []


def of_call(call: Call, at: datetime) -> list[Due]:
    """In one call, for its page at the desk."""
    return list(_of(Call.objects.filter(pk=call.pk), at))


def _of(calls: QuerySet[Call], at: datetime) -> Iterator[Due]:
    going = calls.filter(state__in=[Call.State.ANNOUNCED, Call.State.DECIDED])
    yield from _to_rule(going, at)
    yield from _to_count(going)
    yield from _to_move_up(going)
    yield from _to_publish(going)


def _to_rule(calls: QuerySet[Call], at: datetime) -> Iterator[Due]:
    waiting = Objection.objects.filter(call__in=calls, state=Objection.State.FILED).order_by("rule_until")
    for objection in waiting.select_related("call__organisation", "proposal"):
        yield Due(
            what=say(
                _("Rule on objection no. %(number)s, about proposal no. %(proposal)s"),
                number=objection.number,
                proposal=objection.proposal.number,
            ),
            action=_("Look"),
            route="web:desk_objection",
            kwargs={"slug": objection.call.slug, "number": objection.number},
            due_at=objection.rule_until,
            state="late" if at > objection.rule_until else "check",
            **_about(objection.call),
        )


def _to_count(calls: QuerySet[Call]) -> Iterator[Due]:
    """An upheld objection whose list was not counted again, in calls that have a public list."""
    upheld = Objection.objects.filter(
        call__in=calls, state=Objection.State.UPHELD, new_decision=None, effect__count_again=True
    )
    with_list = upheld.filter(call__decisions__superseded_at__isnull=True, call__decisions__published_at__isnull=False)
    for objection in with_list.select_related("call__organisation").order_by("ruled_at").distinct():
        yield Due(
            what=say(_("Objection no. %(number)s was upheld: count the list again"), number=objection.number),
            action=_("Look"),
            route="web:desk_objection",
            kwargs={"slug": objection.call.slug, "number": objection.number},
            state="check",
            **_about(objection.call),
        )


def _to_move_up(calls: QuerySet[Call]) -> Iterator[Due]:
    """Money came free and somebody waits on the reserve list."""
    lost = Q(lines__result=DecisionLine.Result.FUNDED, lines__proposal__state=Proposal.State.WITHDRAWN)
    live = Decision.objects.filter(call__in=calls, superseded_at__isnull=True, published_at__isnull=False)
    for decision in live.filter(lost).select_related("call__organisation").distinct():
        waits = decision.lines.filter(
            result=DecisionLine.Result.RESERVE, proposal__state=Proposal.State.RESERVE
        ).exists()
        if waits and gone_since(decision):
            yield Due(
                what=_("Somebody stepped back: move up the reserve list"),
                action=_("Look"),
                route="web:desk_promote",
                kwargs={"slug": decision.call.slug},
                state="check",
                **_about(decision.call),
            )


def _to_publish(calls: QuerySet[Call]) -> Iterator[Due]:
    """A list that replaces a public one and is not public yet; the first decision of a call is its stage's to tell."""
    recorded = Decision.objects.filter(
        call__in=calls, call__state=Call.State.DECIDED, superseded_at__isnull=True, published_at__isnull=True
    )
    for decision in recorded.select_related("call__organisation", "stage"):
        missing = acts_missing(decision)
        yield Due(
            what=_("Record the acts of the bodies that decide") if missing else _("Publish the new list"),
            action=_("Record") if missing else _("Publish"),
            route="web:desk_acts" if missing else "web:desk_decide",
            kwargs={"slug": decision.call.slug},
            state="check",
            **_about(decision.call),
        )


def _about(call: Call) -> dict[str, Any]:
    return {"about": call.title, "organisation": call.organisation}
