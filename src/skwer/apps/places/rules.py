"""Who keeps a city's places."""

from __future__ import annotations

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import may_run

from .models import Defect, Entry, Keeper, Place
from .tokens import opens


def may_keep_places(person: Person | None, city: Organisation) -> bool:
    """Officers and administrators of the city add its places and draw its districts."""
    return may_run(person, city)


def may_change(person: Person | None, place: Place) -> bool:
    return may_keep_places(person, place.organisation)


def may_keep_signs(person: Person | None, place: Place) -> bool:
    """Make the place's sign and retire it: the city answers for what hangs there."""
    return may_keep_places(person, place.organisation)


def may_mount(person: Person | None, place: Place) -> bool:
    """Say that the sign hangs: the city, or who looks after the place."""
    return may_keep_signs(person, place) or keeps(person, place)


def may_judge(person: Person | None, place: Place) -> bool:
    """Look at what passers-by wrote, and let it stand or hide it."""
    return may_keep_places(person, place.organisation) or keeps(person, place)


def keeps(person: Person | None, place: Place) -> bool:
    """Does she look after the place now?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return Keeper.objects.live().of(person).filter(place=place).exists()


# --- care


def may_report(person: Person | None, place: Place) -> bool:
    """Anybody may say that something is broken at a place everybody sees."""
    return place.published_at is not None or may_care(person, place)


def may_care(person: Person | None, place: Place) -> bool:
    """Write into the log, set tasks: who looks after the place, and the office."""
    return keeps(person, place) or may_change(person, place)


def may_judge_entry(person: Person | None, entry: Entry) -> bool:
    """Keepers judge what passers-by wrote, not each other, and do not undo the office; the office judges everything."""
    if may_change(person, entry.place):
        return True
    if entry.channel != Entry.Channel.SIGN or not keeps(person, entry.place):
        return False
    return entry.judged_at is None or keeps(entry.judged_by, entry.place)


def may_mend(person: Person | None, defect: Defect) -> bool:
    """The office; keepers until it is given to somebody else."""
    if may_change(person, defect.place):
        return True
    return defect.who in ("", Defect.Who.KEEPERS) and keeps(person, defect.place)


def leads(person: Person | None, place: Place) -> bool:
    """Does she lead the care of the place now, herself or for her organisation?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return Keeper.objects.live().of(person).filter(place=place, role=Keeper.Role.LEAD).exists()


def may_let_in(person: Person | None, place: Place) -> bool:
    """Invite keepers and answer those who offer: the office and who leads."""
    return may_change(person, place) or leads(person, place)


def is_hers(person: Person | None, keeper: Keeper) -> bool:
    """Does she keep it herself, or work in the organisation that does?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return Keeper.objects.of(person).filter(pk=keeper.pk).exists()


def may_answer(person: Person | None, keeper: Keeper, key: str = "") -> bool:
    """The invited organisation's people, whoever the address belongs to, or who holds the key from the letter."""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    if keeper.organisation_id is not None or keeper.person_id is not None:
        return is_hers(person, keeper)
    if not keeper.email:
        return False
    return keeper.email.lower() == person.email.lower() or opens(key, keeper)
