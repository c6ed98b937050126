"""Letters about agreements: to sign, in force, changes answered, offers shown, the term to sign, and free money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.grants.models import Agreement, Amendment, Posting, Signature, Version
from skwer.apps.people.models import Membership, Person

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import day, money
from .grants import party_of

_PARTY = gettext_lazy("You get this letter because you carry out this agreement. It cannot be turned off: a right or a "
                      "deadline of yours depends on it.")  # fmt: skip
_OFFICE = gettext_lazy("You get this letter because you run the agreements of this city.")
_WITH = ("organisation", "proposal__author", "proposal__call", "party")


def _facts(agreement: Agreement) -> list[tuple[str, str]]:
    return [
        (_("Agreement"), f"{agreement.number}, {agreement.title}"),
        (_("Support"), money(agreement.amount, agreement.currency)),
    ]


def _last_day(until: datetime | None) -> str:
    """Terms end at midnight; people are told the day that ends then."""
    return day(until - timedelta(seconds=1)) if until else ""


def _officers(agreement: Agreement) -> list[Person]:
    running = Membership.objects.current().filter(
        organisation=agreement.organisation_id, role__in=[Membership.Role.OFFICER, Membership.Role.ADMIN]
    )
    return list(Person.objects.filter(is_active=True, memberships__in=running).distinct().order_by("pk"))


def agreement_sent(pk: int) -> Iterator[Outgoing]:
    """To the party: read it and sign it in time."""
    agreement = Agreement.objects.select_related(*_WITH).get(pk=pk)
    if agreement.state == Agreement.State.SENT:
        for person in party_of(agreement):
            yield Outgoing(kinds.GRANT, lambda: _to_sign(agreement), person)


def _to_sign(agreement: Agreement) -> Contents:
    return Contents(
        subject=_("Your agreement is ready to sign: %(title)s") % {"title": agreement.title},
        text=[_("Read it, then sign it: on paper at the office, or electronically on its page.")],
        facts=[*_facts(agreement), (_("Sign by"), _last_day(agreement.sign_until))],
        button=(_("Read and sign"), links.agreement_sign(agreement)),
        after=[_("If something is wrong in it, tell the office before you sign: it can still be corrected.")],
        why=str(_PARTY),
        organisation=agreement.organisation,
    )


def signature_near(pk: int) -> Iterator[Outgoing]:
    """To the party: the time to sign is nearly over."""
    agreement = Agreement.objects.select_related(*_WITH).get(pk=pk)
    if agreement.state == Agreement.State.SENT:
        for person in party_of(agreement):
            yield Outgoing(kinds.GRANT, lambda: _near(agreement), person)


def _near(agreement: Agreement) -> Contents:
    return Contents(
        subject=_("The time to sign is nearly over: %(title)s") % {"title": agreement.title},
        text=[_("Without your signature there is no agreement, and the money goes to the next on the reserve list.")],
        facts=[*_facts(agreement), (_("Sign by"), _last_day(agreement.sign_until))],
        button=(_("Read and sign"), links.agreement_sign(agreement)),
        after=[_("You need more time? Ask the office for it now.")],
        why=str(_PARTY),
        organisation=agreement.organisation,
    )


def signature_struck(pk: int) -> Iterator[Outgoing]:
    """To the party: the file it handed in is no valid signature."""
    signature = Signature.objects.select_related("version__agreement__organisation").get(pk=pk)
    agreement = signature.version.agreement
    if signature.struck_at is not None:
        for person in party_of(agreement):
            yield Outgoing(kinds.GRANT, lambda: _struck(agreement, signature), person)


def _struck(agreement: Agreement, signature: Signature) -> Contents:
    return Contents(
        subject=_("Please sign again: %(title)s") % {"title": agreement.title},
        text=[_("The office could not take your signature. In its words:")],
        quote=signature.struck_why,
        facts=_facts(agreement),
        button=(_("Read and sign"), links.agreement_sign(agreement)),
        why=str(_PARTY),
        organisation=agreement.organisation,
    )


def agreement_in_force(pk: int) -> Iterator[Outgoing]:
    """To the party: both signed. The last version that came into force, the agreement itself or an annex."""
    agreement = Agreement.objects.select_related(*_WITH).get(pk=pk)
    version = agreement.versions.filter(in_force_at__isnull=False).order_by("number").last()
    if version is not None:
        for person in party_of(agreement):
            yield Outgoing(kinds.GRANT, lambda: _in_force(agreement, version), person)


def _in_force(agreement: Agreement, version: Version) -> Contents:
    if version.number == 1:
        subject = _("Your agreement is in force: %(title)s")
        text = _("Both sides have signed. You can begin.")
    else:
        subject = _("Your annex is in force: %(title)s")
        text = _("Both sides have signed. From now on the agreement holds as changed.")
    return Contents(
        subject=subject % {"title": agreement.title},
        text=[text],
        facts=[*_facts(agreement), (_("Checksum"), version.mark)],
        button=(_("See the agreement"), links.agreement(agreement)),
        why=str(_PARTY),
        organisation=agreement.organisation,
    )


def amendment_answered(pk: int) -> Iterator[Outgoing]:
    """To the party: its change is agreed, and waits for signatures, or refused with the reason."""
    amendment = Amendment.objects.select_related("agreement__organisation").get(pk=pk)
    if amendment.state in (Amendment.State.AGREED, Amendment.State.REFUSED):
        for person in party_of(amendment.agreement):
            yield Outgoing(kinds.GRANT, lambda: _answered(amendment), person)


def _answered(amendment: Amendment) -> Contents:
    agreement = amendment.agreement
    agreed = amendment.state == Amendment.State.AGREED
    subject = _("Your change is agreed: sign the annex") if agreed else _("Your change is refused")
    return Contents(
        subject=f"{subject}: {agreement.title}",
        text=[
            _("The city agrees. The annex holds once both sides have signed it.")
            if agreed
            else _("The agreement stays as it is. The city says why:")
        ],
        quote=amendment.answer,
        facts=_facts(agreement),
        button=(_("Read and sign"), links.agreement_sign(agreement))
        if agreed
        else (_("See the agreement"), links.agreement(agreement)),
        why=str(_PARTY),
        organisation=agreement.organisation,
    )


def posting_began(pk: int) -> Iterator[Outgoing]:
    """To the party: everybody can read its offer now."""
    posting = Posting.objects.select_related("agreement__organisation").get(pk=pk)
    for person in party_of(posting.agreement):
        yield Outgoing(kinds.GRANT, lambda: _posted(posting), person)


def _posted(posting: Posting) -> Contents:
    agreement = posting.agreement
    return Contents(
        subject=_("Your offer is shown to everybody: %(title)s") % {"title": agreement.title},
        text=[_("Before the agreement anybody can read the offer and comment. The city answers the remarks.")],
        facts=[*_facts(agreement), (_("Shown until"), _last_day(posting.until_at))],
        button=(_("See the offer"), links.posting(agreement)),
        why=str(_PARTY),
        organisation=agreement.organisation,
    )


def agreement_expired(pk: int) -> Iterator[Outgoing]:
    """To the office: nobody signed in time, so the money is free. To the party: there is no agreement."""
    agreement = Agreement.objects.select_related(*_WITH).get(pk=pk)
    if agreement.state != Agreement.State.EXPIRED:
        return
    for person in _officers(agreement):
        yield Outgoing(kinds.GRANT, lambda: _free(agreement), person)
    for person in party_of(agreement):
        yield Outgoing(kinds.GRANT, lambda: _lost(agreement), person)


def _free(agreement: Agreement) -> Contents:
    return Contents(
        subject=_("Money is free for the reserve list: %(title)s") % {"title": agreement.title},
        text=[_("This agreement was not signed. Promote the next proposal on the reserve list.")],
        facts=_facts(agreement),
        button=(_("See the agreement"), links.desk_agreement(agreement)),
        why=str(_OFFICE),
        organisation=agreement.organisation,
    )


def _lost(agreement: Agreement) -> Contents:
    return Contents(
        subject=_("There is no agreement: %(title)s") % {"title": agreement.title},
        text=[_("The agreement was not signed, so it ended. The money goes to the next on the reserve list.")],
        quote=agreement.end_reason,
        facts=_facts(agreement),
        after=[_("If you think this is a mistake, call the office at once.")],
        why=str(_PARTY),
        organisation=agreement.organisation,
    )


def agreement_terminated(pk: int) -> Iterator[Outgoing]:
    """To the party: the agreement is ended, and why."""
    agreement = Agreement.objects.select_related(*_WITH).get(pk=pk)
    if agreement.state == Agreement.State.TERMINATED:
        for person in party_of(agreement):
            yield Outgoing(kinds.GRANT, lambda: _terminated(agreement), person)


def _terminated(agreement: Agreement) -> Contents:
    return Contents(
        subject=_("Your agreement is ended: %(title)s") % {"title": agreement.title},
        text=[_("The city ended the agreement before its time. What was paid is settled next. In its words:")],
        quote=agreement.end_reason,
        facts=_facts(agreement),
        button=(_("See the agreement"), links.agreement(agreement)),
        why=str(_PARTY),
        organisation=agreement.organisation,
    )
