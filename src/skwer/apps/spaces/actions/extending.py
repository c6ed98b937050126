"""More time, an early end, what the use brought, and what the clock does with agreements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.values import Reader
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.signals import announce

from ..licence_queries import clash, was_handed_over
from ..licence_rules import ALONE_AFTER, acts_for_user, is_user, may_run_licences
from ..licence_signals import extension_answered, extension_asked, licence_near_end, licence_terminated
from ..licence_text import checksum, extension_paragraphs
from ..models import Evaluation, Extension, Licence, LicenceVersion, Protocol
from .licensing import NotWaiting, SpaceTaken, check_days, follow, locked, note, void_licence

RUNNING = (Licence.State.ACTIVE, Licence.State.IN_USE)
OPEN = (Extension.State.ASKED, Extension.State.AGREED)
NEAR_END = (-30, -7, 0, 3)
"""Days from the last day on which the user is reminded; one letter a day at most."""
FORGOTTEN = "—"


class OneIsOpen(Refusal):
    """One extension at a time."""

    message = _("An extension was asked for already. Wait for its end, or take it back.")
    code = "one_is_open"
    status = 409


@transaction.atomic
def ask_extension(*, by: Person, licence: Licence, until: date | None, why: str, at: datetime) -> Extension:
    """Ask for more time: the user, or the office for a user on paper. Not after the last day.

    Raises NotAllowed, NotWaiting, OneIsOpen, SpaceTaken, BadValues.
    """
    locked(licence)
    if not acts_for_user(by, licence):
        raise NotAllowed
    _running(licence, at)
    if licence.extensions.filter(state__in=OPEN).exists():
        raise OneIsOpen
    reader = Reader({"until": until, "why": why})
    wanted = reader.day("until", needed=_("Say until when."))
    reason = reader.text("why", 1000, needed=_("Say why: the office decides by it."), lines=True)
    if wanted is not None:
        if wanted <= licence.ends_on:
            reader.wrong("until", "earlier", _("Give a day later than the last day that holds now."))
        else:
            check_days(reader, licence.space, licence.starts_on, wanted, "until")
    reader.done()
    assert wanted is not None  # noqa: S101  (the reader refused a missing day)
    _free_until(licence, wanted)
    extension = Extension.objects.create(licence=licence, until=wanted, why=reason, asked_at=at)
    note("ask_extension", licence, by, at, until=wanted)
    announce(extension_asked, Extension, extension=extension, licence=licence, at=at)
    return extension


def _running(licence: Licence, at: datetime) -> None:
    if licence.state not in RUNNING:
        raise NotWaiting(_("Only an agreement in force can be extended."))
    if licence.ends_on < timezone.localdate(at):
        raise NotWaiting(_("The last day has passed: the space is to be given back. Ask for a new agreement."))


def _free_until(licence: Licence, until: date) -> None:
    other = clash(licence.space, licence.ends_on + timedelta(days=1), until, but=licence)
    if other is not None:
        free = other.starts_on - timedelta(days=1)
        refusal = SpaceTaken(
            _("Somebody else has the space from %(day)s. You can have it until the day before.")
            % {"day": date_format(other.starts_on, "DATE_FORMAT")}
            if free > licence.ends_on
            else _("Somebody else has the space from the day after your last one. It cannot be extended.")
        )
        refusal.field = "until"
        raise refusal


@transaction.atomic
def answer_extension(*, by: Person, extension: Extension, agree: bool, answer: str, at: datetime) -> Extension:
    """The office agrees, and an annex waits for signatures, or refuses with a reason.

    Raises NotAllowed, NotWaiting, SpaceTaken, BadValues.
    """
    licence = locked(extension.licence)
    if not may_run_licences(by, licence):
        raise NotAllowed
    extension.refresh_from_db()
    if extension.state != Extension.State.ASKED:
        raise NotWaiting(_("This extension was answered already."))
    reader = Reader({"answer": answer})
    needed = None if agree else _("Say why: the user reads it.")
    extension.answer = reader.text("answer", 1000, needed=needed, lines=True)
    if agree:
        _running(licence, at)
        check_days(reader, licence.space, licence.starts_on, extension.until, "agree")
    reader.done()
    if agree:
        _free_until(licence, extension.until)
        number = licence.versions.count() + 1
        text = extension_paragraphs(licence, extension.until, number)
        extension.version = LicenceVersion.objects.create(
            licence=licence, number=number, text=text, checksum=checksum(text), ends_on=extension.until, made_at=at
        )
    extension.state = Extension.State.AGREED if agree else Extension.State.REFUSED
    extension.answered_at = at
    extension.save()
    note("answer_extension", licence, by, at, until=extension.until, answer=extension.state)
    announce(extension_answered, Extension, extension=extension, licence=licence, at=at)
    return extension


@transaction.atomic
def withdraw_extension(*, by: Person, extension: Extension, at: datetime) -> Extension:
    """Take the wish back before both signed: the user, or the office once it agreed and nobody signs.

    Raises NotAllowed, NotWaiting.
    """
    licence = locked(extension.licence)
    extension.refresh_from_db()
    office = may_run_licences(by, licence) and extension.state == Extension.State.AGREED
    if not office and not acts_for_user(by, licence):
        raise NotAllowed
    if extension.state not in OPEN:
        raise NotWaiting(_("This extension is over already."))
    _withdraw(extension, at)
    note("withdraw_extension", licence, by, at, until=extension.until)
    return extension


def _withdraw(extension: Extension, at: datetime) -> None:
    extension.state = Extension.State.WITHDRAWN
    extension.answered_at = extension.answered_at or at
    extension.save(update_fields=["state", "answered_at"])


@transaction.atomic
def terminate_licence(
    *, by: Person, licence: Licence, on: date | None, why: str, at_once: bool = False, at: datetime
) -> Licence:
    """End it before its time, with a reason: either side with the notice agreed, the office also at once.

    Where the space was never handed over there is nothing to give back, and it ends on that very day.
    Raises NotAllowed, NotWaiting, BadValues.
    """
    locked(licence)
    office = may_run_licences(by, licence)
    if not office and not is_user(by, licence):
        raise NotAllowed
    if licence.state not in RUNNING:
        raise NotWaiting(_("Only an agreement in force can be ended."))
    today = timezone.localdate(at)
    reader = Reader({"on": on, "why": why})
    last = reader.day("on", needed=_("Give the last day."))
    reason = reader.text("why", 1000, needed=_("Say why: the other side reads it."), lines=True)
    least = today if at_once and office else today + timedelta(days=licence.notice_days)
    if last is not None and last < least:
        day = date_format(least, "DATE_FORMAT")
        reader.wrong("on", "notice", _("With the notice agreed it ends on %(day)s at the earliest.") % {"day": day})
    if last is not None and last >= licence.ends_on:
        reader.wrong("on", "later", _("It ends by then anyway. Give an earlier day."))
    reader.done()
    licence.end_reason = reason
    # An agreement ended before its first day has no days left; its row still needs one.
    licence.ends_on = max(last or today, licence.starts_on)
    if licence.state == Licence.State.ACTIVE:
        _end_unused(licence, at)
    else:
        licence.terminate()
        licence.save()
        for extension in licence.extensions.filter(state__in=OPEN):
            _withdraw(extension, at)
    note("terminate_licence", licence, by, at, ends_on=licence.ends_on, at_once=bool(at_once and office))
    announce(licence_terminated, Licence, licence=licence, by=by, at=at)
    return licence


@transaction.atomic
def evaluate(*, by: Person, licence: Licence, values: Mapping[str, Any], at: datetime) -> Evaluation:
    """What the time of use brought, told by the user; it can be changed until the office publishes it.

    `values`: `visitors`, `events` (numbers or None), `effects`, `stays`. Raises NotAllowed, NotWaiting, BadValues.
    """
    locked(licence)
    if not acts_for_user(by, licence):
        raise NotAllowed
    told = Evaluation.objects.filter(licence=licence).first() or Evaluation(licence=licence, told_at=at)
    if licence.state != Licence.State.ENDED or not was_handed_over(licence):
        raise NotWaiting(_("This is told when the space is back."))
    if told.published_at is not None:
        raise NotWaiting(_("This was published and stands as it is."))
    reader = Reader(values)
    for name in ("visitors", "events"):
        number = values.get(name)
        if number is not None and (not isinstance(number, int) or not 0 <= number <= 10_000_000):
            reader.wrong(name, "number", _("Write a whole number, or leave it empty."))
        else:
            setattr(told, name, number)
    told.effects = reader.text("effects", 3000, needed=_("Say what changed."), lines=True)
    told.stays = reader.text("stays", 3000, lines=True)
    reader.done()
    told.told_at = at
    told.save()
    note("evaluate_use", licence, by, at, visitors=told.visitors, events=told.events)
    return told


@transaction.atomic
def publish_evaluation(*, by: Person, evaluation: Evaluation, at: datetime) -> Evaluation:
    """Show it on the space's page. Raises NotAllowed."""
    licence = locked(evaluation.licence)
    if not may_run_licences(by, licence):
        raise NotAllowed
    evaluation.refresh_from_db()
    if evaluation.published_at is None:
        evaluation.published_at = at
        evaluation.save(update_fields=["published_at"])
        note("publish_evaluation", licence, by, at)
    return evaluation


def tick_licences(*, at: datetime) -> Iterator[str]:
    """Agreements nobody signed in time are void; the end is announced beforehand; names go when the archive is over.

    Each step looks again under the lock: twice, or twice at once, does no harm.
    """
    yield from _unsigned(at)
    yield from _never_taken(at)
    yield from _near_end(at)
    if gone := forget_users(at=at):
        yield f"{gone} agreements about spaces lost their names: the archive term is over"


def _unsigned(at: datetime) -> Iterator[str]:
    today = timezone.localdate(at)
    late = Q(state=Licence.State.SENT, sign_until__lte=at) | Q(
        state__in=(Licence.State.DRAFTED, Licence.State.SENT, Licence.State.SIGNED), ends_on__lt=today
    )
    why = _in_house_language(_("It was not signed in time."))
    for licence in _each(late, lambda one: void_licence(by=None, licence=one, why=why, at=at)):
        yield f"agreement {licence.number} of {licence.organisation_id} was not signed in time"


def _never_taken(at: datetime) -> Iterator[str]:
    """In force, but the last day passed and the user never took the space: it is free, nothing is to be given back.

    A protocol somebody wrote may mean that only a confirmation is missing; it is waited for as at the hand-back.
    """
    today = timezone.localdate(at)
    out = Protocol.objects.filter(licence=OuterRef("pk"), way=Protocol.Way.OUT)
    over = Q(state=Licence.State.ACTIVE) & (
        Q(ends_on__lt=today) & ~Exists(out)
        | Q(ends_on__lt=today - ALONE_AFTER) & ~Exists(out.filter(party_confirmed_at__isnull=False))
    )
    why = _in_house_language(_("Nobody took the space over."))
    for licence in _each(over, lambda one: _give_up(one, why, at)):
        yield f"agreement {licence.number} of {licence.organisation_id} ended: nobody took the space over"


def _give_up(licence: Licence, why: str, at: datetime) -> None:
    licence.end_reason = why
    _end_unused(licence, at)
    note("terminate_licence", licence, None, at, ends_on=licence.ends_on)
    announce(licence_terminated, Licence, licence=licence, by=None, at=at)


def _end_unused(licence: Licence, at: datetime) -> None:
    """Ended without a hand-over: nothing comes back, and the space is free."""
    licence.terminate()
    licence.hand_back()
    licence.ended_at = at
    licence.save()
    for extension in licence.extensions.filter(state__in=OPEN):
        _withdraw(extension, at)
    follow(licence.space, at)


def _each(wanted: Q, do: Callable[[Licence], object]) -> Iterator[Licence]:
    """Do it to each, in a transaction of its own; one that somebody changed meanwhile is left out."""
    for row in Licence.objects.filter(wanted).select_related("space", "organisation").order_by("pk"):
        with transaction.atomic():
            licence = locked(row)
            if not Licence.objects.filter(wanted, pk=row.pk).exists():
                continue
            do(licence)
        yield licence


def _in_house_language(words: Any) -> str:
    """Kept and shown as written, whoever reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(words)


def _near_end(at: datetime) -> Iterator[str]:
    today = timezone.localdate(at)
    live = (Licence.State.IN_USE, Licence.State.TERMINATED)
    rows = Licence.objects.filter(state__in=live, ends_on__lte=today - timedelta(days=NEAR_END[0]))
    for row in rows.select_related("space", "organisation").order_by("pk"):
        if not _wanted(row, today):
            continue
        with transaction.atomic():
            licence = locked(row)
            if licence.state not in live or not _wanted(licence, today):
                continue
            licence.reminded_at = at
            licence.save(update_fields=["reminded_at"])
            announce(licence_near_end, Licence, licence=licence, at=at)
        yield f"agreement {licence.number}: reminded of its last day"


def _wanted(licence: Licence, today: date) -> bool:
    """Has a day of reminding come since the last letter, and since the agreement began?"""
    began = timezone.localdate(licence.active_at) if licence.active_at else licence.starts_on
    days = [licence.ends_on + timedelta(days=day) for day in NEAR_END]
    passed = [day for day in days if began < day <= today]
    told = timezone.localdate(licence.reminded_at) if licence.reminded_at else None
    return bool(passed) and (told is None or told < max(passed))


def forget_users(*, at: datetime) -> int:
    """Take people's names out of agreements whose archive term (SKWER_ARCHIVE_YEARS) is over; days and sums stay."""
    year = timezone.localtime(at).year - settings.ARCHIVE_YEARS
    over = (Licence.State.ENDED, Licence.State.VOID)
    named = Q(party__isnull=False) | ~Q(party_address="") | Q(party_organisation=None) & ~Q(party_name=FORGOTTEN)
    old = Licence.objects.filter(named, state__in=over, ended_at__year__lt=year)
    gone = 0
    for row in old.select_related("space", "organisation").order_by("pk"):
        with transaction.atomic():
            _forget(locked(row), at)
            gone += 1
    return gone


def _forget(licence: Licence, at: datetime) -> None:
    secret = [licence.party_address]
    if licence.party_organisation_id is None:
        secret.append(licence.party_name)
        licence.party_name = FORGOTTEN
    licence.party, licence.party_address = None, ""
    licence.save()
    for version in licence.versions.all():
        version.text = _without(version.text, [word for word in secret if word])
        version.save(update_fields=["text"])
    licence.protocols.update(city_officer=None)
    note("forget_user", licence, None, at)


def _without(value: Any, words: list[str]) -> Any:
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, FORGOTTEN)
        return value
    if isinstance(value, list):
        return [_without(one, words) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, words) for name, one in value.items()}
    return value
