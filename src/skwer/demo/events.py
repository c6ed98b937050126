"""Where people met and will meet: the brokerage in Lille, a training, a study visit, a call that was cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from skwer.apps.events import actions as events
from skwer.apps.events.models import Event, Registration, Session
from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes.models import Project

from .cards import Days, spoken
from .data import read

Data = Mapping[str, Any]
TEXTS = ("title", "summary", "description", "outcome_intro")


@dataclass
class Host:
    """Who holds an event, in which project, and the data that tell of it."""

    told: Data
    organisation: Organisation
    project: Project
    officer: Person

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.told["time_zone"])

    def hour(self, on: date, text: str) -> datetime:
        return datetime.combine(on, time.fromisoformat(text), self.zone)

    def create(self, first: date, days: int, at: datetime, **values: Any) -> tuple[Event, dict[str, Session]]:
        """The event with its places and its programme, a draft."""
        told = self.told
        event = events.create_event(
            by=self.officer,
            organisation=self.organisation,
            project=self.project,
            values={
                **{name: told[name] for name in ("slug", "kind", "time_zone")},
                **spoken({name: told[name] for name in TEXTS if name in told}),
                "languages": told.get("languages", []),
                "online_url": told.get("online_url", ""),
                "capacity": told.get("capacity"),
                "evaluation": told.get("evaluation", {}),
                "starts_at": self.hour(first, told["from"]),
                "ends_at": self.hour(first + timedelta(days=days - 1), told["to"]),
                **values,
            },
            at=at,
        )
        sites = {
            one["key"]: events.add_site(
                by=self.officer,
                event=event,
                values={
                    **{name: one[name] for name in ("name", "kind", "address", "city", "country") if name in one},
                    **spoken({"access": one["access"]} if "access" in one else {}),
                },
                at=at,
            )
            for one in told.get("sites", [])
        }
        keyed = {}
        for order, one in enumerate(told.get("sessions", []), 1):
            on = first + timedelta(days=one.get("day", 0))
            session = events.add_session(
                by=self.officer,
                event=event,
                values={
                    "kind": one["kind"],
                    "order": order,
                    "block": one.get("block", ""),
                    "capacity": one.get("capacity"),
                    "starts_at": self.hour(on, one["from"]),
                    "ends_at": self.hour(on, one["to"]),
                    "site": sites[one["site"]],
                    **spoken({"title": one["title"], "text": one["text"]}),
                },
                speakers=[(name, affiliation) for name, affiliation in one.get("speakers", [])],
                at=at,
            )
            keyed[one.get("key", str(order))] = session
        return event, keyed

    def wishes(self, ranks: Sequence[int], sessions: Mapping[str, Session]) -> dict[str, list[Session]]:
        """Ranks are places in the list of groups: [2, 1] wants the second most."""
        groups = [sessions[key] for key in self.told["groups"]]
        return {groups[0].block: [groups[k - 1] for k in ranks]} if ranks else {}


def make_events(
    projects: Mapping[str, Project],
    organisations: Mapping[str, Organisation],
    cast: Mapping[str, Person],
    officers: Mapping[str, Person],
    *,
    at: datetime,
) -> None:
    """One event that was held, and three of the invented network."""
    data = read("networks/events.json")

    def host(name: str, officer: Person) -> Host:
        told = data[name]
        return Host(told, organisations[told["organisation"]], projects[told["project"]], officer)

    day = Days(at)
    _lille(host("lille", cast["redakcja"]), organisations)
    _training(host("training", officers["lipowiec"]), cast, day)
    _visit(host("visit", officers["fjordvik"]), organisations, cast, day)
    _call(host("call", officers["lipowiec"]), day)


def _lille(host: Host, organisations: Mapping[str, Organisation]) -> None:
    """IMPETUS's first brokerage: wishes, groups, attendance, three statements, and a year later what became of them."""
    told = host.told
    moment = {
        name: datetime.fromisoformat(told[name]).replace(tzinfo=host.zone)
        for name in ("made", "announced", "registered", "placed", "starts", "ends", "followed")
    }
    first = moment["starts"].date()
    told = {**told, "from": told["starts"][11:], "to": told["ends"][11:]}
    host = Host(told, host.organisation, host.project, host.officer)
    event, sessions = host.create(first, 2, moment["made"], audience="everybody")
    events.announce_event(by=host.officer, event=event, at=moment["announced"])
    people: list[Registration] = []
    for n, one in enumerate(told["people"]):
        organisation = organisations.get(one["organisation"])
        values = {"name": one["name"], "organisation": organisation}
        if organisation is None:
            values["organisation_name"] = "Goście pokazu (wymyśleni)"
        people.append(
            events.register_for(
                by=host.officer,
                event=event,
                values=values,
                wishes=host.wishes(one["wishes"], sessions),
                at=moment["registered"] + timedelta(hours=n),
            )
        )
    events.place_groups(by=host.officer, event=event, block="grupy", seed="lille", at=moment["placed"])
    for days in (0, 1):
        on = first + timedelta(days=days)
        here = people if days == 0 else people[:-1]  # one left after the first day
        events.record_attendance(by=host.officer, event=event, registrations=here, on=on, at=host.hour(on, "10:00"))
    stated = [
        events.state_interest(
            by=host.officer,
            event=event,
            organisation=organisations[one["organisation"]],
            session=sessions[one["session"]],
            practice=one["practice"],
            because=one["because"],
            first_step=one["first_step"],
            by_on=date.fromisoformat(one["by"]),
            at=moment["ends"] - timedelta(minutes=30),
        )
        for one in told["interests"]
    ]
    events.mark_held(at=moment["ends"] + timedelta(hours=1))
    for interest, one in zip(stated, told["interests"], strict=True):
        events.follow_up(
            by=host.officer, interest=interest, state=one["state"], text=one["text"], at=moment["followed"]
        )


def _training(host: Host, cast: Mapping[str, Person], day: Days) -> None:
    """A coming day for residents: registration is open, groups were placed once and can be placed again."""
    told = host.told
    event, sessions = host.create(
        day.on(told["day"]),
        1,
        day.moment(told["made"]),
        audience="everybody",
        registration_opens_at=day.moment(told["opens"], 8),
        registration_closes_at=day.moment(told["closes"], 20),
    )
    events.announce_event(by=host.officer, event=event, at=day.moment(told["announced"]))
    for n, (who, ranks, diet, needs, photo) in enumerate(told["people"]):
        person = cast[who]
        events.register(
            by=person,
            event=event,
            values={
                "name": person.name,
                "email": person.email,
                "diet": diet,
                "access_needs": needs,
                "photo_consent": photo,
            },
            wishes=host.wishes(ranks, sessions),
            at=day.moment(told["opens"] + n // 2, 9 + n % 2),
        )
    events.place_groups(by=host.officer, event=event, block="warsztaty", seed="lipowiec", at=day.moment(-1))


def _visit(host: Host, organisations: Mapping[str, Organisation], cast: Mapping[str, Person], day: Days) -> None:
    """Partners go to Fjordvik: hosts, places with their access, travel and needs."""
    told = host.told
    event, _sessions = host.create(
        day.on(told["day"]),
        told["days"],
        day.moment(told["made"]),
        audience="partners",
        registration_opens_at=day.moment(told["opens"]),
        registration_closes_at=day.moment(told["closes"], 20),
    )
    events.announce_event(by=host.officer, event=event, at=day.moment(told["announced"]))
    for n, (who, organisation, arrival, diet, needs) in enumerate(told["people"]):
        person = cast[who]
        events.register(
            by=person,
            event=event,
            values={
                "name": person.name,
                "email": person.email,
                "organisation": organisations[organisation],
                "country": "PL",
                "arrival": arrival,
                "diet": diet,
                "access_needs": needs,
            },
            at=day.moment(-20 + n),
        )


def _call(host: Host, day: Days) -> None:
    told = host.told
    event, _sessions = host.create(day.on(told["day"]), 1, day.moment(told["made"]), audience="partners")
    events.announce_event(by=host.officer, event=event, at=day.moment(told["announced"]))
    events.cancel_event(by=host.officer, event=event, reason=told["reason"], at=day.moment(told["cancelled"]))
