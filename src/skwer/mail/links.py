"""Where letters lead: every page a letter names, in one list, as full addresses in the letter's language."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from skwer.apps.assessment.models import Assignment
from skwer.apps.calls.models import Call, CoAuthor, Proposal
from skwer.apps.discussion.models import Notice, Ruling, Thread
from skwer.apps.discussion.tokens import notice_key
from skwer.apps.events.models import Event, Registration
from skwer.apps.events.models import Invitation as EventInvitation
from skwer.apps.events.tokens import invitation_key, key_of
from skwer.apps.grants.models import Agreement, Expense, Report
from skwer.apps.inbox.tokens import unsubscribe_token
from skwer.apps.people.models import Invitation, Person
from skwer.apps.people.tokens import invitation_token
from skwer.apps.places.models import Defect, Keeper, Place
from skwer.apps.places.tokens import keeper_token
from skwer.apps.practices.models import Practice
from skwer.apps.programmes.models import Claim, VisitNote


def page(route: str, **kwargs: object) -> str:
    """A page's full address in the active language."""
    return f"{settings.ORIGIN}{reverse(route, kwargs=kwargs)}"


def account() -> str:
    return page("web:account")


def invitation(given: Invitation) -> str:
    return page("web:account_invitation", token=invitation_token(given))


def unsubscribe(person: Person, letter: str) -> str:
    return page("web:unsubscribe", token=unsubscribe_token(person, letter))


def call(given: Call) -> str:
    return page("web:call", slug=given.slug)


def regulations(given: Call) -> str:
    return page("web:regulations", slug=given.slug)


def changes(given: Call) -> str:
    return page("web:regulations_changes", slug=given.slug)


def results(given: Call) -> str:
    return page("web:results", slug=given.slug)


def proposal(given: Proposal) -> str:
    return page("web:proposal", slug=given.call.slug, number=given.number)


def needs(given: Proposal) -> str:
    return page("web:needs", slug=given.call.slug, uid=given.uid)


def objection(given: Proposal) -> str:
    return page("web:object", slug=given.call.slug, number=given.number)


def receipt(given: Proposal) -> str:
    return page("web:receipt", slug=given.call.slug, number=given.number)


def correction(given: Proposal) -> str:
    return page("web:correction", slug=given.call.slug, number=given.number)


def coauthor(given: CoAuthor) -> str:
    return page("web:coauthor_accept", token=given.token)


def assignments(_given: Assignment) -> str:
    return page("web:desk_assignments")


def claim(given: Claim) -> str:
    return page("web:desk_work_claim", slug=given.partnership.project.slug, pk=given.pk)


def visit_note(given: VisitNote) -> str:
    return page("web:desk_work_note", slug=given.contract.project.slug, pk=given.pk)


def agreement(given: Agreement) -> str:
    return page("web:agreement", pk=given.pk)


def agreement_sign(given: Agreement) -> str:
    return page("web:agreement_sign", pk=given.pk)


def desk_agreement(given: Agreement) -> str:
    return page("web:desk_agreement", pk=given.pk)


def posting(given: Agreement) -> str:
    return page("web:posting", pk=given.pk)


def grant_costs(given: Agreement) -> str:
    return page("web:grant_costs", pk=given.pk)


def grant_cost(given: Expense) -> str:
    return page("web:grant_cost", pk=given.agreement_id, number=given.number)


def grant_work(given: Agreement) -> str:
    return page("web:grant_work", pk=given.pk)


def grant_report(given: Report) -> str:
    return page("web:grant_report", pk=given.agreement_id, number=given.number)


def grant_refunds(given: Agreement) -> str:
    return page("web:grant_refunds", pk=given.pk)


def discussion(given: Thread) -> str:
    return page("web:comment", kind=given.kind, key=given.key)


def ruling(given: Ruling) -> str:
    return page("web:ruling", uid=given.uid)


def notice(given: Notice) -> str:
    """The page of a notice; without an account its key opens it."""
    return page("web:notice_given", uid=given.uid) + ("" if given.by_id else f"?key={notice_key(given)}")


def place(given: Place) -> str:
    return page("web:place", number=given.pk)


def places() -> str:
    return page("web:places")


def care(given: Place) -> str:
    return page("web:care", number=given.pk)


def keeper(given: Keeper) -> str:
    """The invitation; with the key where it went to an address, else among one's places after signing in."""
    return page("web:keeper_invitation", token=keeper_token(given)) if given.email else page("web:my_places")


def handover(given: Place) -> str:
    return page("web:handover", number=given.pk)


def defect(given: Defect) -> str:
    return page("web:care_defect", number=given.place_id, defect=given.number)


def practice(given: Practice) -> str:
    return page("web:practice", slug=given.slug)


def practice_review(given: Practice) -> str:
    return page("web:desk_practice_review", slug=given.slug)


def event(given: Event) -> str:
    return page("web:event", slug=given.slug)


def event_outcomes(given: Event) -> str:
    return page("web:event_outcomes", slug=given.slug)


def event_mine(given: Registration) -> str:
    """Her registration; a guest without an account carries the key that opens it."""
    return page("web:event_mine", slug=given.event.slug) + _key(given)


def event_evaluation(given: Registration) -> str:
    return page("web:event_evaluation", slug=given.event.slug) + _key(given)


def event_invitation(given: EventInvitation) -> str:
    return page("web:event_register", slug=given.event.slug) + f"?invitation={invitation_key(given)}"


def _key(given: Registration) -> str:
    return "" if given.person_id else f"?key={key_of(given)}"
