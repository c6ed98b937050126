"""Findings for a call's page: how far the money goes, and the rules in five sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.calls.models import Call
from skwer.apps.calls.queries.calls import Money
from skwer.apps.calls.regulations import frozen_or_made
from skwer.values.text import in_language
from skwer.web.templatetags.words import money as money_words

# What somebody asks first: who, which places, how much, how it is decided, and what follows.
FIVE = (("applicants",), ("places", "city"), ("limits", "pot"), ("decide",), ("care",))


def about_money(money: Money) -> str:
    """ "14 ideas, money for about 9": how far the pot goes, from the average sum asked for."""
    pot = money_words(money.pot, money.currency)
    if money.granted is not None:
        return _("%(granted)s of %(pot)s granted") % {
            "granted": money_words(money.granted, money.currency),
            "pot": pot,
        }
    if not money.proposals:
        return _("%(pot)s to share out") % {"pot": pot}
    ideas = ngettext("%(n)s idea", "%(n)s ideas", money.proposals) % {"n": money.proposals}
    if money.requested <= money.pot:
        return _("%(ideas)s, and money enough for all") % {"ideas": ideas}
    about = max(int(money.pot * money.proposals / money.requested), 1)
    return _("%(ideas)s, money for about %(n)s") % {"ideas": ideas, "n": about}


def five_sentences(call: Call) -> list[dict[str, str]]:
    """The first clause of each of the five topics, with its paragraph. Made from the regulations in force."""
    paragraphs = frozen_or_made(call)
    found = []
    for topics in FIVE:
        for topic in topics:
            sentence = _first(paragraphs, topic)
            if sentence:
                found.append(sentence)
                break
    return found


def _first(paragraphs: Iterable[Mapping[str, Any]], topic: str) -> dict[str, str] | None:
    listed = list(paragraphs)
    for paragraph in listed:
        for clause in paragraph["clauses"]:
            if clause["topic"] == topic:
                return {"text": in_language(clause["text"]), "paragraph": f"§\u00a0{paragraph['number']}",
                        "anchor": f"p{paragraph['number']}"}  # fmt: skip
    for paragraph in listed:
        if paragraph["topic"] == topic and paragraph["clauses"]:
            return {"text": in_language(paragraph["clauses"][0]["text"]), "paragraph": f"§\u00a0{paragraph['number']}",
                    "anchor": f"p{paragraph['number']}"}  # fmt: skip
    return None


def in_words(paragraphs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Paragraphs in the reader's language."""
    return [
        {
            "number": paragraph["number"],
            "heading": in_language(paragraph["heading"]),
            "clauses": [in_language(clause["text"]) for clause in paragraph["clauses"]],
        }
        for paragraph in paragraphs
    ]
