"""What changed between two versions of the regulations, or between two years, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from skwer.apps.forms.showing import words_between
from skwer.values.text import in_language

Paragraphs = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ClauseChange:
    """One sentence before and after ("" when it was not there); `words`: (same | removed | added, text) pairs."""

    before: str
    after: str
    words: list[tuple[str, str]]

    @property
    def same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class ParagraphChange:
    """A paragraph that differs. kind: changed | added | removed; numbers are None where it does not stand."""

    kind: str
    heading: str
    number_before: int | None
    number_after: int | None
    clauses: list[ClauseChange]


def differences(old: Paragraphs, new: Paragraphs, language: str | None = None) -> list[ParagraphChange]:
    """Paragraphs that were changed, added or removed, in the order of the new text; a mere new number is no change."""
    before = {_key(paragraph): paragraph for paragraph in old}
    after = {_key(paragraph): paragraph for paragraph in new}
    found = []
    for key, paragraph in after.items():
        earlier = before.get(key)
        clauses = _clauses(_texts(earlier, language), _texts(paragraph, language))
        if any(not clause.same for clause in clauses):
            kind = "changed" if earlier else "added"
            found.append(_change(kind, paragraph, earlier, paragraph, clauses, language))
    for key, paragraph in before.items():
        if key not in after:
            clauses = _clauses(_texts(paragraph, language), [])
            found.append(_change("removed", paragraph, paragraph, None, clauses, language))
    return found


def _change(
    kind: str,
    named: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    clauses: list[ClauseChange],
    language: str | None,
) -> ParagraphChange:
    return ParagraphChange(
        kind=kind,
        heading=in_language(named["heading"], language),
        number_before=before["number"] if before else None,
        number_after=after["number"] if after else None,
        clauses=clauses,
    )


def _key(paragraph: Mapping[str, Any]) -> tuple[str, str]:
    """Paragraphs made from settings are known by topic; the city's own share one, and are known by their heading."""
    own = paragraph["topic"] == "own_clause"
    return paragraph["topic"], in_language(paragraph["heading"], "pl") if own else ""


def _texts(paragraph: Mapping[str, Any] | None, language: str | None) -> list[str]:
    return [in_language(clause["text"], language) for clause in paragraph["clauses"]] if paragraph else []


def _clauses(before: list[str], after: list[str]) -> list[ClauseChange]:
    pairs: list[tuple[str, str]] = []
    for what, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pairs += [(text, text) for text in before[a1:a2]]
            continue
        old, new = before[a1:a2], after[b1:b2]
        for index in range(max(len(old), len(new))):
            pairs.append((old[index] if index < len(old) else "", new[index] if index < len(new) else ""))
    return [ClauseChange(old, new, words_between(old, new)) for old, new in pairs]
