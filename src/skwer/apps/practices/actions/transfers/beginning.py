"""Beginning a transfer, and what is said of it as a whole."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes.models import Project

from ... import rules, signals
from ...kits import elements
from ...models import KitVersion, Practice, Transfer, TransferElement
from .common import locked, write_down

DAYS = ("understand_until", "adapt_until", "reuse_until")
CHANGEABLE = ("title", "goal", "project", *DAYS)


class BadTransfer(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_transfer"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


def begin_transfer(
    *,
    by: Person,
    organisation: Organisation,
    kit_version: KitVersion,
    at: datetime,
    practice: Practice | None = None,
    project: Project | None = None,
    title: str = "",
    goal: str = "",
    understand_until: date | None = None,
    adapt_until: date | None = None,
    reuse_until: date | None = None,
) -> Transfer:
    """The organisation sets out to carry the kit over: every element is undecided, the document is a copy of the kit.

    practice: the one the kit carries out, if everybody may read it, unless another is named. Raises NotAllowed,
    BadTransfer.
    """
    if not rules.may_transfer(by, organisation):
        raise NotAllowed
    if not kit_version.is_published:
        raise BadTransfer("kit", _("This version of the kit is a draft. Choose one that is published."))
    own = kit_version.kit.practice
    practice = practice or (own if own is not None and own.is_published else None)
    if practice is not None and not practice.is_published:
        raise BadTransfer("practice", _("This practice is not published yet. Choose another, or none."))
    transfer = Transfer(
        organisation=organisation,
        practice=practice,
        kit_version=kit_version,
        project=project,
        title=title.strip() or kit_version.title[:160],
        goal=goal.strip(),
        understand_until=understand_until,
        adapt_until=adapt_until,
        reuse_until=reuse_until,
        document=deepcopy(kit_version.document),
        begun_at=at,
        begun_by=by,
    )
    with transaction.atomic():
        _check(transfer)
        transfer.save()
        rows = elements.elements_of(kit_version.document)
        TransferElement.objects.bulk_create(TransferElement(transfer=transfer, key=one.key) for one in rows)
        write_down("begin_transfer", transfer, by, at, after=_facts(transfer))
        signals.announce(signals.transfer_begun, Transfer, transfer=transfer, at=at)
    return transfer


def change_transfer(*, by: Person, transfer: Transfer, values: dict[str, Any], at: datetime) -> Transfer:
    """Another title, goal, project or other days; what is not named stays. Raises NotAllowed, Ended, BadTransfer."""
    if unknown := set(values) - set(CHANGEABLE):
        raise ValueError(f"A transfer has no {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        before = _facts(locked(by, transfer))
        for name, value in values.items():
            setattr(transfer, name, value.strip() if isinstance(value, str) else value)
        _check(transfer)
        transfer.save(update_fields=list(values))
        write_down("change_transfer", transfer, by, at, before=before, after=_facts(transfer))
    return transfer


def _check(transfer: Transfer) -> None:
    if not transfer.title:
        raise BadTransfer("title", _("Give the transfer a title."))
    if len(transfer.title) > 160:
        raise BadTransfer("title", _("Shorten the title to 160 characters."))
    if transfer.project is not None and not rules.takes_part(transfer.organisation, transfer.project):
        raise BadTransfer("project", _("The organisation takes no part in this project. Choose another, or none."))
    last: date | None = None
    for name in DAYS:
        day: date | None = getattr(transfer, name)
        if day is None:
            continue
        if last is not None and day < last:
            raise BadTransfer(name, _("A stage cannot end before the one that comes first. Write a later day."))
        last = day


def _facts(transfer: Transfer) -> dict[str, Any]:
    names = ("stage", "kit_version_id", "practice_id", "project_id", *DAYS)
    return {name.removesuffix("_id"): getattr(transfer, name) for name in names}
