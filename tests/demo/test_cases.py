"""The five founding undertakings stand on their public pages with every fact, in Polish and in English.

The facts are written down by hand in cases.csv, from the public cards, and not read from the demo's data: what the data
lose or change, a row there misses. Patterns are plain text, joined by ` + `; `…` lets a few words pass (between a label
and its value); case and kinds of spaces do not matter.
"""

from __future__ import annotations

import csv
import html
import re
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.test import Client, TestCase, override_settings

from skwer.demo.networks import make_networks
from skwer.demo.towns import found_towns, seat_committee, settle_people

from ..factories import AT

PAGES = {
    ("C0", "project"): "/projects/we-create-space/",
    ("C1", "project"): "/projects/urban-policy-capacity/",
    ("C2", "project"): "/projects/urb-inclusion/",
    ("C2", "predecessor"): "/projects/user/",
    ("C3", "project"): "/projects/impetus/",
    ("C3", "event"): "/events/lille-brokerage/",
    ("C3", "outcomes"): "/events/lille-brokerage/outcomes/",
    ("C4", "project"): "/projects/local-development/",
    ("C4", "programme"): "/programmes/norway-grants-local-development/",
}


class Fact(NamedTuple):
    case: str
    page: str
    fact: str
    pl: str
    en: str

    def patterns(self, language: str) -> list[str]:
        return [part for part in (self.pl if language == "pl" else self.en).split(" + ") if part]


with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as table:
    FACTS = [Fact(**row) for row in csv.DictReader(table)]


def words(page: str) -> str:
    """What a reader reads: no tags, scripts or hidden data, one kind of space."""
    main = re.search(r"<main\b.*?</main>", page, re.S)
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", main.group() if main else page, flags=re.S)
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+", " ", text).replace("’", "'")


def says(text: str, pattern: str) -> bool:
    """Is the pattern in the text? `…` stands for at most eighty signs between a label and its value."""
    parts = [re.escape(part.strip()) for part in pattern.split("…")]
    return re.search(r".{0,80}?".join(parts), text, re.I) is not None


def test_a_pattern_finds_a_label_with_its_value_and_nothing_farther() -> None:
    text = words("<main><dt>Total\u00a0value</dt><dd>83,380.00\u202fEUR</dd><script>secret</script></main>")
    assert says(text, "total value … 83,380.00 EUR")
    assert not says(text, "83,380.00 … total value")
    assert not says(text, "secret")
    assert not says(f"Total value {'x' * 90} 5 EUR", "Total value … 5 EUR")


def test_every_fact_is_written_down_once_and_in_two_languages() -> None:
    assert len({(one.case, one.fact) for one in FACTS}) == len(FACTS)
    assert {(one.case, one.page) for one in FACTS} == set(PAGES)
    assert all(one.patterns("pl") and one.patterns("en") for one in FACTS)
    assert len(FACTS) > 140


@override_settings(SKWER_REQUIRE_MFA=False)
class Cases(TestCase):
    """The demo's networks, made once without its calls and ballots, read as a visitor reads them."""

    @classmethod
    def setUpTestData(cls) -> None:
        long_ago = AT - timedelta(days=600)
        towns = found_towns(at=long_ago)
        cast = settle_people(towns, at=long_ago)
        committee = seat_committee(towns["lipowiec"], cast, at=long_ago)
        make_networks(towns, cast, committee, at=AT)

    def page(self, address: str, language: str) -> str:
        where = address if language == "pl" else f"/{language}{address}"
        answer = Client().get(where)
        assert answer.status_code == 200, f"{where}: {answer.status_code}"
        return words(answer.content.decode())

    def test_every_fact_stands_on_the_pages_in_both_languages(self) -> None:
        texts = {
            (address, language): self.page(address, language) for address in PAGES.values() for language in ("pl", "en")
        }
        missing = [
            f"{one.case}, {one.fact}, {language}, {PAGES[one.case, one.page]}: {pattern}"
            for one in FACTS
            for language in ("pl", "en")
            for pattern in one.patterns(language)
            if not says(texts[PAGES[one.case, one.page], language], pattern)
        ]
        assert not missing, "\n" + "\n".join(missing)
