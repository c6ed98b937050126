"""Places, sessions and speakers of an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.forms.filling import fill, translated
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Event, Placing, Session, Site, Speaker
from .common import BadValue, WrongState, fits, note
from .locking import lock
from .moving import calendar_changed, facts_of

SITE_FIELDS = ("name", "kind", "address", "city", "country", "lon", "lat", *translated("access"))
SESSION_FIELDS = (
    *translated("title", "text"), *("kind", "starts_at", "ends_at", "site", "capacity", "block", "order"),
)  # fmt: skip
MOST_SITES, MOST_SESSIONS, MOST_SPEAKERS = 40, 200, 20


def add_site(*, by: Person, event: Event, values: Mapping[str, Any], at: datetime) -> Site:
    """A place; values: any of SITE_FIELDS, `name` must be there. Raises NotAllowed, WrongState, BadValue."""
    with transaction.atomic():
        before = _open(by, event)
        if event.sites.count() >= MOST_SITES:
            raise BadValue("name", _("An event has at most forty places. Remove one first."))
        site = Site(event=event)
        _set_site(site, values)
        site.save()
        note("site_added", event, by, at, kind="site", key=site.pk, after={"kind": site.kind})
        calendar_changed(event, before, at)
    return site


def change_site(*, by: Person, site: Site, values: Mapping[str, Any], at: datetime) -> Site:
    """Other values; another venue is written to those who come. Raises NotAllowed, WrongState, BadValue."""
    with transaction.atomic():
        before = _open(by, site.event)
        lock(site)
        _set_site(site, values)
        site.save()
        note("site_changed", site.event, by, at, kind="site", key=site.pk, after={"kind": site.kind})
        calendar_changed(site.event, before, at)
    return site


def remove_site(*, by: Person, site: Site, at: datetime) -> None:
    """Sessions held there stay, without a place. Raises NotAllowed, WrongState."""
    event = site.event
    with transaction.atomic():
        before = _open(by, event)
        if event.state == Event.State.ANNOUNCED and not event.online_url and event.sites.count() == 1:
            raise WrongState(_("This is the only place of an announced event. Change it, or add another first."))
        note("site_removed", event, by, at, kind="site", key=site.pk)
        site.delete()
        calendar_changed(event, before, at)


def add_session(
    *, by: Person, event: Event, values: Mapping[str, Any], speakers: Sequence[tuple[str, str]] = (), at: datetime
) -> Session:
    """A part of the programme; values: any of SESSION_FIELDS; speakers: (name, affiliation) in their order.

    Sessions with the same `block` are alternatives at the same time. Raises NotAllowed, WrongState, BadValue.
    """
    with transaction.atomic():
        before = _open(by, event)
        if event.sessions.count() >= MOST_SESSIONS:
            raise BadValue("title", _("A programme has at most two hundred sessions."))
        session = Session(event=event)
        _set_session(session, values)
        session.save()
        _set_speakers(session, speakers)
        note("session_added", event, by, at, kind="session", key=session.pk, after=_facts(session))
        calendar_changed(event, before, at)
    return session


def change_session(
    *,
    by: Person,
    session: Session,
    values: Mapping[str, Any],
    speakers: Sequence[tuple[str, str]] | None = None,
    at: datetime,
) -> Session:
    """Other values; speakers None: they stay. A group never holds fewer than are placed in it by hand or by a run.

    Raises NotAllowed, WrongState, BadValue.
    """
    with transaction.atomic():
        before = _open(by, session.event)
        lock(session)
        old, block = _facts(session), session.block
        _set_session(session, values)
        placed = Placing.objects.filter(session=session).count()
        if session.capacity is not None and session.capacity < placed:
            raise BadValue("capacity", _("More people are in this group already. Move some of them first."))
        if session.block != block and placed:
            raise BadValue("block", _("People are placed in this group. Move them before it leaves its block."))
        if session.block != block:
            session.wishes.all().delete()
        session.save()
        if speakers is not None:
            _set_speakers(session, speakers)
        note(
            "session_changed", session.event, by, at, kind="session", key=session.pk, before=old, after=_facts(session)
        )
        calendar_changed(session.event, before, at)
    return session


def remove_session(*, by: Person, session: Session, at: datetime) -> None:
    """Take a session out; wishes and places in it go with it. Raises NotAllowed, WrongState."""
    event = session.event
    with transaction.atomic():
        before = _open(by, event)
        if session.attendance.exists():
            raise WrongState(_("Attendance is recorded for this session. It stays in the programme."))
        note("session_removed", event, by, at, kind="session", key=session.pk, before=_facts(session))
        session.delete()
        calendar_changed(event, before, at)


def _open(by: Person, event: Event) -> dict[str, Any]:
    """Lock the event for a change of its programme; answers what stood in calendars."""
    if not rules.may_run_event(by, event):
        raise NotAllowed
    lock(event)
    if event.state == Event.State.CANCELLED:
        raise WrongState(_("A cancelled event stays as it is. Create a new one."))
    return facts_of(event)


def _set_site(site: Site, values: Mapping[str, Any]) -> None:
    fill(site, values, SITE_FIELDS, ("access",))
    if not site.name:
        raise BadValue("name", _("Give the place a name."))
    fits(site, "name", "address", "city")
    if site.kind not in Site.Kind.values:
        raise BadValue("kind", _("Choose one from the list."))
    site.country = site.country.upper()
    if site.country and not (len(site.country) == 2 and site.country.isascii() and site.country.isalpha()):
        raise BadValue("country", _("Write the country with its two letters, for example PL."))
    if (site.lon is None) != (site.lat is None):
        raise BadValue("lon", _("A point needs both latitude and longitude."))
    if site.lon is not None and site.lat is not None and not (abs(site.lon) <= 180 and abs(site.lat) <= 90):
        raise BadValue("lon", _("This point is not on the Earth. Latitude and longitude may have changed places."))


def _set_session(session: Session, values: Mapping[str, Any]) -> None:
    fill(session, values, SESSION_FIELDS, ("title", "text"))
    event = session.event
    if not str(session.title or "").strip():
        raise BadValue("title", _("Give the session a title."))
    fits(session, *(f"title_{language}" for language in ("pl", "en", "nb", "cs")))
    if session.kind not in Session.Kind.values:
        raise BadValue("kind", _("Choose one from the list."))
    if session.starts_at is None:
        raise BadValue("starts_at", _("Say when it begins."))
    if session.ends_at is None or session.ends_at <= session.starts_at:
        raise BadValue("ends_at", _("It must end after it begins."))
    if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
        raise BadValue("starts_at", _("The session lies outside the event. Move it, or change the hours of the event."))
    if session.site is not None and session.site.event_id != event.pk:
        raise BadValue("site", _("This place belongs to another event."))
    if session.capacity is not None and session.capacity < 1:
        raise BadValue("capacity", _("Write at least one place, or leave it empty when everybody fits."))
    session.block = slugify(session.block)[:40]


def _set_speakers(session: Session, speakers: Sequence[tuple[str, str]]) -> None:
    if len(speakers) > MOST_SPEAKERS:
        raise BadValue("speakers", _("A session has at most twenty speakers."))
    session.speakers.all().delete()
    for order, (name, affiliation) in enumerate(speakers, start=1):
        name, affiliation = (clean_text(text, lines=False).strip() for text in (name, affiliation))
        if not name or len(name) > 120 or len(affiliation) > 160:
            raise BadValue("speakers", _("Write each speaker's name and institution on one short line."))
        Speaker.objects.create(session=session, name=name, affiliation=affiliation, order=order)


def _facts(session: Session) -> dict[str, Any]:
    names = ("kind", "starts_at", "ends_at", "site_id", "capacity", "block")
    return {name: getattr(session, name) for name in names}
