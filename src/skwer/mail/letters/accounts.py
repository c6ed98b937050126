"""Letters about an account itself: confirming an address, a new password, and notices that something changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import links
from ..contents import Contents
from ..words import moment

Facts = Mapping[str, Any]


def _why() -> str:
    return _("You get this letter because somebody entered this address on our pages.")


def confirm_new_account(facts: Facts) -> Contents:
    return Contents(
        subject=_("Confirm your e-mail address"),
        text=[_("You are opening an account on Skwer. Confirm that this address is yours, and you can sign in.")],
        button=(_("Confirm my address"), facts["activate_url"]),
        after=[_("The link works for three days. If you are not opening an account, do nothing: nobody can use it.")],
        why=_why(),
    )


def confirm_address(facts: Facts) -> Contents:
    return Contents(
        subject=_("Confirm your e-mail address"),
        text=[_("Confirm that this address is yours. From then on you sign in with it and we write to it.")],
        button=(_("Confirm my address"), facts["activate_url"]),
        after=[_("The link works for three days. If you did not ask for it, do nothing.")],
        why=_why(),
    )


def new_password(facts: Facts) -> Contents:
    return Contents(
        subject=_("Set a new password"),
        text=[_("You asked for a new password. The link works once, for three days.")],
        button=(_("Set a new password"), facts["password_reset_url"]),
        after=[_("If you did not ask, do nothing: your password stays as it is.")],
        why=_why(),
    )


def already_an_account(facts: Facts) -> Contents:
    return Contents(
        subject=_("You already have an account"),
        text=[
            _("You wanted to open an account with this address, but it already has one. Sign in with it."),
            _("If you do not remember the password, set a new one."),
        ],
        button=(_("Set a new password"), facts["password_reset_url"]),
        after=[_("If it was not you, do nothing: nobody learned that this account exists.")],
        why=_why(),
    )


def erased(_facts: Facts) -> Contents:
    return Contents(
        subject=_("Your account is erased"),
        text=[
            _("Your name, address, password and consents are erased. You are signed out everywhere."),
            _("Proposals you sent stay public without your name, because decisions were made about them."),
        ],
        after=[_("This is our last letter to you.")],
    )


# What happened (subject), for the notices that need no button but the one for "it was not me".
_NOTICES: dict[str, Callable[[], str]] = {
    "account/email/password_changed": lambda: _("Your password was changed"),
    "account/email/password_set": lambda: _("A password was set for your account"),
    "account/email/password_reset": lambda: _("Your password was changed"),
    "account/email/email_changed": lambda: _("The e-mail address of your account was changed"),
    "account/email/email_confirm": lambda: _("An e-mail address of your account was confirmed"),
    "account/email/email_deleted": lambda: _("An e-mail address was removed from your account"),
    "mfa/email/totp_activated": lambda: _("An app with codes now protects your account"),
    "mfa/email/totp_deactivated": lambda: _("The app with codes was removed from your account"),
    "mfa/email/webauthn_added": lambda: _("A passkey was added to your account"),
    "mfa/email/webauthn_removed": lambda: _("A passkey was removed from your account"),
    "mfa/email/recovery_codes_generated": lambda: _("New recovery codes were made for your account"),
}


def _notice(kind: str) -> Callable[[Facts], Contents]:
    def contents(_facts: Facts) -> Contents:
        return Contents(
            subject=_NOTICES[kind](),
            text=[
                _("It happened on %(when)s.") % {"when": moment(timezone.now())},
                _("If it was you, all is well. If not, set a new password at once and look through your account."),
            ],
            button=(_("Go to my account"), links.account()),
            why=_("We write whenever something changes that protects your account. This letter cannot be turned off."),
        )

    return contents


_LETTERS: dict[str, Callable[[Facts], Contents]] = {
    "account/email/email_confirmation_signup": confirm_new_account,
    "account/email/email_confirmation": confirm_address,
    "account/email/password_reset_key": new_password,
    "account/email/account_already_exists": already_an_account,
    **{kind: _notice(kind) for kind in _NOTICES},
}


def letter(kind: str, facts: Facts) -> Callable[[], Contents]:
    """The letter that the sign-in library asks for by its name. Raises KeyError for one we do not know."""
    make = _LETTERS[kind]
    return lambda: make(facts)


def known() -> set[str]:
    return set(_LETTERS)
