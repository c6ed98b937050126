"""What a spreadsheet's columns may mean, and how each is recognised and read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from stdnum import iban
from stdnum.exceptions import ValidationError as WrongNumber

from skwer.apps.calls.applicants import APPLICANTS
from skwer.apps.places.models import CATEGORIES
from skwer.values.money import CURRENCIES, read_amount

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """key: name of the value; label: for people; titles: words by which a column is recognised; read: text → value.

    `read` raises ValueError with a lazily translated sentence.
    """

    key: str
    label: Any
    titles: tuple[str, ...]
    read: Reader
    required: bool = False
    hint: Any = ""


def plain(text: str) -> str:
    """Small letters without accents and punctuation: "Nr umowy:" → "nr umowy"."""
    folded = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    return re.sub(r"[^a-z0-9]+", " ", folded.encode("ascii", "ignore").decode().lower()).strip()


def _words(most: int) -> Reader:
    def read(text: str) -> str:
        if len(text) > most:
            raise ValueError(_("This text is too long; at most %(most)s characters.") % {"most": most})
        return text

    return read


def _sum(text: str) -> Decimal:
    try:
        amount = read_amount(text)
    except ValueError:
        raise ValueError(_("This is not a sum of money. Write it like 9 870,50.")) from None
    if amount < 0:
        raise ValueError(_("A sum cannot be negative."))
    if amount >= Decimal(10) ** 12:
        raise ValueError(_("This sum is too large."))
    return amount


def _hours(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", ".").replace(" ", "").replace("\u00a0", ""))
    except ArithmeticError:
        raise ValueError(_("This is not a number of hours. Write it like 40 or 12,5.")) from None
    if not value.is_finite() or value < 0 or value >= 10**7:
        raise ValueError(_("This is not a number of hours. Write it like 40 or 12,5."))
    return value.quantize(Decimal("0.01"))


def _day(text: str) -> date:
    clean = text.strip().rstrip("r.").strip()
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y.%m.%d"):
        try:
            day = datetime.strptime(clean, form).date()  # noqa: DTZ007  (a day has no time zone)
        except ValueError:
            continue
        if not 1990 <= day.year <= 2100:
            raise ValueError(_("The year of this day is out of range. Check it."))
        return day
    raise ValueError(_("This is not a day. Write it like 31.05.2026 or 2026-05-31."))


def _one_of(names: dict[str, Sequence[str]], message: Any) -> Reader:
    known = {plain(word): key for key, words in names.items() for word in (key, *words)}

    def read(text: str) -> str:
        found = known.get(plain(text))
        if found is None:
            raise ValueError(message)
        return found

    return read


def _account(text: str) -> str:
    written = re.sub(r"[\s-]", "", text).upper()
    try:
        return iban.validate(written if written[:2].isalpha() else f"PL{written}")
    except WrongNumber:
        raise ValueError(_("This is not a bank account number: a digit is wrong or missing.")) from None


_APPLICANT = _one_of(
    {
        "person": ["osoba fizyczna", "osoba", "mieszkaniec", "mieszkanka", "resident"],
        "informal_group": ["grupa nieformalna", "grupa", "informal group", "group"],
        "ngo": ["organizacja pozarządowa", "organizacja", "stowarzyszenie", "fundacja", "association", "foundation"],
        "cooperative": ["spółdzielnia", "wspólnota", "wspólnota mieszkaniowa", "spółdzielnia mieszkaniowa"],
        "institute": ["szkoła", "instytut", "school"],
    },
    _("This kind of applicant is not known. Write: person, informal group, organisation, co-operative or school."),
)
_KIND = _one_of(
    {
        "bench": ["ławka", "ławki", "odpoczynek", "rest"],
        "garden": ["ogród", "ogród społeczny", "ogródek"],
        "courtyard": ["podwórko", "podwórka"],
        "playground": ["plac zabaw", "sport", "rekreacja"],
        "tree": ["drzewa", "drzewo", "zieleń", "trees"],
        "bicycle": ["rowery", "rower", "bicycles"],
        "mural": ["sztuka", "art"],
        "meadow": ["łąka", "łąka kwietna", "kwiaty", "flowers"],
        "path": ["ścieżka", "dostęp", "access"],
        "water": ["nad wodą", "woda", "waterside"],
    },
    _("This kind of place is not known. Write one of the kinds on the list below."),
)
_STATE = _one_of(
    {
        "active": ["w realizacji", "obowiązuje", "aktywna", "trwa", "in force", "running"],
        "performed": ["wykonana", "rozliczona", "zakończona rozliczeniem", "settled"],
        "closed": ["zakończona", "zamknięta", "ended"],
        "terminated": ["rozwiązana", "wypowiedziana", "zerwana"],
    },
    _("This state is not known. Write: in force, settled, ended or terminated."),
)
_SUPPORT = _one_of(
    {
        "cash": ["pieniądze", "dotacja", "gotówka", "money"],
        "in_kind": ["rzeczowe", "zakup", "zakupy", "rzeczowa", "in kind"],
        "loan": ["wypożyczenie", "użyczenie"],
        "mixed": ["mieszane", "mieszana"],
    },
    _("This form of support is not known. Write: money, in kind, loan or mixed."),
)
_CURRENCY = _one_of(
    {code: [sign] for code, sign in CURRENCIES.items() if plain(sign)}, _("This currency is not known.")
)
_ARREAR = _one_of(
    {"report": ["sprawozdanie", "raport", "rozliczenie"], "refund": ["zwrot", "zwrot dotacji", "należność"]},
    _("Write what is owed: report or refund."),
)

KINDS_OF_PLACES = tuple(key for key, _name in CATEGORIES)
KINDS_OF_APPLICANTS = tuple(APPLICANTS)

_NUMBER = Column(
    "number",
    _("Number of the agreement"),
    ("nr umowy", "numer umowy", "umowa", "umowa nr", "agreement", "agreement number", "number", "nr"),
    _words(40),
    required=True,
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "agreements": (
        _NUMBER,
        Column(
            "title",
            _("Title"),
            ("tytul", "nazwa zadania", "tytul zadania", "projekt", "nazwa projektu", "title", "project"),
            _words(140),
            required=True,
        ),
        Column(
            "party_name",
            _("Party"),
            (
                "strona",
                "beneficjent",
                "dotowany",
                "wnioskodawca",
                "organizacja",
                "nazwa organizacji",
                "party",
                "grantee",
            ),
            _words(200),
            required=True,
        ),
        Column(
            "applicant_kind",
            _("Kind of applicant"),
            ("rodzaj wnioskodawcy", "typ wnioskodawcy", "rodzaj podmiotu", "kind of applicant", "applicant"),
            _APPLICANT,
            required=True,
        ),
        Column("party_register_no", _("Number in a register"), ("krs", "nip", "nr rejestru", "register"), _words(60)),
        Column("party_address", _("Address of the party"), ("adres", "siedziba", "address"), _words(250)),
        Column(
            "account",
            _("Bank account"),
            ("konto", "rachunek", "nr konta", "numer rachunku", "iban", "account"),
            _account,
        ),
        Column(
            "amount",
            _("Granted"),
            ("kwota", "kwota dotacji", "przyznano", "kwota przyznana", "dotacja", "amount", "granted"),
            _sum,
            required=True,
        ),
        Column("currency", _("Currency"), ("waluta", "currency"), _CURRENCY),
        Column("support", _("Form of support"), ("forma wsparcia", "rodzaj wsparcia", "support"), _SUPPORT),
        Column("category", _("Kind of place"), ("rodzaj miejsca", "kategoria", "category", "theme"), _KIND),
        Column("district", _("District"), ("dzielnica", "osiedle", "rejon", "district"), _words(120)),
        Column(
            "signed_on",
            _("Signed on"),
            ("data podpisania", "data umowy", "podpisano", "z dnia", "signed", "signed on", "date"),
            _day,
            required=True,
        ),
        Column("starts_on", _("Work begins"), ("poczatek", "od", "data rozpoczecia", "start", "from"), _day),
        Column(
            "ends_on",
            _("Work ends"),
            ("koniec", "do", "data zakonczenia", "termin realizacji", "end", "until"),
            _day,
            required=True,
        ),
        Column("report_due_on", _("Report due"), ("termin sprawozdania", "sprawozdanie do", "report due"), _day),
        Column("state", pgettext_lazy("agreement", "State"), ("stan", "status", "state"), _STATE),
        Column("paid", _("Paid"), ("wyplacono", "kwota wyplacona", "przekazano", "paid"), _sum),
        Column("paid_on", _("Paid on"), ("data wyplaty", "data przelewu", "paid on"), _day),
        Column(
            "accepted",
            _("Accepted costs"),
            ("rozliczono", "kwota rozliczona", "zaakceptowano", "accepted", "settled"),
            _sum,
        ),
        Column("settled_on", _("Settled on"), ("data rozliczenia", "rozliczono dnia", "settled on"), _day),
        Column("refunded", _("Given back"), ("zwrocono", "zwrot", "kwota zwrotu", "refunded"), _sum),
        Column("refunded_on", _("Given back on"), ("data zwrotu", "refunded on"), _day),
        Column("hours", _("Hours of voluntary work"), ("godziny", "godziny pracy", "praca spoleczna", "hours"), _hours),
    ),
    "payments": (
        _NUMBER,
        Column("amount", _("Sum"), ("kwota", "kwota przelewu", "suma", "amount"), _sum, required=True),
        Column(
            "paid_on", _("Paid on"), ("data", "data przelewu", "data wyplaty", "paid on", "date"), _day, required=True
        ),
    ),
    "arrears": (
        _NUMBER,
        Column(
            "owed", _("What is owed"), ("rodzaj", "czego brakuje", "zaleglosc", "what", "kind"), _ARREAR, required=True
        ),
        Column("due_on", _("Due on"), ("termin", "do kiedy", "data", "due", "due on"), _day, required=True),
        Column("amount", _("Sum to be given back"), ("kwota", "kwota zwrotu", "amount"), _sum),
        Column("interest_from", _("Interest runs from"), ("odsetki od", "interest from"), _day),
        Column("reason", _("Reason"), ("powod", "uzasadnienie", "uwagi", "reason"), _words(500)),
    ),
}


def guess(kind: str, header: Sequence[str]) -> dict[str, int]:
    """Which column is what, by its title; a column serves once, an exact title before one that only begins so."""
    titles = [plain(title) for title in header]
    found: dict[str, int] = {}
    for exact in (True, False):
        for column in COLUMNS[kind]:
            if column.key in found:
                continue
            for name in column.titles:
                place = next(
                    (
                        i
                        for i, title in enumerate(titles)
                        if i not in found.values() and (title == name if exact else title.startswith(f"{name} "))
                    ),
                    None,
                )
                if place is not None:
                    found[column.key] = place
                    break
    return found
