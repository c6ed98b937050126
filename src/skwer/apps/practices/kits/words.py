"""What the settings in a kit document are called, and what their values mean, in words for readers.

The rooms above know what a setting does; here it has only its name, the same as on the page where it is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STAGES: Mapping[str, Any] = {
    "propose": _("Proposals"),
    "meet": _("Meeting of the committee"),
    "check": _("Formal check"),
    "assess": _("Assessment by the committee"),
    "vote": _("Vote of residents"),
    "decide": _("Decision"),
    "agree": _("Agreements"),
    "deliver": _("Work and account"),
    "upkeep": _("Care of the place"),
}

LABELS: Mapping[str, Any] = {
    # who, how, and by which law
    "vehicle": _("Legal vehicle"),
    "legal_basis": _("Law it stands on"),
    "hour_rate": _("Value of an hour of voluntary work"),
    "year_cap": _("Most one organisation may receive in a calendar year"),
    "de_minimis": _("A de minimis declaration is asked for where a business benefits"),
    "scheme.support": _("Form of support"),
    "applicants": _("Who may apply"),
    "age_min": _("Least age of an applicant"),
    "guardian_age": _("A parent or guardian agrees for people younger than"),
    "group_size": _("Least people in an informal group"),
    "per_applicant": _("Most proposals of one applicant (0: no limit)"),
    # money
    "pot": _("Money in the pot"),
    "request_min": _("Least a proposal may ask for"),
    "request_max": _("Most a proposal may ask for"),
    "own_share": _("Own contribution, at least"),
    "currency": _("Currency"),
    # applying
    "round": _("What people send here"),
    "categories": _("Kinds of places"),
    "show_proposals": _("Readers see proposals"),
    "paper": _("Applications on paper are taken"),
    "form": _("Application form"),
    "report_form": _("Report form"),
    "intro": _("Introduction"),
    "hint": _("Hint"),
    "needed": _("How many people must support a proposal (0: none)"),
    "support.age": _("From which age people may sign"),
    "days_kept": _("Days the names are kept after the last day for proposals"),
    "support": _("List of support"),
    "owner_consent": _("The owner of the land must have agreed"),
    "conditions": _("Conditions for places"),
    "cost_rules": _("Rules for costs"),
    "caps": _("Caps on kinds of costs"),
    "words": _("Words in the regulations"),
    "percent": _("Share in per cent"),
    "clauses": _("The city's own paragraphs"),
    "texts": _("Texts"),
    "heading": _("Heading"),
    # checking, scoring
    "items": _("Checklist"),
    "topic": _("Paragraph of the regulations"),
    "na": _("“Not applicable” may be answered"),
    "correction_days": _("Days for a correction"),
    "corrections": _("How often one may be asked to correct"),
    "criteria": _("Criteria"),
    "weight": _("Weight"),
    "criteria.max": _("Most points"),
    "step": _("Step"),
    "criteria.hint": _("What assessors look at"),
    "anchors": _("What points mean"),
    "bands": _("Points by a measured quantity"),
    "measure": _("Where the quantity comes from"),
    "start": _("The quantity begins at"),
    "end": _("and ends at"),
    "precision": _("It is rounded to"),
    "from": pgettext_lazy("band", "From"),
    "to": pgettext_lazy("band", "To"),
    "from_open": _("The lower end itself is not in the band"),
    "to_open": _("The upper end itself is not in the band"),
    "bands.points": _("Points"),
    "scale": _("The result is counted on a scale up to"),
    "assessors": _("Assessors for each proposal"),
    "reasons": _("A reason is written"),
    "reasons_below": _("A score is low below this part of the points"),
    "spread_alarm": _("Alarm when assessors differ by this part of the scale"),
    "own_district": _("Members assess no proposal of their own district"),
    "access": _("Members also mark whom the place will suit"),
    "ties": _("What settles a tie"),
    # meeting, committee
    "quorum": _("Members who must be there"),
    "answer_all": _("Authors answer each recommendation before they send the full application"),
    "size": pgettext_lazy("committee", "How many members"),
    "chair": pgettext_lazy("committee", "Who chairs"),
    "members": pgettext_lazy("committee", "Who should sit in it"),
    "conflict": _("When a member steps aside"),
    # voting, deciding
    "ballot": _("How people vote"),
    "least": _("Least proposals on a ballot"),
    "most": _("Most proposals on a ballot"),
    "age": _("Least age of a voter"),
    "declaration": _("Declaration of the voter"),
    "help": _("Where people get help, also with a paper ballot"),
    "method": _("What decides"),
    "weights": _("Weights, when both decide (together 100)"),
    "weights.points": _("Weight of points"),
    "weights.votes": _("Weight of votes"),
    "allocation": _("From the ranking to money"),
    "completion": _("What Equal Shares does with money left"),
    "min_points": _("Least points, of the committee's scale"),
    "min_votes": _("Least votes"),
    "reserve": _("Length of the reserve list"),
    "chain": _("Bodies the list goes through"),
    "role": _("What it does"),
    "objections": _("Objections"),
    "objections.days": _("Days to object"),
    "rule_days": _("Days for the ruling"),
    "objections.body": _("Who rules"),
    "who": _("Who may object"),
    # what follows
    "sign_days": _("Days to sign"),
    "posting_days": _("Days the offer is shown to everybody first"),
    "act_title": _("Title of the order that lists the grants"),
    "template": _("Text of the agreement"),
    "max_days": _("Most days for the work"),
    "report_days": _("Days after the work until the final report"),
    "partial_reports": _("Partial reports, days after the work begins"),
    "instalments": _("Instalments"),
    "share": _("Share in per cent"),
    "after": _("When it is paid"),
    "instalments.days": _("Days after the work begins"),
    "line_shift": _("By how many per cent a line may be exceeded without an amendment"),
    "refund_days": _("Days to give money back"),
    "interest": _("Interest on what is given back"),
    "durability_months": _("Months of care after the work"),
    "months": _("Months of care"),
    "inspections": _("Inspections after this many months"),
    # what to measure, what to learn
    "how": _("How it is measured"),
    "unit": _("Unit"),
    "slug": _("Lesson"),
    "url": _("Address"),
    "title": _("Title"),
    "summary": _("In a sentence"),
}
"""By the setting's name, or where one name means two things by "parent.name"."""

_TIES = {
    "max-points": _("more points"),
    "max-votes": _("more votes"),
    "min-cost": _("the smaller sum"),
    "lower-request": _("the smaller sum"),
    "number": _("the earlier number"),
    "lot": _("a draw whose seed is published beforehand"),
}
VALUES: Mapping[str, Mapping[str, Any]] = {
    "vehicle": {
        "micro_grant": _("municipal micro-grants"),
        "small_grant": _("small grant (art. 19a of the Polish act on public benefit)"),
        "local_initiative": _("local initiative (art. 19b of the Polish act on public benefit)"),
        "participatory_budget": _("participatory budget (art. 5a of the Polish act on communes)"),
        "other": _("another legal basis"),
    },
    "scheme.support": {
        "cash": _("money"),
        "in_kind": _("the city buys"),
        "loan": _("the city lends"),
        "mixed": _("money, purchases and loans"),
    },
    "applicants": {
        "person": _("a person"),
        "informal_group": _("an informal group"),
        "ngo": _("a non-governmental organisation"),
        "cooperative": _("a housing co-operative or owners' association"),
        "institute": _("a school or institute"),
    },
    "categories": {
        "bench": _("bench, rest"),
        "garden": _("garden"),
        "courtyard": _("courtyard"),
        "playground": _("playground, sport"),
        "tree": _("trees"),
        "bicycle": _("bicycles"),
        "mural": _("mural, art"),
        "meadow": _("meadow, flowers"),
        "path": _("path, access"),
        "water": _("waterside"),
    },
    "show_proposals": {
        "submitted": _("as soon as they are sent"),
        "checked": _("after the formal check"),
    },
    "ballot": {"approval": _("they mark the proposals they support")},
    "round": {
        "": _("their application, in one round"),
        "idea": _("an idea; the committee advises next"),
        "full": _("the full application of an invited idea"),
    },
    "owner_consent": {
        "none": _("never"),
        "before_sending": _("before the proposal is sent"),
        "before_agreement": _("before the agreement is signed"),
    },
    "reasons": {"always": _("for every score"), "below": _("for low scores"), "never": _("as one likes")},
    "measure": {
        "volunteer_share": _("share of residents' own work in the whole cost"),
        "own_share": _("share of own contribution in the whole cost"),
    },
    "method": {
        "points": _("the committee's points"),
        "votes": _("residents' votes"),
        "mixed": _("points and votes together"),
    },
    "allocation": {
        "greedy": _("in order; what does not fit is passed over"),
        "greedy-no-skip": _("in order, until the first that does not fit"),
        "greedy-threshold": _("in order, only above the least number of votes"),
        "equal-shares": _("Method of Equal Shares (votes only)"),
    },
    "completion": {
        "none": _("nothing"),
        "add1": _("raises everybody's share step by step"),
        "add1-exhaustive": _("raises shares until nothing more fits"),
        "add1u": _("raises shares, then goes by votes"),
        "fill": _("goes by votes"),
    },
    "ties": _TIES,
    "role": {"recommends": _("recommends"), "decides": _("decides")},
    "who": {"applicant": _("those who wrote the proposal"), "anyone": _("anybody with an account")},
    "after": {
        "signed": _("when the agreement is in force"),
        "date": _("on a day"),
        "partial": _("when the partial report is accepted"),
        "final": _("when the final report is accepted"),
    },
    "interest": {"tax": _("as for tax arrears"), "statutory": _("statutory, for delay")},
}
ANSWERS: Mapping[str, Any] = {
    "short_text": _("a line of text"),
    "long_text": _("a longer text"),
    "number": _("a number"),
    "money": _("a sum of money"),
    "choice": _("one of several"),
    "choices": _("several of several"),
    "grid": _("the same about several things"),
    "file": _("a file"),
    "place": _("a place"),
    "costs": _("a table of costs"),
    "declaration": _("a declaration to tick"),
}
"""Kinds of answers to a question of a form."""


def label_of(name: str, parent: str = "") -> str:
    """What a setting is called; a name nobody knows is shown as it is."""
    return str(LABELS.get(f"{parent}.{name}", LABELS.get(name, name)))


def value_of(name: str, value: Any, parent: str = "") -> str:
    """What a value means; one that nobody knows is shown as it is."""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    known = VALUES.get(f"{parent}.{name}", VALUES.get(name, {}))
    return str(known.get(value, value)) if isinstance(value, str) else str(value)
