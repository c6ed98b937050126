"""Letters about the work of a project, to those who run a partner: a report came back, was paid, an expert wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.programmes.models import Claim, VisitNote

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing


def day_of(value: date | None) -> str:
    """ "28 listopada 2026"."""
    return date_format(value, "j E Y", use_l10n=False) if value else ""


def _officers(organisation: Organisation | None, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    """To everybody who runs the organisation today; nobody where the partner is not in this installation."""
    if organisation is None:
        return
    roles = Membership.objects.current().filter(organisation=organisation, role__in=Membership.DECIDING)
    for person in Person.objects.filter(is_active=True, memberships__in=roles).distinct().order_by("pk"):
        yield Outgoing(kinds.WORK, contents, person)


def _claim(pk: int) -> Claim:
    return Claim.objects.select_related("partnership__organisation", "partnership__project__organisation").get(pk=pk)


def claim_returned(pk: int) -> Iterator[Outgoing]:
    """A report or invoice has to be mended: why, and where. Nothing if it was sent again meanwhile."""
    claim = _claim(pk)
    if claim.state == Claim.State.RETURNED:
        yield from _officers(claim.partnership.organisation, lambda: _returned(claim))


def claim_paid(pk: int) -> Iterator[Outgoing]:
    """The money left the lead's account."""
    claim = _claim(pk)
    yield from _officers(claim.partnership.organisation, lambda: _paid(claim))


def _returned(claim: Claim) -> Contents:
    return Contents(
        subject=_("Came back to be mended: %(claim)s") % {"claim": claim},
        text=[_("%(who)s returned what you sent, with this reason:") % {"who": _keeper(claim)}],
        quote=claim.why,
        facts=_facts(claim),
        button=(_("Mend and send again"), links.claim(claim)),
        why=_why(claim),
        organisation=claim.partnership.project.organisation,
    )


def _paid(claim: Claim) -> Contents:
    return Contents(
        subject=_("Paid: %(claim)s") % {"claim": claim},
        text=[_("%(who)s paid what you asked for.") % {"who": _keeper(claim)}],
        facts=[*_facts(claim), (_("Paid on"), day_of(claim.paid_on))],
        button=(_("See it"), links.claim(claim)),
        why=_why(claim),
        organisation=claim.partnership.project.organisation,
    )


def _keeper(claim: Claim) -> str:
    return claim.partnership.project.organisation.name


def _facts(claim: Claim) -> list[tuple[str, str]]:
    return [(_("Project"), claim.partnership.project.short), (_("Period"), _period(claim))]


def _period(claim: Claim) -> str:
    return f"{day_of(claim.period_from)} – {day_of(claim.period_to)}"


def _why(claim: Claim) -> str:
    organisation = claim.partnership.organisation
    return _("You get this letter because you run %(organisation)s.") % {
        "organisation": organisation.name if organisation else ""
    }


def visit_note(pk: int) -> Iterator[Outgoing]:
    """An expert gave the city a note of her visit: how many next steps it has, not what it says."""
    rows = VisitNote.objects.select_related("partnership__organisation", "contract__project__organisation")
    note = rows.get(pk=pk)
    yield from _officers(note.partnership.organisation, lambda: _visit_note(note))


def _visit_note(note: VisitNote) -> Contents:
    project = note.contract.project
    steps = note.tasks.count()
    said = ngettext("Its %(n)d next step is your task from now on.", "Its %(n)d next steps are your tasks from now on.",
                    steps)  # fmt: skip
    organisation = note.partnership.organisation
    return Contents(
        subject=_("An expert wrote about the visit of %(day)s") % {"day": day_of(note.on)},
        text=[_("You have a note of an expert's visit.") + (" " + said % {"n": steps} if steps else "")],
        facts=[(_("Project"), project.short), (_("Topic"), note.contract.topic)],
        button=(_("Read the note"), links.visit_note(note)),
        why=_("You get this letter because you run %(organisation)s.")
        % {"organisation": organisation.name if organisation else ""},
        organisation=project.organisation,
    )
