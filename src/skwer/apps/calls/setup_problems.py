"""What is wrong with a call as it is set up: sums, applicants, texts, and the order of dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from skwer.apps.places.models import CATEGORIES
from skwer.apps.practices.kits.elements import element

from . import backing
from .applicants import APPLICANTS
from .models import Call, Stage
from .queries import stages_of
from .queries.ancestry import changes_to_make
from .stages import AGREE, ASSESS, CHECK, DECIDE, DELIVER, MEET, PROPOSE, UPKEEP, VOTE, Problem, kinds
from .words import money, say

# What a stage works on must be settled before it begins: kinds that must have closed before a kind opens.
AFTER: dict[str, tuple[str, ...]] = {
    PROPOSE: (PROPOSE, MEET),
    MEET: (PROPOSE, MEET),
    ASSESS: (PROPOSE, CHECK),
    VOTE: (PROPOSE, CHECK),
    DECIDE: (PROPOSE, MEET, CHECK, ASSESS, VOTE),
}
# What follows the decision, in this order: no care without work, no work without an agreement.
FOLLOWERS = (AGREE, DELIVER, UPKEEP)

# Fields that are checked below with better sentences, or that no form changes.
_ELSEWHERE = ("clauses", "applicants", "categories", "organisation", "edition", "state", "copied_from", "created_at")


def call_problems(call: Call) -> list[Problem]:
    """Faults of the call's own fields."""
    return list(_call(call))


def _call(call: Call) -> Iterator[Problem]:
    try:
        call.clean_fields(exclude=[*_ELSEWHERE])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            yield Problem("field", " ".join(messages), field)
        return
    if not (call.title or "").strip():
        yield _problem("title", _("Give the call a title."), "title")
    if call.pot <= 0:
        yield _problem("pot", _("Say how much money is in the pot."), "pot")
    if call.request_min < 0 or call.request_max < call.request_min:
        yield _problem("request", _("The least sum must not be above the most."), "request_max")
    if call.request_max <= 0:
        yield _problem("request_max", _("Say how much one proposal may ask for."), "request_max")
    elif call.pot > 0 and call.request_max > call.pot:
        message = say(
            _("One proposal may not ask for more than the pot of %(pot)s."), pot=money(call.pot, call.currency)
        )
        yield _problem("request_above_pot", message, "request_max")
    if not 0 <= call.own_share <= 100:
        yield _problem("own_share", _("The own contribution is a share from 0 to 100%."), "own_share")
    if call.guardian_age and call.guardian_age <= call.age_min:
        message = _("Set the age under which a guardian agrees above the least age of an applicant, or to 0.")
        yield _problem("guardian_age", message, "guardian_age")
    if not isinstance(call.applicants, list) or not call.applicants or set(call.applicants) - set(APPLICANTS):
        yield _problem("applicants", _("Say who may apply: choose at least one kind from the list."), "applicants")
    known = {key for key, _name in CATEGORIES}
    if not isinstance(call.categories, list) or set(call.categories) - known:
        yield _problem("categories", _("Choose kinds of places from the list."), "categories")
    if not isinstance(call.clauses, list) or not all(_is_clause(clause) for clause in call.clauses):
        yield _problem("clauses", _("Each further paragraph needs a heading and a text."), "clauses")


def _is_clause(clause: Any) -> bool:
    if not isinstance(clause, dict) or not clause.get("heading"):
        return False
    return bool(clause.get("text") or clause.get("texts"))


def stage_problems(stage: Stage) -> list[Problem]:
    """Faults of a stage's settings and hours."""
    kind = kinds().get(stage.kind)
    if kind is None:
        return [_problem("kind", _("This kind of stage does not exist."), "kind")]
    found = [*kind.problems({**kind.defaults(), **stage.settings}), *backing.problems_of(stage)]
    if stage.opens_at and stage.closes_at and stage.closes_at <= stage.opens_at:
        found.append(_problem("hours", _("A stage must close after it opens."), "closes_at"))
    return found


def order_problems(stages: Sequence[Stage]) -> list[Problem]:
    """Faults of the order of dates: each stage begins with or after the one before, and what it needs is closed."""
    return list(_order(list(stages)))


def _order(stages: list[Stage]) -> Iterator[Problem]:
    for index, stage in enumerate(stages):
        where = f"stages.{stage.order}"
        if stage.opens_at is None:
            continue
        for earlier in stages[:index]:
            if earlier.opens_at and stage.opens_at < earlier.opens_at:
                yield _problem("order", _named(_("“%(stage)s” opens before “%(other)s”."), stage, earlier), where)
            elif earlier.kind in AFTER.get(stage.kind, ()) and _later(earlier.closes_at, stage.opens_at):
                message = _named(_("“%(stage)s” must open after “%(other)s” has closed."), stage, earlier)
                yield _problem("overlap", message, where)


def _later(closes_at: datetime | None, opens_at: datetime) -> bool:
    return closes_at is not None and closes_at > opens_at


def whole_problems(call: Call) -> list[Problem]:
    """Everything that keeps a call from being announced."""
    stages = stages_of(call)
    found = [*call_problems(call), *order_problems(stages), *shape_problems(stages), *missing_hours(stages)]
    registered = kinds()
    for stage in stages:
        kind = registered.get(stage.kind)
        if kind is not None:
            found += [Problem(p.code, p.message, f"stages.{stage.order}.{p.where}") for p in kind.ready(stage)]
    for row in changes_to_make(call):
        message = say(_("Make the change the transfer decided on: %(element)s."), element=element(row.key).name)
        found.append(_problem("change_to_make", message, f"transfer.{row.key}"))
    return found


def shape_problems(stages: Sequence[Stage]) -> list[Problem]:
    """Faults of which stages there are, and in which order; they need not be saved yet."""
    found: list[Problem] = []
    if not stages:
        found.append(_problem("stages", _("The call has no stages."), "stages"))
    elif stages[0].kind != PROPOSE:
        found.append(_problem("first_stage", _("The first stage must be the one in which people apply."), "stages"))
    found += [*_ends(stages), *_rounds(stages)]
    if sum(stage.kind == VOTE for stage in stages) > 1 or sum(stage.kind == ASSESS for stage in stages) > 1:
        found.append(_problem("twice", _("A call has at most one vote and one assessment."), "stages"))
    return found


def missing_hours(stages: Sequence[Stage]) -> list[Problem]:
    """Stages that must be given their hours: all but the decision's end and what follows it."""
    return [
        _problem("hours_missing", _named(_("Set the hours of “%(stage)s”."), stage), f"stages.{stage.order}")
        for stage in stages
        if not follows_decision(stage)
        and (stage.opens_at is None or (stage.closes_at is None and stage.kind != DECIDE))
    ]


def follows_decision(stage: Stage) -> bool:
    """Is it of a kind that only comes after the decision?"""
    kind = kinds().get(stage.kind)
    return kind is not None and kind.after_decision


def _ends(stages: Sequence[Stage]) -> Iterator[Problem]:
    """One decision, last of all but what follows it; and that in its own order."""
    deciding = [stage for stage in stages if not follows_decision(stage)]
    if sum(stage.kind == DECIDE for stage in stages) != 1 or deciding[-1].kind != DECIDE:
        message = _("A call has one decision, and only agreements, work and care come after it.")
        yield _problem("last_stage", message, "stages")
        return
    last = deciding[-1].order
    following = [stage.kind for stage in stages if follows_decision(stage)]
    early = any(follows_decision(stage) and stage.order < last for stage in stages)
    if early or tuple(following) != FOLLOWERS[: len(following)]:
        message = _("After the decision come the agreement, then the work, then the care, each once.")
        yield _problem("followers", message, "stages")


def _rounds(stages: Sequence[Stage]) -> Iterator[Problem]:
    """Ideas, a meeting about them, and the full application: or one round without any of this."""
    proposing = [stage for stage in stages if stage.kind == PROPOSE]
    rounds = [stage.settings.get("round", "") for stage in proposing]
    if rounds in ([], [""]):
        return
    if rounds != ["idea", "full"]:
        message = _("People apply once, or send an idea and then the full application. Set the round of each stage.")
        yield _problem("rounds", message, "stages")
        return
    first, second = (stage.order for stage in proposing)
    if not any(stage.kind == MEET and first < stage.order < second for stage in stages):
        message = _("Between the ideas and the full applications the committee must meet. Add a meeting.")
        yield _problem("rounds_meeting", message, "stages")


def _named(message: Any, stage: Stage, other: Stage | None = None) -> Any:
    registered = kinds()

    def name(one: Stage) -> Any:
        return one.title or (registered[one.kind].name if one.kind in registered else one.kind)

    return say(message, stage=name(stage), other=name(other) if other else "")


def _problem(code: str, message: Any, where: str) -> Problem:
    return Problem(code, str(message), where)
