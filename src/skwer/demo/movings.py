"""Earlier editions came to Skwer from the office's spreadsheets, as a town moves in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from skwer.apps.calls.models import Scheme
from skwer.apps.grants.actions.moving import apply_sheet, upload_sheet
from skwer.apps.grants.models import Moving
from skwer.apps.people.models import Organisation, Person

from .data import read

HEADER = (
    "Nr umowy", "Tytuł zadania", "Beneficjent", "Rodzaj wnioskodawcy", "Kwota dotacji", "Rodzaj miejsca", "Dzielnica",
    "Data podpisania", "Termin realizacji", "Status", "Wypłacono", "Data wypłaty", "Kwota rozliczona",
    "Data rozliczenia", "Zwrócono", "Data zwrotu", "Godziny pracy",
)  # fmt: skip
# By how much the accepted costs stayed below the grant, in the order of the table: most spend all.
UNSPENT = (0, 0, Decimal("41.20"), 0, 0, Decimal("318.00"), 0, 0)


def move_in(town: Organisation, officer: Person, *, at: datetime) -> list[Moving]:
    """The agreements behind the places of two earlier years, one spreadsheet an edition."""
    data = read("places.json")
    later = at.year - data["reference_year"]
    scheme = Scheme.objects.get(organisation=town, name_pl="Mikrodotacje na przestrzeń")
    moved = []
    for back in (2, 1):
        year = data["reference_year"] - back
        told = [place for place in data["places"] if place["year"] == year and place["granted"]]
        moment = at - timedelta(days=9 - back)
        moving = upload_sheet(
            by=officer,
            organisation=town,
            kind="agreements",
            name=f"umowy-{year + later - 1}.csv",
            data=_table(told, year + later).encode(),
            scheme=scheme,
            edition_name=str(year + later - 1),
            at=moment,
        )
        moved.append(apply_sheet(by=officer, moving=moving, at=moment + timedelta(hours=1)))
    return moved


def _table(places: list[Mapping[str, Any]], year: int) -> str:
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow(HEADER)
    for index, place in enumerate(places):
        amount = Decimal(place["granted"])
        back = UNSPENT[index % len(UNSPENT)]
        settled = date(year, place["month"], 20) + timedelta(days=30)
        agreed, ends = date(year - 1, 12, 3 + index), date(year, place["month"], 20)
        party = place["keepers"].split(", ")[0]
        who = (party, _applicant(party))
        where = (place["category"], place["district"])
        account = (amount, date(year, 1, 15), amount - back, settled)
        given_back = (back or "", settled + timedelta(days=9) if back else "")
        number = f"{index + 1}/{year - 1}"
        cells = (number, place["title"], *who, amount, *where, agreed, ends, "rozliczona", *account, *given_back)
        table.writerow((*cells, place["work_hours"]))
    return written.getvalue()


def _applicant(party: str) -> str:
    for word, kind in (("Szkoła", "szkoła"), ("Wspólnota", "wspólnota"), ("Spółdzielnia", "spółdzielnia")):
        if word in party:
            return kind
    return "stowarzyszenie" if any(word in party for word in ("Stowarzyszenie", "Fundacja", "Koło")) else "grupa"
