"""A call in the middle of its life, with everything in it that a letter may be about."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import mail

from skwer.apps.assessment.models import Assignment
from skwer.apps.calls import actions
from skwer.apps.calls.models import (
    Call,
    CoAuthor,
    Correction,
    Decision,
    DecisionLine,
    Meeting,
    MeetingItem,
    Objection,
    Proposal,
    Recommendation,
    Reopening,
)
from skwer.apps.events import actions as events
from skwer.apps.events.models import Interest
from skwer.apps.people import actions as people
from skwer.apps.programmes import actions as programmes
from skwer.mail import jobs

from ..events_factories import ENDS, STARTS, make_event, make_groups
from ..factories import AT, make_body, make_call, make_city, make_member, make_person, make_proposal
from ..work_factories import make_claim, make_contract, make_network, make_note

GOLDEN = Path(__file__).parent / "golden"
# Read word for word in test_grant_letters.
GRANT_EVENTS = {
    "payments_made", "instalment_withheld", "expense_queried", "expense_answered", "delivery_answered",
    "report_submitted", "report_correction_asked", "report_decided", "report_reminded",
    "account_settled", "refund_asked", "refund_ended",
}  # fmt: skip

# Read word for word in test_agreement_letters.
BACKING_EVENTS = {"need_given", "need_settled", "support_complete", "sheet_counted"}
"""Letters about consents and support, read in test_backing_letters."""

CARE_EVENTS = {
    "keeper_invited", "keeper_offered", "keeper_answered", "handover_asked", "handover_answered", "task_late",
    "defect_confirmed", "defect_closed",
}  # fmt: skip
"""Letters for keepers, read in test_care_letters."""

SPACE_EVENTS = {
    "space_found", "match_answered", "visit_booked", "viewing_cancelled", "booking_asked", "booking_answered",
    "booking_cancelled",
}  # fmt: skip
"""Letters about spaces and loans, read in test_space_letters."""

VISIT_EVENTS = {
    "care_began", "inspection_announced", "inspection_cancelled", "inspection_held",
    "breach_found", "breach_near", "breach_ended",
}  # fmt: skip
"""Letters about owed care, read in test_visit_letters."""

LICENCE_EVENTS = {
    "licence_sent", "licence_signature_refused", "licence_recalled", "licence_in_force", "licence_void", "space_handed",
    "extension_asked", "extension_answered", "licence_terminated", "licence_near_end",
}  # fmt: skip
"""Letters about agreements on spaces, read in test_licence_letters."""

VALIDATION_EVENTS = {"practice_submitted", "practice_accepted", "practice_changes_asked"}
"""Letters about practices on their way, read in test_validation_letters."""

TRANSFER_EVENTS = {"kit_offered", "transfer_begun", "transfer_ended"}
"""Letters to the keeper of a practice, read in test_transfer_letters."""

QUESTION_EVENTS = {"transfer_question_asked", "transfer_question_answered"}
"""Letters about questions of a transfer, read in test_question_letters."""

DISCUSSION_EVENTS = {
    "comment_notice", "comment_notice_ended", "comment_ruled", "comment_objection", "comment_objection_decided",
    "question_answered", "discussion_digest",
}  # fmt: skip
"""Letters about comments, read in test_discussion_letters."""

AGREEMENT_EVENTS = {
    "agreement_sent", "signature_near", "signature_struck", "agreement_in_force", "amendment_answered",
    "posting_began", "agreement_expired", "agreement_terminated",
}  # fmt: skip


@pytest.fixture
def world(city, officer, admin):
    """Everything a letter is about. Rows that only later stages make are made by hand: letters read, never decide."""
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    author = make_person("Zofia Kamińska", email="zofia@poczta.example")
    along = make_person("Tomasz Lis", email="tomasz@poczta.example")
    call = make_call(city, officer, slug="podworka-2026")
    draft = make_proposal(call, author, submitted=False)
    coauthor = actions.invite_coauthor(by=author, proposal=draft, email=along.email, at=AT)
    proposal = actions.submit_proposal(by=author, proposal=draft, at=AT)
    correction = Correction.objects.create(
        proposal=proposal, fields=["costs", "who_cares"], requested_by=officer, requested_at=AT,
        message="Brakuje ceny ziemi.\nKto podlewa w wakacje?", due_at=AT + timedelta(days=7),
    )  # fmt: skip
    check = call.stages.get(kind="check")
    reopening = Reopening.objects.create(
        stage=check, reason="Termin wypadał w święto, dajemy trzy dni więcej.", at=AT, by=officer, hash_before="a" * 64
    )
    decision = Decision.objects.create(
        call=call, method="points", inputs={}, inputs_hash="", outcome={}, outcome_hash="", pot="20000",
        spent="6000", decided_by=officer, decided_at=AT, published_at=AT, act_number="118/2026",
    )  # fmt: skip
    line = DecisionLine.objects.create(
        decision=decision, proposal=proposal, order=1, result="funded", amount="6000", reason="fits",
        comment="Sąsiedzi wiedzą, kto podlewa.",
    )  # fmt: skip
    assessor = make_person("Halina Dębska", email="halina@poczta.example")
    assignment = Assignment.objects.create(
        stage=call.stages.get(kind="assess"), proposal=proposal, assessor=assessor, assigned_at=AT
    )
    body = make_body(city, name="Komisja oceny")
    invitation = people.invite_member(
        by=admin, organisation=city, email="nowa@poczta.example", role="member", body=body, seat_role="chair", at=AT
    )
    objection = Objection.objects.create(
        call=call, proposal=proposal, number=1, against="score", text="Pominięto dwanaście rodzin.", filed_by=author,
        filed_at=AT, rule_until=AT + timedelta(days=14), body="burmistrz", state="upheld", decision=decision,
        ruling="Wniosek wymienia te rodziny na drugiej stronie.", ruled_at=AT, effect={"count_again": True},
    )  # fmt: skip
    advised = world_of_rounds(city, call, author)
    meeting = world_of_events(city, officer, author)
    work = world_of_work(city, officer)
    mail.outbox.clear()
    return SimpleNamespace(**locals())


def world_of_rounds(city, call, author) -> SimpleNamespace:
    """An idea with its number, and a point of the minutes that invites it with two recommendations."""
    idea = Proposal.objects.create(
        call=call, author=author, number=41, receipt="IDEA-41", state="invited", title="Cień przy przystanku",
        requested="4000", created_at=AT, updated_at=AT, idea_sent_at=AT,
    )  # fmt: skip
    sent = Proposal.objects.create(
        call=call, author=author, number=42, receipt="IDEA-42", state="idea", title="Cień przy przystanku",
        requested="4000", created_at=AT, updated_at=AT, idea_sent_at=AT,
    )  # fmt: skip
    meeting = Meeting.objects.create(
        call=call, body=make_body(city, name="Komisja rund"), number=1, title="Pierwsze posiedzenie", quorum=2,
        starts_at=AT, ends_at=AT + timedelta(hours=2), place="Ratusz", state="held", minutes_at=AT,
    )  # fmt: skip
    item = MeetingItem.objects.create(meeting=meeting, proposal=idea, order=1, outcome="invite", note="Rozmowa.")
    for number, text in enumerate(("Dodaj cień.", "Zapytaj spółdzielnię o zgodę."), 1):
        Recommendation.objects.create(proposal=idea, item=item, number=number, text=text, at=AT)
    return SimpleNamespace(**locals())


def world_of_events(city, officer, author) -> SimpleNamespace:
    """An event with one person who comes, a guest who has not confirmed, and a town that said what it carries home."""
    event = make_event(
        city, officer, slug="gielda-2027", at=AT, online_url="https://line.example/abc",
        registration_closes_at=STARTS - timedelta(days=5),
    )  # fmt: skip
    comes = events.register(event=event, by=author, values={}, at=AT)
    guest = {"name": "Lucie Martin", "email": "lucie@exemple.example", "language": "pl"}
    guest = events.register(event=event, by=None, values=guest, at=AT)
    session, _other = make_groups(event, officer, 12, 12)
    placing = events.move_to_group(by=officer, registration=comes, session=session, at=AT)
    events.change_event(by=officer, event=event, values={"starts_at": STARTS + timedelta(minutes=30)}, at=AT)
    (invitation,) = events.invite(by=officer, event=event, emails=["gosc@exemple.example"], at=AT)
    town = make_city("brzezina", name="Brzezina Mała")
    make_member(make_person("Elżbieta Karaś", email="elzbieta@brzezina.example"), town, "officer")
    interest = Interest.objects.create(
        event=event, organisation=town, practice="Żywy inwentarz pustych lokali", because="Mamy ich dwadzieścia.",
        first_step="Spis lokali i rozmowa z właścicielami.", by_on=date(2027, 6, 30), stated_at=ENDS,
    )  # fmt: skip
    change = event.changes.get()
    return SimpleNamespace(**locals())


def world_of_work(city, officer) -> SimpleNamespace:
    """A partner of a project: one claim that came back, one that was paid, and an expert's note about a visit."""
    project, (_lead, partnership), (_officer, partner) = make_network(city, officer, partners=1, slug="siec-pracy")
    partner.email = "urzednik@partner.example"
    partner.save()
    returned = make_claim(partner, partnership)
    programmes.return_claim(by=officer, claim=returned, why="Brakuje karty czasu pracy.", at=AT)
    paid = make_claim(partner, partnership, document="FV 8/2026")
    programmes.approve_claim(by=officer, claim=paid, at=AT)
    programmes.pay_claim(by=officer, claim=paid, paid_on=AT.date() - timedelta(days=1), at=AT)
    expert = make_person("Dagmara Rojek", email="dagmara@ekspert.example")
    visit = make_note(expert, make_contract(officer, project, expert), partnership)
    programmes.publish_visit_note(by=expert, visit=visit, at=AT)
    return SimpleNamespace(**locals())


def keys_of(world) -> dict[str, int]:
    """Event → key of the row it is about."""
    return {
        "invited": world.invitation.pk,
        "submitted": world.proposal.pk,
        "idea_sent": world.advised.sent.pk,
        "committee_answered": world.advised.item.pk,
        "withdrawn": world.proposal.pk,
        "coauthor_invited": world.coauthor.pk,
        "coauthor_accepted": world.coauthor.pk,
        "correction_requested": world.correction.pk,
        "correction_lapsed": world.correction.pk,
        "checked": world.check.pk,
        "rules_reopened": world.reopening.pk,
        "decided": world.decision.pk,
        "objection_filed": world.objection.pk,
        "objection_ruled": world.objection.pk,
        "announced": world.call.pk,
        "assigned": world.assignment.pk,
        "event_address": world.meeting.guest.pk,
        "event_registered": world.meeting.comes.pk,
        "event_promoted": world.meeting.comes.pk,
        "event_placed": world.meeting.placing.pk,
        "event_changed": world.meeting.change.pk,
        "event_cancelled": world.meeting.event.pk,
        "event_invited": world.meeting.invitation.pk,
        "event_held": world.meeting.event.pk,
        "event_follow_up": world.meeting.interest.pk,
        "claim_returned": world.work.returned.pk,
        "claim_paid": world.work.paid.pk,
        "visit_note": world.work.visit.pk,
    }


def written(event: str, key: int) -> list:
    """The letters an event brings, as they left."""
    mail.outbox.clear()
    jobs.write.call(event, key)
    return list(mail.outbox)


def without_keys(text: str) -> str:
    """Links carry signed keys that differ every time, and numbers of rows that a database does not count anew."""
    numbered = "claims|notes|visits|licences|agreements|places|wishes|bookings|shared|spaces|viewings|transfers"
    text = re.sub(rf"/({numbered})/\d+(?=/)", r"/\1/…", text)
    text = re.sub(r"/discussion/(notices|rulings)/[0-9a-f-]{36}/", r"/discussion/\1/…/", text)
    text = re.sub(r"/discussion/place/\d+/", "/discussion/place/…/", text)
    text = re.sub(r"/calls/nabor-\d+/proposals/[0-9a-f-]{36}/", "/calls/…/proposals/…/", text)
    text = re.sub(r"\b([0-9A-F]{4} ){2}[0-9A-F]{4}\b", "…", text)  # a checksum of texts that count their calls
    text = re.sub(r"\?(key|invitation)=[^\s\"]+", r"?\1=…", text)
    return re.sub(r"/(invitations|keepers|letters)/[^/\s\"]+/", r"/\1/…/", text)


__all__ = ["GOLDEN", "Call", "CoAuthor", "Proposal", "keys_of", "without_keys", "written"]
