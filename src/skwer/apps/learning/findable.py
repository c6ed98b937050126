"""What modules offer to the rooms below: words for the search, and a holder for slides and files."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from skwer.apps.files import holders
from skwer.apps.people.models import Membership, Person
from skwer.apps.search import kinds
from skwer.apps.search.kinds import Words
from skwer.values.markdown import to_text

from . import rules
from .models import Module
from .models.module import DESK, ModuleQuerySet

KIND = "module"


def entries(module: Module) -> list[Words]:
    """The module in every language its title was written in."""
    found = []
    for language in ("pl", "en"):
        if not getattr(module, f"title_{language}", None):
            continue
        with translation.override(language):
            text = f"{module.summary} {to_text(module.body)}"
            found.append(Words(language, str(module.title), text, f"/learn/{module.slug}/"))
    return found


def _visible(person: Person | None) -> ModuleQuerySet:
    return Module.objects.visible_to(person)


def _inside(person: Person | None) -> ModuleQuerySet:
    if person is None or not person.is_authenticated:
        return Module.objects.none()
    mine = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
    return Module.objects.filter(organisation__in=mine)


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    module = Module.objects.filter(pk=key).select_related("organisation").first() if key.isdecimal() else None
    return module is not None and rules.may_change(person, module)


def register() -> None:
    holders.register(holders.HolderKind(KIND, _visible, _inside, _may_change))
    kinds.register(
        kinds.SearchKind(
            key=KIND,
            label=Module._meta.verbose_name_plural,
            things=lambda: Module.objects.select_related("organisation"),
            entries=entries,
            organisation=lambda module: module.organisation,
            visible_keys=_visible,
            name=Module._meta.verbose_name,
        )
    )
