"""The settings of a check and of an assessment, read: as they froze at opening, or as they are planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.utils import timezone

from skwer.apps.calls.models import Stage
from skwer.methods.ranking import Criterion, read_words
from skwer.methods.tally.exact import exact
from skwer.values.text import Text


def settings_of(stage: Stage) -> Mapping[str, Any]:
    """What holds for the stage: the frozen settings once it has opened."""
    settings: Mapping[str, Any] = (stage.frozen or {}).get("settings") or stage.settings
    return settings


@dataclass(frozen=True)
class Item:
    """One question of the checklist. `topic`: where the regulations ask for it; `fields`: what a correction opens."""

    key: str
    text: Text
    hint: Text
    topic: str
    fields: tuple[str, ...]
    na: bool

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Item:
        return cls(
            key=str(data["key"]),
            text=read_words(data["text"]),
            hint=read_words(data.get("hint")),
            topic=str(data.get("topic") or ""),
            fields=tuple(data.get("fields") or ()),
            na=bool(data.get("na", False)),
        )


@dataclass(frozen=True)
class CheckTerms:
    """The checklist, how many corrections a proposal may be asked for, and how many days each gets."""

    items: tuple[Item, ...]
    correction_days: int
    corrections: int

    @classmethod
    def from_json(cls, settings: Mapping[str, Any]) -> CheckTerms:
        return cls(
            items=tuple(Item.from_json(item) for item in settings.get("items") or ()),
            correction_days=settings.get("correction_days", 7),
            corrections=settings.get("corrections", 1),
        )

    @classmethod
    def of(cls, stage: Stage) -> CheckTerms:
        return cls.from_json(settings_of(stage))

    def promised(self, at: datetime) -> datetime:
        """Until when a correction asked for at `at` may be answered: the end of the last of the days, by the clock of
        the installation, so that whoever answers has whole days.
        """
        day = timezone.localdate(at) + timedelta(days=self.correction_days)
        return timezone.make_aware(datetime.combine(day, time(23, 59)))

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)


@dataclass(frozen=True)
class AssessTerms:
    """Criteria, scale, how many assessors, when a reason is needed, when the spread is an alarm, and the tie chain.

    reasons: "always", "below" (under `reasons_below` % of the criterion's most) or "never". `ties` is the chain as
    `methods.ranking` reads it, the seed of the draw written in. own_district: members leave their own district alone.
    access: assessors also fill in the checklist of universal design (`places.access`), which gives no points.
    """

    criteria: tuple[Criterion, ...]
    scale: Fraction
    assessors: int
    reasons: str
    reasons_below: int
    spread_alarm: int
    ties: tuple[str, ...]
    own_district: bool = False
    access: bool = False

    @classmethod
    def from_json(cls, settings: Mapping[str, Any]) -> AssessTerms:
        """Raises `KeyError`, `TypeError` or `ValueError` when a part is missing or of the wrong kind."""
        seed = settings.get("seed", "")
        return cls(
            criteria=tuple(Criterion.from_json(criterion) for criterion in settings.get("criteria") or ()),
            scale=exact(settings.get("scale", 100)),
            assessors=settings.get("assessors", 2),
            reasons=settings.get("reasons", "below"),
            reasons_below=settings.get("reasons_below", 60),
            spread_alarm=settings.get("spread_alarm", 30),
            ties=tuple(f"lot:{seed}" if rule == "lot" else str(rule) for rule in settings.get("ties") or ()),
            own_district=bool(settings.get("own_district", False)),
            access=settings.get("access") is True,
        )

    @classmethod
    def of(cls, stage: Stage) -> AssessTerms:
        return cls.from_json(settings_of(stage))

    def criterion(self, key: str) -> Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.key == key), None)

    def needs_reason(self, criterion: Criterion, points: Fraction) -> bool:
        """Must the assessor say why she gives these points?"""
        if self.reasons == "below":
            return points * 100 < criterion.max * self.reasons_below
        return self.reasons == "always"

    def is_alarming(self, spread: Fraction) -> bool:
        """Are the sheets so far apart that the committee should talk? `spread` on the scale: highest minus lowest."""
        return self.spread_alarm > 0 and spread * 100 >= self.scale * self.spread_alarm
