"""What the office looks at on an inspection, and what follows from what it sees.

Findings: {item: {"state": "ok" | "remark" | "bad" | "na", "note": text}}; an item nobody looked at is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.forms.checking import FieldError, clean_text

from .models import Inspection

OK, REMARK, BAD, NA = "ok", "remark", "bad", "na"
STATES = {
    OK: pgettext_lazy("finding", "in order"),
    REMARK: pgettext_lazy("finding", "a remark"),
    BAD: pgettext_lazy("finding", "not in order"),
    NA: pgettext_lazy("finding", "not at this place"),
}
LONGEST = 500
Findings = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Item:
    """One thing to look at: its name, and what to look for."""

    key: str
    name: Any
    look: Any


ITEMS = (
    Item("there", _("The place is there"), _("What was built stands, and serves what it was built for.")),
    Item("whole", _("Furniture and structures"), _("Whole, stable, nothing loose or rotten.")),
    Item("safe", _("Safety"), _("Nothing sharp or sticking out, nobody can fall or stumble.")),
    Item("plants", _("Plants"), _("Alive, watered, weeded; ties do not cut into the bark.")),
    Item("clean", _("Tidiness"), _("No litter, no heaps, bins are emptied.")),
    Item("open", _("Open to everybody"), _("No fence, chain or private thing keeps people out.")),
    Item("sign", _("Sign and information"), _("The sign hangs and can be read; it says who gave the money.")),
)
KEYS = tuple(item.key for item in ITEMS)


def clean(findings: Any) -> dict[str, dict[str, str]]:
    """Findings as they are kept: known items and states, notes as plain text."""
    if not isinstance(findings, Mapping):
        return {}
    kept = {}
    for key in KEYS:
        row = findings.get(key)
        if isinstance(row, Mapping) and row.get("state") in STATES:
            kept[key] = {"state": str(row["state"]), "note": clean_text(str(row.get("note") or "")).strip()}
    return kept


def problems(findings: Findings) -> Iterator[FieldError]:
    """What keeps findings from standing: something not looked at, or a remark that does not say what was seen."""
    for item in ITEMS:
        row = findings.get(item.key)
        if row is None:
            yield FieldError(item.key, "missing", _("Say how it is, or that there is no such thing here."))
        elif row["state"] in (REMARK, BAD) and not row["note"]:
            yield FieldError(f"{item.key}_note", "missing", _("Write what you saw: whoever looks after it reads it."))
        elif len(row["note"]) > LONGEST:
            yield FieldError(f"{item.key}_note", "too_long", _("This is too long. Shorten it."))


def result_of(findings: Findings, *, breach: bool) -> Inspection.Result:
    """All is well, or with remarks; that care was owed and not given is the officer's to say (`breach`)."""
    if breach:
        return Inspection.Result.BREACH
    noted = any(row["state"] in (REMARK, BAD) for row in findings.values())
    return Inspection.Result.REMARKS if noted else Inspection.Result.FINE


def seen(findings: Findings) -> list[tuple[Item, str, Any, str]]:
    """(item, state, state in words, note) of every item that was looked at, in the order of the list."""
    rows = [(item, findings[item.key]) for item in ITEMS if item.key in findings]
    return [(item, row["state"], STATES[row["state"]], row.get("note", "")) for item, row in rows]
