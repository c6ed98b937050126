"""What waits for whom, until when: computed, never stored. Rooms above register what they know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.people.models import Organisation, Person


@dataclass(frozen=True)
class Due:
    """One thing to do: what, about which thing, for whom, by when, and where it is done.

    `route` and `kwargs` name the page (resolved by the ways in; rooms know no addresses).
    `state`: late | fix | check | sent | vote | build | draft, as in the design language.
    """

    what: Any
    about: str
    action: Any
    route: str
    kwargs: dict[str, Any]
    due_at: datetime | None = None
    state: str = "fix"
    organisation: Organisation | None = None
    detail: Any = ""


def end_of(day: date) -> datetime:
    """What is due on a day is late when the next one begins on the installation's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))


def last_day(due_at: datetime) -> date:
    """The day by which it is done: midnight belongs to the day that ends."""
    return timezone.localdate(due_at - timedelta(microseconds=1))


Provider = Callable[[Person, datetime], list[Due]]
_PROVIDERS: dict[str, Provider] = {}


def register(key: str, provider: Provider) -> None:
    """Offer due items; called once, from an app's `ready()`."""
    _PROVIDERS[key] = provider


def due_for(person: Person, at: datetime) -> list[Due]:
    """Everything that waits for the person, the most urgent first; things without a term last."""
    items = [due for provider in _PROVIDERS.values() for due in provider(person, at)]
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(items, key=lambda due: (due.due_at or far, str(due.about)))
