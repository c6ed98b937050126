"""Drawing a city's districts from a GeoJSON file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..geometry import problem_with
from ..models import Area

MOST_DISTRICTS = 200
_PLAIN = str.maketrans("łŁ", "lL")


class FeatureError(NamedTuple):
    """What is wrong with one feature; its place in the file is counted from 1, as people do."""

    number: int
    name: str
    message: Any

    def __str__(self) -> str:
        named = f" ({self.name})" if self.name else ""
        return str(
            format_lazy(_("Feature {number}{named}: {message}"), number=self.number, named=named, message=self.message)
        )


class BadDistricts(Refusal):
    """The file cannot be read as districts; `errors` lists what is wrong with which feature."""

    code = "bad_districts"

    def __init__(self, message: Any, errors: list[FeatureError] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or []


class Imported(NamedTuple):
    added: int
    changed: int
    same: int


def import_districts(*, by: Person, organisation: Organisation, data: Any, at: datetime) -> Imported:
    """Take a city's districts from GeoJSON (a FeatureCollection in WGS84, longitude first).

    Features with the property `layer` count only as "district". A district has a `name`, may have a `code` (else made
    from the name) and `residents`. One with a known code is drawn anew; those the file does not name stay, because
    proposals point at them. All or nothing. Raises NotAllowed, BadDistricts.
    """
    if not rules.may_keep_places(by, organisation):
        raise NotAllowed
    wanted = _read(data)
    with transaction.atomic():
        known = {area.code: area for area in Area.objects.select_for_update().filter(organisation=organisation)}
        counts = {"added": 0, "changed": 0, "same": 0}
        for code, values in wanted.items():
            area = known.get(code)
            if area is None:
                Area.objects.create(organisation=organisation, code=code, **values)
                counts["added"] += 1
            elif any(getattr(area, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(area, name, value)
                area.save()
                counts["changed"] += 1
            else:
                counts["same"] += 1
        imported = Imported(**counts)
        journal.record(
            actor=by,
            verb="districts_imported",
            kind="organisation",
            key=organisation.pk,
            organisation=organisation,
            at=at,
            after=imported._asdict(),
        )
    return imported


def _read(data: Any) -> dict[str, dict[str, Any]]:
    """Values of each district by its code; raises BadDistricts with every mistake of the file at once."""
    if not isinstance(data, Mapping) or data.get("type") != "FeatureCollection":
        raise BadDistricts(_("This is not GeoJSON with a FeatureCollection. Export the districts as GeoJSON (WGS84)."))
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise BadDistricts(_("The file has no features. Export the districts as GeoJSON (WGS84)."))
    wanted: dict[str, dict[str, Any]] = {}
    errors: list[FeatureError] = []
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, Mapping) else None
        properties = properties if isinstance(properties, Mapping) else {}
        if properties.get("layer", "district") != "district":
            continue
        name = str(properties.get("name") or "").strip()
        code = slugify(str(properties.get("code") or name).translate(_PLAIN))[:40]
        residents = properties.get("residents")
        geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
        problem = problem_with(geometry)
        if not name or not code:
            problem = _("A district needs a name (property “name”).")
        elif len(name) > 120:
            problem = _("The name is longer than 120 characters.")
        elif code in wanted:
            problem = format_lazy(_("The code “{code}” is used twice. Give each district its own."), code=code)
        elif residents is not None and (not isinstance(residents, int) or isinstance(residents, bool) or residents < 0):
            problem = _("The number of residents must be a whole number.")
        if problem:
            errors.append(FeatureError(number, name, problem))
        else:
            wanted[code] = {"name": name, "residents": residents, "outline": geometry}
    if errors:
        raise BadDistricts(_("Some districts cannot be read. Mend the file and send it again."), errors)
    if not wanted:
        raise BadDistricts(_("The file has no districts: no feature has the layer “district”."))
    if len(wanted) > MOST_DISTRICTS:
        raise BadDistricts(_("The file has more than 200 districts. Are these perhaps plots or streets?"))
    return wanted
