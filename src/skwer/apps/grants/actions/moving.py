"""A spreadsheet moves in: sent, its columns named, its faults mended, applied at once or not at all, undone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from skwer.apps.calls.models import Edition, Scheme
from skwer.apps.people.journal import record
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run

from ..models import Agreement, Expense, Instalment, MovedRow, Moving, Refund, Report
from ..queries.moving import agreement_prints, checked, sheet_of, thing_print, unnamed
from ..spreadsheets import COLUMNS, guess, read
from .making import make_agreements, make_arrears, make_payments

KEPT_FOR = timedelta(days=31)


class CannotMove(Refusal):
    """The spreadsheet is not in a state in which this can be done; `field` names what to change."""

    code = "cannot_move"
    status = 409

    def __init__(self, message: object, *, field: str = "", code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


@transaction.atomic
def upload_sheet(
    *,
    by: Person,
    organisation: Organisation,
    kind: str,
    name: str,
    data: bytes,
    at: datetime,
    edition: Edition | None = None,
    scheme: Scheme | None = None,
    edition_name: str = "",
) -> Moving:
    """Take a spreadsheet in and guess what its columns mean; nothing is made yet.

    Agreements belong to an edition: one the city has, or a new one of a scheme.
    Raises NotAllowed, NotASheet, CannotMove.
    """
    if not may_run(by, organisation):
        raise NotAllowed()
    if kind not in COLUMNS:
        raise CannotMove(_("Say what the spreadsheet holds."), field="kind", code="kind")
    if kind == Moving.Kind.AGREEMENTS:
        edition = _edition(organisation, edition, scheme, edition_name.strip())
    sheet = read(data)
    moving = Moving(
        organisation=organisation,
        edition=edition,
        kind=kind,
        file_name=name[-160:],
        file_hash=hashlib.sha256(data).hexdigest(),
        sheet=sheet.name,
        mapping=guess(kind, sheet.header),
        rows=len(sheet.rows),
        made_by=by,
        made_at=at,
    )
    moving.file.save(
        f"{moving.file_hash[:16]}{'.xlsx' if data.startswith(b'PK') else '.csv'}", ContentFile(data), save=False
    )
    moving.save()
    if not unnamed(moving):
        _dry_run(moving)
    _journal(by, "upload_sheet", moving, at, {"kind": kind, "rows": moving.rows, "file": moving.file_hash})
    return moving


def _edition(city: Organisation, edition: Edition | None, scheme: Scheme | None, name: str) -> Edition:
    if edition is not None:
        if edition.scheme.organisation_id != city.pk:
            raise NotAllowed()
        return edition
    if scheme is None or scheme.organisation_id != city.pk:
        raise CannotMove(_("Say which edition these agreements belong to."), field="edition", code="edition")
    if not name:
        raise CannotMove(_("Give the new edition a name, for example 2025."), field="edition_name", code="edition_name")
    return Edition.objects.get_or_create(scheme=scheme, name=name[:60])[0]


@transaction.atomic
def name_columns(*, by: Person, moving: Moving, mapping: Mapping[str, int], at: datetime, sheet: str = "") -> Moving:
    """Say which column is what, and check every row. Nothing is made. Raises NotAllowed, CannotMove, NotASheet."""
    moving = _open(by, moving)
    if sheet and sheet != moving.sheet:
        moving.sheet = sheet
        found = sheet_of(moving)
        moving.mapping, moving.corrections, moving.rows = guess(moving.kind, found.header), {}, len(found.rows)
    else:
        known = {column.key for column in COLUMNS[moving.kind]}
        width = len(sheet_of(moving).header)
        moving.mapping = {key: place for key, place in mapping.items() if key in known and 0 <= place < width}
        twice = len(set(moving.mapping.values())) != len(moving.mapping)
        if twice:
            raise CannotMove(_("One column can mean one thing only."), field="mapping", code="twice")
    if unnamed(moving):
        moving.state, moving.problems, moving.good = Moving.State.UPLOADED, [], 0
        moving.save()
    else:
        _dry_run(moving)
    _journal(by, "name_columns", moving, at, {"good": moving.good, "faults": len(moving.problems)})
    return moving


@transaction.atomic
def correct_cells(*, by: Person, moving: Moving, cells: Mapping[tuple[int, str], str], at: datetime) -> Moving:
    """Mend cells in place of the file's: {(row, column): text}. All rows are checked again.

    Raises NotAllowed, CannotMove.
    """
    moving = _open(by, moving)
    known = {column.key for column in COLUMNS[moving.kind]}
    for (row, column), text in cells.items():
        if column in known:
            moving.corrections.setdefault(str(row), {})[column] = text.strip()[:500]
    _dry_run(moving)
    _journal(by, "correct_cells", moving, at, {"cells": len(cells), "faults": len(moving.problems)})
    return moving


def _dry_run(moving: Moving) -> None:
    """Check and keep what was found, its sentences in the languages an office may read."""
    found = checked(moving)
    moving.problems = [
        {
            "row": fault.row,
            "column": fault.column,
            "code": fault.code,
            "message": _spoken(fault.message),
            "written": fault.written,
        }
        for fault in found.faults
    ]
    moving.good = len(found.good)
    moving.state = Moving.State.CHECKED
    moving.save()


def _spoken(message: object) -> dict[str, str]:
    texts = {}
    for language in ("pl", "en"):
        with override(language):
            texts[language] = str(message)
    return texts


@transaction.atomic
def apply_sheet(*, by: Person, moving: Moving, at: datetime) -> Moving:
    """Make everything the rows say, or nothing: a row with a fault stops it.

    The city's agreements are looked at again under lock, so two people cannot move the same table in twice.
    Raises NotAllowed, CannotMove.
    """
    moving = _open(by, moving)
    Organisation.objects.select_for_update().get(pk=moving.organisation_id)
    if moving.state != Moving.State.CHECKED or unnamed(moving):
        raise CannotMove(_("Say first what each column means."), code="unchecked")
    found = checked(moving)
    if found.faults:
        _dry_run(moving)
        raise CannotMove(_("Some rows still have faults. Mend them first; nothing was moved in."), code="faults")
    make = {"agreements": make_agreements, "payments": make_payments, "arrears": make_arrears}[moving.kind]
    made = make(moving, found.good, at)
    MovedRow.objects.bulk_create(made, batch_size=500)
    moving.state, moving.applied_at, moving.undone_at = Moving.State.APPLIED, at, None
    moving.save(update_fields=["state", "applied_at", "undone_at"])
    sums = {currency: f"{amount:.2f}" for currency, amount in found.total.items()}
    _journal(by, "apply_sheet", moving, at, {"kind": moving.kind, "rows": len(found.good), "sums": sums})
    return moving


@transaction.atomic
def undo_sheet(*, by: Person, moving: Moving, at: datetime) -> Moving:
    """Take away exactly what came in. Refused, with the rows, where somebody has worked on it since.

    Raises NotAllowed, CannotMove.
    """
    moving = Moving.objects.select_for_update().select_related("organisation").get(pk=moving.pk)
    if not may_run(by, moving.organisation):
        raise NotAllowed()
    if moving.state != Moving.State.APPLIED:
        raise CannotMove(_("This spreadsheet is not moved in; there is nothing to undo."), code="not_applied")
    rows = list(moving.moved.order_by("-row", "-pk"))
    agreements = [row.key for row in rows if row.kind == "agreement"]
    prints = agreement_prints(agreements)
    things = _things(rows)
    changed = sorted(
        {
            row.row
            for row in rows
            if (prints.get(row.key) if row.kind == "agreement" else _print(things.get((row.kind, row.key))))
            != row.fingerprint
        }
    )
    if changed:
        listed = ", ".join(str(row) for row in changed[:10])
        raise CannotMove(
            _("Somebody has worked on what came from these rows since: %(rows)s. Undo that first.") % {"rows": listed},
            code="worked_on",
        )
    _take_away(rows, agreements, things)
    moving.moved.all().delete()
    moving.state, moving.undone_at = Moving.State.UNDONE, at
    moving.save(update_fields=["state", "undone_at"])
    _journal(by, "undo_sheet", moving, at, {"kind": moving.kind, "rows": len(rows)})
    return moving


def _things(rows: list[MovedRow]) -> dict[tuple[str, int], Instalment | Report | Refund]:
    found: dict[tuple[str, int], Instalment | Report | Refund] = {}
    for kind, model in (("instalment", Instalment), ("report", Report), ("refund", Refund)):
        keys = [row.key for row in rows if row.kind == kind]
        for thing in model.objects.filter(pk__in=keys):
            found[kind, thing.pk] = thing
    return found


def _print(thing: Instalment | Report | Refund | None) -> str | None:
    return thing_print(thing) if thing is not None else None


def _take_away(
    rows: list[MovedRow], agreements: list[int], things: dict[tuple[str, int], Instalment | Report | Refund]
) -> None:
    Expense.objects.filter(agreement__in=agreements).delete()  # they hold their budget line
    Agreement.objects.filter(pk__in=agreements).delete()
    for row in rows:
        thing = things.get((row.kind, row.key))
        if thing is None:
            continue
        if row.before is None:
            thing.delete()
        else:
            for field, value in row.before.items():
                setattr(thing, field, value)
            thing.save(update_fields=list(row.before))


@transaction.atomic
def forget_sheets(*, at: datetime) -> int:
    """Delete the files of spreadsheets a month after they came; what they made stays. Returns how many."""
    old = Moving.objects.filter(made_at__lte=at - KEPT_FOR).exclude(file="")
    gone = 0
    for moving in old:
        moving.file.delete(save=False)
        moving.file, moving.corrections, moving.problems = "", {}, []
        moving.save(update_fields=["file", "corrections", "problems"])
        gone += 1
    return gone


def _open(by: Person, moving: Moving) -> Moving:
    moving = (
        Moving.objects.select_for_update(of=("self",))
        .select_related("organisation", "edition__scheme")
        .get(pk=moving.pk)
    )
    if not may_run(by, moving.organisation):
        raise NotAllowed()
    if moving.state == Moving.State.APPLIED:
        raise CannotMove(_("This spreadsheet is already moved in."), code="applied")
    if not moving.file:
        raise CannotMove(_("The file was deleted after a month. Send it again."), code="gone")
    return moving


def _journal(by: Person, verb: str, moving: Moving, at: datetime, facts: Mapping[str, object]) -> None:
    record(actor=by, verb=verb, kind="moving", key=moving.pk, organisation=moving.organisation, at=at, after=facts)
