"""What the regulations say about objections and about the bodies a decision goes through."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from skwer.values.text import Text, in_language

from ..stages import Clause
from .writing import counted, counted_en, text

WHAT: dict[str, Text] = {
    "formal": text("odrzucenie wniosku z przyczyn formalnych", "the rejection of a proposal on formal grounds"),
    "score": text("ocenę punktową", "the points"),
    "result": text("wynik", "the result"),
}
FROM: dict[str, Text] = {
    "formal": text("ogłoszenia wyników oceny formalnej", "the results of the formal check are published"),
    "score": text("ogłoszenia wyniku", "the result is published"),
    "result": text("ogłoszenia wyniku", "the result is published"),
}
EFFECT: dict[str, Text] = {
    "formal": text(
        "Jeżeli odwołanie zostanie uwzględnione, wniosek wraca do naboru i przechodzi ocenę na tych samych zasadach co pozostałe. Na kartę trwającego głosowania nie można go już dopisać.",
        "If the objection is upheld the proposal returns to the call and is assessed by the same rules as the others. It cannot be added to the ballot of a vote that has begun.",
    ),
    "score": text(
        "Jeżeli odwołanie zostanie uwzględnione, komisja poprawia ocenę i podaje powód. Obie oceny zostają w aktach, a wynik liczy się ponownie.",
        "If the objection is upheld the committee corrects the points and gives the reason. Both figures are kept, and the result is counted again.",
    ),
    "result": text(
        "Jeżeli odwołanie zostanie uwzględnione, wynik liczy się ponownie. Poprzednia lista pozostaje dostępna razem z powodem zmiany.",
        "If the objection is upheld the result is counted again. The earlier list stays readable, with the reason of the change.",
    ),
}


def objection_clauses(settings: Mapping[str, Any], against: str) -> list[Clause]:
    """Who may object to what, how, until when, to whom, and what follows; nothing when there are no objections."""
    chosen = settings.get("objections") or {}
    days, rule_days = chosen.get("days", 0), chosen.get("rule_days", 14)
    if not (isinstance(days, int) and days > 0 and isinstance(rule_days, int)):
        return []
    what, since = WHAT[against], FROM[against]
    body = chosen.get("body") or {}
    body_pl, body_en = in_language(body, "pl") or "organizator naboru", in_language(body, "en") or "the organiser"
    anyone = chosen.get("who") == "anyone"
    who_pl, who_en = ("każdy", "Anybody") if anyone else ("wnioskodawca", "The applicant")
    return [
        Clause(
            "objections",
            text(
                f"Na {what['pl']} {who_pl} może złożyć odwołanie z uzasadnieniem, przez internet albo na piśmie w urzędzie, w ciągu {counted(days, 'dnia', 'dni', 'dni')} od {since['pl']}. Odwołania złożonego po terminie nie rozpatruje się.",
                f"{who_en} may object to {what['en']}, with reasons, online or on paper at the office, within {counted_en(days, 'day', 'days')} after {since['en']}. Late objections are not examined.",
            ),
        ),
        Clause(
            "objections",
            text(
                f"Odwołanie rozpatruje {body_pl} w ciągu {counted(rule_days, 'dnia', 'dni', 'dni')} od jego złożenia i uzasadnia rozstrzygnięcie. {EFFECT[against]['pl']}",
                f"{body_en[:1].upper()}{body_en[1:]} rules within {counted_en(rule_days, 'day', 'days')} after it was filed, and gives reasons. {EFFECT[against]['en']}",
            ),
        ),
    ]


def chain_clauses(chain: Sequence[Mapping[str, Any]]) -> list[Clause]:
    """Which bodies the list goes through, in which order, before it is published."""
    steps = [step for step in chain if in_language(step.get("title") or "")]
    if not steps:
        return []
    words = {"recommends": text("opiniuje", "recommends"), "decides": text("rozstrzyga", "decides")}
    written = {
        code: "; ".join(
            f"{number})\u00a0{in_language(step['title'], code)}\u00a0– {words.get(step.get('role'), words['decides'])[code]}"
            for number, step in enumerate(steps, 1)
        )
        for code in ("pl", "en")
    }
    return [
        Clause(
            "chain",
            text(
                f"Listę rozpatrują kolejno: {written['pl']}. Numer i datę każdego aktu miasto podaje przy wyniku.",
                f"The list goes, in this order, through: {written['en']}. The number and date of each act are given with the result.",
            ),
        )
    ]


def reserve_clauses(settings: Mapping[str, Any]) -> list[Clause]:
    """How the reserve list moves up when somebody steps back; nothing where there is no such list."""
    if not settings.get("reserve"):
        return []
    ends = settings.get("allocation") == "greedy-no-skip"
    return [
        Clause(
            "reserve",
            text(
                "Gdy wybrany pomysł odpada, wolne pieniądze przechodzą na listę rezerwową w jej kolejności. Kto był wybrany, pozostaje wybrany. "
                + (
                    "Na pierwszym pomyśle, na który wolnych pieniędzy nie starcza, przesuwanie się kończy."
                    if ends
                    else "Pomysł, na który wolnych pieniędzy nie starcza, pomijamy i zostaje on na liście."
                ),
                "When a chosen idea drops out, the money that comes free goes down the reserve list in its order. Whoever was chosen stays chosen. "
                + (
                    "It ends at the first idea that no longer fits."
                    if ends
                    else "An idea that does not fit is passed over and stays on the list."
                ),
            ),
        )
    ]
