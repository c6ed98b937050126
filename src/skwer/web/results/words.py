"""A result in words: its finding, where the money ended, how it was shared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from skwer.apps.calls.models import Call, Decision
from skwer.overview.result import ResultView, Row, Share
from skwer.web.templatetags.words import money, number

SMALL_NUMBERS = [
    pgettext_lazy("how many places", "No"),
    pgettext_lazy("how many places", "One"),
    pgettext_lazy("how many places", "Two"),
    pgettext_lazy("how many places", "Three"),
    pgettext_lazy("how many places", "Four"),
    pgettext_lazy("how many places", "Five"),
    pgettext_lazy("how many places", "Six"),
    pgettext_lazy("how many places", "Seven"),
    pgettext_lazy("how many places", "Eight"),
    pgettext_lazy("how many places", "Nine"),
    pgettext_lazy("how many places", "Ten"),
]
STATES = {"funded": "chosen", "reserve": "reserve", "refused": "no"}
SOURCES = {
    "points": pgettext_lazy("source of a score", "committee"),
    "votes": pgettext_lazy("source of a score", "votes"),
}
FILES = {
    "inputs.json": gettext_lazy("Everything that was counted: rules, ideas with costs, points without names"),
    "outcome.json": gettext_lazy("The result step by step"),
    "result.csv": gettext_lazy("The result as a table for a spreadsheet"),
    "ballots.pb": gettext_lazy("All ballots, in random order"),
}
RULES = {
    "greedy": gettext_lazy(
        "Ideas got money in the order of their result. One that did not fit into what was left was passed over, "
        "and the next was looked at."
    ),
    "greedy-no-skip": gettext_lazy(
        "Ideas got money in the order of their result, until the first that did not fit into what was left."
    ),
    "equal-shares": gettext_lazy(
        "The pot was divided equally among all who voted. An idea was bought when the people who voted for it could "
        "pay for it together; the one that cost each of them least came first."
    ),
    "phragmen": gettext_lazy(
        "Everybody who voted earned money at the same pace. An idea was bought as soon as the people who voted for it "
        "could pay for it together."
    ),
    "maximin-support": gettext_lazy(
        "Ideas were chosen one by one so that the burden of each was spread as evenly as possible over those who voted "
        "for it."
    ),
}
RULES["greedy-threshold"] = RULES["greedy"]
COMPLETIONS = {
    "add1": gettext_lazy("Shares were then raised little by little, as long as the pot lasted."),
    "add1-exhaustive": gettext_lazy("Shares were then raised little by little, until no idea fitted any more."),
    "add1u": gettext_lazy("Shares were then raised little by little; what was left went to the ideas with most votes."),
    "fill": gettext_lazy("What was left went to the ideas with most votes that fitted."),
}


def finding(view: ResultView) -> str:
    """The heading: what came of it. "Nine places will be made"."""
    n = len(view.funded)
    if n == 0:
        return _("No idea got money this time")
    if view.call.state == Call.State.ARCHIVED:
        text = ngettext("%(n)s idea was chosen", "%(n)s ideas were chosen", n)
        return text % {"n": number(n)}
    text = ngettext("%(n)s place will be made", "%(n)s places will be made", n)
    return text % {"n": SMALL_NUMBERS[n] if n < len(SMALL_NUMBERS) else number(n)}


def cut(view: ResultView) -> str:
    """The line in the ranking where the money ended."""
    if view.cut is None:
        return ""
    left = money(view.cut.left, view.call.currency)
    if not view.cut.dear:
        return _("This is how far the rules reach. %(left)s was left.") % {"left": left}
    cost = money(view.cut.cost, view.call.currency)
    if not view.cut.left:
        return _("Here the money ended. Nothing was left, and the next idea costs %(cost)s.") % {"cost": cost}
    return _("Here the money ended. %(left)s was left, and the next idea costs %(cost)s.") % {
        "left": left,
        "cost": cost,
    }


def unit(view: ResultView, row: Row) -> str:
    """What a bar is measured in: points, or votes in the right form."""
    if view.decision.method != Decision.Method.VOTES:
        return _("points")
    if (view.call.archived_election or {}).get("vote_type") in {"cumulative", "scoring", "ordinal"}:
        return _("points")
    votes = int(row.votes or 0)
    return ngettext("vote", "votes", votes)


@dataclass(frozen=True)
class Shared:
    """How the money was shared, in sentences and, for Equal Shares, as rows of a table."""

    sentences: tuple[str, ...]
    shares: tuple[Share, ...]


def sharing(view: ResultView) -> Shared:
    """The rule in plain words; for Equal Shares also who paid how much."""
    how = view.sharing
    sentences: list[Any] = []
    if view.decision.method == Decision.Method.MIXED and view.weights:
        sentences.append(
            _("The committee gave up to %(points)s points, residents' votes up to %(votes)s.")
            % {"points": number(view.weights.get("points", 0)), "votes": number(view.weights.get("votes", 0))}
        )
    sentences.append(RULES.get(how.rule, ""))
    if how.endowment is not None:
        share = money(how.endowment, view.call.currency)
        sentences.append(_("Each person who voted had %(share)s to give.") % {"share": share})
    sentences.append(COMPLETIONS.get(how.completion, ""))
    if view.decision.inputs.get("promotions"):
        sentences.append(
            _("Then somebody stepped back: whoever was chosen stayed, and the money went down the reserve list.")
        )
    if view.left:
        sentences.append(_("%(left)s of the pot was not given out.") % {"left": money(view.left, view.call.currency)})
    return Shared(tuple(str(text) for text in sentences if text), how.shares)


def in_fours(fingerprint: str, length: int = 16) -> str:
    """The beginning of a hash in groups that one can compare by eye: "9f2c 71ae 04d8 b35e"."""
    return " ".join(fingerprint[k : k + 4] for k in range(0, length, 4))


def rounded(value: Decimal | None) -> Decimal | None:
    """Two places for people to read; the files keep all of them."""
    return None if value is None else value.quantize(Decimal("0.01"), ROUND_HALF_UP)
