from decimal import Decimal

from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.forms.checking import check_save
from skwer.apps.forms.schema import Form
from skwer.apps.forms.showing import cost_sums, differences, display, words_between

from .forms import FORM, GOOD

form = Form.from_json(FORM)


def test_answers_as_people_read_them() -> None:
    texts = {s.question.key: s.text for s in display(form, GOOD)}
    assert texts["category"] == "ławka"
    assert texts["own_money"] == "150\u00a0zł"
    assert texts["place"] == "ul. Wodna 5 · 53.95, 16.55"
    with translation.override("en"):
        assert {s.question.key: s.text for s in display(form, GOOD)}["gifts"] == "tools"


def test_the_public_does_not_read_what_is_not_public() -> None:
    assert "phone" in {s.question.key for s in display(form, GOOD)}
    assert "phone" not in {s.question.key for s in display(form, GOOD, public=True)}


def test_what_could_not_be_read_is_displayed_as_typed() -> None:
    clean, _wrong = check_save(form, {"own_money": "sto złotych", "costs": [{"name": "deska", "amount": "dużo"}]})
    texts = {s.question.key: s.text for s in display(form, clean)}
    assert texts["own_money"] == "sto złotych"
    assert texts["costs"] == "deska, dużo"


def test_sums_of_costs_are_exact() -> None:
    rows = [{"name": "a", "amount": "0.10", "source": "grant"}] * 3 + [{"name": "b", "amount": "", "source": "own"}]
    sums = cost_sums([*rows, {"name": "c", "amount": "5.00", "source": "volunteer"}])
    assert (sums.grant, sums.own, sums.total) == (Decimal("0.30"), Decimal("5.00"), Decimal("5.30"))
    assert cost_sums(None).total == 0


def test_differences_name_changed_questions_word_by_word() -> None:
    new = {**GOOD, "why": "Żeby usiąść.\nI patrzeć na łabędzie.", "hours": 30}
    found = differences(form, GOOD, new)
    assert [d.question.key for d in found] == ["why", "hours"]
    assert ("removed", "kaczki") in found[0].words
    assert ("added", "łabędzie") in found[0].words
    assert differences(form, GOOD, GOOD) == []
    assert [d.question.key for d in differences(form, GOOD, new, only=["hours"])] == ["hours"]


def test_a_changed_file_is_a_difference() -> None:
    assert [d.question.key for d in differences(form, GOOD, {**GOOD, "photo": []})] == ["photo"]


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_words_put_together_are_the_texts(before, after) -> None:
    parts = words_between(before, after)
    assert "".join(text for what, text in parts if what != "added") == before
    assert "".join(text for what, text in parts if what != "removed") == after


def test_a_sum_is_one_word() -> None:
    before, after = "The pot is 5\u00a0000\u00a0000\u00a0Kč.", "The pot is 150\u00a0000\u00a0zł."
    assert words_between(before, after)[1:3] == [
        ("removed", "5\u00a0000\u00a0000\u00a0Kč"),
        ("added", "150\u00a0000\u00a0zł"),
    ]
    assert words_between("at most 5,000,000\u00a0Kč", "at most 150,000\u00a0zł")[1][1] == "5,000,000\u00a0Kč"


def test_a_replaced_phrase_is_read_as_a_phrase() -> None:
    assert words_between("By city programme, 2026", "By national law, 2026") == [
        ("same", "By "), ("removed", "city programme"), ("added", "national law"), ("same", ", 2026"),
    ]  # fmt: skip


def test_very_long_texts_are_compared_as_wholes() -> None:
    before, after = "słowo " * 4000, "inne " * 4000
    assert words_between(before, after) == [("removed", before), ("added", after)]
