"""The sign-up form: name, address, one password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm as LibrarySignupForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(LibrarySignupForm):
    """Adds the name: proposals are signed and letters addressed with it."""

    name = forms.CharField(
        label=_("Name and surname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> Any:
        name = " ".join(self.cleaned_data["name"].split())
        if "://" in name or "@" in name:
            # Accounts are opened by machines to send their link in our letters.
            raise forms.ValidationError(_("Write your name without links and addresses."))
        return name
