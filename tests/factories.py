"""Plain functions that make what tests need, with believable defaults. Each room adds its own at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.people.models import Body, Membership, Organisation, Person, Seat

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""Monday 23 November 2026, 11:00 in Warsaw: "now" in every test that does not say otherwise."""

PASSWORD = "cisza nad Strugą"

_serial = count(1)


def make_person(
    name: str = "Anna Nowak",
    *,
    email: str = "",
    language: str = "pl",
    verified: bool = True,
    second_factor: bool = False,
    **fields: Any,
) -> Person:
    """A person who can sign in with PASSWORD; `verified` confirms her address, `second_factor` gives her one."""
    address = email or f"osoba{next(_serial)}@example.org"
    person = Person.objects.create_user(address, PASSWORD, name=name, language=language, **fields)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=verified)
    if second_factor:
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return person


def make_city(slug: str = "lipowiec", **fields: Any) -> Organisation:
    """A city; `name` and the rest follow from the slug unless given."""
    name = fields.pop("name", slug.replace("-", " ").title())
    return Organisation.objects.create(kind=Organisation.Kind.CITY, slug=slug, name=name, **fields)


def make_organisation(slug: str = "", *, kind: str = Organisation.Kind.NGO, **fields: Any) -> Organisation:
    """An organisation that is not a city."""
    slug = slug or f"organizacja-{next(_serial)}"
    return Organisation.objects.create(kind=kind, slug=slug, name=fields.pop("name", slug.title()), **fields)


def make_member(
    person: Person, organisation: Organisation, role: str = Membership.Role.OFFICER, *, since: datetime = AT
) -> Membership:
    """The person's live role in the organisation."""
    return Membership.objects.create(person=person, organisation=organisation, role=role, since=since)


def make_body(organisation: Organisation, *people: Person, name: str = "Komisja", kind: str = "committee") -> Body:
    """A body with the people seated; the first one chairs it."""
    body = Body.objects.create(organisation=organisation, kind=kind, name=name)
    for index, person in enumerate(people):
        role = Seat.Role.CHAIR if index == 0 else Seat.Role.MEMBER
        Seat.objects.create(body=body, person=person, role=role, since=AT)
    return body


ANSWERS: dict[str, Any] = {
    "title": "Podwórko przy Młyńskiej 12",
    "summary": "Zamiast betonu: klomb, ławka i cień dla czterech klatek.",
    "category": "courtyard",
    "why": "Na podwórku nie ma gdzie usiąść.",
    "what": "Klomb, dwie ławki i trzy drzewa.",
    "place": {"lon": "16.140000", "lat": "53.898000", "address": "ul. Młyńska 12"},
    "owner": "city",
    "access": "Dojście bez progu od ulicy.",
    "costs": [
        {"name": "Ławki", "quantity": "2 szt.", "amount": "4000.00", "source": "grant"},
        {"name": "Drzewa", "quantity": "3 szt.", "amount": "2000.00", "source": "grant"},
        {"name": "Praca sąsiadów", "quantity": "40 godzin", "amount": "1200.00", "source": "volunteer"},
    ],
    "work_hours": 40,
    "who_cares": "Podlewają sąsiedzi z klatki B, zastępuje ich klatka C.",
    "is_of_age": True,
    "is_open": True,
    "will_care": True,
    "knows_rules": True,
}
"""Complete answers to the form of the preset micro-grant; the proposal asks for 6,000 zł."""


def make_call(
    city: Organisation,
    officer: Person,
    *,
    preset: str = "micro-grant",
    slug: str = "",
    first_day: date = date(2026, 11, 16),
    announced: bool = True,
    at: datetime = AT,
    kinds: Sequence[str] | None = None,
    **changes: Any,
) -> Call:
    """A call from a preset that takes proposals at AT; `kinds` keeps only these stages (the decision's method follows).

    `changes` are fields of the call: pot="10000.00", request_max=…
    """
    slug = slug or f"nabor-{next(_serial)}"
    call = actions.create_call_from_preset(
        by=officer,
        organisation=city,
        preset=preset,
        scheme_name="Mikrodotacje",
        edition_name="2026",
        title="Zielone podwórka 2026",
        slug=slug,
        first_day=first_day,
        at=at - timedelta(days=30),
        changes={name: Decimal(value) if name in _SUMS else value for name, value in changes.items()},
    )
    if kinds is not None:
        for stage in call.stages.exclude(kind__in=kinds).order_by("-order"):
            actions.remove_stage(by=officer, stage=stage, at=at)
        has = set(kinds)
        method = "mixed" if {"assess", "vote"} <= has else "votes" if "vote" in has else "points"
        ties = {"mixed": ["max-points", "max-votes"], "votes": ["max-votes"], "points": ["max-points"]}[method]
        decide = call.stages.get(kind="decide")
        settings = {"method": method, "ties": [*ties, "min-cost", "lot"]}
        actions.change_stage(by=officer, stage=decide, changes={"settings": settings}, at=at)
    for stage in call.stages.filter(kind__in=("meet", "assess")):
        committee = make_body(city, *(make_person(name) for name in ("Halina Dębska", "Piotr Zawada", "Nadia Bondar")))
        actions.change_stage(by=officer, stage=stage, changes={"body": committee}, at=at)
    if announced:
        actions.announce_call(by=officer, call=call, at=at - timedelta(days=20))
        actions.tick(at=at)
    call.refresh_from_db()
    return call


_SUMS = ("pot", "request_min", "request_max")


def make_proposal(
    call: Call, author: Person | None = None, *, submitted: bool = True, at: datetime = AT, **answers: Any
) -> Proposal:
    """A proposal with complete answers, sent unless told otherwise; `answers` replace single ones; `requested="5000"`
    makes one row of costs of this sum.
    """
    author = author or make_person()
    if requested := answers.pop("requested", None):
        cost = {"name": "Całość", "quantity": "1", "amount": f"{Decimal(requested):.2f}", "source": "grant"}
        answers["costs"] = [cost]
    proposal = actions.start_proposal(by=author, call=call, at=at)
    actions.save_draft(by=author, proposal=proposal, answers={**ANSWERS, **answers}, version=0, at=at)
    if submitted:
        actions.submit_proposal(by=author, proposal=proposal, at=at)
    return proposal
