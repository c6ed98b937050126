"""A call that was opened from a kit: changes the transfer decided on and that are still to be made, and its regulations
with the changes marked against the kit's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.against_kit import changes_from_kit
from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import stages_of
from skwer.apps.calls.queries.ancestry import changes_to_make
from skwer.apps.calls.stages import AGREE, ASSESS, CHECK, DECIDE, DELIVER, PROPOSE, UPKEEP, VOTE
from skwer.apps.people.refusals import Refusal
from skwer.apps.practices.kits import diff
from skwer.apps.practices.kits.elements import element
from skwer.apps.practices.models import TransferElement
from skwer.web.context import address

from .doors import changes_only_by_staff, desk_call
from .editing import call_url
from .mending import mended_at

OF_STAGE = {
    "form": PROPOSE,
    "backing": PROPOSE,
    "checks": CHECK,
    "criteria": ASSESS,
    "committee": ASSESS,
    "ballot": VOTE,
    "counting": DECIDE,
    "agreement": AGREE,
    "delivery": DELIVER,
    "durability": UPKEEP,
}
OF_CALL = {"applicants": "applicants", "money": "pot", "clauses": "clauses"}
OF_SCHEME = ("vehicle", "support")


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, call: Call) -> HttpResponse:
    """The list with “done” beside each; below it the regulations against the kit's."""
    if call.kit_version is None:
        raise Http404
    person: Any = request.user
    problems: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            actions.carry_change(by=person, call=call, key=request.POST.get("element", ""), at=timezone.now())
        except Refusal as refusal:
            status, problems = refusal.status, [("", str(refusal.message))]
        else:
            messages.success(request, _("Marked as made."))
            return redirect("web:desk_call_changes", slug=call.slug)
    waiting = changes_to_make(call)
    document = call.transfer.document if call.transfer else call.kit_version.document
    adapted = {one.key: one for one in diff.differences(call.kit_version.document, document)}
    context = {
        "call": call,
        "rows": [_row(call, row, adapted.get(row.key)) for row in waiting],
        "changed": changes_from_kit(call),
        "kit": call.kit_version,
        "finding": _finding(len(waiting)),
        "transfer_url": address("web:desk_transfer", call.transfer_id) if call.transfer_id else "",
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "problems": problems,
        "back": call_url(call),
    }
    return render(request, "desk/kit_changes.html", context, status=status)


def _finding(n: int) -> str:
    if not n:
        return _("How this call differs from its kit")
    return ngettext(
        "%(n)s change is to be made before the call is announced",
        "%(n)s changes are to be made before the call is announced",
        n,
    ) % {"n": n}


def _row(call: Call, row: TransferElement, change: Any) -> dict[str, Any]:
    """A change to make: what was decided, why, how the kit as adapted says it, and where in the draft it is made."""
    return {
        "row": row,
        "name": element(row.key).name,
        "decision": capfirst(str(row.get_decision_display())),
        "change": change if row.changed_here else None,
        "url": made_at(call, row.key),
    }


def made_at(call: Call, key: str) -> str:
    """The page of the draft on which a change of this element is made; "" where nothing in a call says it."""
    if key in OF_CALL:
        return mended_at(call, OF_CALL[key])
    if key in OF_SCHEME:
        return address("web:desk_scheme", call.slug)
    if key in ("stages", "calendar"):
        return mended_at(call, "stages")
    if key in OF_STAGE:
        stage = next((one for one in stages_of(call) if one.kind == OF_STAGE[key]), None)
        return mended_at(call, f"stages.{stage.order}" if stage else "stages")
    return ""
