from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.forms.checking import check_save
from skwer.apps.forms.reading import read_post, render_post, shown
from skwer.apps.forms.schema import RAW, Form

from .forms import FORM, GOOD

form = Form.from_json(FORM)


def post(pairs) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def test_a_step_reads_only_its_questions() -> None:
    data = post([("title", "Ławka"), ("hours", "4"), ("category", "bench")])
    assert read_post(form, data, step="idea") == {"title": "Ławka", "category": "bench", "gifts": []}


def test_a_correction_reads_only_named_fields() -> None:
    data = post([("title", "Inny tytuł"), ("hours", "4"), ("true", "on")])
    assert read_post(form, data, only=["hours"]) == {"hours": "4"}


def test_unticked_is_no_and_absent_stays_absent() -> None:
    assert read_post(form, post([]), step="money") == {"true": False}


def test_rows_of_costs_and_the_removed_one() -> None:
    pairs = [("costs-0-name", "deski"), ("costs-2-name", "farba"), ("costs-2-amount", "5"), ("costs-x-name", "nic")]
    rows = read_post(form, post(pairs), step="money")["costs"]
    assert [row["name"] for row in rows] == ["deski", "farba"]
    rows = read_post(form, post([*pairs, ("remove_row", "costs-0")]), step="money")["costs"]
    assert rows == [{"name": "farba", "quantity": "", "amount": "5", "source": ""}]


def test_what_could_not_be_read_is_shown_as_typed() -> None:
    clean, _wrong = check_save(form, {"own_money": "12 OOO zł", "place": {"lon": "x", "lat": "", "address": "Wodna 5"}})
    assert "own_money" not in clean
    assert shown(clean, "own_money") == "12 OOO zł"
    assert shown(clean, "place") == {"lon": "x", "lat": "", "address": "Wodna 5"}
    assert shown(clean, "title") is None


def test_a_new_answer_goes_before_what_was_typed_wrong() -> None:
    clean, _wrong = check_save(form, {"own_money": "12 OOO"})
    assert clean[RAW] == {"own_money": "12 OOO"}
    again, wrong = check_save(form, {**clean, "own_money": "12 000"})
    assert again == {"own_money": "12000.00"}
    assert wrong == []


def test_round_trip_of_good_answers() -> None:
    clean, wrong = check_save(form, GOOD)
    assert wrong == []
    assert clean == GOOD
    assert check_save(form, read_post(form, post(render_post(form, clean)))) == (clean, [])


typed = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
answers = st.fixed_dictionaries(
    {},
    optional={
        "title": typed,
        "why": typed,
        "category": st.sampled_from(["bench", "garden", "cat", ""]),
        "gifts": st.lists(st.sampled_from(["tools", "transport", "salvage", "gold"]), max_size=3),
        "place": st.fixed_dictionaries({"lon": typed, "lat": typed, "address": typed}),
        "costs": st.lists(
            st.fixed_dictionaries(
                {"name": typed, "quantity": typed, "amount": typed | st.just("1 200,50"), "source": st.just("own")}
            ),
            max_size=3,
        ),
        "own_money": typed | st.decimals(allow_nan=False, places=2).map(str),
        "hours": typed | st.integers(-5, 10**14).map(str),
        "true": st.booleans(),
    },
)


@settings(deadline=None)
@given(answers)
def test_what_a_page_shows_comes_back_the_same(given_answers) -> None:
    """read_post ∘ render is the identity on saved answers, whether they could be read or not."""
    clean, wrong = check_save(form, given_answers)
    back = read_post(form, post(render_post(form, clean)))
    again, wrong_again = check_save(form, {**clean, **back})
    # Only "nothing answered" may become "answered with nothing": an unticked box, an empty place or list.
    blank = {key: value for key, value in again.items() if key not in clean}
    assert all(value in ("", [], {}, False, None) for value in blank.values())
    assert {k: v for k, v in again.items() if k in clean} == clean
    assert wrong_again == wrong
