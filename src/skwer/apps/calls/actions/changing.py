"""Changing a call before its rules freeze: fields, stages, order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Body, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later
from skwer.values.canonical import fingerprint

from ..models import Call, Stage
from ..rules import may_set_up
from ..setup_problems import call_problems, stage_problems
from ..stages import DECIDE, Problem, kinds
from .locking import lock
from .setup import RULES, TEXTS, Invalid, fill, with_seed

STAGE_RULES = ("opens_at", "closes_at", "settings")
_FAR = 1000  # orders beyond every real one, so that rows can change places without meeting


class Frozen(Refusal):
    """The call is announced: its rules change only by a reopening that everybody can read."""

    message = _("This call has been announced. To change its rules, reopen them with a reason.")
    code = "frozen"
    status = 409


@transaction.atomic
def change_call(*, by: Person, call: Call, changes: Mapping[str, Any], at: datetime) -> Call:
    """Change fields of a call: everything in a draft, later its texts alone.

    Texts as one language (kept as Polish) or {"pl": …, "en": …}; single languages as `title_en`. Raises NotAllowed,
    Frozen, Invalid.
    """
    lock(call)
    if not may_set_up(by, call):
        raise NotAllowed()
    texts = {f"{name}_{code}" for name in TEXTS for code in ("pl", "en", "nb", "cs")} | set(TEXTS)
    unknown = set(changes) - set(RULES) - texts
    if unknown:
        raise Invalid([Problem("field", str(_("There is no such field.")), name) for name in sorted(unknown)])
    ruling = {name for name in set(changes) & set(RULES) if getattr(call, name) != changes[name]}
    if ruling and call.state != Call.State.DRAFT:
        raise Frozen()
    before = {name: getattr(call, name) for name in ruling}
    fill(call, changes)
    if problems := call_problems(call):
        raise Invalid(problems)
    call.save()
    index_later(kind="call", key=call.pk)
    _journal(
        by,
        "change_call",
        call,
        at,
        before=_facts(before),
        after={**_facts({name: getattr(call, name) for name in ruling}), "texts": sorted(set(changes) & texts)},
    )
    return call


@transaction.atomic
def change_stage(*, by: Person, stage: Stage, changes: Mapping[str, Any], at: datetime) -> Stage:
    """Change a stage: `title`, `opens_at`, `closes_at`, `settings` (merged over the old ones), `body`.

    Once the call is announced only the title and, until the stage opens, the body. Raises NotAllowed, Frozen, Invalid.
    """
    call = lock(stage.call)
    lock(stage)
    stage.call = call
    if not may_set_up(by, call):
        raise NotAllowed()
    titles = {"title", "title_pl", "title_en", "title_nb", "title_cs"}
    if unknown := set(changes) - set(STAGE_RULES) - titles - {"body"}:
        raise Invalid([Problem("field", str(_("There is no such field.")), name) for name in sorted(unknown)])
    if call.state != Call.State.DRAFT and set(changes) & set(STAGE_RULES):
        raise Frozen()
    if "body" in changes:
        body = changes["body"]
        if stage.state != Stage.State.PLANNED:
            raise Frozen(_("This stage is open. Its committee stays as it is."))
        if body is not None and (not isinstance(body, Body) or body.organisation_id != call.organisation_id):
            raise Invalid([Problem("body", str(_("Choose a committee of this city.")), "body")])
    before = {name: getattr(stage, name) for name in set(changes) & {"opens_at", "closes_at", "settings"}}
    apply_to_stage(stage, changes)
    if problems := stage_problems(stage):
        raise Invalid(problems)
    stage.save()
    after = {name: getattr(stage, name) for name in before}
    _journal(by, "change_stage", call, at, before=_facts(before), after={"stage": stage.order, **_facts(after)})
    return stage


def apply_to_stage(stage: Stage, changes: Mapping[str, Any]) -> None:
    """Set the changes on the row, without checks and without saving."""
    values = dict(changes)
    if "settings" in values:
        values["settings"] = {**stage.settings, **values["settings"]}
    fill(stage, values, texts=("title",))


@transaction.atomic
def add_stage(*, by: Person, call: Call, kind: str, at: datetime, order: int | None = None, **changes: Any) -> Stage:
    """Add a stage of a registered kind at a place in the order.

    Without a place: before the decision, or at the end for what follows it.
    """
    _may_rearrange(by, call)
    if kind not in kinds():
        raise Invalid([Problem("kind", str(_("This kind of stage does not exist.")), "kind")])
    last = call.stages.aggregate(last=Max("order"))["last"] or 0
    if order is None:
        follows = kinds()[kind].after_decision
        decision = None if follows else call.stages.filter(kind=DECIDE).aggregate(first=Min("order"))["first"]
        order = decision or last + follows
    place = min(max(order, 1), last + 1)
    call.stages.filter(order__gte=place).update(order=F("order") + _FAR)
    call.stages.filter(order__gte=_FAR).update(order=F("order") - _FAR + 1)
    stage = Stage(call=call, order=place, kind=kind, settings=with_seed(kinds()[kind].defaults(), call, place))
    apply_to_stage(stage, changes)
    if problems := stage_problems(stage):
        faults = [problem for problem in problems if changes]
        if faults:
            raise Invalid(faults)
    stage.save()
    _journal(by, "add_stage", call, at, after={"kind": kind, "order": place})
    return stage


@transaction.atomic
def remove_stage(*, by: Person, stage: Stage, at: datetime) -> None:
    """Take a stage out of a draft call. Raises NotAllowed, Frozen."""
    call = stage.call
    _may_rearrange(by, call)
    lock(stage)
    order, kind = stage.order, stage.kind
    stage.delete()
    call.stages.filter(order__gt=order).update(order=F("order") + _FAR)
    call.stages.filter(order__gte=_FAR).update(order=F("order") - _FAR - 1)
    _journal(by, "remove_stage", call, at, before={"kind": kind, "order": order})


@transaction.atomic
def move_stage(*, by: Person, stage: Stage, to: int, at: datetime) -> Stage:
    """Move a stage of a draft call to another place; the others close up. Raises NotAllowed, Frozen."""
    call = stage.call
    _may_rearrange(by, call)
    lock(stage)
    stages = list(call.stages.order_by("order"))
    before = stage.order
    moved = [one for one in stages if one.pk != stage.pk]
    place = min(max(to, 1), len(stages))
    moved.insert(place - 1, stage)
    call.stages.update(order=F("order") + _FAR)
    for order, one in enumerate(moved, 1):
        Stage.objects.filter(pk=one.pk).update(order=order)
    stage.refresh_from_db()
    _journal(by, "move_stage", call, at, before={"order": before}, after={"kind": stage.kind, "order": stage.order})
    return stage


def _may_rearrange(by: Person, call: Call) -> None:
    lock(call)
    if not may_set_up(by, call):
        raise NotAllowed()
    if call.state != Call.State.DRAFT:
        raise Frozen()


def _facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Sums, dates and switches as they are; long data as its hash."""
    return {
        name: {"hash": fingerprint(value)} if isinstance(value, (dict, list)) else value
        for name, value in sorted(values.items())
    }


def _journal(by: Person | None, verb: str, call: Call, at: datetime, **facts: Any) -> None:
    record(actor=by, verb=verb, kind="call", key=call.pk, organisation=call.organisation, at=at, **facts)
