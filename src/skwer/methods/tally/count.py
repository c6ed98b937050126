"""The two ways to count: an election by its ballots, or a ranking by scores somebody else gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from .comparison import preferences
from .completion import complete
from .contest import Contest, Progress, election_contest, make_contest
from .election import Election
from .exact import exact, rounded_text
from .greedy import fill, greedy
from .market import make_market
from .maximin import maximin_support
from .official import resolve
from .outcome import Figures, Funded, Outcome, Step, Trace
from .phragmen import phragmen
from .rules import Rules, RulesError
from .shares import Purchase, Run

Number = int | str | Decimal | Fraction


def tally(election: Election, rules: Rules | None = None) -> Outcome:
    """Count an election. The same election and rules give the same outcome, byte for byte, on every machine.

    Raises `RulesError` when the rules do not fit the election.
    """
    asked = rules or Rules()
    applied = resolve(election, asked)
    contest = election_contest(election, applied)
    progress = Progress(contest.budget)
    counted_by = applied.rule
    endowment: Fraction | None = None
    if applied.rule == "equal-shares":
        progress, endowment = _equal_shares(election, contest, applied)
    elif applied.rule == "phragmen":
        progress = phragmen(election, contest)
    elif applied.rule == "maximin-support":
        progress = maximin_support(election, contest)
    else:
        progress = greedy(contest, skip=applied.rule != "greedy-no-skip")
    if applied.completion in ("add1u", "fill"):
        fill(contest, progress)
    if applied.comparison:
        progress, counted_by = _compare(election, contest, progress)
    return _outcome(
        contest,
        progress,
        instance=election.instance,
        asked=asked,
        applied=applied,
        counted_by=counted_by,
        endowment=endowment,
        ballots=len(election.ballots),
        notes=election.notes,
    )


def greedy_by_scores(
    *,
    scores: Mapping[str, Number],
    costs: Mapping[str, Number],
    budget: Number,
    order: Sequence[str],
    skip: bool = True,
    threshold: Number | None = None,
    ties: Sequence[str] | str = ("min-cost", "file-order"),
    instance: str = "",
    exclusive: Iterable[Iterable[str]] = (),
) -> Outcome:
    """Fund by scores given from outside (points of a committee, points and votes together), best first.

    `order` names the projects and stands for file order; `threshold` is the least score that can be funded.
    `exclusive`: groups of projects of which at most one is funded.
    `ties` may name max-score, min-cost, max-cost, file-order, lexico and lot:SEED.
    Raises `RulesError` when a project has no score or no cost, or stands twice in `order`.
    """
    if len(set(order)) != len(order):
        raise RulesError("a project stands twice in the order")
    missing = [id for id in order if id not in scores or id not in costs]
    if missing:
        raise RulesError(f"no score or no cost for {', '.join(missing)}")
    rules = Rules(
        rule="greedy" if skip else "greedy-no-skip",
        threshold=None if threshold is None else str(exact(threshold)),
        ties=ties,
        exclusive=exclusive,
    )
    contest = make_contest(
        ids=order,
        costs=[exact(costs[id]) for id in order],
        budget=exact(budget),
        scores=[exact(scores[id]) for id in order],
        votes=None,
        rules=rules,
        ballots=0,
    )
    return _outcome(
        contest,
        greedy(contest, skip=skip),
        instance=instance,
        asked=rules,
        applied=rules,
        counted_by=rules.rule,
        endowment=None,
        ballots=0,
        notes=(),
    )


def _equal_shares(election: Election, contest: Contest, rules: Rules) -> tuple[Progress, Fraction]:
    market = make_market(election, contest, rules.utility)
    completed = complete(market, contest, rules)
    progress = Progress(contest.budget)
    progress.steps.append(
        Step(
            "endowment",
            None,
            {"endowment": completed.endowment, "tried": completed.tried, "stopped": completed.stopped},
        )
    )
    for purchase in completed.run.purchases:
        figures = _purchase_figures(contest, purchase, rules)
        progress.fund(contest, purchase.project, figures=figures)
        exact_figures: Figures = {**figures, "rate": purchase.rate}
        if purchase.tied:
            exact_figures = {**exact_figures, "tied": tuple(contest.ids[p] for p in purchase.tied)}
        progress.steps.append(Step("buy", contest.ids[purchase.project], exact_figures))
    progress.passed.update(_short_of_money(contest, completed.run))
    return progress, completed.endowment


def _purchase_figures(contest: Contest, purchase: Purchase, rules: Rules) -> Figures:
    figures: dict[str, Fraction | int] = {
        "full": purchase.full,
        "partial": purchase.partial,
        "supporters_money": exact(rounded_text(purchase.supporters_money, 2)),
    }
    if rules.utility in ("cost", "cardinality") and purchase.rate:
        cost = contest.costs[purchase.project]
        figures["effective_votes"] = exact(rounded_text(cost / purchase.rate, 4))
        figures["each"] = exact(rounded_text(purchase.rate, 2))
    return figures


def _short_of_money(contest: Contest, run: Run) -> dict[int, tuple[str, Figures]]:
    bought = set(run.projects)
    reasons: dict[int, tuple[str, Figures]] = {}
    for project in contest.eligible:
        if project in bought:
            continue
        if project not in run.purse.market.buyers:
            reasons[project] = ("no-votes", {})
            continue
        # Rounded down, so that the sum missing is never shown too small.
        money = run.purse.cents(project)
        reasons[project] = (
            "supporters-money-spent",
            {
                "supporters": len(run.purse.market.buyers[project]),
                "supporters_money": money,
                "missing": contest.costs[project] - money,
            },
        )
    return reasons


def _compare(election: Election, contest: Contest, shares: Progress) -> tuple[Progress, str]:
    rival = greedy(contest, skip=True)
    voters = preferences(election, shares.funded, rival.funded)
    step = Step(
        "compare",
        None,
        {
            "prefer_equal_shares": voters.equal_shares,
            "prefer_greedy": voters.greedy,
            "indifferent": voters.indifferent,
            "kept": voters.kept,
        },
    )
    progress = rival if voters.kept == "greedy" else shares
    progress.steps = [*shares.steps, step, *(rival.steps if voters.kept == "greedy" else [])]
    return progress, voters.kept


def _outcome(
    contest: Contest,
    progress: Progress,
    *,
    instance: str,
    asked: Rules,
    applied: Rules,
    counted_by: str,
    endowment: Fraction | None,
    ballots: int,
    notes: tuple[str, ...],
) -> Outcome:
    funded = tuple(
        Funded(
            contest.ids[project],
            contest.costs[project],
            None if contest.votes is None else contest.votes[project],
            contest.scores[project],
            position,
            progress.by[project],
            None,
            progress.figures[project],
        )
        for position, project in enumerate(progress.funded, 1)
    )
    unfunded = tuple(
        contest.unfunded(project, *(contest.barred.get(project) or progress.passed[project]))
        for project in contest.by_score()
        if project not in progress.by
    )
    return Outcome(
        instance,
        asked,
        applied,
        counted_by,
        contest.budget,
        contest.total(progress.funded),
        funded,
        unfunded,
        Trace(tuple(progress.steps)),
        endowment,
        ballots,
        notes=notes,
    )
