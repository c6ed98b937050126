"""What somebody means who writes "city of 100,000 with depopulation" or "miasto 100 tys., wyludnianie": a size, themes,
a country, how it went, a sum; the words that are left are looked for in the texts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from skwer.apps.search.lemmas import COMMON, WORD, fold

from ..models import Practice, Size, Theme

LONGEST = 200
LEAST_RESIDENTS = 1000
YEARS = range(1900, 2101)

# Beginnings of words, without diacritics: inflection changes ends. All words of one pattern must stand near each other.
# A theme that is named by two words comes before one that is named by one of them.
_THEMES: tuple[tuple[Theme, str], ...] = (
    (Theme.PARTICIPATORY_BUDGET, ("budzet obywatel, budzet partycypacyj, participat budget, participativ rozpoc, "
     "deltak budsjett")),
    (Theme.ENERGY_POVERTY, "ubost energ, ubost cieplo, energy poverty, energet chudob, energi fattig"),
    (Theme.TEMPORARY_USE, ("tymczasow uzyt, czasow uzyt, tymczasow wykorzyst, temporar use, meanwhile use, "
     "docasn vyuzi, midlertidig bruk, pustostan")),
    (Theme.PUBLIC_SPACE, "przestrzen publicz, public space, verejn prostor, offentlig rom"),
    (Theme.ACCESS, ("projektow uniwersaln, universal design, univerzaln design, universell utform, dostepnosc, "
     "accessib, bez barier, barrier free")),
    (Theme.DEPOPULATION, "wyludni, depopul, ubyw mieszkanc, kurcz miast, shrink, vylidn, fraflytt"),
    (Theme.AGEING, "starzej, starzen, senior, osob starsz, ageing, aging, elderly, older people, starnut, eldre"),
    (Theme.YOUTH, "mlodziez, mlodych, dzieci, children, young, youth, mladez, detem, barn unge"),
    (Theme.GREENERY, "zielen, zielon, zazieleni, bioroznorod, greener, greening, biodiv, gronn"),
    (Theme.CLIMATE, "klimat, climat, klima"),
    (Theme.EXCLUSION, "wyklucz, ubost, ubog, biedn, exclus, poverty, vylouc, chudob, utenfor, fattig"),
    (Theme.REVITALISATION, "rewitaliz, revitali, regenerat, obnov mest"),
    (Theme.PARTICIPATION, "partycypac, uczestnictw, udzial mieszkanc, participat, participac, medvirk"),
    (Theme.TRUST, "zaufani, trust, duver, tillit"),
)  # fmt: skip
_SIZES: tuple[tuple[Size, str], ...] = (
    (Size.TOWN, "mal miast, miasteczk, small town, small cit, small municip, mal mest, liten by"),
    (Size.MIDDLE, "stutysieczn, sredni miast, medium cit, medium town, middle cit, stredn mest"),
    (Size.LARGE, "duz miast, large cit, big cit, velk mest, stor by"),
    (Size.METROPOLIS, "metropoli"),
    (Size.VILLAGE, "wies, wsi, village, vesnic, landsby, gmin wiejsk"),
)
_COUNTRIES: tuple[tuple[str, str], ...] = (
    ("PL", "polsk, polsc, poland, polish"), ("CZ", "czech, czesk, czesc, ceska, cesku"),
    ("NO", "norweg, norwes, norway, norsk"), ("FR", "francj, francus, france, french"),
    ("DE", "niemc, niemiec, german"), ("SK", "slowac, slovak"), ("ES", "hiszpan, spain, spanish"),
    ("IT", "wloch, wlosk, ital"), ("LV", "lotw, lotew, latvia"), ("RO", "rumun, romania"), ("HU", "wegi, wegr, hungar"),
    ("UA", "ukrain"), ("BE", "belgi"), ("NL", "holand, niderland, netherl, dutch"), ("PT", "portug"),
)  # fmt: skip
_FAILED = "nieudan, nie udal, porazk, niepowodz, failed, failure, did not work"
_NOISE = (
    "miast, mieszkanc, mieszkank, gmin, osob, ludnosc, city, cities, town, municipalit, resident, inhabitant, people, "
    "population, mest, obyvatel, innbygg, kommune, okolo, ok, ponad, blisko, prawie, around, about, over, circa, like, "
    "jak, podobn, similar, practice, praktyk, have, has, ktore, ktory, gdzie, where, problem, oko"
)
_COMMON = COMMON | frozenset(["av", "by", "en", "et", "kde", "med", "og", "pro", "s", "se", "som", "ve"])
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+|\d+(?:[.,]\d{1,2})?)"
    r"(?:[ \u00a0-]?(?P<times>tysi[aąeę]\w*|tys\.?|thousand|tis\.?|tusen|mln\.?|milion\w*|million|k)(?!\w))?"
    r"(?:[ \u00a0]?(?P<money>zł|zl|pln|eur|euro|€|kč|kc|czk|nok|kr)(?!\w))?"
    r"(?:[ \u00a0](?P<people>mieszka\w*|os[oó]b\w*|ludzi|residents?|inhabitants?|people|obyvatel|innbyggere))?",
    re.IGNORECASE,
)
_CURRENCIES = {"zł": "PLN", "zl": "PLN", "pln": "PLN", "eur": "EUR", "euro": "EUR", "€": "EUR", "kč": "CZK",
               "kc": "CZK", "czk": "CZK", "nok": "NOK", "kr": "NOK"}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A question as it was understood. themes: each with the words that named it; population: None where only a size
    was named; words: what is left to look for."""

    text: str = ""
    themes: tuple[tuple[Theme, str], ...] = ()
    size: Size | None = None
    population: int | None = None
    country: str = ""
    verdict: str = ""
    cost: Decimal | None = None
    currency: str = ""
    words: str = ""

    @property
    def says_more(self) -> bool:
        """Was anything understood besides words?"""
        return bool(self.themes or self.size or self.country or self.verdict or self.cost is not None)


def read_question(text: str) -> Question:
    """The question as far as it can be understood."""
    text = unicodedata.normalize("NFC", " ".join(text.replace("\x00", "").split()))[:LONGEST]
    rest, population, cost, currency = _numbers(text)
    words = WORD.findall(rest)
    left: list[str | None] = [fold(word) for word in words]
    themes = tuple((theme, taken) for theme, stems in _THEMES if (taken := _take(stems, left, words)))
    size = next((size for size, stems in _SIZES if _take(stems, left, words)), None)
    country = next((code for code, stems in _COUNTRIES if _take(stems, left, words)), "")
    verdict = Practice.Verdict.DID_NOT if _take(_FAILED, left, words) else ""
    found = Question(text, themes, Size.of(population) or size, population, country, str(verdict), cost, currency)
    kept = [word for word, fold_of in zip(words, left, strict=True) if fold_of is not None]
    if found.says_more:
        noise = tuple(stem.strip() for stem in _NOISE.split(","))
        kept = [w for w in kept if fold(w) not in noise and not fold(w).startswith(_long(noise)) and not _is_common(w)]
    return Question(**{**found.__dict__, "words": " ".join(kept)})


def _is_common(word: str) -> bool:
    return word.casefold() in _COMMON


def _long(stems: tuple[str, ...]) -> tuple[str, ...]:
    """Stems that may have an end; the shortest are words by themselves."""
    return tuple(stem for stem in stems if len(stem) > 3)


def _take(stems: str, left: list[str | None], words: list[str]) -> str:
    """The words that match one of the patterns, taken out of what is left; "" where none does."""
    for pattern in stems.split(","):
        wanted = pattern.split()
        for start in range(len(left)):
            places = _places(wanted, left, start)
            if places:
                for place in places:
                    left[place] = None
                return " ".join(words[place] for place in places)
    return ""


def _places(wanted: list[str], left: list[str | None], start: int) -> list[int]:
    """Where the words of a pattern stand, in any order, at most one other word between them."""
    window = range(start, min(len(left), start + len(wanted) + 1))
    found: list[int] = []
    for stem in wanted:
        place = next((p for p in window if p not in found and (left[p] or "").startswith(stem)), None)
        if place is None:
            return []
        found.append(place)
    return sorted(found) if start in found else []


def _numbers(text: str) -> tuple[str, int | None, Decimal | None, str]:
    """The text without its numbers of residents and sums, and these."""
    population: int | None = None
    cost: Decimal | None = None
    currency = ""
    out, end = [], 0
    for hit in _NUMBER.finditer(text):
        value = _value(hit["digits"], (hit["times"] or "").casefold())
        if hit["money"]:
            cost, currency = value, _CURRENCIES[hit["money"].casefold()]
        elif population is None and _means_residents(value, hit):
            population = min(int(value), 50_000_000)
        else:
            continue
        out += [text[end : hit.start()]]
        end = hit.end()
    return " ".join([*out, text[end:]]), population, cost, currency


def _means_residents(value: Decimal, hit: re.Match[str]) -> bool:
    if hit["people"] or hit["times"]:
        return value >= 1
    return value >= LEAST_RESIDENTS and not (value in YEARS and hit["digits"].isdecimal())


def _value(digits: str, times: str) -> Decimal:
    factor = Decimal(1)
    if times.startswith(("tys", "tis", "tho", "tus", "k")):
        factor = Decimal(1000)
    elif times.startswith(("mln", "mil")):
        factor = Decimal(1_000_000)
    if re.fullmatch(r"\d{1,3}([ .,\u00a0\u202f]\d{3})+", digits):
        return Decimal(re.sub(r"\D", "", digits)) * factor
    return Decimal(digits.replace(",", ".")) * factor
