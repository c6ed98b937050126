"""The doors to an agreement about a space, and what its pages share.

Whoever may not see it is told that there is none (404): that somebody has an agreement is not everybody's to know.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_read_desk, may_run
from skwer.apps.spaces.licence_queries import Step, protocol_of, step_of
from skwer.apps.spaces.licence_rules import is_user, ways_open
from skwer.apps.spaces.models import Licence, LicenceVersion, Protocol
from skwer.values.text import in_language
from skwer.web.context import address
from skwer.web.refusing import refused

View = Callable[..., HttpResponse]
SHAPES = {
    Licence.State.DRAFTED: "draft",
    Licence.State.SENT: "sent",
    Licence.State.SIGNED: "check",
    Licence.State.ACTIVE: "chosen",
    Licence.State.IN_USE: "build",
    Licence.State.ENDED: "done",
    Licence.State.TERMINATED: "no",
    Licence.State.VOID: "no",
}


def _door(view: View, *, desk: bool) -> View:
    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, pk: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        rows = Licence.objects.visible_to(person).select_related("organisation", "space", "party_organisation")
        one = rows.filter(pk=pk).first()
        if one is None:
            raise Http404
        request.city = one.organisation  # type: ignore[attr-defined]
        request.section = "places"  # type: ignore[attr-defined]
        request.is_user = is_user(person, one)  # type: ignore[attr-defined]
        request.reads_desk = may_read_desk(person, one.organisation)  # type: ignore[attr-defined]
        request.may_run = may_run(person, one.organisation)  # type: ignore[attr-defined]
        if desk and (not request.reads_desk or (request.method == "POST" and not request.may_run)):  # type: ignore[attr-defined]
            raise PermissionDenied
        try:
            return view(request, one, **kwargs)
        except NotAllowed:
            raise PermissionDenied from None
        except Refusal as refusal:
            return refused(request, refusal, back=request.path)

    return inside


def licence_page(view: View) -> View:
    """view(request, licence, …) for its user, and for the city's desk."""
    return _door(view, desk=False)


def desk_page(view: View) -> View:
    """view(request, licence, …) for the desk of its city. Whoever only reads it sends nothing."""
    return _door(view, desk=True)


def language_of_text() -> str:
    """The text of an agreement is there in Polish and English."""
    return "en" if (get_language() or "pl")[:2] == "en" else "pl"


def text_of(version: LicenceVersion | None, paragraphs: Any = None) -> list[tuple[int, str, list[str]]]:
    """Paragraphs in the reader's language: (number, heading, texts)."""
    language = language_of_text()
    found = version.text if version is not None else paragraphs or []
    return [
        (one["number"], in_language(one["heading"], language), [in_language(text, language) for text in one["texts"]])
        for one in found
    ]


def who(step: Step, licence: Licence, *, user: bool = False) -> str:
    """Whose turn it is, in words."""
    office = licence.organisation.contact_office or licence.organisation.name
    party = _("You") if user else licence.party_name
    if step.who == "both":
        return _("%(one)s and %(other)s") % {"one": party, "other": office}
    return {"party": party, "office": office}.get(step.who, "")


def tabs_of(licence: Licence, here: str, desk: bool) -> list[dict[str, Any]]:
    """Parts of the agreement that are there now."""
    open_ways, pk = ways_open(licence), licence.pk

    def there(way: str) -> bool:
        return way in open_ways or protocol_of(licence, way) is not None

    rows = [
        ("licence", _("Agreement"), address("web:desk_licence" if desk else "web:licence", pk), True),
        ("out", pgettext("space", "Hand-over"), address("web:protocol", pk, "out"), there(Protocol.Way.OUT)),
        ("back", pgettext("space", "Hand-back"), address("web:protocol", pk, "back"), there(Protocol.Way.BACK)),
    ]
    return [{"label": label, "url": url, "current": key == here} for key, label, url, wanted in rows if wanted and url]


def page(
    request: HttpRequest,
    template: str,
    licence: Licence,
    here: str,
    context: dict[str, Any],
    *,
    desk: bool = False,
    status: int = 200,
) -> HttpResponse:
    """A page inside an agreement, with its parts and its next step."""
    step = step_of(licence, timezone.now())
    mine = bool(request.is_user) and not desk  # type: ignore[attr-defined]
    tabs = tabs_of(licence, here, desk)
    given = {
        "licence": licence,
        "city": licence.organisation,
        "space": licence.space,
        "space_url": address("web:space", licence.space_id),
        "tabs": tabs,
        "tab": next((one for one in tabs if one["current"]), {"label": ""}),
        "step": step,
        "who": who(step, licence, user=mine),
        "shape_key": "late" if step.state == "late" else SHAPES[licence.state],
        "licence_url": tabs[0]["url"],
        "list_url": address("web:desk_licences", licence.organisation.slug) if desk else address("web:licences"),
        "is_user": request.is_user,  # type: ignore[attr-defined]
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "desk": desk,
    }
    return render(request, template, given | context, status=status)
