"""What a project's own page says of its work: how well its partners do when they apply elsewhere."""

from __future__ import annotations

from typing import Any

from skwer.apps.programmes.models import Project
from skwer.apps.programmes.queries.research import linked_applications, success_of, sums_of
from skwer.web.templatetags.words import money

from .words import success_words


def elsewhere(project: Project) -> dict[str, Any] | None:
    """Counts and sums of applications the project helped, nothing of what they say; None where there are none."""
    rows = linked_applications(project)
    if not rows:
        return None
    sums = [(money(one.asked, one.currency), money(one.granted, one.currency)) for one in sums_of(rows)]
    return {"finding": success_words(success_of(rows)), "sent": len(rows), "sums": sums}
