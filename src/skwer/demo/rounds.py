"""A call of three rounds: ideas were sent, the committee met and advised, full applications are being written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from skwer.apps.calls import actions as calls
from skwer.apps.calls.actions.supporting import support
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.people.models import Seat

from .calls import Teller
from .data import read

SLUG = "miejsca-z-rozmowa"


def make_rounds(teller: Teller, *, at: datetime) -> Call:
    """Begun 74 days ago, so that the round of full applications runs now."""
    told = read("rounds.json")
    call = _begin(teller, told, at=at)
    known = _ideas(teller, call, told)
    first = call.stages.filter(kind="propose").order_by("order")[0]
    calls.tick(at=first.closes_at + timedelta(minutes=1))
    _meet(teller, call, known, told, at=first.closes_at + timedelta(hours=9))
    meet = call.stages.get(kind="meet")
    opened = meet.closes_at + timedelta(minutes=1)
    calls.tick(at=opened)
    _answers_given(teller, known, told, at=opened + timedelta(days=3))
    for key, (name, street) in zip(told["supported_by"], told["supporters"], strict=True):
        proposal = Proposal.objects.get(pk=known["taras"].pk)
        support(
            by=teller.cast[key],
            proposal=proposal,
            name=name,
            street=street,
            old_enough=True,
            lives_here=True,
            at=opened + timedelta(days=5),
        )
    return Call.objects.get(pk=call.pk)


def _begin(teller: Teller, told: Mapping[str, Any], *, at: datetime) -> Call:
    first = at - timedelta(days=74)
    early = first - timedelta(days=12)
    call = calls.create_call_from_preset(
        by=teller.officer,
        organisation=teller.town,
        preset="three-rounds",
        scheme_name="Miejsca z rozmową",
        edition_name=str(first.year),
        title=told["title"],
        slug=f"{SLUG}-{first.year}",
        first_day=first.date(),
        at=early,
        changes={"summary": told["summary"], "pot": "150000.00", "request_max": "50000.00"},
    )
    for stage in call.stages.filter(kind__in=["meet", "assess"]):
        calls.change_stage(by=teller.officer, stage=stage, changes={"body": teller.committee}, at=early)
    calls.announce_call(by=teller.officer, call=call, at=early + timedelta(hours=2))
    opens = call.stages.filter(kind="propose").order_by("order")[0].opens_at
    calls.tick(at=opens + timedelta(minutes=1))
    return Call.objects.get(pk=call.pk)


def _ideas(teller: Teller, call: Call, told: Mapping[str, Any]) -> dict[str, Proposal]:
    known = {}
    start = call.stages.filter(kind="propose").order_by("order")[0].opens_at
    for day, data in enumerate(told["ideas"], 9):
        author, moment = teller.cast[data["author"]], start + timedelta(days=day)
        proposal = calls.start_proposal(by=author, call=call, at=moment)
        calls.save_draft(by=author, proposal=proposal, answers=_answers(data), version=0, at=moment)
        sent = calls.submit_proposal(
            by=author, proposal=Proposal.objects.get(pk=proposal.pk), at=moment + timedelta(hours=1)
        )
        calls.translate_proposal(
            by=teller.officer,
            proposal=sent,
            language="en",
            title=data["title_en"],
            summary=data["summary_en"],
            at=moment + timedelta(hours=2),
        )
        known[data["key"]] = sent
    return known


def _answers(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: data[name] for name in ("title", "summary", "category", "why", "what")},
        "place": {"lon": data["lon"], "lat": data["lat"], "address": data["address"]},
        "owner": "city",
        "costs": [
            {"name": name, "quantity": quantity, "amount": amount, "source": source}
            for name, quantity, amount, source in data["costs"]
        ],
        "is_of_age": True,
        "is_open": True,
        "knows_rules": True,
    }


def _meet(teller: Teller, call: Call, known: Mapping[str, Proposal], told: Mapping[str, Any], *, at: datetime) -> None:
    """One meeting for all ideas, an evening a week later; one member steps aside for her neighbour's idea."""
    officer, stage = teller.officer, teller.stage(call, "meet")
    starts = (at + timedelta(days=8)).replace(hour=16, minute=0)
    values = {
        "title": "Rozmowy z autorami pomysłów",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "place": "Ratusz, sala 12",
    }
    meeting = calls.call_meeting(by=officer, stage=stage, values=values, at=at)
    agenda = [
        {
            "proposal": Proposal.objects.get(pk=known[data["key"]].pk),
            "starts_at": starts + timedelta(minutes=25 * place),
        }
        for place, data in enumerate(told["ideas"])
    ]
    calls.set_agenda(by=officer, meeting=meeting, items=agenda, at=at + timedelta(hours=1))
    seats = list(Seat.objects.filter(body=teller.committee, ended_at=None).order_by("pk").select_related("person"))
    there = [seat.person_id for seat in seats[:4]]
    now = starts + timedelta(minutes=5)
    chair = next(seat.person_id for seat in seats if seat.role == Seat.Role.CHAIR)
    calls.record_presence(by=officer, meeting=meeting, present={*there, chair}, chair=chair, at=now)
    items = list(meeting.items.select_related("proposal").order_by("order"))
    aside = next(seat.person for seat in seats[:4] if seat.person_id != chair)
    calls.recuse(by=officer, item=items[1], person=aside, reason="sąsiadka z tej samej klatki", at=now)
    calls.hold_meeting(by=officer, meeting=meeting, at=now)
    for item, data in zip(items, told["ideas"], strict=True):
        calls.recommend(by=officer, item=item, texts=data["recommendations"], at=now + timedelta(hours=1))
        calls.record_item(
            by=officer, item=item, note=data["note"], outcome=data["outcome"], at=now + timedelta(hours=1)
        )
    calls.publish_minutes(by=officer, meeting=meeting, text=told["minutes"], at=now + timedelta(days=2))


def _answers_given(teller: Teller, known: Mapping[str, Proposal], told: Mapping[str, Any], *, at: datetime) -> None:
    """Authors have answered some recommendations; one is still open, so there is something to do."""
    for data in told["ideas"]:
        given = zip(known[data["key"]].recommendations.order_by("number"), data["answers"], strict=False)
        for recommendation, (answer, why) in given:
            calls.answer_recommendation(
                by=teller.cast[data["author"]], recommendation=recommendation, answer=answer, why=why, at=at
            )
