"""Pictures of practices: drafts' are seen inside, those of a published version by everybody."""

from __future__ import annotations

from datetime import datetime

from skwer.apps.files import holders
from skwer.apps.people.models import Person

from . import rules
from .models import Practice
from .publishing import PRACTICE


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    """Pictures come and go while a version is being written."""
    found = Practice.objects.filter(pk=key).select_related("organisation", "project__organisation")
    practice = found.first() if key.isdecimal() else None
    if practice is None or not rules.may_write_practice(person, practice):
        return False
    version = practice.versions.filter(published_at__isnull=True).first()
    return version is not None and version.is_writable


def register() -> None:
    holders.register(holders.HolderKind(PRACTICE, Practice.objects.visible_to, Practice.objects.inside, _may_change))
