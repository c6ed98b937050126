"""The journal in words: nothing written by the rooms of calls, assessment and grants is shown as a bare verb."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import skwer
from skwer.web.desk.happened import _VERBS, KINDS

ROOMS = Path(skwer.__file__).parent / "apps"
WRITTEN = re.compile(r"^[a-z]+(_[a-z]+)+$")
# Helpers that write an entry: their first or second plain text is the verb, the next one, if any, the kind.
WRITERS = {"record", "note", "_note", "_note_refund", "_journal", "_record", "write_down"}


def _texts(call: ast.Call) -> Iterator[str]:
    for value in [*call.args, *(word.value for word in call.keywords if word.arg in ("verb", "kind"))]:
        branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        for one in branches:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def _written() -> Iterator[tuple[str, str]]:
    """(file, text) of everything plain that is handed to a writer."""
    for room in ("calls", "assessment", "grants"):
        for file in sorted((ROOMS / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
                    if name in WRITERS:
                        yield from ((file.name, text) for text in _texts(node))


def test_every_verb_and_kind_of_the_rooms_has_its_words():
    known = {verb for _kind, verb in _VERBS} | {*KINDS}
    bare = {pair for pair in _written() if WRITTEN.match(pair[1]) and pair[1] not in known}
    assert bare == set()


def test_a_kind_with_verbs_has_a_name():
    assert {kind for kind, _verb in _VERBS} <= {*KINDS}
