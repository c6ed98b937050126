"""When somebody looked; the checklist itself is a question of `places.access`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SeenForm(forms.Form):
    on = forms.DateField(
        label=_("Seen on the spot on"),
        required=False,
        help_text=_("Left empty, the page says that it is only planned."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
