"""Which of the parallel sessions somebody would like most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Registration, Session, Wish
from .common import BadValue, note
from .locking import lock


class BadWish(BadValue):
    """Wishes name sessions of one block, each once."""

    code = "bad_wish"


def wish(
    *,
    by: Person | None,
    registration: Registration,
    block: str,
    sessions: Sequence[Session],
    at: datetime,
    key: str = "",
) -> list[Wish]:
    """Say which sessions of a block she would like, the dearest first; they take the place of earlier wishes.

    None at all means: any group. Who is placed is moved by the next assignment only. Raises NotAllowed, BadWish.
    """
    if not (answer := rules.may_change_registration(by, registration, at, key)):
        raise NotAllowed(answer.why)
    with transaction.atomic():
        lock(registration.event)
        set_wishes(registration, {block: sessions})
        note(
            "wished", registration.event, by, at, kind="registration", key=registration.uid,
            after={"block": block, "sessions": [session.pk for session in sessions]},
        )  # fmt: skip
    return list(Wish.objects.filter(registration=registration, session__block=block))


def set_wishes(registration: Registration, wishes: Mapping[str, Sequence[Session]]) -> None:
    """Part of an action: replace the wishes of each block named."""
    for block, sessions in wishes.items():
        if not block or any(s.event_id != registration.event_id or s.block != block for s in sessions):
            raise BadWish("wishes", _("Choose among the parallel sessions of this event."))
        if len({session.pk for session in sessions}) < len(sessions):
            raise BadWish("wishes", _("You named a session twice. Give each rank to another one."))
        Wish.objects.filter(registration=registration, session__block=block).delete()
        made = [Wish(registration=registration, session=one, rank=rank) for rank, one in enumerate(sessions, start=1)]
        Wish.objects.bulk_create(made)
