"""A call with three rounds, played from its first idea to the meetings, the answers and the full applications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Meeting, MeetingItem, Proposal, Recommendation
from skwer.apps.people.models import Body, Organisation, Person, Seat
from tests.factories import ANSWERS, AT, make_body, make_call, make_person

FULL = {**ANSWERS, "schedule": "W maju ziemia i rośliny, w czerwcu ławki."}


def rounds_call(
    city: Organisation, officer: Person, *, people: Sequence[Person] = (), annexes: bool = False, **changes: Any
) -> Call:
    """An announced call of the kit three-rounds that takes ideas at AT; it asks for no list of support and no annex."""
    call = make_call(city, officer, preset="three-rounds", announced=False, **changes)
    committee = make_body(city, *(people or [make_person(f"Członkini {n}") for n in range(1, 5)]))
    for stage in call.stages.filter(kind__in=["meet", "assess"]):
        actions.change_stage(by=officer, stage=stage, changes={"body": committee}, at=AT)
    full = call.stages.filter(kind="propose").order_by("order")[1]
    steps = [step for step in full.settings["form"]["steps"] if annexes or step["key"] != "annexes"]
    changed = {"support": {"needed": 0, "age": 15, "days_kept": 90}, "form": {"steps": steps}}
    actions.change_stage(by=officer, stage=full, changes={"settings": changed}, at=AT)
    actions.announce_call(by=officer, call=call, at=AT - timedelta(days=9))
    actions.tick(at=AT)
    call.refresh_from_db()
    return call


def send_idea(call: Call, author: Person | None = None, *, at: datetime = AT, **answers: Any) -> Proposal:
    author = author or make_person()
    proposal = actions.start_proposal(by=author, call=call, at=at)
    actions.save_draft(by=author, proposal=proposal, answers={**ANSWERS, **answers}, version=0, at=at)
    return actions.submit_proposal(by=author, proposal=proposal, at=at)


def to_meetings(call: Call) -> datetime:
    """The time for ideas ends; the committee may meet."""
    at = call.stages.filter(kind="propose").order_by("order")[0].closes_at
    actions.tick(at=at)
    return at + timedelta(hours=1)


def committee_of(call: Call) -> Body:
    return call.stages.get(kind="meet").body


def meeting(call: Call, officer: Person, *, at: datetime, **values: Any) -> Meeting:
    """A meeting in two days, with everything that waits on its agenda."""
    starts_at = at + timedelta(days=2)
    given = {
        "title": "Posiedzenie komisji",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "place": "Ratusz, sala 12",
        **values,
    }
    stage = call.stages.get(kind="meet")
    made = actions.call_meeting(by=officer, stage=stage, values=given, at=at)
    waiting = call.proposals.filter(state__in=["idea", "invited"]).order_by("number")
    actions.set_agenda(by=officer, meeting=made, items=[{"proposal": one} for one in waiting], at=at)
    return made


def sit(made: Meeting, officer: Person, *, present: int | None = None) -> datetime:
    """The members come (all, or the first so many), the first of them chairs, the meeting opens."""
    at = made.starts_at + timedelta(minutes=5)
    keys = list(Seat.objects.filter(body=made.body, ended_at=None).order_by("pk").values_list("person", flat=True))
    here = keys if present is None else keys[:present]
    actions.record_presence(by=officer, meeting=made, present=here, chair=here[0] if here else None, at=at)
    return at


def advise(
    made: Meeting, officer: Person, outcomes: dict[int, tuple[str, Sequence[str]]], *, at: datetime
) -> list[MeetingItem]:
    """Each proposal by its number: an outcome and recommendations."""
    actions.hold_meeting(by=officer, meeting=made, at=at)
    items = list(made.items.select_related("proposal").order_by("order"))
    for item in items:
        outcome, texts = outcomes[item.proposal.number]
        actions.recommend(by=officer, item=item, texts=texts, at=at)
        actions.record_item(by=officer, item=item, note="Rozmowa.", outcome=outcome, at=at)
    return items


def answer_all(proposal: Proposal, *, at: datetime, answer: str = Recommendation.Answer.ADOPTED) -> None:
    for one in proposal.recommendations.order_by("number"):
        actions.answer_recommendation(
            by=proposal.author, recommendation=one, answer=answer, why="Zrobimy to inaczej.", at=at
        )


def to_full(call: Call) -> datetime:
    """The stage of meetings closes, full applications are taken."""
    stage = call.stages.get(kind="meet")
    actions.tick(at=stage.closes_at)
    return stage.closes_at + timedelta(hours=1)


def send_full(proposal: Proposal, *, at: datetime, **answers: Any) -> Proposal:
    proposal.refresh_from_db()
    actions.save_draft(
        by=proposal.author, proposal=proposal, answers={**FULL, **answers}, version=proposal.version, at=at
    )
    return actions.submit_proposal(by=proposal.author, proposal=proposal, at=at)


FIRST_DAY = date(2026, 11, 16)
