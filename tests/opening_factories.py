"""Transfers on their way to a call, for the tests that walk every address."""

from __future__ import annotations

from datetime import date
from typing import Any

from skwer.apps.calls.actions import open_call
from skwer.apps.calls.kits import preset
from skwer.apps.people.models import Person
from skwer.apps.practices.actions.transfers import decide_element

from .factories import AT
from .kits_factories import make_kit, next_version
from .transfers_factories import decide_all, make_transfer


def opening_things(officer: Person) -> dict[str, Any]:
    """One that meets the law, and one whose draft call waits for a change in words and for a newer version."""
    city = officer.memberships.get(role="officer").organisation
    abroad = make_kit(city, officer, document=preset("ostrava-space-grant"), slug="zestaw-z-ostrawy")
    conflicted = make_transfer(city, officer, kit_version=abroad.newest, title="Dotacje jak w Ostrawie")
    kit = make_kit(city, officer, slug="zestaw-z-nowsza-wersja")
    opened = make_transfer(city, officer, kit_version=kit.newest, title="Podwórka z zestawu")
    decide_element(by=officer, transfer=opened, key="criteria", decision="change", reason="Praca waży więcej.", at=AT)
    call = open_call(
        by=officer,
        transfer=decide_all(opened, officer),
        title={"pl": "Podwórka z zestawu", "en": "Courtyards from a kit"},
        slug="podworka-z-zestawu",
        scheme_name="Podwórka",
        edition_name="2027",
        first_day=date(2027, 3, 1),
        at=AT,
    )
    next_version(kit)
    return {"transfer_conflicted": conflicted.pk, "transfer_opened": opened.pk, "kit_draft": call.slug}
