"""From a statement of interest to a transfer: choose the kit and the days, and begin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.models import Event, Interest
from skwer.apps.people.refusals import Refusal
from skwer.apps.practices.models import KitVersion
from skwer.apps.practices.rules import takes_part
from skwer.web.context import address

from . import standing
from .doors import seen
from .forms import add_refusal


class OpenForm(forms.Form):
    """From which kit, under what title, until when each stage."""

    kit_version = forms.ChoiceField(label=pgettext_lazy("transfer", "Kit"))
    title = forms.CharField(label=pgettext_lazy("transfer", "Title"), max_length=160)
    understand_until = forms.DateField(label=gettext_lazy("Understand, until"), required=False, widget=forms.DateInput)
    adapt_until = forms.DateField(label=gettext_lazy("Adapt, until"), required=False, widget=forms.DateInput)
    reuse_until = forms.DateField(label=gettext_lazy("Re-use, until"), required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, versions: list[KitVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(one.pk): one for one in versions}
        first = [("", _("Choose a kit"))] if len(versions) > 1 else []
        named = [
            (key, _("%(title)s, version %(n)s") % {"title": one.title, "n": one.number})
            for key, one in self.versions.items()
        ]
        self.fields["kit_version"].choices = [*first, *named]  # type: ignore[attr-defined]

    def clean_kit_version(self) -> KitVersion:
        return self.versions[self.cleaned_data["kit_version"]]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@seen
def event_transfer(request: HttpRequest, event: Event, pk: int) -> HttpResponse:
    """Begin the transfer that an organisation stated at the event."""
    by: Any = request.user
    interest = get_object_or_404(queries.interests_of(event).select_related("taken_up__current"), pk=pk)
    if not rules.may_open_transfer(by, interest):
        raise PermissionDenied
    if interest.transfer_id is not None:
        return redirect(address("web:desk_transfer", interest.transfer_id))
    versions = _versions(interest)
    initial = {"title": interest.practice[:160], "understand_until": interest.by_on}
    form = OpenForm(request.POST if request.method == "POST" else None, versions=versions, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                transfer = actions.open_transfer(by=by, interest=interest, at=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal, {"kit": "kit_version"})
            else:
                messages.success(request, _("Begun. The statement now says so, and everybody reads it."))
                return redirect(address("web:desk_transfer", transfer.pk))
    row = standing.statement(interest, event, timezone.now(), by)
    row |= {"follow_url": "", "begin_url": ""}
    back = f"{address('web:event_outcomes', event.slug)}#statement-{interest.pk}"
    project = event.project if event.project is not None and takes_part(interest.organisation, event.project) else None
    context = {"event": event, "city": event.organisation, "row": row, "form": form, "versions": versions, "back": back,
               "project": project, "kits_url": address("web:kits")}  # fmt: skip
    return render(request, "events/transfer.html", context, status=status)


def _versions(interest: Interest) -> list[KitVersion]:
    """The newest published version of each kit of the practice; of every kit, where the practice has none."""
    found = KitVersion.objects.published().select_related("kit").order_by("kit__slug", "-number")
    own = found.filter(kit__practice=interest.taken_up) if interest.taken_up is not None else found.none()
    newest: dict[int, KitVersion] = {}
    for one in own if own.exists() else found:
        newest.setdefault(one.kit_id, one)
    return sorted(newest.values(), key=lambda one: one.title.casefold())
