"""What becomes of a practice everybody reads: a label that was given to it, and its retirement."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.actions import index_later

from .. import rules
from ..contents import BadContents
from ..models import Practice
from ..publishing import PRACTICE
from ..texts import note
from .records import PracticeMoved, locked


def retire_practice(*, by: Person, practice: Practice, reason: str, at: datetime) -> Practice:
    """It is advised no longer: lists leave it out, its page stays and says why. A new version brings it back.

    Raises NotAllowed, PracticeMoved, BadContents.
    """
    reason = " ".join(reason.split())[:1000]
    with transaction.atomic():
        locked(by, practice)
        if not practice.is_published or practice.retired_at is not None:
            raise PracticeMoved(_("Only a practice that everybody can read is retired."))
        if not reason:
            raise BadContents("reason", _("Say why. Cities that took it over want to know."))
        practice.retired_at, practice.retired_reason = at, reason
        practice.save(update_fields=["retired_at", "retired_reason"])
        note("practice_retired", PRACTICE, practice.pk, practice.organisation, by, at)
        index_later(kind=PRACTICE, key=practice.pk)
    return practice


def label_practice(
    *, by: Person, practice: Practice, label: str, at: datetime, labelled_on: date | None = None, source: str = ""
) -> Practice:
    """Note a label that a programme gave: its name, its day, who gave it and where that is published.

    An empty label takes it off. Raises NotAllowed, PracticeMoved, BadContents.
    """
    label, source = " ".join(label.split()), " ".join(source.split())
    with transaction.atomic():
        Practice.objects.select_for_update().get(pk=practice.pk)
        practice.refresh_from_db()
        if not rules.may_label(by, practice):
            raise NotAllowed
        if not practice.is_published:
            raise PracticeMoved(_("A label belongs to what everybody can read. Publish the practice first."))
        before = {"labelled_on": practice.labelled_on}
        if not label:
            labelled_on, source = None, ""
        elif len(label) > 120 or len(source) > 400:
            raise BadContents("label", _("That is too long: 120 characters for the label, 400 for its source."))
        elif labelled_on is None or labelled_on > timezone.localdate(at):
            raise BadContents("labelled_on", _("Write the day on which the label was given, today at the latest."))
        elif not source:
            raise BadContents("source", _("Say who gave the label, and where that can be read."))
        practice.label, practice.labelled_on, practice.label_source = label, labelled_on, source
        practice.save(update_fields=["label", "labelled_on", "label_source"])
        after = {"labelled_on": practice.labelled_on}
        note("practice_labelled", PRACTICE, practice.pk, practice.organisation, by, at, before=before, after=after)
        index_later(kind=PRACTICE, key=practice.pk)
    return practice
