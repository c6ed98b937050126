"""What this room keeps about a person: agreements she carries out. They stay for the archive term of agreements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .models import Agreement


def agreements_of(person: Person) -> list[dict[str, Any]]:
    """For the export: agreements she is party to, alone or with others, with what she gave and showed."""
    mine = Agreement.objects.of_party(person).exclude(state=Agreement.State.DRAFTED).distinct()
    rows = mine.prefetch_related("instalments", "expenses", "pledges__deliveries", "reports").order_by("pk")
    return [
        {
            "number": row.number,
            "title": row.title,
            "state": row.state,
            "amount": f"{row.amount:.2f}",
            "currency": row.currency,
            "party": row.party_name,
            "address": row.party_address,
            "represented_by": row.represented_by,
            "account": row.account,
            "from": row.starts_on.isoformat(),
            "until": row.ends_on.isoformat(),
            "paid": [
                {"amount": f"{part.amount:.2f}", "on": part.paid_on.isoformat()}
                for part in row.instalments.all()
                if part.paid_on
            ],
            "documents": [
                {"document": cost.document, "what": cost.what, "total": f"{cost.total:.2f}", "state": cost.state}
                for cost in row.expenses.all()
            ],
            "work": [
                {"on": given.on.isoformat(), "what": given.what, "quantity": str(given.quantity), "state": given.state}
                for pledge in row.pledges.all()
                for given in pledge.deliveries.all()
                if given.logged_by_id == person.pk
            ],
            "reports": [
                {"number": report.number, "state": report.state, "answers": report.answers}
                for report in row.reports.all()
            ],
        }
        for row in rows
    ]


RUNNING = (Agreement.State.SENT, Agreement.State.SIGNED, Agreement.State.ACTIVE)


def running_agreements_of(person: Person, _at: datetime) -> Iterator[Any]:
    """Whoever owes a city work, an account or a report cannot vanish: the agreement ends first."""
    for agreement in Agreement.objects.filter(party=person, party_organisation=None, state__in=RUNNING):
        yield format_lazy(
            _("Agreement {number} (“{title}”) is not finished. Settle it, or ask the office to end it, first."),
            number=agreement.number,
            title=agreement.title,
        )


OWN_DATA = OwnData("agreements", agreements_of, hinders=running_agreements_of)
