"""`{% load discussion %}{% discussion "place" place.pk %}`: what people say under a thing, where they may."""

from __future__ import annotations

from typing import Any

from django import template

from skwer.web.discussion.showing import block

register = template.Library()


@register.inclusion_tag("discussion/_block.html", takes_context=True)
def discussion(context: Any, kind: str, key: Any) -> dict[str, Any]:
    """Nothing at all where no comments are taken and none stand."""
    return block(context["request"], kind, str(key))
