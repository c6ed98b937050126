"""What this installation tells others: its own practices and kits, and what came of practices in its cities, those of
others among them. What it received it does not pass on: whoever wants it subscribes where it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from skwer.apps.practices.actions.feeds import publish_feed
from skwer.apps.practices.federation.items import Offered, kit_document, practice_document
from skwer.apps.practices.models import Kit, Practice, Publication, PublishingKey

from .evidence import address_of, published_evidence

EVERY = 3600


def offered(at: datetime) -> list[Offered]:
    """Everything that belongs into the feed now."""
    return [*_practices(), *_kits(), *_evidence(at)]


def publish(*, at: datetime, least: int = 0) -> Publication:
    """Publish what is there now; the newest publication where nothing is new. Raises NotPublishing, NoSecret."""
    return publish_feed(offered=offered(at), at=at, least=least)


@task()
def publish_job() -> int:
    """The job: publish, and answer the number of the feed."""
    return int(publish(at=timezone.now()).sequence)


def publish_later() -> bool:
    """Once an hour, hand publishing to a job, if this installation publishes at all."""
    if not PublishingKey.objects.filter(in_use=True).exists():
        return False
    if not cache.add("feed-publish", 1, timeout=EVERY - 60):
        return False
    publish_job.enqueue()
    return True


def _practices() -> Iterator[Offered]:
    own = Practice.objects.published().filter(subscription__isnull=True)
    for practice in own.select_related("current__practice", "organisation").order_by("slug"):
        version, url = practice.current, address_of(practice)
        if version is None:
            continue
        yield Offered(
            kind="practice",
            key=practice.slug,
            about=url,
            document=practice_document(version, url=url, keeper=str(practice.organisation)),
            updated_at=version.published_at,
        )


def _kits() -> Iterator[Offered]:
    """The newest version of every kit kept here; those that come with Skwer are everywhere already."""
    for kit in Kit.objects.filter(organisation__isnull=False).select_related("practice").order_by("slug"):
        version = kit.newest
        if version is None or not version.is_published:
            continue
        about = address_of(kit.practice) if kit.practice is not None and kit.practice.is_published else ""
        yield Offered(
            kind="kit",
            key=kit.slug,
            about=about,
            document=kit_document(version, url=f"{settings.ORIGIN}/kits/{kit.slug}/", about=about),
            updated_at=version.published_at,
        )


def _evidence(at: datetime) -> Iterator[Offered]:
    """Figures of calls here, of every practice that has any."""
    used = Practice.objects.filter(current__isnull=False).filter(Q(transfers__isnull=False) | Q(kits__isnull=False))
    for practice in used.distinct().order_by("slug"):
        document = published_evidence(practice, on=timezone.localdate(at))
        if document is not None:
            yield Offered(kind="evidence", key=practice.slug, about=str(document["about"]), document=document)
