"""Paths: modules in an order that fits a role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Module, Path, PathStep
from .common import Problem, fill, free_slug, note, refuse, texts, title_of, too_long
from .modules import NotReady

TEXTS = ("title", "summary")
FIELDS = {*texts(*TEXTS), "audience"}
MOST_STEPS = 20


def create_path(
    *,
    by: Person,
    organisation: Organisation,
    values: Mapping[str, Any],
    modules: Sequence[Module],
    at: datetime,
    slug: str = "",
) -> Path:
    """A new path, a draft, through these modules. Raises NotAllowed, Invalid."""
    if not rules.may_write(by, organisation):
        raise NotAllowed
    path = Path(organisation=organisation)
    fill(path, values, FIELDS)
    with transaction.atomic():
        refuse(_problems(path, modules, by))
        path.slug = free_slug(Path, slug, title_of(path))
        path.save()
        _lay(path, modules)
        note("create_path", path, organisation, by, at, after={"slug": path.slug, "modules": len(modules)})
    return path


def change_path(
    *, by: Person, path: Path, values: Mapping[str, Any], at: datetime, modules: Sequence[Module] | None = None
) -> Path:
    """Other texts, another audience; `modules`, when given, are the whole path anew. Raises NotAllowed, Invalid."""
    if not rules.may_change(by, path):
        raise NotAllowed
    with transaction.atomic():
        Path.objects.select_for_update().get(pk=path.pk)
        fill(path, values, FIELDS)
        refuse(_problems(path, modules or (), by))
        path.save()
        if modules is not None:
            path.steps.all().delete()
            _lay(path, modules)
        note("change_path", path, path.organisation, by, at, after={"modules": path.steps.count()})
    return path


def publish_path(*, by: Person, path: Path, at: datetime) -> Path:
    """Show the path to everybody. Raises NotAllowed, NotReady."""
    if not rules.may_change(by, path):
        raise NotAllowed
    if path.is_published:
        return path
    if not path.steps.filter(module__published_at__isnull=False).exists():
        raise NotReady("modules", _("Put at least one published lesson on the path."))
    with transaction.atomic():
        path.published_at = at
        path.save(update_fields=["published_at"])
        note("publish_path", path, path.organisation, by, at)
    return path


def hide_path(*, by: Person, path: Path, at: datetime) -> Path:
    """Take the path back from the public. Raises NotAllowed."""
    if not rules.may_change(by, path):
        raise NotAllowed
    if path.is_published:
        with transaction.atomic():
            path.published_at = None
            path.save(update_fields=["published_at"])
            note("hide_path", path, path.organisation, by, at)
    return path


def _lay(path: Path, modules: Sequence[Module]) -> None:
    PathStep.objects.bulk_create(
        PathStep(path=path, module=module, order=order) for order, module in enumerate(modules, 1)
    )


def _problems(path: Path, modules: Sequence[Module], by: Person) -> list[Problem]:
    found = too_long(path, *TEXTS)
    if not title_of(path):
        found.append(Problem("title_pl", _("Give the path a title in Polish.")))
    if path.audience not in Path.Audience.values:
        found.append(Problem("audience", _("Say for whom the path is.")))
    if len(modules) > MOST_STEPS:
        found.append(Problem("modules", _("At most %(most)s lessons on one path.") % {"most": MOST_STEPS}))
    keys = [module.pk for module in modules]
    if len(set(keys)) < len(keys):
        found.append(Problem("modules", _("A lesson stands on a path once.")))
    if Module.objects.visible_to(by).filter(pk__in=keys).count() < len(set(keys)):
        found.append(Problem("modules", _("Choose lessons that you can see.")))
    return found
