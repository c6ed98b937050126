"""Funding programmes and the cards of projects: the five founding ones as they are, and the invented network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes import actions as programmes
from skwer.apps.programmes.models import FundingProgramme, Partnership, Project

from .data import read

CARD = (
    "acronym", "perspective", "category", "selection", "agreement_number", "signed_on", "starts_on", "ends_on",
    "whole_years", "state",
)  # fmt: skip
NOTED = timedelta(days=210)
TEXTS = ("title", "summary", "description", "fund", "measure", "sub_measure", "department")
PROGRAMME_TEXTS = ("name", "fund", "summary", "statement")


def spoken(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """{"title": {"pl": …, "en": …}} as the fields it fills: title_pl, title_en."""
    return {f"{name}_{code}": text for name, by_language in texts.items() for code, text in by_language.items()}


def make_real_cards(organisations: Mapping[str, Organisation], editor: Person, *, at: datetime) -> dict[str, Project]:
    """The five founding undertakings and the one before URB-INCLUSION, published, by address part."""
    data = read("networks/projects.json")

    def noted(told: Mapping[str, Any]) -> datetime:
        """When the card came here: long ago where an event of those days hangs on it, else this year."""
        return datetime.fromisoformat(told["noted"]).replace(tzinfo=at.tzinfo) if "noted" in told else at - NOTED

    known = {
        told["slug"]: _programme(told, organisations[told["organisation"]], editor, noted(told))
        for told in data["programmes"]
    }
    made: dict[str, Project] = {}
    for told in data["projects"]:
        values = {
            **{name: told[name] for name in CARD},
            **spoken({name: told[name] for name in TEXTS}),
            "tags": told["tags"],
            "programme": known.get(told["programme"]),
            "predecessor": made.get(told["predecessor"]),
        }
        made[told["slug"]] = _card(told, values, organisations, organisations[told["keeper"]], editor, noted(told))
    return made


def make_network(organisations: Mapping[str, Organisation], lead: Person, *, at: datetime) -> Project:
    """The invented Network of Small Squares: led by Lipowiec, its money in three currencies."""
    data = read("networks/network.json")
    told = data["project"]
    day = Days(at)
    began = at + timedelta(days=told["starts"] - 30)
    programme = _programme(data["programme"], organisations["lipowiec"], lead, began)
    values = {
        **{name: told[name] for name in ("acronym", "agreement_number", "selection", "category", "tags")},
        **spoken({name: told[name] for name in ("title", "summary", "description", "measure", "sub_measure")}),
        **spoken({"fund": data["programme"]["fund"]}),
        "perspective": data["programme"]["perspective"],
        "signed_on": day(told["signed"]),
        "starts_on": day(told["starts"]),
        "ends_on": day(told["ends"]),
        "state": "running",
        "programme": programme,
        "predecessor": None,
    }
    told = {
        **told,
        "phases": [
            {**phase, "starts_on": day(phase["starts"]), "ends_on": day(phase["ends"]), "decided_on": None}
            for phase in told["phases"]
        ],
        "points": [[*point[:-1], day(point[-1])] if len(point) == 7 else point for point in told["points"]],
        "partnerships": [{**one, "since": day(one["since"])} for one in told["partnerships"]],
    }
    project = _card(told, values, organisations, organisations["lipowiec"], lead, began)
    rows = [
        {**{name: rate[name] for name in ("base", "quote", "rate", "source")}, "on": day(rate["days"])}
        for rate in data["rates"]
    ]
    programmes.set_exchange_rates(by=lead, project=project, rows=rows, at=day.moment(-20))
    return project


def partners_of(project: Project) -> dict[str, Partnership]:
    """The network's partnerships by the keys its data use."""
    keys = [told["key"] for told in read("networks/network.json")["project"]["partnerships"]]
    return dict(zip(keys, project.partnerships.select_related("organisation").order_by("order"), strict=True))


class Days:
    """Days counted from the day of loading: `day(-3)` three days ago, `day.moment(-3)` at ten that morning."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self, days: int | None) -> date | None:
        return None if days is None else self.at.date() + timedelta(days=days)

    def on(self, days: int) -> date:
        return self.at.date() + timedelta(days=days)

    def moment(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        return datetime.combine(self.on(days), time(hour, minute), self.at.tzinfo)


def _programme(told: Mapping[str, Any], keeper: Organisation, editor: Person, at: datetime) -> FundingProgramme:
    programme = programmes.create_programme(
        by=editor,
        organisation=keeper,
        slug=told["slug"],
        values={"perspective": told["perspective"], **spoken({name: told[name] for name in PROGRAMME_TEXTS})},
        at=at,
    )
    return programmes.publish_programme(by=editor, programme=programme, at=at + timedelta(minutes=10))


def _card(
    told: Mapping[str, Any],
    values: Mapping[str, Any],
    organisations: Mapping[str, Organisation],
    keeper: Organisation,
    editor: Person,
    at: datetime,
) -> Project:
    project = programmes.create_project(by=editor, organisation=keeper, slug=told["slug"], values=values, at=at)
    amounts: dict[str, dict[str, str]] = {}
    for kind, currency, amount in told["amounts"]:
        amounts.setdefault(currency, {})[kind] = amount
    later = at + timedelta(minutes=15)
    project = programmes.set_amounts(
        by=editor, project=project, amounts=amounts, stated_rate=told["stated_rate"], at=later
    )
    programmes.set_partners(
        by=editor,
        project=project,
        rows=[
            {
                "organisation": organisations[one["organisation"]] if "organisation" in one else None,
                "country": one["country"],
                "role": one["role"],
                "since": one.get("since"),
                **spoken({name: one[name] for name in ("name", "note") if name in one}),
            }
            for one in told["partnerships"]
        ],
        at=later,
    )
    programmes.set_phases(
        by=editor,
        project=project,
        rows=[
            {
                **{name: phase[name] for name in ("kind", "starts_on", "ends_on", "months", "decided_on")},
                **spoken({"note": phase["note"]}),
            }
            for phase in told["phases"]
        ],
        at=later,
    )
    for kind in dict.fromkeys(point[0] for point in told["points"]):
        rows = [_point(*point[1:]) for point in told["points"] if point[0] == kind]
        programmes.set_points(by=editor, project=project, kind=kind, rows=rows, at=later)
    return programmes.publish_project(by=editor, project=project, at=at + timedelta(minutes=30))


def _point(level: str, pl: str, en: str, reached_pl: str = "", reached_en: str = "", on: Any = None) -> dict[str, Any]:
    return {
        "level": level,
        "reached_on": on,
        **spoken({"text": {"pl": pl, "en": en}, "reached": {"pl": reached_pl, "en": reached_en}}),
    }
