"""Consents and support: tasks open by themselves, sending waits, the cap of the law holds, names go on their day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.calls import actions
from skwer.apps.calls.actions import needing, supporting
from skwer.apps.calls.models import Need, Proposal, Supporter, SupportSheet
from skwer.apps.calls.queries.backing import deadline_of, support_of
from skwer.apps.calls.regulations import frozen_or_made, paragraph_of
from skwer.apps.files.models import Upload
from skwer.apps.inbox.due import due_for
from skwer.apps.people.actions import erase_person
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.own_data import rooms
from skwer.apps.people.refusals import NotAllowed
from skwer.cli.tick import timed
from tests.backing_factories import asking_call, draft, fresh_call, need_of, reread, scan, sign
from tests.factories import AT, make_person, make_proposal
from tests.rounds_factories import rounds_call, send_idea


def send(proposal: Proposal, at=AT) -> Proposal:
    proposal = reread(proposal)
    return actions.submit_proposal(by=proposal.author, proposal=proposal, at=at)


def codes(raised: pytest.ExceptionInfo) -> list[str]:
    return [error.code for error in raised.value.errors]


# --- tasks


@pytest.mark.job("R2")
@pytest.mark.parametrize(
    ("owner", "opened"), [("city", False), ("owners", True), ("other", True), ("unknown", True)]
)  # fmt: skip
def test_whose_land_it_is_decides_whether_a_consent_is_a_task(city, officer, owner, opened):
    call = asking_call(city, officer, consent="before_agreement")
    proposal = draft(call, owner=owner)

    assert proposal.needs.filter(kind="owner").exists() is opened
    due = [one for one in due_for(proposal.author, AT) if one.route == "web:needs"]
    assert len(due) == opened
    if opened:
        # The consent of the owner is asked for before the agreement, so its day is the decision's.
        decide = call.stages.get(kind="decide")
        assert due[0].due_at == (decide.closes_at or decide.opens_at)
        assert due[0].kwargs == {"slug": call.slug, "uid": proposal.uid}


def test_a_task_goes_when_the_land_turns_out_to_be_the_citys(city, officer, resident):
    call = asking_call(city, officer, consent="before_sending")
    proposal = draft(call, resident, owner="other")
    assert proposal.needs.count() == 1
    proposal = reread(proposal)
    actions.save_draft(by=resident, proposal=proposal, answers={"owner": "city"}, version=proposal.version, at=AT)
    assert not proposal.needs.exists()


def test_what_was_handed_in_stays_when_the_answer_changes(city, officer, resident):
    call = asking_call(city, officer, consent="before_sending")
    proposal = draft(call, resident, owner="other")
    needing.give_need(by=resident, need=need_of(proposal, "owner"), who="Spółdzielnia", file=scan(), at=AT)
    proposal = reread(proposal)
    actions.save_draft(by=resident, proposal=proposal, answers={"owner": "city"}, version=proposal.version, at=AT)
    assert need_of(proposal, "owner").state == Need.State.GIVEN


def test_a_call_that_asks_for_nothing_opens_nothing(city, officer):
    assert not draft(asking_call(city, officer), owner="unknown").needs.exists()


# --- sending waits


def test_without_the_owners_consent_nothing_is_sent_and_the_paragraph_says_so(city, officer, resident):
    call = asking_call(city, officer, consent="before_sending")
    proposal = draft(call, resident, owner="other")
    with pytest.raises(actions.Incomplete) as raised:
        send(proposal)
    assert codes(raised) == ["need_owner"]
    cited = paragraph_of(call, "consent")
    assert cited
    assert cited in str(raised.value.errors[0].message)

    needing.give_need(by=resident, need=need_of(proposal, "owner"), who="Jan Właściciel", file=scan(), at=AT)
    assert send(proposal).state == Proposal.State.SUBMITTED


def test_a_consent_before_the_agreement_does_not_hold_up_sending(city, officer, resident):
    proposal = send(draft(asking_call(city, officer, consent="before_agreement"), resident, owner="other"))
    assert [(need.kind, need.state) for need in proposal.needs.all()] == [("owner", "open")]


def test_a_refused_consent_is_no_consent(city, officer, resident):
    call = asking_call(city, officer, consent="before_sending")
    proposal = draft(call, resident, owner="other")
    token = need_of(proposal, "owner").token
    needing.answer_by_link(token=token, agree=False, who="Jan Właściciel", states=False, by=None, at=AT)
    with pytest.raises(actions.Incomplete) as raised:
        send(proposal)
    assert codes(raised) == ["need_owner"]


def test_too_few_names_hold_up_sending_and_enough_do_not(city, officer, resident):
    call = asking_call(city, officer, needed=3)
    proposal = draft(call, resident)
    sign(proposal)
    supporting.hand_in_sheet(by=resident, proposal=reread(proposal), names=1, file=scan(), at=AT)
    with pytest.raises(actions.Incomplete) as raised:
        send(proposal)
    assert codes(raised) == ["need_support"]
    assert paragraph_of(call, "support") in str(raised.value.errors[0].message)

    sign(proposal)
    sent = send(proposal)
    assert need_of(sent, "support").counted == 2
    assert need_of(sent, "support").state == Need.State.GIVEN


# --- guardians


@pytest.fixture
def young_call(city, officer):
    return asking_call(city, officer, age_min=13, guardian_age=18)


def young_draft(call, author):
    proposal = draft(call, author)
    actions.change_applicant(by=author, proposal=reread(proposal), applicant_kind="person", young=True, at=AT)
    return reread(proposal)


def test_a_young_applicant_needs_a_guardian_and_an_older_one_does_not(young_call, resident):
    assert not draft(young_call, make_person()).needs.exists()
    proposal = young_draft(young_call, resident)
    with pytest.raises(actions.Incomplete) as raised:
        send(proposal)
    assert codes(raised) == ["need_guardian"]
    assert paragraph_of(young_call, "guardian") in str(raised.value.errors[0].message)

    need = need_of(proposal, "guardian")
    assert deadline_of(need) == young_call.stages.get(kind="propose").closes_at
    needing.answer_by_link(token=need.token, agree=True, who="Ewa Kowalska", states=True, by=None, at=AT)
    assert send(proposal).state == Proposal.State.SUBMITTED


@pytest.mark.parametrize(
    ("who", "states", "field"), [("", True, "who"), ("Ew", True, "who"), ("Ewa Kowalska", False, "states")]
)
def test_a_link_is_answered_by_name_and_statement(young_call, resident, who, states, field):
    need = need_of(young_draft(young_call, resident), "guardian")
    with pytest.raises(needing.CannotConsent) as raised:
        needing.answer_by_link(token=need.token, agree=True, who=who, states=states, by=None, at=AT)
    assert raised.value.field == field
    assert raised.value.paragraph
    assert need_of(need.proposal, "guardian").state == Need.State.OPEN


def test_who_writes_the_proposal_cannot_agree_for_her_guardian(young_call, resident):
    need = need_of(young_draft(young_call, resident), "guardian")
    with pytest.raises(NotAllowed) as raised:
        needing.answer_by_link(token=need.token, agree=True, who="Ewa Kowalska", states=True, by=resident, at=AT)
    assert raised.value.code == "own_consent"


def test_a_new_link_ends_the_old_one_and_asks_again_after_a_refusal(young_call, resident):
    need = need_of(young_draft(young_call, resident), "guardian")
    old = need.token
    needing.answer_by_link(token=old, agree=False, who="Ewa Kowalska", states=False, by=None, at=AT)
    needing.renew_link(by=resident, need=need_of(need.proposal, "guardian"), at=AT)
    again = need_of(need.proposal, "guardian")
    assert (again.state, again.who) == (Need.State.OPEN, "")
    with pytest.raises(needing.ConsentGone):
        needing.answer_by_link(token=old, agree=True, who="Ewa Kowalska", states=True, by=None, at=AT)
    assert needing.asked_by(again.token) == again


def test_the_link_of_a_withdrawn_proposal_leads_nowhere(young_call, resident):
    proposal = young_draft(young_call, resident)
    token = need_of(proposal, "guardian").token
    actions.withdraw_proposal(by=resident, proposal=proposal, at=AT)
    with pytest.raises(needing.ConsentGone):
        needing.asked_by(token)
    for wrong in ("", "x", need_of(proposal, "guardian").token[:-1]):
        with pytest.raises(needing.ConsentGone):
            needing.asked_by(wrong)


def test_the_office_settles_a_consent_once_the_proposal_is_sent(city, officer, resident, stranger, auditor):
    call = asking_call(city, officer, consent="before_agreement")
    proposal = send(draft(call, resident, owner="unknown"))
    need = need_of(proposal, "owner")
    for person in (stranger, auditor, resident):
        with pytest.raises(NotAllowed):
            needing.settle_need(by=person, need=need, state="confirmed", at=AT)
    with pytest.raises(needing.CannotConsent) as raised:
        needing.settle_need(by=officer, need=need, state="waived", at=AT)
    assert raised.value.field == "note"

    needing.settle_need(by=officer, need=need, state="waived", note="Teren jest miejski.", at=AT)
    assert need_of(proposal, "owner").state == Need.State.WAIVED
    entry = JournalEntry.objects.filter(verb="settle_need").get()
    assert (entry.before, entry.after) == (
        {"need": "owner", "state": "open"},
        {"need": "owner", "state": "waived"},
    )
    with pytest.raises(needing.CannotConsent):
        needing.give_need(by=resident, need=need_of(proposal, "owner"), who="Spółdzielnia", file=scan(), at=AT)


def test_a_draft_is_no_business_of_the_office(city, officer, resident):
    proposal = draft(asking_call(city, officer, consent="before_sending"), resident, owner="other")
    with pytest.raises(NotAllowed):
        needing.settle_need(by=officer, need=need_of(proposal, "owner"), state="confirmed", at=AT)


def test_a_signed_consent_is_seen_by_its_writers_and_after_sending_by_the_office(city, officer, resident, stranger):
    call = asking_call(city, officer, consent="before_sending")
    proposal = draft(call, resident, owner="other")
    need = need_of(proposal, "owner")
    for wrong in (make_person(), officer):
        with pytest.raises(NotAllowed):
            needing.give_need(by=wrong, need=need, who="Jan", file=scan(), at=AT)
    needing.give_need(by=resident, need=need, who="Jan Właściciel", file=scan(), at=AT)
    needing.give_need(by=resident, need=need_of(proposal, "owner"), who="Jan Właściciel", file=scan(), at=AT)
    upload = Upload.objects.get(holder_kind="need")  # a new file replaces the one before
    assert need_of(proposal, "owner").upload == upload.pk

    def sees(person):
        return Upload.objects.visible_to(person).filter(pk=upload.pk).exists()

    assert [sees(one) for one in (resident, officer, stranger, make_person(), None)] == [True, *[False] * 4]
    send(proposal)
    assert [sees(one) for one in (resident, officer, stranger, make_person(), None)] == [True, True, *[False] * 3]


# --- the list of support


@pytest.mark.job("R4")
def test_a_participatory_budget_cannot_require_more_names_than_the_law_lets_it(city, officer):
    """13,579 residents: 13 names at most."""
    city.population = 13_579
    city.save()
    call = asking_call(city, officer, needed=13, preset="participatory-budget", announced=False)
    stage = call.stages.get(kind="propose")
    with pytest.raises(actions.Invalid) as raised:
        actions.change_stage(by=officer, stage=stage, changes={"settings": {"support": {"needed": 14}}}, at=AT)
    assert [problem.code for problem in raised.value.problems] == ["support_cap"]
    assert "13" in raised.value.problems[0].message

    city.population = 12_999  # the figure is corrected before the call is announced
    city.save()
    with pytest.raises(actions.NotReady) as not_ready:
        actions.announce_call(by=officer, call=fresh_call(call), at=AT)
    assert "support_cap" in [problem.code for problem in not_ready.value.problems]


def test_without_the_number_of_residents_no_cap_can_be_kept(city, officer):
    with pytest.raises(actions.Invalid) as raised:
        asking_call(city, officer, needed=1, preset="participatory-budget", announced=False)
    assert [problem.code for problem in raised.value.problems] == ["support_population"]


def test_the_cap_is_the_participatory_budgets_alone(city, officer):
    city.population = 1000
    city.save()
    assert support_of(draft(asking_call(city, officer, needed=15))).cap is None


@pytest.mark.job("R4")
def test_neighbours_sign_online_and_on_paper_without_pesel_and_their_data_go_on_the_printed_day(
    city, officer, resident
):
    city.population = 13_579
    city.save()
    call = asking_call(city, officer, needed=5, preset="participatory-budget", days_kept=30)
    proposal = draft(call, resident, requested="5000")
    first = make_person()
    sign(proposal, first, name="Anna Nowak", street="Młyńska")
    sign(proposal)
    sheet = supporting.hand_in_sheet(by=resident, proposal=reread(proposal), names=4, file=scan(), at=AT)
    names = {field.name for field in Supporter._meta.get_fields()} | {f.name for f in SupportSheet._meta.get_fields()}
    assert not {name for name in names if "pesel" in name or "phone" in name or name == "tel"}
    assert support_of(reread(proposal)).missing == 0

    sent = send(proposal)
    supporting.count_sheet(by=officer, proposal=sent, sheet=sheet, valid=3, struck=1, why="spoza miasta", at=AT)
    assert (support_of(sent).online, support_of(sent).paper) == (2, 3)

    stage = call.stages.get(kind="propose")
    day = timezone.localtime(stage.closes_at).date() + timedelta(days=30)
    assert {one.expires_on for one in (*proposal.supporters.all(), sheet)} == {day}
    supporting.forget_supporters(at=stage.closes_at + timedelta(days=29))
    assert proposal.supporters.count() == 2
    lines = list(timed(stage.closes_at + timedelta(days=30)))
    assert any("lists of support" in line for line in lines)
    assert not proposal.supporters.exists()
    assert not Upload.objects.filter(holder_kind="support_sheet").exists()
    assert (support_of(reread(sent)).online, support_of(reread(sent)).paper) == (2, 3)
    assert list(JournalEntry.objects.filter(verb="forget_supporters").values_list("after", flat=True)) == [
        {"names": 2, "scans": 1}
    ]
    assert not any("lists of support" in line for line in timed(stage.closes_at + timedelta(days=31)))


def test_signing_twice_corrects_the_entry_and_counts_once(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=3))
    sign(proposal, resident, name="Jan Kowalsky", street="Lipowa")
    sign(proposal, resident, name="Jan Kowalski", street="Lipowa")
    assert list(proposal.supporters.values_list("name", flat=True)) == ["Jan Kowalski"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "Anna"}, "name"),
        ({"street": ""}, "street"),
        ({"street": "Młyńska 12 90010112345"}, "street"),
        ({"lives_here": False}, "lives_here"),
        ({"old_enough": False}, "old_enough"),
    ],
)
def test_a_name_is_taken_only_whole_and_with_its_statements(city, officer, given, field):
    proposal = draft(asking_call(city, officer, needed=3))
    with pytest.raises(supporting.CannotSupport) as raised:
        sign(proposal, **given)
    assert raised.value.field == field
    assert raised.value.paragraph
    assert not proposal.supporters.exists()


def test_an_unconfirmed_address_and_an_author_do_not_sign(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=3), resident)
    with pytest.raises(actions.Unverified):
        sign(proposal, make_person(verified=False))
    with pytest.raises(supporting.CannotSupport) as raised:
        sign(proposal, resident)
    assert raised.value.code == "own"


def test_a_list_takes_twice_as_many_names_as_needed_and_no_more(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=2), resident)
    for _n in range(4):
        sign(proposal)
    with pytest.raises(supporting.ListClosed) as raised:
        sign(proposal)
    assert raised.value.code == "full"
    with pytest.raises(supporting.CannotSupport):
        supporting.hand_in_sheet(by=resident, proposal=reread(proposal), names=1, file=scan(), at=AT)


def test_the_list_of_a_participatory_budget_never_takes_more_names_than_the_law_lets_it_require(city, officer):
    city.population = 3_500
    city.save()
    proposal = draft(asking_call(city, officer, needed=2, preset="participatory-budget"))
    for _n in range(3):
        sign(proposal)
    with pytest.raises(supporting.ListClosed):
        sign(proposal)


def test_a_name_taken_back_is_gone_at_once_and_makes_room(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=1))
    sign(proposal, resident)
    sign(proposal)
    assert supporting.withdraw_support(by=resident, proposal=reread(proposal), at=AT)
    assert not supporting.withdraw_support(by=resident, proposal=reread(proposal), at=AT)
    assert not proposal.supporters.filter(person=resident).exists()
    sign(proposal)


def test_nobody_signs_after_sending_or_after_the_hour(city, officer, resident):
    call = asking_call(city, officer, needed=1)
    late, sent = draft(call, make_person()), draft(call, resident)
    sign(sent)
    send(sent)
    with pytest.raises(supporting.ListClosed):
        sign(sent)
    with pytest.raises(supporting.ListClosed):
        sign(late, at=call.stages.get(kind="propose").closes_at)


def test_a_name_taken_back_after_sending_leaves_the_number_as_it_was_sent(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=1))
    sign(proposal, resident)
    send(proposal)
    supporting.withdraw_support(by=resident, proposal=reread(proposal), at=AT)
    assert not proposal.supporters.exists()
    assert support_of(reread(proposal)).online == 1


def test_only_the_office_counts_and_only_what_was_sent(city, officer, resident, stranger, auditor):
    call = asking_call(city, officer, needed=2)
    proposal = draft(call, resident)
    sheet = supporting.hand_in_sheet(by=resident, proposal=reread(proposal), names=2, file=scan(), at=AT)
    with pytest.raises(NotAllowed):
        supporting.count_sheet(by=officer, proposal=reread(proposal), sheet=sheet, valid=2, at=AT)
    sent = send(proposal)
    for person in (stranger, auditor, resident):
        with pytest.raises(NotAllowed):
            supporting.count_sheet(by=person, proposal=sent, sheet=sheet, valid=2, at=AT)
    with pytest.raises(supporting.CannotSupport) as raised:
        supporting.count_sheet(by=officer, proposal=sent, sheet=sheet, valid=1, struck=1, at=AT)
    assert raised.value.field == "why"
    other = send(make_proposal(asking_call(city, officer), make_person(), submitted=False))
    with pytest.raises(supporting.CannotSupport):
        supporting.count_sheet(by=officer, proposal=other, valid=1, at=AT)
    supporting.count_sheet(by=officer, proposal=sent, sheet=sheet, valid=1, struck=1, why="dwa razy", at=AT)
    with pytest.raises(supporting.ListClosed):
        supporting.take_back_sheet(by=resident, sheet=SupportSheet.objects.get(pk=sheet.pk), at=AT)


def test_an_uncounted_list_can_be_taken_back_with_its_scan(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=2), resident)
    sheet = supporting.hand_in_sheet(by=resident, proposal=reread(proposal), names=2, file=scan(), at=AT)
    with pytest.raises(NotAllowed):
        supporting.take_back_sheet(by=make_person(), sheet=sheet, at=AT)
    supporting.take_back_sheet(by=resident, sheet=sheet, at=AT)
    assert not SupportSheet.objects.exists()
    assert not Upload.objects.filter(holder_kind="support_sheet").exists()


def test_names_of_a_withdrawn_proposal_go_at_the_next_tick(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=2), resident)
    sign(proposal)
    actions.withdraw_proposal(by=resident, proposal=reread(proposal), at=AT)
    assert supporting.forget_supporters(at=AT) == 1


def test_the_office_is_told_once_a_proposal_and_not_after_it_has_looked(city, officer, resident):
    call = asking_call(city, officer, needed=1, consent="before_sending")
    proposal = draft(call, resident, owner="other")
    needing.give_need(by=resident, need=need_of(proposal, "owner"), who="Jan Właściciel", file=scan(), at=AT)
    supporting.hand_in_sheet(by=resident, proposal=reread(proposal), names=1, file=scan(), at=AT)

    def waiting():
        return [due for due in due_for(officer, AT) if due.route == "web:desk_needs"]

    assert waiting() == []
    sent = send(proposal)
    assert len(waiting()) == 1
    for kind in ("owner", "support"):
        needing.settle_need(by=officer, need=need_of(sent, kind), state="confirmed", at=AT)
    supporting.count_sheet(by=officer, proposal=sent, sheet=sent.support_sheets.get(), valid=1, at=AT)
    assert waiting() == []


# --- rounds


def test_between_the_rounds_names_are_collected_and_only_the_full_application_waits_for_them(city, officer, resident):
    call = rounds_call(city, officer)
    full = call.stages.filter(kind="propose").order_by("order").last()
    settings = {"support": {"needed": 2, "age": 15, "days_kept": 90}, "owner_consent": "none"}
    actions.reopen_rules(by=officer, stage=full, reason="Uchwała rady.", changes={"settings": settings}, at=AT)
    proposal = send_idea(fresh_call(call), resident)

    assert proposal.state == Proposal.State.IDEA
    need = need_of(proposal, "support")
    assert (need.state, need.counted) == (Need.State.OPEN, None)
    assert deadline_of(need) == full.closes_at
    sign(proposal)
    assert support_of(reread(proposal)).missing == 1
    assert "web:needs" in [due.route for due in due_for(resident, AT)]


# --- the rules as a text, and what is kept about a person


def test_the_regulations_say_what_is_asked_and_nothing_where_nothing_is(city, officer):
    asked = asking_call(city, officer, needed=22, consent="before_sending", age_min=13, guardian_age=18)
    text = [clause for one in frozen_or_made(asked) for clause in one["clauses"]]
    by_topic = {clause["topic"]: clause["text"] for clause in text}
    assert "popierają co najmniej 22\u00a0osoby" in by_topic["support"]["pl"]
    assert "at least 22\u00a0people" in by_topic["support"]["en"]
    assert {"consent", "guardian", "support_list"} <= set(by_topic)
    heading = next(one for one in frozen_or_made(asked) if one["topic"] == "backing")
    assert heading["heading"] == {"pl": "Zgody i poparcie", "en": "Consents and support"}
    assert paragraph_of(asked, "support") == paragraph_of(asked, "guardian") == f"§\u00a0{heading['number']}"
    plain = frozen_or_made(asking_call(city, officer))
    assert not [one for one in plain if one["topic"] == "backing"]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"support": {"needed": -1}}, "support_needed"),
        ({"support": {"needed": "trzy"}}, "support_needed"),
        ({"support": {"needed": 3, "days_kept": 9999}}, "support_days_kept"),
        ({"owner_consent": "sometimes"}, "owner_consent"),
        ({"owner_consent": "before_sending", "form": {"steps": []}}, "owner_question"),
    ],
)
def test_settings_that_mean_nothing_are_refused(city, officer, rules, code):
    call = asking_call(city, officer, announced=False)
    with pytest.raises(actions.Invalid) as raised:
        actions.change_stage(by=officer, stage=call.stages.get(kind="propose"), changes={"settings": rules}, at=AT)
    assert code in [problem.code for problem in raised.value.problems]


def test_a_guardians_age_below_the_least_age_is_refused(city, officer):
    call = asking_call(city, officer, announced=False)
    with pytest.raises(actions.Invalid):
        actions.change_call(by=officer, call=call, changes={"age_min": 18, "guardian_age": 18}, at=AT)


def test_changed_rules_open_the_tasks_of_drafts_that_were_begun(city, officer, resident):
    call = asking_call(city, officer)
    proposal = draft(call, resident, owner="other")
    stage = call.stages.get(kind="propose")
    actions.reopen_rules(
        by=officer, stage=stage, reason="Rada miasta tak uchwaliła.",
        changes={"settings": {"owner_consent": "before_sending"}}, at=AT,
    )  # fmt: skip
    assert [need.kind for need in proposal.needs.all()] == ["owner"]


def test_a_supporter_takes_her_names_along_and_erases_them(city, officer, resident):
    proposal = draft(asking_call(city, officer, needed=3))
    sign(proposal, resident, name="Jan Kowalski")
    room = next(one for one in rooms() if one.key == "support")
    assert [row["name"] for row in room.export(resident)] == ["Jan Kowalski"]
    erase_person(by=resident, person=resident, at=AT)
    assert not proposal.supporters.exists()


def test_an_erased_author_leaves_no_consent_of_an_unsent_draft(city, officer, resident):
    proposal = draft(asking_call(city, officer, consent="before_sending"), resident, owner="other")
    needing.give_need(by=resident, need=need_of(proposal, "owner"), who="Jan Właściciel", file=scan(), at=AT)
    erase_person(by=resident, person=resident, at=AT)
    assert not Upload.objects.exists()
    assert not Need.objects.exists()
