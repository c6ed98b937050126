"""What is wrong with the settings of a check or an assessment, in sentences that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.calls.stages import Problem
from skwer.methods.ranking import Criterion, Fault, TieRuleError, check_chain, faults, short
from skwer.values.text import in_language

from .measures import MEASURES
from .terms import AssessTerms, CheckTerms

REASONS = ("always", "below", "never")


def check_problems(settings: Mapping[str, Any]) -> list[Problem]:
    """Faults of a CHECK stage's settings."""
    try:
        terms = CheckTerms.from_json(settings)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [Problem("items", _("The checklist cannot be read. Each item needs a key and a text."), "items")]
    found = []
    if not terms.items:
        found.append(Problem("items", _("The checklist is empty. Add at least one item."), "items"))
    keys = [item.key for item in terms.items]
    for item in terms.items:
        if not in_language(item.text).strip():
            found.append(Problem("item_text", _("An item of the checklist has no text."), "items"))
        if keys.count(item.key) > 1:
            message = _("Two items of the checklist have the key “%(key)s”. Give each its own.") % {"key": item.key}
            found.append(Problem("item_key", message, "items"))
    if not _whole(terms.correction_days, 1, 60):
        found.append(Problem("correction_days", _("Give from 1 to 60 days for a correction."), "correction_days"))
    if not _whole(terms.corrections, 0, 5):
        message = _("Allow from 0 to 5 requests for correction of one proposal.")
        found.append(Problem("corrections", message, "corrections"))
    return found


def assess_problems(settings: Mapping[str, Any]) -> list[Problem]:
    """Faults of an ASSESS stage's settings: criteria with weights, bands without gaps, assessors, reasons, ties."""
    try:
        terms = AssessTerms.from_json(settings)
    except (KeyError, TypeError, ValueError, AttributeError):
        message = _("The criteria cannot be read. Each needs a key, a title, a weight and the most points it gives.")
        return [Problem("criteria", message, "criteria")]
    found = [_sentence(fault, terms) for fault in faults(terms.criteria)]
    found += [
        Problem(
            "measure",
            _("“%(criterion)s”: “%(measure)s” is not a quantity the costs can tell.")
            % {"criterion": _title(terms.criterion(criterion.key)), "measure": criterion.measure},
            "criteria",
        )
        for criterion in terms.criteria
        if criterion.measure and criterion.measure not in MEASURES
    ]
    if terms.scale <= 0:
        found.append(Problem("scale", _("The scale must be more than nothing, for example 100."), "scale"))
    if not _whole(terms.assessors, 2, 20):
        message = _("At least two people assess each proposal (and at most 20).")
        found.append(Problem("assessors", message, "assessors"))
    if terms.reasons not in REASONS or not _whole(terms.reasons_below, 0, 100):
        message = _("Say when a reason is needed: always, below a share of the points, or never.")
        found.append(Problem("reasons", message, "reasons"))
    if not _whole(terms.spread_alarm, 0, 100):
        message = _("Set the spread alarm as a share of the scale, from 0 (no alarm) to 100 %.")
        found.append(Problem("spread_alarm", message, "spread_alarm"))
    return [*found, *_tie_problems(terms)]


def _tie_problems(terms: AssessTerms) -> Iterator[Problem]:
    try:
        check_chain(terms.ties, [criterion.key for criterion in terms.criteria])
    except TieRuleError as error:
        message = _("The rule for equal points “%(rule)s” is not known, or names no criterion.") % {"rule": error}
        yield Problem("ties", message, "ties")
        return
    if not terms.ties or not terms.ties[-1].startswith(("lot:", "number")):
        message = _("End the rules for equal points with the draw or the earlier number, so that they always decide.")
        yield Problem("ties", message, "ties")


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _title(criterion: Criterion | None) -> str:
    return (in_language(criterion.title) or criterion.key) if criterion else ""


def _sentence(fault: Fault, terms: AssessTerms) -> Problem:
    criterion = terms.criterion(fault.criterion)
    facts = {
        "key": fault.criterion,
        "criterion": _title(criterion),
        "low": _end(fault.low, criterion),
        "high": _end(fault.high, criterion),
        "most": short(criterion.max) if criterion else "",
    }
    sentences = {
        "none": _("There are no criteria. Add at least one."),
        "repeated-key": _("Two criteria have the key “%(key)s”. Give each its own."),
        "weights": _("The weights add up to %(low)s. Change them so that they make exactly 100."),
        "weight": _("“%(criterion)s”: the weight must be more than nothing."),
        "max": _("“%(criterion)s”: the most points must be more than nothing."),
        "step": _("“%(criterion)s”: the step must be more than nothing and not above the most points."),
        "anchor": _("“%(criterion)s”: a description stands at %(low)s points, but points go from 0 to %(most)s."),
        "band-points": _("“%(criterion)s”: a band gives %(low)s points, but points go from 0 to %(most)s."),
        "gap": _(
            "“%(criterion)s”: the bands leave a gap between %(low)s and %(high)s. "
            "Let one band begin where the other ends."
        ),
        "gap-end": _("“%(criterion)s”: no band covers what is above %(low)s. Let the last band have no end."),
        "overlap": _("“%(criterion)s”: two bands both hold %(low)s. Let one end before the other begins."),
        "empty": _("“%(criterion)s”: a band from %(low)s to %(high)s holds nothing. Correct its ends."),
    }
    code = "gap-end" if fault.code == "gap" and fault.high is None else fault.code
    return Problem(fault.code, sentences[code] % facts, "criteria")


def _end(value: Fraction | None, criterion: Criterion | None) -> str:
    """The end of a band with its unit: "41 % of the cost"."""
    if value is None:
        return "∞"
    unit = in_language(criterion.bands.unit) if criterion and criterion.bands else ""
    return f"{short(value)}\u00a0{unit}".strip("\u00a0")
