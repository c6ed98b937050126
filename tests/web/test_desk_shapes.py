"""Settings go to a form and come back as they were; what a shape does not know stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.web.desk.shapes import Group, Item, Node, Part, Rows, read, show

LETTERS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=8)
WORDS = st.dictionaries(st.sampled_from(["pl", "en", "nb"]), LETTERS, min_size=1)
BAND = st.fixed_dictionaries(
    {"points": st.integers(0, 20)},
    optional={"to": st.integers(0, 99) | st.just("0.5"), "to_open": st.booleans(), "own": LETTERS},
)
BANDS = st.fixed_dictionaries({"bands": st.lists(BAND, min_size=1, max_size=3), "unit": WORDS}, optional={"x": LETTERS})
SHAPE = [
    Part("name", "Name"),
    Part("title", "Title", "words"),
    Part("text", "Text", "longwords"),
    Part("most", "Most", "number"),
    Part("step", "Step", "decimal"),
    Part("public", "Public", "tick", default=True),
    Part("paper", "Paper", "tick"),
    Part("method", "Method", "choice", choices=[("points", "…"), ("votes", "…")]),
    Part("fields", "Fields", "choices", choices=[("a", "…"), ("b", "…")]),
    Part("ties", "Ties", "order", choices=[("more", "…"), ("less", "…"), ("lot", "…")]),
    Rows("conditions", "Conditions", "Condition", plain=True),
    Rows(
        "criteria",
        "Criteria",
        "Criterion",
        [
            Part("title", "Title", "words"),
            Part("max", "Most", "decimal"),
            Group(
                "bands",
                "Bands",
                [
                    Part("unit", "Unit", "words"),
                    Rows(
                        "bands",
                        "Bands",
                        "Band",
                        [
                            Part("to", "To", "decimal"),
                            Part("points", "Points", "decimal"),
                            Part("to_open", "…", "tick"),
                        ],
                    ),
                ],
                exists_by="bands",
            ),
        ],
        keyed_by="title",
        shown=lambda row: ("title", "max", "bands") if "max" in row else ("title",),
    ),
]
CRITERIA = st.lists(
    st.fixed_dictionaries(
        {"key": LETTERS, "title": WORDS}, optional={"max": st.integers(0, 9), "bands": BANDS, "z": LETTERS}
    ),
    max_size=4,
)
VALUES: Any = st.fixed_dictionaries(
    {},
    optional={
        "name": LETTERS,
        "title": WORDS | LETTERS,
        "text": WORDS,
        "most": st.integers(0, 999) | LETTERS,
        "step": st.integers(0, 9) | st.just("0.5"),
        "public": st.booleans(),
        "paper": st.booleans(),
        "method": st.sampled_from(["points", "votes", "unknown"]),
        "fields": st.lists(st.sampled_from(["a", "b", "gone"]), unique=True),
        "ties": st.lists(st.sampled_from(["more", "less", "lot", "criterion:x"]), unique=True),
        "conditions": st.lists(WORDS | LETTERS, max_size=3),
        "criteria": CRITERIA,
        "seed": LETTERS,
    },
)


def sent(nodes: list[Node], **typed: Any) -> QueryDict:
    """What a browser sends of the nodes when nobody changes anything but `typed` (names with _ for dots)."""
    post = QueryDict(mutable=True)
    _send(nodes, post)
    for name, value in typed.items():
        post.setlist(name, [value] if isinstance(value, str) else value)
    return post


def _send(nodes: list[Node], post: QueryDict) -> None:
    for node in nodes:
        if node.kind == "rows":
            post[f"{node.path}.rows"] = "1"
            for row in node.rows:
                post[f"{row.path}.here"], post[f"{row.path}.place"] = row.origin, str(row.number)
                _send(row.nodes, post)
        elif node.kind in ("group", "words"):
            _send(node.nodes, post)
        elif node.kind == "order":
            post.setlist(node.path, [str(one.value) for one in node.nodes])
        elif node.kind in ("checkbox", "checkboxes"):
            post[f"{node.path}.on"] = "1"
            chosen = (
                [str(value) for value in node.value or ()] if node.kind == "checkboxes" else ["on"] * bool(node.value)
            )
            offered = {key for key, _label in node.choices} if node.kind == "checkboxes" else {"on"}
            if kept := [value for value in chosen if value in offered]:
                post.setlist(node.path, kept)
        elif node.kind == "select":
            known = [key for key, _label in node.choices]
            post[node.path] = str(node.value) if node.value in known else known[0]
        else:
            post[node.path] = "" if node.value is None else str(node.value)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_what_nobody_changes_stays_as_it_was(values):
    back = read(SHAPE, sent(show(SHAPE, values)), values)
    back.pop("method", None) if "method" not in values else None  # a list of choices always sends one of them
    assert back == values


@given(VALUES)
@settings(max_examples=50, deadline=None)
def test_a_page_that_shows_nothing_changes_nothing(values):
    assert read(SHAPE, QueryDict(), values) == values


ROWS = [Rows("items", "Items", "Item", [Part("text", "Text", "words"), Part("na", "…", "tick")], keyed_by="text")]
THREE = {"items": [{"key": k, "text": {"pl": k.upper()}, "own": k} for k in "abc"]}


def _order(**typed: str) -> str:
    post = sent(show(ROWS, THREE), **typed)
    return "".join(item["key"] for item in read(ROWS, post, THREE)["items"])


@pytest.mark.parametrize(
    ("row", "place", "expected"),
    [
        ("2", "1", "cab"),
        ("0", "3", "bca"),
        ("0", "2", "bac"),
        ("1", "1", "bac"),
        ("2", "1.5", "acb"),
        ("1", "x", "abc"),
    ],
)
def test_a_row_goes_to_the_number_typed_beside_it(row, place, expected):
    assert _order(**{f"items.{row}.place": place}) == expected


def test_a_row_ticked_for_removal_goes_and_the_others_keep_what_the_page_does_not_show():
    post = sent(show(ROWS, THREE), **{"items.0.gone": "on", "items.1.text.pl": "Nowe"})
    assert read(ROWS, post, THREE)["items"] == [
        {"key": "b", "text": {"pl": "Nowe"}, "own": "b"},
        {"key": "c", "text": {"pl": "C"}, "own": "c"},
    ]


def test_a_new_row_gets_a_key_of_its_own():
    asked = read(ROWS, sent(show(ROWS, THREE)), THREE, add="items")
    assert isinstance(asked["items"][-1], Item)
    nodes = show(ROWS, asked)
    assert [row.open for row in nodes[0].rows] == [False, False, False, True]
    post = sent(nodes, **{"items.3.text.pl": "Zgoda właściciela"})
    made = read(ROWS, post, THREE)["items"][-1]
    assert made == {"key": "zgoda_wlasciciela", "text": {"pl": "Zgoda właściciela"}}
    twice = {"items": [*THREE["items"], dict(made)]}
    post = sent(
        show(ROWS, read(ROWS, sent(show(ROWS, twice)), twice, add="items")), **{"items.4.text.pl": "Zgoda właściciela"}
    )
    assert read(ROWS, post, twice)["items"][-1]["key"] == "zgoda_wlasciciela_2"


def test_a_new_row_left_empty_is_no_row():
    post = sent(show(ROWS, read(ROWS, sent(show(ROWS, THREE)), THREE, add="items")))
    assert read(ROWS, post, THREE) == THREE


def test_boxes_around_what_is_to_be_mended_are_open():
    nodes = show(SHAPE, {"criteria": [{"key": "a", "title": {}}, {"key": "b", "title": {}}]}, wrong=["criteria.1"])
    rows = next(node for node in nodes if node.path == "criteria").rows
    assert [row.open for row in rows] == [False, True]


def test_a_text_nobody_typed_keeps_its_other_languages():
    shape = [Part("title", "Title", "words")]
    values = {"title": {"pl": "Pomysł", "nb": "Idé"}}
    post = sent(show(shape, values), **{"title.en": "Idea", "title.pl": ""})
    assert read(shape, post, values) == {"title": {"nb": "Idé", "en": "Idea"}}


def test_what_a_database_refuses_is_left_out():
    shape = [Part("name", "Name"), Part("title", "Title", "words")]
    post = QueryDict(mutable=True)
    post["name"], post["title.pl"] = "a\x00b", "x\r\ny\x00"
    assert read(shape, post, {}) == {"name": "ab", "title": {"pl": "x\ny"}}
