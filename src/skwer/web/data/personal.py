"""What the models say about the personal data they keep."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# A field that names a person is called after what she did.
WHO = {
    "added_by": gettext_lazy("who entered it"),
    "answered_by": gettext_lazy("who answered"),
    "asked_by": gettext_lazy("who asked for it"),
    "assessor": gettext_lazy("who assesses"),
    "author": gettext_lazy("who wrote it"),
    "begun_by": gettext_lazy("who began it"),
    "by": gettext_lazy("who did it"),
    "checked_by": gettext_lazy("who checked it"),
    "counted_by": gettext_lazy("who counted"),
    "decided_by": gettext_lazy("who decided"),
    "facts": gettext_lazy("figures of the text"),
    "filed_by": gettext_lazy("who objected"),
    "invited_by": gettext_lazy("who invited"),
    "city_officer": gettext_lazy("officer of the city"),
    "judged_by": gettext_lazy("who judged it"),
    "logged_by": gettext_lazy("who logged it"),
    "made_by": gettext_lazy("who made it"),
    "paragraphs": gettext_lazy("the text"),
    "officer": gettext_lazy("officer of the city"),
    "party": gettext_lazy("who carries it out"),
    "person": gettext_lazy("who it is"),
    "recorded_by": gettext_lazy("who recorded it"),
    "registered_by": gettext_lazy("who took the paper in"),
    "reopened_by": gettext_lazy("who reopened it"),
    "requested_by": gettext_lazy("who asked for it"),
    "reviewed_by": gettext_lazy("who answered"),
    "ruled_by": gettext_lazy("who ruled"),
    "sent_by": gettext_lazy("who sent it"),
    "settled_by": gettext_lazy("who settled it"),
    "submitted_by": gettext_lazy("who handed it in"),
    "uploaded_by": gettext_lazy("who uploaded it"),
    "verified_by": gettext_lazy("who confirmed it"),
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
