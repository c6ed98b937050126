"""What is looked up about agreements: the register, the desk's list, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.applicants import GROUP, PERSON
from skwer.apps.calls.models import Call, Proposal, Stage
from skwer.apps.calls.stages import AGREE
from skwer.apps.people.models import Organisation

from ..models import Agreement, Amendment, Posting, Signature, Version

State = Agreement.State


def public_party(agreement: Agreement) -> Any:
    """Who carries it out, as everybody may read it: an organisation by name, people never."""
    if agreement.party_organisation is not None:
        return agreement.party_organisation.name
    if agreement.applicant_kind == PERSON:
        return _("a resident")
    if agreement.applicant_kind == GROUP:
        return _("an informal group")
    return agreement.party_name


def register(told: Mapping[str, Any]) -> QuerySet[Agreement]:
    """The public register, newest first, narrowed by `city`, `year`, `state`, `kind`, `support`, `q` (empty: all).

    `q` looks into titles, numbers and names of organisations, never into those of people.
    """
    rows = Agreement.objects.public().select_related(
        "organisation", "party_organisation", "call", "district", "edition__scheme"
    )
    if city := told.get("city"):
        rows = rows.filter(organisation__slug=city)
    if year := told.get("year"):
        rows = rows.filter(active_at__year=year) if str(year).isdecimal() else rows.none()
    if state := told.get("state"):
        rows = rows.filter(state=state)
    if kind := told.get("kind"):
        rows = rows.filter(applicant_kind=kind)
    if support := told.get("support"):
        rows = rows.filter(support=support)
    if words := str(told.get("q") or "").strip():
        # SQLite folds the case of ASCII letters only, so "ławka" would not find "Ławka".
        found = Q(number__icontains=words)
        for spelt in {words, words.lower(), words.upper(), words[:1].upper() + words[1:].lower()}:
            found |= Q(title__icontains=spelt) | Q(party_organisation__name__icontains=spelt)
        rows = rows.filter(found)
    return rows.order_by("-active_at", "-pk")


def cities_of_register() -> QuerySet[Organisation]:
    """Cities that have agreements in the register."""
    there = Agreement.objects.public().values("organisation")
    return Organisation.objects.filter(pk__in=there).order_by("name")


def years_of_register() -> list[int]:
    """Years in which agreements came into force, newest first."""
    days = Agreement.objects.public().filter(active_at__isnull=False).dates("active_at", "year", order="DESC")
    return [day.year for day in days]


WAITING = ("prepare", "party", "city", "change", "running", "ended")
"""What an agreement waits for, as the desk sorts them."""


def desk_list(city: Organisation, waiting: str = "") -> QuerySet[Agreement]:
    """The city's agreements, newest first, narrowed by what they wait for.

    Each knows `open_change`: does an amendment wait for an answer?
    """
    asked = Amendment.objects.filter(agreement=OuterRef("pk"), state=Amendment.State.ASKED)
    rows = (
        Agreement.objects.filter(organisation=city)
        .annotate(open_change=Exists(asked))
        .select_related("organisation", "party_organisation", "call", "proposal__call", "posting")
    )
    if waiting in _NARROWED:
        rows = rows.filter(_NARROWED[waiting])
    return rows.order_by("-drafted_at", "-pk")


_NARROWED = {
    "prepare": Q(state=State.DRAFTED),
    "party": Q(state=State.SENT),
    "city": Q(state=State.SIGNED),
    "change": Q(open_change=True),
    "running": Q(state__in=[State.ACTIVE, State.PERFORMED, State.IN_CARE]),
    "ended": Q(state__in=[State.CLOSED, State.TERMINATED, State.EXPIRED]),
}


def waiting_counts(city: Organisation) -> dict[str, int]:
    """How many agreements of the city wait for what; one query."""
    asked = Amendment.objects.filter(agreement=OuterRef("pk"), state=Amendment.State.ASKED)
    rows = Agreement.objects.filter(organisation=city).annotate(open_change=Exists(asked))
    counted: dict[str, int] = rows.aggregate(**{name: Count("pk", filter=test) for name, test in _NARROWED.items()})
    return counted


def calls_to_draft(city: Organisation) -> QuerySet[Call]:
    """Decided calls with chosen proposals that have no agreement yet, with `waiting` of them."""
    without = Q(proposals__state=Proposal.State.CHOSEN, proposals__agreement__isnull=True)
    return (
        Call.objects.filter(organisation=city, state=Call.State.DECIDED)
        .filter(pk__in=Stage.objects.filter(kind=AGREE).exclude(state=Stage.State.CLOSED).values("call"))
        .annotate(waiting=Count("proposals", filter=without, distinct=True))
        .filter(waiting__gt=0)
        .order_by("-decided_at")
    )


def posted_offers(at: datetime) -> QuerySet[Posting]:
    """Offers that are shown to everybody now, the nearest end first."""
    return (
        Posting.objects.filter(from_at__lte=at, until_at__gt=at, closed_at__isnull=True)
        .exclude(agreement__state=State.EXPIRED)
        .select_related("agreement__organisation", "agreement__party_organisation", "agreement__call")
        .order_by("until_at", "pk")
    )


def past_postings(at: datetime, days: int = 365) -> QuerySet[Posting]:
    """Offers that were shown in the last year, with what the city answered."""
    return (
        Posting.objects.filter(until_at__lte=at, until_at__gt=at - timedelta(days=days))
        .select_related("agreement__organisation", "agreement__party_organisation", "agreement__call")
        .order_by("-until_at", "-pk")
    )


def version_in_force(agreement: Agreement) -> Version | None:
    """The newest version both sides signed."""
    return agreement.versions.filter(in_force_at__isnull=False).order_by("number").last()


def version_on(agreement: Agreement, at: datetime) -> Version | None:
    """The version that was in force at a past moment."""
    return agreement.versions.filter(in_force_at__lte=at).order_by("number").last()


def latest_version(agreement: Agreement) -> Version | None:
    """The newest text, signed or not."""
    return agreement.versions.order_by("number").last()


def missing_side(version: Version) -> str:
    """The side that signs next, or "" when both have."""
    signed = {row.side for row in version.signatures.all() if row.struck_at is None}
    return next((side for side in Signature.Side.values if side not in signed), "")


@dataclass(frozen=True)
class Step:
    """What comes next with an agreement: what, who does it ("office", "party", "" for nobody), until when."""

    key: str
    what: Any
    who: str
    due_at: datetime | None = None
    state: str = "draft"


_WORK = _("The work is done and accounted for")


def step_of(agreement: Agreement, at: datetime, *, inside: bool = True) -> Step:
    """The next step, for the top of its page and the desk's list. Uses what was fetched; asks little.

    Not `inside`: what the party asks for is between it and the office until it is in force.
    """
    if agreement.state == State.DRAFTED:
        return _before_sending(agreement, at)
    if agreement.state == State.SENT:
        late = agreement.sign_until is not None and at >= agreement.sign_until
        return Step("sign", _("The party reads and signs"), "party", agreement.sign_until, "late" if late else "sent")
    if agreement.state == State.SIGNED:
        return Step("countersign", _("The city signs"), "office", None, "check")
    if agreement.state == State.ACTIVE:
        return _in_force(agreement) if inside else Step("work", _WORK, "party", None, "build")
    if agreement.state == State.PERFORMED:
        return Step("performed", _("The account is settled"), "", None, "done")
    if agreement.state == State.IN_CARE:
        return Step("care", _("The place is looked after"), "party", None, "done")
    if agreement.state == State.EXPIRED:
        return Step("expired", _("There is no agreement; the money is free"), "", None, "no")
    if agreement.state == State.TERMINATED:
        return Step("terminated", _("Ended before its time; what was paid is settled"), "office", None, "no")
    return Step("closed", _("Nothing is owed any more"), "", None, "done")


def _before_sending(agreement: Agreement, at: datetime) -> Step:
    posting_days = (agreement.terms.get(AGREE) or {}).get("posting_days", 0)
    posting = getattr(agreement, "posting", None)
    if posting_days and posting is None:
        return Step("post", _("Check the offer and show it to everybody"), "office", None, "fix")
    if posting is not None and posting.closed_at is None:
        if at < posting.until_at:
            return Step("posted", _("Everybody may read the offer and comment"), "", posting.until_at, "vote")
        return Step("close_posting", _("Answer the remarks and close the posting"), "office", posting.until_at, "fix")
    return Step("send", _("Check the draft and send it to the party"), "office", None, "draft")


def _in_force(agreement: Agreement) -> Step:
    change = getattr(agreement, "open_change", None)
    if change is None:
        change = agreement.amendments.filter(state=Amendment.State.ASKED).exists()
    if change:
        return Step("answer_change", _("Answer the change that was asked for"), "office", None, "fix")
    return Step("work", _WORK, "party", None, "build")
