"""Who wants which letters."""

from __future__ import annotations

from dataclasses import dataclass

from skwer.apps.people.models import Person

from .letters import LetterKind, kind_of, kinds
from .models import Preference


@dataclass(frozen=True)
class Wish:
    """One kind of letter and whether the person gets it."""

    kind: LetterKind
    wanted: bool


def wants(person: Person | None, letter: str) -> bool:
    """Is this letter to be sent to her? Never to a closed account, always when it is compulsory."""
    if person is None or not person.is_active:
        return False
    kind = kind_of(letter)
    if kind.compulsory:
        return True
    said = Preference.objects.filter(person=person, letter=letter).values_list("wanted", flat=True).first()
    return kind.default if said is None else said


def wishes(person: Person) -> list[Wish]:
    """Every kind with the person's wish or its default, compulsory ones first."""
    said = dict(Preference.objects.filter(person=person).values_list("letter", "wanted"))
    ordered = sorted(kinds(), key=lambda kind: not kind.compulsory)
    return [Wish(kind, kind.compulsory or said.get(kind.key, kind.default)) for kind in ordered]
