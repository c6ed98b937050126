"""From a sent page back to settings. What did not stand on the page, or no shape names, stays as it was."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import slugify

from .parts import LANGUAGES, MOST_ROWS, Group, Item, Part, Rows, Shape, listed, origin_of, short


def read(shape: Shape, post: Any, old: Mapping[str, Any], *, prefix: str = "", add: str = "") -> dict[str, Any]:
    """Settings as typed, over the old ones. `add` names a list (by its path on the page) that gets one more, empty row.

    Numbers that are none stay text, for the kind to name. A value nobody changed comes back as it was kept ("0.5"
    stays a text, 10 a number), so that nothing seems to have changed.
    """
    values = dict(old)
    for part in shape:
        path = f"{prefix}{part.name}"
        default = part.default if isinstance(part, Part) else None
        before = values.get(part.name, default)
        if isinstance(part, Group):
            inner = before if isinstance(before, Mapping) else {}
            found: Any = read(part.parts, post, inner, prefix=f"{path}.", add=add)
            if part.exists_by and not found.get(part.exists_by):
                found = None
        elif isinstance(part, Rows):
            found = _read_rows(part, path, post, before, add) if f"{path}.rows" in post else before
        else:
            found = _read(part, path, post, before)
        if found == before or (part.name not in values and default is None and not _filled(found)):
            continue
        if found is None and isinstance(part, Group):
            del values[part.name]
        else:
            values[part.name] = found
    return values


def _read(part: Part, path: str, post: Any, before: Any) -> Any:
    if part.kind in ("words", "longwords"):
        return _read_words(path, post, before)
    if part.kind == "tick":
        return (path in post) if f"{path}.on" in post else before
    if part.kind == "choices":
        return _read_choices(part, path, post, before) if f"{path}.on" in post else before
    if part.kind == "order":
        return _read_order(path, post, before)
    if path not in post:
        return before
    typed = _clean(post.get(path, "")).strip()
    if part.kind == "numbers":
        if typed == listed(before):
            return before
        return [_number(one) for one in typed.replace(";", ",").split(",") if one.strip()]
    if typed == ("" if before is None else str(before).strip()):
        return before
    if part.kind == "number":
        return _number(typed)
    return typed.replace(",", ".") if part.kind == "decimal" else typed


def _number(typed: str) -> Any:
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else typed or None


def _read_words(path: str, post: Any, before: Any) -> Any:
    kept = {"pl": before} if isinstance(before, str) else dict(before or {})
    words = dict(kept)
    for code, _name in LANGUAGES:
        name = f"{path}.{code}"
        typed = _clean(post.get(name, "")).strip()
        if name not in post or _squeezed(typed) == _squeezed(kept.get(code, "")):
            continue
        if typed:
            words[code] = typed
        else:
            words.pop(code, None)
    return before if words == kept else words


def _squeezed(text: str) -> list[str]:
    """A text without its line ends and edges: inputs of one line drop them, and nobody typed that."""
    return [line for line in (part.strip() for part in _clean(text).split("\n")) if line]


def _read_choices(part: Part, path: str, post: Any, before: Any) -> Any:
    kept = list(before) if isinstance(before, (list, tuple)) else []
    offered = [key for key, _label in part.choices]
    chosen = {_clean(value) for value in post.getlist(path)}
    found = [key for key in offered if key in chosen]
    unknown = [key for key in kept if key not in offered]
    return before if sorted(map(str, [*found, *unknown])) == sorted(map(str, kept)) else [*found, *unknown]


def _read_order(path: str, post: Any, before: Any) -> Any:
    if path not in post:
        return before
    chain = dict.fromkeys(_clean(value) for value in post.getlist(path) if value)
    return before if list(chain) == before else list(chain)


def _read_rows(part: Rows, path: str, post: Any, before: Any, add: str) -> list[Any]:
    """Rows that stand on the page, in the order of the numbers typed beside them, without those ticked for removal."""
    kept = list(before) if isinstance(before, (list, tuple)) else []
    known = {origin_of(item, k, kept): item for k, item in enumerate(kept)}
    found: list[tuple[float, int, Any]] = []
    for k in range(MOST_ROWS):
        at = f"{path}.{k}"
        if f"{at}.here" not in post:
            break
        if f"{at}.gone" in post:
            continue
        origin = post.get(f"{at}.here", "")
        item = _read_item(part, at, post, known.get(origin), add)
        if isinstance(item, Item):
            item.origin = origin
        if not _filled(item):
            continue  # an empty new row is no row
        found.append((*_place(post.get(f"{at}.place", ""), k + 1), item))
    rows = [item for _place, _moved, item in sorted(found, key=lambda row: row[:2])]
    if part.keyed_by:
        _give_keys(rows, part.keyed_by)
    if add == path and len(rows) < MOST_ROWS:
        new = Item()
        new.fresh = True
        rows.append(new)
    return rows


def _read_item(part: Rows, at: str, post: Any, old: Any, add: str) -> Any:
    if part.plain:
        words = _read_words(f"{at}.words", post, old)
        return Item(words) if isinstance(words, Mapping) else words
    return Item(read(part.parts, post, old if isinstance(old, Mapping) else {}, prefix=f"{at}.", add=add))


def _place(typed: str, here: int) -> tuple[float, int]:
    """Where a row goes: its number, and, where two have the same one, whoever was moved goes in the way she came."""
    typed = typed.strip().replace(",", ".")
    if not (typed and len(typed) < 8 and typed.isascii() and typed.replace(".", "", 1).isdecimal()):
        return float(here), 0
    wanted = float(typed)
    return wanted, (wanted > here) - (wanted < here)


def _filled(value: Any) -> bool:
    if isinstance(value, Item) and value.fresh:
        return True
    if isinstance(value, Mapping):
        return any(_filled(inner) for inner in value.values())
    if isinstance(value, (list, tuple)):
        return any(_filled(inner) for inner in value)
    return value is not None and value is not False and value != ""


def _give_keys(rows: Sequence[dict[str, Any]], keyed_by: str) -> None:
    taken = {row.get("key") for row in rows if row.get("key")}
    for row in rows:
        if row.get("key"):
            continue
        plain = unicodedata.normalize("NFKD", short(row.get(keyed_by)).replace("ł", "l").replace("Ł", "L"))
        base = (slugify(plain).replace("-", "_") or "item")[:30].rstrip("_")
        base = base if base[:1].isalpha() else f"item_{base}"
        key, n = base, 2
        while key in taken:
            key, n = f"{base}_{n}", n + 1
        row["key"] = key
        taken.add(key)


def _clean(text: str) -> str:
    """Line ends as one; no character a database refuses."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
