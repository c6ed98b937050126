"""Things of the demo's events by name, for the tests that walk every address; a draft and certificates are added."""

from __future__ import annotations

from typing import Any

from skwer.apps.events import actions
from skwer.apps.events.models import Event
from skwer.apps.events.tokens import code_of
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.web.events.paper import certificate_code

from .events_factories import LATER, make_event


def event_things() -> dict[str, Any]:
    lipowiec = Organisation.objects.get(slug="lipowiec")
    marta = Person.objects.get(email="marta.wilk@lipowiec.example")
    draft = Event.objects.filter(slug="szkic-wydarzenia").first() or make_event(
        lipowiec, marta, announced=False, slug="szkic-wydarzenia", title_pl="Szkic wydarzenia", title_en="A draft event"
    )
    training = Event.objects.get(slug="szkolenie-lipowiec")
    lille = Event.objects.get(slug="lille-brokerage")
    officer = Membership.objects.current().filter(organisation=lille.organisation, role="officer").first()
    actions.issue_certificates(by=officer.person, event=lille, at=LATER)
    there = lille.registrations.exclude(certificate_no="").order_by("pk").first()
    someone = training.registrations.filter(state="registered").order_by("pk").first()
    return {
        "event_draft": draft.slug,
        "event_session": training.sessions.filter(kind="group").order_by("pk").first().pk,
        "event_site": training.sites.order_by("pk").first().pk,
        "event_person": someone.pk,
        "event_code": code_of(someone),
        "event_statement": lille.interests.order_by("pk").first().pk,
        "event_certificate": certificate_code(there),
        "event_holder": str(there.uid),
    }
