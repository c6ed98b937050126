"""Signing up and in: the library's forms with our words for what is missing, and the name."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import SignupForm as LibrarySignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

# The summary of errors shows them far from their fields: each must say alone what to do.
_ADDRESS = {"required": _("Write your e-mail address."), "invalid": _("Correct your e-mail address.")}


class LoginForm(LibraryLoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages.update(_ADDRESS)
        self.fields["password"].error_messages["required"] = _("Write your password.")


class SignupForm(LibrarySignupForm):
    """Adds the name: proposals are signed and letters addressed with it."""

    name = forms.CharField(
        label=_("Name and surname"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name and surname.")},
    )
    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages.update(_ADDRESS)
        self.fields["password1"].error_messages["required"] = _("Choose a password.")

    def clean_name(self) -> Any:
        name = " ".join(self.cleaned_data["name"].split())
        if "://" in name or "@" in name:
            # Accounts are opened by machines to send their link in our letters.
            raise forms.ValidationError(_("Write your name without links and addresses."))
        return name
