"""Sums of money: decimals with two places, one currency a sum, rounded half up, never silently converted."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CURRENCIES = {"PLN": "zł", "EUR": "€", "CZK": "Kč", "NOK": "kr"}
CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """The amount with two decimal places, rounded half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def read_amount(written: str) -> Decimal:
    """The sum a person typed: "12 000", "12 000,50", "12.000,50", "12,000.50", "500 zł".

    Raises ValueError when it is no sum of money or has more than two decimal places.
    """
    text = written.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    for sign in (*CURRENCIES.values(), *CURRENCIES):
        text = text.removesuffix(sign)
    if not text or len(text) > 18:
        raise ValueError(written)
    last = max(text.rfind(","), text.rfind("."))
    if last != -1 and len(text) - last - 1 in (1, 2):
        whole, cents = text[:last], text[last + 1 :]
    else:
        whole, cents = text, "0"
    groups = whole.replace(".", ",").split(",")
    mixed = "," in whole and "." in whole  # "12.345,678": the comma may stand for thousands or for a fraction
    if mixed or (len(groups) > 1 and any(len(g) != 3 for g in groups[1:])):
        raise ValueError(written)
    digits = "".join(groups)
    if not digits.removeprefix("-").isdecimal() or not cents.isdecimal() or not digits.isascii():
        raise ValueError(written)
    try:
        return to_cents(Decimal(f"{digits}.{cents}"))
    except InvalidOperation as error:
        raise ValueError(written) from error


def write_amount(amount: Decimal, currency: str, language: str = "pl") -> str:
    """ "12 000 zł", "9 870,50 zł" in Polish and Czech; "12,000 zł" in English. Spaces do not break."""
    amount = to_cents(amount)
    sign = "−" if amount < 0 else ""
    whole, cents = f"{abs(amount):,.2f}".split(".")
    mark, point = (",", ".") if language == "en" else ("\u00a0", ",")
    body = whole.replace(",", mark) + (f"{point}{cents}" if cents != "00" else "")
    return f"{sign}{body}\u00a0{CURRENCIES.get(currency, currency)}"
