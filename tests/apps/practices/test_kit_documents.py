"""Kit documents as files: limits, faults with their line, one way to write them, and what their fingerprints mean."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.practices.kits import elements, registry
from skwer.apps.practices.kits.documents import MOST_BYTES, UnreadableKit, document_hash, read, rulebook_hash, write
from skwer.apps.practices.kits.lines import line_of, lines_of

from ...kit_strategies import documents


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"[1, 2]", "begins with"),
        (b'{"a": 1,\n "b": }', "line 2, character 7"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1, "a": 2}', "“a” stands twice"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b'{"a":\n"\xff"}', "line 2"),
        (b'{"a": ' + b"[" * 3000 + b"]" * 3000 + b"}", "nested too deeply"),
        (b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number that is too long"),
        (b'{"a": "' + b"x" * MOST_BYTES + b'"}', "1 MB"),
    ],
)
def test_a_file_that_is_no_kit_is_refused_with_the_place(file, said):
    with override("en"), pytest.raises(UnreadableKit) as refused:
        read(file)
    assert said in str(refused.value)


def test_a_file_may_begin_with_a_byte_order_mark():
    assert read(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_written_is_read_back_and_written_alike(name):
    document = preset(name)
    text = write(document)
    assert read(text) == read(text.encode()) == document
    assert write(read(text)) == text
    assert list(read(text)) == list(document)  # the order people wrote it in


@given(document=documents())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_filling_in_defaults_changes_no_rules_and_is_done_once(document):
    whole = registry.filled(document)
    assert registry.filled(whole) == whole
    assert rulebook_hash(whole) == rulebook_hash(document)
    assert document_hash(json.loads(write(document))) == document_hash(document)


def test_names_and_advice_are_no_rules():
    document = preset("micro-grant")
    before = rulebook_hash(document)
    for changed in (
        {"title": {"pl": "Inny tytuł"}},
        {"summary": {"pl": "Inaczej"}},
        {"key": "inny"},
        {"version": 9},
        {"committee": {"size": 9}},
        {"modules": []},
        {"practice": {"city": "Brzezina Mała"}},
        {"to_decide": []},
        {"call": {**document["call"], "summary": {"pl": "Inaczej"}}},
        {"stages": [{**document["stages"][0], "title": {"pl": "Wnioski"}}, *document["stages"][1:]]},
        {"call": {**document["call"], "own_share": 0, "guardian_age": 0, "pot": "90000"}},
    ):
        assert rulebook_hash({**document, **changed}) == before, changed
        assert document_hash({**document, **changed}) != document_hash(document)


RULES = [one.key for one in elements.ELEMENTS if one.key not in ("budget", "committee", "measures", "modules")]
DIFFERENT = [
    (name, other, key)
    for key in RULES
    for name, other in (("three-rounds", "micro-grant"), ("micro-grant", "local-initiative"))
    if elements.part(preset(other), key) not in (None, elements.part(preset(name), key))
]


def test_rules_of_nearly_every_element_differ_between_these_kits():
    assert set(RULES) - {key for _name, _other, key in DIFFERENT} <= {"durability"}


@pytest.mark.parametrize(("name", "other", "key"), DIFFERENT)
def test_another_part_is_another_rulebook(name, other, key):
    document = preset(name)
    changed = elements.replaced(document, key, elements.part(preset(other), key))
    assert rulebook_hash(changed) != rulebook_hash(document)


def test_every_place_in_a_file_has_its_line():
    text = '{\n "a": [\n  {"b": "x, {y}: \\"z\\""},\n  2\n ],\n "c": {}\n}'
    lines = lines_of(text)
    assert lines == {"": 1, "a": 2, "a.0": 3, "a.0.b": 3, "a.1": 4, "c": 6}
    assert line_of(lines, "a.0.missing.deep") == 3
    assert line_of(lines, "nowhere") == 1


@pytest.mark.parametrize("name", PRESETS)
def test_lines_are_found_in_every_shipped_kit(name):
    document = preset(name)
    text = write(document)
    rows = text.splitlines()
    lines = lines_of(text)
    assert '"stages"' in rows[lines["stages"] - 1]
    assert f'"{document["stages"][1]["kind"]}"' in rows[lines["stages.1.kind"] - 1]
