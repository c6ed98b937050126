import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.values.markdown import to_html, to_text


def test_html_of_the_writer_stays_text() -> None:
    made = to_html('<script>alert(1)</script> <b onclick="x()">bold</b> <img src=x onerror=x>')
    assert "<script" not in made
    assert "<b" not in made
    assert "<img" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x"])
def test_links_lead_to_web_and_mail_only(address) -> None:
    assert "href" not in to_html(f"[x]({address})")
    assert 'href="https://skwer.example"' in to_html("[x](https://skwer.example)")
    assert 'href="/places/3/"' in to_html("[x](/places/3/)")


def test_a_picture_is_not_fetched_from_elsewhere() -> None:
    assert "<img" not in to_html("![a cat](https://elsewhere.example/cat.png)")


def test_headings_follow_the_page_without_gaps() -> None:
    made = to_html("# One\n\n### Three\n\n# Again", top=3)
    assert re.findall(r"<h(\d)>", made) == ["3", "4", "3"]
    assert re.findall(r"<h(\d)>", to_html("### Only")) == ["2"]
    assert re.findall(r"<h(\d)>", to_html("# a\n## b\n### c\n#### d", top=5)) == ["5", "6", "6", "6"]


def test_numbers_in_brackets_lead_to_what_they_name() -> None:
    made = to_html("It worked [1], it did not [2], nobody knows [9]. `[1]`", references={1: "#case-1", 2: "#case-2"})
    assert '<a href="#case-1" rel="noopener noreferrer">[1]</a>' in made
    assert "[9]" in made
    assert made.count("<a ") == 2
    assert "<a" not in to_html("[1]")
    assert 'href="#case-1"' not in to_html("[1](/elsewhere/)", references={1: "#case-1"})


def test_a_table_scrolls_by_keyboard() -> None:
    made = to_html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert 'tabindex="0"' in made
    assert made.count("<div") == made.count("</div>") == 1


def test_words_alone() -> None:
    assert to_text("# Zieleń\n\nDrzewa **&** krzewy, [strona](https://x.example).") == "Zieleń Drzewa & krzewy, strona."


@given(st.text(max_size=300))
def test_no_text_makes_an_active_element(text) -> None:
    assert not re.search(r"<(script|img|iframe|style|svg|input|form|object)\b", to_html(text))
    assert not re.search(r"<[^>]+\son\w+=", to_html(text))
    to_text(text)
