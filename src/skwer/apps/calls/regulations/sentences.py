"""What a call's own settings say in words; each stage kind adds its own clauses."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Iterator

from skwer.apps.places.models import CATEGORIES
from skwer.values.text import Text

from ..applicants import APPLICANTS
from ..models import Call, Scheme
from ..stages import Clause
from .writing import counted, counted_en, listed, money, text, translated

SUPPORT: dict[str, Text] = {
    Scheme.Support.CASH: text("Wsparcie to pieniądze: dotacja.", "Support is money: a grant."),
    Scheme.Support.IN_KIND: text(
        "Miasto nie przekazuje pieniędzy. Kupuje rzeczy i usługi, których potrzebuje pomysł.",
        "The city gives no money. It buys the things and services the idea needs.",
    ),
    Scheme.Support.LOAN: text(
        "Miasto nie przekazuje pieniędzy. Wypożycza sprzęt albo udostępnia miejsce.",
        "The city gives no money. It lends equipment or space.",
    ),
    Scheme.Support.MIXED: text(
        "Wsparcie to dotacja, zakupy miasta albo wypożyczenie sprzętu, zależnie od pomysłu.",
        "Support is a grant, purchases by the city or a loan of equipment, as the idea needs.",
    ),
}

CATEGORY_NAMES: dict[str, Text] = {
    "bench": text("ławka, odpoczynek", "bench, rest"),
    "garden": text("ogród", "garden"),
    "courtyard": text("podwórko", "courtyard"),
    "playground": text("plac zabaw, sport", "playground, sport"),
    "tree": text("drzewa", "trees"),
    "bicycle": text("rowery", "bicycles"),
    "mural": text("mural, sztuka", "mural, art"),
    "meadow": text("łąka, kwiaty", "meadow, flowers"),
    "path": text("ścieżka, dostęp", "path, access"),
    "water": text("nad wodą", "waterside"),
}


def of_call(call: Call) -> Iterator[Clause]:
    yield from _purpose(call)
    yield from _applicants(call)
    yield from _places(call)
    yield from _money(call)
    yield from _own(call)
    yield from _care(call)
    yield from _data()
    yield from _changes()


def _purpose(call: Call) -> Iterator[Clause]:
    title, city = translated(call, "title"), call.organisation.name
    scheme, edition = translated(call.edition.scheme, "name"), call.edition.name
    yield Clause(
        "purpose",
        text(
            f"Nabór „{title['pl']}” ogłasza {city}. To część programu „{scheme['pl']}”, edycja {edition}.",
            f"{city} announces the call “{title['en']}”. It is part of the scheme “{scheme['en']}”, edition {edition}.",
        ),
    )
    basis = translated(call.edition.scheme, "legal_basis")
    if basis["pl"]:
        yield Clause("legal", text(f"Podstawa prawna: {basis['pl']}", f"Legal basis: {basis['en']}"))
    yield Clause("form_of_support", SUPPORT[call.edition.scheme.support])
    pot = money(call.pot, call.currency)
    yield Clause("pot", text(f"Pula naboru to {pot['pl']}.", f"There is {pot['en']} in the pot."))


def _applicants(call: Call) -> Iterator[Clause]:
    kinds = listed([APPLICANTS[kind] for kind in call.applicants if kind in APPLICANTS])
    yield Clause(
        "applicants",
        text(f"Pomysł może zgłosić: {kinds['pl']}.", f"Those who may apply: {kinds['en']}."),
    )
    if call.age_min:
        years = counted(call.age_min, "rok", "lata", "lat")
        yield Clause(
            "age",
            text(
                f"Osoba, która zgłasza pomysł, ma skończone {years}.",
                f"Whoever applies is at least {counted_en(call.age_min, 'year', 'years')} old.",
            ),
        )


def _places(call: Call) -> Iterator[Clause]:
    yield Clause(
        "city",
        text("Miejsce leży w granicach miasta.", "The place lies within the city."),
    )
    if call.categories and set(call.categories) != {key for key, _name in CATEGORIES}:
        names = listed([CATEGORY_NAMES[key] for key in call.categories if key in CATEGORY_NAMES])
        yield Clause(
            "categories",
            text(f"Rodzaj miejsca to: {names['pl']}.", f"The kind of place is: {names['en']}."),
        )


def _money(call: Call) -> Iterator[Clause]:
    least, most = money(call.request_min, call.currency), money(call.request_max, call.currency)
    if call.request_min:
        yield Clause(
            "limits",
            text(
                f"Jeden wniosek może dotyczyć kwoty od {least['pl']} do {most['pl']}.",
                f"One proposal may ask for {least['en']} to {most['en']}.",
            ),
        )
    else:
        yield Clause(
            "limits",
            text(
                f"Jeden wniosek może dotyczyć najwyżej {most['pl']}.", f"One proposal may ask for at most {most['en']}."
            ),
        )
    yield Clause(
        "costs",
        text(
            "Wniosek wymienia każdy koszt, jego kwotę i źródło: dotacja, pieniądze własne, rzeczy albo praca społeczna.",
            "A proposal names every cost, its sum and its source: the grant, own money, things or voluntary work.",
        ),
    )


def _own(call: Call) -> Iterator[Clause]:
    if call.own_share:
        yield Clause(
            "own",
            text(
                f"Wkład własny to co najmniej {call.own_share}% całego kosztu. Liczą się pieniądze, rzeczy i praca.",
                f"The own contribution is at least {call.own_share}% of the whole cost. Money, things and work all count.",
            ),
        )
    else:
        yield Clause("own", text("Wkład własny nie jest wymagany.", "No own contribution is required."))


def _care(call: Call) -> Iterator[Clause]:
    months = call.edition.scheme.durability_months
    if months:
        yield Clause(
            "care",
            text(
                f"Kto dostał wsparcie, dba o miejsce przez {counted(months, 'miesiąc', 'miesiące', 'miesięcy')} od dnia, "
                "w którym jest gotowe. Miejsce pozostaje w tym czasie otwarte i w dobrym stanie.",
                f"Whoever received support looks after the place for {counted_en(months, 'month', 'months')} from the day "
                "it is ready. It stays open and in good repair for that time.",
            ),
        )


def _data() -> Iterator[Clause]:
    yield Clause(
        "data",
        text(
            "Nie pytamy o numer PESEL. Pytamy tylko o to, czego potrzebuje ten nabór.",
            "We never ask for the national identity number. We ask only for what this call needs.",
        ),
    )
    yield Clause(
        "retention",
        text(
            "Publikujemy treść pomysłu, jego miejsce i kwoty. Danych do kontaktu nie publikujemy; usuwamy je po okresie "
            "przechowywania akt naboru.",
            "We publish what the idea is, where it is and its sums. We publish no contact data; they are erased when the "
            "call's archive term ends.",
        ),
    )


def _changes() -> Iterator[Clause]:
    yield Clause(
        "changes",
        text(
            "Gdy etap się zacznie, jego zasad nie zmieniamy. Jeśli zmiana jest konieczna, ogłaszamy ją z powodem, "
            "a poprzednia wersja zostaje dostępna.",
            "Once a stage has begun its rules do not change. If a change is unavoidable we announce it with the reason, "
            "and the earlier version stays readable.",
        ),
    )
