"""The outcome of a count in English words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from skwer.methods.tally.exact import rounded_text

if TYPE_CHECKING:
    from skwer.methods.tally import Election, Funded, Outcome, Unfunded

RULES = {
    "greedy": "Greedy: most votes first, what does not fit is passed over",
    "greedy-no-skip": "Greedy without skipping: most votes first, the count ends at the first misfit",
    "greedy-threshold": "Greedy with a threshold: most votes first, what does not fit is passed over",
    "equal-shares": "Equal Shares",
    "phragmen": "Sequential Phragmén",
    "maximin-support": "Maximin support",
}
COMPLETIONS = {
    "none": "",
    "add1": "completed by raising the endowment",
    "add1-exhaustive": "completed by raising the endowment until nothing more fits",
    "add1u": "completed by raising the endowment, the rest by votes",
    "fill": "the rest by votes",
}
GAP = "\N{NO-BREAK SPACE}"


def amount(value: Fraction | int | str) -> str:
    """A sum with thousands apart, and cents only where there are some."""
    exact = Fraction(value)
    text = rounded_text(exact, 0 if exact.denominator == 1 else 2)
    whole, point, cents = text.partition(".")
    return f"{int(whole):,}".replace(",", GAP) + point + cents


def percent(share: Fraction) -> str:
    """A share as a percentage, rounded down, so that 99.9 % never reads as all."""
    return f"{share.numerator * 100 // share.denominator}{GAP}%"


def method(outcome: Outcome) -> str:
    """The rule as it was applied, in one line."""
    rules = outcome.applied
    parts = [RULES[rules.rule]]
    if rules.rule == "equal-shares":
        parts.append(f"utility {rules.utility}")
    if COMPLETIONS[rules.completion]:
        parts.append(COMPLETIONS[rules.completion])
    if rules.threshold is not None:
        parts.append(
            f"at least {rules.threshold} {'of the ballots' if '%' in str(rules.threshold) else 'votes or points'}"
        )
    if rules.comparison:
        parts.append("compared with greedy")
    if outcome.counted_by != rules.rule:
        parts.append(f"{outcome.counted_by} won the comparison")
    return "; ".join(parts) + f". Ties: {', '.join(rules.chain)}."


def summary(election: Election, outcome: Outcome) -> str:
    """Budget, spending and turnout in one line."""
    spent = f" ({percent(outcome.cost / outcome.budget)})" if outcome.budget else ""
    endowment = "" if outcome.endowment is None else f" Endowment {amount(outcome.endowment)} a voter."
    return (
        f"{len(outcome.funded)} of {len(election.projects)} projects funded. Budget {amount(outcome.budget)}, "
        f"spent {amount(outcome.cost)}{spent}, left {amount(outcome.left)}. "
        f"{amount(outcome.ballots)} ballots.{endowment}"
    )


def why(project: Unfunded) -> str:
    """Why a project was not funded, in a sentence."""
    told: Mapping[str, Any] = project.figures
    if project.why == "withdrawn":
        return "Withdrawn after the vote."
    if project.why == "no-votes":
        return "Nobody voted for it."
    if project.why == "below-threshold":
        return f"It has {amount(told['score'])}, and {amount(told['threshold'])} are needed."
    if project.why == "dearer-than-budget":
        return f"It costs {amount(told['missing'])} more than the whole budget."
    if project.why == "after-stop":
        left = amount(told["left"])
        return f"The count ended before its turn: project {told['stopped_by']} did not fit the {left} left."
    if project.why == "exclusive":
        return f"It excludes project {told['rival']}, which was funded before it."
    if project.why == "supporters-money-spent":
        return (
            f"Its {amount(told['supporters'])} supporters had {amount(told['supporters_money'])} left, "
            f"{amount(told['missing'])} too little."
        )
    return f"{amount(told['left'])} were left when its turn came, {amount(told['missing'])} too little."


def nearness(project: Unfunded) -> str:
    """What would have made it win, if that was asked and there is an answer."""
    ways = []
    if project.cheaper_by is not None:
        ways.append(f"if it had cost {amount(project.cheaper_by)} less")
    if project.more_votes is not None:
        ways.append(f"with {amount(project.more_votes)} more vote{'s' if project.more_votes != 1 else ''}")
    return f"It would have won {' or '.join(ways)}." if ways else ""


def how(project: Funded) -> str:
    """How a project was funded, in a sentence."""
    told: Mapping[str, Any] = project.figures
    if project.by == "fill":
        return f"Funded by votes from the money left over, {amount(told['left'])} remained."
    if "each" in told:
        partial = f", {amount(told['partial'])} gave all they had left" if told["partial"] else ""
        return f"{amount(told['full'])} supporters paid {amount(told['each'])} each{partial}."
    if "full" in told:
        return f"{amount(told['full'] + told['partial'])} supporters paid for it."
    if "supporters" in told:
        return f"{amount(told['supporters'])} supporters carry its cost."
    return f"{amount(told['left'])} remained."


def votes(project: Funded | Unfunded) -> str:
    """Votes, and points where projects are ranked by points."""
    score = project.score
    if project.votes is None:
        return "" if score is None else amount(score)
    points = f" ({amount(score)} points)" if score is not None and score != project.votes else ""
    return amount(project.votes) + points


def report(election: Election, outcome: Outcome, seconds: float) -> str:
    """The whole outcome as text."""
    names = {project.id: project.name for project in election.projects}
    width = max((len(project.id) for project in election.projects), default=2)
    lines = [outcome.instance or "Election", method(outcome), summary(election, outcome)]
    lines.extend(f"Note: {note}." for note in outcome.notes)
    lines.extend(["", "FUNDED"])
    for winner in outcome.funded:
        support = "" if winner.effective_support is None else f" · support {percent(winner.effective_support)}"
        lines.append(
            f"{winner.round:4}. {winner.id:<{width}}  {amount(winner.cost):>13}  {votes(winner):>9}  {names[winner.id]}"
        )
        lines.append(f"{'':{width + 8}}{how(winner)}{support}")
    lines.extend(["", "NOT FUNDED"])
    for loser in outcome.unfunded:
        support = "" if loser.effective_support is None else f" · support {percent(loser.effective_support)}"
        lines.append(f"      {loser.id:<{width}}  {amount(loser.cost):>13}  {votes(loser):>9}  {names[loser.id]}")
        lines.append(" ".join(filter(None, [f"{'':{width + 8}}{why(loser)}", nearness(loser)])) + support)
    if not outcome.unfunded:
        lines.append("      (none)")
    lines.extend(["", f"Digest of this result: sha256 {outcome.digest()}", f"Counted in {seconds:.2f} s."])
    return "\n".join(lines) + "\n"
