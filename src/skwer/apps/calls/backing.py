"""What a call asks to stand behind a proposal: its settings, what is wrong with them, and what they mean in words."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from skwer.apps.forms.schema import Form
from skwer.values.text import Text

from .applicants import GROUP, PERSON
from .models import Call, Scheme, Stage
from .regulations.writing import counted, counted_en, text
from .stages import PROPOSE, Clause, Problem
from .words import say

OWNER_CONSENT = ("none", "before_sending", "before_agreement")
DEFAULTS: dict[str, Any] = {"support": {"needed": 0, "age": 15, "days_kept": 90}, "owner_consent": "none"}
"""What a stage in which people apply says about support and consent, beside its form."""

# The legal cap on names a council may require: 0.1% of the residents of the pool's area.
CAP_PER = 1000
# So many names are taken at most for each one needed: some get struck, and nobody needs the others' data.
SPARE = 2
_LONGEST = 3650


@dataclass(frozen=True)
class Support:
    """needed: names a proposal must bring; age: of those who sign; kept: days the names are kept after the deadline."""

    needed: int
    age: int
    kept: int


def support_of_settings(settings: Mapping[str, Any]) -> Support:
    """The list of support one stage asks for."""
    given = {**DEFAULTS["support"], **(settings.get("support") or {})}
    return Support(given["needed"], given["age"], given["days_kept"])


def consent_of_settings(settings: Mapping[str, Any]) -> str:
    """When the land's owner must have agreed: one of OWNER_CONSENT."""
    return str(settings.get("owner_consent") or DEFAULTS["owner_consent"])


def cap(call: Call) -> int | None:
    """The most names the law lets this call require; None where it names no cap, or nobody said how many live here.

    Art. 5a (7) (2) of the Polish act on communes: at most 0.1% of the residents of the area a pool is for.
    """
    residents = call.organisation.population
    if call.edition.scheme.vehicle != Scheme.Vehicle.PARTICIPATORY_BUDGET or residents is None:
        return None
    return residents // CAP_PER


def most(call: Call, support: Support) -> int:
    """How many names a list takes: twice as many as needed, never more than the law allows."""
    highest = cap(call)
    wanted = support.needed * SPARE
    return wanted if highest is None else max(min(wanted, highest), support.needed)


def erased_on(stage: Stage | None, support: Support, at: datetime) -> date:
    """The day on which names and scans go: so many days after the last hour in which people may apply."""
    end = stage.closes_at if stage is not None and stage.closes_at is not None else at
    return timezone.localtime(max(end, at)).date() + timedelta(days=support.kept)


# --- what is wrong with the settings


def problems_of_settings(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Faults anybody can see without the call: wrong numbers, no question about the owner."""
    support = {**DEFAULTS["support"], **(settings.get("support") or {})}
    for key, most_allowed, message in (
        ("needed", 10_000, _("Say how many people must support a proposal: a whole number, 0 for none.")),
        ("age", 100, _("Say from which age people may sign: a whole number of years.")),
        ("days_kept", _LONGEST, _("Say for how many days the names are kept: a whole number, at most ten years.")),
    ):
        value = support.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most_allowed:
            yield Problem(f"support_{key}", str(message), f"support.{key}")
    consent = settings.get("owner_consent") or "none"
    if consent not in OWNER_CONSENT:
        message = _("Choose when the owner of the land must have agreed.")
        yield Problem("owner_consent", str(message), "owner_consent")
    elif consent != "none":
        question = Form.from_json(settings.get("form")).question("owner")
        if question is None or "city" not in {option.key for option in question.options}:
            message = _("The form must ask whose land it is: a question with the key “owner” and an answer “city”.")
            yield Problem("owner_question", str(message), "owner_consent")


def problems_of(stage: Stage) -> list[Problem]:
    """Faults that only the call shows: more names than the law lets a participatory budget require."""
    if stage.kind != PROPOSE:
        return []
    needed = (stage.settings.get("support") or {}).get("needed", 0)
    if not isinstance(needed, int) or needed <= 0:
        return []
    call = stage.call
    if call.edition.scheme.vehicle != Scheme.Vehicle.PARTICIPATORY_BUDGET:
        return []
    if call.organisation.population is None:
        message = _(
            "First say on the city's page how many people live here: a participatory budget may require "
            "support of at most 0.1% of them."
        )
        return [Problem("support_population", str(message), "support.needed")]
    highest = cap(call) or 0
    if needed <= highest:
        return []
    message = say(
        _(
            "Lower the number to %(cap)s: the law lets a participatory budget require support of at most 0.1%% of "
            "the %(residents)s residents (art. 5a (7) (2) of the act on communes)."
        ),
        cap=highest,
        residents=call.organisation.population,
    )
    return [Problem("support_cap", str(message), "support.needed")]


# --- what the regulations say


def clauses_of(stage: Stage) -> Iterator[Clause]:
    """The paragraphs on consents and support; none where nothing is asked for."""
    yield from _consent(consent_of_settings(stage.settings))
    if stage.settings.get("round") != "full":  # said once a call
        yield from _guardian(stage.call)
    support = support_of_settings(stage.settings)
    if support.needed:
        yield from _support(stage, support)


def _consent(when: str) -> Iterator[Clause]:
    if when == "none":
        return
    told = {
        "before_sending": text(
            "Zgodę dołącza się przed wysłaniem wniosku; bez niej wniosku nie można wysłać.",
            "The consent is added before the proposal is sent; without it the proposal cannot be sent.",
        ),
        "before_agreement": text(
            "Zgodę dołącza się najpóźniej przed podpisaniem umowy; bez niej umowy nie podpisujemy.",
            "The consent is added at the latest before the agreement is signed; without it no agreement is signed.",
        ),
    }[when]
    yield Clause(
        "consent",
        text(
            "Jeśli teren nie należy do miasta, potrzebna jest zgoda jego właściciela albo zarządcy. "
            f"{told['pl']} Jeśli nie wiadomo, do kogo teren należy, ustala to urząd.",
            "If the land is not the city's, its owner or administrator must agree. "
            f"{told['en']} If it is not known whose land it is, the office finds out.",
        ),
    )


def asks_guardian(call: Call) -> bool:
    """Do people apply here who are too young to bind themselves?"""
    return call.guardian_age > call.age_min and bool({PERSON, GROUP} & set(call.applicants))


def _guardian(call: Call) -> Iterator[Clause]:
    if not asks_guardian(call):
        return
    yield Clause(
        "guardian",
        text(
            f"Za osobę, która nie ma skończonych {counted(call.guardian_age, 'roku', 'lat', 'lat')}, zgodę wyraża "
            "rodzic albo opiekun prawny: przez internet albo na papierze. Bez tej zgody wniosku nie można wysłać.",
            f"For a person under {counted_en(call.guardian_age, 'year', 'years')} of age a parent or legal guardian "
            "agrees, online or on paper. Without this consent the proposal cannot be sent.",
        ),
    )


def _support(stage: Stage, support: Support) -> Iterator[Clause]:
    people = counted(support.needed, "osoba", "osoby", "osób")
    people_en = counted_en(support.needed, "person", "people")
    years, years_en = _age(support.age)
    yield Clause(
        "support",
        text(
            f"Wniosek {'popiera' if _one_or_many(support.needed) else 'popierają'} co najmniej {people}, które "
            f"mieszkają w mieście{years}. Podpisów autorów wniosku nie wlicza się.",
            f"A proposal is supported by at least {people_en} who live in the city{years_en}. Signatures of those who "
            "write it do not count.",
        ),
    )
    lists = most(stage.call, support)
    until = _day(erased_on(stage, support, stage.closes_at)) if stage.closes_at else None
    when = until or {
        "pl": f"{counted(support.kept, 'dzień', 'dni', 'dni')} po terminie składania wniosków",
        "en": f"{counted_en(support.kept, 'day', 'days')} after the deadline for proposals",
    }
    yield Clause(
        "support_list",
        text(
            "Poprzeć wniosek można przez internet, z konta, albo na papierowej liście. Podaje się imię i nazwisko oraz "
            "ulicę; nie podaje się numeru PESEL ani telefonu. Lista przyjmuje najwyżej "
            f"{counted(lists, 'podpis', 'podpisy', 'podpisów')}. Poparcie można wycofać, dopóki wniosek nie jest "
            f"wysłany. Nazwiska i skany list usuwa się {when['pl']}; pozostaje liczba podpisów.",
            "Support is given online, from an account, or on a paper list. People give their name and street, neither a "
            f"national identity number nor a telephone. A list takes at most {counted_en(lists, 'name', 'names')}. "
            f"Support may be withdrawn until the proposal is sent. Names and scans are erased {when['en']}; the number "
            "of names stays.",
        ),
    )


def _age(age: int) -> tuple[str, str]:
    if not age:
        return "", ""
    return (
        f" i mają skończone {counted(age, 'rok', 'lata', 'lat')}",
        f" and are at least {counted_en(age, 'year', 'years')} old",
    )


def _one_or_many(number: int) -> bool:
    """Does the Polish verb stand in the singular (1 osoba, 5 osób popiera; 3 osoby popierają)?"""
    return not (number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14))


def _day(on: date) -> Text:
    with override("pl"):
        polish = f"{date_format(on, 'j E Y', use_l10n=False)} r."
    with override("en"):
        english = f"on {date_format(on, 'j F Y', use_l10n=False)}"
    return {"pl": polish, "en": english}
