"""Elixir-0: the text format of Polish banks for domestic transfers. What is known of it: docs/methods/payments.md."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.words import say

from ..accounts import DOMESTIC
from ..models import PaymentOrder
from .lines import Transfer

ORDER = "110"  # a domestic transfer
ORDINARY = "51"  # neither to the tax office nor split
PAGES = {"cp1250": "Windows-1250", "cp852": "CP852", "iso8859-2": "ISO 8859-2"}
"""Banks read Polish letters in different code pages; each says in its manual which."""
MOST_LINES = 5000
PARTS, PART = 4, 35
# These would end a field or a part of it.
_UNSAFE = str.maketrans({'"': "'", "|": "/", "\r": " ", "\n": " ", "\t": " "})


def problem_with(order: PaymentOrder, lines: list[Transfer]) -> Any:
    """Why the order cannot be written so, or None: other currencies, accounts abroad, too many lines."""
    if order.currency != "PLN":
        return _("Elixir-0 takes transfers in złoty only. Take pain.001.")
    if not order.from_account.startswith("PL"):
        return _("Elixir-0 takes Polish accounts only. Take pain.001.")
    for line in lines:
        if not line.account.startswith("PL"):
            return say(
                _("Agreement %(number)s has an account abroad: Elixir-0 takes Polish ones only. Take pain.001."),
                number=line.agreement,
            )
    if len(lines) > MOST_LINES:
        return _("A file of Elixir-0 takes at most 5,000 lines. Make smaller lists.")
    return None


def elixir0(order: PaymentOrder, lines: list[Transfer], page: str = "cp1250") -> bytes:
    """One line a transfer, fields with commas between them, sums in grosze, texts in quotes with `|` between parts.

    Letters the code page does not have are written without their marks.
    """
    text = "".join(f"{_record(order, line)}\r\n" for line in lines)
    return b"".join(_encoded(sign, page) for sign in text)


def _record(order: PaymentOrder, line: Transfer) -> str:
    ours, theirs = order.from_account[-DOMESTIC:], line.account[-DOMESTIC:]
    city = order.organisation
    return ",".join(
        (
            ORDER,
            f"{order.pay_on:%Y%m%d}",
            str(int(line.amount * 100)),
            ours[2:10],
            "0",
            f'"{ours}"',
            f'"{theirs}"',
            _parts(city.name, city.contact_address),
            _parts(line.name, line.address),
            "0",
            theirs[2:10],
            _parts(line.title),
            '""',
            '""',
            f'"{ORDINARY}"',
            f'"{line.reference}"',
        )
    )


def _parts(*texts: str) -> str:
    """Texts in at most four parts of 35 signs, broken between words where it can be."""
    parts: list[str] = []
    for text in texts:
        rest = " ".join(text.translate(_UNSAFE).split())
        while rest:
            cut = PART if len(rest) > PART else len(rest)
            if len(rest) > PART and " " in rest[: PART + 1]:
                cut = rest[: PART + 1].rindex(" ")
            parts.append(rest[:cut].strip())
            rest = rest[cut:].strip()
    return '"' + "|".join(parts[:PARTS]) + '"'


def _encoded(sign: str, page: str) -> bytes:
    try:
        return sign.encode(page)
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        return plain.translate(_UNSAFE).encode(page) or b"?"
