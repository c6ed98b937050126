"""Founding an organisation and changing what it says about itself."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import validate_email, validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from skwer.values.canonical import fingerprint

from .. import rules
from ..journal import record
from ..models import Organisation, Person
from ..refusals import NotAllowed, Refusal
from ..translation import OrganisationTranslation

LOGO_BYTES = 2 * 1024 * 1024
LOGO_PIXELS = 512
TERYT = re.compile(r"([0-9]{2}([0-9]{2}([0-9]{2}[0-9]?)?)?)?")
COUNTRY = re.compile(r"[A-Z]{2}")
PLAIN = (
    "kind", "name", "short_name", "name_genitive", "name_locative", "summary", "theme", "population",
    "population_year", "population_source", "country", "teryt", "register_no", "contact_name", "contact_office",
    "contact_address", "contact_hours", "contact_email", "contact_phone", "geodata",
)  # fmt: skip
LANGUAGES = ("pl", "en", "nb", "cs")
CHANGEABLE = {*PLAIN, *(f"{name}_{code}" for name in OrganisationTranslation.fields for code in LANGUAGES)}
# A person's name and how to reach her do not belong in a record that is never erased.
UNWRITTEN = {"contact_name", "contact_email", "contact_phone"}


class SlugTaken(Refusal):
    """Another organisation has this address part, or it holds other signs than letters, digits and hyphens."""

    message = _("Choose another address part: small letters, digits and hyphens that no other organisation uses.")
    code = "slug"


class WrongValue(Refusal):
    """One of the values cannot be right; `field` says which."""

    code = "wrong_value"

    def __init__(self, field: str, message: Any) -> None:
        self.field = field
        super().__init__(message, code=f"wrong_{field}")


class BadLogo(Refusal):
    """The file is no picture we can show."""

    message = _("Choose a PNG, JPEG or WebP picture of at most 2 MB.")
    code = "bad_logo"


@transaction.atomic
def create_organisation(
    *,
    by: Person | None,
    kind: str,
    slug: str,
    name: str,
    at: datetime,
    city: Organisation | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Organisation:
    """Found an organisation. Only the site operator may (`by` None is the command line).

    Raises NotAllowed, SlugTaken, WrongValue.
    """
    if by is not None and not rules.may_found(by):
        raise NotAllowed()
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise SlugTaken() from error
    organisation = Organisation(kind=kind, slug=slug.lower(), name=name.strip(), city=city)
    values = {"kind": kind, "name": name, **(changes or {})}
    _check(organisation, values)
    _assign(organisation, changes or {})
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise SlugTaken() from error
    record(
        actor=by, verb="create", kind="organisation", key=organisation.slug, organisation=organisation, at=at,
        after=_written(organisation, values),
    )  # fmt: skip
    return organisation


@transaction.atomic
def change_organisation(
    *, by: Person, organisation: Organisation, changes: Mapping[str, Any], at: datetime
) -> Organisation:
    """Change what the organisation says about itself: names (also by language, `name_en`), colours, residents with
    year and source, TERYT, contact, geodata (a GeoJSON FeatureCollection). Its administrator or the site operator may.

    Raises NotAllowed, WrongValue.
    """
    if not rules.may_change(by, organisation):
        raise NotAllowed()
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changes = {key: value for key, value in changes.items() if key in CHANGEABLE}
    _check(organisation, changes)
    changed = [key for key, value in changes.items() if getattr(organisation, key) != value]
    if not changed:
        return organisation
    before = _written(organisation, changed)
    _assign(organisation, changes)
    organisation.save()
    record(
        actor=by, verb="change", kind="organisation", key=organisation.slug, organisation=organisation, at=at,
        before=before, after=_written(organisation, changed),
    )  # fmt: skip
    return organisation


@transaction.atomic
def set_logo(*, by: Person, organisation: Organisation, file: IO[bytes], at: datetime) -> Organisation:
    """Set the logo. What the file holds decides, not its name; it is drawn anew, so nothing hidden in it survives.

    Raises NotAllowed, BadLogo.
    """
    if not rules.may_change(by, organisation):
        raise NotAllowed()
    drawn = _redraw(file)
    previous = organisation.logo.name
    organisation.logo.save(f"{organisation.slug}-{hashlib.sha256(drawn).hexdigest()[:12]}.png", ContentFile(drawn))
    record(
        actor=by, verb="change", kind="organisation", key=organisation.slug, organisation=organisation, at=at,
        before={"logo": previous}, after={"logo": organisation.logo.name},
    )  # fmt: skip
    _discard(organisation, previous)
    return organisation


@transaction.atomic
def remove_logo(*, by: Person, organisation: Organisation, at: datetime) -> Organisation:
    """Take the logo away; the mark of Skwer in the city's colour stands in again. Raises NotAllowed."""
    if not rules.may_change(by, organisation):
        raise NotAllowed()
    previous = organisation.logo.name
    if not previous:
        return organisation
    organisation.logo = ""
    organisation.save(update_fields=["logo"])
    record(
        actor=by, verb="change", kind="organisation", key=organisation.slug, organisation=organisation, at=at,
        before={"logo": previous}, after={"logo": ""},
    )  # fmt: skip
    _discard(organisation, previous)
    return organisation


def _discard(organisation: Organisation, name: str | None) -> None:
    """Delete the old picture once the change is certain: a rolled-back change must find it again."""
    if name and name != organisation.logo.name:
        storage = organisation.logo.storage
        transaction.on_commit(lambda: storage.delete(name))


def _redraw(file: IO[bytes]) -> bytes:
    data = file.read(LOGO_BYTES + 1)
    if len(data) > LOGO_BYTES:
        raise BadLogo()
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > 40_000_000:
                raise BadLogo()
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadLogo() from error
    drawn.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def _assign(organisation: Organisation, changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if key in CHANGEABLE:
            setattr(organisation, key, value)


def _check(organisation: Organisation, changes: Mapping[str, Any]) -> None:
    def now(key: str) -> Any:
        return changes.get(key, getattr(organisation, key))

    if not str(now("name") or "").strip():
        raise WrongValue("name", _("Write the organisation's name."))
    if now("kind") not in Organisation.Kind.values:
        raise WrongValue("kind", _("Choose a kind of organisation from the list."))
    if now("theme") not in Organisation.Theme.values:
        raise WrongValue("theme", _("Choose one of the six sets of colours."))
    if not COUNTRY.fullmatch(now("country") or ""):
        raise WrongValue("country", _("Choose a country from the list."))
    if not TERYT.fullmatch(now("teryt") or ""):
        raise WrongValue("teryt", _("A TERYT code has 2, 4, 6 or 7 digits."))
    people, year, source = now("population"), now("population_year"), now("population_source")
    if people is not None and not (year and str(source or "").strip()):
        raise WrongValue("population", _("Give the year and the source of the number of residents."))
    if now("contact_email"):
        try:
            validate_email(now("contact_email"))
        except ValidationError as error:
            raise WrongValue("contact_email", _("Correct the e-mail address of the office.")) from error
    for key, value in changes.items():
        if key in CHANGEABLE and isinstance(value, str):
            limit = getattr(Organisation._meta.get_field(key), "max_length", None)
            if limit and len(value) > limit:
                raise WrongValue(key, _("Shorten this text to %(limit)s characters.") % {"limit": limit})
    _check_geodata(now("geodata"))


def _check_geodata(data: Any) -> None:
    if data is None:
        return
    features = data.get("features") if isinstance(data, Mapping) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        raise WrongValue("geodata", _("Upload a GeoJSON FeatureCollection."))
    for feature in features:
        geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
        if not isinstance(geometry, Mapping) or "type" not in geometry or not _in_degrees(geometry):
            raise WrongValue(
                "geodata", _("Each feature needs a geometry in degrees (WGS 84), longitude before latitude.")
            )


def _in_degrees(geometry: Mapping[str, Any]) -> bool:
    """Are all positions longitude and latitude? A national grid in metres is the usual mistake."""

    def walk(item: Any) -> bool:
        if not isinstance(item, list) or not item:
            return False
        if all(isinstance(n, (int, float)) for n in item):
            return len(item) >= 2 and -180 <= item[0] <= 180 and -90 <= item[1] <= 90
        return all(walk(part) for part in item)

    return walk(geometry.get("coordinates"))


def _written(organisation: Organisation, keys: Any) -> dict[str, Any]:
    out = {}
    for key in sorted(set(keys) & CHANGEABLE):
        value = getattr(organisation, key)
        if key in UNWRITTEN:
            out[key] = "given" if value else ""
        elif key == "geodata":
            out[key] = _mark(value)
        else:
            out[key] = value
    return out


def _mark(value: Any) -> str:
    """Geodata are large and full of decimals; their hash is enough to see that they changed."""
    return fingerprint(_as_text(value)) if value is not None else ""


def _as_text(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(key): _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return value
