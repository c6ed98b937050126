"""Plain functions that make what tests need, with believable defaults. Each room adds its own at the end."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

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
