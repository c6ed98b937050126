"""What a spreadsheet meets: the city's agreements and districts; and fingerprints of what it made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from skwer.apps.people.models import Organisation
from skwer.values.canonical import fingerprint

from ..models import (
    Agreement,
    Amendment,
    Delivery,
    Expense,
    Instalment,
    Moving,
    Refund,
    RefundPayment,
    Report,
    Settlement,
    Signature,
    Version,
)
from ..spreadsheets import COLUMNS, Checked, Known, Sheet, check, read
from ..spreadsheets.checking import Holding
from ..spreadsheets.columns import plain

_NOTHING = Decimal(0)


def sheet_of(moving: Moving) -> Sheet:
    """The table of the stored file. Raises NotASheet when it cannot be read."""
    with moving.file.open("rb") as file:
        return read(file.read(), moving.sheet)


def known(city: Organisation, moving: Moving) -> Known:
    """What the city holds, in six queries whatever its size."""
    agreements = Agreement.objects.filter(organisation=city)
    paid = _sums(Instalment.objects.filter(agreement__in=agreements, state=Instalment.State.PAID), "amount")
    back = _sums(Refund.objects.filter(agreement__in=agreements).exclude(state=Refund.State.WAIVED), "principal")
    settled = set(Settlement.objects.filter(agreement__in=agreements).values_list("agreement", flat=True))
    reported = set(
        Report.objects.filter(
            agreement__in=agreements, kind=Report.Kind.FINAL, state=Report.State.ACCEPTED
        ).values_list("agreement", flat=True)
    )
    holdings = {
        number: Holding(currency, amount, paid.get(pk, _NOTHING), back.get(pk, _NOTHING), pk in reported, pk in settled)
        for pk, number, currency, amount in agreements.values_list("pk", "number", "currency", "amount")
    }
    districts = {}
    for pk, code, name in city.areas.values_list("pk", "code", "name"):
        districts[plain(code)] = pk
        districts[plain(name)] = pk
    last = city.calls.order_by("-created_at").values_list("currency", flat=True).first()
    support = moving.edition.scheme.support if moving.edition else "cash"
    return Known(holdings, districts, currency=last or "PLN", support=support)


def checked(moving: Moving, sheet: Sheet | None = None) -> Checked:
    """The rows of the file as they stand today, mended cells in their place."""
    known_now = known(moving.organisation, moving)
    return check(moving.kind, sheet or sheet_of(moving), moving.mapping, moving.corrections, known_now)


def unnamed(moving: Moving) -> list[Any]:
    """Labels of the columns that are needed and not named yet."""
    return [column.label for column in COLUMNS[moving.kind] if column.required and column.key not in moving.mapping]


def agreement_prints(keys: Iterable[int]) -> dict[int, str]:
    """A fingerprint of each agreement with all that hangs on it; it changes as soon as somebody works on any of it."""
    keys = list(keys)
    tree: dict[int, list[Any]] = defaultdict(list)
    own = ("state", "amount", "title", "number", "party_name", "ends_on", "report_due_on", "account", "edition_id")
    for row in Agreement.objects.filter(pk__in=keys).values_list("pk", *own):
        tree[row[0]].append(["agreement", *row[1:]])
    parts: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
        (Instalment, "agreement_id", ("order", "amount", "state", "paid_on")),
        (Expense, "agreement_id", ("number", "state", "claimed", "accepted")),
        (Report, "agreement_id", ("number", "state", "due_on", "version")),
        (Refund, "agreement_id", ("number", "state", "principal")),
        (RefundPayment, "refund__agreement_id", ("on", "amount")),
        (Settlement, "agreement_id", ("paid", "accepted", "due_back")),
        (Amendment, "agreement_id", ("number", "state")),
        (Version, "agreement_id", ("number", "checksum")),
        (Signature, "version__agreement_id", ("side", "signed_on")),
        (Delivery, "pledge__agreement_id", ("on", "quantity", "state")),
    )
    for model, path, fields in parts:
        for row in model.objects.filter(**{f"{path}__in": keys}).order_by(path, "pk").values_list(path, *fields):
            tree[row[0]].append([model.__name__, *row[1:]])
    return {key: fingerprint(_exact(lines)) for key, lines in tree.items()}


def thing_print(thing: Instalment | Report | Refund) -> str:
    """A fingerprint of one instalment, report or refund."""
    if isinstance(thing, Instalment):
        return fingerprint(_exact(["instalment", thing.amount, thing.state, thing.paid_on]))
    if isinstance(thing, Report):
        return fingerprint(_exact(["report", thing.state, thing.due_on, thing.version]))
    return fingerprint(_exact(["refund", thing.state, thing.principal, thing.due_on]))


def _exact(value: Any) -> Any:
    """Sums with two places, as SQLite and PostgreSQL give them alike."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        return [_exact(inner) for inner in value]
    return value


def _sums(rows: Any, field: str) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list("agreement").annotate(sum=Sum(field)))
