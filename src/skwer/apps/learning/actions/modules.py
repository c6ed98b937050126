"""Writing modules and their questions, showing them and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from .. import rules
from ..findable import KIND
from ..models import Attempt, Module, Question
from .common import Invalid, Problem, fill, free_slug, has_text, is_address, note, refuse, texts, title_of, too_long

TEXTS = ("title", "summary", "body")
FIELDS = {*texts(*TEXTS), "minutes", "hours", "pass_mark", "videos"}
MOST_QUESTIONS, MOST_OPTIONS, MOST_VIDEOS = 30, 8, 12
MOST_BODY = 40_000


class NotReady(Refusal):
    """The module cannot be shown to everybody yet; `field` says what is missing."""

    code = "not_ready"
    status = 409

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


def create_module(
    *, by: Person, organisation: Organisation, values: Mapping[str, Any], at: datetime, slug: str = ""
) -> Module:
    """A new module, a draft. values: any of FIELDS, `title_pl` among them. Raises NotAllowed, Invalid."""
    if not rules.may_write(by, organisation):
        raise NotAllowed
    module = Module(organisation=organisation, changed_at=at)
    _set(module, values)
    with transaction.atomic():
        refuse(_problems(module))
        module.slug = free_slug(Module, slug, title_of(module))
        module.save()
        note("create_module", module, organisation, by, at, after=_facts(module))
        index_later(kind=KIND, key=module.pk)
    return module


def change_module(*, by: Person, module: Module, values: Mapping[str, Any], at: datetime) -> Module:
    """Other texts, films or figures; what is not named stays. Another pass mark makes another version.

    Raises NotAllowed, Invalid.
    """
    if not rules.may_change(by, module):
        raise NotAllowed
    with transaction.atomic():
        kept = Module.objects.select_for_update().get(pk=module.pk)
        before = _facts(kept)
        module.version = kept.version
        _set(module, values)
        refuse(_problems(module))
        if module.pass_mark != kept.pass_mark and _was_answered(module):
            module.version += 1
        module.changed_at = at
        module.save()
        note("change_module", module, module.organisation, by, at, before=before, after=_facts(module))
        index_later(kind=KIND, key=module.pk)
    return module


def set_questions(*, by: Person, module: Module, questions: Sequence[Mapping[str, Any]], at: datetime) -> Module:
    """The module's questions, all of them, in order: {"kind", "text": {"pl": …}, "options": [{"key", "text": {…},
    "right": bool, "feedback": {…}}]}. Options without a key get one.

    Once somebody could answer, other questions make another version; completions of the earlier ones stay.
    Raises NotAllowed, Invalid.
    """
    if not rules.may_change(by, module):
        raise NotAllowed
    made = [_question(module, order, given) for order, given in enumerate(questions, 1)]
    refuse(_question_problems(questions, made))
    with transaction.atomic():
        kept = Module.objects.select_for_update().get(pk=module.pk)
        module.version = kept.version
        before = [_content(question) for question in kept.questions.all()]
        if before == [_content(question) for question in made]:
            return module
        if before and _was_answered(module):
            module.version += 1
        module.changed_at = at
        module.save(update_fields=["version", "changed_at"])
        module.questions.all().delete()
        Question.objects.bulk_create(made)
        note(
            "set_questions", module, module.organisation, by, at,
            before={"questions": len(before), "version": kept.version},
            after={"questions": len(made), "version": module.version},
        )  # fmt: skip
    return module


def publish_module(*, by: Person, module: Module, at: datetime) -> Module:
    """Show the module to everybody; doing it twice changes nothing. Raises NotAllowed, NotReady."""
    if not rules.may_change(by, module):
        raise NotAllowed
    if module.is_published:
        return module
    if not str(module.body or "").strip():
        raise NotReady("body_pl", _("Write the text of the lesson first."))
    if not module.questions.exists():
        raise NotReady("questions", _("Add at least one question: whoever answers it completes the lesson."))
    with transaction.atomic():
        module.published_at = at
        module.save(update_fields=["published_at"])
        note("publish_module", module, module.organisation, by, at, after={"version": module.version})
        index_later(kind=KIND, key=module.pk)
    return module


def hide_module(*, by: Person, module: Module, at: datetime) -> Module:
    """Take the module back from the public; certificates stay good. Raises NotAllowed."""
    if not rules.may_change(by, module):
        raise NotAllowed
    if module.is_published:
        with transaction.atomic():
            module.published_at = None
            module.save(update_fields=["published_at"])
            note("hide_module", module, module.organisation, by, at)
            index_later(kind=KIND, key=module.pk)
    return module


def _was_answered(module: Module) -> bool:
    """Could anybody have answered these questions? A draft that nobody saw changes without another version."""
    return module.is_published or module.completions.exists() or Attempt.objects.filter(module=module).exists()


def _set(module: Module, values: Mapping[str, Any]) -> None:
    """Put the values in; hours may be written as text."""
    given = dict(values)
    if isinstance(hours := given.get("hours"), str):
        try:
            given["hours"] = Decimal(hours)
        except InvalidOperation:
            given["hours"] = Decimal("NaN")  # refused with the other problems
    fill(module, given, FIELDS)


def _problems(module: Module) -> list[Problem]:
    found = too_long(module, *TEXTS)
    if not title_of(module):
        found.append(Problem("title_pl", _("Give the lesson a title in Polish.")))
    for name in sorted(texts("body")):
        if len(getattr(module, name) or "") > MOST_BODY:
            found.append(Problem(name, _("This is too long for one lesson. Make two of it.")))
    if not _whole(module.minutes, 1, 600):
        found.append(Problem("minutes", _("Write how many minutes it takes: 1 to 600.")))
    if not _whole(module.pass_mark, 1, 100):
        found.append(Problem("pass_mark", _("Write how many per cent of the answers must be right: 1 to 100.")))
    hours = module.hours
    if not isinstance(hours, Decimal) or not hours.is_finite() or not 0 < hours < 100 or hours != round(hours, 2):
        found.append(Problem("hours", _("Write the hours for the certificate, for example 0.25.")))
    return [*found, *_video_problems(module.videos)]


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _video_problems(videos: Any) -> list[Problem]:
    if not isinstance(videos, list) or len(videos) > MOST_VIDEOS:
        return [Problem("videos", _("At most %(most)s films.") % {"most": MOST_VIDEOS})]
    found = []
    for n, video in enumerate(videos):
        if not is_address(video.get("url")):
            found.append(Problem(f"videos.{n}.url", _("Write the address of the film, beginning with https://")))
        if not has_text(video.get("title")):
            found.append(Problem(f"videos.{n}.title", _("Give the film a title.")))
        if not has_text(video.get("transcript")):
            words = _("Write down what is said in the film: not everybody can hear or watch it.")
            found.append(Problem(f"videos.{n}.transcript", words))
    return found


def _question(module: Module, order: int, given: Mapping[str, Any]) -> Question:
    question = Question(module=module, order=order, kind=given.get("kind") or "")
    for code, words in (given.get("text") or {}).items():
        setattr(question, f"text_{code}", str(words).strip())
    taken = {str(option["key"]) for option in given.get("options") or () if option.get("key")}
    letters = (letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in taken)
    question.options = [
        {
            "key": str(option.get("key") or next(letters)),
            "text": dict(option.get("text") or {}),
            "right": bool(option.get("right")),
            "feedback": dict(option.get("feedback") or {}),
        }
        for option in (given.get("options") or ())[:MOST_OPTIONS]
    ]
    return question


def _question_problems(given: Sequence[Mapping[str, Any]], made: Sequence[Question]) -> list[Problem]:
    if len(given) > MOST_QUESTIONS:
        return [Problem("questions", _("At most %(most)s questions.") % {"most": MOST_QUESTIONS})]
    found = []
    for n, (row, question) in enumerate(zip(given, made, strict=True)):
        at = f"questions.{n}"
        if not has_text(row.get("text")):
            found.append(Problem(f"{at}.text", _("Write the question.")))
        elif any(len(str(words)) > 400 for words in row["text"].values()):
            found.append(Problem(f"{at}.text", _("This is too long: at most %(most)s characters.") % {"most": 400}))
        if question.kind not in Question.Kind.values:
            found.append(Problem(f"{at}.kind", _("Say how many answers may be right.")))
        if not 2 <= len(row.get("options") or ()) <= MOST_OPTIONS:
            words = _("A question needs two to %(most)s answers to choose from.") % {"most": MOST_OPTIONS}
            found.append(Problem(f"{at}.options", words))
        elif len({option["key"] for option in question.options}) < len(question.options):
            found.append(Problem(f"{at}.options", _("Two answers have the same key.")))
        for k, option in enumerate(question.options):
            if not has_text(option["text"]):
                found.append(Problem(f"{at}.options.{k}.text", _("Write the answer.")))
            if not has_text(option["feedback"]):
                found.append(Problem(f"{at}.options.{k}.feedback", _("Say why this answer is right or wrong.")))
        right = len(question.right_keys)
        if right == 0:
            found.append(Problem(f"{at}.options", _("Tick which answer is right.")))
        elif question.kind == Question.Kind.SINGLE and right > 1:
            found.append(Problem(f"{at}.options", _("Only one answer of this question may be right.")))
    return found


def _content(question: Question) -> dict[str, Any]:
    """What makes a question this question."""
    wording = {code: getattr(question, f"text_{code}") or "" for code in ("pl", "en", "nb", "cs")}
    return {"kind": question.kind, "text": wording, "options": question.options}


def _facts(module: Module) -> dict[str, Any]:
    return {
        "slug": module.slug,
        "version": module.version,
        "minutes": module.minutes,
        "hours": module.hours,
        "pass_mark": module.pass_mark,
        "films": len(module.videos),
    }


__all__ = ["Invalid", "NotReady", "change_module", "create_module", "hide_module", "publish_module", "set_questions"]
