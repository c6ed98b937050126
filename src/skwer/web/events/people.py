"""Who comes: the list at the desk, registering and inviting, what the kitchen and the caretaker must know, as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.models import Event, Invitation, Registration
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.programmes.models import Partnership
from skwer.values.tables import csv_lines
from skwer.web.countries import country_name
from skwer.web.templatetags.words import language

from . import doors
from .forms import InviteForm, RegisterForm, add_refusal
from .times import zone_words

PAGE = 50
SHAPES = {
    Registration.State.REGISTERED: "chosen",
    Registration.State.WAITING: "reserve",
    Registration.State.UNCONFIRMED: "draft",
    Registration.State.CANCELLED: "no",
}


class PersonForm(RegisterForm):
    """Somebody registered by the desk: on paper, by telephone, as a guest of the organisation."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("Without one no letters come, and the code is yours to hand over."),
    )


@require_safe
@doors.desk
def desk_event_people(request: HttpRequest, event: Event) -> HttpResponse:
    """Everybody on the list, by state and name, a page at a time."""
    chosen = {name: request.GET.get(name, "") for name in ("state", "q")}
    may_see = rules.may_see_needs(request.user, event)  # type: ignore[arg-type]
    found = _narrowed(event, chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "page": page,
        "rows": [_row(one, needs=may_see) for one in page],
        "filters": _filters(chosen),
        "narrowed": any(chosen.values()),
        "title": _title(event),
        "needs": queries.needs_summary(event) if may_see else None,
        "erased": event.registrations.filter(needs_erased_at__isnull=False).exists(),
        "invitations": _invited(event),
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "may_register": request.may_run and event.state not in (Event.State.CANCELLED, Event.State.DRAFT),  # type: ignore[attr-defined]
        "may_invite": request.may_run and event.is_live and event.ends_at > timezone.now(),  # type: ignore[attr-defined]
        "zone": zone_words(event),
    }
    return render(request, "events/desk_people.html", context)


def _narrowed(event: Event, chosen: dict[str, str]) -> QuerySet[Registration]:
    found = event.registrations.select_related("organisation").prefetch_related("placings__session").order_by(
        "name", "pk"
    )  # fmt: skip
    live = chosen["state"] if chosen["state"] in Registration.State.values else ""
    found = found.filter(state=live) if live else found.filter(state__in=Registration.LIVE)
    if live == Registration.State.WAITING:
        found = found.order_by("registered_at", "pk")
    if words := chosen["q"].strip():
        found = found.filter(
            Q(name__icontains=words)
            | Q(email__icontains=words)
            | Q(organisation_name__icontains=words)
            | Q(organisation__name__icontains=words)
        )
    return found


def _filters(chosen: dict[str, str]) -> list[dict[str, Any]]:
    states = [("", _("coming and waiting")), *((value, words) for value, words in Registration.State.choices)]
    return [
        {"kind": "search", "name": "q", "label": _("Name, address or organisation"), "value": chosen["q"],
         "required": True},
        {"kind": "select", "name": "state", "label": _("How it stands"), "choices": states, "value": chosen["state"]},
    ]  # fmt: skip


def _title(event: Event) -> str:
    number = event.registrations.filter(state=Registration.State.REGISTERED).count()
    if not number:
        return _("Nobody is registered yet")
    return ngettext("%(n)s person comes", "%(n)s people come", number) % {"n": number}


def _row(one: Registration, *, needs: bool) -> dict[str, Any]:
    return {
        "one": one,
        "shape": SHAPES.get(one.state, "sent"),  # type: ignore[call-overload]
        "label": one.get_state_display(),
        "whose": one.whose,
        "country": country_name(one.country) if one.country else "",
        "groups": [placing.session.title for placing in one.placings.all()],
        "needs": needs and one.has_needs,
    }


def _invited(event: Event) -> dict[str, int]:
    answers = event.invitations.values_list("answered_at", "declined")
    return {
        "all": len(answers),
        "declined": sum(1 for _at, declined in answers if declined),
        "open": sum(1 for at, declined in answers if at is None and not declined),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_person(request: HttpRequest, event: Event, pk: int | None = None) -> HttpResponse:
    """Register somebody, correct what was registered, or cancel it."""
    if not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    person: Any = request.user
    one = get_object_or_404(event.registrations.select_related("organisation"), pk=pk) if pk is not None else None
    if one is not None:
        one.event = event
    form = _person_form(request, event, one)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if done := _save(request, event, one, person, form):
                messages.success(request, done)
                return redirect("web:desk_event_people", slug=event.slug)
        except Refusal as refusal:
            status = refusal.status
            form.cleaned_data = getattr(form, "cleaned_data", {})
            add_refusal(form, refusal)
    context = {"event": event, "one": one, "form": form, "zone": zone_words(event)}
    return render(request, "events/desk_person.html", context, status=status)


def _person_form(request: HttpRequest, event: Event, one: Registration | None) -> PersonForm:
    blocks = list(queries.blocks(event).items())
    initial: dict[str, Any] = {"country": "PL"}
    if one is not None:
        initial = {name: getattr(one, name) for name in PersonForm.base_fields}
        block_of = {s.pk: number for number, (_block, sessions) in enumerate(blocks) for s in sessions}
        for wish in one.wishes.all():
            if (number := block_of.get(wish.session_id)) is not None:
                initial[f"wish-{number}-{wish.rank}"] = wish.session_id
    saving = request.method == "POST" and "cancel" not in request.POST
    form = PersonForm(request.POST if saving else None, initial=initial, blocks=blocks, mine=_organisations(event, one))
    if one is not None:
        del form.fields["email"]  # the address is what the registration belongs to
    return form


def _organisations(event: Event, one: Registration | None) -> Any:
    """Organisations a participant may come from: who holds the event, the project's partners, her own."""
    wanted = Q(pk=event.organisation_id)
    if event.project_id:
        partners = Partnership.objects.current().filter(project=event.project).exclude(organisation=None)
        wanted |= Q(pk__in=partners.values("organisation")) | Q(pk=event.project.organisation_id)  # type: ignore[union-attr]
    if one is not None and one.organisation_id:
        wanted |= Q(pk=one.organisation_id)
    return Organisation.objects.filter(wanted).distinct().order_by("name")


def _save(request: HttpRequest, event: Event, one: Registration | None, person: Any, form: PersonForm) -> str:
    at = timezone.now()
    if one is not None and "cancel" in request.POST:
        actions.cancel_registration(by=person, registration=one, at=at)
        return _("The registration is cancelled.")
    if not form.is_valid():
        return ""
    values = dict(form.cleaned_data)
    wishes = values.pop("wishes")
    if one is not None:
        actions.change_registration(by=person, registration=one, values=values, wishes=wishes, at=at)
        return _("Saved.")
    made = actions.register_for(by=person, event=event, values={**values, "language": language()}, wishes=wishes, at=at)
    if made.state == Registration.State.WAITING:
        return _("All places are taken: %(name)s is on the waiting list.") % {"name": made.name}
    return _("%(name)s is registered.") % {"name": made.name}


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_invite(request: HttpRequest, event: Event) -> HttpResponse:
    """Invite a list of addresses; who was invited, and who answered."""
    if not request.may_run:  # type: ignore[attr-defined]
        raise PermissionDenied
    form = InviteForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.invite(
                    by=request.user,  # type: ignore[arg-type]
                    event=event,
                    emails=form.cleaned_data["emails"],
                    language=form.cleaned_data["language"],
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
            else:
                messages.success(request, _sent(len(made), len(form.cleaned_data["emails"])))
                return redirect("web:desk_event_invite", slug=event.slug)
    page = Paginator(event.invitations.order_by("-invited_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "form": form,
        "page": page,
        "rows": [(one, *_answer(one)) for one in page],
        "counts": _invited(event),
    }
    return render(request, "events/desk_invite.html", context, status=status)


def _sent(new: int, all_of_them: int) -> str:
    said = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", new) % {"n": new}
    rest = all_of_them - new
    if not rest:
        return said
    known = ngettext(
        "%(n)s address is invited or registered already.", "%(n)s addresses are invited or registered already.", rest
    )
    return f"{said} {known % {'n': rest}}"


def _answer(one: Invitation) -> tuple[str, str]:
    if one.declined:
        return "no", pgettext("invitation", "Cannot come")
    if one.answered_at:
        return "chosen", pgettext("invitation", "Comes")
    return "sent", pgettext("invitation", "No answer yet")


@require_safe
@doors.desk
def desk_event_people_csv(_request: HttpRequest, event: Event) -> StreamingHttpResponse:
    """The list for a spreadsheet. Diets and access needs are not in it: they have their own summary without names."""
    found = event.registrations.filter(state__in=Registration.LIVE).select_related("organisation").prefetch_related(
        "placings__session"
    ).order_by("state", "name", "pk")  # fmt: skip
    header = [_("Name and surname"), _("E-mail address"), _("Organisation"), _("Country"), _("How it stands"),
              pgettext("events", "Groups"), _("Photos"), _("Registered at")]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        with timezone.override(event.zone):
            for one in found:
                yield [
                    one.name, one.email, one.whose, one.country, one.get_state_display(),
                    "; ".join(placing.session.title for placing in one.placings.all()),
                    _("yes") if one.photo_consent else _("no"),
                    timezone.localtime(one.registered_at).strftime("%Y-%m-%d %H:%M"),
                ]  # fmt: skip

    response = StreamingHttpResponse(list(csv_lines(header, rows())), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.csv"'
    return response
