"""Settings of an assessment: what cannot be used is refused with a sentence, the rest becomes regulations."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from skwer.apps.assessment.kinds import AssessKind, CheckKind

from .factories import CRITERIA, assess_settings

# The bands of a real city, as it published them; the gap in them is real too.
SZCZECIN = json.loads((Path(__file__).parent / "fixtures" / "szczecin-social-work.json").read_text("utf-8"))["bands"]


def with_criterion(index: int, **changes):
    criteria = copy.deepcopy(CRITERIA)
    criteria[index].update(changes)
    return {"criteria": criteria}


def problems(**changes):
    return AssessKind().problems(assess_settings(**changes))


def test_good_settings_have_no_problem():
    assert problems() == []


def test_the_gap_is_named():
    (problem,) = problems(**with_criterion(2, bands=SZCZECIN))
    assert problem.code == "gap"
    assert "40\u00a0% kosztów" in problem.message
    assert "41\u00a0% kosztów" in problem.message
    assert "Praca społeczna" in problem.message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"criteria": []}, "none"),
        ({"criteria": "x"}, "criteria"),
        ({"criteria": [{"key": "a"}]}, "criteria"),
        ({"criteria": [{"key": "a", "weight": 100, "max": 10, "title": 7}]}, "criteria"),
        (with_criterion(0, weight=50), "weights"),
        (with_criterion(0, max=0), "max"),
        (with_criterion(0, step=0), "step"),
        (with_criterion(0, key="care"), "repeated-key"),
        (with_criterion(0, anchors=[{"points": 11, "text": {"pl": "x"}}]), "anchor"),
        (with_criterion(2, max=9), "band-points"),
        (with_criterion(2, measure="beauty"), "measure"),
        ({"assessors": 1}, "assessors"),
        ({"assessors": True}, "assessors"),
        ({"reasons": "sometimes"}, "reasons"),
        ({"spread_alarm": 101}, "spread_alarm"),
        ({"scale": 0}, "scale"),
        ({"ties": ["criterion:beauty", "lot"]}, "ties"),
        ({"ties": ["lower-request"]}, "ties"),
        ({"ties": []}, "ties"),
    ],
)
def test_settings_that_cannot_be_used(changes, code):
    found = problems(**changes)
    assert code in [problem.code for problem in found]
    assert all(problem.message and "%(" not in problem.message for problem in found)


ODD = [None, True, 0, -1, 10**30, "", "x", "1e9", [], {}, [None], [7], ["x"], [[]], [{}], {"a": 1}, {"key": "a"}]
PARTS = ["key", "title", "weight", "max", "step", "anchors", "bands", "hint", "measure"]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_nothing_a_form_can_send_breaks_the_check_of_settings(value):
    for key in assess_settings():
        assert isinstance(problems(**{key: value}), list)
    for part in PARTS:
        assert isinstance(problems(**with_criterion(0, **{part: value})), list)
    for part in ("bands", "unit", "precision", "start", "end"):
        assert isinstance(problems(**with_criterion(2, bands={**SZCZECIN, part: value})), list)
    for part in ("from", "to", "points", "from_open"):
        bands = [{"points": 1, part: value}, *SZCZECIN["bands"]]
        assert isinstance(problems(**with_criterion(2, bands={**SZCZECIN, "bands": bands})), list)


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_nor_that_of_a_checklist(value):
    for key in ("items", "correction_days", "corrections"):
        assert isinstance(CheckKind().problems({key: value}), list)
    for part in ("key", "text", "hint", "topic", "fields", "na"):
        item = {"key": "a", "text": {"pl": "x"}, part: value}
        assert isinstance(CheckKind().problems({"items": [item]}), list)


def test_the_regulations_speak_of_everything(assess_stage):
    clauses = AssessKind().clauses(assess_stage)
    topics = [clause.topic for clause in clauses]
    assert topics[:3] == ["assessors", "conflict", "own_scores"]
    assert topics[3:] == ["criteria", "criteria", "criteria", "formula", "reasons", "spread", "ties"]
    polish = " ".join(clause.text["pl"] for clause in clauses)
    english = " ".join(clause.text["en"] for clause in clauses)
    assert "Praca społeczna: waga 20\u00a0%, od 0 do 10 punktów (do 10 % kosztów: 1\u00a0pkt;" in polish
    assert "from 41 % of the cost: 10\u00a0points" in english
    assert "Przydatność: 40\u00a0%; Opieka: 40\u00a0%; Praca społeczna: 20\u00a0%" in polish
    assert assess_stage.settings["seed"] in polish
    assert "wyższa średnia w kryterium „Przydatność”" in polish
    assert "2\u00a0osoby" in polish
