"""Bank accounts: an IBAN of any country, or the 26 digits of a Polish account; kept as a plain IBAN."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.exceptions import InvalidChecksum, ValidationError

DOMESTIC = 26


class AccountProblem(ValueError):  # noqa: N818  (said to people)
    """What is wrong with an account number; `message` says it in a sentence."""

    def __init__(self, message: Any) -> None:
        self.message = message
        super().__init__(str(message))


def clean_account(written: str) -> str:
    """The account as a plain IBAN ("PL61109010140000071219812874"). Raises AccountProblem."""
    plain = iban.compact(str(written or "")).upper()
    if not plain:
        raise AccountProblem(_("The account number is missing."))
    if len(plain) == DOMESTIC and plain.isdecimal():
        plain = f"PL{plain}"
    try:
        # The country's own checks come from the registry of IBANs and know the Polish number of the bank, too.
        return str(iban.validate(plain, check_country=False))
    except InvalidChecksum as problem:
        raise AccountProblem(
            _("The account number has a slip: its check digits do not fit. Compare it digit by digit.")
        ) from problem
    except ValidationError as problem:
        raise AccountProblem(
            _("This is no account number: write an IBAN, or the 26 digits of a Polish one.")
        ) from problem


def show_account(account: str) -> str:
    """The account in groups, as on a bank statement: "PL61 1090 1014 …"; as it is when it is none."""
    return str(iban.format(account)) if account else ""
