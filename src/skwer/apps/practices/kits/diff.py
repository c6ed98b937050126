"""What differs between two kits, element by element, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.forms.showing import words_between
from skwer.values.text import in_language

from . import elements, registry
from .reading import Line, lines

CHANGED, ADDED, REMOVED = "changed", "added", "removed"
SHORT = 40
ALIKE = 0.35


@dataclass(frozen=True)
class LineChange:
    """One line before and after ("" where it was not there). `under`: the headings it stands under, in words;
    `words`: (same | removed | added, text) pairs."""

    label: str
    before: str
    after: str
    under: str = ""

    @property
    def words(self) -> list[tuple[str, str]]:
        if len(self.before) <= SHORT and len(self.after) <= SHORT:  # a sum, a choice: half of it says nothing
            return [pair for pair in ((REMOVED, self.before), (ADDED, self.after)) if pair[1]]
        words = words_between(self.before, self.after)
        same = sum(len(text) for what, text in words if what == "same")
        if same < max(len(self.before), len(self.after)) * ALIKE:  # two other sentences, not one that was changed
            return [pair for pair in ((REMOVED, self.before), (ADDED, self.after)) if pair[1]]
        return words


@dataclass(frozen=True)
class ElementChange:
    """One element that differs. kind: changed | added | removed. Without lines: the difference has no words in this
    language (another language's wording, a technical key)."""

    key: str
    name: Any
    kind: str
    lines: list[LineChange] = field(default_factory=list)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ElementChange]:
    """Elements that differ, in the order in which a kit is read, in the reader's language.

    What one version leaves out and the other says is no difference when it is the default.
    """
    old, new = registry.filled(dict(old)), registry.filled(dict(new))
    found = []
    for element in elements.ELEMENTS:
        before, after = elements.part(old, element.key), elements.part(new, element.key)
        if before == after:
            continue
        kind = ADDED if before is None else REMOVED if after is None else CHANGED
        changed = _lines(lines(old, element.key), lines(new, element.key))
        found.append(ElementChange(element.key, element.name, kind, changed))
    return found


def name_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[LineChange]:
    """Title and summary where they differ: they belong to no element."""
    return [
        LineChange(label, before, after)
        for label, name in ((_("Title"), "title"), (_("In a sentence"), "summary"))
        if (before := in_language(old.get(name) or {})) != (after := in_language(new.get(name) or {}))
    ]


def _lines(old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    """Lines paired by their path; where several share one (a list of rules), by their order.

    What stood under a line that is gone is gone with it and not told again.
    """
    before, after = _by_path(old), _by_path(new)
    names = {line.path: line.label for line in (*old, *new)}
    left = {path[:depth] for path in after for depth in range(1, len(path) + 1)}
    gone = {path for path in before if path not in left}
    found = _moved(before, after, names)
    for path in _merged(list(before), list(after)):
        above = [path[:depth] for depth in range(1, len(path))]
        if gone.intersection(above):
            continue
        under = " · ".join(names[one] for one in above if one in names)
        for was, now in _paired(before.get(path, []), after.get(path, [])):
            if was and not now and path in left:
                continue  # only its heading is gone
            if change := _change(was, now, under):
                found.append(change)
    return found


def _change(was: Line | None, now: Line | None, under: str) -> LineChange | None:
    if was and now:
        if was.label == now.label:
            return LineChange(now.label, was.text, now.text, under) if was.text != now.text else None
        said = [f"{one.label}: {one.text}" if one.text else one.label for one in (was, now)]
        return LineChange("", said[0], said[1], under)
    if was:
        return LineChange("", f"{was.label}: {was.text}" if was.text else was.label, "", under)
    if now and not now.heading:
        return LineChange(now.label, "", now.text, under) if now.text else LineChange("", "", now.label, under)
    return None  # the lines under a new heading say it


def _by_path(found: Sequence[Line]) -> dict[tuple[str, ...], list[Line]]:
    grouped: dict[tuple[str, ...], list[Line]] = {}
    for line in found:
        grouped.setdefault(line.path, []).append(line)
    return grouped


def _merged(old: list[tuple[str, ...]], new: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """All paths in the new order, with what is gone where it stood."""
    made: list[tuple[str, ...]] = []
    for what, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        made += [path for path in old[a1:a2] if path not in new] if what != "equal" else []
        made += new[b1:b2]
    return made


def _paired(old: list[Line], new: list[Line]) -> list[tuple[Line | None, Line | None]]:
    if len(old) < 2 and len(new) < 2:
        return [(old[0] if old else None, new[0] if new else None)]
    pairs: list[tuple[Line | None, Line | None]] = []
    texts = [line.text for line in old], [line.text for line in new]
    for what, a1, a2, b1, b2 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        for index in range(max(a2 - a1, b2 - b1)):
            pairs.append((old[a1 + index] if a1 + index < a2 else None, new[b1 + index] if b1 + index < b2 else None))
    return pairs


def _moved(
    old: Mapping[tuple[str, ...], list[Line]],
    new: Mapping[tuple[str, ...], list[Line]],
    names: Mapping[tuple[str, ...], str],
) -> list[LineChange]:
    """Records that stand in another order than before."""
    found = []
    for parent in dict.fromkeys(path[:-1] for path in new):
        mine = [path for path in new if path[:-1] == parent and path in old]
        theirs = [path for path in old if path[:-1] == parent and path in new]
        if mine != theirs:
            said = [
                ", ".join(source[path][0].label for path in order) for source, order in ((old, theirs), (new, mine))
            ]
            found.append(LineChange(_("Order"), said[0], said[1], names.get(parent, "")))
    return found
