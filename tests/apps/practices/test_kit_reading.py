"""A kit in words, and what differs between two: pure functions over documents."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.practices.kits import diff, elements, reading, registry


def said(document, key: str) -> str:
    return "\n".join(f"{line.label}: {line.text}" for line in reading.lines(registry.filled(document), key))


@pytest.fixture
def document():
    translation.activate("en")
    return preset("micro-grant")


class TestReading:
    @pytest.mark.parametrize("language", ["pl", "en"])
    @pytest.mark.parametrize("key", PRESETS)
    def test_every_element_of_every_shipped_kit_has_words(self, key, language):
        whole = registry.filled(preset(key))
        with translation.override(language):
            for element in elements.elements_of(whole):
                lines = reading.lines(whole, element.key)
                assert lines, element.key
                assert all(line.label for line in lines), element.key

    def test_no_setting_of_a_shipped_kit_is_shown_by_its_technical_name(self, document):
        for key in PRESETS:
            whole = registry.filled(preset(key))
            for element in elements.elements_of(whole):
                for line in reading.lines(whole, element.key):
                    assert "_" not in line.label, (key, element.key, line)

    def test_money_stands_in_the_kits_currency(self, document):
        document["call"]["currency"] = "CZK"
        assert "90,000\u00a0Kč" in said(document, "money")

    def test_days_are_counted_from_one(self, document):
        assert "Ideas: day 1, 09:00 – day 39, 20:00" in said(document, "calendar")

    def test_figures_of_the_kit_stand_where_a_call_will_put_its_own(self, document):
        words = said(document, "form")
        assert "{" not in words
        assert "at most 12,000\u00a0zł" in words

    def test_a_question_says_what_its_answer_must_be(self, document):
        assert "a line of text; up to 80 characters; must be answered" in said(document, "form")

    def test_criteria_come_with_weight_and_anchors(self, document):
        words = said(document, "criteria")
        assert "Use to residents: 35% of the result, up to 20 points" in words
        assert "0 points: Only the group that applies will benefit" in words

    def test_what_another_setting_makes_idle_is_not_said(self, document):
        decide = next(stage for stage in document["stages"] if stage["kind"] == "decide")
        decide["settings"] |= {"method": "points"}
        assert "Weight of votes" not in said(document, "counting")
        assert "Least votes" not in said(document, "counting")

    def test_an_element_that_is_not_there_says_nothing(self, document):
        assert reading.lines(elements.without(document, "ballot"), "ballot") == []

    def test_two_rounds_are_told_apart(self, document):
        paths = [line.path[0] for line in reading.lines(preset("three-rounds"), "calendar")]
        assert paths[:3] == ["propose-1", "meet-1", "propose-2"]


class TestDifferences:
    @pytest.mark.parametrize("key", PRESETS)
    def test_a_kit_does_not_differ_from_itself(self, key):
        assert diff.differences(preset(key), preset(key)) == []

    @pytest.mark.parametrize("key", PRESETS)
    def test_what_is_left_out_is_the_same_as_its_default(self, key):
        assert diff.differences(preset(key), registry.filled(preset(key))) == []

    def test_a_changed_sum_is_one_line_of_one_element(self, document):
        other = deepcopy(document)
        other["call"]["pot"] = "95000.00"
        (change,) = diff.differences(document, other)
        (line,) = change.lines
        assert (change.key, change.kind) == ("money", "changed")
        assert (line.label, line.before, line.after) == ("Money in the pot", "90,000\u00a0zł", "95,000\u00a0zł")
        assert line.words == [("removed", "90,000\u00a0zł"), ("added", "95,000\u00a0zł")]

    def test_an_element_that_is_gone_and_one_that_came(self, document):
        less = elements.without(document, "budget")
        assert [(c.key, c.kind) for c in diff.differences(document, less)] == [("budget", "removed")]
        assert [(c.key, c.kind) for c in diff.differences(less, document)] == [("budget", "added")]

    def test_what_stood_under_a_thing_that_is_gone_is_gone_with_it(self, document):
        other = deepcopy(document)
        form = other["stages"][0]["settings"]["form"]
        gone = form["steps"].pop(1)
        lines = next(c for c in diff.differences(document, other) if c.key == "form").lines
        assert [line.before for line in lines] == [gone["title"]["en"]]

    def test_questions_in_another_order_are_a_difference(self, document):
        other = deepcopy(document)
        other["stages"][0]["settings"]["form"]["steps"][0]["questions"].reverse()
        lines = next(c for c in diff.differences(document, other) if c.key == "form").lines
        assert [line.label for line in lines] == ["Order"]

    def test_a_rule_put_into_a_list_leaves_the_others_alone(self, document):
        other = deepcopy(document)
        other["stages"][0]["settings"]["conditions"].insert(0, {"pl": "Nowy.", "en": "A new one."})
        lines = next(c for c in diff.differences(document, other) if c.key == "clauses").lines
        assert [(line.before, line.after) for line in lines] == [("", "A new one.")]

    def test_a_difference_in_another_language_alone_is_named_without_lines(self, document):
        other = deepcopy(document)
        other["stages"][0]["settings"]["conditions"][0]["pl"] += " I jeszcze coś."
        (change,) = diff.differences(document, other)
        assert (change.key, change.lines) == ("clauses", [])

    def test_title_and_summary_belong_to_no_element(self, document):
        other = {**document, "title": {"en": "Other", "pl": "Inne"}}
        assert diff.differences(document, other) == []
        assert [(line.before, line.after) for line in diff.name_changes(document, other)] == [("Micro-grants", "Other")]

    @settings(deadline=None, max_examples=30)
    @given(st.sampled_from(PRESETS), st.sampled_from(PRESETS))
    def test_each_line_tells_something_and_there_are_as_many_both_ways(self, first, second):
        there = diff.differences(preset(first), preset(second))
        back = diff.differences(preset(second), preset(first))
        assert [change.key for change in there] == [change.key for change in back]
        assert all(line.before != line.after for change in there for line in change.lines)
