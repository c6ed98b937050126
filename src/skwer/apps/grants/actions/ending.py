"""How agreements end: not signed in time, before their time, or well; and what the clock does with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions import withdraw_winner
from skwer.apps.calls.models import Proposal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places.models import Breach
from skwer.apps.search.actions import index_later
from skwer.values.months import months_later

from ..building import give_into_care, stop_care
from ..models import Agreement, Amendment, Instalment, Refund, Version
from ..queries.money import account_of
from ..rules import may_run_grants
from ..signals import (
    agreement_closed,
    agreement_expired,
    agreement_terminated,
    announce,
    signature_near,
)
from .annexing import OPEN_INSTALMENTS
from .book import Reader, as_office, locked, note
from .paying import cancel_instalment, make_due_by_day

NEAR = (timedelta(days=7), timedelta(days=1))
"""How long before the term to sign the party is reminded."""


class NotEnding(Refusal):
    """The agreement is not in a state that ends like this."""

    message = _("This agreement cannot be ended like this. Load the page again to see where it stands.")
    code = "not_ending"
    status = 409


class StillOwed(Refusal):
    """Something is still owed, so the agreement stays open."""

    message = _("Money is still to be given back, the time of care still runs, or a breach of care is not ended.")
    code = "still_owed"
    status = 409


@transaction.atomic
def expire(*, by: Person | None, agreement: Agreement, reason: str, at: datetime) -> Agreement:
    """An agreement that was never in force ends: its time to sign is over (`by` None is the clock), or the party steps
    back, which an officer writes down with the reason. Then the proposal leaves the list, and the next can move up.

    Raises NotAllowed, NotEnding, BadValues.
    """
    locked(agreement)
    if by is not None and not may_run_grants(by, agreement):
        raise NotAllowed
    if agreement.state not in Agreement.UNSIGNED or (by is None and not _is_over(agreement, at)):
        raise NotEnding
    if by is not None:
        reader = Reader({"reason": reason})
        reason = reader.text("reason", 2000, needed=_("Say why there will be no agreement."), lines=True)
        reader.done()
    before = agreement.state
    agreement.expire()
    agreement.ended_at, agreement.end_reason = at, reason
    agreement.save(update_fields=["state", "ended_at", "end_reason"])
    _note("expire_agreement", agreement, before, by, at)
    proposal = agreement.proposal
    if by is not None and proposal is not None and proposal.state == Proposal.State.CHOSEN:
        withdraw_winner(by=by, proposal=proposal, reason=reason, at=at)
    announce(agreement_expired, Agreement, agreement=agreement, at=at)
    return agreement


def _is_over(agreement: Agreement, at: datetime) -> bool:
    """May the clock end it: nobody signed in time, or the proposal was withdrawn?"""
    if agreement.proposal is not None and agreement.proposal.state == Proposal.State.WITHDRAWN:
        return True
    return agreement.state == Agreement.State.SENT and agreement.sign_until is not None and agreement.sign_until <= at


@transaction.atomic
def terminate(*, by: Person, agreement: Agreement, reason: str, at: datetime) -> Agreement:
    """End an agreement before its time, with the reason. What is not paid yet is cancelled; what was paid is settled.

    Raises NotAllowed, NotEnding, BadValues.
    """
    locked(agreement)
    as_office(by, agreement)
    if agreement.state not in (Agreement.State.ACTIVE, Agreement.State.IN_CARE):
        raise NotEnding
    reader = Reader({"reason": reason})
    words = reader.text("reason", 2000, needed=_("Say why the agreement ends: the party reads it."), lines=True)
    reader.done()
    before = agreement.state
    for instalment in agreement.instalments.filter(state__in=OPEN_INSTALMENTS):
        cancel_instalment(by=by, instalment=instalment, why=words, at=at)
    open_changes = agreement.amendments.filter(state__in=[Amendment.State.ASKED, Amendment.State.AGREED])
    Version.objects.filter(amendment__in=open_changes).delete()
    open_changes.update(state=Amendment.State.WITHDRAWN)
    agreement.refresh_from_db()
    agreement.terminate()
    agreement.ended_at, agreement.end_reason = at, words
    agreement.save(update_fields=["state", "ended_at", "end_reason"])
    _note("terminate_agreement", agreement, before, by, at)
    stop_care(by=by, agreement=agreement, at=at)
    announce(agreement_terminated, Agreement, agreement=agreement, at=at)
    index_later(kind="agreement", key=agreement.pk)
    return agreement


@transaction.atomic
def start_care(*, by: Person | None, agreement: Agreement, at: datetime) -> Agreement:
    """The performed work is looked after for the months agreed, counted from the day it was performed.

    `by` None is the clock, which does this by itself. Raises NotAllowed, NotEnding.
    """
    locked(agreement)
    if by is not None and not may_run_grants(by, agreement):
        raise NotAllowed
    if agreement.state != Agreement.State.PERFORMED or not agreement.care_months:
        raise NotEnding
    since = timezone.localtime(agreement.performed_at or at).date()
    agreement.care()
    agreement.care_until = months_later(since, agreement.care_months)
    agreement.save(update_fields=["state", "care_until"])
    _note("start_care", agreement, Agreement.State.PERFORMED, by, at)
    give_into_care(by=by, agreement=agreement, since=since, at=at)
    return agreement


@transaction.atomic
def close_agreement(*, by: Person | None, agreement: Agreement, at: datetime) -> Agreement:
    """Nothing is owed any more: no refund is open, and the time of care is over. Raises NotAllowed, NotEnding,
    StillOwed."""
    locked(agreement)
    if by is not None and not may_run_grants(by, agreement):
        raise NotAllowed
    if agreement.state not in (Agreement.State.PERFORMED, Agreement.State.IN_CARE):
        raise NotEnding
    if _still_owed(agreement, timezone.localtime(at).date()):
        raise StillOwed
    before = agreement.state
    agreement.close()
    agreement.ended_at = at
    agreement.save(update_fields=["state", "ended_at"])
    _note("close_agreement", agreement, before, by, at)
    announce(agreement_closed, Agreement, agreement=agreement, at=at)
    return agreement


def _still_owed(agreement: Agreement, today: date) -> bool:
    if agreement.state == Agreement.State.PERFORMED and agreement.care_months:
        return True
    if agreement.care_until is not None and today <= agreement.care_until:
        return True
    return (
        account_of(agreement).outstanding > 0  # asked for by now or not
        or agreement.refunds.filter(state__in=[Refund.State.ASSESSED, Refund.State.ENFORCED]).exists()
        or agreement.instalments.exclude(state__in=[Instalment.State.PAID, Instalment.State.CANCELLED]).exists()
        or Breach.objects.filter(place__proposals__agreement=agreement, state=Breach.State.OPEN).exists()
    )


def tick_grants(*, at: datetime) -> Iterator[str]:
    """What the clock does with agreements: reminds of the term to sign, ends those not signed in time, makes dated
    instalments due, starts and ends the time of care, and takes names out when the archive term is over.

    Each step is its own transaction and looks again under the lock: twice, or twice at once, does no harm.
    """
    yield from _expiries(at)
    yield from _reminders(at)
    if due := make_due_by_day(at):
        yield f"{due} instalments fell due"
    yield from _care(at)
    if gone := forget_parties(at=at):
        yield f"{gone} agreements lost their names: the archive term is over"


def _expiries(at: datetime) -> Iterator[str]:
    over = Q(state=Agreement.State.SENT, sign_until__lte=at) | Q(
        state__in=Agreement.UNSIGNED, proposal__state=Proposal.State.WITHDRAWN
    )
    for agreement in Agreement.objects.filter(over).order_by("pk"):
        try:
            expire(by=None, agreement=agreement, reason="", at=at)
        except NotEnding:
            continue
        yield f"agreement {agreement.number} of {agreement.organisation_id} was not signed in time"


def _reminders(at: datetime) -> Iterator[str]:
    near = Agreement.objects.filter(state=Agreement.State.SENT, sign_until__gt=at, sign_until__lte=at + max(NEAR))
    for row in near.order_by("pk"):
        with transaction.atomic():
            agreement = locked(row)
            until = agreement.sign_until
            if agreement.state != Agreement.State.SENT or until is None:
                continue
            passed = [until - before for before in NEAR if until - before <= at]
            told = agreement.reminded_at or agreement.sent_at
            if not passed or (told is not None and told >= max(passed)):
                continue
            agreement.reminded_at = at
            agreement.save(update_fields=["reminded_at"])
            announce(signature_near, Agreement, agreement=agreement, at=at)
        yield f"agreement {agreement.number}: reminded of the term to sign"


def _care(at: datetime) -> Iterator[str]:
    today = timezone.localtime(at).date()
    performed = Agreement.objects.filter(state=Agreement.State.PERFORMED, care_months__gt=0)
    for agreement in performed.order_by("pk"):
        try:
            start_care(by=None, agreement=agreement, at=at)
        except NotEnding:
            continue
        yield f"agreement {agreement.number}: the time of care runs"
    over = Q(state=Agreement.State.IN_CARE, care_until__lt=today) | Q(state=Agreement.State.PERFORMED, care_months=0)
    for agreement in Agreement.objects.filter(over).order_by("pk"):
        try:
            close_agreement(by=None, agreement=agreement, at=at)
        except (NotEnding, StillOwed):
            continue
        yield f"agreement {agreement.number}: nothing is owed any more"


def forget_parties(*, at: datetime) -> int:
    """Take people's names out of agreements whose archive term is over; what was agreed and its sums stay.

    The term counts whole calendar years after the year in which the agreement ended (SKWER_ARCHIVE_YEARS).
    """
    year = timezone.localtime(at).year - settings.ARCHIVE_YEARS
    ended = (Agreement.State.CLOSED, Agreement.State.TERMINATED, Agreement.State.EXPIRED)
    old = Agreement.objects.filter(state__in=ended, ended_at__year__lt=year, forgotten_at__isnull=True)
    gone = 0
    for row in old.order_by("pk"):
        with transaction.atomic():
            agreement = locked(row)
            if agreement.forgotten_at is None:
                _forget(agreement, at)
                gone += 1
    return gone


FORGOTTEN = "—"


def _forget(agreement: Agreement, at: datetime) -> None:
    """Every place in which the party's people stand. An organisation's name is no person's and stays."""
    own = agreement.party_organisation_id is not None
    secret = [agreement.account, agreement.party_address, agreement.represented_by]
    if not own:
        secret += [agreement.party_name, agreement.party_register_no]
        agreement.party_name, agreement.party_register_no = FORGOTTEN, ""
    agreement.party = None
    agreement.party_address = agreement.represented_by = agreement.account = ""
    agreement.forgotten_at = at
    agreement.save()
    for version in agreement.versions.all():
        facts = dict(version.facts)
        for name in ("party_address", "represented_by", "account"):
            secret.append(str(facts.get(name, "")))
            facts[name] = ""
        if not own:
            secret.append(str(facts.get("party_name", "")))
            facts["party_name"], facts["party_register_no"] = FORGOTTEN, ""
        version.facts, version.paragraphs = facts, _without(version.paragraphs, secret)
        version.save(update_fields=["facts", "paragraphs"])
        version.signatures.update(name=FORGOTTEN)
    agreement.amendments.update(asked_by=None)
    for amendment in agreement.amendments.all():
        people = dict.fromkeys(("party_name", "party_address", "represented_by", "account"), FORGOTTEN)
        if touched := people.keys() & amendment.changes.keys():
            amendment.changes = {**amendment.changes, **dict.fromkeys(touched, FORGOTTEN)}
            amendment.save(update_fields=["changes"])
    posting = getattr(agreement, "posting", None)
    if posting is not None:
        posting.remarks.update(name="")
    _note("forget_party", agreement, agreement.state, None, at)


def _without(paragraphs: list[dict[str, object]], secret: list[str]) -> list[dict[str, object]]:
    """The text without these words (an account also as it is printed, in groups)."""
    from ..merging import grouped

    words = sorted({word for one in secret if one for word in (one, grouped(one))}, key=len, reverse=True)

    def clean(value: object) -> object:
        if isinstance(value, str):
            for word in words:
                value = value.replace(word, FORGOTTEN)
            return value
        if isinstance(value, list):
            return [clean(one) for one in value]
        if isinstance(value, dict):
            return {name: clean(one) for name, one in value.items()}
        return value

    return [clean(paragraph) for paragraph in paragraphs]  # type: ignore[misc]


def _note(verb: str, agreement: Agreement, before: str, by: Person | None, at: datetime) -> None:
    note(
        verb,
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        before={"state": before},
        after={"state": agreement.state},
    )
