"""Rounds with feedback: what a stage asks for, who sits in the committee, what it advised, and what is unanswered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from skwer.apps.people.models import Body, Membership, Person

from ..models import Call, CoAuthor, Meeting, MeetingItem, Presence, Proposal, Recommendation, Recusal, Stage
from ..stages import MEET, PROPOSE
from .calls import stages_of

IDEA, FULL = "idea", "full"
State = Proposal.State


def round_of(stage: Stage | None) -> str:
    """What people send in the stage: "idea", "full", or "" in a call with one round."""
    if stage is None or stage.kind != PROPOSE:
        return ""
    frozen = (stage.frozen or {}).get("settings") or stage.settings
    return str(frozen.get("round", ""))


def has_rounds(call: Call) -> bool:
    return any(round_of(stage) == IDEA for stage in stages_of(call))


def stage_of_round(call: Call, wanted: str) -> Stage | None:
    """The stage in which ideas, or full applications, are sent."""
    return next((stage for stage in stages_of(call) if round_of(stage) == wanted), None)


def recommendations_of(proposal: Proposal) -> QuerySet[Recommendation]:
    """What the committee advised, once the minutes are out."""
    return proposal.recommendations.given().select_related("item__meeting").order_by("number")


def unanswered(proposal: Proposal) -> list[Recommendation]:
    """Recommendations the author must answer before the full application is sent; none when the call does not ask."""
    asked = [stage for stage in stages_of(proposal.call) if stage.kind == MEET]
    if not any(((stage.frozen or {}).get("settings") or stage.settings).get("answer_all", True) for stage in asked):
        return []
    return list(recommendations_of(proposal).filter(answer=Recommendation.Answer.NONE))


def waiting_for_meeting(call: Call) -> QuerySet[Proposal]:
    """Proposals a meeting can deal with: ideas and what was invited; those of one round once they are sent."""
    states = [State.IDEA, State.INVITED, State.DECLINED, State.SUBMITTED, State.ELIGIBLE]
    return call.proposals.filter(state__in=states).order_by("number")


def seated(body: Body) -> list[Person]:
    """The members of the committee today."""
    people = Person.objects.filter(seats__body=body, seats__ended_at__isnull=True, is_active=True)
    return list(people.distinct().order_by("name", "pk"))


def is_seated(person: Person | None, body: Body) -> bool:
    if person is None or not person.is_authenticated:
        return False
    return body.seats.filter(person=person, ended_at__isnull=True).exists()


def tied(proposal: Proposal, people: Iterable[Person]) -> set[int]:
    """Who of these may not judge the proposal: its authors, those asked to write along, members of the applicant."""
    keys = {person.pk for person in people}
    emails = {person.email.lower(): person.pk for person in people}
    found = {proposal.author_id} & keys
    for pk, email in CoAuthor.objects.filter(proposal=proposal).values_list("person_id", "email"):
        found |= {pk, emails.get(email.lower())} & keys
    if proposal.organisation_id:
        members = Membership.objects.current().filter(organisation=proposal.organisation_id, person__in=keys)
        found |= set(members.values_list("person_id", flat=True))
    return {pk for pk in found if pk is not None}


def voices(item: MeetingItem) -> int:
    """How many members were there and did not step aside for this point."""
    aside = set(item.recusals.values_list("person_id", flat=True))
    present = item.meeting.presences.filter(present=True).values_list("person_id", flat=True)
    return sum(1 for pk in present if pk not in aside)


def items_of(meeting: Meeting) -> list[MeetingItem]:
    """The agenda with everything a page shows beside each point, in a fixed number of queries."""
    advised = Recommendation.objects.order_by("number")
    return list(
        meeting.items.select_related("proposal", "proposal__organisation", "meeting")
        .prefetch_related(
            Prefetch("recommendations", queryset=advised),
            Prefetch("recusals", queryset=Recusal.objects.select_related("person")),
        )
        .order_by("order")
    )


def presences_of(meeting: Meeting) -> list[Presence]:
    return list(meeting.presences.select_related("person").order_by("-chairs", "person__name", "pk"))


def next_meeting_of(proposal: Proposal) -> Meeting | None:
    """The planned meeting at which the proposal stands on the agenda."""
    ahead = Meeting.objects.filter(items__proposal=proposal, state=Meeting.State.PLANNED)
    return ahead.order_by("starts_at").first()


def without_meeting(call: Call) -> QuerySet[Proposal]:
    """Ideas that stand on no agenda which is still open."""
    open_items = MeetingItem.objects.filter(
        Q(meeting__state=Meeting.State.PLANNED) | Q(meeting__state=Meeting.State.HELD, meeting__minutes_at=None),
        proposal__isnull=False,
    )
    return call.proposals.filter(state=State.IDEA).exclude(pk__in=open_items.values("proposal"))
