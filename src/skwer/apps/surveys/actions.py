"""What changes in surveys: prepared, opened, answered, closed.

Answering is not journalled and not announced: a moment beside a name would lead to the sheet.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Edition
from skwer.apps.forms.checking import check_save, check_submit
from skwer.apps.forms.errors import FieldError
from skwer.apps.forms.schema import Form
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places.models import Area
from skwer.values.text import Text

from . import rules
from .models import Survey, SurveyAnswer, SurveyCode, SurveyRoll
from .questions import BACKGROUND, GRIDS, MOST_STATEMENTS, form_of, keyed

MOST_CODES = 5000
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like another one on paper


class BadSurvey(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_survey"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class NotDraft(Refusal):
    message = _("The survey is open or closed, so it can no longer be changed.")
    code = "not_draft"
    status = 409


class NotOpen(Refusal):
    message = _("This survey takes no answers now.")
    code = "not_open"
    status = 409


class Answered(Refusal):
    message = _("You have already answered this survey. Thank you.")
    code = "answered"
    status = 409


class WrongCode(Refusal):
    message = _("This code does not fit, or it was used already. Look at your slip and type it again.")
    code = "wrong_code"


class NeedsAccount(NotAllowed):
    message = _("This survey is for people with an account. Sign in first.")
    code = "needs_account"


class Incomplete(Refusal):
    """Some answers are missing; `problems` says which."""

    message = _("Some answers are missing. They are marked below.")
    code = "incomplete"

    def __init__(self, problems: Sequence[FieldError]) -> None:
        super().__init__()
        self.problems = list(problems)


@transaction.atomic
def draft_survey(*, by: Person, edition: Edition, moment: str, values: Mapping[str, Any], at: datetime) -> Survey:
    """A survey of an edition, not yet open.

    values: `title`, `who`, `least`, `opens_at`, `closes_at`, `statements` (grid → texts in order), `background` (of
    BACKGROUND). Raises NotAllowed, BadSurvey.
    """
    city = edition.scheme.organisation
    if not rules.may_keep_surveys(by, city):
        raise NotAllowed
    if moment not in Survey.Moment.values:
        raise BadSurvey("moment", _("Say whether the survey is before or after the edition."))
    if Survey.objects.filter(edition=edition, moment=moment).exists():
        raise BadSurvey("moment", _("This edition has such a survey already. Change that one."))
    survey = Survey(organisation=city, edition=edition, moment=moment)
    _set(survey, values)
    survey.save()
    _note("draft_survey", survey, by, at)
    return survey


@transaction.atomic
def change_survey(*, by: Person, survey: Survey, values: Mapping[str, Any], at: datetime) -> Survey:
    """Other values for a survey that is not open yet (see `draft_survey`). Raises NotAllowed, NotDraft, BadSurvey."""
    held = _held(by, survey)
    if held.state != Survey.State.DRAFT:
        raise NotDraft
    _set(survey, values)
    survey.save()
    _note("change_survey", survey, by, at)
    return survey


@transaction.atomic
def remove_survey(*, by: Person, survey: Survey, at: datetime) -> None:
    """Throw away a survey nobody could answer yet. Raises NotAllowed, NotDraft."""
    if _held(by, survey).state != Survey.State.DRAFT:
        raise NotDraft
    _note("remove_survey", survey, by, at)
    survey.delete()


@transaction.atomic
def open_survey(*, by: Person | None, survey: Survey, at: datetime) -> Survey:
    """Take answers from now on, and never change a question again. `by` None is the clock. Raises NotAllowed,
    NotDraft, BadSurvey (its time is over)."""
    held = _held(by, survey)
    if held.state != Survey.State.DRAFT:
        raise NotDraft
    if at >= held.closes_at:
        raise BadSurvey("closes_at", _("The survey would close before it opens. Choose a later end."))
    survey.opens_at, survey.state = min(held.opens_at, at), Survey.State.OPEN
    survey.save(update_fields=["opens_at", "state"])
    _note("open_survey", survey, by, at)
    return survey


@transaction.atomic
def close_survey(*, by: Person | None, survey: Survey, at: datetime) -> Survey:
    """Take no more answers; who answered is forgotten, and so are the codes. `by` None is the clock. Raises
    NotAllowed, NotOpen."""
    held = _held(by, survey)
    if held.state != Survey.State.OPEN:
        raise NotOpen
    survey.closes_at, survey.state = min(held.closes_at, at), Survey.State.CLOSED
    survey.save(update_fields=["closes_at", "state"])
    SurveyRoll.objects.filter(survey=survey).delete()
    SurveyCode.objects.filter(survey=survey).delete()
    _note("close_survey", survey, by, at)
    return survey


@transaction.atomic
def make_codes(*, by: Person, survey: Survey, count: int, at: datetime) -> list[str]:
    """So many new codes, each good for one sheet. They are told once: only digests are kept. Raises NotAllowed,
    NotOpen, BadSurvey."""
    held = _held(by, survey)
    if held.state == Survey.State.CLOSED or held.who != Survey.Who.CODES:
        raise NotOpen
    there = SurveyCode.objects.filter(survey=survey).count()
    if not 1 <= count <= MOST_CODES - there:
        message = _("Write a number from 1 to {most}: a survey has at most {all} codes.")
        raise BadSurvey("count", format_lazy(message, most=max(MOST_CODES - there, 1), all=MOST_CODES))
    codes = ["".join(secrets.choice(_LETTERS) for _n in range(10)) for _k in range(count)]
    SurveyCode.objects.bulk_create(SurveyCode(survey=survey, digest=_digest(survey, code)) for code in codes)
    _note("make_codes", survey, by, at, after={"codes": count})
    return codes


def answer_survey(
    *, by: Person | None, survey: Survey, answers: Mapping[str, Any], code: str = "", at: datetime
) -> None:
    """Put one sheet in. Nothing of who and when stays with it.

    answers: as `forms.reading.read_post` reads them. Raises NotOpen, NeedsAccount, WrongCode, Answered, Incomplete.
    The roll and the codes let each in once, also twice at once.
    """
    if not rules.is_open(survey, at):
        raise NotOpen
    form = Form.from_json(survey.form)
    clean, wrong = check_save(form, answers)
    if problems := [*wrong, *check_submit(form, clean)]:
        raise Incomplete(problems)
    try:
        with transaction.atomic():
            held = Survey.objects.select_for_update().get(pk=survey.pk)
            if not rules.is_open(held, at):
                raise NotOpen
            if held.who == Survey.Who.ACCOUNTS:
                if by is None:
                    raise NeedsAccount
                SurveyRoll.objects.create(survey=held, person=by)
            elif held.who == Survey.Who.CODES:
                fitting = SurveyCode.objects.filter(survey=held, digest=_digest(held, code), used=False)
                if not fitting.update(used=True):
                    raise WrongCode
            kept = {key: clean[key] for key in (*GRIDS, *BACKGROUND) if clean.get(key)}
            SurveyAnswer.objects.create(survey=held, answers=kept)
    except IntegrityError:
        raise Answered from None


QUICKER = (NotDraft, NotOpen, Survey.DoesNotExist)
"""Somebody at the desk, or another clock, opened, closed or threw the survey away since we looked."""


def tick_surveys(*, at: datetime) -> Iterator[str]:
    """What the clock does: opens and closes surveys whose hour has come. Idempotent."""
    for survey in Survey.objects.filter(state=Survey.State.DRAFT, opens_at__lte=at, closes_at__gt=at).order_by("pk"):
        with suppress(*QUICKER):
            open_survey(by=None, survey=survey, at=at)
            yield f"survey {survey.pk} is open"
    for survey in Survey.objects.filter(state=Survey.State.OPEN, closes_at__lte=at).order_by("pk"):
        with suppress(*QUICKER):
            close_survey(by=None, survey=survey, at=at)
            yield f"survey {survey.pk} is closed"


def _held(by: Person | None, survey: Survey) -> Survey:
    held = Survey.objects.select_for_update().select_related("organisation").get(pk=survey.pk)
    if by is not None and not rules.may_keep_surveys(by, held.organisation):
        raise NotAllowed
    return held


def _digest(survey: Survey, code: str) -> str:
    plain = "".join(code.lower().split()).replace("-", "")
    return hashlib.sha256(f"{survey.pk}:{plain}".encode()).hexdigest()


def _set(survey: Survey, values: Mapping[str, Any]) -> None:
    """Put the values in, checked."""
    for name in ("title", "who", "least", "opens_at", "closes_at"):
        if name in values:
            setattr(survey, name, values[name])
    if not str(survey.title or "").strip():
        raise BadSurvey("title", _("Give the survey a title."))
    if survey.who not in Survey.Who.values:
        raise BadSurvey("who", _("Say who may answer."))
    if survey.least < 3:
        raise BadSurvey("least", _("At least three: a figure about fewer people tells who they are."))
    if survey.opens_at is None or survey.closes_at is None or survey.closes_at <= survey.opens_at:
        raise BadSurvey("closes_at", _("The survey must close after it opens."))
    if "statements" in values or not survey.form:
        survey.form = _form(survey, values.get("statements") or {}, values.get("background") or ())


def _form(survey: Survey, statements: Mapping[str, Sequence[Text]], background: Sequence[str]) -> dict[str, Any]:
    asked = {grid: list(statements.get(grid) or ()) for grid in GRIDS}
    if not any(asked.values()):
        raise BadSurvey("trust", _("Write at least one sentence people can agree with or not."))
    for grid, words in asked.items():
        if len(words) > MOST_STATEMENTS:
            message = _("At most {most} sentences: a longer survey is not finished on a phone.")
            raise BadSurvey(grid, format_lazy(message, most=MOST_STATEMENTS))
        if len({one["pl"] for one in words}) < len(words):
            raise BadSurvey(grid, _("A sentence stands there twice."))
        if any(not one.get("pl") or not one.get("en") for one in words):
            raise BadSurvey(grid, _("Each sentence needs its words in Polish and in English: as many lines in both."))
    districts = list(Area.objects.filter(organisation=survey.organisation).values_list("code", "name"))
    wanted = [key for key in BACKGROUND if key in background]
    return form_of({grid: keyed(grid, words) for grid, words in asked.items()}, wanted, districts)


def _note(verb: str, survey: Survey, by: Person | None, at: datetime, after: dict[str, Any] | None = None) -> None:
    journal.record(
        actor=by,
        verb=verb,
        kind="survey",
        key=survey.pk,
        organisation=survey.organisation,
        at=at,
        after=after or {"state": survey.state, "least": survey.least, "who": survey.who},
    )
