"""Organisations beyond the two towns, and who acts for them: five that exist and keep a card, the others invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from skwer.apps.people import actions as people
from skwer.apps.people.models import Organisation

from .data import read
from .logins import LOGINS, PASSWORD
from .towns import Cast


def found_neighbours(*, at: datetime) -> dict[str, Organisation]:
    """Partners and keepers of projects by key, founded from the command line."""
    return {
        told["key"]: people.create_organisation(
            by=None,
            kind=told["kind"],
            slug=told["key"],
            name=told["name"],
            at=at,
            changes={
                "short_name": told.get("short", ""),
                "short_name_en": told.get("short_en", ""),
                "name_en": told["name_en"],
                "name_genitive": told.get("genitive", ""),
                "name_locative": told.get("locative", ""),
                "summary": told["about"],
                "summary_en": told["about_en"],
                "theme": told["theme"],
            },
        )
        for told in read("networks/organisations.json")["organisations"]
    }


def settle_neighbours(organisations: Mapping[str, Organisation], *, at: datetime) -> Cast:
    """Their officers, the desk that keeps the five real cards, and an expert."""
    cast: Cast = {}
    with_password = {key for key, _english, _polish in LOGINS}
    for who in read("networks/organisations.json")["people"]:
        person = people.register_person(
            email=who["email"],
            name=who["name"],
            at=at,
            password=PASSWORD if who["key"] in with_password else None,
            verified=True,
        )
        cast[who["key"]] = person
        for organisation, roles in who["roles"].items():
            for role in roles:
                people.appoint_member(
                    by=None, organisation=organisations[organisation], person=person, role=role, at=at
                )
    return cast
