"""Places may be talked about, where their city lets people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from skwer.apps.discussion.kinds import Kind, Thing, register
from skwer.apps.people.models import Person

from .models import Keeper, Place


def _keepers(place: Place) -> list[Person]:
    """Those who look after it now and have an account."""
    live = Keeper.objects.live().filter(place=place, person__is_active=True).select_related("person")
    return [keeper.person for keeper in live.order_by("pk") if keeper.person is not None]


PLACES = Kind(
    key="place",
    label=_("places"),
    visible=lambda person: Place.objects.visible_to(person).select_related("organisation"),
    rows=lambda: Place.objects.select_related("organisation"),
    thing=lambda place: Thing(str(place.title), f"/places/{place.pk}/", place.organisation),
    answers=_keepers,
)


def offer() -> None:
    register(PLACES)
