"""What the network tried, compared and wrote down: trials, cases side by side, a method in two versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.practices import actions as practices
from skwer.apps.practices.models import Case, Trial
from skwer.apps.programmes.models import Project

from .cards import Days, spoken
from .data import read

TOLD_FIRST = ("title", "problem_area", "hypothesis", "actions", "measure", "unit")
TOLD_LAST = ("result", "decision_reason", "lesson")


def make_practices(
    project: Project,
    organisations: Mapping[str, Organisation],
    officers: Mapping[str, Person],
    *,
    at: datetime,
) -> dict[str, Trial]:
    """Trials that ended well, badly and not yet; four cases by the same questions; a method drawn from them."""
    data = read("networks/practices.json")
    day = Days(at)
    trials = {told["slug"]: _trial(told, project, organisations, officers, day) for told in data["trials"]}
    cases = _comparison(data["comparison"], project, organisations, officers, trials, day)
    _method(data["method"], project, cases, officers["lipowiec"], day)
    return trials


def _trial(
    told: Mapping[str, Any],
    project: Project,
    organisations: Mapping[str, Organisation],
    officers: Mapping[str, Person],
    day: Days,
) -> Trial:
    officer, town = officers[told["organisation"]], organisations[told["organisation"]]
    figures = ("kind", "currency", "budget", "baseline", "target")
    trial = practices.add_trial(
        by=officer,
        organisation=town,
        project=project,
        slug=told["slug"],
        values={
            **{name: told[name] for name in figures},
            **spoken({name: told[name] for name in TOLD_FIRST}),
            "starts_on": day(told["starts"]),
            "ends_on": day(told["ends"]),
        },
        at=day.moment(told["starts"] - 14),
    )
    practices.publish_trial(by=officer, trial=trial, at=day.moment(told["starts"] - 10))
    practices.start_trial(by=officer, trial=trial, at=day.moment(told["starts"]))
    if "verdict" in told:
        practices.end_trial(
            by=officer,
            trial=trial,
            values={
                **{name: told[name] for name in ("measured", "spent", "verdict", "decision")},
                **spoken({name: told[name] for name in TOLD_LAST}),
            },
            at=day.moment(told["ends"], 15),
        )
    return trial


def _comparison(
    told: Mapping[str, Any],
    project: Project,
    organisations: Mapping[str, Organisation],
    officers: Mapping[str, Person],
    trials: Mapping[str, Trial],
    day: Days,
) -> list[Case]:
    lead, begun = officers["lipowiec"], day.moment(-56)
    comparison = practices.add_comparison(
        by=lead, project=project, values=spoken({"title": told["title"], "intro": told["intro"]}),
        slug=told["slug"], at=begun,
    )  # fmt: skip
    cases = []
    for one in told["cases"]:
        author = officers[one.get("organisation", "lipowiec")]
        values = {
            **spoken({"name": one["name"]}),
            "country": one["country"],
            "verdict": one["verdict"],
            "organisation": organisations[one["organisation"]] if "organisation" in one else None,
            "trial": trials[one["trial"]] if "trial" in one else None,
        }
        written = day.moment(-49)
        case = practices.add_case(by=author, comparison=comparison, values=values, answers=one["answers"], at=written)
        if case.trial is not None:
            practices.fill_from_trial(by=author, case=case, at=written)
        cases.append(case)
    practices.publish_comparison(by=lead, comparison=comparison, at=day.moment(-49, 16))
    return cases


def _method(told: Mapping[str, Any], project: Project, cases: list[Case], lead: Person, day: Days) -> None:
    first, *later = told["versions"]
    method = practices.draft_method(
        by=lead, project=project, values=spoken({"title": told["title"]}), cases=cases, slug=told["slug"],
        at=day.moment(first["days"], 9),
    )  # fmt: skip
    version = method.versions.get()
    for text in (first, *later):
        if text is not first:
            version = practices.draft_version(by=lead, method=method, at=day.moment(text["days"], 9))
        for minute, code in enumerate(("pl", "en")):
            practices.write_text(
                by=lead, version=version, language=code, text=text[code], at=day.moment(text["days"], 11, minute)
            )
        practices.publish_version(by=lead, version=version, change_note=text["note"], at=day.moment(text["days"], 12))
