"""What is typed about kits at the desk. Rules are the actions'; forms only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation
from skwer.apps.practices.kits.documents import MOST_BYTES
from skwer.apps.practices.models import Practice
from skwer.web.practices.forms import texts

NEW = ""


class DocumentForm(forms.Form):
    """A kit document: as a file, or pasted. What was pasted stays in the field when it is refused."""

    file = forms.FileField(label=_("File (JSON)"), required=False)
    text = forms.CharField(label=_("Or paste the document"), widget=forms.Textarea(attrs={"rows": 14}), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("A kit is at most 1 MB long. This file is longer."))
        elif file is None and not given.get("text", "").strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the document below."))
        return given

    def data_given(self) -> bytes | str:
        """The document as it came."""
        file = self.cleaned_data.get("file")
        return bytes(file.read()) if file is not None else str(self.cleaned_data["text"])


class ImportForm(DocumentForm):
    """A document that becomes a kit of the organisation."""

    slug = forms.SlugField(
        label=_("Address part"),
        max_length=70,
        required=False,
        help_text=_("Letters without accents, digits and hyphens. Empty: it is made from the title."),
    )
    practice = forms.ModelChoiceField(
        Practice.objects.none(), label=_("Practice it carries out"), required=False, empty_label=_("none")
    )
    field_order = ("file", "text", "practice", "slug")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practice"].queryset = own_practices(organisation)  # type: ignore[attr-defined]


class NamesForm(forms.Form):
    """What the kit is called."""

    title_pl, title_en = texts(_("Title"), _("Title in English"), most=160, required=True)
    summary_pl, summary_en = texts(_("In a sentence"), _("In a sentence, in English"), most=600, rows=3)


class PracticeForm(forms.Form):
    """Which practice of the organisation the kit carries out."""

    practice = forms.ModelChoiceField(
        Practice.objects.none(), label=_("Practice it carries out"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practice"].queryset = own_practices(organisation)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What is new in a version."""

    note_pl, note_en = texts(_("What is new?"), _("What is new, in English"), most=1000, rows=2)


def own_practices(organisation: Organisation) -> Any:
    """Practices the organisation keeps; drafts too."""
    return Practice.objects.filter(organisation=organisation).select_related("current").order_by("slug")
