"""What the office looks at on an inspection, and what follows from what it sees.

Findings are one question of `forms` (a grid): `{item: {"is": "ok" | "remark" | "bad" | "na", "note": text}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skwer.apps.forms.checking import FieldError, check_save, check_submit
from skwer.apps.forms.grids import GridRow, grid_rows
from skwer.apps.forms.reading import Post, read_post
from skwer.apps.forms.schema import Form, Question

from .models import Inspection

KEY = "findings"
OK, REMARK, BAD, NA = "ok", "remark", "bad", "na"
Findings = Mapping[str, Mapping[str, str]]


def _row(key: str, pl: str, en: str, look_pl: str, look_en: str) -> dict[str, Any]:
    return {"key": key, "label": {"pl": pl, "en": en}, "hint": {"pl": look_pl, "en": look_en}}


_GRID: Mapping[str, Any] = {
    "key": KEY,
    "kind": "grid",
    "label": {"pl": "Co widzisz?", "en": "What do you see?"},
    "hint": {
        "pl": "Przy uwadze i przy tym, co nie jest w porządku, napisz, co widzisz: opiekunowie to czytają.",
        "en": "With a remark, and with what is not in order, write what you see: the keepers read it.",
    },
    "required": True,
    "options": [
        {"key": OK, "label": {"pl": "w porządku", "en": "in order"}},
        {"key": REMARK, "label": {"pl": "uwaga", "en": "a remark"}},
        {"key": BAD, "label": {"pl": "nie w porządku", "en": "not in order"}},
        {"key": NA, "label": {"pl": "nie ma tu tego", "en": "not at this place"}},
    ],
    "notes": True,
    "note_when": [REMARK, BAD],
    "rows": [
        _row(
            "there", "Miejsce", "The place",
            "To, co powstało, stoi i służy temu, do czego powstało.",
            "What was built stands, and serves what it was built for.",
        ),
        _row(
            "whole", "Meble i konstrukcje", "Furniture and structures",
            "Całe i stabilne, nic się nie chwieje i nie próchnieje.",
            "Whole and stable, nothing loose or rotten.",
        ),
        _row(
            "safe", "Bezpieczeństwo", "Safety",
            "Nic nie wystaje i nie kaleczy, nie ma o co się potknąć.",
            "Nothing sharp or sticking out, nothing to stumble over.",
        ),
        _row(
            "plants", "Rośliny", "Plants",
            "Żyją, są podlane i wypielone, wiązania nie wrastają w korę.",
            "Alive, watered and weeded, ties do not cut into the bark.",
        ),
        _row(
            "clean", "Porządek", "Tidiness",
            "Bez śmieci, kosze są opróżnione.",
            "No litter, bins are emptied.",
        ),
        _row(
            "open", "Otwarte dla wszystkich", "Open to everybody",
            "Nie ma płotu, łańcucha ani cudzej rzeczy, która zamyka drogę.",
            "No fence, chain or private thing keeps people out.",
        ),
        _row(
            "sign", "Tabliczka", "Sign",
            "Wisi, da się ją przeczytać i mówi, kto dał pieniądze.",
            "It hangs, can be read, and says who gave the money.",
        ),
    ],
}  # fmt: skip
FORM = Form.from_json(
    {"steps": [{"key": KEY, "title": {"pl": "Przegląd", "en": "Inspection"}, "questions": [dict(_GRID)]}]}
)
QUESTION: Question = FORM.questions[0]
KEYS = tuple(row.key for row in QUESTION.rows)


def read(post: Post) -> dict[str, dict[str, str]]:
    """Findings as they were typed on the page."""
    return dict(read_post(FORM, post).get(KEY) or {})


def clean(findings: Any) -> dict[str, dict[str, str]]:
    """Findings as they are kept: check them by `problems` first."""
    return dict(check_save(FORM, {KEY: findings})[0].get(KEY) or {})


def problems(findings: Any) -> list[FieldError]:
    """What keeps findings from standing: an item not looked at, or a remark that does not say what was seen."""
    return check_submit(FORM, {KEY: findings})


def any_bad(findings: Findings) -> bool:
    return any(cell.get("is") == BAD for cell in findings.values())


def result_of(findings: Findings, *, breach: bool) -> Inspection.Result:
    """All is well, or with remarks; that care was owed and not given is the officer's to say (`breach`)."""
    if breach:
        return Inspection.Result.BREACH
    noted = any(cell.get("is") in (REMARK, BAD) for cell in findings.values())
    return Inspection.Result.REMARKS if noted else Inspection.Result.FINE


def rows(findings: Findings | None) -> list[GridRow]:
    """What was looked at, in the order of the list."""
    return grid_rows(QUESTION, findings or {})
