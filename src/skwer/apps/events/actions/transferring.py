"""From a statement of interest to a transfer: what was said at the event is begun."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.practices import actions as practices
from skwer.apps.practices.models import KitVersion, Practice, Transfer
from skwer.apps.practices.rules import takes_part

from .. import rules
from ..models import Interest
from .common import note
from .locking import lock


class AlreadyBegun(Refusal):
    message = _("The transfer from this statement is begun already. Open it instead.")
    code = "already_begun"
    status = 409


def open_transfer(
    *,
    by: Person,
    interest: Interest,
    kit_version: KitVersion,
    at: datetime,
    title: str = "",
    understand_until: date | None = None,
    adapt_until: date | None = None,
    reuse_until: date | None = None,
) -> Transfer:
    """Begin, from this kit, the transfer that the organisation stated: in the event's project where it takes part, with
    its reason as the goal. From now on the statement stands as its transfer does.

    Raises NotAllowed, AlreadyBegun, and what `begin_transfer` refuses.
    """
    if not rules.may_open_transfer(by, interest):
        raise NotAllowed(_("Officers of the organisation that stated this begin its transfer."))
    with transaction.atomic():
        lock(interest)
        if interest.transfer_id is not None:
            raise AlreadyBegun
        project = interest.event.project
        practice = Practice.objects.published().filter(pk=interest.taken_up_id or 0).first()
        transfer = practices.begin_transfer(
            by=by,
            organisation=interest.organisation,
            kit_version=kit_version,
            practice=practice,
            project=project if project is not None and takes_part(interest.organisation, project) else None,
            title=title.strip() or interest.practice[:160],
            goal=interest.because,
            understand_until=understand_until,
            adapt_until=adapt_until,
            reuse_until=reuse_until,
            at=at,
        )
        interest.transfer = transfer
        interest.taken_up = transfer.practice
        interest.save(update_fields=["transfer", "taken_up"])
        note(
            "transfer_opened", interest.event, by, at, kind="interest", key=interest.pk,
            after={"organisation": interest.organisation_id, "transfer": transfer.pk},
        )  # fmt: skip
    return transfer
