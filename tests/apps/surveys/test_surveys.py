"""Surveys: prepared by the office, answered once, closed without a trace of who, told only as far as is safe."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.surveys import actions, queries
from skwer.apps.surveys.models import Survey, SurveyAnswer, SurveyCode, SurveyRoll
from skwer.apps.surveys.questions import STATEMENTS

from ...factories import AT, make_person
from ...surveys_factories import closed_with, make_edition, make_survey, sheet, values

pytestmark = pytest.mark.django_db


def test_only_the_citys_office_prepares_opens_and_closes(city, officer, stranger, resident, auditor):
    for person in (stranger, resident, auditor):
        with pytest.raises(NotAllowed):
            actions.draft_survey(by=person, edition=make_edition(city), moment="before", values=values(), at=AT)
    survey = make_survey(city, officer, opened=False)
    for person in (stranger, resident, auditor):
        with pytest.raises(NotAllowed):
            actions.open_survey(by=person, survey=survey, at=AT)
    actions.open_survey(by=officer, survey=survey, at=AT)
    with pytest.raises(NotAllowed):
        actions.close_survey(by=stranger, survey=survey, at=AT)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"least": 2}, "least"),
        ({"closes_at": AT - timedelta(days=2)}, "closes_at"),
        ({"who": "everybody"}, "who"),
        ({"statements": {}}, "trust"),
        ({"statements": {"trust": [{"pl": "Tylko po polsku.", "en": ""}]}}, "trust"),
        ({"statements": {"shared": [{"pl": "A.", "en": "A."}] * 2}}, "shared"),
        ({"statements": {"trust": [{"pl": f"{n}.", "en": f"{n}."} for n in range(9)]}}, "trust"),
    ],
)
def test_bad_values_are_named(city, officer, changed, field):
    with pytest.raises(actions.BadSurvey) as refused:
        make_survey(city, officer, **changed)
    assert refused.value.field == field


def test_one_survey_a_moment_of_an_edition(city, officer):
    make_survey(city, officer)
    with pytest.raises(actions.BadSurvey):
        make_survey(city, officer)


def test_questions_do_not_change_once_it_is_open(city, officer):
    survey = make_survey(city, officer)
    with pytest.raises(actions.NotDraft):
        actions.change_survey(by=officer, survey=survey, values=values(title="Inaczej"), at=AT)
    with pytest.raises(actions.NotDraft):
        actions.remove_survey(by=officer, survey=survey, at=AT)


def test_a_sheet_keeps_neither_person_nor_moment(city, officer, resident):
    survey = make_survey(city, officer, who="accounts")
    before = JournalEntry.objects.count()
    actions.answer_survey(by=resident, survey=survey, answers=sheet(age="35_64"), at=AT)
    kept = SurveyAnswer.objects.get()
    assert {f.name for f in kept._meta.fields} == {"id", "survey", "answers"}
    assert kept.answers["age"] == "35_64"
    assert JournalEntry.objects.count() == before
    assert SurveyRoll.objects.get().person == resident


def test_an_account_answers_once(city, officer, resident):
    survey = make_survey(city, officer, who="accounts")
    actions.answer_survey(by=resident, survey=survey, answers=sheet(), at=AT)
    with pytest.raises(actions.Answered):
        actions.answer_survey(by=resident, survey=survey, answers=sheet("not"), at=AT)
    with pytest.raises(actions.NeedsAccount):
        actions.answer_survey(by=None, survey=survey, answers=sheet(), at=AT)
    assert SurveyAnswer.objects.count() == 1


def test_a_code_is_good_for_one_sheet_and_only_its_digest_is_kept(city, officer):
    survey = make_survey(city, officer, who="codes")
    first, second = actions.make_codes(by=officer, survey=survey, count=2, at=AT)
    assert first not in str(list(SurveyCode.objects.values()))
    with pytest.raises(actions.WrongCode):
        actions.answer_survey(by=None, survey=survey, answers=sheet(), code="zzzzzzzzzz", at=AT)
    typed = f" {first[:5].upper()}-{first[5:]} "  # as people type it from a slip
    actions.answer_survey(by=None, survey=survey, answers=sheet(), code=typed, at=AT)
    with pytest.raises(actions.WrongCode):
        actions.answer_survey(by=None, survey=survey, answers=sheet(), code=first, at=AT)
    actions.answer_survey(by=None, survey=survey, answers=sheet(), code=second, at=AT)
    assert SurveyAnswer.objects.count() == 2


def test_a_wrong_sheet_does_not_use_the_code_up(city, officer):
    survey = make_survey(city, officer, who="codes")
    (code,) = actions.make_codes(by=officer, survey=survey, count=1, at=AT)
    answers = sheet()
    del answers["trust"]["office"]
    with pytest.raises(actions.Incomplete) as refused:
        actions.answer_survey(by=None, survey=survey, answers=answers, code=code, at=AT)
    assert refused.value.problems
    actions.answer_survey(by=None, survey=survey, answers=sheet(), code=code, at=AT)


def test_background_may_be_left_out(city, officer):
    survey = make_survey(city, officer)
    actions.answer_survey(by=None, survey=survey, answers=sheet(), at=AT)
    assert set(SurveyAnswer.objects.get().answers) == {"trust", "shared"}


def test_too_early_and_too_late(city, officer):
    survey = make_survey(city, officer, opened=False)
    with pytest.raises(actions.NotOpen):
        actions.answer_survey(by=None, survey=survey, answers=sheet(), at=AT)
    actions.open_survey(by=officer, survey=survey, at=AT)
    with pytest.raises(actions.NotOpen):  # the clock may come late; the hour holds
        actions.answer_survey(by=None, survey=survey, answers=sheet(), at=survey.closes_at)


def test_closing_forgets_who_answered(city, officer, resident):
    survey = make_survey(city, officer, who="accounts")
    actions.answer_survey(by=resident, survey=survey, answers=sheet(), at=AT)
    actions.close_survey(by=officer, survey=survey, at=AT)
    assert not SurveyRoll.objects.exists()
    assert SurveyAnswer.objects.count() == 1


def test_the_clock_opens_and_closes_and_twice_is_once(city, officer):
    survey = make_survey(city, officer, opened=False)
    assert len(list(actions.tick_surveys(at=AT))) == 1
    assert list(actions.tick_surveys(at=AT)) == []
    assert len(list(actions.tick_surveys(at=survey.closes_at))) == 1
    survey.refresh_from_db()
    assert survey.state == Survey.State.CLOSED


def test_nobody_sees_interim_counts(city, officer):
    survey = make_survey(city, officer)
    SurveyAnswer.objects.create(survey=survey, answers=sheet())
    assert queries.results(survey) is None
    assert queries.history(city) == []


def test_fewer_sheets_than_the_least_tell_nothing(city, officer):
    survey = closed_with(make_survey(city, officer), officer, [sheet()] * 4)
    found = queries.results(survey)
    assert found.n is None
    assert all(one.share is None for one in found.told)
    assert found.breakdowns == ()


def test_shares_are_of_all_who_answered(city, officer):
    sheets = [sheet("agree")] * 7 + [sheet("rather_agree")] * 5 + [sheet("not")] * 8 + [sheet("dont_know")] * 6
    found = queries.results(closed_with(make_survey(city, officer), officer, sheets))
    office = next(one for one in found.told if one.key == "office")
    assert (office.share.exact, office.share.n, office.unsure) == (Fraction(12, 26), 26, 6)
    money = next(one for one in found.told if one.key == "money")
    assert money.share.exact is None  # nobody agreed: that is told as less than five of 26
    assert money.share.below == Fraction(5, 26)


def test_how_few_did_not_know_is_not_reckoned_from_the_number_of_sheets(city, officer):
    sheets = [sheet("agree")] * 10 + [sheet("not")] * 10 + [sheet("dont_know")] * 2
    found = queries.results(closed_with(make_survey(city, officer), officer, sheets))
    office = next(one for one in found.told if one.key == "office")
    assert (office.share.n, found.n, office.unsure) == (22, 22, None)


def test_a_small_group_is_not_reckoned_from_the_total(city, officer):
    sheets = [sheet("agree" if n % 2 else "not", age="35_64") for n in range(30)]
    sheets += [sheet("agree" if n % 2 else "not", age="65") for n in range(20)]
    sheets += [sheet("agree", age="u18")] * 2
    found = queries.results(closed_with(make_survey(city, officer), officer, sheets))
    office = next(b for b in found.breakdowns if b.by == "age" and b.statement.startswith("Urząd"))
    shown = {cut.group: cut.share is not None for cut in office.cuts}
    assert shown == {"u18": False, "18_34": False, "35_64": True, "65": False}


def test_before_and_after_are_compared_by_statement(city, officer):
    words = [*STATEMENTS["trust"].values(), {"pl": "Nowe zdanie.", "en": "A new sentence."}]
    before = closed_with(make_survey(city, officer), officer, [sheet("agree")] * 20 + [sheet("not")] * 40)
    after = closed_with(
        make_survey(city, officer, moment="after", statements={"trust": words}),
        officer,
        [sheet("agree")] * 40 + [sheet("not")] * 20,
    )
    made = queries.changes(queries.results(before), queries.results(after))
    assert [one.key for one in made] == list(STATEMENTS["trust"])  # the new one was not asked before
    grown, low, high = made[0].grown
    assert grown == pytest.approx(1 / 3)
    assert 0 < low < grown < high
    assert made[1].grown is None  # nobody agreed either time: bounds only


def test_drafts_are_for_the_desk(city, officer, resident, stranger):
    survey = make_survey(city, officer, opened=False)
    assert Survey.objects.visible_to(officer).filter(pk=survey.pk).exists()
    for person in (None, resident, stranger):
        assert not Survey.objects.visible_to(person).filter(pk=survey.pk).exists()


def test_codes_have_a_limit(city, officer, stranger):
    survey = make_survey(city, officer, who="codes")
    with pytest.raises(NotAllowed):
        actions.make_codes(by=stranger, survey=survey, count=5, at=AT)
    for count in (0, actions.MOST_CODES + 1):
        with pytest.raises(actions.BadSurvey):
            actions.make_codes(by=officer, survey=survey, count=count, at=AT)
    with pytest.raises(actions.NotOpen):
        actions.make_codes(by=officer, survey=make_survey(city, officer, moment="after"), count=5, at=AT)


def test_person_gone_answers_stay(city, officer):
    survey = make_survey(city, officer, who="accounts")
    person = make_person("Anna Nowak")
    actions.answer_survey(by=person, survey=survey, answers=sheet(), at=AT)
    person.delete()
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize(("state", "when"), [("draft", "opens_at"), ("open", "closes_at")])
def test_a_quicker_clock_does_not_stop_this_one(city, officer, monkeypatch, state, when):
    survey = make_survey(city, officer)
    Survey.objects.filter(pk=survey.pk).update(state=state, opens_at=AT - timedelta(days=9))
    survey.refresh_from_db()
    held = actions._held

    def quicker(by, one):
        Survey.objects.filter(pk=one.pk).update(state="closed")
        return held(by, one)

    monkeypatch.setattr(actions, "_held", quicker)
    assert list(actions.tick_surveys(at=getattr(survey, when) + timedelta(seconds=1))) == []
