"""The inventory of vacant spaces: describing, publishing, withdrawing, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.filling import translated
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places.models import Area
from skwer.apps.places.queries import district_at, inside_city
from skwer.apps.search.actions import index_later
from skwer.values.money import CURRENCIES

from .. import rules
from ..licence_queries import state_by_licences
from ..models import USES, UTILITIES, Licence, Space
from .common import BadValue, WrongState, fill, known, lock, note
from .matching import rematch_space
from .viewing import cancel_viewing

KIND = "space"
TEXTS = ("title", "summary", "condition", "hazards", "constraints")
SPACE_FIELDS = (
    *translated(*TEXTS),
    *("kind", "owner", "owner_name", "parcel", "area_m2", "address", "district", "lon", "lat"),
    *("utilities", "uses", "surveyed_on", "access", "free_from", "free_until", "least_days", "most_days"),
    *("notice_days", "fee", "fee_month", "currency"),
)
# What the journal tells of a change; names and free text stay out of it.
JOURNALLED = ("kind", "owner", "area_m2", "free_from", "free_until", "least_days", "most_days", "fee", "fee_month")


class NotReady(Refusal):
    """Something must be said before the space is shown to everybody."""

    code = "not_ready"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


def add_space(*, by: Person, organisation: Organisation, values: Mapping[str, Any], at: datetime) -> Space:
    """A vacant space, described for the office first.

    values: any of SPACE_FIELDS (`title`, `kind` and `area_m2` must be there; a text without language is in the
    installation's first; `district` is found from the point when it is not given). Raises NotAllowed, BadValue.
    """
    if not rules.may_keep_spaces(by, organisation):
        raise NotAllowed
    space = Space(organisation=organisation, created_at=at)
    _set(space, values)
    with transaction.atomic():
        space.save()
        _note("space_added", space, by, at, after=_facts(space))
    return space


def change_space(*, by: Person, space: Space, values: Mapping[str, Any], at: datetime) -> Space:
    """Other values for a space; what is not named stays. Raises NotAllowed, BadValue."""
    if not rules.may_change_space(by, space):
        raise NotAllowed
    with transaction.atomic():
        lock(space)
        before = _facts(space)
        _set(space, values)
        space.save()
        _note("space_changed", space, by, at, before=before, after=_facts(space))
        rematch_space(space, at)
        index_later(kind=KIND, key=space.pk)
    return space


def publish_space(*, by: Person, space: Space, at: datetime) -> Space:
    """Offer the space to everybody; also one that was withdrawn. Twice changes nothing. Raises NotAllowed, NotReady."""
    if not rules.may_change_space(by, space):
        raise NotAllowed
    with transaction.atomic():
        lock(space)
        if space.state not in (Space.State.DRAFT, Space.State.WITHDRAWN):
            return space
        if not str(space.summary or "").strip():
            raise NotReady("summary_pl", _("Say in a few sentences what the space is like before it is offered."))
        if not (space.address or space.lon is not None):
            raise NotReady("address", _("Say where the space is before it is offered."))
        before = {"state": space.state}
        space.state, space.published_at = state_by_licences(space), at
        space.save(update_fields=["state", "published_at"])
        _note("space_published", space, by, at, before=before, after={"state": space.state})
        rematch_space(space, at)
        index_later(kind=KIND, key=space.pk)
    return space


def withdraw_space(*, by: Person, space: Space, at: datetime) -> Space:
    """No longer offered; the owner's name goes from the file, appointments to look at it are called off.

    Not while it is in use, or an agreement about it waits for signatures. Raises NotAllowed, WrongState.
    """
    if not rules.may_change_space(by, space):
        raise NotAllowed
    with transaction.atomic():
        lock(space)
        if space.state == Space.State.IN_USE:
            raise WrongState(_("The space is in use. End the agreement first."))
        if space.licences.filter(state__in=Licence.HOLDING).exists():
            raise WrongState(_("An agreement about this space waits to be signed. Take it back or give it up first."))
        before = {"state": space.state}
        space.state, space.owner_name = Space.State.WITHDRAWN, ""
        space.save(update_fields=["state", "owner_name"])
        _note("space_withdrawn", space, by, at, before=before, after={"state": space.state})
        for viewing in space.viewings.filter(cancelled_at=None, starts_at__gt=at):
            cancel_viewing(by=by, viewing=viewing, at=at)
        rematch_space(space, at)
        index_later(kind=KIND, key=space.pk)
    return space


def add_space_photo(*, by: Person, space: Space, file: Any, alt_text: str, at: datetime) -> Upload:
    """A photograph, with words for those who cannot see it; the first becomes the cover.

    Raises NotAllowed, BadValue, and the refusals of a bad file.
    """
    if not rules.may_change_space(by, space):
        raise NotAllowed
    if not alt_text.strip():
        raise BadValue("alt_text", _("Say in a sentence what the picture shows, for those who cannot see it."))
    with transaction.atomic():
        lock(space)
        upload = store_upload(
            by=by, organisation=space.organisation, file=file, kind="photo", audience=Upload.Audience.HOLDER,
            holder_kind=KIND, holder_key=space.pk, alt_text=alt_text, at=at,
        )  # fmt: skip
        if space.cover_id is None:
            space.cover = upload
            space.save(update_fields=["cover"])
        note("photo_added", by, at, kind="upload", key=upload.pk, organisation=space.organisation)
    return upload


def choose_cover(*, by: Person, space: Space, photo: Upload, at: datetime) -> Space:
    """Which of its photographs stands first. Raises NotAllowed, BadValue."""
    if not rules.may_change_space(by, space):
        raise NotAllowed
    if (photo.holder_kind, photo.holder_key) != (KIND, str(space.pk)):
        raise BadValue("cover", _("This photo does not belong to this space. Send it here."))
    with transaction.atomic():
        lock(space)
        space.cover = photo
        space.save(update_fields=["cover"])
        _note("space_changed", space, by, at, after={"cover": photo.pk})
    return space


def remove_space_photo(*, by: Person, space: Space, photo: Upload, at: datetime) -> None:
    """Take a photograph away, bytes too. Raises NotAllowed, BadValue."""
    if not rules.may_change_space(by, space):
        raise NotAllowed
    if (photo.holder_kind, photo.holder_key) != (KIND, str(space.pk)):
        raise BadValue("photo", _("This photo does not belong to this space. Send it here."))
    delete_upload(by=by, upload=photo, at=at)


def _set(space: Space, values: Mapping[str, Any]) -> None:
    """Put the values in, checked."""
    exact = ("lon", "lat", "area_m2", "fee_month")
    given = {n: Decimal(str(v)) if n in exact and v not in (None, "") else v for n, v in values.items()}
    fill(space, given, SPACE_FIELDS, TEXTS)
    if not str(space.title or "").strip():
        raise BadValue("title_pl", _("Give the space a name."))
    for name, choices in (("kind", Space.Kind), ("owner", Space.Owner), ("fee", Space.Fee)):
        known(space, name, dict(choices.choices))
    known(space, "currency", CURRENCIES)
    known(space, "utilities", dict(UTILITIES), several=True)
    known(space, "uses", dict(USES), several=True)
    if space.area_m2 is None or space.area_m2 <= 0:
        raise BadValue("area_m2", _("Write the area in square metres, more than zero."))
    if space.fee_month is not None and space.fee_month < 0:
        raise BadValue("fee_month", _("Write zero or more."))
    if space.fee == Space.Fee.FREE and space.fee_month:
        raise BadValue("fee_month", _("A space lent for nothing has no monthly sum. Delete it, or choose another fee."))
    if space.least_days < 1 or space.most_days < space.least_days:
        raise BadValue("most_days", _("The longest time cannot be shorter than the shortest."))
    if space.free_from and space.free_until and space.free_until < space.free_from:
        raise BadValue("free_until", _("The last free day cannot lie before the first."))
    _set_point(space, values)


def _set_point(space: Space, values: Mapping[str, Any]) -> None:
    if (space.lon is None) != (space.lat is None):
        raise BadValue("lon", _("A point needs both latitude and longitude."))
    if space.lon is not None and not inside_city(space.organisation, space.lon, space.lat):
        raise BadValue("lon", _("The point lies outside the city. Move it, or leave the coordinates empty."))
    district: Area | None = space.district
    if {"lon", "lat"} & set(values) and values.get("district") is None and space.lon is not None:
        space.district = district_at(space.organisation, space.lon, space.lat)
    elif district is not None and district.organisation_id != space.organisation_id:
        raise BadValue("district", _("This district belongs to another city."))


def _facts(space: Space) -> dict[str, Any]:
    return {name: getattr(space, name) for name in JOURNALLED}


def _note(
    verb: str,
    space: Space,
    by: Person,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    note(verb, by, at, kind=KIND, key=space.pk, organisation=space.organisation, before=before, after=after)
