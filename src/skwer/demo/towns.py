"""The two towns: the city's page, its districts, streets and people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from skwer.apps.people import actions as people
from skwer.apps.people.models import Body, Membership, Organisation, Person

from .data import read
from .logins import LOGINS, PASSWORD

Cast = dict[str, Person]


def found_towns(*, at: datetime) -> dict[str, Organisation]:
    """Cities by key, founded from the command line, as an operator would."""
    towns = {}
    for town in read("city.json")["cities"]:
        contact = town["contact"]
        changes: dict[str, Any] = {
            "short_name": town["short_name"],
            "name_en": town["name_en"],
            "name_genitive": town["genitive"],
            "name_locative": town["locative"],
            "summary": town["about"],
            "summary_en": town["about_en"],
            "theme": town["theme"],
            "population": town["population"],
            "population_year": town["population_year"],
            "population_source": town["source"],
            "teryt": town["teryt"],
            "contact_name": contact["person"],
            "contact_office": contact["office"],
            "contact_office_en": contact["office_en"],
            "contact_address": contact["address"],
            "contact_hours": contact["hours"],
            "contact_hours_en": contact["hours_en"],
            "contact_email": contact["email"],
        }
        if town.get("geography"):
            changes["geodata"] = read(town["geography"])
        towns[town["key"]] = people.create_organisation(
            by=None, kind="city", slug=town["slug"], name=town["name"], at=at, changes=changes
        )
    return towns


def settle_people(towns: Mapping[str, Organisation], *, at: datetime) -> Cast:
    """Everybody in people.json, with confirmed addresses; the sample logins get the demo's public password."""
    cast: Cast = {}
    with_password = {key for key, _english, _polish in LOGINS}
    for who in read("people.json")["people"]:
        cast[who["key"]] = people.register_person(
            email=who["email"],
            name=f"{who['first_name']} {who['last_name']}",
            at=at,
            password=PASSWORD if who["key"] in with_password else None,
            verified=True,
        )
    operator = cast["kinga-sroka"]
    operator.is_staff = operator.is_superuser = True  # an operator is made on the command line, as by createsuperuser
    operator.save(update_fields=["is_staff", "is_superuser"])
    role = Membership.Role
    for who in read("people.json")["people"]:
        town = towns[who["city"]]
        if "officer" in who["roles"]:
            people.appoint_member(by=None, organisation=town, person=cast[who["key"]], role=role.OFFICER, at=at)
        if "auditor" in who["roles"]:
            people.appoint_member(by=None, organisation=town, person=cast[who["key"]], role=role.AUDITOR, at=at)
    for key, town in (("marta-wilk", "lipowiec"), ("elzbieta-karas", "brzezina")):
        people.appoint_member(by=None, organisation=towns[town], person=cast[key], role=role.ADMIN, at=at)
    return cast


def found_organisations(towns: Mapping[str, Organisation], cast: Cast, *, at: datetime) -> dict[str, Organisation]:
    """Associations, the co-operative and informal groups, with their members."""
    organisations = {}
    for data in read("people.json")["organisations"]:
        organisation = people.create_organisation(
            by=None,
            kind=data["kind"],
            slug=data["key"],
            name=data["name"],
            at=at,
            city=towns[data["city"]],
            changes={
                "name_en": data["name_en"],
                "summary": data.get("about", ""),
                "summary_en": data.get("about_en", ""),
                "contact_address": data["address"],
                "contact_email": data["email"],
            },
        )
        for member in data["members"]:
            role = Membership.Role.ADMIN if member["role"] == "coordinator" else Membership.Role.MEMBER
            people.appoint_member(by=None, organisation=organisation, person=cast[member["person"]], role=role, at=at)
        organisations[data["key"]] = organisation
    return organisations


def seat_committee(town: Organisation, cast: Cast, *, at: datetime) -> Body:
    """The committee that assesses: five people, one of them the chair."""
    officer = cast["marta-wilk"]
    body = people.create_body(by=officer, organisation=town, kind="committee", name="Komisja mikrodotacji", at=at)
    for who in read("people.json")["people"]:
        if "assessor" in who["roles"]:
            people.seat(
                by=officer, body=body, person=cast[who["key"]], role=who["body_role"], at=at + timedelta(minutes=5)
            )
    return body
