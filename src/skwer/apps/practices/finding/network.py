"""Who took over what from whom: published transfers of this installation, and calls that others tell of, as edges from
the city a practice comes from to the one that carries it over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from ..models import Practice, ReceivedItem, Transfer


@dataclass(frozen=True)
class Edge:
    """One practice on its way. source: the city it comes from, "" where it is not known; practice: its title or the
    kit's, with the slug of its page or ""; transfer: None for what another installation tells (`told_by` and the
    address of the call there)."""

    practice: str
    slug: str
    source: str
    source_country: str
    target: str
    target_country: str
    stage: str
    since: date
    title: str
    transfer: int | None = None
    target_slug: str = ""
    told_by: str = ""
    url: str = ""


def network() -> list[Edge]:
    """All published transfers of practices or kits, the newest first, then what other installations tell; a constant
    number of queries."""
    shown = Transfer.objects.visible_to(None).select_related(
        "organisation", "practice__current", "practice__organisation", "kit_version__kit__organisation"
    )
    here = [_edge(transfer) for transfer in shown.order_by("-begun_at", "-pk")]
    known = {(edge.slug, edge.target) for edge in here if edge.slug}
    return [*here, *(edge for edge in _elsewhere() if (edge.slug, edge.target) not in known)]


def _edge(transfer: Transfer) -> Edge:
    practice, kit = transfer.practice, transfer.kit_version.kit
    shown = practice is not None and practice.is_published
    if practice is not None:
        source, country = _origin(practice)
    else:
        keeper = kit.organisation
        source, country = (keeper.short, keeper.country) if keeper else ("", "")
    return Edge(
        practice=practice.title if practice is not None and shown else transfer.kit_version.title,
        slug=practice.slug if practice is not None and shown else "",
        source=source,
        source_country=country,
        target=transfer.organisation.short,
        target_country=transfer.organisation.country,
        target_slug=transfer.organisation.slug if transfer.organisation.is_city else "",
        stage=transfer.stage,
        since=timezone.localdate(transfer.begun_at),
        title=transfer.title,
        transfer=transfer.pk,
    )


def _origin(practice: Practice) -> tuple[str, str]:
    """City and country it comes from; the keeper's own where its record names no city."""
    if practice.city_name:
        return practice.city_name, practice.country
    keeper = practice.organisation
    return (keeper.short, practice.country or keeper.country) if keeper else ("", practice.country)


def _elsewhere() -> Iterator[Edge]:
    """Cities of other installations whose calls, as these tell, descend from a practice everybody reads here."""
    items = ReceivedItem.objects.filter(kind=ReceivedItem.Kind.EVIDENCE, subscription__ended_at__isnull=True)
    newest = {
        (item.subscription_id, item.key): item for item in items.select_related("subscription").order_by("version")
    }
    if not newest:
        return
    practices = _by_address()
    for item in newest.values():
        practice = practices.get(item.about)
        if practice is None:
            continue
        source, country = _origin(practice)
        for row in item.document["rows"]:
            yield Edge(
                practice=practice.title,
                slug=practice.slug,
                source=source,
                source_country=country,
                target=str(row["city"]["name"]),
                target_country=str(row["city"].get("country") or ""),
                stage=Transfer.Stage.DONE,
                since=date.fromisoformat(item.document["on"]),
                title=str(row["calls"][0]["title"]),
                told_by=item.subscription.name,
                url=str(row["calls"][0]["url"]),
            )


def _by_address() -> dict[str, Practice]:
    """Practices everybody reads, by the address other installations know them by."""
    shown = Practice.objects.visible_to(None).select_related("current", "organisation")
    received = {(p.subscription_id, p.origin_key): p for p in shown if p.is_foreign}
    found = {f"{settings.ORIGIN}/practices/{p.slug}/": p for p in shown if not p.is_foreign}
    if received:
        items = ReceivedItem.objects.filter(kind=ReceivedItem.Kind.PRACTICE).order_by("version")
        for subscription, key, about in items.values_list("subscription", "key", "about"):
            if practice := received.get((subscription, key)):
                found[about] = practice
    return found
