"""The JSON Schema of kit documents, put together from what each kind of stage says of its settings."""

from __future__ import annotations

from functools import cache
from typing import Any

from skwer.apps.places.models import CATEGORIES
from skwer.apps.practices.kits.elements import ELEMENTS
from skwer.apps.practices.kits.registry import FORMAT
from skwer.values.money import CURRENCIES

from ..applicants import APPLICANTS
from ..models import Call, Scheme
from ..stages import kinds
from .parts import DEFS, LANGUAGES, Schema, amount, one_of, record, ref, rows, text, whole, words

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REQUIRED = ("format", "title", "scheme", "call", "stages")


@cache
def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of `skwer-kit/1`; it does not change while Skwer runs."""
    settings = {f"{key}_settings": kind.schema() for key, kind in kinds().items()}
    return {
        "$schema": DIALECT,
        "title": "A kit: the rules of a call, ready to open one from",
        "description": "Sums are text (“12000.00”); days count from the first day of the call; a text is an object "
        "by language. Texts hold no control characters but line ends, and numbers no fractions.",
        **record(_document(), REQUIRED),
        "$defs": {**DEFS, **settings, "stage": _stage(list(kinds()))},
    }


def _document() -> dict[str, Schema]:
    return {
        "format": {"title": "format", "const": FORMAT},
        "key": {"title": "slug", "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80},
        "version": whole(1, 1_000_000),
        "languages": {**rows(one_of(*LANGUAGES)), "uniqueItems": True},
        "title": text(140),
        "summary": words(500),
        "practice": _practice(),
        "scheme": _scheme(),
        "call": _call(),
        "committee": record(
            {"size": whole(1, 50), "chair": words(200), "members": words(1000), "conflict": words(1000)}
        ),
        "budget": rows(
            record({"key": ref("key"), "title": text(140), "percent": whole(1, 100)}, ("key", "title", "percent")),
            most=20,
        ),
        "stages": rows(ref("stage"), least=1, most=20),
        "measures": rows(
            record({"key": ref("key"), "title": text(140), "unit": words(60), "how": words(1000)}, ("key", "title")),
            most=40,
        ),
        "modules": rows(
            record(
                {
                    "title": text(160),
                    "slug": {"title": "slug", "type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 80},
                    "url": _url(),
                },
                ("title",),
            ),
            most=40,
        ),
        "to_decide": rows(
            record({"element": one_of(*(element.key for element in ELEMENTS)), "text": text(500)}, ("element", "text")),
            most=40,
        ),
    }


def _practice() -> Schema:
    return record(
        {
            "title": text(200),
            "url": _url(),
            "city": {"type": "string", "maxLength": 160},
            "country": {"title": "country", "type": "string", "pattern": "^[A-Z]{2}$"},
        }
    )


def _url() -> Schema:
    return {"title": "url", "type": "string", "pattern": "^https?://[^\\s/]+(/\\S*)?$", "maxLength": 500}


def _scheme() -> Schema:
    return record(
        {
            "vehicle": one_of(*Scheme.Vehicle.values),
            "legal_basis": words(),
            "support": one_of(*Scheme.Support.values),
            "durability_months": whole(0, 240),
            "hour_rate": amount(6),
            "year_cap": ref("sum"),
            "de_minimis": {"type": "boolean"},
        },
        ("vehicle", "support", "durability_months"),
    )


def _call() -> Schema:
    clause = record({"heading": ref("text"), "text": ref("text"), "texts": rows(ref("text"), least=1)}, ("heading",))
    clause |= {"title": "clause", "oneOf": [{"required": ["text"]}, {"required": ["texts"]}]}
    return record(
        {
            "summary": words(250),
            "description": words(),
            "currency": one_of(*CURRENCIES),
            "pot": ref("sum"),
            "request_min": ref("sum"),
            "request_max": ref("sum"),
            "own_share": whole(0, 100),
            "applicants": {**rows(one_of(*map(str, APPLICANTS)), least=1), "uniqueItems": True},
            "age_min": whole(0, 120),
            "guardian_age": whole(0, 120),
            "categories": {**rows(one_of(*(key for key, _name in CATEGORIES))), "uniqueItems": True},
            "show_proposals": one_of(*Call.ShowProposals.values),
            "clauses": rows(clause),
        },
        ("currency", "pot", "request_max", "applicants"),
    )


def _stage(keys: list[str]) -> Schema:
    """A stage: its name and days are the same for all kinds, its settings are its kind's own."""
    made = record(
        {
            "kind": {"title": "stage_kind", **one_of(*keys)},
            "title": words(80),
            "opens_day": ref("day"),
            "opens_hour": ref("hour"),
            "closes_day": ref("day"),
            "closes_hour": ref("hour"),
            "settings": {"type": "object"},
        },
        ("kind", "settings"),
    )
    made["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": key}}, "required": ["kind"]},
            "then": {"properties": {"settings": ref(f"{key}_settings")}},
        }
        for key in keys
    ]
    return made
