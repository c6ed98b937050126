"""Changing rules after they froze: with a reason, before everybody's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.values.canonical import fingerprint

from ..dates import written
from ..models import Call, Reopening, Stage
from ..queries import stages_of
from ..rules import may_set_up
from ..setup_problems import call_problems, order_problems, stage_problems
from ..signals import announce, rules_reopened
from ..stages import VOTE, Problem, kind_of
from .changing import STAGE_RULES, apply_to_stage
from .locking import lock
from .needing import open_needs
from .running import NotReady, WrongState, freeze_regulations, freeze_stage
from .setup import RULES, Invalid, fill


@transaction.atomic
def reopen_rules(*, by: Person, stage: Stage, changes: Mapping[str, Any], reason: str, at: datetime) -> Reopening:
    """Change hours or settings of a stage that is not over (`opens_at`, `closes_at`, `settings`), or rules of its call
    (`call`: {"pot": …}). What was before and after, why and by whom stays public; the regulations get a new version.

    Raises NotAllowed, WrongState (draft, decided, stage closed, an hour in the past), NotReady (no reason), Invalid.
    """
    call = lock(stage.call)
    lock(stage)
    stage.call = call
    if not may_set_up(by, call):
        raise NotAllowed()
    if call.state != Call.State.ANNOUNCED:
        raise WrongState(_("Only an announced call that is not decided has rules to reopen."))
    if stage.state == Stage.State.CLOSED:
        raise WrongState(_("This stage is over. Its rules stay as they were."))
    if not reason.strip():
        raise NotReady([Problem("reason", str(_("Give the reason: people will read it.")), "reason")])
    wanted = dict(changes)
    of_call = dict(wanted.pop("call", {}))
    _refuse_unknown(wanted, of_call)
    _refuse_past(stage, wanted, at)
    if of_call and call.stages.filter(kind=VOTE, opened_at__isnull=False).exists():
        raise WrongState(_("People have begun to vote by these rules. They can no longer change."))
    if stage.state == Stage.State.OPEN:
        settings = {**stage.settings, **wanted.get("settings", {})}
        if problems := list(kind_of(stage).may_reopen(stage, settings, at)):
            raise Invalid(problems)

    hash_before = stage.frozen_hash
    recorded = _record(stage, call, wanted, of_call)
    if not recorded:
        raise NotReady([Problem("nothing", str(_("Nothing would change.")), "changes")])
    apply_to_stage(stage, wanted)
    fill(call, of_call)
    others = [one for one in stages_of(call) if one.pk != stage.pk]
    ordered = sorted([*others, stage], key=lambda one: one.order)
    if problems := [*call_problems(call), *stage_problems(stage), *order_problems(ordered)]:
        raise Invalid(problems)
    call.save()
    stage.save()
    freeze_regulations(call, at, reason.strip())
    if stage.state == Stage.State.OPEN:
        freeze_stage(stage)
        stage.save(update_fields=["frozen", "frozen_hash"])
    for draft in call.proposals.filter(state__in=["draft", "invited"]).prefetch_related("needs"):
        draft.call = call
        open_needs(proposal=draft, at=at)  # the rules may ask for more than when it was begun
    reopening = Reopening.objects.create(
        stage=stage,
        reason=reason.strip(),
        at=at,
        by=by,
        changes=recorded,
        hash_before=hash_before,
        hash_after=stage.frozen_hash,
    )
    record(
        actor=by,
        verb="reopen_rules",
        kind="call",
        key=call.pk,
        organisation=call.organisation,
        at=at,
        before={"stage": stage.order, "rules": hash_before},
        after={"rules": stage.frozen_hash, "changes": {"hash": fingerprint(recorded)}},
    )
    announce(rules_reopened, Reopening, reopening=reopening, stage=stage, call=call, at=at)
    return reopening


def _refuse_unknown(wanted: Mapping[str, Any], of_call: Mapping[str, Any]) -> None:
    unknown = sorted((set(wanted) - set(STAGE_RULES)) | (set(of_call) - set(RULES)))
    if unknown:
        raise Invalid([Problem("field", str(_("There is no such field.")), name) for name in unknown])


def _refuse_past(stage: Stage, wanted: Mapping[str, Any], at: datetime) -> None:
    closes_at = wanted.get("closes_at")
    if closes_at is not None and closes_at <= at:
        raise Invalid([Problem("past", str(_("The new hour of closing must lie ahead.")), "closes_at")])
    if stage.state == Stage.State.OPEN and "opens_at" in wanted and wanted["opens_at"] != stage.opens_at:
        raise Invalid([Problem("opened", str(_("This stage is already open.")), "opens_at")])


def _record(stage: Stage, call: Call, wanted: Mapping[str, Any], of_call: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each change as {what, before, after}; settings one by one."""
    found = []

    def add(what: str, before: Any, after: Any) -> None:
        if before != after:
            found.append({"what": what, "before": written(before), "after": written(after)})

    for name in ("opens_at", "closes_at"):
        if name in wanted:
            add(name, getattr(stage, name), wanted[name])
    for key, value in wanted.get("settings", {}).items():
        add(f"settings.{key}", stage.settings.get(key), value)
    for name, value in of_call.items():
        add(f"call.{name}", getattr(call, name), value)
    return found
