"""From settings to numbered paragraphs, and from a topic to the paragraph that a refusal cites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skwer.values.canonical import fingerprint
from skwer.values.text import Text

from ..models import Call, Stage
from ..stages import AGREE, ASSESS, CHECK, DECIDE, DELIVER, MEET, PROPOSE, UPKEEP, VOTE, Clause, kinds
from . import sentences

HEADINGS: dict[str, Text] = {
    "purpose": {"pl": "Przedmiot i podstawa prawna", "en": "Subject and legal basis"},
    "definitions": {"pl": "Definicje", "en": "Definitions"},
    "applicants": {"pl": "Kto może złożyć wniosek", "en": "Who may apply"},
    "places": {"pl": "Miejsca objęte naborem", "en": "Places the call covers"},
    "money": {"pl": "Wsparcie i koszty", "en": "Support and costs"},
    "own": {"pl": "Wkład własny", "en": "Own contribution"},
    PROPOSE: {"pl": "Złożenie wniosku", "en": "How to apply"},
    "rounds": {"pl": "Rundy i posiedzenia komisji", "en": "Rounds and meetings of the committee"},
    "backing": {"pl": "Zgody i poparcie", "en": "Consents and support"},
    CHECK: {"pl": "Ocena formalna i uzupełnienia", "en": "Formal check and corrections"},
    ASSESS: {"pl": "Ocena merytoryczna", "en": "Assessment on merit"},
    VOTE: {"pl": "Głosowanie mieszkańców", "en": "The residents' vote"},
    DECIDE: {"pl": "Rozstrzygnięcie naboru", "en": "Decision on the call"},
    "publication": {"pl": "Ogłoszenie wyniku", "en": "Publication of the result"},
    "objections": {"pl": "Odwołania", "en": "Objections"},
    "agreement": {"pl": "Umowa", "en": "Agreement"},
    "money_out": {"pl": "Wykonanie i rozliczenie", "en": "Carrying out and settlement"},
    "care": {"pl": "Trwałość i opieka nad miejscem", "en": "Durability and care of the place"},
    "data": {"pl": "Dane osobowe", "en": "Personal data"},
    "changes": {"pl": "Zmiany regulaminu", "en": "Changes of these regulations"},
}
"""Headings in the order of the text. The city's own paragraphs stand before the last one."""

HOME = {
    "legal": "purpose",
    "form_of_support": "purpose",
    "pot": "purpose",
    "age": "applicants",
    "group": "applicants",
    "per_applicant": "applicants",
    "year_cap": "applicants",
    "city": "places",
    "categories": "places",
    "spaces": "places",
    "space_choice": "places",
    "space_once": DECIDE,
    "space_agreement": "agreement",
    "limits": "money",
    "costs": "money",
    "caps": "money",
    "de_minimis": "money",
    "recommendations": "rounds",
    "meetings": "rounds",
    "support": "backing",
    "support_list": "backing",
    "consent": "backing",
    "guardian": "backing",
    "chain": DECIDE,
    "posting": "agreement",
    "sign": "agreement",
    "amendment": "agreement",
    "instalments": "money_out",
    "line_shift": "money_out",
    "hours": "money_out",
    "report": "money_out",
    "settlement": "money_out",
    "refund": "money_out",
    "interest": "money_out",
    "upkeep": "care",
    "retention": "data",
}
"""Finer topics and the heading they stand under; others stand under their own name, or else their stage's."""

OF_STAGE = {MEET: "rounds", AGREE: "agreement", DELIVER: "money_out", UPKEEP: "care"}
"""Stages that share a heading; the others have one of their own."""


def paragraphs(call: Call, stages: Sequence[Stage] | None = None) -> list[dict[str, Any]]:
    """The regulations that today's settings mean. `stages`: those meant, where they are not the ones that are kept.

    Each paragraph: `number`, `topic`, `heading` (Text) and `clauses`, each with `number`, `topic` and `text` (Text).
    A heading without clauses is left out, so numbers have no gaps.
    """
    collected: dict[str, list[Clause]] = {topic: [] for topic in HEADINGS}
    for clause in sentences.of_call(call):
        collected[HOME.get(clause.topic, clause.topic)].append(clause)
    registered = kinds()
    for stage in call.stages.order_by("order") if stages is None else stages:
        kind = registered.get(stage.kind)
        for clause in kind.clauses(stage) if kind else ():
            topic = HOME.get(clause.topic, clause.topic)
            home = topic if topic in HEADINGS else OF_STAGE.get(stage.kind, stage.kind)
            if clause not in collected.setdefault(home, []):  # two rounds share what holds for both
                collected[home].append(clause)
    made: list[dict[str, Any]] = []
    for topic, clauses in collected.items():
        if topic == "changes":
            for own in call.clauses:
                _add(made, "own_clause", own["heading"], [Clause("own_clause", words) for words in _texts(own)])
        if clauses:
            heading = HEADINGS.get(topic) or {"pl": str(topic), "en": str(topic)}
            _add(made, topic, heading, clauses)
    return made


def _texts(own: dict[str, Any]) -> list[Text]:
    """A paragraph of the city's own: one text, or several."""
    texts = own.get("texts") or [own.get("text", "")]
    return [words if isinstance(words, dict) else {"pl": str(words)} for words in texts]


def _add(made: list[dict[str, Any]], topic: str, heading: Text | str, clauses: Sequence[Clause]) -> None:
    made.append(
        {
            "number": len(made) + 1,
            "topic": topic,
            "heading": heading if isinstance(heading, dict) else {"pl": str(heading)},
            "clauses": [
                {"number": number, "topic": clause.topic, "text": dict(clause.text)}
                for number, clause in enumerate(clauses, 1)
            ],
        }
    )


def regulations_hash(made: list[dict[str, Any]]) -> str:
    return fingerprint(made)


def frozen_or_made(call: Call) -> list[dict[str, Any]]:
    """The text in force: the newest frozen version, or for a call in preparation what its settings mean today."""
    frozen = call.regulations.order_by("version").last()
    return frozen.paragraphs if frozen else paragraphs(call)


def paragraph_of(call: Call, topic: str) -> str:
    """ "§ 8" for a topic of the regulations (a heading's or a single clause's), or "" when they do not speak of it."""
    text = frozen_or_made(call)
    for matches in (
        lambda paragraph: paragraph["topic"] == topic,
        lambda paragraph: any(clause["topic"] == topic for clause in paragraph["clauses"]),
    ):
        for paragraph in text:
            if matches(paragraph):
                return f"§\u00a0{paragraph['number']}"
    return ""
