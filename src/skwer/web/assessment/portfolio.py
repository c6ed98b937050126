"""All proposals by district before the line is drawn: a map, sums and points. For the committee and the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.assessment import queries, rules
from skwer.web.context import address

from .desk import stage_of_request
from .showing import points_text


@dataclass
class Group:
    """The proposals of one district and what they ask for together; `fits`: those above the line as it stands."""

    name: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def asked(self) -> Decimal:
        return sum((row["requested"] for row in self.rows), Decimal(0))

    @property
    def fits(self) -> int:
        return sum(row["fits"] for row in self.rows)

    @property
    def given(self) -> Decimal:
        return sum((row["requested"] for row in self.rows if row["fits"]), Decimal(0))


@never_cache
@login_required
@require_safe
def portfolio(request: HttpRequest, slug: str) -> HttpResponse:
    """What the ranking would mean for each district, if the pot went down the list from the top."""
    stage = stage_of_request(request, slug)
    if not rules.may_see_ranking(request.user, stage):  # type: ignore[arg-type]
        raise PermissionDenied
    call = stage.call
    ranked = {row.proposal: row for row in queries.ranking(stage).rows}
    proposals = {p.number: p for p in queries.assessed(stage).select_related("district")}
    left, fits = call.pot, set()
    for number in sorted(ranked, key=lambda n: ranked[n].place):
        if proposals[number].requested <= left:
            left -= proposals[number].requested
            fits.add(number)
    groups: dict[str, Group] = {}
    for number, proposal in sorted(
        proposals.items(), key=lambda one: (ranked[one[0]].place if one[0] in ranked else 10**6, one[0])
    ):
        name = str(proposal.district or _("Without a district"))
        found = ranked.get(number)
        groups.setdefault(name, Group(name)).rows.append(
            {
                "number": number,
                "title": proposal.title_in(),
                "url": address("web:proposal", slug, number),
                "requested": proposal.requested,
                "points": points_text(found.points) if found else "",
                "place": found.place if found else None,
                "fits": number in fits,
                "lon": proposal.lon,
                "lat": proposal.lat,
            }
        )
    listed = sorted(groups.values(), key=lambda group: group.name)
    context = {
        "call": call,
        "groups": listed,
        "points": [row for group in listed for row in group.rows if row["lon"] is not None],
        "asked": sum((group.asked for group in listed), Decimal(0)),
        "given": sum((group.given for group in listed), Decimal(0)),
        "proposals": len(proposals),
        "fits": len(fits),
        "without": [group.name for group in listed if not group.fits],
        "oversees": rules.may_oversee(request.user, stage),  # type: ignore[arg-type]
    }
    return render(request, "assessment/portfolio.html", context)
