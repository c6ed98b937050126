"""How well a practice fits a city: one score a person and aspect."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from ... import rules
from ...models import FitScore, Transfer
from .beginning import BadTransfer
from .common import Ended, write_down


def rate_fit(*, by: Person, transfer: Transfer, aspect: str, score: int, at: datetime, note: str = "") -> FitScore:
    """One's own score from 1 to 5; scoring again replaces it. Raises NotAllowed, Ended, BadTransfer."""
    with transaction.atomic():
        Transfer.objects.select_for_update().get(pk=transfer.pk)
        transfer.refresh_from_db()
        if not rules.may_rate(by, transfer):
            raise NotAllowed
        if not transfer.is_open:
            raise Ended
        if aspect not in FitScore.Aspect.values:
            raise BadTransfer("aspect", _("Choose one of the answers."))
        if score not in range(1, 6):
            raise BadTransfer("score", _("Give a score from 1 to 5."))
        if len(note.strip()) > 1000:
            raise BadTransfer("note", _("Shorten this to %(most)s characters.") % {"most": 1000})
        given, _new = FitScore.objects.update_or_create(
            transfer=transfer, aspect=aspect, by=by, defaults={"score": score, "note": note.strip(), "at": at}
        )
        # Which aspect, not how many points: those inside read the spread, never who gave what.
        write_down("rate_fit", transfer, by, at, after={"aspect": aspect})
    return given
