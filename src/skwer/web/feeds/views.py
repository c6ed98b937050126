"""What this installation publishes, for people: what there is, whose key signs it, what came before."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_safe

from skwer.apps.practices.federation.envelope import finger
from skwer.apps.practices.models import Publication, PublishingKey
from skwer.web.context import address

from .words import in_groups, kind_words, own_titles

PAGE, PAST = 50, 14


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The feed in words. Its key stands first: whoever subscribes compares it with us."""
    listed = _listed()
    key = PublishingKey.objects.filter(in_use=True).first()
    page = Paginator(listed.get("items", []), PAGE).get_page(request.GET.get("page"))
    titles = own_titles(page)
    rows = [
        {
            "kind": kind_words(row["kind"]),
            "title": titles.get((row["kind"], row["key"]), row["key"]),
            "url": _page_of(row) if (row["kind"], row["key"]) in titles else "",
            "file": _file(f"items/{Path(row['path']).name}"),
            "at": datetime.fromisoformat(row["updated_at"]),
        }
        for row in page
    ]
    context = {
        "title": _finding(listed.get("items", [])) if listed else _("Nothing is published here yet"),
        "name": settings.FEED_NAME,
        "key": key if listed else None,
        "digits": in_groups(key.public) if key else "",
        "fingerprint": finger(key.public) if key else "",
        "former": [(finger(old.public), old) for old in PublishingKey.objects.filter(in_use=False).order_by("-pk")],
        "publications": Publication.objects.select_related("key")[:PAST],
        "number": listed.get("sequence"),
        "issued_at": datetime.fromisoformat(listed["issued_at"]) if listed else None,
        "fresh_until": datetime.fromisoformat(listed["fresh_until"]) if listed else None,
        "rows": rows,
        "page": page,
        "json_url": settings.ORIGIN + _file("feed.json"),
        "atom_url": settings.ORIGIN + _file("feed.atom"),
        "may_exchange": bool(getattr(request.user, "is_staff", False)),
    }
    return render(request, "feeds/feed.html", context)


def _listed() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((Path(settings.FEED_ROOT) / "feed.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found


def _file(path: str) -> str:
    """Where a published file is: its address knows no language."""
    with override(settings.LANGUAGE_CODE):
        return f"{address('web:feed')}{path}"


def _page_of(row: dict[str, Any]) -> str:
    if row["kind"] == "kit":
        return address("web:kit", row["key"])
    return address("web:practice", row["key"])


def _finding(items: list[dict[str, Any]]) -> str:
    """ "3 practices and 2 kits that other cities can take over" """
    count = {kind: sum(item["kind"] == kind for item in items) for kind in ("practice", "kit")}
    if not any(count.values()):
        return _("Nothing for other cities to take yet")
    practices = ngettext("%(n)s practice", "%(n)s practices", count["practice"]) % {"n": count["practice"]}
    kits = ngettext("%(n)s kit", "%(n)s kits", count["kit"]) % {"n": count["kit"]}
    if all(count.values()):
        return _("%(practices)s and %(kits)s for other cities to take") % {"practices": practices, "kits": kits}
    return _("%(things)s for other cities to take") % {"things": practices if count["practice"] else kits}
