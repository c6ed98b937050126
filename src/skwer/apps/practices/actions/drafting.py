"""The first text of a method: what the cases answered, question by question, with references."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from skwer.values.text import in_language

from ..models import Case

_PARTS = (Case.Verdict.GOOD, Case.Verdict.MIXED, Case.Verdict.BAD)


def skeleton(cases: Mapping[int, Case], language: str) -> str:
    """Markdown with a heading for each question and, below it, what worked, what worked in part and what did not.

    cases: by the number of their reference. Only answers in that language are taken (a case without one is named
    without words), so that a text is never a mixture of languages.
    """
    questions: dict[str, str] = {}
    for case in cases.values():
        for question in case.comparison.asked:
            questions.setdefault(question.key, in_language(question.label, language))
    with override(language):
        headings = {
            Case.Verdict.GOOD: _("What worked"),
            Case.Verdict.MIXED: _("What worked in part"),
            Case.Verdict.BAD: _("What did not work"),
        }
        blocks: list[str] = []
        for key, label in questions.items():
            blocks.append(f"## {label}")
            blocks.append(_("*In a sentence or two: what we advise, and why.*"))
            for verdict in _PARTS:
                lines = [
                    f"- {_line(case.written(key, language)) or case.name} [{number}]"
                    for number, case in sorted(cases.items())
                    if case.verdict == verdict and case.answer(key)
                ]
                if lines:
                    blocks += [f"### {headings[verdict]}", "\n".join(lines)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _line(text: str) -> str:
    """One line: an answer of several paragraphs stays one item of the list."""
    return " ".join(text.split())
