"""Longer texts that organisations write in Markdown: rendered without any HTML of the writer's own, then cleaned."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from itertools import count

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "strong", "em", "s", "code", "pre", "blockquote",
        "hr", "br", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
SCHEMES = {"http", "https", "mailto", "tel"}
DEEPEST = 6
_REFERENCE = re.compile(r"\[(\d{1,3})\](?![(:\[])")


def to_html(text: str, *, top: int = 2, references: Mapping[int, str] | None = None) -> SafeString:
    """Clean HTML of a Markdown text. HTML in it stays visible as text; pictures become links.

    top: level of the text's highest heading (levels below follow without a gap, so the page's outline stays whole);
    references: addresses for "[1]", "[2]", … in the text, for example {1: "#case-1"}; others stay as written.
    """
    tokens = _PARSER.parse(text or "", {"numbered": dict(references or {})})
    _set_levels(tokens, top)
    rendered = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    return mark_safe(_with_scrolling_tables(clean))


def to_text(text: str) -> str:
    """The words alone, for the search and for summaries."""
    bare = nh3.clean(_PARSER.render(text or "", {"numbered": {}}), tags=set())
    return " ".join(html.unescape(bare).split())


def _numbered_reference(state: StateInline, silent: bool) -> bool:
    """ "[3]" becomes a link where the page has an address for 3."""
    found = _REFERENCE.match(state.src, state.pos)
    address = state.env.get("numbered", {}).get(int(found[1])) if found else None
    if not found or not address or state.linkLevel:
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = found[0]
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _set_levels(tokens: list, top: int) -> None:  # type: ignore[type-arg]
    """Give headings levels from `top` on: the writer's own order, without jumps downwards."""
    headings = [t for t in tokens if t.type in ("heading_open", "heading_close")]
    highest = min((int(t.tag[1]) for t in headings), default=1)
    above = top - 1
    for opening, closing in zip(headings[::2], headings[1::2], strict=True):
        above = min(int(opening.tag[1]) - highest + top, above + 1, DEEPEST)
        opening.tag = closing.tag = f"h{above}"


def _with_scrolling_tables(clean: str) -> str:
    """A wide table scrolls by itself, by keyboard too. After cleaning, "<table>" can only be a real one."""
    number = count(1)

    def opened(_match: re.Match[str]) -> str:
        label = html.escape(_("Table %(number)s") % {"number": next(number)})
        return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="ds-table">'

    return re.sub("<table>", opened, clean).replace("</table>", "</table></div>")


_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_PARSER.inline.ruler.before("link", "numbered_reference", _numbered_reference)
