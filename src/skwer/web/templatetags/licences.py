"""Who uses a space and what earlier uses brought, for the space's page."""

from __future__ import annotations

from typing import Any

from django import template

from skwer.apps.spaces.licence_queries import public_user, public_uses
from skwer.apps.spaces.models import Space

register = template.Library()


@register.simple_tag
def uses_of(space: Space) -> dict[str, Any]:
    """`{% uses_of space as used %}`: `now` and `earlier`, each with `who` as everybody may read it."""
    now, earlier = public_uses(space)
    return {
        "now": {"licence": now, "who": public_user(now)} if now else None,
        "earlier": [{"licence": one, "who": public_user(one)} for one in earlier],
    }
