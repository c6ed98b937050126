"""What the operator types: an address and a key. What they must be, the actions say."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    """A key of another installation."""

    key = forms.CharField(
        label=_("Its public key"),
        max_length=200,
        help_text=_(
            "64 digits, copied from the page of its feed. Compare the fingerprint with its operator by telephone."
        ),
    )


class SubscribeForm(KeyForm):
    """Where the feed is, and whose key signs it."""

    url = forms.CharField(
        label=_("Address of the installation or of its feed"),
        max_length=400,
        help_text=_("For example https://skwer.example/feed/"),
    )
    field_order = ("url", "key")
