"""What a passer-by types or ticks. The rules are the action's; the form only reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.places.actions.signs import BY_SIGN, LONGEST_TEXT
from skwer.apps.places.models import Defect, Entry

# To somebody who stands there with a telephone in one hand.
WORDS = {
    Entry.What.WATERED: pgettext_lazy("by the sign", "I watered it"),
    Entry.What.TIDIED: pgettext_lazy("by the sign", "I tidied up"),
    Entry.What.FINE: pgettext_lazy("by the sign", "All is well here"),
    Entry.What.BROKEN: pgettext_lazy("by the sign", "Something is broken"),
    Entry.What.NOTE: pgettext_lazy("by the sign", "I want to say something"),
}


class SignForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What did you see or do?"),
        choices=[(what.value, WORDS[what]) for what in BY_SIGN],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you saw or did."),
            "invalid_choice": _("Choose what you saw or did."),
        },
    )
    defect = forms.ChoiceField(
        label=_("What is broken?"),
        choices=[(value, capfirst(label)) for value, label in Defect.What.choices],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose what is broken.")},
    )
    danger = forms.BooleanField(label=_("Somebody may get hurt"), required=False)
    contact = forms.CharField(
        label=_("Your e-mail"),
        help_text=_("If you want to hear that it is repaired. We erase it 30 days after that."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        required=False,
    )
    text = forms.CharField(
        label=_("In a few words"), widget=forms.Textarea, max_length=LONGEST_TEXT, required=False, strip=True
    )
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("Best without faces and number plates. We take out the position that the camera writes into it."),
        required=False,
        allow_empty_file=True,
    )
    on = forms.DateField(required=False, widget=forms.HiddenInput)
    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """For the action; what makes no sense as a day or a uid is left out, for the page writes those itself."""
        return {name: self.cleaned_data.get(name) for name in self.fields if name != "uid"}
