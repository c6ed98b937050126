"""Saying which letters one wants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from .letters import find, kinds
from .models import Preference
from .queries import wants


class UnknownLetter(Refusal):
    """There is no such kind of letter."""

    message = _("We no longer write letters of this kind.")
    code = "unknown_letter"


class Compulsory(Refusal):
    """A term or a right hangs on this letter."""

    message = _("We must send this letter: a deadline or a right of yours depends on it.")
    code = "compulsory_letter"


@transaction.atomic
def set_preference(*, by: Person, letter: str, wanted: bool, at: datetime) -> Preference:
    """Say whether one wants a kind of letter. Raises UnknownLetter, Compulsory."""
    kind = find(letter)
    if kind is None:
        raise UnknownLetter()
    if kind.compulsory and not wanted:
        raise Compulsory()
    before = wants(by, letter)
    preference, _created = Preference.objects.update_or_create(person=by, letter=letter, defaults={"wanted": wanted})
    if before != wanted:
        record(
            actor=by, verb="prefer", kind="person", key=by.uid, organisation=None, at=at,
            before={letter: before}, after={letter: wanted},
        )  # fmt: skip
    return preference


@transaction.atomic
def set_preferences(*, by: Person, wanted: Iterable[str], at: datetime) -> None:
    """Say at once which of the optional letters one wants: those named, and no others."""
    wanted = set(wanted)
    for kind in kinds():
        if not kind.compulsory and wants(by, kind.key) != (kind.key in wanted):
            set_preference(by=by, letter=kind.key, wanted=kind.key in wanted, at=at)
