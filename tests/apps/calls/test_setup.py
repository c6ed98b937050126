"""A call from a preset, announced, opened, reopened, copied."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from skwer.apps.calls import actions, kits
from skwer.apps.calls.models import Call, Regulations, Stage
from skwer.apps.calls.regulations import paragraph_of, paragraphs
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT, make_call

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("preset", kits.PRESETS)
def test_every_preset_can_be_announced_as_it_is(city, officer, preset):
    call = make_call(city, officer, preset=preset, slug="nabor")
    assert call.state == Call.State.ANNOUNCED
    first = call.stages.order_by("order").first()
    assert (first.kind, first.state) == ("propose", Stage.State.OPEN)
    assert len(first.frozen_hash) == 64
    version = call.regulations.get()
    assert version.version == 1
    assert [p["number"] for p in version.paragraphs] == list(range(1, len(version.paragraphs) + 1))
    for paragraph in version.paragraphs:
        for clause in paragraph["clauses"]:
            assert clause["text"]["pl"].strip()
            assert clause["text"]["en"].strip()
            assert "{" not in clause["text"]["pl"]


def test_hours_of_a_preset_count_from_the_first_day(city, officer):
    call = make_call(city, officer, first_day=date(2026, 10, 1), announced=False)
    first = call.stages.get(order=1)
    assert timezone.localtime(first.opens_at).isoformat() == "2026-10-01T09:00:00+02:00"
    # Summer time ended in between; the promised hour on the clock did not move.
    assert timezone.localtime(first.closes_at).isoformat() == "2026-11-08T20:00:00+01:00"


def test_only_the_citys_own_people_set_up_calls(city, officer, stranger, resident, auditor):
    for person in (stranger, resident, auditor):
        with pytest.raises(NotAllowed):
            make_call(city, person)
    call = make_call(city, officer, announced=False)
    with pytest.raises(NotAllowed):
        actions.change_call(by=stranger, call=call, changes={"pot": Decimal(1)}, at=AT)
    with pytest.raises(NotAllowed):
        actions.announce_call(by=stranger, call=call, at=AT)


def test_an_address_is_used_once(city, officer):
    make_call(city, officer, slug="raz", announced=False)
    with pytest.raises(actions.Invalid) as refused:
        make_call(city, officer, slug="raz", announced=False)
    assert [p.code for p in refused.value.problems] == ["slug_taken"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pot": Decimal(0)}, "pot"),
        ({"request_min": Decimal(13000)}, "request"),
        ({"request_max": Decimal(100000)}, "request_above_pot"),
        ({"applicants": []}, "applicants"),
        ({"applicants": ["king"]}, "applicants"),
        ({"categories": ["castle"]}, "categories"),
        ({"own_share": 101}, "own_share"),
        ({"clauses": [{"text": "bez nagłówka"}]}, "clauses"),
        ({"title": ""}, "field"),
    ],
)
def test_wrong_fields_are_refused_with_their_place(city, officer, changes, code):
    call = make_call(city, officer, announced=False)
    with pytest.raises(actions.Invalid) as refused:
        actions.change_call(by=officer, call=call, changes=changes, at=AT)
    assert code in [p.code for p in refused.value.problems]
    call.refresh_from_db()
    assert call.pot == Decimal(90000)


def test_weights_must_add_up(city, officer):
    decide = make_call(city, officer, announced=False).stages.get(kind="decide")
    with pytest.raises(actions.Invalid) as refused:
        actions.change_stage(
            by=officer, stage=decide, changes={"settings": {"weights": {"points": 60, "votes": 50}}}, at=AT
        )
    assert [p.code for p in refused.value.problems] == ["weights"]


def test_a_chain_of_ties_ends_with_the_draw(city, officer):
    decide = make_call(city, officer, announced=False).stages.get(kind="decide")
    with pytest.raises(actions.Invalid) as refused:
        actions.change_stage(by=officer, stage=decide, changes={"settings": {"ties": ["min-cost"]}}, at=AT)
    assert [p.code for p in refused.value.problems] == ["ties_lot"]


def test_equal_shares_needs_votes_alone(city, officer):
    decide = make_call(city, officer, announced=False).stages.get(kind="decide")
    with pytest.raises(actions.Invalid) as refused:
        actions.change_stage(by=officer, stage=decide, changes={"settings": {"allocation": "equal-shares"}}, at=AT)
    assert [p.code for p in refused.value.problems] == ["allocation_votes"]


def test_a_call_without_hours_cannot_be_announced(city, officer):
    call = make_call(city, officer, announced=False)
    actions.change_stage(by=officer, stage=call.stages.get(kind="vote"), changes={"closes_at": None}, at=AT)
    with pytest.raises(actions.NotReady) as refused:
        actions.announce_call(by=officer, call=call, at=AT)
    assert "hours_missing" in [p.code for p in refused.value.problems]


@pytest.mark.job("O1")
def test_the_vote_must_wait_for_the_check(city, officer):
    call = make_call(city, officer, announced=False)
    check = call.stages.get(kind="check")
    for kind in ("assess", "vote"):
        stage = call.stages.get(kind=kind)
        actions.change_stage(by=officer, stage=stage, changes={"opens_at": check.closes_at - timedelta(hours=1)}, at=AT)
    with pytest.raises(actions.NotReady) as refused:
        actions.announce_call(by=officer, call=call, at=AT)
    assert [p.code for p in refused.value.problems].count("overlap") == 2


def test_the_method_needs_its_stages(city, officer):
    call = make_call(city, officer, announced=False)
    actions.remove_stage(by=officer, stage=call.stages.get(kind="vote"), at=AT)
    with pytest.raises(actions.NotReady) as refused:
        actions.announce_call(by=officer, call=call, at=AT)
    assert "needs_vote" in [p.code for p in refused.value.problems]


def test_the_decision_comes_last(city, officer):
    call = make_call(city, officer, announced=False)
    actions.move_stage(by=officer, stage=call.stages.get(kind="decide"), to=2, at=AT)
    assert [s.kind for s in call.stages.order_by("order")] == [
        "propose",
        "decide",
        "check",
        "assess",
        "vote",
        "agree",
        "deliver",
        "upkeep",
    ]
    with pytest.raises(actions.NotReady) as refused:
        actions.announce_call(by=officer, call=call, at=AT)
    assert "last_stage" in [p.code for p in refused.value.problems]


def test_stages_are_added_moved_and_removed_without_gaps(city, officer):
    call = make_call(city, officer, announced=False)
    added = actions.add_stage(by=officer, call=call, kind="check", order=2, at=AT)
    assert added.order == 2
    assert [s.order for s in call.stages.order_by("order")] == list(range(1, 10))
    actions.remove_stage(by=officer, stage=added, at=AT)
    assert [(s.order, s.kind) for s in call.stages.order_by("order")] == [
        (1, "propose"),
        (2, "check"),
        (3, "assess"),
        (4, "vote"),
        (5, "decide"),
        (6, "agree"),
        (7, "deliver"),
        (8, "upkeep"),
    ]
    assert actions.add_stage(by=officer, call=call, kind="check", at=AT).order == 5  # before the decision


def test_after_the_announcement_rules_are_frozen_and_texts_are_not(city, officer):
    call = make_call(city, officer)
    with pytest.raises(actions.Frozen):
        actions.change_call(by=officer, call=call, changes={"pot": Decimal(95000)}, at=AT)
    with pytest.raises(actions.Frozen):
        actions.change_stage(by=officer, stage=call.stages.get(kind="vote"), changes={"settings": {"most": 4}}, at=AT)
    with pytest.raises(actions.Frozen):
        actions.add_stage(by=officer, call=call, kind="vote", at=AT)
    with pytest.raises(actions.Frozen):
        actions.remove_stage(by=officer, stage=call.stages.get(kind="vote"), at=AT)
    actions.change_call(by=officer, call=call, changes={"title_en": "Green courtyards"}, at=AT)
    assert call.title_en == "Green courtyards"


def test_reopening_records_why_and_what_and_freezes_again(city, officer):
    call = make_call(city, officer)
    stage = call.stages.get(order=1)
    old = stage.frozen_hash
    reopening = actions.reopen_rules(
        by=officer,
        stage=stage,
        changes={"closes_at": stage.closes_at + timedelta(hours=1), "call": {"request_max": Decimal(13000)}},
        reason="Awaria w urzędzie.",
        at=AT,
    )
    stage.refresh_from_db()
    assert {c["what"] for c in reopening.changes} == {"closes_at", "call.request_max"}
    assert reopening.changes[1]["before"] == "12000.00"
    assert reopening.hash_before == old
    assert stage.frozen_hash == reopening.hash_after != old
    assert stage.frozen["request_max"] == "13000.00"
    newest = call.regulations.order_by("version").last()
    assert (newest.version, newest.reason) == (2, "Awaria w urzędzie.")
    assert JournalEntry.objects.filter(verb="reopen_rules").exists()


def test_reopening_needs_a_reason_a_change_and_a_running_call(city, officer, stranger):
    call = make_call(city, officer)
    stage = call.stages.get(order=1)
    longer = {"closes_at": stage.closes_at + timedelta(hours=1)}
    with pytest.raises(actions.NotReady):
        actions.reopen_rules(by=officer, stage=stage, changes=longer, reason=" ", at=AT)
    with pytest.raises(actions.NotReady):
        actions.reopen_rules(by=officer, stage=stage, changes={"closes_at": stage.closes_at}, reason="Bo tak", at=AT)
    with pytest.raises(actions.Invalid):
        actions.reopen_rules(by=officer, stage=stage, changes={"closes_at": AT}, reason="Wczoraj", at=AT)
    with pytest.raises(NotAllowed):
        actions.reopen_rules(by=stranger, stage=stage, changes=longer, reason="Nie moje", at=AT)
    draft = make_call(city, officer, announced=False)
    with pytest.raises(actions.WrongState):
        actions.reopen_rules(by=officer, stage=draft.stages.get(order=1), changes=longer, reason="x", at=AT)
    assert Regulations.objects.filter(call=call).count() == 1


@pytest.mark.job("O1")
def test_copying_makes_everything_new_and_shifts_whole_weeks(city, officer):
    call = make_call(city, officer)
    old = list(call.stages.order_by("order"))
    new = actions.copy_call(
        by=officer,
        call=call,
        edition_name="2027",
        title="Zielone podwórka 2027",
        slug="podworka-2027",
        first_day=date(2027, 11, 17),
        at=AT,
    )
    assert (new.state, new.copied_from, new.edition.name) == (Call.State.DRAFT, call, "2027")
    copies = list(new.stages.order_by("order"))
    assert [s.kind for s in copies] == [s.kind for s in old]
    for before, after in zip(old, copies, strict=True):
        assert after.pk != before.pk
        if before.opens_at is None:  # follows the decision, whenever that comes
            assert after.opens_at is None
            continue
        assert timezone.localtime(after.opens_at).weekday() == timezone.localtime(before.opens_at).weekday()
        assert timezone.localtime(after.opens_at).hour == timezone.localtime(before.opens_at).hour
        assert (after.opens_at.date() - before.opens_at.date()).days % 7 == 0
        assert after.frozen is None
    assert abs((timezone.localtime(copies[0].opens_at).date() - date(2027, 11, 17)).days) <= 3
    seeds = [one.settings["seed"] for one in (*copies, *old) if one.kind == "decide"]
    assert len(set(seeds)) == len(seeds) == 2
    actions.announce_call(by=officer, call=new, at=AT)


def test_a_cancelled_call_says_why(city, officer):
    call = make_call(city, officer)
    with pytest.raises(actions.NotReady):
        actions.cancel_call(by=officer, call=call, reason="", at=AT)
    actions.cancel_call(by=officer, call=call, reason="Rada zabrała pieniądze.", at=AT)
    assert call.state == Call.State.CANCELLED
    assert call.cancel_reason == "Rada zabrała pieniądze."
    assert not call.stages.filter(state=Stage.State.OPEN).exists()
    with pytest.raises(actions.WrongState):
        actions.cancel_call(by=officer, call=call, reason="Znowu", at=AT)


def test_the_clock_opens_and_closes_and_twice_does_no_harm(city, officer):
    call = make_call(city, officer)
    stage = call.stages.get(order=1)
    assert actions.tick(at=stage.closes_at - timedelta(seconds=1)) == []
    lines = actions.tick(at=stage.closes_at)
    assert lines == [f"{call.slug}: stage 1 propose closed", f"{call.slug}: stage 2 check opened"]
    before = JournalEntry.objects.count()
    assert actions.tick(at=stage.closes_at) == []
    assert JournalEntry.objects.count() == before


def test_people_are_not_cut_off_before_the_hour_they_were_told(city, officer):
    call = make_call(city, officer)
    stage = call.stages.get(order=1)
    with pytest.raises(actions.NotReady) as refused:
        actions.close_stage(by=officer, stage=stage, at=stage.closes_at - timedelta(minutes=1))
    assert [p.code for p in refused.value.problems] == ["too_early"]
    vote = call.stages.get(kind="vote")
    with pytest.raises(actions.WrongState):
        actions.open_stage(by=officer, stage=vote, at=AT)


def test_a_stage_waits_for_those_it_builds_on(city, officer):
    call = make_call(city, officer)
    vote = call.stages.get(kind="vote")
    with pytest.raises(actions.NotReady) as refused:
        actions.open_stage(by=officer, stage=vote, at=vote.opens_at)
    assert "earlier_stages" in [p.code for p in refused.value.problems]


def test_every_topic_of_a_refusal_has_a_paragraph(city, officer):
    call = make_call(city, officer, own_share=10)
    for topic in (
        "applicants", "age", "group", "city", "limits", "own", "deadline", "channel", "withdraw", "check", "assess",
        "vote", "decide", "ties", "publication", "care", "data", "changes", "per_applicant",
    ):  # fmt: skip
        assert paragraph_of(call, topic).startswith("§\u00a0"), topic
    assert paragraph_of(call, "dragons") == ""


def test_a_citys_own_paragraphs_stand_before_the_last(city, officer):
    own = {"heading": {"pl": "Operator", "en": "Operator"}, "text": {"pl": "Wypłaca fundacja.", "en": "A trust pays."}}
    call = make_call(city, officer, announced=False, clauses=[own])
    made = paragraphs(call)
    assert [p["topic"] for p in made[-2:]] == ["own_clause", "changes"]
    assert made[-2]["clauses"][0]["text"]["pl"] == "Wypłaca fundacja."


def test_frozen_regulations_do_not_follow_settings(city, officer):
    call = make_call(city, officer)
    before = paragraph_of(call, "vote")
    Call.objects.filter(pk=call.pk).update(own_share=0, age_min=0)
    Stage.objects.filter(call=call, kind="check").delete()
    assert paragraph_of(call, "vote") == before
