"""Who may do what with agreements, and when."""

from __future__ import annotations

from skwer.apps.people.models import Person
from skwer.apps.people.rules import may_read_desk, may_run

from .models import Agreement, Amendment, Version


def is_party(person: Person | None, agreement: Agreement) -> bool:
    """Does she carry it out: author, accepted co-author, or member of the organisation that is party?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return Agreement.objects.of_party(person).filter(pk=agreement.pk).exists()


def may_run_grants(person: Person | None, agreement: Agreement) -> bool:
    """Officers and administrators of the city make, change, pay and end its agreements."""
    return may_run(person, agreement.organisation)


def may_read_inside(person: Person | None, agreement: Agreement) -> bool:
    """The text, money and papers: the party once it was sent to it, and whoever reads the city's desk."""
    if may_read_desk(person, agreement.organisation):
        return True
    return agreement.state != Agreement.State.DRAFTED and is_party(person, agreement)


def may_sign(person: Person | None, agreement: Agreement) -> bool:
    """The party hands in a signed file while the agreement waits for its signature."""
    return agreement.state == Agreement.State.SENT and is_party(person, agreement)


def may_sign_version(person: Person | None, version: Version, side: str, how: str) -> bool:
    """The office registers both sides; the party hands in its own signed file, of the agreement or an annex."""
    if may_run_grants(person, version.agreement):
        return True
    return side == "party" and how == "file" and is_party(person, version.agreement)


def may_ask_change(person: Person | None, agreement: Agreement) -> bool:
    """Party and office, while the agreement is in force."""
    if agreement.state != Agreement.State.ACTIVE:
        return False
    return is_party(person, agreement) or may_run_grants(person, agreement)


def waits_for(version: Version) -> str:
    """The side whose signature is missing next ("party", "city"), or "" when both have signed."""
    sides = set(version.signatures.filter(struck_at__isnull=True).values_list("side", flat=True))
    return next((side for side in ("party", "city") if side not in sides), "")


def open_annex(agreement: Agreement) -> Version | None:
    """The annex that was agreed and waits for signatures."""
    return agreement.versions.filter(amendment__state=Amendment.State.AGREED, in_force_at__isnull=True).first()
