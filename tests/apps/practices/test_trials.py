"""Trials: what they say before, what they must say at the end, who sees them, and how they are corrected."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from skwer.apps.files.actions import NotYours, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions, queries
from skwer.apps.practices.actions.trials import ENDING_NEEDS, PUBLISHING_NEEDS
from skwer.apps.practices.models import Correction, Trial
from skwer.apps.search.queries import find
from tests.apps.files.pictures import photo, uploaded
from tests.factories import make_member, make_person
from tests.practices_factories import LEARNED, TOLD, make_case, make_comparison, make_network, make_trial

pytestmark = pytest.mark.django_db


def seen(person, trial) -> bool:
    return Trial.objects.visible_to(person).filter(pk=trial.pk).exists()


def test_a_city_tries_without_a_project(city, officer, at) -> None:
    trial = actions.add_trial(by=officer, organisation=city, values=TOLD, at=at)
    trial.refresh_from_db()
    assert (trial.project, trial.state, trial.slug) == (None, "planned", "lawka-na-probe-przy-przychodni")
    assert (trial.baseline, trial.budget, trial.title_en) == (12, Decimal("6000.00"), TOLD["title_en"])
    entry = JournalEntry.objects.get(verb="trial_added")
    assert entry.after["budget"] == "6000.00"
    assert "Ławka" not in str(entry.after)


def test_addresses_are_made_from_titles_and_never_taken_twice(city, officer, at) -> None:
    slugs = [
        actions.add_trial(by=officer, organisation=city, values={"title": "Łąka, ćwierć"}, at=at).slug for _ in "ab"
    ]
    assert slugs == ["laka-cwierc", "laka-cwierc-2"]
    assert actions.add_trial(by=officer, organisation=city, values={"title": "…"}, at=at).slug == "trial"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title_pl": " ", "title_en": ""}, "title"),
        ({"kind": "experiment"}, "kind"),
        ({"verdict": "great"}, "verdict"),
        ({"decision": "perhaps"}, "decision"),
        ({"currency": "USD"}, "currency"),
        ({"budget": Decimal("-1")}, "budget"),
        ({"starts_on": date(2026, 9, 1), "ends_on": date(2026, 8, 1)}, "ends_on"),
    ],
)
def test_what_cannot_stand_is_refused(city, officer, at, values, field) -> None:
    with pytest.raises(actions.BadTrial) as caught:
        actions.add_trial(by=officer, organisation=city, values={**TOLD, **values}, at=at)
    assert caught.value.field == field
    assert not Trial.objects.exists()


def test_a_trial_belongs_only_to_a_project_its_city_takes_part_in(city, other_city, officer, stranger, at) -> None:
    other = make_network(other_city)
    with pytest.raises(actions.BadTrial) as caught:
        actions.add_trial(by=officer, organisation=city, project=other, values=TOLD, at=at)
    assert caught.value.field == "project"


def test_planned_under_way_ended(city, officer, at) -> None:
    trial = make_trial(city, officer, public=False, starts_on=None, ends_on=None)
    with pytest.raises(actions.WrongState):
        actions.end_trial(by=officer, trial=trial, values=LEARNED, at=at)
    actions.start_trial(by=officer, trial=trial, at=at)
    assert (trial.state, trial.starts_on) == ("running", at.date())
    with pytest.raises(actions.WrongState):
        actions.start_trial(by=officer, trial=trial, at=at)
    actions.end_trial(by=officer, trial=trial, values=LEARNED, at=at + timedelta(days=30))
    trial.refresh_from_db()
    assert (trial.state, trial.ends_on) == ("ended", at.date() + timedelta(days=30))
    assert (trial.measured, trial.spent) == (Decimal("26.5"), Decimal("5400.50"))
    verbs = list(JournalEntry.objects.filter(kind="trial").values_list("verb", flat=True))
    assert verbs == ["trial_added", "trial_started", "trial_ended"]


def test_the_days_said_before_stay_where_they_are_past(city, officer, at) -> None:
    trial = make_trial(city, officer, state="ended")
    assert (trial.starts_on, trial.ends_on) == (date(2026, 6, 1), date(2026, 8, 31))
    early = make_trial(city, officer, starts_on=date(2027, 1, 1), ends_on=date(2027, 2, 1))
    actions.start_trial(by=officer, trial=early, at=at)
    assert early.starts_on == at.date()
    past = make_trial(city, officer, starts_on=None, ends_on=date(2026, 1, 1))
    with pytest.raises(actions.BadTrial):
        actions.start_trial(by=officer, trial=past, at=at)


@pytest.mark.parametrize("name", ENDING_NEEDS)
def test_a_trial_does_not_end_without_what_it_taught(city, officer, at, name) -> None:
    trial = make_trial(city, officer, state="running")
    told = {key: value for key, value in LEARNED.items() if key.removesuffix("_pl").removesuffix("_en") != name}
    with pytest.raises(actions.Incomplete) as caught:
        actions.end_trial(by=officer, trial=trial, values=told, at=at)
    assert caught.value.missing == [name]
    assert str(Trial._meta.get_field(name).verbose_name) in str(caught.value)
    trial.refresh_from_db()
    assert trial.state == "running"


def test_the_database_too_keeps_an_end_without_a_decision_out(city, officer) -> None:
    trial = make_trial(city, officer, state="running")
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(state="ended")


def test_what_ended_does_not_lose_its_lesson(city, officer, at) -> None:
    trial = make_trial(city, officer, state="ended", public=False)
    with pytest.raises(actions.Incomplete):
        actions.change_trial(by=officer, trial=trial, values={"lesson_pl": "", "lesson_en": ""}, at=at)
    actions.change_trial(by=officer, trial=trial, values={"lesson_pl": "Inaczej."}, at=at)


@pytest.mark.parametrize("name", PUBLISHING_NEEDS[1:])
def test_what_everybody_reads_says_what_is_tried_and_why(city, officer, at, name) -> None:
    trial = make_trial(city, officer, public=False, **{f"{name}_pl": "", f"{name}_en": ""})
    with pytest.raises(actions.Incomplete) as caught:
        actions.publish_trial(by=officer, trial=trial, at=at)
    assert caught.value.missing == [name]


def test_a_failure_is_not_hidden_and_not_rewritten(city, officer, at) -> None:
    trial = make_trial(city, officer, state="ended", verdict="did_not", decision="stop")
    with pytest.raises(actions.Settled):
        actions.hide_trial(by=officer, trial=trial, at=at)
    with pytest.raises(actions.Settled):
        actions.change_trial(by=officer, trial=trial, values={"verdict": "worked"}, at=at)
    with pytest.raises(actions.WrongState):
        actions.delete_trial(by=officer, trial=trial, at=at)
    trial.refresh_from_db()
    assert (trial.verdict, trial.is_published) == ("did_not", True)


def test_a_correction_is_seen_by_all(city, officer, at) -> None:
    trial = make_trial(city, officer, state="ended")
    wrong = {"measured": "62", "lesson_pl": "Drzewo i ławka razem."}
    with pytest.raises(actions.BadTrial) as caught:
        actions.correct_trial(by=officer, trial=trial, values=wrong, why=" ", at=at)
    assert caught.value.field == "why"
    with pytest.raises(actions.BadTrial):
        actions.correct_trial(by=officer, trial=trial, values={"measured": "26.5"}, why="Nic.", at=at)
    with pytest.raises(actions.Incomplete):
        actions.correct_trial(by=officer, trial=trial, values={"decision": ""}, why="Pomyłka.", at=at)
    why = {"pl": "Przestawione cyfry.", "en": "Two digits were exchanged."}
    values = {**wrong, "project": None, "kind": "trial_run"}
    actions.correct_trial(by=officer, trial=trial, values=values, why=why, at=at)
    correction = Correction.objects.get()
    trial.refresh_from_db()
    assert (trial.measured, trial.kind) == (62, "pilot")
    assert correction.fields == ["lesson", "measured"]
    assert correction.why_en == "Two digits were exchanged."
    entry = JournalEntry.objects.get(verb="trial_corrected")
    assert (entry.before["measured"], entry.after["measured"]) == ("26.5000", "62")
    assert entry.after["fields"] == ["lesson", "measured"]
    assert "Drzewo" not in str(entry.after)


def test_only_what_is_settled_is_corrected(city, officer, at) -> None:
    for trial in (make_trial(city, officer), make_trial(city, officer, state="ended", public=False)):
        with pytest.raises(actions.WrongState):
            actions.correct_trial(by=officer, trial=trial, values={"measured": 1}, why="X", at=at)


def test_who_changes_a_trial(city, partner, project, officer, partner_officer, auditor, stranger, resident, at) -> None:
    theirs = make_trial(partner, partner_officer, project=project, public=False)
    loose = make_trial(partner, partner_officer, public=False)
    actions.change_trial(by=officer, trial=theirs, values={"target": 40}, at=at)  # the keeper
    actions.add_trial(by=officer, organisation=partner, project=project, values=TOLD, at=at)
    for person, trial in [
        (officer, loose),
        *((p, theirs) for p in (auditor, stranger, resident, AnonymousUser())),
    ]:
        for act in (actions.start_trial, actions.publish_trial, actions.hide_trial, actions.delete_trial):
            with pytest.raises(NotAllowed):
                act(by=person, trial=trial, at=at)
        with pytest.raises(NotAllowed):
            actions.change_trial(by=person, trial=trial, values={"target": 1}, at=at)
        with pytest.raises(NotAllowed):
            actions.end_trial(by=person, trial=trial, values=LEARNED, at=at)
        with pytest.raises(NotAllowed):
            actions.correct_trial(by=person, trial=trial, values={"target": 1}, why="X", at=at)
        with pytest.raises(NotAllowed):
            actions.add_trial(by=person, organisation=partner, values=TOLD, at=at)


def test_who_sees_a_draft(city, partner, project, officer, partner_officer, auditor, stranger, resident, at) -> None:
    theirs = make_trial(partner, partner_officer, project=project, public=False)
    mine = make_trial(city, officer, public=False)
    assert [seen(p, theirs) for p in (partner_officer, officer, auditor)] == [True] * 3
    assert [seen(p, mine) for p in (officer, auditor, partner_officer)] == [True, True, False]
    for person in (None, AnonymousUser(), stranger, resident):
        assert not seen(person, theirs)
        assert not seen(person, mine)
    actions.publish_trial(by=partner_officer, trial=theirs, at=at)
    actions.publish_trial(by=partner_officer, trial=theirs, at=at)
    assert JournalEntry.objects.filter(verb="trial_published").count() == 1
    assert seen(None, theirs)
    actions.hide_trial(by=partner_officer, trial=theirs, at=at)
    assert not seen(None, theirs)


def test_a_draft_is_thrown_away_with_its_photos_unless_a_case_tells_of_it(city, project, officer, at) -> None:
    trial = make_trial(city, officer, project=project, public=False)
    store_upload(
        by=officer, organisation=city, file=uploaded(photo()), kind="photo", holder_kind="trial", holder_key=trial.pk,
        at=at,
    )  # fmt: skip
    case = make_case(make_comparison(project, officer), officer, trial=trial)
    with pytest.raises(actions.WrongState):
        actions.delete_trial(by=officer, trial=trial, at=at)
    actions.change_case(by=officer, case=case, values={"trial": None}, at=at)
    actions.delete_trial(by=officer, trial=trial, at=at)
    assert not Trial.objects.exists()
    assert not Upload.objects.exists()


def test_photos_belong_to_the_trial(city, officer, stranger, at) -> None:
    trial = make_trial(city, officer, public=False)

    def send(by, audience="holder") -> Upload:
        return store_upload(
            by=by, organisation=city, file=uploaded(photo()), kind="photo", audience=audience, holder_kind="trial",
            holder_key=trial.pk, alt_text="Ławka", at=at,
        )  # fmt: skip

    with pytest.raises(NotYours):
        send(stranger)
    outer, inner = send(officer), send(officer, "inside")
    assert not Upload.objects.visible_to(stranger)
    assert not Upload.objects.visible_to(None)
    actions.publish_trial(by=officer, trial=trial, at=at)
    assert list(Upload.objects.visible_to(None)) == [outer]
    assert set(Upload.objects.visible_to(officer)) == {outer, inner}
    assert queries.photos_of(trial) == [outer]
    assert queries.first_photos([trial]) == {trial.pk: outer}


def test_lists_are_narrowed(city, partner, project, officer, partner_officer, at) -> None:
    one = make_trial(city, officer, state="ended", verdict="did_not", decision="stop")
    two = make_trial(partner, partner_officer, project=project, kind="small_action")
    make_trial(city, officer, public=False)
    assert set(queries.trials_for(officer)) == {one, two}  # a list is what is public, even for those who see more
    assert list(queries.trials_for(None, verdict="did_not")) == [one]
    assert list(queries.trials_for(None, kind="small_action", organisation=partner, project=project)) == [two]
    assert list(queries.trials_for(None, state="planned")) == [two]
    assert queries.verdict_counts(queries.trials_for(None)) == {"did_not": 1, "": 1}
    assert list(queries.organisations_with_trials(None)) == [partner, city]
    assert list(queries.projects_with_trials(None)) == [project]
    assert set(queries.desk_trials(city)) >= {one, two}


@pytest.mark.django_db(transaction=True)
def test_the_search_finds_public_trials_only(city, officer, at) -> None:
    trial = make_trial(city, officer, public=False)
    assert find(person=None, words="ławki", language="pl").total == 0
    assert find(person=officer, words="ławki", language="pl").total == 1
    actions.publish_trial(by=officer, trial=trial, at=at)
    (result,) = find(person=None, words="przychodni", language="pl").results
    assert result.address == f"/trials/{trial.slug}/"
    assert find(person=None, words="benches", language="en").total == 1


def test_the_inbox_asks_for_the_lesson_when_the_days_are_over(city, officer, auditor, at) -> None:
    make_trial(city, officer, state="running", ends_on=date(2026, 8, 31))
    make_trial(city, officer, state="running", starts_on=date(2026, 6, 1), ends_on=date(2027, 5, 1))
    make_trial(city, officer)  # planned, its first day is over
    (late, planned) = sorted(
        (d for d in due_for(officer, at) if d.route.startswith("web:desk_trial")), key=lambda d: d.state == "fix"
    )
    assert (late.route, late.state) == ("web:desk_trial_end", "late")
    assert (planned.route, planned.state) == ("web:desk_trial", "fix")
    helper = make_person("Zofia")
    make_member(helper, city, "member")
    for person in (auditor, helper):
        assert not [d for d in due_for(person, at) if d.route.startswith("web:desk_trial")]
