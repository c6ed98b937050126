"""Which call or proposal an address means, for whom."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from skwer.apps.calls.models import Call, Proposal


def call_of(request: HttpRequest, slug: str) -> Call:
    """The call the reader may see, with its city and stages; the page becomes the city's."""
    calls = Call.objects.visible_to(request.user).select_related("organisation", "edition__scheme")  # type: ignore[arg-type]
    call = get_object_or_404(calls.prefetch_related("stages"), slug=slug)
    request.city = call.organisation  # type: ignore[attr-defined]
    request.section = "calls"  # type: ignore[attr-defined]
    return call


def _chosen(request: HttpRequest, call: Call, **which: object) -> Proposal:
    visible = Proposal.objects.visible_to(request.user).filter(call=call)  # type: ignore[arg-type]
    proposal = get_object_or_404(visible.select_related("district", "cover", "author", "organisation"), **which)
    proposal.call = call  # the same object: what it already knows is not asked for again
    return proposal


def proposal_of(request: HttpRequest, slug: str, number: int) -> Proposal:
    """A sent proposal the reader may see."""
    return _chosen(request, call_of(request, slug), number=number)


def draft_of(request: HttpRequest, slug: str, uid: UUID) -> Proposal:
    """A proposal the reader writes, by the key that stands in the addresses of drafts."""
    call = call_of(request, slug)
    written = Proposal.objects.written_by(request.user).filter(call=call)  # type: ignore[arg-type]
    proposal = get_object_or_404(written.select_related("author", "organisation"), uid=uid)
    proposal.call = call
    return proposal


def read_of(request: HttpRequest, slug: str, uid: UUID) -> Proposal:
    """A proposal the reader writes, or was asked to read and confirm."""
    call = call_of(request, slug)
    mine = Proposal.objects.read_by(request.user).filter(call=call)  # type: ignore[arg-type]
    proposal = get_object_or_404(mine.select_related("author", "organisation"), uid=uid)
    proposal.call = call
    return proposal
