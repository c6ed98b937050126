"""Values for the specimen page: every part once, with names of the invented city, none read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from .drawing.scenes import CATEGORIES
from .templatetags.parts import STATES

IDEAS = [
    (1, "Podwórko przy Młyńskiej 12", "courtyard", "Stare Miasto", 12000, 16.121, 53.89775, "54.6", "34.9"),
    (3, "Ławki na skarpie nad Strugą", "bench", "Nadrzecze", 9000, 16.1114, 53.89051, "48", "37.4"),
    (4, "Ogród pokoleń", "garden", "Zatorze", 12000, 16.1135, 53.87992, "56.4", "28.4"),
    (2, "Łąka za szkołą nr 4", "meadow", "Zatorze", 6500, 16.1024, 53.88398, "52.8", "30.8"),
    (9, "Na skróty do przychodni", "path", "Podgórze", 11500, 16.166, 53.8921, "48.6", "19.6"),
    (10, "Pomost dla kaczek i ludzi", "water", "Nadrzecze", 12000, 16.1462, 53.88186, "37.2", "33.7"),
]


def context(geodata: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    """The specimen's template context. `geodata`: a city's GeoJSON, or None for the plain grid."""
    ideas = [
        {
            "number": n, "title": title, "category": kind, "seed": n, "where": where, "amount": Decimal(sum_),
            "lon": lon, "lat": lat, "url": f"#p{n}", "anchor": f"p{n}", "text": "Zamiast betonu: klomb, ławka i cień.",
            "state": "chosen" if k < 4 else "reserve", "out": k > 3, "most": 100,
            "why": "" if k < 4 else _("The pot ran short of 8,000 zł. First on the reserve list."),
            "parts": [(_("committee"), Decimal(points)), (_("votes"), Decimal(votes))],
        }
        for k, (n, title, kind, where, sum_, lon, lat, points, votes) in enumerate(IDEAS)
    ]  # fmt: skip
    stages = [
        {"name": "Pomysły", "state": "done", "note": "do 30 września"},
        {"name": "Rozmowa z komisją", "state": "done", "note": "6–10 października"},
        {"name": "Pełne wnioski", "state": "done", "note": "do 7 listopada"},
        {"name": "Ocena i głosowanie", "state": "now", "note": "do 6 grudnia, 20:00"},
        {"name": "Decyzja", "state": "next", "note": "14 grudnia"},
        {"name": "Umowy i budowa", "state": "next", "note": "do 31 sierpnia"},
        {"name": "Opieka", "state": "next", "note": "2 lata"},
    ]
    questions = [
        {"name": "title", "kind": "text", "label": "Tytuł pomysłu", "hint": "Krótko, tak jak powiesz sąsiadowi.",
         "value": "Ogród pokoleń", "max_length": 80},
        {"name": "why", "kind": "textarea", "label": "Po co?", "hint": "Dwa zdania wystarczą.", "max_length": 300,
         "value": "Z wózka nie sięgnie się do ziemi.", "required": False},
        {"name": "sum", "kind": "money", "label": "O jaką dotację prosicie?", "unit": "zł", "value": "12 400",
         "hint": "Najwięcej 12 000 zł na jeden wniosek (§ 8).",
         "errors": ["Kwota nie może przekraczać 12 000 zł. Teraz jest o 400 zł za duża."]},
        {"name": "hours", "kind": "number", "label": "Ile godzin przepracujecie razem?", "value": 120},
        {"name": "day", "kind": "date", "label": "Kiedy zaczynacie?", "value": now.date()},
        {"name": "until", "kind": "datetime", "label": "Do kiedy zbieramy głosy?", "value": now},
        {"name": "category", "kind": "select", "label": "Co to będzie?", "value": "garden",
         "choices": [(c, c) for c in CATEGORIES]},
        {"name": "owner", "kind": "radio", "label": "Czyj jest teren?", "value": "city",
         "choices": [("city", "Miasta"), ("housing", "Spółdzielni albo wspólnoty"), ("unknown", "Nie wiem")]},
        {"name": "give", "kind": "checkboxes", "label": "Co dajecie od siebie?", "value": ["tools"], "required": False,
         "choices": [("tools", "Narzędzia"), ("transport", "Transport"), ("stuff", "Materiały z odzysku")]},
        {"name": "agree", "kind": "checkbox", "label": "Miejsce będzie otwarte dla wszystkich.", "value": True},
        {"name": "photo", "kind": "photo", "label": "Zdjęcie miejsca", "required": False, "accept": "image/*",
         "files": [{"name": "trawnik.jpg", "size": 240_000, "alt": "Trawnik pod oknami", "key": "1"}]},
        {"name": "place", "kind": "place", "label": "Gdzie to będzie?",
         "value": {"address": "ul. Torowa 3", "lon": "16.1135", "lat": "53.87992"}},
        {"name": "costs", "kind": "costs", "label": "Ile to kosztuje?", "add": 1,
         "value": [{"name": "Osiem skrzyń z modrzewia", "quantity": "8 sztuk", "amount": "6 400", "source": "grant"},
                   {"name": "Praca sąsiadów", "quantity": "120 godzin", "amount": "3 600", "source": "in_kind"}]},
    ]  # fmt: skip
    dues = [
        {"title": "Wezwij do uzupełnienia: Warzywnik przy świetlicy", "text": "Brakuje zgody właściciela działki 88/2.",
         "state": "late", "state_label": "Spóźnione 3 dni", "at": now - timedelta(days=3), "action": "Wyślij wezwanie",
         "url": "#", "primary": True},
        {"title": "Sprawozdanie końcowe: Sad za remizą", "text": "Koszty 9 870,00 zł, zwrot 130,00 zł.",
         "state": "sent", "state_label": "Do sprawdzenia", "at": now + timedelta(days=4), "action": "Sprawdź",
         "url": "#"},
    ]  # fmt: skip
    return {
        "now": now,
        "geodata": geodata,
        "ideas": ideas,
        "chosen": ideas[:4],
        "beyond": ideas[4:],
        "stages": stages,
        "questions": questions,
        "problems": [("sum", "Zmniejsz dotację o 400 zł albo znajdź inne źródło")],
        "dues": dues,
        "states": STATES,
        "categories": CATEGORIES,
        "themes": ["lipa", "struga", "cegla", "sliwa", "blawatek", "bursztyn"],
        "facts": [
            {"label": "Dotacja", "value": "12 000 zł", "big": True, "note": "i 120 godzin pracy"},
            ("Gdzie", "ul. Torowa 3, Zatorze"),
        ],
        "scores": [12, 15, 17],
        "days": [("1 grudnia", 210), ("2 grudnia", 340), ("3 grudnia", 280), ("4 grudnia", 190), ("5 grudnia", 520)],
        "page": Paginator(range(200), 10).page(7),
    }
