"""What this room keeps about a person: contracts, days and notes of an expert."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .models import ExpertContract


def contracts_of(person: Person) -> list[dict[str, Any]]:
    """For the export: everything that stands under her contracts. It stays after erasure, without her name: days were
    paid from public money, and cities act on the notes."""
    rows = ExpertContract.objects.filter(person=person).select_related("project").order_by("pk")
    return [
        {
            "project": contract.project.slug,
            "topic": contract.topic,
            "from": contract.starts_on.isoformat(),
            "until": contract.ends_on.isoformat(),
            "days_agreed": str(contract.days_agreed),
            "days": [
                {
                    "on": day.on.isoformat(),
                    "days": str(day.days),
                    "what": day.what,
                    "billed": day.billed_at.isoformat() if day.billed_at else None,
                }
                for day in contract.days.all()
            ],
            "notes": [
                {
                    "on": visit.on.isoformat(),
                    "seen": visit.seen,
                    "advised": visit.advised,
                    "agreed": visit.agreed,
                    "next": visit.next_steps,
                    "published": visit.published_at.isoformat() if visit.published_at else None,
                }
                for visit in contract.notes.all()
            ],
        }
        for contract in rows.prefetch_related("days", "notes")
    ]


def erase_drafts(person: Person, _at: datetime) -> None:
    """Nobody but she read a note she did not publish."""
    for contract in ExpertContract.objects.filter(person=person):
        contract.notes.filter(published_at__isnull=True).delete()


def live_contracts_of(person: Person, _at: datetime) -> Iterator[Any]:
    """An expert at work cannot vanish: the lead partner ends the contract first."""
    for contract in ExpertContract.objects.live().filter(person=person).select_related("project"):
        yield format_lazy(
            _("You advise the project “{project}”. Ask its lead partner to end your contract first."),
            project=contract.project.short,
        )


OWN_DATA = OwnData("expert_contracts", contracts_of, erase_drafts, live_contracts_of)
