"""What the models say about the personal data they keep."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _


def declared() -> list[dict[str, Any]]:
    """By kind of thing: each personal field with its name, purpose and retention, in the order of the rooms."""
    groups = []
    for model in apps.get_models():
        fields = getattr(model, "PERSONAL", None)
        if not fields:
            continue
        rows = [
            {
                "field": str(model._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                "purpose": _(about.purpose),
                "retention": _(about.retention),
            }
            for name, about in fields.items()
        ]
        groups.append({"kind": str(model._meta.verbose_name), "rows": rows})
    return groups
