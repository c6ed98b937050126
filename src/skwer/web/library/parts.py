"""The parts of a practice record in words: as headings of its page, and as questions to whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.practices.models import Practice

Verdict = Practice.Verdict


@dataclass(frozen=True)
class Part:
    """name: in lists and comments; heading: on the page; ask and hint: at the desk."""

    key: str
    name: Any
    heading: Any
    ask: Any
    hint: Any = ""
    rows: int = 5


BY_KEY = {
    part.key: part
    for part in (
        Part("title", pgettext_lazy("part of a practice", "Title"), "", _("What is the practice called?")),
        Part(
            "summary",
            pgettext_lazy("part of a practice", "Summary"),
            "",
            _("In two sentences: what was done, and what came of it"),
            _("This stands in lists. Write it for somebody who has ten seconds."),
            rows=3,
        ),
        Part(
            "context",
            pgettext_lazy("part of a practice", "Context"),
            _("Where it began"),
            _("What was the city like when it began?"),
            _("Size, situation, what had been tried before."),
        ),
        Part("problem", pgettext_lazy("part of a practice", "Problem"), _("What was wrong"), _("What was wrong?")),
        Part(
            "solution",
            pgettext_lazy("part of a practice", "Solution"),
            _("What the city did"),
            _("What did the city do?"),
            _("Step by step, so that another could follow."),
            rows=8,
        ),
        Part(
            "participants",
            pgettext_lazy("part of a practice", "Who took part"),
            _("Who took part"),
            _("Who took part, and in what role?"),
        ),
        Part(
            "resources",
            pgettext_lazy("part of a practice", "Resources and cost"),
            _("What it took"),
            _("What did it take: money, people, time?"),
        ),
        Part(
            "timeline",
            pgettext_lazy("part of a practice", "Timeline"),
            _("How long it took"),
            _("How long did it take, from when until when?"),
        ),
        Part(
            "evidence",
            pgettext_lazy("part of a practice", "Evidence"),
            _("How one knows"),
            _("How does one know that it worked, or that it did not?"),
            _("Name what was counted. The figures themselves, with their sources, stand below."),
        ),
        Part(
            "difficulties",
            pgettext_lazy("part of a practice", "Difficulties"),
            _("What was hard"),
            _("What was hard, and what did not work?"),
            _("The next city learns most from this."),
        ),
        Part(
            "success_factors",
            pgettext_lazy("part of a practice", "Success factors"),
            _("What made the difference"),
            _("What made the difference?"),
        ),
        Part(
            "needs",
            pgettext_lazy("part of a practice", "What a city needs"),
            _("What a city needs to do the same"),
            _("What does a city need to do the same?"),
            _("Law, people, money, leave from whom: what must be there before it can begin."),
        ),
    )
}
STORY = tuple(key for key in BY_KEY if key not in ("title", "summary"))
OTHERS = {
    "facts": pgettext_lazy("part of a practice", "Facts: city, cost, themes"),
    "figures": pgettext_lazy("part of a practice", "Figures and their sources"),
    "pictures": pgettext_lazy("part of a practice", "Pictures"),
}


def name_of(part: str) -> str:
    """The part in a word or two, for lists and comments."""
    return str(BY_KEY[part].name) if part in BY_KEY else str(OTHERS.get(part, part))


def heading_of(part: str, verdict: str) -> str:
    """The part's heading on the page; a failure is not told under the headings of a success."""
    if part == "evidence" and verdict == Verdict.WORKED:
        return str(_("How one knows that it worked"))
    if part == "evidence" and verdict == Verdict.DID_NOT:
        return str(_("How one knows that it did not work"))
    if part == "success_factors" and verdict == Verdict.DID_NOT:
        return str(_("What would have made the difference"))
    return str(BY_KEY[part].heading)
