"""Projects with partners, trials and cases, with believable defaults."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.practices import actions
from skwer.apps.practices.models import Case, Comparison, Trial
from skwer.apps.programmes.models import Partnership, Project

from .factories import AT

_serial = count(1)


def make_network(keeper: Organisation, *partners: Organisation, slug: str = "", public: bool = True) -> Project:
    """A running project the keeper leads and the others take part in."""
    project = Project.objects.create(
        organisation=keeper,
        slug=slug or f"siec-{next(_serial)}",
        acronym="SIEĆ",
        title_pl="Sieć małych skwerów",
        title_en="Network of small squares",
        state="running",
        published_at=AT if public else None,
    )
    Partnership.objects.create(project=project, organisation=keeper, role="lead", country="PL", order=1)
    for order, partner in enumerate(partners, 2):
        Partnership.objects.create(project=project, organisation=partner, role="partner", country="PL", order=order)
    return project


TOLD: dict[str, Any] = {
    "title_pl": "Ławka na próbę przy przychodni",
    "title_en": "A bench on trial by the clinic",
    "kind": "pilot",
    "problem_area_pl": "Przy przychodni nie ma gdzie odpocząć.",
    "problem_area_en": "There is nowhere to rest by the clinic.",
    "hypothesis_pl": "Ławka co 150 m skłoni starszych do chodzenia pieszo.",
    "hypothesis_en": "A bench every 150 m makes older people walk.",
    "actions_pl": "Trzy ławki na próbę, przez trzy miesiące.",
    "actions_en": "Three benches on trial, for three months.",
    "measure_pl": "Liczymy pieszych w środy od 9 do 11.",
    "measure_en": "We count people on foot on Wednesdays from 9 to 11.",
    "unit_pl": "osób",
    "unit_en": "people",
    "baseline": 12,
    "target": 30,
    "budget": "6000.00",
    "starts_on": date(2026, 6, 1),
    "ends_on": date(2026, 8, 31),
}
LEARNED: dict[str, Any] = {
    "result_pl": "Przyszło dwa razy więcej osób.",
    "result_en": "Twice as many people came.",
    "measured": "26.5",
    "spent": "5400.50",
    "verdict": "partly",
    "decision": "change",
    "decision_reason_pl": "Bez cienia nikt nie siada w lipcu.",
    "decision_reason_en": "Without shade nobody sits there in July.",
    "lesson_pl": "Najpierw drzewo, potem ławka.",
    "lesson_en": "First the tree, then the bench.",
}


def make_trial(
    organisation: Organisation, by: Person, *, project: Project | None = None, state: str = "planned",
    public: bool = True, **values: Any,
) -> Trial:  # fmt: skip
    """A trial in that state; an ended one says what it taught."""
    ends = {name: values.pop(name) for name in list(values) if name in LEARNED}
    given = {**TOLD, **values}
    trial = actions.add_trial(by=by, organisation=organisation, project=project, values=given, at=AT)
    if state != "planned":
        actions.start_trial(by=by, trial=trial, at=AT)
    if state == "ended":
        actions.end_trial(by=by, trial=trial, values={**LEARNED, **ends}, at=AT)
    if public:
        actions.publish_trial(by=by, trial=trial, at=AT)
    return trial


def make_comparison(project: Project, by: Person, *, cases: int = 0, public: bool = False) -> Comparison:
    """A comparison with the usual questions and so many answered cases: good, mixed, bad, good, …"""
    values = {"title_pl": "Wspólne przypadki", "title_en": "Cases in common", "intro_pl": "Trzy miasta."}
    comparison = actions.add_comparison(by=by, project=project, values=values, at=AT)
    for number in range(cases):
        make_case(comparison, by, verdict=("good", "mixed", "bad")[number % 3])
    if public:
        actions.publish_comparison(by=by, comparison=comparison, at=AT)
    return comparison


def make_case(comparison: Comparison, by: Person, **values: Any) -> Case:
    number = comparison.cases.count() + 1
    answers = {
        q.key: {"pl": f"Odpowiedź {number}: {q.key}.", "en": f"Answer {number}: {q.key}."} for q in comparison.asked
    }
    given = {"name_pl": f"Miasto {number}", "name_en": f"Town {number}", "country": "PL", **values}
    return actions.add_case(by=by, comparison=comparison, values=given, answers=answers, at=AT)
