"""What of a project's allowances an event may have used: choices for `count_attendance`."""

from __future__ import annotations

from dataclasses import dataclass

from skwer.apps.programmes.models import Allowance, Partnership

from ..models import Event, Registration


@dataclass(frozen=True)
class Countable:
    """Allowances of places and visits, and the partners whose people were there."""

    allowances: list[Allowance]
    partnerships: list[Partnership]


def countable(event: Event) -> Countable | None:
    """What can be counted; None when the event has no project, its project offers nothing, or no partner came."""
    if event.project_id is None:
        return None
    kinds = (Allowance.Kind.VISITS, Allowance.Kind.PLACES)
    allowances = list(
        Allowance.objects.filter(project=event.project_id, kind__in=kinds).select_related("partnership__organisation")
    )
    came = Registration.objects.filter(event=event, attendance__isnull=False, organisation__isnull=False)
    partnerships = list(
        Partnership.objects.filter(project=event.project_id, organisation__in=came.values("organisation"))
        .select_related("organisation")
        .order_by("order", "pk")
    )
    return Countable(allowances, partnerships) if allowances and partnerships else None
