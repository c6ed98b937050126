"""What the models say about the personal data they keep."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# A field that names a person is called after what she did.
WHO = {
    "assessor": gettext_lazy("who assesses"),
    "author": gettext_lazy("who wrote it"),
    "by": gettext_lazy("who did it"),
    "checked_by": gettext_lazy("who checked it"),
    "decided_by": gettext_lazy("who decided"),
    "invited_by": gettext_lazy("who invited"),
    "person": gettext_lazy("who it is"),
    "registered_by": gettext_lazy("who took the paper in"),
    "reopened_by": gettext_lazy("who reopened it"),
    "requested_by": gettext_lazy("who asked for it"),
    "uploaded_by": gettext_lazy("who uploaded it"),
}


def declared() -> list[dict[str, Any]]:
    """By kind of thing: each personal field with its name, purpose and retention, in the order of the rooms."""
    groups = []
    for model in apps.get_models():
        fields = getattr(model, "PERSONAL", None)
        if not fields:
            continue
        rows = [
            {
                "field": str(WHO.get(name) or model._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                "purpose": _(about.purpose),
                "retention": _(about.retention),
            }
            for name, about in fields.items()
        ]
        groups.append({"kind": str(model._meta.verbose_name), "rows": rows})
    return groups
