"""What the office saw at the places that owe care: held, late and coming visits, a breach that is open and one mended.

Everything here is invented.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import visiting
from skwer.apps.places.actions import breaching, inspecting
from skwer.apps.places.models import Inspection, Place

# Days ago, what was found, and how it went on.
HELD: tuple[tuple[int, Mapping[str, tuple[str, str]], str, str], ...] = (
    (33, {}, "Wszystko stoi, rośliny przyjęły się po suszy.", ""),
    (
        31,
        {"clean": (visiting.REMARK, "Kosz był przepełniony, opróżniono go tego samego dnia.")},
        "Poza koszem dobrze.",
        "",
    ),
    (
        30,
        {
            "plants": (visiting.BAD, "Dwa z pięciu krzewów uschły, ziemia jest zbita."),
            "sign": (visiting.REMARK, "Tabliczka jest, ale zasłania ją gałąź."),
        },
        "Meble są w porządku, o rośliny nikt nie dbał od lata.",
        "Uschły dwa krzewy, przy trzech trzeba spulchnić ziemię i podlewać co tydzień.",
    ),
    (
        29,
        {"whole": (visiting.BAD, "W ławce brakuje jednej deski.")},
        "Jedna deska do wymiany.",
        "W ławce od strony ulicy brakuje deski.",
    ),
)
MENDED = "Deska wymieniona, sprawdziliśmy na miejscu."


def make_visits(town: Organisation, officer: Person, *, at: datetime) -> None:
    """Four visits held a month ago, one that is late, one next week."""
    owing = list(Place.objects.of_city(town).filter(care_from__lte=at.date() - timedelta(days=40)).order_by("pk")[:6])
    breach = None
    for place, (days, bad, note, missing) in zip(owing, HELD, strict=False):
        seen = at - timedelta(days=days)
        one = inspecting.plan_inspection(
            by=officer, place=place, on=seen.date(), at=seen - timedelta(days=3)
        )  # fmt: skip
        findings: dict[str, dict[str, str]] = {key: {"is": visiting.OK} for key in visiting.KEYS}
        findings |= {key: {"is": said, "note": words} for key, (said, words) in bad.items()}
        values: dict[str, Any] = {"on": seen.date(), "findings": findings, "note": note}
        if missing:
            values |= {"breach": True, "what": missing, "mend_by": (at + timedelta(days=9)).date()}
        inspecting.hold_inspection(
            by=officer, inspection=one, values=values, photo=_photo(officer, one, place, at=seen), at=seen
        )
        breach = place.breaches.first() or breach
    if breach is not None:
        breaching.mend_breach(by=officer, breach=breach, note=MENDED, at=at - timedelta(days=12))
    for place, days in zip(owing[len(HELD) :], (-4, 6), strict=False):
        day = (at + timedelta(days=days)).date()
        inspecting.plan_inspection(by=officer, place=place, on=day, at=at - timedelta(days=20))


def _photo(officer: Person, visit: Inspection, place: Place, *, at: datetime) -> Upload:
    """A drawing that says what it is: nobody was there."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (640, 420), "#dfe9d5")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 270, 640, 420), fill="#8aa66c")
    pen.rectangle((180, 220, 460, 240), fill="#6b4a2f")
    pen.rectangle((200, 240, 215, 300), fill="#3f3f3f")
    pen.rectangle((425, 240, 440, 300), fill="#3f3f3f")
    pen.text((20, 20), f"Przeglad {visit.planned_on} (rysunek na niby / invented)", fill="#222222")
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=70)
    packed.seek(0)
    packed.name = "przeglad.jpg"
    return store_upload(
        by=officer,
        organisation=place.organisation,
        file=packed,
        kind=Upload.Kind.PHOTO,
        audience=Upload.Audience.HOLDER,
        holder_kind=inspecting.KIND,
        holder_key=visit.pk,
        alt_text=f"{place.title}: ławka na trawniku (rysunek)",
        at=at,
    )
