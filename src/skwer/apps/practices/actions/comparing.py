"""Comparisons of cases: what is asked of all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes.models import Project
from skwer.values.text import in_language

from .. import rules
from ..models import LANGUAGES, Comparison
from ..texts import has_text, named, note, slug_for

KIND = "comparison"
TEXTS = ("title", "intro")
FEWEST_CASES = 2
MOST_QUESTIONS = 20
LONGEST_QUESTION = 250
# What a comparison asks when nobody has other questions. Keys named like a field of trials can be filled from one.
QUESTIONS: list[dict[str, Any]] = [
    {"key": "problem_area", "label": {"pl": "Jaki był problem i gdzie?", "en": "What was the problem, and where?"}},
    {"key": "stakeholders", "label": {"pl": "Kogo zaproszono i jak?", "en": "Who was invited, and how?"}},
    {"key": "actions", "label": {"pl": "Co zrobiono?", "en": "What was done?"}},
    {"key": "result", "label": {"pl": "Co z tego wyszło?", "en": "What came of it?"}},
    {"key": "decision_reason", "label": {"pl": "Co postanowiono i dlaczego?", "en": "What was decided, and why?"}},
    {"key": "lesson", "label": {"pl": "Czego to nauczyło?", "en": "What did it teach?"}},
]
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class BadComparison(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_comparison"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


def add_comparison(
    *,
    by: Person,
    project: Project,
    values: Mapping[str, Any],
    at: datetime,
    questions: Sequence[Mapping[str, Any]] | None = None,
    slug: str = "",
) -> Comparison:
    """A comparison without cases yet, a draft for the desks of keeper and partners.

    questions: [{"key", "label": {"pl": …, "en": …}}]; QUESTIONS when not given. Raises NotAllowed, BadComparison.
    """
    if not rules.may_compare(by, project):
        raise NotAllowed
    comparison = Comparison(project=project)
    with transaction.atomic():
        _set(comparison, values)
        comparison.questions = _checked(QUESTIONS if questions is None else questions)
        comparison.slug = slug_for(
            slug, str(comparison.title), lambda s: project.comparisons.filter(slug=s).exists(), "comparison"
        )
        comparison.save()
        _note("comparison_added", comparison, by, at, after={"questions": len(comparison.questions)})
    return comparison


def change_comparison(
    *,
    by: Person,
    comparison: Comparison,
    values: Mapping[str, Any],
    at: datetime,
    questions: Sequence[Mapping[str, Any]] | None = None,
) -> Comparison:
    """Other words or questions. A question that has answers stays. Raises NotAllowed, BadComparison."""
    with transaction.atomic():
        before = {"questions": [q.key for q in _locked(by, comparison).asked]}
        _set(comparison, values)
        if questions is not None:
            wanted = _checked(questions)
            _keep_answered(comparison, {q["key"] for q in wanted})
            comparison.questions = wanted
        comparison.save()
        after = {"questions": [q.key for q in comparison.asked]}
        _note("comparison_changed", comparison, by, at, before=before, after=after)
    return comparison


def publish_comparison(*, by: Person, comparison: Comparison, at: datetime) -> Comparison:
    """Show it to everybody; twice changes nothing. Raises NotAllowed, BadComparison with fewer than two cases."""
    with transaction.atomic():
        _locked(by, comparison)
        if comparison.is_published:
            return comparison
        if comparison.cases.count() < FEWEST_CASES:
            raise BadComparison("", _("Side by side stand at least two cases. Add another one, then publish."))
        comparison.published_at = at
        comparison.save(update_fields=["published_at"])
        _note("comparison_published", comparison, by, at, after={"cases": comparison.cases.count()})
    return comparison


def hide_comparison(*, by: Person, comparison: Comparison, at: datetime) -> Comparison:
    """Take it back from the public, for example to correct a mistake. Raises NotAllowed."""
    with transaction.atomic():
        _locked(by, comparison)
        if comparison.is_published:
            comparison.published_at = None
            comparison.save(update_fields=["published_at"])
            _note("comparison_hidden", comparison, by, at)
    return comparison


def _locked(by: Person, comparison: Comparison) -> Comparison:
    Comparison.objects.select_for_update().get(pk=comparison.pk)
    comparison.refresh_from_db()
    if not rules.may_compare(by, comparison.project):
        raise NotAllowed
    return comparison


def _set(comparison: Comparison, values: Mapping[str, Any]) -> None:
    for name, value in named(values, TEXTS, (), "comparison").items():
        setattr(comparison, name, value)
    if not has_text(comparison, "title"):
        raise BadComparison("title", _("Give the comparison a title."))


def _checked(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The questions as they are kept; raises BadComparison."""
    kept: list[dict[str, Any]] = []
    for question in questions:
        key = str(question.get("key", ""))
        label = {code: str(question.get("label", {}).get(code, "")).strip() for code in LANGUAGES}
        label = {code: words for code, words in label.items() if words}
        if not label:
            raise BadComparison("questions", _("A question has no words. Write it, or take it out."))
        if any(len(words) > LONGEST_QUESTION for words in label.values()):
            raise BadComparison("questions", _("A question is longer than 250 characters. Shorten it."))
        if not _KEY.fullmatch(key) or any(key == other["key"] for other in kept):
            raise ValueError(f"{key!r} cannot be the key of a question here.")
        kept.append({"key": key, "label": label})
    if not kept:
        raise BadComparison("questions", _("Ask at least one question: it is what makes cases comparable."))
    if len(kept) > MOST_QUESTIONS:
        raise BadComparison("questions", _("More than 20 questions are a survey. Keep those that compare."))
    return kept


def _keep_answered(comparison: Comparison, wanted: set[str]) -> None:
    for question in comparison.asked:
        if question.key in wanted:
            continue
        count = sum(1 for case in comparison.cases.all() if case.answer(question.key))
        if count:
            raise BadComparison(
                "questions",
                format_lazy(
                    _("Cases have answered “{question}” ({count}). Keep it, or empty those answers first."),
                    question=in_language(question.label),
                    count=count,
                ),
            )


def _note(verb: str, comparison: Comparison, by: Person, at: datetime, **facts: Any) -> None:
    note(verb, KIND, comparison.pk, comparison.project.organisation, by, at, **facts)
