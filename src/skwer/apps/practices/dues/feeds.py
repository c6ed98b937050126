"""What waits for the operator: feeds that were not taken, or that went out of date."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Person

from .. import rules
from ..federation.faults import in_words
from ..models import Subscription


def dues(person: Person, at: datetime) -> list[Due]:
    """One item a feed."""
    if not rules.may_exchange(person):
        return []
    live = Subscription.objects.filter(ended_at__isnull=True)
    return [
        Due(
            what=_("See why the feed was not taken") if one.refused else _("Ask why the feed is no longer renewed"),
            about=one.name,
            action=_("Open"),
            route="web:desk_feed",
            kwargs={"pk": one.pk},
            detail=in_words(one.refused, one.refused_detail) if one.refused else "",
            state="fix",
        )
        for one in live.exclude(refused="", fresh_until__gte=at).exclude(refused="", fresh_until__isnull=True)
    ]
