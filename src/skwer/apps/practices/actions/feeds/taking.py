"""What becomes of a received document: a practice, a kit, figures. Its contents were checked before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from skwer.apps.search.actions import index_later

from ...federation.faults import FeedRefused
from ...federation.feed import Item
from ...federation.origin import practice_at
from ...kits.documents import document_hash, rulebook_hash
from ...models import Kit, KitVersion, Practice, PracticeVersion, ReceivedItem, Subscription
from ...publishing import PRACTICE, place_current
from ...texts import slug_for
from ..kits import KIT, offer_to_descendants


def take_practice(subscription: Subscription, item: Item, found: dict[str, Any], at: datetime) -> None:
    """A version everybody reads; one that came before stays as it was, only its label may be new."""
    practice = Practice.objects.filter(subscription=subscription, origin_key=item.key).first()
    if practice is None:
        slug = slug_for(item.key, "", lambda slug: Practice.objects.filter(slug=slug).exists(), "practice")
        practice = Practice(subscription=subscription, origin_key=item.key, slug=slug, created_at=at)
    label = found["label"] or {}
    practice.language = found["language"]
    practice.label, practice.label_source = label.get("name", ""), label.get("source", "")
    practice.labelled_on = label.get("on") or None
    practice.save()
    version = PracticeVersion(
        practice=practice,
        number=found["version"],
        texts=found["texts"],
        facts=found["facts"],
        written_at=found["written_at"],
        change_note=found["change_note"],
        published_at=datetime.fromisoformat(found["published_at"]),
    )
    last = practice.versions.order_by("-number").first()
    if last is not None and version.number < last.number:
        raise FeedRefused("item_older", item.name)
    if last is not None and version.number == last.number:
        if version.fingerprint() != last.fingerprint():
            raise FeedRefused("item_rewritten", item.name)
        version = last
    else:
        version.publish()
    version.practice = practice
    place_current(version, at)
    # A kit may have come before the practice it carries out was published.
    kits = ReceivedItem.objects.filter(subscription=subscription, kind=ReceivedItem.Kind.KIT, about=item.about)
    Kit.objects.filter(subscription=subscription, origin_key__in=kits.values("key"), practice=None).update(
        practice=practice
    )


def take_kit(subscription: Subscription, item: Item, found: dict[str, Any], at: datetime) -> None:
    """A version of a kit, offered to the cities here that began from an older one."""
    kit = Kit.objects.filter(subscription=subscription, origin_key=item.key).first()
    if kit is None:
        slug = slug_for(item.key, "", lambda slug: Kit.objects.filter(slug=slug).exists(), "kit")
        kit = Kit(subscription=subscription, origin_key=item.key, slug=slug, created_at=at)
    kit.practice = practice_at(item.about)
    kit.save()
    document = found["document"]
    version = KitVersion(
        kit=kit,
        number=found["version"],
        document=document,
        hash=document_hash(document),
        rulebook_hash=rulebook_hash(document),
        note=found["note"],
        created_at=at,
        published_at=datetime.fromisoformat(found["published_at"]),
    )
    last = kit.versions.order_by("-number").first()
    if last is not None and version.number < last.number:
        raise FeedRefused("item_older", item.name)
    if last is not None and version.number == last.number:
        if version.hash != last.hash:
            raise FeedRefused("item_rewritten", item.name)
        return
    version.save()
    offer_to_descendants(version=version, at=at)
    index_later(kind=KIT, key=kit.pk)


def take_evidence(subscription: Subscription, item: Item, found: dict[str, Any], at: datetime) -> None:  # noqa: ARG001
    """The newest figures count; what they replace is not kept, for it says nothing more."""
    rows = ReceivedItem.objects.filter(subscription=subscription, kind=item.kind, key=item.key)
    rows.filter(version__lt=item.version).delete()


TAKERS: dict[str, Callable[[Subscription, Item, dict[str, Any], datetime], None]] = {
    "practice": take_practice,
    "kit": take_kit,
    "evidence": take_evidence,
}


def withdraw(subscription: Subscription, items: Iterable[Item], at: datetime) -> int:
    """What the feed no longer names: practices are retired, figures go; one that is named again comes back. How many
    went."""
    named: dict[str, set[str]] = {"practice": set(), "kit": set(), "evidence": set()}
    for item in items:
        named[item.kind].add(item.key)
    gone = 0
    for practice in Practice.objects.filter(subscription=subscription, current__isnull=False):
        listed = practice.origin_key in named["practice"]
        if listed == (practice.retired_at is None):
            continue
        with override(practice.language):
            why = gettext("The installation it came from does not publish it any more.")
        practice.retired_at, practice.retired_reason = (None, "") if listed else (at, why)
        practice.save(update_fields=["retired_at", "retired_reason"])
        index_later(kind=PRACTICE, key=practice.pk)
        gone += not listed
    figures = ReceivedItem.objects.filter(subscription=subscription, kind=ReceivedItem.Kind.EVIDENCE)
    deleted, _rows = figures.exclude(key__in=named["evidence"]).delete()
    return gone + deleted
