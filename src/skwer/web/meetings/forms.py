"""What an officer types about a meeting. Rules are the actions'; forms only read and show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.calls.actions import CannotMeet
from skwer.apps.calls.models import Meeting
from skwer.apps.people.refusals import Refusal

_HOURS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def _hour(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_HOURS[0])
    return forms.DateTimeField(label=label, input_formats=_HOURS, widget=widget)


class MeetingForm(forms.Form):
    """When, where and with how many."""

    title = forms.CharField(label=_("Title"), max_length=160)
    starts_at = _hour(pgettext_lazy("of a meeting", "Begins"))
    ends_at = _hour(pgettext_lazy("of a meeting", "Ends"))
    place = forms.CharField(
        label=_("Where"), max_length=200, required=False, help_text=_("Building, room, how to get in without steps.")
    )
    online_url = forms.CharField(label=_("Address of the online meeting"), max_length=500, required=False)
    quorum = forms.IntegerField(label=_("Members who must be there"), min_value=1)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting is not None:
            kwargs["initial"] = {name: getattr(meeting, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def add_refusal(self, refusal: Refusal) -> None:
        """The action's refusal, beside its field where it has one."""
        field = refusal.field if isinstance(refusal, CannotMeet) and refusal.field in self.fields else None
        self.add_error(field, str(refusal))
