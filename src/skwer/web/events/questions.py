"""The questions of an evaluation as rows of a form: what is asked in two languages, and how it is answered."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.events.evaluating import default_form
from skwer.apps.forms.reading import Post

MOST = 12
KINDS = [
    ("scale", gettext_lazy("one of four answers, from “very” to “not at all”")),
    ("long_text", gettext_lazy("in one's own words")),
    ("number", gettext_lazy("a number")),
]
_SCALE = default_form()["steps"][0]["questions"][0]["options"]
_ROW = re.compile(r"q-([0-9]{1,2})-label_pl")


def empty() -> dict[str, Any]:
    return {"key": "", "pl": "", "en": "", "kind": "scale", "required": False, "options": None}


def rows_of(form: Any) -> list[dict[str, Any]]:
    """The questions there are; the ready ones where there are none."""
    steps = (form or default_form()).get("steps") or []
    return [
        {
            "key": question["key"],
            "pl": question["label"].get("pl", ""),
            "en": question["label"].get("en", ""),
            "kind": "scale" if question["kind"] == "choice" else question["kind"],
            "required": bool(question.get("required")),
        }
        for step in steps
        for question in step["questions"]
    ]


def read(post: Any) -> list[dict[str, Any]]:
    """The rows as they were typed; a row without any words is left out."""
    source: Post = post
    numbers = sorted(int(found[1]) for name in source if (found := _ROW.fullmatch(name)))
    rows = []
    for n in numbers[:MOST]:
        row = {
            "key": post.get(f"q-{n}-key", ""),
            "pl": post.get(f"q-{n}-label_pl", "").strip(),
            "en": post.get(f"q-{n}-label_en", "").strip(),
            "kind": post.get(f"q-{n}-kind", "scale"),
            "required": f"q-{n}-required" in post,
        }
        if row["pl"] or row["en"]:
            rows.append(row)
    return rows


def problems(rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """What is missing, each with the name of its input."""
    out: list[tuple[str, Any]] = []
    for n, row in enumerate(rows):
        for code, missing in (("pl", _("Ask this in Polish too.")), ("en", _("Ask this in English too."))):
            if not row[code]:
                out.append((f"q-{n}-label_{code}", missing))
    return out


def form_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows as a form of `forms`; {} when nothing is asked."""
    if not rows:
        return {}
    questions, used = [], {row["key"] for row in rows}
    fresh = (f"q{n}" for n in range(1, 2 * MOST + 1) if f"q{n}" not in used)
    for row in rows:
        one: dict[str, Any] = {
            "key": row["key"] if re.fullmatch(r"[a-z][a-z0-9_]{0,30}", row["key"]) else next(fresh),
            "kind": "choice" if row["kind"] == "scale" else row["kind"],
            "label": {"pl": row["pl"], "en": row["en"]},
            "required": row["required"],
        }
        if row["kind"] == "scale":
            one["options"] = _SCALE
        if row["kind"] == "long_text":
            one["max_length"] = 1000
        questions.append(one)
    title = default_form()["steps"][0]["title"]
    return {"steps": [{"key": "evaluation", "title": title, "questions": questions}]}
