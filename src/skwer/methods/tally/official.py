"""What META says the rule was, put into the settings of this package."""

from __future__ import annotations

from dataclasses import replace

from .election import Election
from .rules import Rules, RulesError

EQUAL_SHARES = {
    "equalshares": ("none", False),
    "equalshares-comparison": ("none", True),
    "equalshares/add1": ("add1", False),
    "equalshares/add1-comparison": ("add1", True),
}
GREEDY = {
    "greedy": "greedy",
    "greedy-no-skip": "greedy-no-skip",
    "greedy-threshold": "greedy-threshold",
    "greedy-exclusive": "greedy",
}


def resolve(election: Election, rules: Rules) -> Rules:
    """Return `rules` with `official` replaced by the rule of META, and META's threshold where the rule uses it.

    Raises `RulesError` when META does not say enough, or when settings contradict each other.
    """
    told = election.meta.get("rule", "").strip()
    if rules.rule == "official":
        if rules.completion != "none":
            raise RulesError("official takes the completion from META; name a rule to choose another")
        if told in EQUAL_SHARES:
            completion, comparison = EQUAL_SHARES[told]
            rules = replace(rules, rule="equal-shares", completion=completion, comparison=comparison)
        elif told in GREEDY:
            rules = replace(rules, rule=GREEDY[told])
        elif told == "greedy-custom" and election.meta.get("unit") == "Poznań":
            # Poznań stops at the first misfit; what it adds from the city's reserve is marked 2 and 3.
            rules = replace(rules, rule="greedy-no-skip")
        elif told in ("", "unknown", "greedy-custom"):
            said = f"META gives the rule as “{told}”" if told else "META does not name a rule"
            raise RulesError(f"{said}, which cannot be repeated; choose one with --rule")
        else:
            raise RulesError(f"META names the rule “{told}”, which is not known here; choose one with --rule")
        if rules.threshold is None and election.meta.get("min_project_score_threshold"):
            rules = replace(rules, threshold=election.meta["min_project_score_threshold"])
    if rules.rule == "greedy-threshold":
        least = rules.threshold if rules.threshold is not None else election.meta.get("min_project_score_threshold")
        if not least:
            raise RulesError("greedy-threshold needs a threshold: META gives none, so name one with --threshold")
        rules = replace(rules, threshold=least)
    if rules.rule != "equal-shares":
        if rules.completion.startswith("add1"):
            raise RulesError(f"completion {rules.completion} belongs to equal-shares, not to {rules.rule}")
        if rules.comparison:
            raise RulesError("the comparison step belongs to equal-shares")
    return rules
