"""A grid: asked row by row, kept as typed, checked row by row, read by people."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.forms.checking import check_save, check_submit
from skwer.apps.forms.reading import read_post, render_post, shown
from skwer.apps.forms.schema import RAW, Form
from skwer.apps.forms.showing import differences, display

from .test_reading import post

GRID = {
    "key": "trust",
    "kind": "grid",
    "label": {"pl": "Komu ufasz?", "en": "Whom do you trust?"},
    "options": [
        {"key": "yes", "label": {"pl": "tak", "en": "yes"}},
        {"key": "partly", "label": {"pl": "częściowo", "en": "partly"}},
        {"key": "no", "label": {"pl": "nie", "en": "no"}},
    ],
    "rows": [
        {"key": "office", "label": {"pl": "urząd", "en": "the office"}},
        {"key": "neighbours", "label": {"pl": "sąsiedzi", "en": "neighbours"}},
        {"key": "way", "label": {"pl": "droga"}, "measure": {"pl": "szerokość", "en": "width"}, "unit": "cm"},
    ],
    "notes": True,
    "note_when": ["partly"],
}  # fmt: skip


def form_with(**changes: Any) -> Form:
    question = {**copy.deepcopy(GRID), **changes}
    return Form.from_json({"steps": [{"key": "one", "title": {"pl": "Pytania"}, "questions": [question]}]})


form = form_with()


def wrong(answers: Any, **changes: Any) -> list[tuple[str, int | None, str]]:
    return [(e.code, e.row, e.part) for e in check_submit(form_with(**changes), {"trust": answers})]


def test_a_sound_grid_has_no_problems() -> None:
    assert form.problems() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rows": []}, "rows"),
        ({"rows": [GRID["rows"][0], GRID["rows"][0]]}, "same_row"),
        ({"rows": [{"key": "with space", "label": {"pl": "x"}}]}, "same_row"),
        ({"rows": [{"key": "office", "label": {}}]}, "row_label"),
        ({"options": GRID["options"][:1]}, "options"),
    ],
)
def test_what_nobody_could_fill_in_is_named(changes: dict[str, Any], code: str) -> None:
    assert code in [problem.code for problem in form_with(**changes).problems()]


def test_a_page_is_read_row_by_row_and_a_page_without_it_leaves_it_alone() -> None:
    sent = post(
        [("trust-office", "yes"), ("trust-office-note", " miły "), ("trust-way-value", "1,5"), ("trust-x", "no")]
    )
    assert read_post(form, sent) == {"trust": {"office": {"is": "yes", "note": " miły "}, "way": {"value": "1,5"}}}
    assert read_post(form, post([("other", "1")])) == {}


def test_figures_are_kept_as_figures_and_notes_without_edges() -> None:
    clean, errors = check_save(form, {"trust": {"office": {"is": "yes", "note": " ok "}, "way": {"value": "1,50"}}})
    assert not errors
    assert clean["trust"] == {"office": {"is": "yes", "note": "ok"}, "way": {"value": "1.5"}}


def test_what_cannot_be_read_stays_as_it_was_typed_beside_its_row() -> None:
    clean, errors = check_save(form, {"trust": {"office": {"is": "yes"}, "way": {"is": "no", "value": "wąsko"}}})
    assert [(e.code, e.row, e.part) for e in errors] == [("number", 2, "value")]
    assert "trust" not in clean
    assert shown(clean, "trust") == {"office": {"is": "yes"}, "way": {"is": "no", "value": "wąsko"}}
    assert str(errors[0].label) == "droga"  # the summary names the row


@pytest.mark.parametrize("number", ["-1", "1e5", "NaN", "inf", "9" * 20, "٣", "1000000"])
def test_a_figure_is_a_length_a_share_a_brightness(number: str) -> None:
    assert ("number", 2, "value") in wrong({"way": {"is": "yes", "value": number}})


def test_an_answer_that_is_not_offered_is_refused() -> None:
    assert wrong({"office": {"is": "maybe"}}) == [("choice", 0, "is")]


def test_each_row_of_a_required_grid_is_answered() -> None:
    assert wrong({"office": {"is": "no"}}, required=True) == [("required", 1, "is"), ("required", 2, "is")]
    assert wrong({"office": {"is": "no"}}) == []
    assert wrong(None) == []


def test_a_note_without_an_answer_and_partly_without_a_note_wait_for_a_word() -> None:
    assert wrong({"office": {"note": "zależy"}}) == [("required", 0, "is")]
    assert wrong({"office": {"is": "partly"}}) == [("note", 0, "note")]
    assert wrong({"office": {"is": "partly", "note": "zależy"}}) == []
    assert wrong({"office": {"is": "partly"}}, notes=False) == []  # where no note is asked for, none is missed


def test_a_note_is_a_note_and_no_essay() -> None:
    assert wrong({"office": {"is": "yes", "note": "ą" * 301}}) == [("too_long", 0, "note")]
    assert wrong({"office": {"is": "yes", "note": "ą" * 300}}) == []


def test_people_read_a_line_a_row_in_their_language() -> None:
    answers = {"trust": {"way": {"is": "partly", "note": "od północy", "value": "120.5"}, "office": {"is": "no"}}}
    with translation.override("pl"):
        told = display(form, answers)[0]
        assert told.text == "urząd: nie\ndroga: częściowo · szerokość 120,5\u00a0cm · od północy"
        assert [row.is_key for row in told.grid] == ["no", "partly"]
    with translation.override("en"):
        assert "width 120.5\u00a0cm" in display(form, answers)[0].text


def test_versions_differ_by_the_row_that_changed() -> None:
    before = {"trust": {"office": {"is": "no"}}}
    after = {"trust": {"office": {"is": "yes"}}}
    assert differences(form, before, before) == []
    with translation.override("pl"):
        assert ("removed", "nie") in differences(form, before, after)[0].words


def test_nothing_but_a_grid_is_understood_as_one() -> None:
    for odd in ("text", ["a"], 3, {"office": "yes"}, {"office": {"is": ["yes"]}}, None):
        clean, errors = check_save(form, {"trust": odd})
        assert (clean, errors) == ({"trust": {}}, [])


CELL = st.fixed_dictionaries(
    {},
    optional={
        "is": st.sampled_from(["yes", "partly", "no", "maybe", ""]),
        "note": st.sampled_from(["", " od Wodnej ", "ą" * 301, "dwa\nwiersze", "\x00"]),
        "value": st.sampled_from(["", "12", "1,5", "x", "007", "0.004", "99,999"]),
    },
)
ANSWERS = st.dictionaries(st.sampled_from(["office", "neighbours", "way", "nobody"]), CELL)


@settings(max_examples=80)
@given(ANSWERS)
def test_cleaning_twice_changes_nothing_and_a_page_sends_it_back_unchanged(answers: Any) -> None:
    clean, _wrong = check_save(form, {"trust": answers})
    assert check_save(form, clean)[0] == clean
    again = read_post(form, post(render_post(form, clean)))
    kept = clean.get("trust", clean.get(RAW, {}).get("trust"))
    if kept:
        assert check_save(form, again)[0] == clean
