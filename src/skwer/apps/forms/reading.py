"""From what a browser sends to answers as data, and from answers back to what a field shows.

Names in a page: `key`; for a place `key-address`, `key-lon`, `key-lat`; for costs `key-0-name`, `key-0-quantity`,
`key-0-amount`, `key-0-source`, and so on by row (`key-0-kind` where the form has kinds of costs);
for a grid see `grids`. Files arrive apart; the answer holds the uids of uploads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from .grids import grid_pairs, read_grid
from .schema import RAW, Form, Question

PLACE_PARTS = ("lon", "lat", "address")
COST_PARTS = ("name", "quantity", "amount", "source")
COST_KIND = "kind"
"""A row's kind of cost; only forms whose call caps a kind ask for it, so that other answers stay as they are."""


class Post(Protocol):
    """What we need of a QueryDict."""

    def getlist(self, key: str) -> list[Any]: ...

    def __contains__(self, key: object) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


def read_post(form: Form, post: Post, step: str | None = None, only: Iterable[str] | None = None) -> dict[str, Any]:
    """Answers as they were typed, for the questions of one step (default: of the whole form).

    step: key of a step; only: keys of the questions to read (a correction opens only these). A question absent from
    the page is absent from the answer; unticked boxes are on the page all the same. The row named by `remove_row`
    ("costs-2") is left out. Nothing is checked here: give the result to `check_save`.
    """
    wanted = set(only) if only is not None else None
    questions = form.questions if step is None else getattr(form.step(step), "questions", ())
    answers = {}
    for question in questions:
        if wanted is not None and question.key not in wanted:
            continue
        value = _read(question, post)
        if value is not None:
            answers[question.key] = value
    return answers


def _last(post: Post, name: str) -> str | None:
    values = post.getlist(name)
    return str(values[-1]) if values else None


def _read(question: Question, post: Post) -> Any:
    key = question.key
    if question.kind == "declaration":
        return _last(post, key) not in (None, "", "0", "false")
    if question.kind == "choices":
        return [str(value) for value in post.getlist(key)]
    if question.kind == "file":
        return [str(value) for value in post.getlist(key)] if key in post else None
    if question.kind == "place":
        parts = {part: _last(post, f"{key}-{part}") for part in PLACE_PARTS}
        return None if all(v is None for v in parts.values()) else {p: v or "" for p, v in parts.items()}
    if question.kind == "costs":
        return _read_costs(key, post)
    if question.kind == "grid":
        return read_grid(question, post, lambda name: _last(post, name))
    return _last(post, key)


def _read_costs(key: str, post: Post) -> list[dict[str, str]] | None:
    pattern = re.compile(re.escape(key) + r"-([0-9]{1,3})-(?:" + "|".join((*COST_PARTS, COST_KIND)) + ")")
    found = {int(match[1]) for name in post if (match := pattern.fullmatch(name))}
    if not found:
        return None
    removed = _last(post, "remove_row")
    return [
        {part: _last(post, f"{key}-{row}-{part}") or "" for part in COST_PARTS}
        | ({COST_KIND: kind} if (kind := _last(post, f"{key}-{row}-{COST_KIND}")) else {})
        for row in sorted(found)
        if removed != f"{key}-{row}"
    ]


def shown(answers: Mapping[str, Any], key: str) -> Any:
    """What the field shows: what was typed, as it was typed, where it could not be read; else the answer, or None."""
    raw = answers.get(RAW)
    if key not in answers and isinstance(raw, Mapping) and key in raw:
        return raw[key]
    return answers.get(key)


def render_post(form: Form, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, value) pairs a browser sends back when the page shows these answers unchanged."""
    pairs: list[tuple[str, str]] = []
    for question in form.questions:
        key, value = question.key, shown(answers, question.key)
        if value is None or value is False:
            continue
        if question.kind in ("choices", "file"):
            pairs += [(key, str(item)) for item in value]
        elif question.kind == "place":
            pairs += [(f"{key}-{part}", str(value.get(part, ""))) for part in PLACE_PARTS]
        elif question.kind == "grid":
            pairs += grid_pairs(question, value)
        elif question.kind == "costs":
            pairs += [(f"{key}-{n}-{p}", str(row.get(p, ""))) for n, row in enumerate(value) for p in COST_PARTS]
            pairs += [
                (f"{key}-{n}-{COST_KIND}", str(row[COST_KIND])) for n, row in enumerate(value) if COST_KIND in row
            ]
        else:
            pairs.append((key, "on" if value is True else str(value)))
    return pairs
