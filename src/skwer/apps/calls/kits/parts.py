"""Small pieces of JSON Schema that the settings of all kinds of stages are made of.

`DEFS` are the `$defs` of the schema of kits; a stage kind names them with `ref("text")`. Where the form of a text is
not plain from its type, `title` names it: `saying` has the sentence for a person who wrote it otherwise.
"""

from __future__ import annotations

from typing import Any

from skwer.apps.forms.schema import ACCEPTS, KINDS
from skwer.values.money import CURRENCIES

Schema = dict[str, Any]

LANGUAGES = ("pl", "en", "nb", "cs")
LONGEST = 6000


def ref(name: str) -> Schema:
    """A piece of `DEFS`."""
    return {"$ref": f"#/$defs/{name}"}


def one_of(*values: Any) -> Schema:
    return {"enum": list(values)}


def whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def rows(item: Schema, *, least: int = 0, most: int = 60) -> Schema:
    made: Schema = {"type": "array", "items": item, "maxItems": most}
    return {**made, "minItems": least} if least else made


def record(properties: dict[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """An object with these keys and no others."""
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def words(longest: int = LONGEST) -> Schema:
    """A text in several languages, which may be empty."""
    return {
        "title": "words",
        "description": "The same text by language; missing languages fall back to another.",
        "type": "object",
        "properties": {code: {"type": "string", "maxLength": longest} for code in LANGUAGES},
        "additionalProperties": False,
    }


def text(longest: int = LONGEST) -> Schema:
    """A text in several languages that says something in Polish or English: regulations are made in these two."""
    said = [{"required": [code], "properties": {code: {"pattern": "\\S"}}} for code in ("pl", "en")]
    return {**words(longest), "title": "text", "anyOf": said}


def exact(digits: int = 6, places: int = 4, *, ratios: bool = False) -> Schema:
    """A number written exactly: whole, or as text with a point; no floating-point number means one exact value."""
    ratio = f"|/[1-9][0-9]{{0,{places}}}" if ratios else ""
    return {
        "title": "exact",
        "type": ["string", "integer"],
        "pattern": f"^[0-9]{{1,{digits}}}(\\.[0-9]{{1,{places}}}{ratio})?$",
        "minimum": 0,
        "maximum": 10**digits - 1,
    }


def amount(digits: int = 12) -> Schema:
    """A sum of money as text."""
    return {"title": "sum", "type": "string", "pattern": f"^[0-9]{{1,{digits}}}(\\.[0-9]{{1,2}})?$"}


def _limit() -> Schema:
    return {
        "title": "exact",
        "type": ["string", "integer", "null"],
        "pattern": "^-?[0-9]{0,12}(\\.[0-9]{1,4})?$",
        "minimum": -(10**12),
        "maximum": 10**12,
    }


_KEY = {"title": "key", "type": "string", "pattern": "^[a-zA-Z][a-zA-Z0-9_]{0,59}$"}
# A browser sends a line end back as two characters: such an option could never be chosen.
_OPTION_KEY = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": "^[^\\n\\r\\t]+$"}

DEFS: dict[str, Schema] = {
    "text": text(),
    "words": words(),
    "key": _KEY,
    "sum": amount(),
    "percent": {
        "title": "percent",
        "type": ["string", "integer"],
        "pattern": "^(100(\\.0{1,4})?|[0-9]{1,2}(\\.[0-9]{1,4})?)$",
        "minimum": 0,
        "maximum": 100,
    },
    "hour": {"title": "hour", "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    "day": {"title": "day", **whole(0, 3650)},
    "option": record({"key": _OPTION_KEY, "label": ref("text")}, ("key", "label")),
    "row": record(
        {
            "key": ref("key"),
            "label": ref("text"),
            "hint": ref("words"),
            "measure": ref("words"),
            "unit": {"type": "string", "maxLength": 20},
        },
        ("key", "label"),
    ),
    "question": record(
        {
            "key": ref("key"),
            "kind": one_of(*KINDS),
            "label": ref("text"),
            "hint": ref("words"),
            "required": {"type": "boolean"},
            "public": {"type": "boolean"},
            "max_length": _limit(),
            "min": _limit(),
            "max": _limit(),
            "options": rows(ref("option")),
            "rows": rows(ref("row")),
            "notes": {"type": "boolean"},
            "note_when": rows(_OPTION_KEY),
            "accept": one_of(*ACCEPTS),
            "anchor": {"type": "string", "maxLength": 60},
            "currency": one_of(*CURRENCIES),
            "cost_kinds": rows(ref("option")),
        },
        ("key", "kind", "label"),
    ),
    "form": record(
        {
            "steps": rows(
                record(
                    {
                        "key": ref("key"),
                        "title": ref("text"),
                        "intro": ref("words"),
                        "questions": rows(ref("question")),
                    },
                    ("key", "title", "questions"),
                ),
                least=1,
            )
        },
        ("steps",),
    ),
    "objections": record(
        {
            "days": whole(0, 60),
            "rule_days": whole(1, 90),
            "body": ref("words"),
            "who": one_of("applicant", "anyone"),
        }
    ),
}
"""What kinds of stages name with `ref`."""
