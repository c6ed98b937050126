"""Kit documents for property tests: made from the schema itself, and shipped kits that somebody tore pieces out of."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.practices.kits import elements, registry

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        ["", "\x00", "\ud800", "pl", "0", "-1", "1e9", "99999999999999999999", "lot", "propose", "24:00"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
"""Anything JSON can hold, and what a database refuses."""

WORDS = st.sampled_from(["Trawnik", "Bank", "łąka {request_max}", "{§limits}", "{a}", "x" * 70])


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """Kits that keep to the schema, whatever they mean."""
    return from_schema(registry.schema(), registry.schema()["$defs"])


def from_schema(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values that keep to a piece of the schema."""
    if "$ref" in schema:
        return from_schema(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("title") in ("text", "words"):
        return _words(said=schema["title"] == "text", longest=schema["properties"]["pl"]["maxLength"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_type(kind, schema, defs) for kind in kinds])


def _of_type(kind: str, schema: Mapping[str, Any], defs: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if kind == "object":
        return _stage(schema, defs) if "allOf" in schema else _object(schema, defs)
    if kind == "array":
        item = from_schema(schema["items"], defs) if "items" in schema else st.nothing()
        most = min(schema.get("maxItems", 3), max(3, schema.get("minItems", 0)))
        unique = {"unique_by": repr} if schema.get("uniqueItems") else {}
        return st.lists(item, min_size=schema.get("minItems", 0), max_size=most, **unique)
    if kind == "integer":
        # Ends are where rules go wrong, small numbers where they go right.
        least, most = schema["minimum"], schema["maximum"]
        return st.integers(least, min(most, least + 40)) | st.sampled_from([least, most])
    if kind == "boolean":
        return st.booleans()
    if kind == "null":
        return st.none()
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True, alphabet=st.characters(max_codepoint=0x17F)).filter(
            lambda text: len(text) <= schema.get("maxLength", 10**6) and text == text.strip()
        )
    return st.text(
        st.characters(exclude_categories=("Cc", "Cs")),
        min_size=schema.get("minLength", 0),
        max_size=min(schema.get("maxLength", 20), 20),
    )


def _words(*, said: bool, longest: int) -> st.SearchStrategy[dict[str, str]]:
    text = WORDS.filter(lambda words: len(words) <= longest)
    rest = {"nb": text, "cs": text}
    if said:
        return st.fixed_dictionaries({"pl": text}, optional={"en": text, **rest}) | st.fixed_dictionaries({"en": text})
    return st.fixed_dictionaries({}, optional={"pl": text | st.just(""), "en": text, **rest})


def _object(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    made = {name: from_schema(inner, defs) for name, inner in schema.get("properties", {}).items()}
    needed = set(schema.get("required", ()))
    if schema.get("title") == "clause":
        needed.add("texts")
        made.pop("text")
    return st.fixed_dictionaries(
        {name: value for name, value in made.items() if name in needed},
        optional={name: value for name, value in made.items() if name not in needed},
    )


def _stage(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    plain = {name: inner for name, inner in schema["properties"].items() if name not in ("kind", "settings")}
    shell = _object({"properties": plain}, defs)
    return st.one_of(
        [
            st.builds(
                lambda shell, settings, kind: {**shell, "kind": kind, "settings": settings},
                shell,
                from_schema(defs[f"{kind}_settings"], defs),
                st.just(kind),
            )
            for kind in schema["properties"]["kind"]["enum"]
        ]
    )


@st.composite
def near_kits(draw: st.DrawFn) -> dict[str, Any]:
    """A shipped kit with a few things changed, dropped, swapped, torn out or put in from another: near many a rule."""
    document = preset(draw(st.sampled_from(PRESETS)))
    for _step in range(draw(st.integers(0, 4))):
        change = draw(st.sampled_from([_element_from_elsewhere, _without_element, _other_stages, _number, _torn, _fit]))
        document = change(draw, document)
    return document


def _element_from_elsewhere(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    other = preset(draw(st.sampled_from(PRESETS)))
    element = draw(st.sampled_from(elements.elements_of(other)))
    try:
        return elements.replaced(document, element.key, elements.part(other, element.key), like=other)
    except (ValueError, KeyError, AttributeError, TypeError):
        return document  # the document is torn already


def _without_element(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    key = draw(st.sampled_from([element.key for element in elements.ELEMENTS if not element.required]))
    try:
        return elements.without(document, key)
    except (KeyError, AttributeError, TypeError):
        return document


def _other_stages(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    stages = document.get("stages")
    if not isinstance(stages, list):
        return document
    return {**document, "stages": draw(st.permutations(stages)) if draw(st.booleans()) else stages + stages[:1]}


def _number(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """Another number of the same type in one place."""
    changed = deepcopy(document)
    places = [place for place in _places(changed) if type(place[0][place[1]]) is int]
    if places:
        holder, key = draw(st.sampled_from(places))
        holder[key] = draw(st.integers(-2, 120) | st.sampled_from([0, 1, 10**9]))
    return changed


def _fit(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """A value that keeps to the schema in place of one part of the document."""
    schema = registry.schema()
    name = draw(st.sampled_from(sorted(schema["properties"])))
    if name == "stages":
        return document
    return {**document, name: draw(from_schema(schema["properties"][name], schema["$defs"]))}


def _torn(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """Anything at all in one place, or nothing there."""
    changed = deepcopy(document)
    places = list(_places(changed))
    if not places:
        return changed
    holder, key = draw(st.sampled_from(places))
    if draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = draw(JSON)
    return changed


def _places(value: Any) -> list[tuple[Any, Any]]:
    found = []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found.append((value, key))
        found += _places(one)
    return found
