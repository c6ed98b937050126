import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.forms.checking import FieldError, check_save, check_submit, clean_text, merge
from skwer.apps.forms.schema import RAW, Form
from skwer.values.canonical import canonical_json

from .forms import FORM, GOOD
from .test_schema import json_like

form = Form.from_json(FORM)
anything = st.dictionaries(st.sampled_from([*(q.key for q in form.questions), RAW, "other"]), json_like, max_size=8)


@settings(deadline=None, max_examples=200)
@given(anything | json_like)
def test_saving_never_fails_and_is_settled_at_once(answers) -> None:
    clean, wrong = check_save(form, answers)
    assert check_save(form, clean) == (clean, wrong)
    canonical_json(clean).encode()  # no float, no half of a surrogate pair: it can be hashed and stored
    assert "\\u0000" not in canonical_json(clean)
    assert isinstance(check_submit(form, answers), list)
    assert all(str(error.message) for error in wrong)


def test_complete_answers_may_be_sent() -> None:
    assert check_submit(form, GOOD) == []


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("12 000", "12000.00"),
        ("12\u00a0000,50 zł", "12000.50"),
        ("12.000,50", "12000.50"),
        ("12,000.50", "12000.50"),
        (500, "500.00"),
        (12.5, "12.50"),
        ("", ""),
    ],
)
def test_sums_as_people_write_them(typed, saved) -> None:
    assert check_save(form, {"own_money": typed}) == ({"own_money": saved}, [])


@pytest.mark.parametrize("typed", ["dużo", "12.345,678", "1 000 000 000 000 000", "tak", "²"])
def test_a_wrong_sum_stays_as_typed(typed) -> None:
    clean, wrong = check_save(form, {"own_money": typed})
    assert clean == {RAW: {"own_money": typed}}
    assert [(e.field, e.code) for e in wrong] == [("own_money", "money")]


def test_numbers_are_whole() -> None:
    assert check_save(form, {"hours": "1 200"}) == ({"hours": 1200}, [])
    assert check_save(form, {"hours": ""}) == ({"hours": None}, [])
    assert [e.code for e in check_save(form, {"hours": "2,5"})[1]] == ["number"]
    assert [e.code for e in check_save(form, {"hours": 10**5000})[1]] == []


def test_texts_keep_letters_and_line_ends_and_lose_what_nobody_can_read() -> None:
    assert clean_text("Ża\u0307\r\nb\x00\x07\ud800") == "Żȧ\nb"
    assert clean_text("jeden\nwiersz", lines=False) == "jeden wiersz"


def test_a_saved_text_may_be_too_long_but_not_a_sent_one() -> None:
    clean, wrong = check_save(form, {**GOOD, "title": "ż" * 23})
    assert wrong == []
    with translation.override("en"):
        (error,) = check_submit(form, clean)
        assert (error.field, error.code) == ("title", "too_long")
        assert str(error.message) == "Shorten the answer by 3 characters."


def test_coordinates() -> None:
    saved = check_save(form, {"place": {"lon": " 16,5500004 ", "lat": "53.95°", "address": "Wodna"}})[0]
    assert saved["place"] == {"lon": "16.55", "lat": "53.95", "address": "Wodna"}
    clean, wrong = check_save(form, {"place": {"lon": "181", "lat": "north", "address": "Wodna"}})
    assert [(e.field, e.part) for e in wrong] == [("place", "lon"), ("place", "lat")]
    assert clean[RAW]["place"]["address"] == "Wodna"
    assert check_save(form, {"place": {"lon": "nan", "lat": "inf", "address": ""}})[1]


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ({"address": "ul. Wodna 5"}, []),
        ({"lon": "16.5", "lat": "53.9"}, []),
        ({"lon": "16.5", "address": "Wodna"}, ["half_point"]),
        ({"address": " "}, ["required"]),
        ({"address": "u" * 201}, ["too_long"]),
    ],
)
def test_a_place_needs_a_point_or_an_address(place, codes) -> None:
    assert [e.code for e in check_submit(form, {**GOOD, "place": place})] == codes


def test_empty_rows_of_costs_go() -> None:
    empty = {"name": " ", "quantity": "", "amount": "", "source": "grant"}
    row = {"name": "deski", "quantity": "2", "amount": "10,5", "source": "own"}
    assert check_save(form, {"costs": [empty, row, empty]})[0] == {"costs": [{**row, "amount": "10.50"}]}


def test_a_wrong_row_is_named_and_nothing_typed_is_lost() -> None:
    rows = [
        {"name": "deski", "quantity": "", "amount": "10", "source": "own"},
        {"name": "farba", "quantity": "", "amount": "dużo", "source": "own"},
        {"name": "praca", "quantity": "", "amount": "5", "source": "bank"},
    ]
    clean, wrong = check_save(form, {"costs": rows})
    assert [(e.row, e.part) for e in wrong] == [(1, "amount"), (2, "source")]
    assert clean == {RAW: {"costs": rows}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"title": " "}, ("title", "required")),
        ({"category": ""}, ("category", "required")),
        ({"category": "cat"}, ("category", "choice")),
        ({"gifts": ["tools", "transport", "salvage"]}, ("gifts", "too_much")),
        ({"gifts": ["gold"]}, ("gifts", "choice")),
        ({"costs": []}, ("costs", "required")),
        ({"costs": [{"name": "", "amount": "5", "source": "own"}]}, ("costs", "name")),
        ({"costs": [{"name": "a", "amount": "0", "source": "own"}]}, ("costs", "amount")),
        ({"costs": [{"name": "a", "amount": "", "source": "own"}]}, ("costs", "amount")),
        ({"costs": [{"name": "a", "amount": "5", "source": ""}]}, ("costs", "source")),
        ({"costs": [{"name": "a" * 201, "amount": "5", "source": "own"}]}, ("costs", "too_long")),
        ({"costs": [{"name": "a", "amount": "5", "source": "own"}] * 61}, ("costs", "too_much")),
        ({"own_money": "99.99"}, ("own_money", "too_little")),
        ({"own_money": "12400"}, ("own_money", "too_much")),
        ({"hours": None}, ("hours", "required")),
        ({"hours": 0}, ("hours", "too_little")),
        ({"hours": 5001}, ("hours", "too_much")),
        ({"true": False}, ("true", "required")),
        ({"photo": [f"00000000-0000-0000-0000-{n:012}" for n in range(11)]}, ("photo", "too_much")),
    ],
)
def test_sending_checks_everything(change, expected) -> None:
    assert [(e.field, e.code) for e in check_submit(form, {**GOOD, **change})] == [expected]


def test_required_answers_that_are_absent_are_all_named() -> None:
    fields = [e.field for e in check_submit(form, {})]
    assert fields == ["title", "category", "place", "costs", "hours", "true"]
    assert [e.field for e in check_submit(form, {}, only=["hours", "phone"])] == ["hours"]


def test_sums_in_messages_follow_the_readers_language() -> None:
    (error,) = check_submit(form, {**GOOD, "own_money": "12400"})
    with translation.override("en"):
        assert str(error.message) == "The sum must not be more than 12,000\u00a0zł. Lower it by 400\u00a0zł."
        assert error.summary.startswith("How much do you add? The sum")
    with translation.override("pl"):
        assert "12\u00a0000\u00a0zł" in str(error.message)


def test_a_summary_names_the_question() -> None:
    error = FieldError("title", "required", "Write it.", label=form.question("category").label)
    with translation.override("en"):
        assert error.summary == "Kind: Write it."


def test_a_later_save_replaces_only_what_it_answers() -> None:
    saved, _ = check_save(form, {"title": "Ławka", "own_money": "sto", "hours": 3})
    later, _ = check_save(form, {"own_money": "100", "hours": "trzy"})
    assert merge(saved, later) == {"title": "Ławka", "own_money": "100.00", RAW: {"hours": "trzy"}}
    assert merge(merge(saved, later), {"hours": 5}) == {"title": "Ławka", "own_money": "100.00", "hours": 5}
