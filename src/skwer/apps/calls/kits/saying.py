"""What the validator of the schema finds, as sentences for people: what is wrong at this place and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from jsonschema import ValidationError

LONGEST_QUOTE = 60

_BY_TITLE: dict[str, Any] = {
    "text": gettext_lazy('Write this text in Polish or in English, as an object: {"pl": "…", "en": "…"}.'),
    "words": gettext_lazy('A text is an object by language: {"pl": "…", "en": "…"}.'),
    "key": gettext_lazy("A key begins with a letter and holds letters without accents, digits and underscores."),
    "slug": gettext_lazy("This may hold letters without accents, digits and hyphens."),
    "sum": gettext_lazy('Write a sum as text with a point: "12000.00".'),
    "exact": gettext_lazy('Write a number, or a number with a point as text: "12.5".'),
    "percent": gettext_lazy("Write a share from 0 to 100."),
    "hour": gettext_lazy('Write an hour as "09:00".'),
    "day": gettext_lazy("Write a whole number of days from the first day of the call, at most 3650."),
    "url": gettext_lazy("Write an address that begins with https://."),
    "country": gettext_lazy('Write the country as two capital letters: "CZ".'),
    "seed": gettext_lazy("A kit holds no seed: each call draws its own. Remove it."),
    "of_the_city": gettext_lazy("Which spaces are offered is each city's own. Remove them."),
    "clause": gettext_lazy("A paragraph has a heading, and either “text” or “texts”."),
    "stage_kind": gettext_lazy("This kind of stage does not exist."),
}
_TYPES: dict[str, Any] = {
    "object": gettext_lazy("an object {…}"),
    "array": gettext_lazy("a list […]"),
    "string": gettext_lazy("a text in quotes"),
    "integer": gettext_lazy("a whole number"),
    "boolean": gettext_lazy("true or false"),
    "null": gettext_lazy("null"),
}


def sentence(error: ValidationError) -> Iterator[tuple[str, str]]:
    """(path, sentence) of what the validator found; one for each key that is missing or not known."""
    path = ".".join(map(str, error.absolute_path))
    instance, rule, schema = error.instance, error.validator, error.schema
    if rule == "required":
        missing = [name for name in error.validator_value if name not in instance]
        for name in missing:
            yield _below(path, name), _("“%(name)s” is missing.") % {"name": name}
    elif rule == "additionalProperties":
        for name in instance:
            if name not in schema.get("properties", {}):
                message = _("“%(name)s” is not known here. Correct the name or remove it.") % {"name": _cut(name)}
                yield _below(path, str(name)), message
    elif schema.get("title") in _BY_TITLE and rule not in ("maxLength", "uniqueItems", "minLength"):
        yield path, _quoted(str(_BY_TITLE[schema["title"]]), instance)
    else:
        yield path, _quoted(_plainly(error), instance)


def _plainly(error: ValidationError) -> str:
    rule, wanted, schema = error.validator, error.validator_value, error.schema
    if rule == "type":
        kinds = [str(_TYPES[kind]) for kind in ([wanted] if isinstance(wanted, str) else wanted)]
        return _("This must be %(kind)s.") % {"kind": _(" or ").join(kinds)}
    if rule == "enum":
        return _("Choose one of: %(values)s.") % {"values": ", ".join(_shown(value) for value in wanted)}
    if rule == "const":
        return _("This must be %(value)s.") % {"value": _shown(wanted)}
    if rule in ("minimum", "maximum"):
        facts = {"least": schema.get("minimum", 0), "most": schema.get("maximum", "∞")}
        return _("Write a number from %(least)s to %(most)s.") % facts
    if rule == "maxLength":
        return ngettext("Use at most %(n)d character.", "Use at most %(n)d characters.", wanted) % {"n": wanted}
    if rule == "maxItems":
        return ngettext("List at most %(n)d entry.", "List at most %(n)d entries.", wanted) % {"n": wanted}
    if rule in ("minItems", "minLength"):
        return _("This must not be empty.")
    if rule == "uniqueItems":
        return _("Each entry stands once.")
    return _("This is not written as it must be.")


def _quoted(message: str, instance: Any) -> str:
    """The sentence with what stands there, where that is short enough to be found by."""
    if isinstance(instance, (dict, list)) or instance is None:
        return message
    return _("%(sentence)s Here: %(value)s") % {"sentence": message, "value": _shown(instance)}


def _shown(value: Any) -> str:
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(written: str) -> str:
    return written if len(written) <= LONGEST_QUOTE else f"{written[:LONGEST_QUOTE]}…"


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
