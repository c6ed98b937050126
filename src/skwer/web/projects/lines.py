"""Tables of lines at the desk: a form a line, two empty ones to add, a place in the list, and a way to go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation
from skwer.apps.programmes.card import Problem
from skwer.apps.programmes.models import ExchangeRate, Partnership, Phase, Point, PolicyChange
from skwer.web.countries import choices as countries

from .forms import LONG, Day, DecimalText, two

MOST = 60
EMPTY = 1
MORE = 3


class Line(forms.Form):
    """One line. `pairs` are names of fields that stand side by side; `said` is the field that names the line."""

    pairs: tuple[tuple[str, ...], ...] = ()
    said: tuple[str, ...] = ()
    loud: tuple[str, ...] = ()  # lists in which a choice alone makes a line
    ordered = True

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(label=_("Place in the list"), required=False, min_value=1)
    remove = forms.BooleanField(label=_("Remove it when I save"), required=False)

    OWN = ("id", "place", "remove")

    @property
    def names(self) -> list[str]:
        return [name for name in self.fields if name not in self.OWN]

    @property
    def is_empty(self) -> bool:
        """A new line into which nobody wrote; lists that always stand at something do not count."""
        if self["id"].value():
            return False
        quiet = {name for name in self.names if isinstance(self.fields[name], forms.ChoiceField)} - {*self.loud}
        return not any(str(self[name].value() or "").strip() for name in self.names if name not in quiet)

    @property
    def is_removed(self) -> bool:
        return bool(self["remove"].value())

    @property
    def title(self) -> str:
        values = (str(self[name].value() or "").strip() for name in self.said)
        return next((value for value in values if value), "")

    @property
    def boxes(self) -> list[list[Any]]:
        return [[self[name] for name in names] for names in self.pairs]

    def values(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self.names}
        return {**found, "id": self.cleaned_data["id"]} if self.cleaned_data["id"] else found


class Table:
    """All lines of a page: from the rows that are there, or from what was sent."""

    def __init__(
        self,
        line: type[Line],
        rows: Sequence[Any] = (),
        data: Mapping[str, Any] | None = None,
        shared: Mapping[str, Any] | None = None,
    ) -> None:
        """shared: what every line needs and is looked up once."""
        self.line = partial(line, **(shared or {}))
        self.names = [name for name in line.base_fields if name not in Line.OWN]
        self.bound = data is not None
        self.failed: list[tuple[str, str]] = []
        if data is None:
            self.seen = [row.pk for row in rows]
            self.forms = [self.line(initial=self._initial(row, k), prefix=f"line-{k}") for k, row in enumerate(rows)]
            self._add(EMPTY)
        else:
            self.seen = [int(one) for one in str(data.get("seen", "")).split(",") if one.isdecimal()]
            sent = str(data.get("lines", "0"))
            number = min(int(sent) if sent.isdecimal() else 0, MOST)
            self.forms = [self.line(data, prefix=f"line-{k}") for k in range(number)]
            if "add" in data:
                self._add(MORE)

    def _initial(self, row: Any, index: int) -> dict[str, Any]:
        values = {name: getattr(row, name) for name in self.names}
        values = {name: value.pk if isinstance(value, Model) else value for name, value in values.items()}
        return {**values, "id": row.pk, "place": index + 1}

    def _add(self, number: int) -> None:
        start = len(self.forms)
        self.forms += [self.line(prefix=f"line-{k}") for k in range(start, min(start + number, MOST))]

    def read(self) -> list[dict[str, Any]] | None:
        """What was typed, in the order asked for, without empty and removed lines; None when a line cannot be read."""
        self.kept = [form for form in self.forms if form.is_bound and not form.is_empty and not form.is_removed]
        valid = [form.is_valid() for form in self.kept]  # every line, so that every mistake is named
        if not all(valid):
            return None
        self.kept.sort(key=lambda form: form.cleaned_data["place"] or MOST + 1)
        return [form.values() for form in self.kept]

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its line, or over all of them."""
        for problem in problems:
            if problem.row is None or problem.row >= len(self.kept):
                self.failed.append(("", str(problem.message)))
                continue
            form = self.kept[problem.row]
            form.add_error(problem.field if problem.field in form.fields else None, str(problem.message))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the summary: each leads to its field and names its line."""
        found = list(self.failed)
        for number, form in enumerate(self.forms, 1):
            if not form.is_bound or form.is_empty or form.is_removed:
                continue
            for name, messages in form.errors.items():
                target = name if name in form.fields else form.names[0]
                for message in messages:
                    found.append(
                        (form[target].auto_id, gettext("Line %(n)s: %(problem)s") % {"n": number, "problem": message})
                    )
        return found


class PointLine(Line):
    text_pl, text_en = two(_("Text in Polish"), _("Text in English"), widget=LONG, max_length=1000, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=[("", "–"), *Point.Level.choices], required=False)
    pairs = (("text_pl", "text_en"), ("level",))
    said = ("text_pl", "text_en")


class ResultLine(PointLine):
    reached_pl, reached_en = two(
        _("What was reached, in Polish"),
        _("What was reached, in English"),
        widget=LONG,
        max_length=1000,
        required=False,
    )
    reached_on = Day(label=_("Reached on"))
    pairs = (("text_pl", "text_en"), ("reached_pl", "reached_en"), ("level", "reached_on"))


class PhaseLine(Line):
    kind = forms.ChoiceField(label=_("Kind"), choices=Phase.Kind.choices)
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    months = forms.IntegerField(label=_("Months"), required=False, min_value=1, max_value=240)
    decided_on = Day(label=_("Decided on"))
    note_pl, note_en = two(_("Note in Polish"), _("Note in English"), widget=LONG, max_length=600, required=False)
    pairs = (("kind", "months"), ("starts_on", "ends_on"), ("decided_on",), ("note_pl", "note_en"))
    said = ("note_pl", "note_en", "starts_on")

    @property
    def title(self) -> str:
        return str(dict(Phase.Kind.choices).get(str(self["kind"].value()), "")) if not self.is_empty else ""


class PartnerLine(Line):
    organisation = forms.TypedChoiceField(
        label=_("Organisation of this installation"), required=False, coerce=int, empty_value=None
    )
    name_pl, name_en = two(_("Name in Polish"), _("Name in English"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    role = forms.ChoiceField(
        label=pgettext_lazy("in a project", "Role"),
        choices=Partnership.Role.choices,
        initial=Partnership.Role.PARTNER,
    )
    since = Day(label=_("Since"))
    until = Day(label=_("Until"))
    note_pl, note_en = two(_("Note in Polish"), _("Note in English"), max_length=300, required=False)
    pairs = (
        ("organisation", "role"), ("name_pl", "name_en"), ("country",), ("since", "until"), ("note_pl", "note_en"),
    )  # fmt: skip
    said = ("name_pl", "name_en")
    loud = ("organisation", "country")

    def __init__(self, *args: Any, organisations: Mapping[int, Organisation], **given: Any) -> None:
        super().__init__(*args, **given)
        self.organisations = organisations
        listed = [(pk, one.name) for pk, one in organisations.items()]
        self.fields["organisation"].choices = [("", _("none of them: write its name")), *listed]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "–"), *countries()]  # type: ignore[attr-defined]

    @property
    def title(self) -> str:
        chosen = str(self["organisation"].value() or "")
        one = self.organisations.get(int(chosen)) if chosen.isdecimal() else None
        return one.name if one else super().title

    def values(self) -> dict[str, Any]:
        found = super().values()
        return {**found, "organisation": self.organisations.get(found["organisation"])}


class RateLine(Line):
    base = forms.ChoiceField(label=_("One"), choices=ExchangeRate._meta.get_field("base").choices)
    rate = DecimalText(label=_("is"))
    quote = forms.ChoiceField(
        label=pgettext_lazy("currency", "in"), choices=ExchangeRate._meta.get_field("quote").choices
    )
    on = Day(label=_("Of the day"))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Who published the rate, in which table."))
    pairs = (("base", "rate", "quote", "on"), ("source",))
    said = ("source",)
    ordered = False


class InstrumentLine(Line):
    name_pl, name_en = two(_("Name in Polish"), _("Name in English"), max_length=250, required=False)
    authority_pl, authority_en = two(
        _("Responsible authority, in Polish"), _("Responsible authority, in English"), max_length=200, required=False
    )
    description_pl, description_en = two(
        _("What should change in it, in Polish"),
        _("What should change in it, in English"),
        widget=LONG,
        max_length=1500,
        required=False,
    )
    pairs = (("name_pl", "name_en"), ("authority_pl", "authority_en"), ("description_pl", "description_en"))
    said = ("name_pl", "name_en")
    ordered = False


class ChangeLine(Line):
    on = Day(label=_("Day"))
    kind = forms.ChoiceField(label=_("What kind of change"), choices=PolicyChange.Kind.choices)
    text_pl, text_en = two(
        _("What changed, in Polish"), _("What changed, in English"), widget=LONG, max_length=1500, required=False
    )
    evidence_url = forms.CharField(label=_("Where it can be read"), max_length=400, required=False)
    pairs = (("on", "kind"), ("text_pl", "text_en"), ("evidence_url",))
    said = ("text_pl", "text_en")
    ordered = False
