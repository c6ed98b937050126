"""What a call's own settings say in words; each stage kind adds its own clauses."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Iterator

from skwer.apps.places.models import CATEGORIES
from skwer.values.text import Text

from ..applicants import APPLICANTS
from ..models import Call, Scheme
from ..stages import ASSESS, MEET, Clause
from .writing import counted, counted_en, listed, money, text, translated

SUPPORT: dict[str, Text] = {
    Scheme.Support.CASH: text(
        "Wsparcie ma formę dotacji wypłacanej na podstawie umowy.",
        "Support takes the form of a grant paid under an agreement.",
    ),
    Scheme.Support.IN_KIND: text(
        "Wsparcie ma formę rzeczową. Miasto nie przekazuje pieniędzy: kupuje rzeczy i usługi wymienione we wniosku, "
        "a sprzęt i miejsca, które ma, może użyczyć.",
        "Support is given in kind. The city pays out no money: it buys the goods and services the proposal names, "
        "and may lend equipment and space it has.",
    ),
    Scheme.Support.LOAN: text(
        "Wsparcie ma formę użyczenia. Miasto nie przekazuje pieniędzy: nieodpłatnie użycza sprzęt albo udostępnia "
        "miejsce na czas określony w umowie.",
        "Support takes the form of a loan for use. The city pays out no money: it lends equipment or space free of "
        "charge for the time the agreement sets.",
    ),
    Scheme.Support.MIXED: text(
        "Wsparcie może mieć formę dotacji, zakupu rzeczy i usług przez miasto albo użyczenia sprzętu lub miejsca. Formę "
        "ustala umowa.",
        "Support may take the form of a grant, of goods and services the city buys, or of a loan of equipment or space. "
        "The agreement sets the form.",
    ),
}

GIVEN: dict[str, Text] = {
    Scheme.Support.CASH: text("Kwota dotacji na jeden wniosek", "The grant for one proposal"),
    Scheme.Support.IN_KIND: text(
        "Wartość rzeczy i usług kupowanych przez miasto na jeden wniosek",
        "The value of goods and services the city buys for one proposal",
    ),
    Scheme.Support.LOAN: text("Wartość użyczenia na jeden wniosek", "The value of the loan for one proposal"),
    Scheme.Support.MIXED: text("Wartość wsparcia na jeden wniosek", "The value of support for one proposal"),
}
"""What the limits of one proposal are limits of."""

SOURCE: dict[str, Text] = {
    Scheme.Support.CASH: text("dotacja", "the grant"),
    Scheme.Support.IN_KIND: text("zakup miasta", "purchase by the city"),
    Scheme.Support.LOAN: text("użyczenie", "loan by the city"),
    Scheme.Support.MIXED: text("wsparcie miasta", "the city's support"),
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
    yield from _definitions(call)
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
            f"Regulamin określa zasady naboru „{title['pl']}”. Nabór ogłasza i prowadzi {city} w ramach programu "
            f"„{scheme['pl']}”, edycja {edition}.",
            f"These regulations govern the call “{title['en']}”. It is announced and run by {city} as part of the scheme "
            f"“{scheme['en']}”, edition {edition}.",
        ),
    )
    basis = translated(call.edition.scheme, "legal_basis")
    if basis["pl"]:
        yield Clause("legal", text(f"Podstawa prawna: {basis['pl']}", f"Legal basis: {basis['en']}"))
    yield Clause("form_of_support", SUPPORT[call.edition.scheme.support])
    pot = money(call.pot, call.currency)
    yield Clause(
        "pot", text(f"Pula środków na nabór wynosi {pot['pl']}.", f"The pot of the call amounts to {pot['en']}.")
    )


def _definitions(call: Call) -> Iterator[Clause]:
    city = call.organisation.name
    yield Clause(
        "definitions",
        text(
            f"„Miasto” oznacza: {city}, wraz z urzędem, który obsługuje nabór.",
            f"“The city” means {city}, with the office that runs the call.",
        ),
    )
    yield Clause(
        "definitions",
        text(
            "„Wnioskodawca” oznacza osobę, grupę albo organizację, która składa wniosek.",
            "“The applicant” means the person, group or organisation that sends a proposal.",
        ),
    )
    yield Clause(
        "definitions",
        text(
            "„Wniosek” oznacza wypełniony formularz naboru wraz z załącznikami.",
            "“The proposal” means the completed form of the call with its annexes.",
        ),
    )
    if any(stage.kind in (ASSESS, MEET) for stage in call.stages.all()):
        yield Clause(
            "definitions",
            text(
                "„Komisja” oznacza zespół powołany do oceny wniosków.",
                "“The committee” means the body appointed to assess proposals.",
            ),
        )
    yield Clause(
        "definitions",
        text(
            "„Koszt całkowity” oznacza sumę wszystkich kosztów wymienionych we wniosku, bez względu na ich źródło.",
            "“The whole cost” means the sum of all costs named in the proposal, whatever pays for them.",
        ),
    )
    yield Clause("definitions", _voluntary_work(call))
    yield Clause(
        "definitions",
        text("Terminy określone w dniach liczy się w dniach kalendarzowych.", "Terms set in days are calendar days."),
    )


def _voluntary_work(call: Call) -> Text:
    rate = call.edition.scheme.hour_rate
    worth = money(rate, call.currency) if rate else None
    return text(
        "„Praca społeczna” oznacza nieodpłatną pracę wnioskodawcy i mieszkańców"
        + (f"; jedna godzina ma wartość {worth['pl']}." if worth else "."),
        "“Voluntary work” means unpaid work of the applicant and of residents"
        + (f"; one hour is worth {worth['en']}." if worth else "."),
    )


def _applicants(call: Call) -> Iterator[Clause]:
    kinds = listed([APPLICANTS[kind] for kind in call.applicants if kind in APPLICANTS])
    yield Clause(
        "applicants",
        text(f"Wniosek może złożyć: {kinds['pl']}.", f"A proposal may be sent by: {kinds['en']}."),
    )
    if call.age_min:
        years = counted(call.age_min, "rok", "lata", "lat")
        yield Clause(
            "age",
            text(
                f"Osoba, która składa wniosek, ma ukończone {years}.",
                f"The person who sends the proposal is at least {counted_en(call.age_min, 'year', 'years')} old.",
            ),
        )
    if cap := call.edition.scheme.year_cap:
        most = money(cap, call.currency)
        yield Clause(
            "year_cap",
            text(
                f"W jednym roku kalendarzowym jedna organizacja może otrzymać w ramach programu łącznie najwyżej "
                f"{most['pl']}. Do limitu wlicza się kwoty przyznane w ogłoszonych rozstrzygnięciach; kwot z wniosków "
                "wycofanych się nie wlicza.",
                f"In one calendar year one organisation may receive at most {most['en']} in all from the scheme. Sums "
                "awarded by published decisions count; those of withdrawn proposals do not.",
            ),
        )


def _places(call: Call) -> Iterator[Clause]:
    yield Clause(
        "city",
        text(
            "Miejsce, którego dotyczy wniosek, leży w granicach miasta.",
            "The place the proposal is about lies within the city.",
        ),
    )
    if call.categories and set(call.categories) != {key for key, _name in CATEGORIES}:
        names = listed([CATEGORY_NAMES[key] for key in call.categories if key in CATEGORY_NAMES])
        yield Clause(
            "categories",
            text(
                f"Nabór obejmuje miejsca takie jak: {names['pl']}.", f"The call covers places such as: {names['en']}."
            ),
        )


def _money(call: Call) -> Iterator[Clause]:
    scheme = call.edition.scheme
    least, most = money(call.request_min, call.currency), money(call.request_max, call.currency)
    given, source = GIVEN[scheme.support], SOURCE[scheme.support]
    if call.request_min:
        yield Clause(
            "limits",
            text(
                f"{given['pl']} wynosi od {least['pl']} do {most['pl']}.",
                f"{given['en']} is between {least['en']} and {most['en']}.",
            ),
        )
    else:
        yield Clause(
            "limits",
            text(f"{given['pl']} wynosi najwyżej {most['pl']}.", f"{given['en']} is at most {most['en']}."),
        )
    yield Clause(
        "costs",
        text(
            f"Wniosek wymienia każdy koszt, jego kwotę i źródło: {source['pl']}, środki własne, wkład rzeczowy albo praca "
            "społeczna.",
            f"The proposal names every cost, its sum and its source: {source['en']}, own money, goods given or "
            "voluntary work.",
        ),
    )
    if scheme.de_minimis:
        yield Clause(
            "de_minimis",
            text(
                "Jeżeli ze wsparcia korzysta przedsiębiorca, wnioskodawca dołącza do wniosku jego oświadczenie o otrzymanej "
                "pomocy de minimis. Umowę zawiera się po złożeniu oświadczenia.",
                "If a business benefits from the support, the applicant encloses its declaration on the de minimis aid it "
                "has received. The agreement is made once the declaration has been handed in.",
            ),
        )


def _own(call: Call) -> Iterator[Clause]:
    if call.own_share:
        yield Clause(
            "own",
            text(
                f"Wkład własny wynosi co najmniej {call.own_share}% kosztu całkowitego. Wlicza się do niego środki własne, "
                "wkład rzeczowy i pracę społeczną.",
                f"The own contribution is at least {call.own_share}% of the whole cost. Own money, goods given and "
                "voluntary work all count.",
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
                f"Wnioskodawca, który otrzymał wsparcie, opiekuje się miejscem przez "
                f"{counted(months, 'miesiąc', 'miesiące', 'miesięcy')} od dnia jego ukończenia. W tym czasie miejsce "
                "pozostaje otwarte i w dobrym stanie.",
                f"An applicant who received support looks after the place for "
                f"{counted_en(months, 'month', 'months')} from the day it is finished. During that time the place stays "
                "open and in good repair.",
            ),
        )


def _data() -> Iterator[Clause]:
    yield Clause(
        "data",
        text(
            "Miasto nie żąda numeru PESEL. Zbiera wyłącznie dane potrzebne do przeprowadzenia naboru.",
            "The city does not ask for the national identity number. It collects only what this call needs.",
        ),
    )
    yield Clause(
        "retention",
        text(
            "Miasto publikuje treść wniosku, miejsce i kwoty. Danych kontaktowych nie publikuje i usuwa je po upływie "
            "okresu przechowywania akt naboru.",
            "The city publishes what the proposal says, where the place is, and its sums. It publishes no contact data "
            "and erases them when the call's archive term ends.",
        ),
    )


def _changes() -> Iterator[Clause]:
    yield Clause(
        "changes",
        text(
            "Po rozpoczęciu etapu jego zasad się nie zmienia. Jeżeli zmiana jest konieczna, miasto ogłasza ją wraz "
            "z powodem, a poprzednia wersja regulaminu pozostaje dostępna.",
            "Once a stage has begun its rules do not change. If a change is unavoidable the city announces it with the "
            "reason, and the earlier version of these regulations stays available.",
        ),
    )
