"""What waits for those who carry agreements out, and for the offices: signatures, changes, postings, free money.

What waits in the account (costs, work, reports, refunds) is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.calls.models import Proposal
from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Organisation, Person

from .models import Agreement, Amendment, Version
from .queries.agreements import calls_to_draft, missing_side, step_of


def for_parties(person: Person, at: datetime) -> list[Due]:
    """Agreements and annexes to sign."""
    mine = Agreement.objects.of_party(person).select_related("organisation")
    found = [
        Due(
            what=_("Read and sign the agreement"),
            about=agreement.title,
            action=_("Read and sign"),
            route="web:agreement_sign",
            kwargs={"pk": agreement.pk},
            due_at=agreement.sign_until,
            state="late" if agreement.sign_until and at >= agreement.sign_until else "fix",
            organisation=agreement.organisation,
        )
        for agreement in mine.filter(state=Agreement.State.SENT)
    ]
    for version in _annexes(mine.values("pk"), "party"):
        found.append(
            Due(
                what=_("Read and sign the annex"),
                about=version.agreement.title,
                action=_("Read and sign"),
                route="web:agreement_sign",
                kwargs={"pk": version.agreement_id},
                state="fix",
                organisation=version.agreement.organisation,
            )
        )
    return found


def _annexes(agreements: object, side: str) -> Iterator[Version]:
    """Annexes that wait for this side."""
    waiting = Version.objects.filter(
        agreement__in=agreements, amendment__state=Amendment.State.AGREED, in_force_at__isnull=True
    )
    for version in waiting.select_related("agreement__organisation").prefetch_related("signatures"):
        if missing_side(version) == side:
            yield version


def for_offices(person: Person, at: datetime) -> list[Due]:
    """What the agreements of the cities she runs wait for."""
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    cities = Organisation.objects.filter(
        pk__in=Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    )
    return [due for city in cities for due in for_city(city, at)]


def for_city(city: Organisation, at: datetime) -> list[Due]:
    """What the office must do next with its agreements, the same for each of its officers."""
    return [*_to_draft(city), *_steps(city, at), *_changes(city), *_free_money(city)]


def _to_draft(city: Organisation) -> Iterator[Due]:
    for call in calls_to_draft(city):
        waiting: int = call.waiting  # type: ignore[attr-defined]
        yield Due(
            what=ngettext_lazy(
                "Make the agreement for %(count)d chosen proposal",
                "Make the agreements for %(count)d chosen proposals",
                waiting,
            )
            % {"count": waiting},
            about=call.title,
            action=_("Make agreements"),
            route="web:desk_agreements_of_call",
            kwargs={"slug": call.slug},
            state="check",
            organisation=city,
        )


def _steps(city: Organisation, at: datetime) -> Iterator[Due]:
    unsigned = Agreement.objects.filter(organisation=city, state__in=Agreement.UNSIGNED)
    for agreement in unsigned.select_related("posting", "organisation").order_by("pk"):
        step = step_of(agreement, at)
        if step.who != "office":
            continue
        yield Due(
            what=step.what,
            about=f"{agreement.number}: {agreement.title}",
            action=_("Look"),
            route="web:desk_agreement",
            kwargs={"pk": agreement.pk},
            due_at=step.due_at,
            state=step.state,
            organisation=city,
        )
    for version in _annexes(Agreement.objects.filter(organisation=city).values("pk"), "city"):
        yield Due(
            what=_("The city signs the annex"),
            about=f"{version.agreement.number}: {version.agreement.title}",
            action=_("Look"),
            route="web:desk_agreement",
            kwargs={"pk": version.agreement_id},
            state="check",
            organisation=city,
        )


def _changes(city: Organisation) -> Iterator[Due]:
    asked = Amendment.objects.filter(agreement__organisation=city, state=Amendment.State.ASKED)
    for amendment in asked.select_related("agreement").order_by("asked_at"):
        yield Due(
            what=_("Answer the change that was asked for"),
            about=f"{amendment.agreement.number}: {amendment.agreement.title}",
            action=_("Answer"),
            route="web:desk_amendment",
            kwargs={"pk": amendment.agreement_id, "number": amendment.number},
            state="fix",
            organisation=city,
        )


def _free_money(city: Organisation) -> Iterator[Due]:
    """Agreements nobody signed in time whose proposals still hold their place on the list."""
    held = Agreement.objects.filter(
        organisation=city, state=Agreement.State.EXPIRED, proposal__state=Proposal.State.CHOSEN
    )
    for agreement in held.select_related("proposal__call"):
        if agreement.proposal is None:
            continue
        yield Due(
            what=_("The agreement was not signed: its money is free for the reserve list"),
            about=f"{agreement.number}: {agreement.title}",
            action=_("Promote the next"),
            route="web:desk_promote",
            kwargs={"slug": agreement.proposal.call.slug},
            state="fix",
            organisation=city,
        )
