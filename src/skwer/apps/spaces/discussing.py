"""Vacant spaces may be talked about, where their city lets people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from skwer.apps.discussion.kinds import Kind, Thing, register

from .models import Space

SPACES = Kind(
    key="space",
    label=_("vacant spaces"),
    visible=lambda person: Space.objects.visible_to(person).select_related("organisation"),
    rows=lambda: Space.objects.select_related("organisation"),
    thing=lambda space: Thing(str(space.title), f"/spaces/{space.pk}/", space.organisation),
)


def offer() -> None:
    register(SPACES)
