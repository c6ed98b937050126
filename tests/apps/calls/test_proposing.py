"""A proposal from its first word to its receipt."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.models import Proposal, Revision
from skwer.apps.calls.receipts import check_character, is_receipt, receipt_number
from skwer.apps.calls.rules import may_apply_as, may_propose, may_see_inside
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.values.canonical import fingerprint
from tests.factories import ANSWERS, AT, make_call, make_member, make_organisation, make_person, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(city, officer):
    return make_call(city, officer)


def test_a_draft_is_kept_with_gaps_and_mistakes(call, resident):
    proposal = actions.start_proposal(by=resident, call=call, at=AT)
    errors = actions.save_draft(
        by=resident, proposal=proposal, answers={"title": "Ławka", "work_hours": "dużo"}, version=0, at=AT
    )
    assert [e.field for e in errors] == ["work_hours"]
    assert (proposal.title, proposal.version, proposal.answers["_raw"]) == ("Ławka", 1, {"work_hours": "dużo"})
    actions.save_draft(by=resident, proposal=proposal, answers={"work_hours": "12"}, version=1, at=AT)
    assert proposal.answers == {"title": "Ławka", "work_hours": 12}
    assert proposal.title == "Ławka"


def test_saving_the_same_again_makes_no_new_version(call, resident):
    proposal = actions.start_proposal(by=resident, call=call, at=AT)
    actions.save_draft(by=resident, proposal=proposal, answers={"title": "Ławka"}, version=0, at=AT)
    actions.save_draft(by=resident, proposal=proposal, answers={"title": "Ławka"}, version=1, at=AT)
    assert proposal.version == 1


def test_two_people_editing_lose_nothing(call, resident):
    proposal = actions.start_proposal(by=resident, call=call, at=AT)
    actions.save_draft(by=resident, proposal=proposal, answers={"title": "Jej tytuł"}, version=0, at=AT)
    with pytest.raises(actions.StaleVersion) as stale:
        actions.save_draft(by=resident, proposal=proposal, answers={"title": "Jego tytuł"}, version=0, at=AT)
    assert stale.value.mine == {"title": "Jego tytuł"}
    assert stale.value.theirs == {"title": "Jej tytuł"}
    assert stale.value.version == 1
    assert stale.value.status == 409
    proposal.refresh_from_db()
    assert proposal.title == "Jej tytuł"


def test_columns_are_read_from_answers(call, resident):
    proposal = make_proposal(call, resident, submitted=False)
    assert (proposal.requested, proposal.total) == (Decimal(6000), Decimal(7200))
    assert (proposal.category, proposal.address) == ("courtyard", "ul. Młyńska 12")
    assert proposal.lon == Decimal("16.14")


def test_sending_gives_number_receipt_revision_and_journal(call, resident):
    proposal = make_proposal(call, resident)
    assert (proposal.state, proposal.number) == (Proposal.State.SUBMITTED, 1)
    assert proposal.receipt.startswith(f"{call.slug}/2026/0001-")
    assert is_receipt(proposal.receipt)
    assert proposal.submitted_at == AT
    revision = proposal.revisions.get()
    assert (revision.number, revision.reason) == (1, Revision.Reason.SUBMITTED)
    assert revision.hash == fingerprint(proposal.answers)
    entry = JournalEntry.objects.get(verb="submit_proposal")
    assert entry.key == str(proposal.uid)
    assert "Młyńsk" not in str(entry.after)


def test_numbers_follow_without_gaps(call):
    first, second = make_proposal(call), make_proposal(call)
    draft = make_proposal(call, submitted=False)
    third = make_proposal(call)
    assert [first.number, second.number, draft.number, third.number] == [1, 2, None, 3]
    assert len({first.receipt, second.receipt, third.receipt}) == 3


def test_a_receipt_shows_a_slip_of_the_pen():
    receipt = receipt_number("zielone-podworka", 2026, 14)
    assert is_receipt(receipt)
    for place, sign in enumerate(receipt[:-2]):
        if sign.isalnum():
            wrong = receipt[:place] + ("7" if sign != "7" else "8") + receipt[place + 1 :]
            assert not is_receipt(wrong), wrong
    assert not is_receipt(receipt.replace("2026", "2062"))
    assert check_character("A12425GABC1234002") == "M"


def _late(call):
    return call.stages.get(order=1).closes_at


def test_late_sending_is_refused_and_journalled(call, resident):
    proposal = make_proposal(call, resident, submitted=False)
    with pytest.raises(actions.Late) as late:
        actions.submit_proposal(by=resident, proposal=proposal, at=_late(call))
    assert late.value.paragraph.startswith("§")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.number) == (Proposal.State.DRAFT, None)
    assert JournalEntry.objects.filter(verb="submit_refused_late", key=str(proposal.uid)).count() == 1
    actions.submit_proposal(by=resident, proposal=proposal, at=_late(call) - timedelta(seconds=1))


def test_an_unconfirmed_address_cannot_send(call):
    author = make_person(verified=False)
    proposal = make_proposal(call, author, submitted=False)
    with pytest.raises(actions.Unverified):
        actions.submit_proposal(by=author, proposal=proposal, at=AT)


def test_nothing_is_sent_twice(call, resident):
    proposal = make_proposal(call, resident)
    with pytest.raises(actions.CannotEdit):
        actions.submit_proposal(by=resident, proposal=proposal, at=AT)
    assert call.proposals.sent().count() == 1


def test_somebody_else_neither_saves_nor_sends(call, resident, officer, stranger):
    proposal = make_proposal(call, resident, submitted=False)
    for person in (make_person(), officer, stranger):
        with pytest.raises(NotAllowed):
            actions.save_draft(by=person, proposal=proposal, answers={"title": "Moje"}, version=1, at=AT)
        with pytest.raises(NotAllowed):
            actions.submit_proposal(by=person, proposal=proposal, at=AT)


def _codes(call, resident, **answers):
    proposal = make_proposal(call, resident, submitted=False, **answers)
    try:
        actions.submit_proposal(by=resident, proposal=proposal, at=AT)
    except actions.Incomplete as refused:
        return {(e.field, e.code): str(e.message) for e in refused.errors}
    return {}


def test_missing_answers_are_listed(call, resident):
    assert ("title", "required") in _codes(call, resident, title="")
    assert ("is_open", "required") in {(f, "required") for f, _c in _codes(call, resident, is_open=False)}


def test_too_much_and_too_little_name_the_sum_and_the_paragraph(call, resident):
    too_much = _codes(call, resident, requested="12400")
    assert "400\u00a0zł" in too_much["costs", "too_much"]
    assert "§\u00a05" in too_much["costs", "too_much"]
    assert ("costs", "too_little") in _codes(call, resident, requested="499.99")
    assert _codes(call, resident, requested="12000") == {}
    assert _codes(call, make_person(), requested="500") == {}


def test_own_contribution_has_a_floor(city, officer, resident):
    call = make_call(city, officer, own_share=20)
    rows = [
        {"name": "Ławka", "quantity": "1", "amount": "8000.01", "source": "grant"},
        {"name": "Praca", "quantity": "50", "amount": "2000.00", "source": "volunteer"},
    ]
    assert ("costs", "own_share") in _codes(call, resident, costs=rows)
    rows[0]["amount"] = "8000.00"
    assert _codes(call, resident, costs=rows) == {}


def test_kinds_of_places_are_the_calls(city, officer, resident):
    call = make_call(city, officer, categories=["bench", "tree"])
    assert ("category", "category") in _codes(call, resident)
    assert _codes(call, make_person(), category="tree") == {}


def test_one_person_sends_at_most_so_many(call, resident):
    first = make_proposal(call, resident)
    make_proposal(call, resident)
    assert ("applicant", "per_applicant") in _codes(call, resident)
    actions.withdraw_proposal(by=resident, proposal=first, at=AT)
    assert _codes(call, resident) == {}


def test_who_may_apply_is_the_calls_rule(city, officer, resident):
    call = make_call(city, officer, applicants=["person", "ngo"])
    with pytest.raises(actions.CannotPropose) as refused:
        actions.start_proposal(by=resident, call=call, applicant_kind="informal_group", group_name="My", at=AT)
    assert (refused.value.code, refused.value.paragraph) == ("applicant_kind", "§\u00a03")
    assert not may_apply_as(call, "cooperative")
    assert may_apply_as(call, "ngo")


def test_only_members_act_for_an_organisation_of_that_kind(call, resident):
    ngo = make_organisation(kind="ngo")
    with pytest.raises(NotAllowed):
        actions.start_proposal(by=resident, call=call, applicant_kind="ngo", organisation=ngo, at=AT)
    with pytest.raises(NotAllowed):
        actions.start_proposal(by=resident, call=call, applicant_kind="ngo", at=AT)
    make_member(resident, ngo, "member")
    with pytest.raises(NotAllowed):
        actions.start_proposal(by=resident, call=call, applicant_kind="cooperative", organisation=ngo, at=AT)
    proposal = actions.start_proposal(by=resident, call=call, applicant_kind="ngo", organisation=ngo, at=AT)
    assert proposal.organisation == ngo


def test_a_group_needs_a_name(call, resident):
    proposal = actions.start_proposal(by=resident, call=call, applicant_kind="informal_group", at=AT)
    actions.save_draft(by=resident, proposal=proposal, answers=ANSWERS, version=0, at=AT)
    with pytest.raises(actions.Incomplete) as refused:
        actions.submit_proposal(by=resident, proposal=proposal, at=AT)
    assert [e.code for e in refused.value.errors] == ["group_name"]
    actions.change_applicant(
        by=resident, proposal=proposal, applicant_kind="informal_group", group_name="Torowa 3", at=AT
    )
    actions.submit_proposal(by=resident, proposal=proposal, at=AT)


@pytest.mark.job("R1")
def test_may_i_says_when_and_cites(city, officer, resident):
    draft = make_call(city, officer, announced=False)
    assert not may_propose(resident, draft, AT)
    call = make_call(city, officer)
    answer = may_propose(None, call, AT)
    assert answer.yes
    assert "18" in str(answer.why)
    assert answer.paragraph == "§\u00a03"
    closed = may_propose(resident, call, _late(call))
    assert not closed.yes
    assert "2026" in str(closed.why)
    assert closed.paragraph.startswith("§")
    with pytest.raises(actions.CannotPropose):
        actions.start_proposal(by=resident, call=call, at=_late(call))


def test_withdrawing_keeps_the_number_and_says_from_where(call, resident, officer):
    proposal = make_proposal(call, resident)
    with pytest.raises(actions.CannotEdit):
        actions.withdraw_proposal(by=officer, proposal=proposal, at=AT)
    actions.withdraw_proposal(by=resident, proposal=proposal, at=AT)
    assert (proposal.state, proposal.number, proposal.withdrawn_from) == ("withdrawn", 1, "submitted")
    assert proposal not in Proposal.objects.public()
    with pytest.raises(actions.CannotEdit):
        actions.withdraw_proposal(by=resident, proposal=proposal, at=AT)
    assert make_proposal(call).number == 2


def test_a_coauthor_writes_after_accepting(call, resident, django_capture_on_commit_callbacks):
    proposal = make_proposal(call, resident, submitted=False)
    friend = make_person()
    coauthor = actions.invite_coauthor(by=resident, proposal=proposal, email=" Kto@Example.org ", at=AT)
    assert coauthor.email == "kto@example.org"
    with pytest.raises(NotAllowed):
        actions.save_draft(by=friend, proposal=proposal, answers={}, version=1, at=AT)
    actions.accept_invitation(by=friend, token=coauthor.token, at=AT)
    actions.save_draft(by=friend, proposal=proposal, answers={"title": "Nasze"}, version=1, at=AT)
    assert may_see_inside(friend, proposal)
    with pytest.raises(actions.InvitationGone):
        actions.accept_invitation(by=make_person(), token=coauthor.token, at=AT)
    with pytest.raises(NotAllowed):
        actions.invite_coauthor(by=friend, proposal=proposal, email="ktos@example.org", at=AT)
    coauthor.refresh_from_db()
    assert coauthor.email == ""  # kept for the letter alone
    with pytest.raises(actions.CannotInvite):
        actions.invite_coauthor(by=resident, proposal=proposal, email=friend.email, at=AT)
    actions.remove_coauthor(by=resident, coauthor=coauthor, at=AT)
    assert not may_see_inside(friend, proposal)


def test_invitations_end_and_are_few(call, resident):
    proposal = make_proposal(call, resident, submitted=False)
    old = actions.invite_coauthor(by=resident, proposal=proposal, email="a@example.org", at=AT)
    with pytest.raises(actions.InvitationGone):
        actions.accept_invitation(by=make_person(), token=old.token, at=AT + timedelta(days=31))
    with pytest.raises(actions.InvitationGone):
        actions.accept_invitation(by=make_person(), token="", at=AT)
    for email in ("nic", resident.email):
        with pytest.raises(actions.CannotInvite):
            actions.invite_coauthor(by=resident, proposal=proposal, email=email, at=AT)
    token = old.token
    assert actions.tick(at=AT + timedelta(days=29)) == []
    again = actions.invite_coauthor(by=resident, proposal=proposal, email="a@example.org", at=AT)
    assert again.pk == old.pk
    assert again.token != token
    for index in range(9):
        actions.invite_coauthor(by=resident, proposal=proposal, email=f"b{index}@example.org", at=AT)
    with pytest.raises(actions.CannotInvite):
        actions.invite_coauthor(by=resident, proposal=proposal, email="za@example.org", at=AT)
    actions.decline_invitation(token=again.token, at=AT)
    gone = AT + timedelta(days=30)
    assert actions.tick(at=gone)
    assert not proposal.coauthors.exists()
    assert not proposal.coauthors.filter(email="a@example.org").exists()


def _paper(call, officer, **changes):
    facts = {
        "by": officer,
        "call": call,
        "answers": ANSWERS,
        "paper_name": "Zofia Kania",
        "paper_contact": "ul. Wodna 3",
        "received_date": AT.date(),
        "at": AT,
    }
    return actions.register_paper(**{**facts, **changes})


@pytest.mark.job("O2")
def test_paper_goes_through_the_same_checks(call, officer, stranger, resident):
    proposal = _paper(call, officer)
    assert (proposal.channel, proposal.number, proposal.registered_by) == ("paper", 1, officer)
    assert proposal.revisions.get().reason == Revision.Reason.REGISTERED
    for person in (stranger, resident):
        with pytest.raises(NotAllowed):
            _paper(call, person)
    expensive = [{"name": "Całość", "quantity": "1", "amount": "99000", "source": "grant"}]
    with pytest.raises(actions.Incomplete) as refused:
        _paper(call, officer, answers={**ANSWERS, "costs": expensive, "title": ""})
    assert {e.code for e in refused.value.errors} >= {"too_much"}
    with pytest.raises(actions.Incomplete):
        _paper(call, officer, paper_name="")
    assert make_proposal(call).number == 2
    assert "Kania" not in str(list(JournalEntry.objects.values_list("after", "before")))


def test_paper_that_came_in_time_may_be_entered_a_little_later(call, officer):
    end = _late(call)
    with pytest.raises(actions.Late):
        _paper(call, officer, received_date=end.date() + timedelta(days=1), at=end + timedelta(days=2))
    assert _paper(call, officer, received_date=end.date(), at=end + timedelta(days=2)).number == 1
    with pytest.raises(actions.Late):
        _paper(call, officer, received_date=end.date(), at=end + timedelta(days=20))
    with pytest.raises(actions.Late):
        _paper(call, officer, received_date=AT.date() + timedelta(days=3))


def test_title_and_summary_in_another_language(call, resident, stranger):
    proposal = make_proposal(call, resident)
    actions.translate_proposal(
        by=resident, proposal=proposal, language="en", title="A yard", summary="Less concrete.", at=AT
    )
    assert proposal.title_in("en") == "A yard"
    assert proposal.title_in("pl") == ANSWERS["title"]
    with pytest.raises(NotAllowed):
        actions.translate_proposal(by=stranger, proposal=proposal, language="en", title="X", summary="", at=AT)
    with pytest.raises(actions.CannotEdit):
        actions.translate_proposal(by=resident, proposal=proposal, language="pl", title="X", summary="", at=AT)
