"""Where a call comes from: practice, version of a kit, transfer; and what of the transfer is still to be made in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q

from skwer.apps.people.models import Person
from skwer.apps.practices.models import KitVersion, Practice, Transfer, TransferElement

from ..models import Call

Decision = TransferElement.Decision


@dataclass(frozen=True)
class Ancestry:
    """What the reader may see of it; None where there is no such step, or it is not hers to see."""

    practice: Practice | None
    kit_version: KitVersion | None
    transfer: Transfer | None


def ancestry(call: Call, person: Person | None) -> Ancestry | None:
    """Practice → version of the kit → transfer → this call; None for a call that comes from no kit."""
    if call.kit_version_id is None and call.transfer_id is None:
        return None
    transfers = Transfer.objects.visible_to(person).select_related("practice__current", "organisation")
    versions = KitVersion.objects.visible_to(person).select_related("kit__practice__current")
    transfer = transfers.filter(pk=call.transfer_id).first()
    version = versions.filter(pk=call.kit_version_id).first()
    practice = (transfer and transfer.practice) or (version and version.kit.practice) or None
    if practice is not None and not Practice.objects.visible_to(person).filter(pk=practice.pk).exists():
        practice = None
    return Ancestry(practice, version, transfer) if practice or version or transfer else None


def calls_of(transfer: Transfer, person: Person | None) -> list[Call]:
    """Calls that come from the transfer and the person may see, the newest first."""
    return list(Call.objects.visible_to(person).filter(transfer=transfer).order_by("-created_at", "-pk"))


def draft_of(transfer: Transfer) -> Call | None:
    """The call that was opened from the transfer and is still being prepared."""
    return Call.objects.filter(transfer=transfer, copied_from=None, state=Call.State.DRAFT).order_by("pk").first()


def changes_to_make(call: Call) -> list[TransferElement]:
    """Elements the officers still have to put into the draft: decided in words, or decided anew after it was opened.

    A copy of an opened call has them already.
    """
    if call.transfer_id is None or call.copied_from_id is not None or call.state != Call.State.DRAFT:
        return []
    later = Q(decided_at__gt=call.created_at)
    in_words = Q(decision=Decision.CHANGE, changed_here=False)
    made = Q(carried_at__gte=call.created_at) & (Q(decided_at=None) | Q(carried_at__gte=F("decided_at")))
    return list(TransferElement.objects.filter(in_words | later, transfer=call.transfer_id).exclude(made))
