"""Tools and rooms lent to others: offering them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.filling import translated
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.actions import index_later

from .. import rules
from ..models import Shared
from .common import BadValue, fill, known, lock, note

KIND = "shared"
TEXTS = ("title", "text", "terms")
SHARED_FIELDS = (
    *translated(*TEXTS),
    *("kind", "pieces", "address", "district", "hours", "access", "deposit", "most_days", "ahead_days", "ask_first"),
)


def add_shared(
    *, by: Person, organisation: Organisation, city: Organisation, values: Mapping[str, Any], at: datetime
) -> Shared:
    """A thing to lend, described for the lender first. values: any of SHARED_FIELDS. Raises NotAllowed, BadValue."""
    if not rules.may_lend(by, organisation):
        raise NotAllowed
    if not city.is_city or (organisation.is_city and organisation != city):
        raise BadValue("city", _("Choose the city in which it is lent."))
    shared = Shared(organisation=organisation, city=city, created_at=at)
    _set(shared, values)
    with transaction.atomic():
        shared.save()
        _note("shared_added", shared, by, at)
    return shared


def change_shared(*, by: Person, shared: Shared, values: Mapping[str, Any], at: datetime) -> Shared:
    """Other values; other terms are a new version, and loans agreed before keep theirs. Raises NotAllowed, BadValue."""
    if not rules.may_lend(by, shared.organisation):
        raise NotAllowed
    with transaction.atomic():
        lock(shared)
        before = _terms(shared)
        _set(shared, values)
        if _terms(shared) != before:
            shared.terms_version += 1
        shared.save()
        _note("shared_changed", shared, by, at)
        index_later(kind=KIND, key=shared.pk)
    return shared


def offer_shared(*, by: Person, shared: Shared, at: datetime) -> Shared:
    """It can be booked from now on. Raises NotAllowed, BadValue."""
    if not rules.may_lend(by, shared.organisation):
        raise NotAllowed
    with transaction.atomic():
        lock(shared)
        if not str(shared.terms or "").strip():
            raise BadValue("terms_pl", _("Write the terms of the loan first: who borrows agrees to them."))
        if not shared.address:
            raise BadValue("address", _("Say where it is fetched."))
        _move(shared, Shared.State.OFFERED, "shared_offered", by, at)
    return shared


def pause_shared(*, by: Person, shared: Shared, at: datetime) -> Shared:
    """Not lent at present; bookings that were agreed stay. Raises NotAllowed."""
    if not rules.may_lend(by, shared.organisation):
        raise NotAllowed
    with transaction.atomic():
        lock(shared)
        _move(shared, Shared.State.PAUSED, "shared_paused", by, at)
    return shared


def set_shared_photo(*, by: Person, shared: Shared, file: Any, alt_text: str, at: datetime) -> Upload:
    """One photograph, in place of the one before. Raises NotAllowed, BadValue, and the refusals of a bad file."""
    if not rules.may_lend(by, shared.organisation):
        raise NotAllowed
    if not alt_text.strip():
        raise BadValue("photo", _("Say in a sentence what the picture shows, for those who cannot see it."))
    with transaction.atomic():
        lock(shared)
        old: Upload | None = shared.photo
        upload = store_upload(
            by=by, organisation=shared.organisation, file=file, kind="photo", audience=Upload.Audience.HOLDER,
            holder_kind=KIND, holder_key=shared.pk, alt_text=alt_text, at=at,
        )  # fmt: skip
        shared.photo = upload
        shared.save(update_fields=["photo"])
        if old is not None:
            delete_upload(by=by, upload=old, at=at)
        note("photo_added", by, at, kind="upload", key=upload.pk, organisation=shared.organisation)
    return upload


def _move(shared: Shared, state: str, verb: str, by: Person, at: datetime) -> None:
    if shared.state != state:
        shared.state = state
        shared.save(update_fields=["state"])
        _note(verb, shared, by, at)
        index_later(kind=KIND, key=shared.pk)


def _terms(shared: Shared) -> tuple[str, ...]:
    return (shared.terms_pl or "", shared.terms_en or "", shared.deposit)  # type: ignore[attr-defined]


def _set(shared: Shared, values: Mapping[str, Any]) -> None:
    fill(shared, values, SHARED_FIELDS, TEXTS)
    if not str(shared.title or "").strip():
        raise BadValue("title_pl", _("Give it a name."))
    known(shared, "kind", dict(Shared.Kind.choices))
    for name, least, most in (("pieces", 1, 1000), ("most_days", 1, 365), ("ahead_days", 1, 730)):
        if not least <= getattr(shared, name) <= most:
            raise BadValue(name, _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most})
    if shared.district is not None and shared.district.organisation_id != shared.city_id:
        raise BadValue("district", _("This district belongs to another city."))


def _note(verb: str, shared: Shared, by: Person, at: datetime) -> None:
    after = {"state": shared.state, "pieces": shared.pieces, "terms_version": shared.terms_version}
    note(verb, by, at, kind=KIND, key=shared.pk, organisation=shared.organisation, after=after)
