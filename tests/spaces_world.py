"""What the addresses of spaces and shared things name in the demo, for the tables of all pages."""

from __future__ import annotations

from typing import Any

from skwer.apps.spaces.models import Booking, Shared, Space, Viewing, Wish


def spaces_things() -> dict[str, Any]:
    """A space with viewings, a draft, a search, a thing of the city, a resident's loan, one that is lent out."""
    viewing = Viewing.objects.select_related("space").order_by("starts_at").first()
    assert viewing is not None
    return {
        "space": viewing.space_id,
        "draft space": Space.objects.filter(state="draft", published_at=None).first().pk,  # type: ignore[union-attr]
        "viewing": viewing.pk,
        "wish": Wish.objects.get(title__startswith="Wystawa").pk,
        "shared": Shared.objects.filter(organisation__slug="lipowiec").first().pk,  # type: ignore[union-attr]
        "loan": Booking.objects.get(person__email="danuta.mroz@poczta.example").pk,
    }
