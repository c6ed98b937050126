"""Where a call comes from, as lines that lead there: practice, version of the kit, transfer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.calls.models import Call
from skwer.apps.calls.queries.ancestry import ancestry
from skwer.web.context import address


def ancestry_lines(call: Call, person: Any, *, at_desk: bool = False) -> list[dict[str, Any]]:
    """What the reader may see of it, the oldest first; nothing for a call that comes from no kit."""
    found = ancestry(call, person)
    if found is None:
        return []
    lines = []
    if (practice := found.practice) is not None:
        lines.append(
            {
                "kind": pgettext("ancestry of a call", "Practice"),
                "name": practice.title,
                "note": practice.city_name,
                "url": address("web:practice", practice.slug),
            }
        )
    if (version := found.kit_version) is not None:
        name = _("%(title)s, version %(n)s") % {"title": version.title, "n": version.number}
        url = address("web:kit_version", version.kit.slug, version.number)
        lines.append({"kind": pgettext("ancestry of a call", "Kit"), "name": name, "url": url})
    if (transfer := found.transfer) is not None:
        route = "web:desk_transfer" if at_desk else "web:transfer"
        lines.append(
            {
                "kind": pgettext("ancestry of a call", "Transfer"),
                "name": transfer.title,
                "note": transfer.organisation.short if transfer.organisation_id != call.organisation_id else "",
                "url": address(route, transfer.pk),
            }
        )
    return lines
