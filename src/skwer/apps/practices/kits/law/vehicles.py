"""Legal vehicles: what a city can stand a call on, in which country, by which law, and what that demands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from skwer.values.text import Text

READ_ON = date(2026, 11, 22)


@dataclass(frozen=True)
class Source:
    """The law, where its words were read, and when."""

    law: Any
    read_in: str
    as_of: date = READ_ON

    def __str__(self) -> str:
        return gettext("%(law)s (read in: %(source)s; as of %(date)s)") % {
            "law": self.law,
            "source": self.read_in,
            "date": date_format(self.as_of, "j E Y"),
        }


@dataclass(frozen=True)
class Vehicle:
    """key: of this list; scheme: the value of a kit's `scheme.vehicle`; country: "" for any; demands: sentences a city
    reads before it chooses; basis: the sentence a call's regulations cite."""

    key: str
    scheme: str
    country: str
    name: Any
    source: Source | None
    demands: tuple[Any, ...]
    basis: Text


INITIATIVE = Source(
    _("Polish act of 24 April 2003 on public benefit and volunteering, art. 19b–19h"),
    "lexlege.pl, prawo-pl.com (art. 19c)",
)
NO_MONEY = Source(
    _("Polish act of 24 April 2003 on public benefit and volunteering, art. 19b–19h, as Warsaw applies it"),
    "um.warszawa.pl",
)
SMALL = Source(
    _("Polish act of 24 April 2003 on public benefit and volunteering, art. 19a"),
    "garwolin-starostwo.pl, kamienieczabkowicki.eu",
)
OPEN_CALL = Source(
    _("Polish act of 24 April 2003 on public benefit and volunteering, art. 11–18"), "mikrodotacje.pl, prk24.pl"
)
BUDGET = Source(_("Polish act of 8 March 1990 on communes, art. 5a(3–7)"), "gazetaprawna.pl, inforlex.pl (25.09.2024)")
OSTRAVA = Source(
    _("Rules of Ostrava's grant programme Tvoříme prostor"), "tvorimeprostor.cz (o programu, časté dotazy)"
)

VEHICLES: tuple[Vehicle, ...] = (
    Vehicle(
        "pl_operator",
        "micro_grant",
        "PL",
        pgettext_lazy("legal vehicle", "micro-grants through an operator (Poland)"),
        OPEN_CALL,
        (
            _("The city chooses an operator, an NGO, in an open call for offers; the operator pays the grants."),
            _("An informal group acts with the operator or with an NGO that is its patron."),
        ),
        {
            "pl": "ustawa z dnia 24 kwietnia 2003 r. o działalności pożytku publicznego i o wolontariacie, art. 11–18 "
            "(stan źródeł: 22 listopada 2026 r.). Dotacje osobom i grupom nieformalnym przekazuje operator: "
            "organizacja pozarządowa wybrana w otwartym konkursie ofert.",
            "en": "Polish act of 24 April 2003 on public benefit and volunteering, art. 11–18 (sources as of "
            "22 November 2026). Grants to persons and informal groups are paid by an operator: an NGO chosen in an "
            "open call.",
        },
    ),
    Vehicle(
        "pl_small_grant",
        "small_grant",
        "PL",
        pgettext_lazy("legal vehicle", "small grant to an NGO (Poland)"),
        SMALL,
        (
            _("Only an NGO may ask; at most 10,000 zł, for at most 90 days."),
            _("One NGO receives at most 20,000 zł in a calendar year in this way."),
            _("The offer is shown for 7 days; anyone may comment. The report comes within 30 days."),
        ),
        {
            "pl": "ustawa z dnia 24 kwietnia 2003 r. o działalności pożytku publicznego i o wolontariacie, art. 19a "
            "(źródło: garwolin-starostwo.pl, odczyt 22 listopada 2026 r.).",
            "en": "Polish act of 24 April 2003 on public benefit and volunteering, art. 19a "
            "(source: garwolin-starostwo.pl, read on 22 November 2026).",
        },
    ),
    Vehicle(
        "pl_local_initiative",
        "local_initiative",
        "PL",
        pgettext_lazy("legal vehicle", "local initiative (Poland)"),
        INITIATIVE,
        (
            _("The city pays out no money: it buys goods and services, and lends space and equipment."),
            _("Residents apply directly or through an NGO; they may not choose the seller."),
            _("The task is on the closed list of art. 19b(1); the criteria weigh voluntary work above all."),
        ),
        {
            "pl": "ustawa z dnia 24 kwietnia 2003 r. o działalności pożytku publicznego i o wolontariacie, "
            "art. 19b–19h (źródło: lexlege.pl, rozdział 2a, odczyt 22 listopada 2026 r.).",
            "en": "Polish act of 24 April 2003 on public benefit and volunteering, art. 19b–19h "
            "(source: lexlege.pl, chapter 2a, read on 22 November 2026).",
        },
    ),
    Vehicle(
        "pl_participatory_budget",
        "participatory_budget",
        "PL",
        pgettext_lazy("legal vehicle", "participatory budget (Poland)"),
        BUDGET,
        (
            _("Residents choose by vote, and the council may not drop or change in substance what they chose."),
            _("A proposal needs support of at most 0.1% of the residents of the area its pool is for."),
            _("The council sets the rules in a resolution; what is chosen are the city's own tasks."),
        ),
        {
            "pl": "ustawa z dnia 8 marca 1990 r. o samorządzie gminnym, art. 5a ust. 3–7 "
            "(stan źródeł: 22 listopada 2026 r.).",
            "en": "Polish act of 8 March 1990 on communes, art. 5a(3–7) (sources as of 22 November 2026).",
        },
    ),
    Vehicle(
        "cz_programme",
        "other",
        "CZ",
        pgettext_lazy("legal vehicle", "the city's own grant programme (Czechia)"),
        OSTRAVA,
        (
            _(
                "The programme names who may apply; in Ostrava non-business persons, NGOs, housing co-operatives and "
                "owners' associations do."
            ),
            _(
                "The committee and the city board recommend, the council assembly decides; a public-law contract "
                "follows, and the money after its signature."
            ),
        ),
        {
            "pl": "Program dotacyjny miasta przyjęty przez radę miasta; dotację przyznaje się umową publicznoprawną "
            "(wzór: tvorimeprostor.cz, odczyt 22 listopada 2026 r.). Wpisz numer i datę uchwały.",
            "en": "The city's own grant programme adopted by its council; the grant is given by a public-law contract "
            "(model: tvorimeprostor.cz, read on 22 November 2026). Enter the number and date of the resolution.",
        },
    ),
    Vehicle(
        "no_scheme",
        "other",
        "NO",
        pgettext_lazy("legal vehicle", "the municipality's own grant scheme (Norway)"),
        None,
        (_("Skwer knows no Norwegian provisions on such grants. Have the municipality's lawyer read the kit."),),
        {
            "pl": "Zasady dotacji przyjęte przez gminę. Wpisz numer i datę uchwały.",
            "en": "The municipality's own grant rules. Enter the number and date of the resolution.",
        },
    ),
    Vehicle(
        "other",
        "other",
        "",
        pgettext_lazy("legal vehicle", "another legal basis"),
        None,
        (_("Nobody has written down here what this basis demands. Name the act and have a lawyer read the kit."),),
        {
            "pl": "Zasady przyjęte przez miasto. Wpisz numer i datę uchwały albo zarządzenia.",
            "en": "The city's own rules. Enter the number and date of the resolution or order.",
        },
    ),
)
"""In the order in which they are offered."""

_BY_KEY = {one.key: one for one in VEHICLES}


def vehicle(key: str) -> Vehicle:
    """Raises KeyError."""
    return _BY_KEY[key]


def vehicles_of(country: str) -> list[Vehicle]:
    """What a city of the country can choose from."""
    return [one for one in VEHICLES if one.country in (country, "")]


def vehicle_of(document: Mapping[str, Any], country: str) -> Vehicle:
    """The vehicle a document names, as the country knows it; of another country's law where it knows none such."""
    scheme = document.get("scheme")
    named = scheme.get("vehicle") if isinstance(scheme, Mapping) else None
    fitting = [one for one in VEHICLES if one.scheme == named]
    own = [one for one in fitting if one.country == country]
    common = [one for one in fitting if not one.country]
    return next(iter(own or common or fitting), _BY_KEY["other"])
