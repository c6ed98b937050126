"""Two read a practice before it counts. Every comment is answered, and settled with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.own_data import erase_declared
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions, signals
from skwer.apps.practices.contents import BadContents
from skwer.apps.practices.models import Remark
from skwer.apps.practices.own_data.records import export
from skwer.apps.programmes.models import ExpertContract
from tests.factories import AT, make_city, make_member, make_person
from tests.library_factories import make_expert, make_practice, officer_of
from tests.practices_factories import make_network


@pytest.fixture
def keeper(db):
    return make_city("ostoja", name="Ostoja")


@pytest.fixture
def project(keeper, city):
    return make_network(keeper, city, slug="siec")


@pytest.fixture
def editor(keeper):
    return officer_of(keeper)


@pytest.fixture
def expert(project):
    return make_expert(project)


@pytest.fixture
def version(city, officer, project):
    """Handed in by Lipowiec's officer."""
    return make_practice(city, officer, project=project, published=False, state="submitted").versions.get()


@pytest.fixture
def with_expert(version, editor):
    actions.accept(by=editor, version=version, step="editor", at=AT)
    return version


@pytest.mark.job("E5")
def test_an_expert_asks_for_evidence_and_accepts_once_it_is_there(with_expert, officer, editor, expert) -> None:
    version = with_expert
    said = actions.remark(by=expert, version=version, step="expert", part="evidence", text="Ile przeżyło?", at=AT)
    with pytest.raises(actions.RemarksOpen) as refused:
        actions.accept(by=expert, version=version, step="expert", at=AT)
    assert refused.value.number == 1
    actions.ask_changes(by=expert, version=version, reason="Brakuje liczb i źródła.", at=AT)
    assert version.state == "changes"
    with pytest.raises(BadContents):  # nobody hands it in with an unanswered comment
        actions.submit_practice(by=officer, version=version, at=AT)
    actions.answer_remark(by=officer, remark=said, answer="Prawie wszystkie.", at=AT)
    actions.submit_practice(by=officer, version=version, at=AT)
    actions.accept(by=editor, version=version, step="editor", at=AT)  # the expert's question is not the editor's
    with pytest.raises(actions.RemarksOpen):
        actions.accept(by=expert, version=version, step="expert", at=AT)
    actions.settle_remark(by=expert, remark=said, settled="accepted", reason="Jest liczba.", at=AT)
    actions.accept(by=expert, version=version, step="expert", at=AT)
    assert version.state == "validated"


@pytest.mark.job("E5")
def test_an_answer_that_does_not_suffice_is_refused_with_a_reason_and_given_anew(with_expert, officer, expert) -> None:
    version = with_expert
    said = actions.remark(by=expert, version=version, step="expert", part="evidence", text="Ile przeżyło?", at=AT)
    actions.answer_remark(by=officer, remark=said, answer="Prawie wszystkie.", at=AT)
    with pytest.raises(BadContents) as refused:
        actions.settle_remark(by=expert, remark=said, settled="not_accepted", at=AT)
    assert refused.value.field == "reason"
    actions.settle_remark(by=expert, remark=said, settled="not_accepted", reason="Podaj liczbę.", at=AT)
    with pytest.raises(actions.RemarksOpen):
        actions.accept(by=expert, version=version, step="expert", at=AT)
    actions.answer_remark(by=officer, remark=said, answer="9 z 10, przegląd z 2025 r.", at=AT)
    assert (said.settled, said.settled_reason) == ("", "Podaj liczbę.")
    actions.settle_remark(by=expert, remark=said, settled="accepted", reason="Źródło jest podane.", at=AT)
    actions.accept(by=expert, version=version, step="expert", at=AT)
    version.practice.refresh_from_db()
    assert version.practice.current == version
    assert version.state == "validated"
    with pytest.raises(actions.PracticeMoved):
        actions.answer_remark(by=officer, remark=said, answer="Jeszcze coś.", at=AT)


# --- four eyes


def test_nobody_accepts_what_she_handed_in_herself(version, officer, keeper, project) -> None:
    """Not even one who runs both cities and has a contract besides."""
    make_member(officer, keeper, "officer")
    make_expert(project, officer)
    with pytest.raises(actions.FourEyes):
        actions.accept(by=officer, version=version, step="editor", at=AT)
    actions.accept(by=officer_of(keeper), version=version, step="editor", at=AT)
    with pytest.raises(actions.FourEyes):
        actions.accept(by=officer, version=version, step="expert", at=AT)


def test_nobody_is_editor_and_expert_of_one_version(version, editor, project) -> None:
    make_expert(project, editor)
    actions.accept(by=editor, version=version, step="editor", at=AT)
    with pytest.raises(actions.FourEyes):
        actions.accept(by=editor, version=version, step="expert", at=AT)
    with pytest.raises(actions.FourEyes):
        actions.remark(by=editor, version=version, step="expert", part="title", text="Hm.", at=AT)
    actions.accept(by=make_expert(project), version=version, step="expert", at=AT)


def test_a_comment_at_one_step_bars_from_the_other(version, editor, project) -> None:
    make_expert(project, editor)
    said = actions.remark(by=editor, version=version, step="editor", part="title", text="Krócej.", at=AT)
    actions.settle_remark(by=editor, remark=said, settled="accepted", at=AT)
    actions.accept(by=make_member_of(editor), version=version, step="editor", at=AT)
    with pytest.raises(actions.FourEyes):
        actions.accept(by=editor, version=version, step="expert", at=AT)


def make_member_of(editor):
    return officer_of(editor.memberships.get().organisation)


# --- by role


@pytest.mark.parametrize("who", ["officer", "stranger", "resident", "auditor", "expert", "nobody_any_more"])
def test_only_who_runs_the_projects_keeper_edits(version, officer, stranger, resident, auditor, expert, keeper, who):
    gone = officer_of(keeper)
    gone.memberships.update(ended_at=AT - timedelta(days=1))
    person = {"officer": officer, "stranger": stranger, "resident": resident, "auditor": auditor, "expert": expert,
              "nobody_any_more": gone}[who]  # fmt: skip
    for act in (
        lambda: actions.accept(by=person, version=version, step="editor", at=AT),
        lambda: actions.ask_changes(by=person, version=version, reason="Nie.", at=AT),
        lambda: actions.remark(by=person, version=version, step="editor", part="title", text="Nie.", at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": AT},
        {"ends_on": AT.date() - timedelta(days=1)},
        {"starts_on": AT.date() + timedelta(days=1), "ends_on": AT.date() + timedelta(days=9)},
    ],
)
def test_only_a_contract_that_runs_makes_an_expert(with_expert, expert, change) -> None:
    ExpertContract.objects.update(**change)
    with pytest.raises(NotAllowed):
        actions.accept(by=expert, version=with_expert, step="expert", at=AT)


def test_an_expert_of_another_project_is_none_here(with_expert, other_city) -> None:
    elsewhere = make_expert(make_network(other_city, slug="inna"))
    with pytest.raises(NotAllowed):
        actions.accept(by=elsewhere, version=with_expert, step="expert", at=AT)


def test_the_expert_waits_for_the_editor_and_the_editor_is_done_then(version, editor, expert) -> None:
    with pytest.raises(actions.PracticeMoved):
        actions.accept(by=expert, version=version, step="expert", at=AT)
    actions.accept(by=editor, version=version, step="editor", at=AT)
    with pytest.raises(actions.PracticeMoved):
        actions.accept(by=editor, version=version, step="editor", at=AT)


def test_an_answer_is_the_authors(version, editor, stranger, expert) -> None:
    said = actions.remark(by=editor, version=version, step="editor", part="title", text="Krócej.", at=AT)
    for person in (stranger, expert):
        with pytest.raises(NotAllowed):
            actions.answer_remark(by=person, remark=said, answer="Dobrze.", at=AT)


def test_the_expert_settles_her_comments_and_not_the_editors(version, editor, officer, expert) -> None:
    said = actions.remark(by=editor, version=version, step="editor", part="title", text="Krócej.", at=AT)
    for person in (officer, expert):
        with pytest.raises(NotAllowed):
            actions.settle_remark(by=person, remark=said, settled="accepted", at=AT)
    actions.settle_remark(by=editor, remark=said, settled="accepted", at=AT)


def test_a_draft_is_not_commented_on(city, officer, project, editor) -> None:
    draft = make_practice(city, officer, project=project, published=False, state="draft").versions.get()
    with pytest.raises(actions.PracticeMoved):
        actions.remark(by=editor, version=draft, step="editor", part="title", text="Krócej.", at=AT)


@pytest.mark.parametrize(("part", "text", "field"), [("novel", "Hm.", "part"), ("title", " ", "text")])
def test_a_comment_names_a_part_and_says_something(version, editor, part, text, field) -> None:
    with pytest.raises(BadContents) as refused:
        actions.remark(by=editor, version=version, step="editor", part=part, text=text, at=AT)
    assert refused.value.field == field


def test_sending_back_needs_a_reason(version, editor) -> None:
    with pytest.raises(BadContents):
        actions.ask_changes(by=editor, version=version, reason=" ", at=AT)
    version.refresh_from_db()
    assert version.state == "submitted"


# --- what follows


def test_after_the_experts_changes_the_editor_reads_it_first(with_expert, officer, editor, expert) -> None:
    actions.ask_changes(by=expert, version=with_expert, reason="Brakuje liczb.", at=AT)
    actions.submit_practice(by=officer, version=with_expert, at=AT)
    assert with_expert.state == "submitted"
    actions.accept(by=editor, version=with_expert, step="editor", at=AT)
    actions.accept(by=expert, version=with_expert, step="expert", at=AT)
    assert [(one.step, one.verdict) for one in with_expert.reviews.all()] == [
        ("editor", "accepted"),
        ("expert", "changes"),
        ("editor", "accepted"),
        ("expert", "accepted"),
    ]


def test_each_is_told_what_waits_for_her(version, officer, editor, expert) -> None:
    def waits(person):
        return [(due.route, due.kwargs["slug"]) for due in due_for(person, AT) if "practice" in due.route]

    slug = version.practice.slug
    review, write = ("web:desk_practice_review", slug), ("web:desk_practice", slug)
    assert (waits(officer), waits(editor), waits(expert)) == ([], [review], [])
    said = actions.remark(by=editor, version=version, step="editor", part="title", text="Krócej.", at=AT)
    assert waits(officer) == [review]
    actions.ask_changes(by=editor, version=version, reason="Krócej.", at=AT)
    actions.answer_remark(by=officer, remark=said, answer="Skrócone.", at=AT)
    assert (waits(officer), waits(editor)) == ([write], [])
    actions.submit_practice(by=officer, version=version, at=AT)
    actions.settle_remark(by=editor, remark=said, settled="accepted", at=AT)
    actions.accept(by=editor, version=version, step="editor", at=AT)
    assert (waits(officer), waits(editor), waits(expert)) == ([], [], [review])
    actions.accept(by=expert, version=version, step="expert", at=AT)
    assert (waits(officer), waits(editor), waits(expert)) == ([], [], [])


def test_a_translation_left_behind_waits_for_its_author(city, officer) -> None:
    practice = make_practice(city, officer)
    version = actions.begin_version(by=officer, practice=practice, at=AT)
    actions.write_practice(by=officer, version=version, texts={"needs": "Zgoda rady."}, at=AT + timedelta(hours=1))
    actions.publish_unvalidated(by=officer, version=version, change_note={"pl": "Zgoda."}, at=AT + timedelta(hours=2))
    assert [due.route for due in due_for(officer, AT)] == ["web:desk_practice"]


def test_what_was_said_stays_out_of_the_journal(with_expert, officer, expert) -> None:
    said = actions.remark(by=expert, version=with_expert, step="expert", part="evidence", text="Tajne pytanie", at=AT)
    actions.answer_remark(by=officer, remark=said, answer="Tajna odpowiedź", at=AT)
    actions.settle_remark(by=expert, remark=said, settled="not_accepted", reason="Tajny powód", at=AT)
    actions.ask_changes(by=expert, version=with_expert, reason="Tajny powód", at=AT)
    written = str(list(JournalEntry.objects.values_list("before", "after")))
    assert "Tajn" not in written


def test_announcements_come_with_the_change(version, editor, expert, django_capture_on_commit_callbacks) -> None:
    heard = []
    for signal in (signals.practice_accepted, signals.practice_published):
        signal.connect(
            lambda **facts: heard.append(sorted({*facts} & {"review", "version"})), weak=False, dispatch_uid="t"
        )
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.accept(by=editor, version=version, step="editor", at=AT)
        assert heard == [["review"]]
        with django_capture_on_commit_callbacks(execute=True):
            actions.accept(by=expert, version=version, step="expert", at=AT)
        assert heard == [["review"], ["review"], ["version"]]
    finally:
        for signal in (signals.practice_accepted, signals.practice_published):
            signal.disconnect(dispatch_uid="t")


def test_a_person_takes_away_her_words_and_her_name_leaves_them(with_expert, officer, expert) -> None:
    said = actions.remark(by=expert, version=with_expert, step="expert", part="evidence", text="Ile?", at=AT)
    actions.answer_remark(by=officer, remark=said, answer="9 z 10", at=AT)
    assert export(expert)["comments"][0]["text"] == "Ile?"
    assert export(officer)["answers"][0]["answer"] == "9 z 10"
    assert export(officer)["handed_in"][0]["practice"] == with_expert.practice.slug
    expert.expert_contracts.all().delete()
    erase_declared(expert)
    said = Remark.objects.get()
    assert said.by is None
    assert said.text == "Ile?"


def test_an_account_that_is_switched_off_reads_nothing(with_expert, expert) -> None:
    expert.is_active = False
    expert.save()
    with pytest.raises(NotAllowed):
        actions.accept(by=expert, version=with_expert, step="expert", at=AT)


def test_a_passer_by_has_no_say(version) -> None:
    with pytest.raises(NotAllowed):
        actions.accept(by=make_person(), version=version, step="editor", at=AT)
