"""A call that takes proposals right now, and hands that fill in its form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.forms.reading import render_post
from skwer.apps.people.models import Organisation, Person
from skwer.web.proposals.wizard import Way
from tests.factories import ANSWERS, make_call, make_proposal

STEPS = ("idea", "place_step", "money", "care")
DECLARED = {"is_of_age": "on", "is_open": "on", "will_care": "on", "knows_rules": "on"}


def call_now(city: Organisation, officer: Person, *, since: int = 5, **changes: Any) -> Call:
    """A micro-grant whose first stage opened `since` days ago (it takes proposals for 38 days)."""
    now = timezone.now()
    return make_call(city, officer, first_day=(now - timedelta(days=since)).date(), at=now, **changes)


def sent(call: Call, author: Person | None = None, **answers: Any) -> Proposal:
    return make_proposal(call, author, at=timezone.now(), **answers)


def sign_in(client: Any, person: Person) -> Any:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def typed(proposal: Proposal, step: str, **other: Any) -> dict[str, Any]:
    """What a browser sends with complete answers of one step, and the version the page was made from."""
    way = Way(proposal)
    answers = {q.key: ANSWERS[q.key] for q in way.step(step).questions if q.key in ANSWERS}
    pairs: dict[str, Any] = {}
    for name, value in render_post(way.form, answers):
        pairs.setdefault(name, []).append(value)
    return {**pairs, "version": str(fresh(proposal).version), **other}


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def begin(client: Any, call: Call, **who: str) -> Proposal:
    """Start a draft through the page; the client must be signed in."""
    answer = client.post(f"/calls/{call.slug}/propose/", {"applicant_kind": "person", **who})
    assert answer.status_code == 302, answer.content.decode()
    return Proposal.objects.order_by("-pk").get(uid=answer.url.split("/")[4])


def page(proposal: Proposal, step: str) -> str:
    return f"/calls/{proposal.call.slug}/drafts/{proposal.uid}/{step}/"


def sending(proposal: Proposal) -> str:
    return page(proposal, "check-and-send")
