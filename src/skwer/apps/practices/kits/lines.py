"""On which line of a file a part of its document stands, for whoever mends it in an editor."""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def lines_of(text: str) -> dict[str, int]:
    """Path ("stages.3.settings") → line, counted from 1, of every value in a text that is JSON."""
    found: dict[str, int] = {}
    stack: list[tuple[str, int | None]] = []  # (path, index in a list; None for an object)
    path, key_comes, line, read_to = "", False, 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", read_to, token.start())
        read_to = token.start()
        word = token.group()
        if word in ("}", "]"):
            path, _index = stack.pop()
            key_comes = False
        elif word == ",":
            holder, index = stack[-1]
            if index is None:
                key_comes = True
            else:
                stack[-1] = (holder, index + 1)
                path = _below(holder, str(index + 1))
        elif word == ":":
            key_comes = False
        elif key_comes:
            path = _below(stack[-1][0], json.loads(word))
        else:
            found[path] = line
            if word == "{":
                stack.append((path, None))
                key_comes = True
            elif word == "[":
                stack.append((path, 0))
                path = _below(path, "0")
    return found


def line_of(lines: dict[str, int], path: str) -> int:
    """The line of the nearest part of the document that is there: a missing key is mended where its object begins."""
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path, 1)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


__all__ = ["line_of", "lines_of"]
