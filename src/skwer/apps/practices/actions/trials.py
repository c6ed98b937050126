"""Planning, starting, ending, publishing and correcting trials."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later
from skwer.values.money import CURRENCIES

from .. import queries, rules
from ..models import Correction, Trial
from ..queries import TRIAL
from ..texts import has_text, in_all_languages, named, note, slug_for

TEXTS = (
    "title",
    "problem_area",
    "hypothesis",
    "actions",
    "measure",
    "unit",
    "result",
    "decision_reason",
    "lesson",
)
FIGURES = ("baseline", "target", "measured")
SUMS = ("budget", "spent")
OTHERS = ("project", "transfer", "kind", *FIGURES, *SUMS, "currency", "starts_on", "ends_on", "verdict", "decision")
LINKS = ("project", "transfer", "kind")  # what a correction leaves alone
# What the journal tells of a change; what people wrote stays out of it.
JOURNALLED = ("state", "kind", *FIGURES, *SUMS, "currency", "starts_on", "ends_on", "verdict", "decision")
PUBLISHING_NEEDS = ("title", "problem_area", "hypothesis", "actions")
ENDING_NEEDS = ("result", "verdict", "decision", "decision_reason", "lesson")


class BadTrial(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_trial"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class Incomplete(BadTrial):
    """Something must be written first; `missing` names the fields, the sentence names them in words."""

    code = "incomplete"

    def __init__(self, missing: list[str], sentence: str) -> None:
        words = ", ".join(str(field.verbose_name) for name in missing if (field := Trial._meta.get_field(name)))  # type: ignore[union-attr]
        super().__init__(missing[0], sentence % {"missing": words})
        self.missing = missing


class Settled(Refusal):
    """Ended and public: it is corrected, for all to see, and neither rewritten nor hidden."""

    message = _("This trial has ended and everybody can read it. Correct it, and say why; the correction is shown.")
    code = "settled"
    status = 409


class WrongState(Refusal):
    code = "wrong_state"
    status = 409


def add_trial(
    *,
    by: Person,
    organisation: Organisation,
    values: Mapping[str, Any],
    at: datetime,
    project: Any = None,
    slug: str = "",
) -> Trial:
    """A planned trial, not yet published.

    values: texts (TEXTS, with or without a language) and OTHERS; a title must be there. project: one the organisation
    takes part in, or none. Raises NotAllowed, BadTrial.
    """
    if not rules.may_try(by, organisation, project):
        raise NotAllowed
    trial = Trial(organisation=organisation, project=project)
    with transaction.atomic():
        _set(trial, values)
        trial.slug = slug_for(slug, str(trial.title), lambda s: Trial.objects.filter(slug=s).exists(), "trial")
        trial.save()
        _note("trial_added", trial, by, at, after=_facts(trial))
        index_later(kind=TRIAL, key=trial.pk)
    return trial


def change_trial(*, by: Person, trial: Trial, values: Mapping[str, Any], at: datetime) -> Trial:
    """Other values; what is not named stays. Raises NotAllowed, BadTrial, Incomplete, Settled."""
    with transaction.atomic():
        before = _facts(_locked(by, trial))
        if trial.is_settled:
            raise Settled
        _set(trial, values)
        _check_complete(trial)
        trial.save()
        _note("trial_changed", trial, by, at, before=before, after=_facts(trial))
        index_later(kind=TRIAL, key=trial.pk)
    return trial


def start_trial(*, by: Person, trial: Trial, at: datetime) -> Trial:
    """It is under way from today, unless it says an earlier day. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        before = _facts(_locked(by, trial))
        if trial.state != Trial.State.PLANNED:
            raise WrongState(_("Only a planned trial can be started."))
        today = timezone.localdate(at)
        if trial.starts_on is None or trial.starts_on > today:
            trial.starts_on = today
        if trial.ends_on is not None and trial.ends_on < trial.starts_on:
            raise BadTrial("ends_on", _("It was to end before today. Write a later last day, then start it."))
        trial.state = Trial.State.RUNNING
        trial.save(update_fields=["state", "starts_on"])
        _note("trial_started", trial, by, at, before=before, after=_facts(trial))
        index_later(kind=TRIAL, key=trial.pk)
    return trial


def end_trial(*, by: Person, trial: Trial, at: datetime, values: Mapping[str, Any] | None = None) -> Trial:
    """It is over: result, verdict, decision with its reason, and what it taught must be there.

    values: what is said at the end, like `change_trial`. Without a last day, or with one to come, today is the last.
    Raises NotAllowed, WrongState, BadTrial, Incomplete.
    """
    with transaction.atomic():
        before = _facts(_locked(by, trial))
        if trial.state != Trial.State.RUNNING:
            raise WrongState(_("Only a trial that is under way can be ended. Start it first."))
        today = timezone.localdate(at)
        _set(trial, values or {})
        if trial.ends_on is None or trial.ends_on > today:
            trial.ends_on = today
        trial.state = Trial.State.ENDED
        _check_days(trial)
        _check_complete(trial)
        trial.save()
        _note("trial_ended", trial, by, at, before=before, after=_facts(trial))
        index_later(kind=TRIAL, key=trial.pk)
    return trial


def publish_trial(*, by: Person, trial: Trial, at: datetime) -> Trial:
    """Show it to everybody, at any time of its life; doing it twice changes nothing. Raises NotAllowed, Incomplete."""
    with transaction.atomic():
        _locked(by, trial)
        if trial.is_published:
            return trial
        if missing := [name for name in PUBLISHING_NEEDS if not has_text(trial, name)]:
            raise Incomplete(missing, gettext("Before everybody can read it, write: %(missing)s."))
        trial.published_at = at
        trial.save(update_fields=["published_at"])
        _note("trial_published", trial, by, at, after={"state": trial.state, "verdict": trial.verdict})
        index_later(kind=TRIAL, key=trial.pk)
    return trial


def hide_trial(*, by: Person, trial: Trial, at: datetime) -> Trial:
    """Take it back from the public while it has not ended: a failure is not hidden. Raises NotAllowed, Settled."""
    with transaction.atomic():
        _locked(by, trial)
        if trial.is_settled:
            raise Settled
        if trial.is_published:
            trial.published_at = None
            trial.save(update_fields=["published_at"])
            _note("trial_hidden", trial, by, at)
            index_later(kind=TRIAL, key=trial.pk)
    return trial


def correct_trial(
    *, by: Person, trial: Trial, values: Mapping[str, Any], why: Mapping[str, str] | str, at: datetime
) -> Correction:
    """Correct what an ended, public trial says; its page shows which fields, when and why.

    why: the reason, plain or by language. Project, transfer and kind stay. Raises NotAllowed, WrongState, BadTrial,
    Incomplete.
    """
    reasons = {"why": why} if isinstance(why, str) else {f"why_{language}": text for language, text in why.items()}
    with transaction.atomic():
        before = _facts(_locked(by, trial))
        if not trial.is_settled:
            raise WrongState(_("Only what has ended and is public is corrected. Change this one directly."))
        names = [*in_all_languages(TEXTS), *(name for name in OTHERS if name not in LINKS)]
        was = {name: getattr(trial, name) or "" for name in names}
        _set(trial, {name: value for name, value in values.items() if name not in LINKS})
        _check_complete(trial)
        changed = [name for name in names if (getattr(trial, name) or "") != was[name]]
        if not changed:
            raise BadTrial("", _("Nothing differs from what is there. Change something, or go back."))
        correction = Correction(trial=trial, at=at)
        for name, value in named(reasons, ["why"], (), "correction").items():
            setattr(correction, name, value)
        if not has_text(correction, "why"):
            raise BadTrial("why", _("Say why it is corrected. Readers see the reason."))
        suffixes = tuple(f"_{language}" for language in ("pl", "en", "nb", "cs"))
        correction.fields = list(
            dict.fromkeys(name.rsplit("_", 1)[0] if name.endswith(suffixes) else name for name in changed)
        )
        trial.save()
        correction.save()
        after = {**_facts(trial), "fields": correction.fields}
        _note("trial_corrected", trial, by, at, before=before, after=after)
        index_later(kind=TRIAL, key=trial.pk)
    return correction


def delete_trial(*, by: Person, trial: Trial, at: datetime) -> None:
    """Throw a draft away, with its photos. Raises NotAllowed, WrongState when it is public or a case tells of it."""
    with transaction.atomic():
        _locked(by, trial)
        if trial.is_published:
            raise WrongState(_("Everybody can read this trial, so it cannot be thrown away."))
        if trial.cases.exists():
            raise WrongState(_("A case tells of this trial. Take it out of the case first."))
        for upload in Upload.objects.filter(holder_kind=TRIAL, holder_key=str(trial.pk)):
            delete_upload(by=by, upload=upload, at=at)
        _note("trial_deleted", trial, by, at, before=_facts(trial))
        index_later(kind=TRIAL, key=trial.pk)
        trial.delete()


def _locked(by: Person, trial: Trial) -> Trial:
    """Nobody else changes it now; what is in memory is what is kept. Raises NotAllowed."""
    Trial.objects.select_for_update().get(pk=trial.pk)
    trial.refresh_from_db()
    if not rules.may_change_trial(by, trial):
        raise NotAllowed
    return trial


def _set(trial: Trial, values: Mapping[str, Any]) -> None:
    """Put the values in, checked."""
    for name, value in named(values, TEXTS, OTHERS, "trial").items():
        if name in (*FIGURES, *SUMS) and value is not None:
            value = Decimal(str(value))
        setattr(trial, name, value)
    if not has_text(trial, "title"):
        raise BadTrial("title", _("Give the trial a title."))
    for name, choices in (("kind", Trial.Kind), ("verdict", Trial.Verdict), ("decision", Trial.Decision)):
        if (value := getattr(trial, name)) not in choices.values and (value or name == "kind"):
            raise BadTrial(name, _("Choose one of the answers."))
    if trial.currency not in CURRENCIES:
        raise BadTrial("currency", _("Choose one of the currencies."))
    for name in SUMS:
        amount: Decimal | None = getattr(trial, name)
        if amount is not None and amount < 0:
            raise BadTrial(name, _("Write zero or more."))
    _check_days(trial)
    project = trial.project
    if project is not None and not queries.projects_to_try_in(trial.organisation).filter(pk=project.pk).exists():
        raise BadTrial("project", _("The organisation takes no part in this project. Choose another, or none."))
    if trial.transfer is not None and trial.transfer.organisation_id != trial.organisation_id:
        raise BadTrial("transfer", _("This is the transfer of another organisation. Choose another, or none."))


def _check_days(trial: Trial) -> None:
    if trial.starts_on and trial.ends_on and trial.ends_on < trial.starts_on:
        raise BadTrial("ends_on", _("The last day cannot come before the first."))


def _check_complete(trial: Trial) -> None:
    """What has ended says what came of it."""
    if trial.state != Trial.State.ENDED:
        return
    there = {name: has_text(trial, name) if name in TEXTS else bool(getattr(trial, name)) for name in ENDING_NEEDS}
    if missing := [name for name, given in there.items() if not given]:
        raise Incomplete(missing, gettext("A trial ends with what it taught. Still missing: %(missing)s."))


def _facts(trial: Trial) -> dict[str, Any]:
    return {name: getattr(trial, name) for name in JOURNALLED}


def _note(verb: str, trial: Trial, by: Person, at: datetime, **facts: Any) -> None:
    note(verb, TRIAL, trial.pk, trial.organisation, by, at, **facts)
