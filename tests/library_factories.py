"""Practice records in every state of their validation, with believable defaults. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.practices import actions
from skwer.apps.practices.models import Practice, PracticeVersion
from skwer.apps.programmes.models import ExpertContract, Project

from .factories import AT, make_member, make_person

_serial = count(1)

RECORD: dict[str, str] = {
    "title": "Ogrody na podwórkach",
    "summary": "Mieszkańcy dostają małe granty na zieleń na podwórkach i sami jej potem pilnują.",
    "context": "Miasto ma sto podwórek z betonu, a latem jest w nich gorąco.",
    "problem": "Sąsiedzi chcieli zieleni, ale nie mieli pieniędzy ani zgody właściciela.",
    "solution": "Trzy rundy z komisją: pomysł, rozmowa, pełny wniosek. Potem umowa na dwa lata opieki.",
    "participants": "Sąsiedzi, wspólnoty, wydział zieleni.",
    "resources": "Jedna osoba na pół etatu i doradca dla wnioskodawców.",
    "timeline": "Rok od ogłoszenia do pierwszego ogrodu.",
    "evidence": "Dziewięć z dziesięciu ogrodów rośnie po dwóch latach.",
    "difficulties": "Zgody właścicieli przychodziły po kwartale.",
    "success_factors": "Doradca, który przychodzi na podwórko.",
    "needs": "Jedna osoba w urzędzie i zgoda na krótkie umowy.",
}
IN_ENGLISH: dict[str, str] = {
    "title": "Gardens in courtyards",
    "summary": "Residents get small grants for greenery in courtyards, and look after it themselves.",
    "context": "The city has a hundred courtyards of concrete, hot in summer.",
    "problem": "Neighbours wanted greenery but had neither money nor the owner's consent.",
    "solution": "Three rounds with a committee: an idea, a talk, a full application. Then two years of care.",
    "participants": "Neighbours, housing associations, the greenery department.",
    "resources": "One person for half her time, and an adviser for applicants.",
    "timeline": "A year from the call to the first garden.",
    "evidence": "Nine gardens of ten are alive after two years.",
    "difficulties": "Owners' consents came after a quarter of a year.",
    "success_factors": "An adviser who comes to the courtyard.",
    "needs": "One person at the office, and leave to make short agreements.",
}
FACTS: dict[str, Any] = {
    "themes": ["public_space", "greenery", "participation"],
    "verdict": "worked",
    "city": {
        "name": "Lipowiec nad Strugą",
        "country": "PL",
        "population": 38_000,
        "population_year": 2025,
        "population_source": "Urząd Miasta",
    },
    "cost": {"from": "20000.00", "to": "60000.00", "currency": "PLN"},
    "months": 12,
    "effort": 2,
    "figures": [
        {
            "label": {"pl": "ogrody po dwóch latach", "en": "gardens after two years"},
            "value": "9",
            "unit": {"pl": "z 10", "en": "of 10"},
            "period": "2023–2025",
            "source": "Przegląd wydziału zieleni",
        }
    ],
    "links": [
        {"label": {"pl": "Strona programu", "en": "The programme's page"}, "url": "https://lipowiec.example/ogrody"}
    ],
    "contact": {"name": "Wydział Zieleni", "email": "zielen@lipowiec.example"},
}


def make_expert(project: Project, person: Person | None = None) -> Person:
    """Somebody with a running contract in the project."""
    person = person or make_person("Ines Rocha")
    ExpertContract.objects.create(
        project=project,
        person=person,
        topic="przegląd praktyk",
        days_agreed=Decimal(10),
        starts_on=date(2020, 1, 1),  # whatever day the pages are asked on
        ends_on=date(2099, 12, 31),
    )
    return person


def officer_of(organisation: Organisation) -> Person:
    """An officer of the organisation who is nobody else in the test."""
    person = make_person(f"Urzędniczka {next(_serial)}", second_factor=True)
    make_member(person, organisation, Membership.Role.OFFICER)
    return person


def make_practice(
    organisation: Organisation | None = None,
    by: Person | None = None,
    *,
    project: Project | None = None,
    state: str = "published",
    published: bool = True,
    english: bool = True,
    language: str = "pl",
    slug: str = "",
    texts: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Practice:
    """A practice. Without a project: published without validation, or (`published=False`) being written.

    With a project: validated when `published`, else in `state` ("draft", "submitted", "in_validation", "changes").
    `facts` replace single facts; {"cost": {}} takes one out.
    """
    from .factories import make_city

    organisation = organisation or make_city(f"miasto-{next(_serial)}")
    by = by or officer_of(organisation)
    first, second = (RECORD, IN_ENGLISH) if language == "pl" else (IN_ENGLISH, RECORD)
    practice = actions.draft_practice(
        by=by,
        organisation=organisation,
        project=project,
        slug=slug,
        language=language,
        texts={**first, **(texts or {})},
        facts={**FACTS, **(facts or {})},
        at=AT,
    )
    version = practice.versions.get()
    if english:
        other = "en" if language == "pl" else "pl"
        actions.write_practice(by=by, version=version, texts=second, language=other, at=AT)
    if project is None:
        if published:
            actions.publish_unvalidated(by=by, version=version, at=AT)
    elif published:
        validate(version, by)
    elif state != "draft" and state != "published":
        actions.submit_practice(by=by, version=version, at=AT)
        if state in ("in_validation", "changes"):
            editor = officer_of(project.organisation)
            if state == "changes":
                actions.ask_changes(by=editor, version=version, reason="Brakuje liczb.", at=AT)
            else:
                actions.accept(by=editor, version=version, step="editor", at=AT)
    practice.refresh_from_db()
    return practice


def validate(version: PracticeVersion, by: Person, **note: Any) -> PracticeVersion:
    """Handed in by `by`, accepted by an editor and an expert of its project."""
    project = version.practice.project
    assert project is not None
    actions.submit_practice(by=by, version=version, at=AT, **note)
    actions.accept(by=officer_of(project.organisation), version=version, step="editor", at=AT)
    actions.accept(by=make_expert(project), version=version, step="expert", at=AT)
    version.refresh_from_db()
    return version


def library_things(officer: Person) -> dict[str, str]:
    """Practices of the officer's city on their way: one being written, one handed in to the editor of its network, one
    that came back from the expert with a comment, and one in its second version."""
    from skwer.apps.programmes.models import Project

    city = officer.memberships.get(role="officer").organisation
    network = Project.objects.get(slug="siec-malych-skwerow")
    draft = make_practice(city, officer, published=False, slug="praktyka-szkic")
    read = make_practice(city, officer, project=network, published=False, state="submitted", slug="praktyka-oddana")
    back = make_practice(city, officer, project=network, published=False, state="in_validation", slug="praktyka-uwagi")
    expert, version = make_expert(network), back.versions.get()
    said = actions.remark(by=expert, version=version, step="expert", part="evidence", text="Ile przeżyło?", at=AT)
    actions.answer_remark(by=officer, remark=said, answer="Prawie wszystkie.", at=AT)
    actions.settle_remark(by=expert, remark=said, settled="not_accepted", reason="Podaj liczbę.", at=AT)
    actions.ask_changes(by=expert, version=version, reason="Brakuje liczb.", at=AT)
    again = make_practice(city, officer, slug="praktyka-druga-wersja")
    second = actions.begin_version(by=officer, practice=again, at=AT)
    actions.write_practice(by=officer, version=second, texts={"needs": "Zgoda rady."}, at=AT + timedelta(hours=1))
    actions.publish_unvalidated(by=officer, version=second, change_note={"pl": "Zgoda.", "en": "Consent."}, at=AT)
    things = {"practice_draft": draft, "practice_read": read, "practice_back": back, "practice_again": again}
    return {name: practice.slug for name, practice in things.items()}
