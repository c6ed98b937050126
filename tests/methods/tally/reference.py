"""Plain, slow, obviously right counts in fractions, to judge the fast ones by. Everything is by position."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations


def rate(cost, money, utility):
    """The smallest rate at which the supporters can pay `cost`, None when they cannot; `utility` by voter."""
    if sum(money[v] for v in utility) < cost:
        return None
    if cost == 0:
        return Fraction(0)
    order = sorted(utility, key=lambda v: money[v] / utility[v])
    left, weight = cost, sum(utility.values())
    for voter in order:
        if money[voter] * weight >= left * utility[voter]:
            return left / weight
        left -= money[voter]
        weight -= utility[voter]
    raise AssertionError("they can pay")


def equal_shares(costs, utilities, voters, endowment, place):
    """`utilities[p]` maps voters to positive utilities. Returns the projects in order of purchase, and what is left."""
    money = [Fraction(endowment)] * voters
    waiting = [p for p in range(len(costs)) if utilities[p]]
    bought = []
    while True:
        offers = [(rate(costs[p], money, utilities[p]), place[p], p) for p in waiting]
        offers = [offer for offer in offers if offer[0] is not None]
        if not offers:
            return bought, money
        least, _, project = min(offers)
        for voter, utility in utilities[project].items():
            money[voter] -= min(money[voter], least * utility)
        waiting.remove(project)
        bought.append(project)


def add1(costs, utilities, voters, budget, place, *, step=Fraction(1), start=None, exhaustive=False):
    """Returns the winners in order and the endowment."""
    endowment = Fraction(budget) / voters
    endowment = Fraction(endowment.numerator // endowment.denominator) if start is None else start
    supported = [p for p in range(len(costs)) if utilities[p]]
    winners, _ = equal_shares(costs, utilities, voters, endowment, place)
    while True:
        left = budget - sum(costs[p] for p in winners)
        rest = [p for p in supported if p not in winners]
        if not rest or (exhaustive and all(costs[p] > left for p in rest)):
            return winners, endowment
        following, _ = equal_shares(costs, utilities, voters, endowment + step, place)
        if sum(costs[p] for p in following) > budget:
            return winners, endowment
        winners, endowment = following, endowment + step


def greedy(costs, scores, budget, place, *, skip=True):
    """Returns the winners in order."""
    winners, left = [], Fraction(budget)
    for project in sorted(range(len(costs)), key=lambda p: (-scores[p], place[p])):
        if costs[project] <= left:
            winners.append(project)
            left -= costs[project]
        elif not skip:
            break
    return winners


def phragmen(costs, supporters, voters, budget, place):
    """Returns the winners in order; ends at the first chosen project that does not fit."""
    loads = [Fraction(0)] * voters
    waiting = [p for p in range(len(costs)) if supporters[p]]
    winners, left = [], Fraction(budget)
    while waiting:
        offers = [
            ((costs[p] + sum(loads[v] for v in supporters[p])) / len(supporters[p]), place[p], p) for p in waiting
        ]
        load, _, project = min(offers)
        if costs[project] > left:
            break
        for voter in supporters[project]:
            loads[voter] = load
        left -= costs[project]
        winners.append(project)
        waiting.remove(project)
    return winners


def largest_share(projects, costs, supporters):
    """max over subsets S of cost(S) ÷ |voters of S|, tried one by one."""
    best = Fraction(0)
    for size in range(1, len(projects) + 1):
        for subset in combinations(projects, size):
            reached = set().union(*(supporters[p] for p in subset))
            best = max(best, Fraction(sum(costs[p] for p in subset)) / len(reached))
    return best


def maximin_support(costs, supporters, budget, place):
    """Returns the winners in order; what no longer fits is left out as it goes."""
    winners, left = [], Fraction(budget)
    waiting = [p for p in range(len(costs)) if supporters[p]]
    while waiting := [p for p in waiting if costs[p] <= left]:
        offers = [(largest_share([*winners, p], costs, supporters), place[p], p) for p in waiting]
        project = min(offers)[2]
        waiting.remove(project)
        winners.append(project)
        left -= costs[project]
    return winners
