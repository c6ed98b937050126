"""How feeds are spoken of: kinds, states, names of what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.practices.federation.faults import in_words
from skwer.apps.practices.federation.origin import is_fresh
from skwer.apps.practices.models import KitVersion, Practice, ReceivedItem, Subscription
from skwer.values.text import in_language


def in_groups(key: str) -> str:
    """A long row of digits as one reads it aloud."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def state_of(subscription: Subscription, at: datetime) -> tuple[str, str]:
    """Shape and words of how it stands."""
    if subscription.ended_at is not None:
        return "no", _("ended")
    if subscription.refused:
        return "fix", _("not taken")
    if subscription.checked_at is None:
        return "sent", _("not read yet")
    if not is_fresh(subscription, at):
        return "late", _("out of date")
    return "done", _("read and taken")


def reason_of(subscription: Subscription) -> str:
    """Why the last feed was not taken, in the reader's language; "" where it was."""
    return in_words(subscription.refused, subscription.refused_detail) if subscription.refused else ""


def kind_words(kind: str) -> str:
    return str(ReceivedItem.Kind(kind).label) if kind in ReceivedItem.Kind.values else kind


def own_titles(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """What the practices and kits in our own feed are called, by kind and key; without those that are there no longer.
    Two queries."""
    listed = [(row["kind"], row["key"]) for row in rows]
    slugs = {key for kind, key in listed if kind != "kit"}
    practices = Practice.objects.filter(slug__in=slugs).select_related("current")
    titles = {practice.slug: practice.title for practice in practices}
    versions = KitVersion.objects.published().filter(kit__slug__in={key for kind, key in listed if kind == "kit"})
    kits: dict[str, str] = {}
    for version in versions.select_related("kit").order_by("number"):
        kits[version.kit.slug] = version.title
    found = {(kind, key): (kits if kind == "kit" else titles).get(key, "") for kind, key in listed}
    return {named: title for named, title in found.items() if title}


def received_title(item: ReceivedItem) -> str:
    """What a received document is called, in its own words."""
    document = item.document
    kit = document.get("document") if isinstance(document.get("document"), dict) else {}
    texts = document.get("texts") if isinstance(document.get("texts"), dict) else {}
    found = texts.get("title") or kit.get("title") or document.get("title") or item.key
    return in_language(found) if isinstance(found, (dict, str)) else item.key
