"""What is typed about a transfer as a whole. Rules are the actions'; forms only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.practices.models import KitVersion, Transfer

from .words import version_words

DAYS = ("understand_until", "adapt_until", "reuse_until")


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class TransferForm(forms.Form):
    """Title, goal, project and the last day of each stage."""

    title = forms.CharField(label=pgettext_lazy("transfer", "Title"), max_length=160)
    goal = forms.CharField(
        label=_("What does your city want to reach?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    project = forms.ChoiceField(label=_("Project"), required=False)
    understand_until = _date(_("Understand, until"))
    adapt_until = _date(_("Adapt, until"))
    reuse_until = _date(_("Re-use, until"))

    def __init__(self, *args: Any, projects: list[Any], **given: Any) -> None:
        super().__init__(*args, **given)
        self.projects = {str(project.pk): project for project in projects}
        choices = [("", _("no project")), *((key, one.short) for key, one in self.projects.items())]
        self.fields["project"].choices = choices  # type: ignore[attr-defined]

    def clean_project(self) -> Any:
        return self.projects.get(self.cleaned_data["project"])

    @staticmethod
    def initial_of(transfer: Transfer) -> dict[str, Any]:
        values = {name: getattr(transfer, name) for name in ("title", "goal", *DAYS)}
        return {**values, "project": str(transfer.project_id or "")}


class BeginForm(TransferForm):
    """The same, and which version of which kit."""

    kit = forms.ChoiceField(label=_("Kit"), required=False)

    def __init__(self, *args: Any, versions: list[KitVersion], **given: Any) -> None:
        super().__init__(*args, **given)
        self.versions = {str(one.pk): one for one in versions}
        choices = [(key, version_words(one)) for key, one in self.versions.items()]
        self.fields["kit"].choices = [("", _("Choose a kit")), *choices]  # type: ignore[attr-defined]
        self.fields["title"].required = False

    def clean_kit(self) -> KitVersion | None:
        return self.versions.get(self.cleaned_data["kit"])
