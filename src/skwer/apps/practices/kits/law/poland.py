"""Polish law, as far as it was read: who may receive money, and what each vehicle demands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .conflicts import CASH, Conflict, Mend, call, choose, mend, number, scheme, stages
from .vehicles import BUDGET, INITIATIVE, NO_MONEY, OPEN_CALL, SMALL, vehicle

SMALL_MOST, SMALL_YEAR, SMALL_DAYS, SMALL_REPORT, SMALL_SHOWN = Decimal(10_000), Decimal(20_000), 90, 30, 7
BUDGET_SUPPORT = 1000  # one name for each thousand residents at most
WORK = ("social", "work", "voluntary_work")  # keys under which kits weigh residents' work without measuring it


def polish_conflicts(document: Mapping[str, Any], population: int | None) -> Iterator[Conflict]:
    """By the vehicle the document names."""
    chosen = scheme(document).get("vehicle")
    if chosen == "other":
        yield from _without_vehicle(document)
    elif chosen == "local_initiative":
        yield from _initiative(document)
    elif chosen == "small_grant":
        yield from _small_grant(document)
    elif chosen == "participatory_budget":
        yield from _budget(document, population)


def _without_vehicle(document: Mapping[str, Any]) -> Iterator[Conflict]:
    if scheme(document).get("support") not in CASH:
        return
    applicants = set(call(document).get("applicants") or ())
    ways = [choose(document, _("Pay through an operator, an NGO chosen in an open call"), vehicle("pl_operator"))]
    ways.append(
        choose(
            document, _("Make it a local initiative: the city buys, no money is paid"), vehicle("pl_local_initiative")
        )
    )
    ways.append(choose(document, _("Give small grants, to NGOs only"), vehicle("pl_small_grant")))
    if applicants & {"person", "informal_group"}:
        yield Conflict(
            "cash_to_persons",
            "vehicle",
            _(
                "The kit pays money to persons or informal groups. A Polish city pays grants to NGOs only, so "
                "it needs a vehicle that reaches the others."
            ),
            OPEN_CALL,
            tuple(ways),
        )
    else:
        yield Conflict(
            "cash_without_vehicle",
            "vehicle",
            _(
                "The kit pays money and names no Polish vehicle. A Polish city pays grants to NGOs by an open call "
                "or as small grants."
            ),
            OPEN_CALL,
            tuple(ways),
        )


# --- local initiative


def _initiative(document: Mapping[str, Any]) -> Iterator[Conflict]:
    if scheme(document).get("support") in CASH:
        yield Conflict(
            "initiative_money",
            "support",
            _(
                "The kit pays money. In a local initiative the city pays out none: it buys goods and services, and "
                "lends space and equipment."
            ),
            NO_MONEY,
            (
                mend(
                    document,
                    _("The city buys what a proposal needs"),
                    "support",
                    lambda made: made["scheme"].update(support="in_kind"),
                ),
                mend(
                    document,
                    _("The city lends what it has"),
                    "support",
                    lambda made: made["scheme"].update(support="loan"),
                ),
                choose(document, _("Keep the money and pay through an operator"), vehicle("pl_operator")),
            ),
        )
    applicants = list(call(document).get("applicants") or ())
    wanted = [one for one in applicants if one in ("person", "informal_group", "ngo")]
    if wanted != applicants:
        yield Conflict(
            "initiative_applicants",
            "applicants",
            _(
                "The kit lets others than residents and NGOs apply. A local initiative comes from residents, "
                "directly or through an NGO."
            ),
            INITIATIVE,
            (_let(document, _("Let persons, groups and NGOs apply"), wanted or ["informal_group", "ngo"]),),
        )
    if not _names_the_list(document):
        yield Conflict(
            "initiative_scope",
            "clauses",
            _("Nothing in the kit says that a proposal must be a task on the closed list of art. 19b(1)."),
            INITIATIVE,
            (mend(document, _("Add that paragraph to the regulations"), "clauses", _add_list),),
        )
    yield from _work_weighs_most(document)


def _let(document: Mapping[str, Any], label: str, applicants: list[str]) -> Mend:
    return mend(document, label, "applicants", lambda made: made["call"].update(applicants=applicants))


def _names_the_list(document: Mapping[str, Any]) -> bool:
    return any("19b" in str(clause) for clause in call(document).get("clauses") or ())


def _add_list(made: dict[str, Any]) -> None:
    paragraph = {
        "heading": {"pl": "Wymogi ustawy", "en": "What the act requires"},
        "texts": [
            {
                "pl": "Wniosek dotyczy zadania z listy zamkniętej w art. 19b ust. 1 ustawy, w szczególności budowy "
                "małej architektury, zieleni, porządku lub rewitalizacji (źródło: lexlege.pl, rozdział 2a, odczyt "
                "22 listopada 2026 r.).",
                "en": "The proposal is about a task on the closed list of art. 19b(1) of the act, such as small "
                "architecture, greenery, order or revitalisation (source: lexlege.pl, chapter 2a, read on "
                "22 November 2026).",
            }
        ],
    }
    made["call"]["clauses"] = [*(made["call"].get("clauses") or []), paragraph]


def _work_weighs_most(document: Mapping[str, Any]) -> Iterator[Conflict]:
    rows = [
        row
        for settings in stages(document, "assess")
        for row in settings.get("criteria") or ()
        if isinstance(row, Mapping)
    ]
    weights = {id(row): number(row.get("weight")) or Decimal(0) for row in rows}
    work = [row for row in rows if _is_work(row)]
    others = [weights[id(row)] for row in rows if not _is_work(row)]
    if work and max(weights[id(row)] for row in work) > max(others, default=Decimal(0)):
        return
    if rows and sum(weights.values()) == 100:
        way = mend(document, _("Weigh voluntary work at 40% and the rest in proportion"), "criteria", _weigh_work)
    else:
        way = Mend(_("Write the criteria anew"), "criteria")
    yield Conflict(
        "initiative_work",
        "criteria",
        _(
            "The criteria must weigh voluntary work above all (art. 19c); in the kit something else weighs as much or "
            "more."
        ),
        INITIATIVE,
        (way,),
    )


def _is_work(row: Mapping[str, Any]) -> bool:
    return row.get("measure") == "volunteer_share" or row.get("key") in WORK


def _weigh_work(made: dict[str, Any]) -> None:
    """Voluntary work 40, the others share what is left as they did; whole numbers that make 100."""
    settings = next(iter(stages(made, "assess")))
    rows: list[dict[str, Any]] = settings["criteria"]
    work = next((row for row in rows if _is_work(row)), None)
    if work is None:
        work = _WORK_CRITERION | {}
        rows.insert(0, work)
    others = [row for row in rows if row is not work]
    weights = [number(row.get("weight")) or Decimal(0) for row in others]
    whole, left = sum(weights) or Decimal(1), 60
    for index, (row, weight) in enumerate(zip(others, weights, strict=True)):
        share = (
            left if index == len(others) - 1 else min(int(60 * weight / whole) or 1, left - (len(others) - 1 - index))
        )
        row["weight"] = str(share)
        left -= share
    work["weight"] = str(40 if others else 100)


_WORK_CRITERION: dict[str, Any] = {
    "key": "social",
    "title": {"pl": "Praca społeczna", "en": "Voluntary work"},
    "hint": {
        "pl": "Udział pracy mieszkańców w całym koszcie.",
        "en": "The share of residents' work in the whole cost.",
    },
    "max": "10",
    "weight": "40",
    "step": "1",
    "anchors": [
        {"points": "0", "text": {"pl": "Wszystko robi firma", "en": "A company does everything"}},
        {"points": "5", "text": {"pl": "Mieszkańcy pomagają", "en": "Residents help"}},
        {"points": "10", "text": {"pl": "Mieszkańcy robią większość sami", "en": "Residents do most of it themselves"}},
    ],
}


# --- small grant


def _small_grant(document: Mapping[str, Any]) -> Iterator[Conflict]:
    if list(call(document).get("applicants") or ()) != ["ngo"]:
        yield Conflict(
            "small_grant_applicants",
            "applicants",
            _("The kit lets others than NGOs apply. A small grant goes to an NGO only."),
            SMALL,
            (
                _let(document, _("Let NGOs alone apply"), ["ngo"]),
                choose(document, _("Keep the applicants and pay through an operator"), vehicle("pl_operator")),
            ),
        )
    most = number(call(document).get("request_max"))
    if call(document).get("currency") == "PLN" and most is not None and most > SMALL_MOST:
        yield Conflict(
            "small_grant_most",
            "money",
            _("The kit lets one proposal ask for more than 10,000 zł. That is the most a small grant may be."),
            SMALL,
            (mend(document, _("Lower the limit to 10,000 zł"), "money", _lower_limit),),
        )
    for settings in stages(document, "deliver"):
        if (number(settings.get("max_days")) or 0) > SMALL_DAYS:
            yield _in_delivery(
                document,
                "small_grant_days",
                _("The kit gives the work more than 90 days. A small grant's task lasts at most 90 days."),
                _("Shorten the work to 90 days"),
                max_days=SMALL_DAYS,
            )
        if (number(settings.get("report_days")) or 0) > SMALL_REPORT:
            yield _in_delivery(
                document,
                "small_grant_report",
                _("The kit gives the report more than 30 days. A small grant's report comes within 30 days."),
                _("Ask for the report within 30 days"),
                report_days=SMALL_REPORT,
            )
    for settings in stages(document, "agree"):
        if (number(settings.get("posting_days")) or 0) < SMALL_SHOWN:
            yield Conflict(
                "small_grant_posting",
                "agreement",
                _("The kit does not show an offer to everybody for 7 days before the agreement. A small grant must."),
                SMALL,
                (mend(document, _("Show offers for 7 days"), "agreement", _show),),
            )
    cap = number(scheme(document).get("year_cap"))
    if cap is None or cap > SMALL_YEAR:
        yield Conflict(
            "small_grant_year",
            "vehicle",
            _("The kit sets no limit for a year. One NGO may receive at most 20,000 zł in small grants in a year."),
            SMALL,
            (
                mend(
                    document,
                    _("Set the year's limit to 20,000 zł"),
                    "vehicle",
                    lambda made: made["scheme"].update(year_cap="20000.00"),
                ),
            ),
        )


def _in_delivery(document: Mapping[str, Any], code: str, message: str, label: str, **settings: int) -> Conflict:
    def change(made: dict[str, Any]) -> None:
        for one in made["stages"]:
            if one["kind"] == "deliver":
                one["settings"] = {**one.get("settings", {}), **settings}

    return Conflict(code, "delivery", message, SMALL, (mend(document, label, "delivery", change),))


def _show(made: dict[str, Any]) -> None:
    for one in made["stages"]:
        if one["kind"] == "agree":
            one["settings"] = {**one.get("settings", {}), "posting_days": SMALL_SHOWN}


def _lower_limit(made: dict[str, Any]) -> None:
    least = number(made["call"].get("request_min")) or Decimal(0)
    made["call"].update(request_max="10000.00", request_min=f"{min(least, SMALL_MOST):.2f}")


# --- participatory budget


def _budget(document: Mapping[str, Any], population: int | None) -> Iterator[Conflict]:
    if not any(True for _settings in stages(document, "vote")):
        yield Conflict(
            "budget_vote",
            "ballot",
            _("The kit has no vote. In a participatory budget residents choose by vote."),
            BUDGET,
            (Mend(_("Put a vote in, for example from another kit"), "ballot"),),
        )
    elif any(settings.get("method", "votes") != "votes" for settings in stages(document, "decide")):
        yield Conflict(
            "budget_counting",
            "counting",
            _(
                "In the kit points of a committee count for the result. In a participatory budget residents' votes "
                "decide."
            ),
            BUDGET,
            (mend(document, _("Let votes alone decide"), "counting", _count_votes),),
        )
    if scheme(document).get("support") in CASH:
        yield Conflict(
            "budget_money",
            "support",
            _(
                "The kit pays money to applicants. What a participatory budget chooses are the city's own tasks: the "
                "city carries them out."
            ),
            BUDGET,
            (
                mend(
                    document,
                    _("The city buys and builds"),
                    "support",
                    lambda made: made["scheme"].update(support="in_kind"),
                ),
            ),
        )
    yield from _budget_support(document, population)


def _count_votes(made: dict[str, Any]) -> None:
    for one in made["stages"]:
        if one["kind"] == "decide":
            settings = {**one.get("settings", {}), "method": "votes", "weights": {"points": 0, "votes": 100}}
            settings["ties"] = [tie for tie in settings.get("ties", []) if tie != "max-points"] or ["max-votes", "lot"]
            one["settings"] = {**settings, "min_points": "0"}


def _budget_support(document: Mapping[str, Any], population: int | None) -> Iterator[Conflict]:
    needed = max((_needed(settings) for settings in stages(document, "propose")), default=0)
    if population is None or needed <= population // BUDGET_SUPPORT:
        return
    most = population // BUDGET_SUPPORT

    def lower(made: dict[str, Any]) -> None:
        for one in made["stages"]:
            if one["kind"] == "propose" and _needed(one.get("settings", {})) > most:
                one["settings"]["support"] = {**one["settings"]["support"], "needed": most}

    yield Conflict(
        "budget_support",
        "backing",
        _("The kit asks for %(needed)s names of support. The law allows at most 0.1%% of the residents: %(most)s here.")
        % {"needed": needed, "most": most},
        BUDGET,
        (mend(document, _("Ask for %(most)s names") % {"most": most}, "backing", lower),),
    )


def _needed(settings: Mapping[str, Any]) -> int:
    support = settings.get("support")
    return int(number(support.get("needed")) or 0) if isinstance(support, Mapping) else 0
