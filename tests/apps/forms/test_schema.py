import copy

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.forms.schema import Form, text_length

from .forms import FORM

json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=30,
)


def changed(change) -> Form:
    data = copy.deepcopy(FORM)
    change(data["steps"])
    return Form.from_json(data)


def codes(form: Form) -> set[str]:
    return {problem.code for problem in form.problems()}


def test_a_sound_form_has_no_problems() -> None:
    form = Form.from_json(FORM)
    assert form.problems() == []
    assert [step.key for step in form.steps] == ["idea", "place", "money"]
    assert form.step_of("hours").key == "money"
    assert form.to_json() == FORM


def test_words_come_in_the_readers_language() -> None:
    question = Form.from_json(FORM).question("place")
    assert str(question.label) == "Gdzie?"
    with translation.override("en"):
        assert str(question.label) == "Where?"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("same_key", lambda s: s[0]["questions"][1].update(key="title")),
        ("same_key", lambda s: s[1].update(key="idea")),
        ("key", lambda s: s[0]["questions"][1].update(key="two words")),
        ("key", lambda s: s[0]["questions"][1].update(key="_raw")),
        ("key", lambda s: s[0].update(key="")),
        ("kind", lambda s: s[0]["questions"][1].update(kind="telepathy")),
        ("reserved", lambda s: s[0]["questions"][0].update(kind="number")),
        ("label", lambda s: s[0]["questions"][1].update(label={"pl": " "})),
        ("label", lambda s: s[0].update(title={})),
        ("options", lambda s: s[0]["questions"][2].update(options=[])),
        ("same_option", lambda s: s[0]["questions"][2]["options"][1].update(key="bench")),
        ("option_label", lambda s: s[0]["questions"][2]["options"][1].update(label="")),
        ("limit", lambda s: s[2]["questions"][2].update(max="many")),
        ("limit", lambda s: s[0]["questions"][1].update(max_length=-3)),
        ("limits", lambda s: s[2]["questions"][2].update(min=9, max=3)),
        ("accept", lambda s: s[1]["questions"][1].update(accept="film")),
        ("shape", lambda s: s[0].update(questions="none")),
        ("shape", lambda s: s.append(7)),
        ("empty", lambda s: s.clear()),
    ],
)
def test_what_is_wrong_with_a_form_is_said(code, change) -> None:
    assert code in codes(changed(change))


def test_a_problem_says_where_it_is() -> None:
    form = changed(lambda s: s[1]["questions"][0].update(label=""))
    assert [p.where for p in form.problems()] == ["steps.1.questions.0"]


@given(json_like)
def test_reading_a_form_never_fails(data) -> None:
    assert isinstance(Form.from_json(data).problems(), list)
    assert isinstance(Form.from_json({"steps": [{"questions": [data]}]}).problems(), list)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Zażółć gęślą jaźń", 17),
        ("Zaz\u0307o\u0301łc\u0301", 6),  # the same letters written as letter and sign
        ("a\r\nb\rc\nd", 7),
        ("🦆", 1),
        ("👩‍🌾", 3),  # a person, a joiner, a sheaf: code points, as PostgreSQL and Python count
    ],
)
def test_the_one_counter(text, length) -> None:
    assert text_length(text) == length
