"""What the page of a place shows about its care."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from skwer.apps.places import rules
from skwer.apps.places.models import Defect, Place
from skwer.apps.places.queries import care as queries
from skwer.web.care import showing

register = template.Library()


@register.simple_tag(takes_context=True)
def care_of(context: Any, place: Place) -> dict[str, Any]:
    """`{% care_of place as care %}`: what is due next, who comes, what is broken, and whether the reader keeps it."""
    request = context.get("request")
    person = getattr(request, "user", None)
    today = timezone.localdate()
    tasks = [showing.task_row(state, today) for state in queries.task_states([place], today)]
    open_ = Defect.objects.filter(place=place, state__in=Defect.OPEN).order_by("-danger", "reported_at")
    return {
        "keeps": rules.may_care(person, place),
        "tasks": [task for task in tasks if task["due_on"] or task["turns"]][:4],
        "defects": [showing.defect_row(defect) for defect in open_[:6]],
    }
