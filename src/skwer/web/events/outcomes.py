"""What came of it: the statements of an event, stating one's interest, and saying what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.models import Event, FollowUp, Interest
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.practices.models import Trial
from skwer.web.context import address

from . import standing
from .cards import spoken
from .doors import seen
from .forms import InterestForm, add_refusal
from .times import days_of, local_date


class FollowUpForm(forms.Form):
    """What became of a statement, as of today."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[(value, capfirst(words)) for value, words in FollowUp.State.choices],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=gettext_lazy("What you did, what came of it, or why you dropped it. Everybody reads this."),
    )
    url = forms.URLField(label=gettext_lazy("Where to see it"), max_length=500, required=False, assume_scheme="https")
    trial = forms.ModelChoiceField(
        label=gettext_lazy("Your trial of it"), queryset=Trial.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, trials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if trials.exists():
            self.fields["trial"].queryset = trials  # type: ignore[attr-defined]
        else:
            del self.fields["trial"]


@require_http_methods(["GET", "HEAD", "POST"])
@seen
def event_outcomes(request: HttpRequest, event: Event) -> HttpResponse:
    """Who wants to carry over what, because, by when, the first step, and what became of it."""
    person: Any = request.user
    at = timezone.now()
    may_speak = organisations_for(person, event, at)
    form = interest_form(request, event, may_speak)
    status = 200
    if request.method == "POST":
        if not may_speak.exists():
            raise PermissionDenied
        status, made = stated(request, event, form)
        if made is not None:
            return redirect(f"{address('web:event_outcomes', event.slug)}#statement-{made.pk}")
    counts = standing.counts(event, at)
    context = {
        "event": event,
        "city": event.organisation,
        "title": standing.finding(event, at),
        "lead": lead(event, at),
        "counts": counts,
        "groups": standing.groups(event, at, person),
        "form": form,
        "may_state": may_speak.exists(),
        "spoken": {"outcome_intro": spoken(event, "outcome_intro")},
    }
    return render(request, "events/outcomes.html", context, status=status)


def lead(event: Event, at: Any) -> str:
    """How much time has passed, or that it is too early to ask."""
    months = (local_date(at, event) - days_of(event)[-1]).days // 30
    if months < 1:
        return _("Each statement has a first step and a day. We ask again, and this page shows the answer.")
    said = ngettext("%(n)s month after the meeting.", "%(n)s months after the meeting.", months) % {"n": months}
    return said if months < 12 else _("A year and more after the meeting.") if months >= 13 else _("A year after.")


def organisations_for(person: Any, event: Event, at: Any) -> Any:
    """Organisations the person may speak for here now."""
    found = [one.pk for one in rules.speaking_for(person, event) if rules.may_state_interest(person, event, one, at)]
    return Organisation.objects.filter(pk__in=found).order_by("name")


def interest_form(request: HttpRequest, event: Event, organisations: Any) -> InterestForm:
    posted = request.POST if request.method == "POST" and request.POST.get("do") == "state" else None
    sessions = queries.agenda(event).exclude(kind="break")
    only = organisations.first() if len(organisations) == 1 else None
    person: Any = request.user
    return InterestForm(
        posted,
        organisations=organisations,
        sessions=sessions,
        sources=queries.sources_of_interest(person, event),
        initial={"organisation": only},
    )


def stated(request: HttpRequest, event: Event, form: InterestForm) -> tuple[int, Interest | None]:
    """(status, the statement made): the one domain call of both pages on which one states an interest."""
    by: Any = request.user
    if not form.is_valid():
        return 422, None
    try:
        made = actions.state_interest(by=by, event=event, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return refusal.status, None
    messages.success(request, _("Stated. A year from now this page asks what became of it."))
    return 200, made


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@seen
def event_statement(request: HttpRequest, event: Event, pk: int) -> HttpResponse:
    """Say what became of one statement."""
    return follow(request, event, pk, back=address("web:event_outcomes", event.slug))


def follow(request: HttpRequest, event: Event, pk: int, *, back: str, desk: bool = False) -> HttpResponse:
    """The page on which somebody says what became of a statement; the desk's and everybody's."""
    person: Any = request.user
    at = timezone.now()
    interest = get_object_or_404(queries.interests_of(event), pk=pk)
    if not rules.may_follow_up(person, interest):
        raise PermissionDenied
    trials = Trial.objects.visible_to(person).filter(organisation=interest.organisation)
    form = FollowUpForm(request.POST if request.method == "POST" else None, trials=trials)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.follow_up(by=person, interest=interest, at=at, **form.cleaned_data)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
            else:
                messages.success(request, _("Thank you. Everybody can read what became of it."))
                return redirect(f"{back}#statement-{interest.pk}")
    row = standing.statement(interest, event, at, person)
    row["follow_url"] = ""
    context = {"event": event, "city": event.organisation, "row": row, "form": form, "back": back, "desk": desk}
    return render(request, "events/statement.html", context, status=status)
