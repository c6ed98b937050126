"""Events with a programme and people who come, with believable defaults."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from skwer.apps.events import actions
from skwer.apps.events.evaluating import default_form
from skwer.apps.events.models import Event, Registration, Session
from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes.models import Project

from .factories import AT

WARSAW = ZoneInfo("Europe/Warsaw")
STARTS = datetime(2027, 1, 20, 9, 30, tzinfo=WARSAW)
ENDS = datetime(2027, 1, 21, 16, 0, tzinfo=WARSAW)
LATER = ENDS + timedelta(hours=2)
"""An hour when the event is over."""

_serial = count(1)


def make_event(
    organisation: Organisation,
    by: Person,
    *,
    project: Project | None = None,
    announced: bool = True,
    at: datetime = AT,
    **values: Any,
) -> Event:
    """A two-day brokerage in January 2027 with a venue, announced and open to everybody unless told otherwise."""
    given = {
        "slug": f"gielda-{next(_serial)}",
        "kind": "brokerage",
        "title_pl": "Giełda praktyk",
        "title_en": "Brokerage of practices",
        "summary_pl": "Dwa dni o tym, co można przenieść do siebie.",
        "summary_en": "Two days about what can be carried home.",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "evaluation": default_form(),
        **values,
    }
    event = actions.create_event(by=by, organisation=organisation, project=project, values=given, at=at)
    site = {
        "name": "Dom kultury", "address": "ul. Lipowa 2", "city": "Lipowiec", "country": "PL",
        "lat": 53.9, "lon": 16.14, "access_pl": "Wejście bez progu.", "access_en": "Step-free.",
    }  # fmt: skip
    actions.add_site(by=by, event=event, values=site, at=at)
    if announced:
        actions.announce_event(by=by, event=event, at=at)
    return event


def make_session(event: Event, by: Person, title: str = "Otwarcie", *, at: datetime = AT, **values: Any) -> Session:
    """A plenary on the first morning."""
    given = {
        "title_pl": title, "kind": "plenary", "starts_at": event.starts_at,
        "ends_at": event.starts_at + timedelta(hours=1), **values,
    }  # fmt: skip
    speakers = given.pop("speakers", ())
    return actions.add_session(by=by, event=event, values=given, speakers=speakers, at=at)


def make_groups(event: Event, by: Person, *capacities: int | None, block: str = "grupy") -> list[Session]:
    """Parallel groups on the second morning, one for each capacity."""
    starts = event.ends_at - timedelta(hours=5)
    return [
        make_session(
            event, by, f"Grupa {number}", kind="group", block=block, capacity=capacity, starts_at=starts,
            ends_at=starts + timedelta(hours=2),
        )
        for number, capacity in enumerate(capacities, start=1)
    ]  # fmt: skip


def make_registration(event: Event, by: Person, name: str = "", *, at: datetime = AT, **values: Any) -> Registration:
    """Somebody whom an officer enters."""
    number = next(_serial)
    given = {"name": name or f"Uczestnik {number}", "email": f"uczestnik{number}@example.org", **values}
    wishes = given.pop("wishes", None)
    return actions.register_for(by=by, event=event, values=given, wishes=wishes, at=at)
