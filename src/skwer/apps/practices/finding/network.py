"""Who took over what from whom: the published transfers, as edges from the city a practice comes from to the one that
adopts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..models import Transfer


@dataclass(frozen=True)
class Edge:
    """One transfer. source: the city the practice comes from, "" where it is not known; practice: its title or the
    kit's, with the slug of its page or ""."""

    transfer: int
    title: str
    practice: str
    slug: str
    source: str
    source_country: str
    target: str
    target_country: str
    target_slug: str
    stage: str
    begun_at: datetime


def network() -> list[Edge]:
    """All published transfers of practices or kits, the newest first; a constant number of queries."""
    shown = Transfer.objects.visible_to(None).select_related(
        "organisation", "practice__current", "practice__organisation", "kit_version__kit__organisation"
    )
    return [_edge(transfer) for transfer in shown.order_by("-begun_at", "-pk")]


def _edge(transfer: Transfer) -> Edge:
    practice, kit = transfer.practice, transfer.kit_version.kit
    shown = practice is not None and practice.is_published
    if practice is not None:
        keeper = practice.organisation
        source = practice.city_name or (keeper.short if keeper else "")
        country = practice.country or (keeper.country if keeper and not practice.city_name else "")
    else:
        keeper = kit.organisation
        source, country = (keeper.short, keeper.country) if keeper else ("", "")
    return Edge(
        transfer=transfer.pk,
        title=transfer.title,
        practice=practice.title if practice is not None and shown else transfer.kit_version.title,
        slug=practice.slug if practice is not None and shown else "",
        source=source,
        source_country=country,
        target=transfer.organisation.short,
        target_country=transfer.organisation.country,
        target_slug=transfer.organisation.slug if transfer.organisation.is_city else "",
        stage=transfer.stage,
        begun_at=transfer.begun_at,
    )
