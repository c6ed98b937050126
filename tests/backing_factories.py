"""Calls that ask for consents and support, people who sign, files they hand in."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from skwer.apps.calls import actions
from skwer.apps.calls.actions import supporting
from skwer.apps.calls.models import Call, Need, Proposal, Supporter
from skwer.apps.people.models import Organisation, Person

from .factories import AT, make_call, make_person, make_proposal


def asking_call(
    city: Organisation,
    officer: Person,
    *,
    needed: int = 0,
    consent: str = "none",
    age: int = 15,
    days_kept: int = 90,
    at: datetime = AT,
    announced: bool = True,
    **changes: Any,
) -> Call:
    """A call that takes proposals at `at` and asks for `needed` names and for the owner's consent by `consent`."""
    call = make_call(city, officer, at=at, announced=False, **changes)
    stage = call.stages.get(kind="propose")
    settings = {
        "support": {"needed": needed, "age": age, "days_kept": days_kept},
        "owner_consent": consent,
    }
    actions.change_stage(by=officer, stage=stage, changes={"settings": settings}, at=at)
    if announced:
        actions.announce_call(by=officer, call=call, at=at)
        actions.tick(at=at)
    return fresh_call(call)


def fresh_call(call: Call) -> Call:
    return Call.objects.select_related("organisation", "edition__scheme").get(pk=call.pk)


def draft(call: Call, author: Person | None = None, *, at: datetime = AT, **answers: Any) -> Proposal:
    return make_proposal(call, author, submitted=False, at=at, **answers)


def reread(proposal: Proposal) -> Proposal:
    """As another request would load it."""
    return Proposal.objects.select_related("call__organisation", "call__edition__scheme").get(pk=proposal.pk)


def need_of(proposal: Proposal, kind: str) -> Need:
    return Need.objects.select_related("proposal__call__organisation").get(proposal=proposal, kind=kind)


def sign(
    proposal: Proposal,
    by: Person | None = None,
    *,
    name: str = "Anna Nowak",
    street: str = "Młyńska",
    at: datetime = AT,
    **given: Any,
) -> Supporter:
    statements = {"old_enough": True, "lives_here": True, **given}
    return supporting.support(
        by=by or make_person(), proposal=reread(proposal), name=name, street=street, at=at, **statements
    )


def scan(name: str = "lista.png") -> SimpleUploadedFile:
    """A small picture, as a telephone sends it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#888").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")
