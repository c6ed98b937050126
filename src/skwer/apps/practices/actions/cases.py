"""Cases of a comparison: partners write their own, the keeper all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..models import LANGUAGES, Case, Comparison, Trial
from ..texts import has_text, named, note
from .trials import TEXTS as TRIAL_TEXTS

KIND = "case"
OTHERS = ("organisation", "country", "verdict", "trial", "source_url")
MOST_CASES = 40
_VERDICTS = {
    Trial.Verdict.WORKED: Case.Verdict.GOOD,
    Trial.Verdict.PARTLY: Case.Verdict.MIXED,
    Trial.Verdict.DID_NOT: Case.Verdict.BAD,
}


class BadCase(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_case"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class StillReferred(Refusal):
    message = _("A method refers to this case, so it stays. You can still change what it says.")
    code = "still_referred"
    status = 409


def add_case(
    *,
    by: Person,
    comparison: Comparison,
    values: Mapping[str, Any],
    at: datetime,
    answers: Mapping[str, Mapping[str, str]] | None = None,
) -> Case:
    """A case at the end of the comparison.

    values: `name` (must be there), OTHERS; answers: {key of a question: {"pl": …, "en": …}}. Raises NotAllowed,
    BadCase.
    """
    if not rules.may_add_case(by, comparison, values.get("organisation")):
        raise NotAllowed
    with transaction.atomic():
        Comparison.objects.select_for_update().get(pk=comparison.pk)
        last = comparison.cases.aggregate(last=Max("order"))["last"] or 0
        if comparison.cases.count() >= MOST_CASES:
            raise BadCase("", _("Forty cases are as many as one page can hold. Begin another comparison."))
        case = Case(comparison=comparison, order=last + 1)
        _set(case, by, values, answers or {})
        case.save()
        _note("case_added", case, by, at, after=case.facts())
    return case


def change_case(
    *,
    by: Person,
    case: Case,
    values: Mapping[str, Any],
    at: datetime,
    answers: Mapping[str, Mapping[str, str]] | None = None,
) -> Case:
    """Other values or answers; what is not named stays. Raises NotAllowed, BadCase."""
    with transaction.atomic():
        before = _locked(by, case).facts()
        moved = values.get("organisation", case.organisation) != case.organisation
        if moved and not rules.may_add_case(by, case.comparison, values.get("organisation")):
            raise NotAllowed
        _set(case, by, values, answers or {})
        case.save()
        _note("case_changed", case, by, at, before=before, after=case.facts())
    return case


def fill_from_trial(*, by: Person, case: Case, at: datetime) -> int:
    """Answer what is still unanswered with what the case's trial says; how many answers that gave.

    What somebody wrote stays. The verdict follows the trial's. Raises NotAllowed, BadCase without a trial.
    """
    with transaction.atomic():
        before = _locked(by, case).facts()
        trial = case.trial
        if trial is None:
            raise BadCase("trial", _("Choose the trial this case tells of first."))
        filled = 0
        for question in case.comparison.asked:
            if question.key not in TRIAL_TEXTS:
                continue
            texts = dict(case.answers.get(question.key, {}))
            for language in LANGUAGES:
                said = getattr(trial, f"{question.key}_{language}", None)
                if said and not texts.get(language):
                    texts[language] = said
                    filled += 1
            if texts:
                case.answers[question.key] = texts
        if trial.verdict:
            case.verdict = _VERDICTS[Trial.Verdict(trial.verdict)]
        case.save(update_fields=["answers", "verdict"])
        _note("case_filled", case, by, at, before=before, after=case.facts())
    return filled


def move_case(*, by: Person, case: Case, to: int, at: datetime) -> None:
    """Put the case at this place in the row, counted from 1. References keep their own numbers. Raises NotAllowed."""
    comparison = case.comparison
    if not rules.may_compare(by, comparison.project):
        raise NotAllowed
    with transaction.atomic():
        Comparison.objects.select_for_update().get(pk=comparison.pk)
        cases = list(comparison.cases.order_by("order"))
        cases.remove(case)
        cases.insert(max(to, 1) - 1, case)
        free = max(one.order for one in cases) + 1
        for one in cases:  # out of each other's way first: an order belongs to one case at a time
            Case.objects.filter(pk=one.pk).update(order=free + cases.index(one))
        for order, one in enumerate(cases, 1):
            Case.objects.filter(pk=one.pk).update(order=order)
        case.refresh_from_db(fields=["order"])
        _note("case_moved", case, by, at, after={"order": case.order})


def remove_case(*, by: Person, case: Case, at: datetime) -> None:
    """Take the case out. Raises NotAllowed, StillReferred where a method points at it."""
    with transaction.atomic():
        _locked(by, case)
        if case.references.exists():
            raise StillReferred
        _note("case_removed", case, by, at, before=case.facts())
        case.delete()


def _locked(by: Person, case: Case) -> Case:
    Case.objects.select_for_update().get(pk=case.pk)
    case.refresh_from_db()
    if not rules.may_write_case(by, case):
        raise NotAllowed
    return case


def _set(case: Case, by: Person, values: Mapping[str, Any], answers: Mapping[str, Mapping[str, str]]) -> None:
    for name, value in named(values, ["name"], OTHERS, "case").items():
        setattr(case, name, value)
    if not has_text(case, "name"):
        raise BadCase("name", _("Give the case a name."))
    if case.verdict not in Case.Verdict.values:
        raise BadCase("verdict", _("Choose how it went."))
    if case.country and not re.fullmatch(r"[A-Z]{2}", case.country):
        raise BadCase("country", _("Write the country in two letters, for example PL or NO."))
    project = case.comparison.project
    if "organisation" in values and case.organisation and not rules.takes_part(case.organisation, project):
        raise BadCase("organisation", _("This organisation takes no part in the project. Choose a partner, or none."))
    if "trial" in values and case.trial is not None:
        mine = case.trial.project_id == project.pk or rules.takes_part(case.trial.organisation, project)
        if not mine or not Trial.objects.visible_to(by).filter(pk=case.trial.pk).exists():
            raise BadCase("trial", _("This trial is not one of the project or of its partners. Choose another."))
    asked = {question.key for question in case.comparison.asked}
    if unknown := set(answers) - asked:
        raise ValueError(f"The comparison does not ask {', '.join(sorted(unknown))}.")
    for key, texts in answers.items():
        if strange := set(texts) - set(LANGUAGES):
            raise ValueError(f"No answers are kept in {', '.join(sorted(strange))}.")
        kept = {**case.answers.get(key, {}), **{language: text.strip() for language, text in texts.items()}}
        case.answers[key] = {language: text for language, text in kept.items() if text}


def _note(verb: str, case: Case, by: Person, at: datetime, **facts: Any) -> None:
    note(verb, KIND, case.pk, case.comparison.project.organisation, by, at, **facts)
