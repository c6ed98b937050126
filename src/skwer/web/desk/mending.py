"""From a problem of a call to the page and field where it is mended."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from skwer.apps.calls.models import Call
from skwer.apps.calls.stages import ASSESS, CHECK, Problem

from .editing import anchor_of_call, call_url

# Problems of a running stage lie in the work, not in the settings.
_WORK = {
    "check": ("web:desk_check", CHECK),
    "assessment": ("web:desk_assess", ASSESS),
    "decision": ("web:desk_decide", ""),
}


def mended_at(call: Call, where: str) -> str:
    """The address of what `where` names: "pot", "stages", "stages.3", "stages.3.form.steps.0", "check"."""
    if where in _WORK:
        return reverse(_WORK[where][0], args=[call.slug])
    if where.startswith("transfer."):
        page = reverse("web:desk_call_changes", args=[call.slug])
        return f"{page}#e-{where.removeprefix('transfer.')}"
    if where in ("", "stages", "earlier_stages"):
        return f"{call_url(call)}#stages"
    if where.startswith("stages."):
        _stages, order, *inside = where.split(".", 2)
        page = reverse("web:desk_stage", args=[call.slug, int(order)])
        return f"{page}#id_{inside[0]}" if inside and inside[0] else page
    return f"{reverse('web:desk_call_edit', args=[call.slug])}#{anchor_of_call(where)}"


def as_links(call: Call, problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as sentences with the address of where each is mended."""
    return [{"message": str(problem.message), "url": mended_at(call, problem.where)} for problem in problems]
