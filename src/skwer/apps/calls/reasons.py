"""Why each proposal won or lost, in a sentence made from the code and figures of its line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from skwer.values.money import write_amount

from .models import DecisionLine

NBSP = "\u00a0"


def sentence(line: DecisionLine, language: str | None = None) -> str:
    """One or two plain sentences with the figures that decided, in the language (default: the reader's)."""
    with override(language or get_language() or "pl"):
        return _sentence(line.reason, line.figures or {}, line, (get_language() or "pl")[:2])


def _sentence(reason: str, figures: Mapping[str, Any], line: DecisionLine, language: str) -> str:
    currency = line.decision.inputs.get("currency", "PLN")

    def money(name: str) -> str:
        value = _decimal(figures.get(name))
        return write_amount(value, currency, language) if value is not None else "?"

    def number(name: str) -> str:
        return _number(figures.get(name), language)

    if reason == "funded":
        return _("Chosen as no. %(place)s on the list. After it %(left)s were left in the pot.") % {
            "place": number("place"),
            "left": money("left"),
        }
    if reason == "equal-shares":
        return _equal_shares(figures, money, number)
    if reason == "fill":
        return _("Chosen with the money that was left, by number of votes.")
    if reason == "over-budget-left":
        said = _("When its turn came, %(left)s were left in the pot. It lacked %(missing)s.") % {
            "left": money("left"),
            "missing": money("missing"),
        }
        return _with_reserve(said, line)
    if reason == "after-stop":
        said = _("The list had ended before it: no. %(stopped)s no longer fitted into the pot.") % {
            "stopped": number("stopped_by")
        }
        return _with_reserve(said, line)
    if reason == "supporters-money-spent":
        said = ngettext(
            "Its %(count)s supporter had %(money)s of their shares left. It lacked %(missing)s.",
            "Its %(count)s supporters together had %(money)s of their shares left. It lacked %(missing)s.",
            int(_decimal(figures.get("supporters")) or 0),
        ) % {"count": number("supporters"), "money": money("supporters_money"), "missing": money("missing")}
        return _with_reserve(said, line)
    if reason == "below-points":
        return _("The committee gave it %(points)s points. At least %(least)s were needed.") % {
            "points": number("points"),
            "least": number("least"),
        }
    if reason == "below-votes":
        return _too_few(figures.get("votes"), figures.get("least"), language)
    if reason == "below-threshold":
        return _too_few(figures.get("score"), figures.get("threshold"), language)
    if reason == "dearer-than-budget":
        return _("It costs more than the whole pot, by %(missing)s.") % {"missing": money("missing")}
    if reason == "no-votes":
        return _("Nobody voted for it.")
    if reason == "exclusive":
        if line.proposal.space_id is not None:
            said = _("It asks for the same space as no. %(rival)s, which came before it.") % {"rival": number("rival")}
            return _with_reserve(said, line)
        return _("It stands in the same place as no. %(rival)s, which came before it.") % {"rival": number("rival")}
    if reason == "promoted":
        return _("Moved up from the reserve list when money came free. After it %(left)s were left in the pot.") % {
            "left": money("left")
        }
    if reason == "stepped-back":
        if figures.get("was") == DecisionLine.Result.FUNDED:
            return _("It was chosen, then withdrawn. Its money went down the reserve list.")
        return _("It was on the reserve list, then withdrawn.")
    if reason == "withdrawn":
        return _("Its author withdrew it. Votes for it counted for nobody.")
    if reason == "as-published":
        if line.result == DecisionLine.Result.FUNDED:
            return _("Chosen, as the city published.")
        return _("Not chosen, as the city published.")
    return ""


def _equal_shares(figures: Mapping[str, Any], money: Any, number: Any) -> str:
    full, partial = (int(_decimal(figures.get(name)) or 0) for name in ("full", "partial"))
    if not figures.get("each"):
        return _("Its supporters paid for it together from their shares.")
    said = ngettext(
        "%(count)s supporter paid %(each)s for it.", "%(count)s supporters paid %(each)s each for it.", full
    ) % {"count": number("full"), "each": money("each")}
    if partial:
        said += " " + ngettext(
            "%(count)s more gave what was left of the share.",
            "%(count)s more gave what was left of their shares.",
            partial,
        ) % {"count": number("partial")}
    return said


def _too_few(votes: Any, least: Any, language: str) -> str:
    count = int(_decimal(votes) or 0)
    return ngettext(
        "It got %(votes)s vote. At least %(least)s were needed.",
        "It got %(votes)s votes. At least %(least)s were needed.",
        count,
    ) % {"votes": _number(votes, language), "least": _number(least, language)}


def _with_reserve(said: str, line: DecisionLine) -> str:
    if line.result != DecisionLine.Result.RESERVE:
        return said
    return said + " " + _("It is on the reserve list.")


def _decimal(value: Any) -> Decimal | None:
    """A figure as a number; exact ratios ("1/3") are rounded for reading."""
    text = str(value)
    try:
        above, _slash, below = text.partition("/")
        return Decimal(above) / Decimal(below or 1)
    except (InvalidOperation, ZeroDivisionError):
        return None


def _number(value: Any, language: str) -> str:
    number = _decimal(value)
    if number is None:
        return str(value)
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(",", NBSP).replace(".", ",")
