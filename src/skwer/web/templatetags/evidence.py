"""What a practice led to, as its page shows it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from skwer.apps.practices.models import Practice
from skwer.overview.evidence import evidence_of
from skwer.web.library import evidence as telling

register = template.Library()


@register.inclusion_tag("library/_evidence.html")
def evidence(practice: Practice) -> dict[str, Any]:
    """`{% evidence practice %}`: figures by city, or what will stand here once a call is decided."""
    return {"told": telling.section(evidence_of(practice, on=timezone.localdate()))}
