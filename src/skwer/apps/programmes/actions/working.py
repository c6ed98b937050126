"""What the actions about a project's work share: one refusal for values, locks, clean words and sums, the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.values.money import CURRENCIES, to_cents

from .. import rules
from ..models import Partnership, Project

M = TypeVar("M", bound=Model)
_WEB = URLValidator(schemes=["http", "https"])
MOST = Decimal("999999999999.99")


class BadValue(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_value"

    def __init__(self, field: str, message: Any, *, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


class NotNow(Refusal):
    """The thing is in another state than the action needs: somebody was faster, or it is done."""

    message = _("This has changed in the meantime. Look at it again.")
    code = "not_now"
    status = 409


def lock(row: M) -> M:
    """Lock the row until the transaction ends and read it afresh into the same object."""
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    row.refresh_from_db()
    return row


def must_write_for(by: Person, project: Project, partnership: Partnership | None) -> None:
    """Raises NotAllowed unless the person writes rows of this partner (or, without one, of the whole project)."""
    if not rules.may_write_for(by, project, partnership):
        raise NotAllowed


def must_keep(by: Person, project: Project) -> None:
    if not rules.may_keep(by, project):
        raise NotAllowed(_("Only the organisation that keeps the project's page does this."))


def in_project(partnership: Partnership | None, project: Project) -> None:
    if partnership is not None and partnership.project_id != project.pk:
        raise BadValue("partnership", _("This partner does not take part in the project."))


def words(value: Any, field: str, most: int, *, missing: Any = None, lines: bool = False) -> str:
    """The text, cleaned. Raises BadValue where it is too long, or empty though `missing` says what to write."""
    text = clean_text(value, lines=lines).strip()
    if not text and missing is not None:
        raise BadValue(field, missing)
    if len(text) > most:
        raise BadValue(
            field, _("Shorten this text to %(most)d characters; it has %(n)d.") % {"most": most, "n": len(text)}
        )
    return text


def link(value: Any, field: str) -> str:
    """An address on the web, or nothing. Raises BadValue for anything else, other schemes among it."""
    text = words(value, field, 400)
    if text:
        try:
            _WEB(text)
        except ValidationError:
            raise BadValue(field, _("Write a whole address that begins with https://.")) from None
    return text


def sum_of(value: Any, field: str, *, least: Decimal | None = Decimal("0.01")) -> Decimal:
    """A sum of money to the cent. Raises BadValue for what is no such sum or below the least."""
    amount = value if isinstance(value, Decimal) else Decimal(str(value))
    if not amount.is_finite() or amount != to_cents(amount) or abs(amount) > MOST:
        raise BadValue(field, _("Write a sum with at most two decimal places."))
    if least is not None and amount < least:
        raise BadValue(field, _("Write a sum above zero.") if least else _("Write zero or more."))
    return to_cents(amount)


def plain(value: Decimal) -> str:
    """A number as the reader writes it, without needless zeros: "0,5"."""
    return str(number_format(Decimal(f"{value.normalize():f}")))


def known_currency(currency: str, field: str = "currency") -> str:
    if currency not in CURRENCIES:
        raise BadValue(field, _("Choose a currency from the list."))
    return currency


def note(
    verb: str,
    row: Model,
    project: Project,
    by: Person,
    at: datetime,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One entry in the chain of the organisation that keeps the project: states, sums, dates and keys only."""
    journal.record(
        actor=by,
        verb=verb,
        kind=str(row._meta.model_name),
        key=row.pk,
        organisation=project.organisation,
        at=at,
        before=before,
        after=after,
    )
