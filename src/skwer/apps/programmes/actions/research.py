"""Studies, their numbered recommendations, cities' answers, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Answer, Project, Recommendation, Study
from .measures import set_texts
from .working import BadValue, NotNow, link, lock, must_keep, note, words

STUDY_TEXTS = {"title": 250, "summary": 4000}
ADVICE_TEXTS = {"text": 2000}


@transaction.atomic
def add_study(*, by: Person, project: Project, values: Mapping[str, Any], at: datetime) -> Study:
    """A study, not yet published. values: title, summary (also by language), authors, url.

    Raises NotAllowed, BadValue.
    """
    must_keep(by, project)
    study = Study(project=project)
    _set(study, values)
    study.save()
    note("study_added", study, project, by, at)
    return study


@transaction.atomic
def change_study(*, by: Person, study: Study, values: Mapping[str, Any], at: datetime) -> Study:
    """Other words about it; what is not named stays. Raises NotAllowed, BadValue."""
    must_keep(by, study.project)
    lock(study)
    _set(study, values)
    study.save()
    note("study_changed", study, study.project, by, at)
    return study


@transaction.atomic
def add_recommendation(*, by: Person, study: Study, values: Mapping[str, Any], at: datetime) -> Recommendation:
    """The next recommendation; its number stays for ever, because answers name it. Raises NotAllowed, BadValue."""
    must_keep(by, study.project)
    lock(study)
    last = study.recommendations.aggregate(last=Max("number"))["last"] or 0
    advice = Recommendation(study=study, number=last + 1)
    _set_advice(advice, values)
    advice.save()
    note("recommendation_added", advice, study.project, by, at, after={"study": study.pk, "number": advice.number})
    return advice


@transaction.atomic
def change_recommendation(
    *, by: Person, advice: Recommendation, values: Mapping[str, Any], at: datetime
) -> Recommendation:
    """Other words, as long as nobody has answered. Raises NotAllowed, NotNow, BadValue."""
    project = advice.study.project
    must_keep(by, project)
    lock(advice)
    if advice.answers.exists():
        raise NotNow(_("Cities have answered this recommendation. Add a new one instead."), code="answered")
    _set_advice(advice, values)
    advice.save()
    note("recommendation_changed", advice, project, by, at)
    return advice


@transaction.atomic
def publish_study(*, by: Person, study: Study, on: date, at: datetime) -> Study:
    """Show it to everybody; cities may answer from now on. Raises NotAllowed, NotNow, BadValue."""
    must_keep(by, study.project)
    lock(study)
    if study.published_on is not None:
        raise NotNow(_("This study is public already."))
    if on > timezone.localdate(at):
        raise BadValue("published_on", _("This day has not come yet."))
    study.published_on = on
    study.save(update_fields=["published_on"])
    note("study_published", study, study.project, by, at, after={"published_on": on})
    return study


@transaction.atomic
def answer_recommendation(
    *, by: Person, recommendation: Recommendation, organisation: Organisation, answer: str, why: str = "", at: datetime
) -> Answer:
    """What the city does with it: adopt, partly, not. The last two say why. It may answer anew until it tells what
    came of it. Raises NotAllowed, NotNow, BadValue.
    """
    study = recommendation.study
    if not rules.may_answer(by, study.project, organisation):
        raise NotAllowed
    lock(recommendation)
    if study.published_on is None:
        raise NotNow(_("This study is not public yet."))
    if answer not in Answer.Kind.values:
        raise BadValue("answer", _("Choose an answer."))
    missing: Any = None if answer == Answer.Kind.ADOPT else _("Say why not, or why only in part.")
    found = Answer.objects.filter(recommendation=recommendation, organisation=organisation).first()
    if found is not None and found.outcome:
        raise NotNow(_("You have told what came of it. The answer stays."))
    before = {"answer": found.answer} if found else None
    given = found or Answer(recommendation=recommendation, organisation=organisation)
    given.answer, given.at = answer, at
    given.why = words(why, "why", 2000, missing=missing, lines=True)
    given.save()
    after = {"recommendation": recommendation.pk, "organisation": organisation.pk, "answer": answer}
    note("recommendation_answered", given, study.project, by, at, before=before, after=after)
    return given


@transaction.atomic
def record_outcome(*, by: Person, answer: Answer, outcome: str, on: date, at: datetime) -> Answer:
    """What came of it, as of a day; it may be told again later. Raises NotAllowed, NotNow, BadValue."""
    project = answer.recommendation.study.project
    if not rules.may_answer(by, project, answer.organisation):
        raise NotAllowed
    lock(answer)
    if answer.answer == Answer.Kind.NOT:
        raise NotNow(_("The recommendation was not adopted, so nothing came of it."))
    if on > timezone.localdate(at):
        raise BadValue("outcome_on", _("This day has not come yet."))
    answer.outcome = words(outcome, "outcome", 2000, missing=_("Say what came of it."), lines=True)
    answer.outcome_on = on
    answer.save(update_fields=["outcome", "outcome_on"])
    note("outcome_recorded", answer, project, by, at, after={"outcome_on": on})
    return answer


def _set(study: Study, values: Mapping[str, Any]) -> None:
    plain = {name: value for name, value in values.items() if name in ("authors", "url")}
    set_texts(study, {name: value for name, value in values.items() if name not in plain}, STUDY_TEXTS)
    if "authors" in plain:
        study.authors = words(plain["authors"], "authors", 250)
    if "url" in plain:
        study.url = link(plain["url"], "url")
    if not str(study.title or "").strip():
        raise BadValue("title_pl", _("Give the study its title."))


def _set_advice(advice: Recommendation, values: Mapping[str, Any]) -> None:
    set_texts(advice, values, ADVICE_TEXTS)
    if not str(advice.text or "").strip():
        raise BadValue("text_pl", _("Write the recommendation."))
