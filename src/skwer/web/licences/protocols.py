"""The protocol of a hand-over or hand-back: written on a phone in the empty shop, confirmed by both sides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.files.models import Upload
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.spaces.actions import handing
from skwer.apps.spaces.licence_queries import protocol_of
from skwer.apps.spaces.licence_rules import (
    acts_for_user,
    alone_from,
    city_alone,
    may_run_licences,
    may_write_protocol,
    ways_open,
)
from skwer.apps.spaces.models import Licence, Protocol
from skwer.values.money import CURRENCIES
from skwer.web.context import address
from skwer.web.grants.inside import done, put_errors
from skwer.web.throttle import throttled

from .forms import STATE_WORDS, ItemForm, MeterForm, ProtocolForm, bound_rows, first_rows
from .inside import licence_page, page


@licence_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("protocol", limit=200, seconds=3600)
def protocol(request: HttpRequest, one: Licence, way: str) -> HttpResponse:
    """Both sides write the same protocol, add photos and confirm it as it stands."""
    by: Any = request.user
    at, status, form, wrong = timezone.now(), 200, None, ""
    doing = request.POST.get("do", "")
    rows = None
    if request.method == "POST":
        if doing == "confirm":
            return _confirm(request, one, way, at)
        if doing.startswith("remove:"):
            return _remove(request, one, way, doing.removeprefix("remove:"), at)
        more = request.POST.get("add_row", "")
        form = _form(request, one, way)
        rows = (
            bound_rows(ItemForm, "item", request.POST, more == "item"),
            bound_rows(MeterForm, "meter", request.POST, more == "meter"),
        )
        if not more:
            if not may_write_protocol(by, one, way):
                raise PermissionDenied
            answer = _save(request, one, way, form, rows, at)
            if isinstance(answer, HttpResponse):
                return answer
            status, wrong = answer
    held = protocol_of(one, way)
    writes = may_write_protocol(by, one, way)
    if form is None and writes:
        form = _form(request, one, way, held)
    if rows is None:
        rows = first_rows(one, held, way)
    context = {
        "way": way,
        "title": _("Hand-over protocol") if way == Protocol.Way.OUT else _("Hand-back protocol"),
        "protocol": held,
        "seen": handing.print_of(held) if held else "",
        "photos": _photos(held),
        "open_now": way in ways_open(one),
        "writes": writes,
        "editing": request.method == "POST",
        "form": form,
        "items": rows[0],
        "meters": rows[1],
        "shown_items": [{**row, "words": STATE_WORDS.get(row["state"], "")} for row in held.items] if held else [],
        "handed": _handed(one) if way == Protocol.Way.BACK else {},
        "wrong": wrong,
        "confirms": _sides(by, one, held, at),
        "alone_from": alone_from(one) if way == Protocol.Way.BACK else None,
        "alone": held is not None and held.party_confirmed_at is None,
        "pdf_url": address("web:protocol_pdf", one.pk, way) if held else "",
        "currency_sign": CURRENCIES.get(one.currency, one.currency),
    }
    desk = bool(request.reads_desk) and not request.is_user  # type: ignore[attr-defined]
    return page(request, "licences/protocol.html", one, way, context, desk=desk, status=status)


def _form(request: HttpRequest, one: Licence, way: str, held: Protocol | None = None) -> ProtocolForm:
    deposit = way == Protocol.Way.BACK and bool(one.deposit) and may_run_licences(request.user, one)  # type: ignore[arg-type]
    if request.method == "POST":
        return ProtocolForm(request.POST, deposit=deposit)
    names = ("on", "keys", "remarks", "deposit_kept", "deposit_why")
    initial: dict[str, Any] = {"on": timezone.localdate(), "keys": 0}
    if held is not None:
        initial = {name: getattr(held, name) for name in names}
    return ProtocolForm(initial=initial, deposit=deposit)


def _save(request: HttpRequest, one: Licence, way: str, form: ProtocolForm, rows: Any, at: datetime) -> Any:
    by: Any = request.user
    valid = all([form.is_valid(), *(row.is_valid() for group in rows for row in group)])
    if not valid:
        return 422, ""
    items, meters = ([row.cleaned_data for row in group] for group in rows)
    values = {**form.cleaned_data, "items": items, "meters": meters}
    try:
        handing.write_protocol(by=by, licence=one, way=way, values=values, seen=request.POST.get("seen", ""), at=at)
        if photo := request.FILES.get("photo"):
            words = request.POST.get("photo-alt", "")
            handing.add_protocol_photo(by=by, licence=one, way=way, file=photo, alt_text=words, at=at)
    except NotAllowed:
        raise PermissionDenied from None
    except Refusal as refusal:
        put_errors(form, refusal)
        return refusal.status, ""
    return done(request, _("Saved. The other side reads it; both confirm."), request.path + "#confirm")


def _confirm(request: HttpRequest, one: Licence, way: str, at: datetime) -> HttpResponse:
    by: Any = request.user
    held = handing.confirm_protocol(
        by=by,
        licence=one,
        way=way,
        side=request.POST.get("side", ""),
        seen=request.POST.get("seen", ""),
        at=at,
    )
    ready = one.state in (Licence.State.IN_USE, Licence.State.ENDED)
    if ready and way == Protocol.Way.OUT:
        said = _("Both sides confirmed: the space is handed over.")
    elif ready and one.state == Licence.State.ENDED and held.party_confirmed_at is None:
        said = _("The space is back. You confirmed the protocol alone.")
    elif ready and one.state == Licence.State.ENDED:
        said = _("Both sides confirmed: the space is back.")
    else:
        said = _("You confirmed the protocol. The other side confirms next.")
    return done(request, said, request.path)


def _remove(request: HttpRequest, one: Licence, way: str, key: str, at: datetime) -> HttpResponse:
    held = protocol_of(one, way)
    photos = handing.photos_of(held) if held else Upload.objects.none()
    upload = next((photo for photo in photos if str(photo.pk) == key), None)
    if upload is None:
        raise PermissionDenied
    by: Any = request.user
    handing.remove_protocol_photo(by=by, licence=one, way=way, upload=upload, at=at)
    return done(request, _("The photo is gone."), request.path)


def _photos(held: Protocol | None) -> list[dict[str, Any]]:
    if held is None:
        return []
    return [
        {"key": str(one.pk), "url": address("web:file", one.pk), "alt": one.alt_text} for one in handing.photos_of(held)
    ]


def _handed(one: Licence) -> dict[str, Any]:
    """How each thing was when it was handed over, to compare."""
    held = protocol_of(one, Protocol.Way.OUT)
    return {"items": [{**row, "words": STATE_WORDS.get(row["state"], "")} for row in held.items]} if held else {}


def _sides(by: Any, one: Licence, held: Protocol | None, at: datetime) -> list[dict[str, Any]]:
    """The two confirmations: whose, when, and whether the reader gives it now."""
    if held is None:
        return []
    open_now = held.way in ways_open(one)
    return [
        {
            "side": "party",
            "label": one.party_name,
            "at": held.party_confirmed_at,
            "mine": open_now and held.party_confirmed_at is None and acts_for_user(by, one),
        },
        {
            "side": "city",
            "label": one.organisation.contact_office or one.organisation.name,
            "at": held.city_confirmed_at,
            "mine": open_now
            and (held.city_confirmed_at is None or city_alone(one, held.way, at))
            and may_run_licences(by, one),
        },
    ]
