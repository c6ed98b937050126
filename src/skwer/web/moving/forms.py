"""The form that takes a spreadsheet in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Edition, Scheme
from skwer.apps.grants.models import Moving
from skwer.apps.people.models import Organisation

NEW = "new"


class SheetForm(forms.Form):
    """What it holds, for which edition, and the file. A new edition is a scheme of the city and a name."""

    kind = forms.ChoiceField(label=_("What does the spreadsheet hold?"), choices=Moving.Kind.choices)
    edition = forms.ChoiceField(label=_("Edition"), required=False)
    scheme = forms.ModelChoiceField(
        label=_("Scheme of the new edition"), queryset=Scheme.objects.none(), required=False
    )
    edition_name = forms.CharField(label=_("Name of the new edition, for example 2025"), max_length=60, required=False)
    file = forms.FileField(label=_("Spreadsheet (XLSX or CSV)"))

    def __init__(self, city: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = Edition.objects.filter(scheme__organisation=city).select_related("scheme").order_by("-name")
        self.editions = {str(one.pk): one for one in editions}
        named = [(key, f"{one.scheme.name}: {one.name}") for key, one in self.editions.items()]
        self.fields["edition"].choices = [*named, (NEW, _("a new edition"))]  # type: ignore[attr-defined]
        self.fields["scheme"].queryset = Scheme.objects.filter(organisation=city)  # type: ignore[attr-defined]

    def wish(self) -> dict[str, Any]:
        """Arguments of `upload_sheet`."""
        clean = self.cleaned_data
        file = clean["file"]
        return {
            "kind": clean["kind"],
            "name": file.name,
            "data": file.read(),
            "edition": self.editions.get(clean["edition"]),
            "scheme": clean["scheme"],
            "edition_name": clean["edition_name"],
        }
