"""Cases side by side: the same questions, who writes which case, and filling one from a trial."""

import pytest
from django.contrib.auth.models import AnonymousUser

from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions
from skwer.apps.practices.models import Case, Comparison
from skwer.apps.programmes.models import Partnership
from tests.practices_factories import LEARNED, TOLD, make_case, make_comparison, make_network, make_trial

pytestmark = pytest.mark.django_db


def seen(person, comparison) -> bool:
    return Comparison.objects.visible_to(person).filter(pk=comparison.pk).exists()


def test_the_usual_questions_ask_what_a_trial_can_answer(project, officer, at) -> None:
    comparison = actions.add_comparison(by=officer, project=project, values={"title": "Przypadki"}, at=at)
    assert comparison.slug == "przypadki"
    keys = [q.key for q in comparison.asked]
    assert keys == ["problem_area", "stakeholders", "actions", "result", "decision_reason", "lesson"]
    assert all(q.label["pl"] and q.label["en"] for q in comparison.asked)


@pytest.mark.parametrize(
    "questions",
    [[], [{"key": "a", "label": {"pl": " "}}], [{"key": "a", "label": {"pl": "x" * 251}}],
     [{"key": f"q{n}", "label": {"pl": "?"}} for n in range(21)]],
)  # fmt: skip
def test_questions_that_cannot_stand(project, officer, at, questions) -> None:
    with pytest.raises(actions.BadComparison) as caught:
        actions.add_comparison(by=officer, project=project, values={"title": "X"}, questions=questions, at=at)
    assert caught.value.field == "questions"
    with pytest.raises(actions.BadComparison):
        actions.add_comparison(by=officer, project=project, values={"title_en": ""}, at=at)
    assert not Comparison.objects.exists()


@pytest.mark.parametrize("keys", [["Ź"], ["a", "a"], [""]])
def test_keys_of_questions_are_plain_and_differ(project, officer, at, keys) -> None:
    questions = [{"key": key, "label": {"pl": "?"}} for key in keys]
    with pytest.raises(ValueError, match="key"):
        actions.add_comparison(by=officer, project=project, values={"title": "X"}, questions=questions, at=at)


def test_a_question_that_was_answered_stays(project, officer, at) -> None:
    comparison = make_comparison(project, officer, cases=1)
    fewer = comparison.questions[1:]
    with pytest.raises(actions.BadComparison) as caught:
        actions.change_comparison(by=officer, comparison=comparison, values={}, questions=fewer, at=at)
    assert "Jaki był problem" in str(caught.value)
    case = comparison.cases.get()
    actions.change_case(by=officer, case=case, values={}, answers={"problem_area": {"pl": "", "en": ""}}, at=at)
    actions.change_comparison(by=officer, comparison=comparison, values={"title_en": "C"}, questions=fewer, at=at)
    assert len(comparison.asked) == 5


def test_side_by_side_stand_at_least_two(project, officer, at) -> None:
    comparison = make_comparison(project, officer, cases=1)
    with pytest.raises(actions.BadComparison):
        actions.publish_comparison(by=officer, comparison=comparison, at=at)
    make_case(comparison, officer)
    actions.publish_comparison(by=officer, comparison=comparison, at=at)
    assert seen(None, comparison)
    actions.hide_comparison(by=officer, comparison=comparison, at=at)
    assert not seen(None, comparison)


def test_who_sees_a_draft(project, city, officer, partner_officer, auditor, stranger, resident, at) -> None:
    comparison = make_comparison(project, officer, cases=2)
    assert [seen(p, comparison) for p in (officer, partner_officer, auditor)] == [True] * 3
    assert [seen(p, comparison) for p in (None, AnonymousUser(), stranger, resident)] == [False] * 4
    Partnership.objects.filter(project=project, order=2).update(until="2020-01-01")
    assert not seen(partner_officer, comparison)


def test_a_published_comparison_of_a_hidden_project_is_hidden(city, officer) -> None:
    comparison = make_comparison(make_network(city, public=False), officer, cases=2, public=True)
    assert not seen(None, comparison)
    assert seen(officer, comparison)


def test_partners_write_their_own_case_and_the_keeper_all(
    project, city, partner, officer, partner_officer, stranger, other_city, auditor, resident, at
) -> None:
    comparison = make_comparison(project, officer)
    theirs = make_case(comparison, partner_officer, organisation=partner)
    others = make_case(comparison, officer, organisation=city)
    nobodys = make_case(comparison, officer)
    actions.change_case(by=partner_officer, case=theirs, values={"verdict": "bad"}, at=at)
    actions.change_case(by=officer, case=theirs, values={"verdict": "good"}, at=at)
    for person, case in [
        (partner_officer, others),
        (partner_officer, nobodys),
        *((p, theirs) for p in (stranger, auditor, resident, AnonymousUser())),
    ]:
        with pytest.raises(NotAllowed):
            actions.change_case(by=person, case=case, values={"verdict": "bad"}, at=at)
        with pytest.raises(NotAllowed):
            actions.remove_case(by=person, case=case, at=at)
        with pytest.raises(NotAllowed):
            actions.fill_from_trial(by=person, case=case, at=at)
        with pytest.raises(NotAllowed):
            actions.move_case(by=person, case=case, to=1, at=at)
    with pytest.raises(NotAllowed):  # it may not slip its case to somebody else
        actions.change_case(by=partner_officer, case=theirs, values={"organisation": city}, at=at)
    with pytest.raises(NotAllowed):
        make_case(comparison, partner_officer)
    with pytest.raises(NotAllowed):
        make_case(comparison, stranger, organisation=other_city)
    with pytest.raises(actions.BadCase) as caught:
        make_case(comparison, officer, organisation=other_city)
    assert caught.value.field == "organisation"
    for act in (actions.publish_comparison, actions.hide_comparison):
        with pytest.raises(NotAllowed):
            act(by=partner_officer, comparison=comparison, at=at)
    with pytest.raises(NotAllowed):
        actions.change_comparison(by=partner_officer, comparison=comparison, values={}, at=at)
    with pytest.raises(NotAllowed):
        actions.add_comparison(by=partner_officer, project=project, values={"title": "X"}, at=at)
    Partnership.objects.filter(project=project, organisation=partner).update(until="2020-01-01")
    with pytest.raises(NotAllowed):  # who left writes no more
        actions.change_case(by=partner_officer, case=theirs, values={}, at=at)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name_pl": "", "name_en": ""}, "name"), ({"verdict": "great"}, "verdict"), ({"country": "Polska"}, "country")],
)
def test_cases_that_cannot_stand(project, officer, values, field) -> None:
    comparison = make_comparison(project, officer)
    with pytest.raises(actions.BadCase) as caught:
        make_case(comparison, officer, **values)
    assert caught.value.field == field
    assert not Case.objects.exists()


def test_answers_belong_to_questions(project, officer, at) -> None:
    case = make_case(make_comparison(project, officer), officer)
    for answers in ({"colour": {"pl": "red"}}, {"lesson": {"xx": "red"}}):
        with pytest.raises(ValueError, match=r"ask|kept"):
            actions.change_case(by=officer, case=case, values={}, answers=answers, at=at)
    actions.change_case(by=officer, case=case, values={}, answers={"lesson": {"pl": "  Nowa. "}}, at=at)
    assert case.answers["lesson"] == {"pl": "Nowa.", "en": "Answer 1: lesson."}
    assert "Nowa" not in str(JournalEntry.objects.filter(verb="case_changed").last().after)


def test_a_case_is_filled_from_its_trial_but_nothing_written_is_lost(project, city, officer, at) -> None:
    trial = make_trial(city, officer, project=project, state="ended", verdict="did_not", decision="stop")
    comparison = make_comparison(project, officer)
    case = actions.add_case(
        by=officer, comparison=comparison, values={"name": "Lipowiec", "trial": trial}, at=at,
        answers={"lesson": {"pl": "Własne słowa."}},
    )  # fmt: skip
    assert actions.fill_from_trial(by=officer, case=case, at=at) == 9
    case.refresh_from_db()
    assert case.answers["lesson"] == {"pl": "Własne słowa.", "en": LEARNED["lesson_en"]}
    assert case.answers["actions"] == {"pl": TOLD["actions_pl"], "en": TOLD["actions_en"]}
    assert [q.key for q in case.unanswered] == ["stakeholders"]
    assert case.verdict == "bad"
    assert actions.fill_from_trial(by=officer, case=case, at=at) == 0


def test_a_case_tells_of_a_trial_of_the_project(project, city, other_city, partner, officer, stranger, at) -> None:
    case = make_case(make_comparison(project, officer), officer)
    with pytest.raises(actions.BadCase):
        actions.fill_from_trial(by=officer, case=case, at=at)
    foreign = make_trial(other_city, stranger)
    with pytest.raises(actions.BadCase) as caught:
        actions.change_case(by=officer, case=case, values={"trial": foreign}, at=at)
    assert caught.value.field == "trial"
    own = make_trial(city, officer, public=False)
    actions.change_case(by=officer, case=case, values={"trial": own}, at=at)


def test_the_keeper_orders_cases(project, officer, at) -> None:
    comparison = make_comparison(project, officer, cases=4)
    first, second, third, fourth = comparison.cases.order_by("order")
    actions.move_case(by=officer, case=fourth, to=1, at=at)
    assert [c.pk for c in comparison.cases.order_by("order")] == [fourth.pk, first.pk, second.pk, third.pk]
    actions.move_case(by=officer, case=first, to=99, at=at)
    assert [c.order for c in comparison.cases.order_by("order")] == [1, 2, 3, 4]
    assert comparison.cases.order_by("order").last() == first
    actions.remove_case(by=officer, case=second, at=at)
    assert make_case(comparison, officer).order == 5


def test_the_inbox_asks_a_partner_for_its_answers(project, partner, officer, partner_officer, at) -> None:
    comparison = make_comparison(project, officer)
    case = actions.add_case(
        by=officer, comparison=comparison, values={"name": "Brzezina", "organisation": partner}, at=at
    )
    (due,) = [d for d in due_for(partner_officer, at) if d.route == "web:desk_case"]
    assert "6" in str(due.what)
    assert due.kwargs == {"slug": "siec", "comparison": comparison.slug, "number": 1}
    assert not [d for d in due_for(officer, at) if d.route == "web:desk_case"]
    answers = {q.key: {"pl": "Jest."} for q in comparison.asked}
    actions.change_case(by=partner_officer, case=case, values={}, answers=answers, at=at)
    assert not [d for d in due_for(partner_officer, at) if d.route == "web:desk_case"]
