"""Scales of capacity: areas with anchors in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes.models import Partnership, Project

from .. import rules
from ..measuring import LEAST, MOST
from ..models import Module, Scale
from .common import Problem, fill, free_slug, has_text, note, refuse, texts, title_of, too_long

FIELDS = {*texts("title"), "areas", "project"}
MOST_AREAS = 12


class InUse(Refusal):
    """Cities have judged themselves on these words: other words would compare what cannot be compared."""

    message = _(
        "Cities have already used this scale, so its areas and anchors stay as they are; before and after must mean "
        "the same. Make a new scale for new words."
    )
    code = "in_use"
    status = 409


def create_scale(
    *, by: Person, organisation: Organisation, values: Mapping[str, Any], at: datetime, slug: str = ""
) -> Scale:
    """A new scale, a draft. values: `title_pl` …, `areas` (see the model), `project`. Raises NotAllowed, Invalid."""
    if not rules.may_write(by, organisation):
        raise NotAllowed
    scale = Scale(organisation=organisation)
    fill(scale, values, FIELDS)
    with transaction.atomic():
        refuse(_problems(scale))
        scale.slug = free_slug(Scale, slug, title_of(scale))
        scale.save()
        note("create_scale", scale, organisation, by, at, after={"slug": scale.slug, "areas": scale.keys})
    return scale


def change_scale(*, by: Person, scale: Scale, values: Mapping[str, Any], at: datetime) -> Scale:
    """Other words; once a city used it, only title and modules stay open. Raises NotAllowed, Invalid, InUse."""
    if not rules.may_change(by, scale):
        raise NotAllowed
    with transaction.atomic():
        kept = Scale.objects.select_for_update().get(pk=scale.pk)
        fill(scale, values, FIELDS)
        refuse(_problems(scale))
        moved = kept.project_id != (scale.project.pk if scale.project else None)
        if (moved or _measure(kept.areas) != _measure(scale.areas)) and scale.self_assessments.exists():
            raise InUse
        scale.save()
        note("change_scale", scale, scale.organisation, by, at, after={"areas": scale.keys})
    return scale


def publish_scale(*, by: Person, scale: Scale, at: datetime) -> Scale:
    """Let cities use it: those of its project, or all where it belongs to none. Raises NotAllowed."""
    if not rules.may_change(by, scale):
        raise NotAllowed
    if not scale.is_published:
        with transaction.atomic():
            scale.published_at = at
            scale.save(update_fields=["published_at"])
            note("publish_scale", scale, scale.organisation, by, at)
    return scale


def hide_scale(*, by: Person, scale: Scale, at: datetime) -> Scale:
    """Let no further city begin with it; those that began go on. Raises NotAllowed."""
    if not rules.may_change(by, scale):
        raise NotAllowed
    if scale.is_published:
        with transaction.atomic():
            scale.published_at = None
            scale.save(update_fields=["published_at"])
            note("hide_scale", scale, scale.organisation, by, at)
    return scale


def _measure(areas: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What people answered to: everything but the modules an area leads to."""
    return [{name: value for name, value in area.items() if name != "modules"} for area in areas]


def _problems(scale: Scale) -> list[Problem]:
    found = too_long(scale, "title")
    if not title_of(scale):
        found.append(Problem("title_pl", _("Give the scale a title in Polish.")))
    if scale.project is not None and not _takes_part(scale.organisation, scale.project):
        found.append(Problem("project", _("Choose a project that your organisation keeps or takes part in.")))
    areas = scale.areas
    if not isinstance(areas, list) or not 1 <= len(areas) <= MOST_AREAS:
        return [*found, Problem("areas", _("A scale has one to %(most)s areas.") % {"most": MOST_AREAS})]
    keys = [str(area.get("key") or "") for area in areas]
    if "" in keys or len(set(keys)) < len(keys):
        found.append(Problem("areas", _("Every area needs a key of its own.")))
    for n, area in enumerate(areas):
        found += _area_problems(f"areas.{n}", area)
    slugs = {str(slug) for area in areas for slug in area.get("modules") or ()}
    if len(slugs) > Module.objects.filter(slug__in=slugs).count():
        found.append(Problem("areas", _("One of the lessons does not exist.")))
    return found


def _area_problems(at: str, area: Mapping[str, Any]) -> list[Problem]:
    found = []
    if not has_text(area.get("title")):
        found.append(Problem(f"{at}.title", _("Give the area a name.")))
    anchors = area.get("anchors")
    anchors = anchors if isinstance(anchors, list) else []
    if [anchor.get("value") for anchor in anchors] != list(range(LEAST, MOST + 1)):
        found.append(Problem(f"{at}.anchors", _("An area needs words for 1, 2, 3, 4 and 5.")))
    for k, anchor in enumerate(anchors):
        if not has_text(anchor.get("text")):
            found.append(Problem(f"{at}.anchors.{k}", _("Say in words what this number means.")))
    return found


def _takes_part(organisation: Organisation, project: Project) -> bool:
    if project.organisation_id == organisation.pk:
        return True
    return bool(Partnership.objects.current().filter(project=project, organisation=organisation).exists())
