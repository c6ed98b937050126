"""What people type about an event, its agenda and themselves. Rules are the actions'; forms only read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.events.models import Event, Session, Site
from skwer.apps.people.models import Organisation
from skwer.web.countries import choices

from .times import zones

# What people speak at events of European towns; each in its own words.
TONGUES = [("pl", "polski"), ("en", "English"), ("nb", "norsk"), ("cs", "čeština"), ("uk", "українська"),
           ("de", "Deutsch"), ("fr", "français"), ("es", "español"), ("it", "italiano"), ("lv", "latviešu"),
           ("ro", "română"), ("pt", "português")]  # fmt: skip


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=forms.DateTimeInput, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput, **more)


def _long(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea, required=False, **more)


class EventForm(forms.Form):
    """An event's own settings. Hours are read on the clock of the zone typed in the same form."""

    title_pl = forms.CharField(label=pgettext_lazy("event", "Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    summary_pl = _long(_("In a sentence"), max_length=300)
    summary_en = _long(_("In a sentence, in English"), max_length=300)
    description_pl = _long(_("What it is about"), max_length=8000)
    description_en = _long(_("What it is about, in English"), max_length=8000)
    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices)
    project = forms.ModelChoiceField(label=_("Project"), queryset=None, required=False, empty_label="–")
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("The hours below are on the clock of this zone."), choices=zones
    )
    starts_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    registration_opens_at = _moment(_("Registration opens"), required=False)
    registration_closes_at = _moment(_("Registration closes"), required=False)
    audience = forms.ChoiceField(label=_("Who may register"), choices=Event.Audience.choices)
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: as many as come. When they are full, a waiting list begins."),
    )
    online_url = forms.URLField(
        label=_("Address of the call"),
        required=False,
        assume_scheme="https",
        help_text=_("Only those who registered see it."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=TONGUES, required=False, widget=forms.CheckboxSelectMultiple
    )
    keep_needs_days = forms.IntegerField(
        label=_("Days after the event on which diets and access needs are erased"), min_value=0, max_value=365
    )

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zones(self.initial.get("time_zone", ""))  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Read the hours on the clock that the form itself names."""
        typed = self.data.get(self.add_prefix("time_zone"), "") if self.is_bound else ""
        known = dict(zones(self.initial.get("time_zone", "")))
        with timezone.override(typed if typed in known else None):
            super().full_clean()

    @classmethod
    def of(cls, event: Event, projects: Any) -> EventForm:
        """The form filled in with what the event has."""
        initial = {name: getattr(event, name) for name in cls.base_fields}
        return cls(initial=initial, projects=projects)


class SiteForm(forms.Form):
    """A venue, a place to visit, or where one dials in."""

    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Site.Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    city = forms.CharField(label=_("Town"), max_length=120, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", "–"), *choices()], required=False)
    lat = forms.DecimalField(label=_("Latitude"), required=False, min_value=-90, max_value=90, decimal_places=6)
    lon = forms.DecimalField(label=_("Longitude"), required=False, min_value=-180, max_value=180, decimal_places=6)
    access_pl = _long(
        _("How to get in"), max_length=2000, help_text=_("Steps, lift, toilet, loop, quiet room, the nearest stop.")
    )
    access_en = _long(_("How to get in, in English"), max_length=2000)

    @classmethod
    def of(cls, site: Site) -> SiteForm:
        """The form filled in with what the place has."""
        return cls(initial={name: getattr(site, name) for name in cls.base_fields})


class SessionForm(forms.Form):
    """One line of the agenda. Sessions with the same block run side by side and each person goes to one of them."""

    title_pl = forms.CharField(label=pgettext_lazy("event", "Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices)
    starts_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    site = forms.ModelChoiceField(label=_("Where"), queryset=None, required=False, empty_label="–")
    block = forms.CharField(
        label=_("Block"),
        max_length=40,
        required=False,
        help_text=_("Give parallel groups the same word, for example “groups”. Each person gets one of them."),
    )
    capacity = forms.IntegerField(label=_("Places"), required=False, min_value=1, max_value=100_000)
    text_pl = _long(_("What happens in it"), max_length=4000)
    text_en = _long(_("What happens in it, in English"), max_length=4000)
    speakers = _long(
        _("Who speaks"), max_length=4000, help_text=_("One a line: name, then a comma and where she or he works.")
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = event.sites.all()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, session: Session) -> SessionForm:
        """The form filled in with what the session has."""
        initial = {name: getattr(session, name) for name in cls.base_fields if name != "speakers"}
        lines = (", ".join(part for part in (s.name, s.affiliation) if part) for s in session.speakers.all())
        return cls(initial={**initial, "speakers": "\n".join(lines)}, event=session.event)

    def clean_speakers(self) -> list[tuple[str, str]]:
        """(name, affiliation) of each line."""
        pairs = [line.partition(",") for line in self.cleaned_data["speakers"].splitlines() if line.strip()]
        return [(name.strip(), where.strip()) for name, _comma, where in pairs if name.strip()]


class RegisterForm(forms.Form):
    """One short form. A guest gives a name and an address to write to; wishes are ranked by lists, without a script."""

    name = forms.CharField(
        label=_("Name and surname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    organisation = forms.ModelChoiceField(
        label=_("You come from"), queryset=Organisation.objects.none(), required=False, empty_label="–"
    )
    organisation_name = forms.CharField(label=_("Institution, town or group"), max_length=160, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", "–"), *choices()], required=False)
    diet = forms.CharField(label=_("Diet"), max_length=250, required=False)
    access_needs = _long(_("Access needs"), max_length=1000)
    arrival = forms.CharField(label=_("Arrival"), max_length=120, required=False)
    departure = forms.CharField(label=_("Departure"), max_length=120, required=False)
    travel = forms.CharField(label=_("How you travel, where you stay"), max_length=500, required=False)
    photo_consent = forms.BooleanField(label=_("I agree to be seen in photos published on this page."), required=False)

    def __init__(
        self,
        *args: Any,
        blocks: Sequence[tuple[str, Sequence[Session]]] = (),
        signed_in: bool = False,
        mine: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = list(blocks)
        if signed_in:
            del self.fields["email"]
        if mine is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]
        for number, (_block, sessions) in enumerate(self.blocks):
            choices = [("", "–"), *((str(s.pk), s.title) for s in sessions)]
            for rank in range(1, ranks(sessions) + 1):
                self.fields[wish_name(number, rank)] = forms.ChoiceField(
                    label=_ordinal(rank), choices=choices, required=False
                )

    def wish_fields(self) -> list[dict[str, Any]]:
        """Blocks with the lists of their ranks, for the page."""
        return [
            {
                "block": block,
                "sessions": sessions,
                "fields": [self[wish_name(number, rank)] for rank in range(1, ranks(sessions) + 1)],
            }
            for number, (block, sessions) in enumerate(self.blocks)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["wishes"] = wishes = {}
        for number, (block, sessions) in enumerate(self.blocks):
            chosen: list[int] = []
            by_pk = {s.pk: s for s in sessions}
            for rank in range(1, ranks(sessions) + 1):
                name = wish_name(number, rank)
                typed = data.pop(name, "")
                if not typed:
                    continue
                if int(typed) in chosen:
                    self.add_error(
                        name,
                        gettext("“%(title)s” stands higher already. Choose another one here, or none.")
                        % {"title": by_pk[int(typed)].title},
                    )
                    continue
                chosen.append(int(typed))
            wishes[block] = [by_pk[pk] for pk in chosen]
        return data


def ranks(sessions: Sequence[Session]) -> int:
    """So many wishes are asked for in a block."""
    return min(len(sessions), 5)


def wish_name(block: int, rank: int) -> str:
    return f"wish-{block}-{rank}"


def _ordinal(rank: int) -> Any:
    return {
        1: _("First choice"),
        2: _("Second choice"),
        3: _("Third choice"),
        4: _("Fourth choice"),
        5: _("Fifth choice"),
    }[rank]


class InviteForm(forms.Form):
    """A list of addresses, however somebody pasted it."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea,
        max_length=20_000,
        help_text=_("One a line, or with commas. Who is invited or registered already gets no second letter."),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def clean_emails(self) -> list[str]:
        found = re.split(r"[\s,;]+", self.cleaned_data["emails"].strip())
        field = forms.EmailField()
        good, bad = [], []
        for one in dict.fromkeys(address.strip("<>").lower() for address in found if address):
            try:
                good.append(field.clean(one))
            except forms.ValidationError:
                bad.append(one)
        if bad:
            raise forms.ValidationError(
                gettext("These are no e-mail addresses: %(list)s. Correct or delete them.")
                % {"list": ", ".join(bad[:10])}
            )
        return good


class PracticeField(forms.ModelChoiceField):
    """A published practice, by its title and where it comes from."""

    def label_from_instance(self, practice: Any) -> str:
        return f"{practice.title} ({practice.city_name})" if practice.city_name else practice.title


class CaseField(forms.ModelChoiceField):
    """A case, by its name and the comparison it stands in."""

    def label_from_instance(self, case: Any) -> str:
        return f"{case.name} ({case.comparison.title})"


class InterestForm(forms.Form):
    """A statement: we want to carry over this, because …, by …, first step …"""

    organisation = forms.ModelChoiceField(label=_("Who"), queryset=None, empty_label="–")
    session = forms.ModelChoiceField(label=_("In which group"), queryset=None, required=False, empty_label="–")
    taken_up = PracticeField(
        label=_("A practice on this site"),
        queryset=None,
        required=False,
        empty_label="–",
        help_text=_("With it you can begin the transfer from here later."),
    )
    practice = forms.CharField(
        label=_("What we want to carry over"),
        max_length=250,
        required=False,
        help_text=_("The practice, and where you saw it. Empty: the title of the practice you chose."),
    )
    trial = forms.ModelChoiceField(label=_("A trial that shows it"), queryset=None, required=False, empty_label="–")
    case = CaseField(label=_("A case that tells of it"), queryset=None, required=False, empty_label="–")
    because = forms.CharField(label=_("Because"), widget=forms.Textarea, max_length=2000)
    first_step = forms.CharField(label=_("First step"), widget=forms.Textarea, max_length=2000)
    by_on = _day(_("By when"))

    def __init__(
        self, *args: Any, organisations: Any, sessions: Any, sources: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        for name, found in sources.items():
            if found.exists():
                self.fields[name].queryset = found  # type: ignore[attr-defined]
            else:
                del self.fields[name]
        if "taken_up" not in self.fields:
            self.fields["practice"].required = True
            self.fields["practice"].help_text = _("The practice, and where you saw it.")


class ReasonForm(forms.Form):
    """Why an event is cancelled: everybody who registered reads it."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=1000)


def problems_of(form: forms.Form) -> list[tuple[str, Any]]:
    """(name, message) pairs of a form, for the summary above it."""
    return [(name, message) for name, messages in form.errors.items() for message in messages]


def add_refusal(form: forms.Form, refusal: Any, names: Mapping[str, str] | None = None) -> None:
    """Put a refusal of the domain beside the field it is about, or above the form."""
    field = getattr(refusal, "field", "") or ""
    field = (names or {}).get(field, field)
    form.add_error(field if field in form.fields else None, str(refusal.message))
