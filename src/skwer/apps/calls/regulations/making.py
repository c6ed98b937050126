"""From settings to numbered paragraphs, and from a topic to the paragraph that a refusal cites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skwer.values.canonical import fingerprint
from skwer.values.text import Text

from ..models import Call
from ..stages import ASSESS, CHECK, DECIDE, PROPOSE, VOTE, Clause, kinds
from . import sentences

HEADINGS: dict[str, Text] = {
    "purpose": {"pl": "O co chodzi", "en": "What this is about"},
    "applicants": {"pl": "Kto może zgłosić pomysł", "en": "Who may apply"},
    "places": {"pl": "Jakie miejsca", "en": "Which places"},
    "money": {"pl": "Ile pieniędzy i na co", "en": "How much money, and for what"},
    "own": {"pl": "Wkład własny", "en": "Own contribution"},
    PROPOSE: {"pl": "Jak i do kiedy zgłosić pomysł", "en": "How and by when to apply"},
    CHECK: {"pl": "Ocena formalna i uzupełnienia", "en": "Formal check and corrections"},
    ASSESS: {"pl": "Ocena komisji", "en": "The committee's assessment"},
    VOTE: {"pl": "Głosowanie", "en": "The vote"},
    DECIDE: {"pl": "Jak liczymy wynik", "en": "How the result is counted"},
    "publication": {"pl": "Ogłoszenie wyniku", "en": "Publication of the result"},
    "care": {"pl": "Opieka nad miejscem", "en": "Care of the place"},
    "data": {"pl": "Dane osobowe", "en": "Personal data"},
    "changes": {"pl": "Zmiany regulaminu", "en": "Changes of these regulations"},
}
"""Headings in the order of the text. The city's own paragraphs stand before the last one."""

HOME = {
    "legal": "purpose",
    "support": "purpose",
    "pot": "purpose",
    "age": "applicants",
    "group": "applicants",
    "per_applicant": "applicants",
    "city": "places",
    "categories": "places",
    "limits": "money",
    "costs": "money",
    "retention": "data",
}
"""Finer topics and the heading they stand under; others stand under their own name, or else their stage's."""


def paragraphs(call: Call) -> list[dict[str, Any]]:
    """The regulations that today's settings mean.

    Each paragraph: `number`, `topic`, `heading` (Text) and `clauses`, each with `number`, `topic` and `text` (Text).
    A heading without clauses is left out, so numbers have no gaps.
    """
    collected: dict[str, list[Clause]] = {topic: [] for topic in HEADINGS}
    for clause in sentences.of_call(call):
        collected[HOME.get(clause.topic, clause.topic)].append(clause)
    registered = kinds()
    for stage in call.stages.order_by("order"):
        kind = registered.get(stage.kind)
        for clause in kind.clauses(stage) if kind else ():
            topic = HOME.get(clause.topic, clause.topic)
            collected.setdefault(topic if topic in HEADINGS else stage.kind, []).append(clause)
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
