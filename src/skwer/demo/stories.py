"""What the demo's places tell besides their names: pictures before and after, measurements, seven that are gone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from skwer.apps.files.actions import store_upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places import actions as places
from skwer.apps.places.models import Picture, Place

# Title of a place → what was measured there, each a year or two after it opened: (what, value, how).
MEASURED: dict[str, list[tuple[str, str, str]]] = {
    "Skwer przy Wodnej": [
        ("m2_unsealed", "62", "taśmą, szkoła nr 2"),
        ("trees", "1", ""),
        ("seats", "8", ""),
        ("people_an_hour", "14", "sobota, 16–17, dwie osoby liczące"),
    ],
    "Podwórko Garncarska 7": [("m2_unsealed", "38.5", "z projektu, sprawdzone na miejscu"), ("seats", "12", "")],
}
# Places that are gone: their texts, where they stood, and why they went.
GONE: list[dict[str, Any]] = [
    {
        "title": "Parklet przy Długiej",
        "title_en": "The parklet on Długa",
        "summary": "Stał dwa lata w miejscu dwóch aut.",
        "summary_en": "It stood for two years where two cars were parked.",
        "category": "bench",
        "lon": "16.1296",
        "lat": "53.8979",
        "why": "planned",
    },
    {
        "title": "Rabata przy dworcu",
        "title_en": "The bed at the station",
        "summary": "W suche lato nie było komu podlewać.",
        "summary_en": "In a dry summer nobody could water it.",
        "category": "meadow",
        "lon": "16.1389",
        "lat": "53.8935",
        "why": "decayed",
    },
    {
        "title": "Kwietnik na Targowej",
        "title_en": "The flower bed on Targowa",
        "summary": "Zniszczony przy budowie kanału, nikt go nie odtworzył.",
        "summary_en": "Destroyed when the sewer was laid; nobody made it again.",
        "category": "meadow",
        "lon": "16.1322",
        "lat": "53.8958",
        "why": "damaged",
        "work_hours": 45,
    },
    {
        "title": "Grządki za pocztą",
        "title_en": "Raised beds behind the post office",
        "summary": "Po roku przychodziła jedna osoba, po dwóch nikt.",
        "summary_en": "After a year one person came, after two nobody.",
        "category": "garden",
        "lon": "16.1341",
        "lat": "53.8971",
        "why": "decayed",
        "work_hours": 70,
    },
    {
        "title": "Ławka pod kinem",
        "title_en": "The bench at the cinema",
        "summary": "Stanęła tam stacja rowerów.",
        "summary_en": "A bicycle station stands there now.",
        "category": "bench",
        "lon": "16.1308",
        "lat": "53.8949",
        "why": "replaced",
        "work_hours": 30,
    },
    {
        "title": "Kącik szachowy",
        "title_en": "The chess corner",
        "summary": "Sąsiedzi z okien nad stolikami poprosili o ciszę.",
        "summary_en": "Neighbours with windows above the tables asked for quiet.",
        "category": "playground",
        "lon": "16.1355",
        "lat": "53.8963",
        "why": "unwanted",
        "work_hours": 55,
    },
    {
        "title": "Łąka przy torach",
        "title_en": "The meadow by the tracks",
        "summary": "Kosiarka przyjechała w czerwcu, potem już nic nie wyrosło.",
        "summary_en": "The mower came in June; nothing grew again.",
        "category": "meadow",
        "lon": "16.1402",
        "lat": "53.8941",
        "why": "decayed",
        "work_hours": 40,
    },
]


FINE = 4


def tell_stories(town: Organisation, officer: Person, *, at: datetime) -> None:
    """Pictures, measurements and ends, each entered by the office on a day that fits."""
    told = {place.title_pl: place for place in Place.objects.of_city(town)}  # type: ignore[attr-defined]
    for title, measures in MEASURED.items():
        if (place := told.get(title)) is not None and place.ready_date:
            on = min(place.ready_date + timedelta(days=400), at.date() - timedelta(days=20))
            for what, value, how in measures:
                places.add_measure(by=officer, place=place, what=what, value=Decimal(value), on=on, how=how, at=at)
    if (place := told.get("Skwer przy Wodnej")) is not None and place.ready_date:
        _before_and_after(place, officer, at=at)
    for number, gone in enumerate(GONE):
        ready = date(at.year - 4, 3 + number, 15)
        values: dict[str, Any] = {"work_hours": 60, **gone, "ready_date": ready}
        why = values.pop("why")
        moment = datetime(ready.year, ready.month, ready.day, 12, tzinfo=at.tzinfo)
        place = places.add_place(by=officer, organisation=town, values=values, at=moment, state="cared")
        places.publish_place(by=officer, place=place, at=moment)
        end = ready + timedelta(days=730 - 80 * (number % 4))
        places.end_place(by=officer, place=place, on=end, why=why, at=moment + timedelta(days=800))


def _before_and_after(place: Place, officer: Person, *, at: datetime) -> None:
    """Two drawings from one spot: a photograph of a town that does not exist would be a lie."""
    ready: date = place.ready_date  # type: ignore[assignment]  (asked for by the caller)
    later = min(ready + timedelta(days=600), at.date() - timedelta(days=9))
    car_park = "Rysunek: parking na brzegu, pięć aut, bez drzew"
    works = "Rysunek: zerwany asfalt, pierwsze deski pomostu"
    square = "Rysunek: zejście do wody, ławka, trzcina i brzoza"
    first = _add(place, officer, _car_park, "before", ready - timedelta(days=400), None, at, car_park)
    _add(place, officer, _waterside, "during", ready - timedelta(days=30), None, at, works, half=True)
    _add(place, officer, _waterside, "after", later, first, at, square)


def _add(
    place: Place,
    officer: Person,
    draw: Callable[..., None],
    moment: str,
    taken_on: date,
    beside: Picture | None,
    at: datetime,
    alt: str,
    **how: Any,
) -> Picture:
    from PIL import Image, ImageDraw

    sheet = Image.new("RGB", (960 * FINE, 640 * FINE), "#cfe4ee")
    draw(_Pen(ImageDraw.Draw(sheet)), **how)
    file = io.BytesIO()
    sheet.resize((1440, 960), Image.Resampling.LANCZOS).save(file, "PNG")
    file.seek(0)
    file.name = f"{moment}.png"
    upload = store_upload(
        by=officer,
        organisation=place.organisation,
        file=file,
        kind="photo",
        audience="holder",
        holder_kind="place",
        holder_key=place.pk,
        alt_text=alt,
        at=at,
    )
    return places.add_picture(
        by=officer, place=place, upload=upload, moment=moment, taken_on=taken_on, beside=beside, at=at
    )


class _Pen:
    """Draws FINE times as large as it is told, so that edges are smooth when the sheet is made smaller."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def rectangle(self, box: tuple[int, ...], fill: str) -> None:
        self.draw.rectangle([FINE * one for one in box], fill=fill)

    def ellipse(self, box: tuple[int, ...], fill: str) -> None:
        self.draw.ellipse([FINE * one for one in box], fill=fill)

    def polygon(self, points: list[tuple[int, int]], fill: str) -> None:
        self.draw.polygon([(FINE * x, FINE * y) for x, y in points], fill=fill)

    def line(self, points: list[tuple[int, int]], fill: str, width: int) -> None:
        self.draw.line([(FINE * x, FINE * y) for x, y in points], fill=fill, width=FINE * width, joint="curve")


def _river(pen: Any, top: int) -> None:
    pen.rectangle((0, top, 960, top + 110), fill="#8cc4de")
    for x in range(40, 960, 230):
        pen.line([(x, top + 46), (x + 40, top + 36), (x + 80, top + 46)], fill="white", width=5)


def _car_park(pen: Any) -> None:
    _river(pen, 150)
    pen.rectangle((0, 260, 960, 640), fill="#b7c9cb")
    for k in range(6):
        pen.rectangle((90 + 155 * k, 340, 96 + 155 * k, 590), fill="white")
    for k, colour in enumerate(("#d9573a", "#fffdf6", "#3d86b4", "#23342d", "#d9573a")):
        x = 108 + 155 * k
        pen.rectangle((x, 470, x + 122, 550), fill=colour)
        pen.polygon([(x + 20, 470), (x + 36, 420), (x + 86, 420), (x + 102, 470)], fill=colour)
        pen.polygon([(x + 34, 466), (x + 44, 430), (x + 78, 430), (x + 88, 466)], fill="#8cc4de")
        for wheel in (x + 16, x + 86):
            pen.rectangle((wheel, 550, wheel + 22, 572), fill="#23342d")


def _waterside(pen: Any, *, half: bool = False) -> None:
    pen.rectangle((0, 0, 960, 640), fill="#f4e4bd")
    _river(pen, 290)
    for row in range(4 if half else 13):
        pen.rectangle((510, 250 + row * 26, 620, 272 + row * 26), fill="#a8744a")
    if half:
        pen.rectangle((60, 460, 430, 640), fill="#b7c9cb")
        return
    for x, crown in ((150, "#5aa75e"), (820, "#2f7d4a")):
        pen.rectangle((x - 9, 150, x + 9, 290), fill="#5d4636")
        pen.ellipse((x - 80, 30, x + 80, 190), fill=crown)
    for x in (40, 62, 88, 742, 772, 796):
        pen.rectangle((x, 330, x + 7, 470), fill="#2f7d4a")
        pen.ellipse((x - 6, 300, x + 13, 346), fill="#5d4636")
    for y in (470, 496, 530):
        pen.rectangle((150, y, 340, y + 16), fill="#1c6b3c")
    for x in (170, 310):
        pen.rectangle((x, 546, x + 14, 600), fill="#23342d")
