"""How a version becomes what everybody reads: one way for validated ones, others, and those that come in a feed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from skwer.apps.files.models import Upload
from skwer.apps.search.actions import index_later

from .models import Practice, PracticeTheme, PracticeVersion

PRACTICE = "practice"


def place_current(version: PracticeVersion, at: datetime) -> None:
    """The version is published from `at` on and is what everybody reads; lists find the practice by its facts.

    Call it inside the action's transaction, after the transition that ends in a public state. A practice that was
    retired comes back with its new version.
    """
    practice = version.practice
    if version.published_at is None:
        version.published_at = at
    version.hash = version.fingerprint()
    version.save()
    practice.current = version
    for name, value in indexed(version).items():
        setattr(practice, name, value)
    practice.retired_at, practice.retired_reason = None, ""
    practice.save()
    practice.themes.all().delete()
    PracticeTheme.objects.bulk_create(
        PracticeTheme(practice=practice, theme=theme) for theme in version.fact("themes") or []
    )
    # A picture of a draft is seen inside only; what everybody reads shows it to everybody.
    shown = Upload.objects.filter(holder_kind=PRACTICE, holder_key=str(practice.pk), pk__in=uploads_of(version))
    shown.update(audience=Upload.Audience.HOLDER)
    index_later(kind=PRACTICE, key=practice.pk)


def uploads_of(version: PracticeVersion) -> list[str]:
    """Keys of the pictures the version shows, in its order."""
    return [str(picture["upload"]) for picture in version.fact("pictures") or []]


def indexed(version: PracticeVersion) -> dict[str, Any]:
    """Columns of the practice that repeat facts of its version."""
    cost = {key: Decimal(value) if (value := version.fact("cost", key)) else None for key in ("from", "to")}
    return {
        "verdict": version.fact("verdict") or Practice.Verdict.WORKED,
        "city_name": version.fact("city", "name") or "",
        "country": version.fact("city", "country") or "",
        "population": version.fact("city", "population"),
        "cost_from": cost["from"],
        "cost_to": cost["to"],
        "currency": version.fact("cost", "currency") or Practice._meta.get_field("currency").default,
        "months": version.fact("months"),
        "effort": version.fact("effort"),
    }
