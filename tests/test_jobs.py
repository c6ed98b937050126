"""docs/jobs.md says what the tests say."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("jobs", ROOT / "tools" / "jobs.py")
jobs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(jobs)


def test_the_page_is_what_the_tests_say() -> None:
    assert jobs.problems(jobs.shown(), jobs.PAGE.read_text()) == []


def test_a_stale_page_and_an_unknown_job_are_told() -> None:
    found = {"R3": ["tests/x.py::test_a"], "R99": ["tests/x.py::test_b"]}
    assert jobs.problems(found, jobs.page({})) == [
        "tests/x.py::test_b names the job R99, which nobody knows",
        "docs/jobs.md is stale: run python tools/jobs.py",
    ]
    assert jobs.problems({"R3": ["tests/x.py::test_a"]}, jobs.page({"R3": ["tests/x.py::test_a"]})) == []


def test_marks_are_read_from_functions_classes_and_modules() -> None:
    tree = ast.parse(
        'pytestmark = [pytest.mark.django_db, pytest.mark.job("A7")]\n'
        '@pytest.mark.job("R1", "R2")\ndef test_one(): ...\n'
        '@pytest.mark.job("N5")\nclass TestBoth:\n    def test_in(self): ...\n    def helper(self): ...\n'
        "def not_a_test(): ...\n"
    )
    assert list(jobs.marked(tree)) == [
        ("A7", "test_one"), ("R1", "test_one"), ("R2", "test_one"),
        ("A7", "TestBoth::test_in"), ("N5", "TestBoth::test_in"),
    ]  # fmt: skip


def test_a_job_without_a_test_says_so() -> None:
    page = jobs.page({"R1": ["tests/x.py::test_a"]})
    assert "| R1 |" in page
    assert "`tests/x.py::test_a` |" in page
    assert page.count("not yet shown") == len(jobs.KNOWN) - 1


def test_every_job_has_its_own_words() -> None:
    assert len(jobs.KNOWN) == sum(len(group) for group in jobs.JOBS.values()) == 73
    assert len(set(jobs.KNOWN.values())) == 73
