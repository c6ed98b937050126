"""The office looks at consents and support of one proposal: confirms, refuses, finds the owner, counts paper lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.actions import needing, supporting
from skwer.apps.calls.models import Call, Need, Proposal
from skwer.apps.calls.queries.backing import owner_state, seem_twice, support_of
from skwer.apps.files.models import Upload
from skwer.apps.people.refusals import Refusal
from skwer.web.desk.doors import changes_only_by_staff, desk_call
from skwer.web.proposals import uploads
from skwer.web.proposals.words import who_applies

from .needs import DOCUMENT
from .words import count_facts, shown

_DAY = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class SettleForm(forms.Form):
    """What the office found about one need."""

    state = forms.ChoiceField(
        label=gettext_lazy("What you found"),
        widget=forms.RadioSelect,
        choices=[
            (Need.State.CONFIRMED, gettext_lazy("It is in order")),
            (Need.State.REFUSED, gettext_lazy("It is not enough, or was refused")),
            (Need.State.WAIVED, gettext_lazy("It is not needed")),
            (Need.State.OPEN, gettext_lazy("It is still needed")),
        ],
    )
    who = forms.CharField(label=gettext_lazy("Who owns the land"), max_length=160, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note for the author"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        max_length=1000, help_text=gettext_lazy("Needed when it is refused or not needed."),
    )  # fmt: skip
    due_at = forms.DateTimeField(
        label=gettext_lazy("Another day by which it is needed"), required=False, input_formats=_DAY,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_DAY[0]),
    )  # fmt: skip

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        state = need.state if need.state != Need.State.GIVEN else None
        initial = {"state": state, "who": need.who, "note": need.note, "due_at": need.due_at}
        super().__init__(*args, initial=initial, prefix=f"n{need.pk}", **kwargs)
        if need.kind != Need.Kind.OWNER:
            del self.fields["who"]
        if need.kind == Need.Kind.SUPPORT:
            del self.fields["due_at"]  # names are collected until the proposal is sent


class CountForm(forms.Form):
    """How many names of a paper list count."""

    valid = forms.IntegerField(label=gettext_lazy("Names that count"), min_value=0)
    struck = forms.IntegerField(label=gettext_lazy("Names struck"), min_value=0, initial=0)
    why = forms.CharField(
        label=gettext_lazy("Why they were struck"), max_length=200, required=False,
        help_text=gettext_lazy("For example: do not live in the city, cannot be read, signed twice. Name nobody."),
    )  # fmt: skip


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest, call: Call, number: int) -> HttpResponse:
    """Everything about consents and support of one proposal that was sent."""
    proposal = call.proposals.sent().select_related("author", "organisation").filter(number=number).first()
    if proposal is None:
        raise Http404
    proposal.call = call
    if request.method == "POST":
        done = _settle(request, proposal) if "need" in request.POST else _count(request, proposal)
        if done is None:
            messages.success(request, _("Saved."))
            return redirect("web:desk_needs", slug=call.slug, number=number)
        return _page(request, proposal, *done)
    return _page(request, proposal)


Wrong = tuple[str, forms.Form, Refusal | None]


def _settle(request: HttpRequest, proposal: Proposal) -> Wrong | None:
    typed = request.POST.get("need", "")
    need = proposal.needs.filter(pk=typed).first() if typed.isdecimal() else None
    if need is None:
        raise Http404
    need.proposal = proposal
    form = SettleForm(request.POST, need=need)
    if not form.is_valid():
        return f"n{need.pk}", form, None
    try:
        needing.settle_need(by=request.user, need=need, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return f"n{need.pk}", form, refusal
    return None


def _count(request: HttpRequest, proposal: Proposal) -> Wrong | None:
    typed = request.POST.get("sheet", "")
    sheet = proposal.support_sheets.filter(pk=typed).first() if typed.isdecimal() else None
    if sheet is None and typed != "new":
        raise Http404
    form = CountForm(request.POST, prefix=f"s{typed}")
    if not form.is_valid():
        return f"s{typed}", form, None
    file = request.FILES.get("file")
    try:
        supporting.count_sheet(
            by=request.user,  # type: ignore[arg-type]
            proposal=proposal,
            sheet=sheet,
            file=file,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return f"s{typed}", form, refusal
    return None


def _page(
    request: HttpRequest, proposal: Proposal, where: str = "", form: Any = None, refusal: Refusal | None = None
) -> HttpResponse:
    call, at = proposal.call, timezone.now()
    rows = list(proposal.needs.all())
    for need in rows:
        need.proposal = proposal
    sheets = list(proposal.support_sheets.select_related("counted_by"))
    files = _files(request, rows, sheets)
    asks = any(need.kind == Need.Kind.SUPPORT for need in rows)
    names = list(proposal.supporters.order_by("name", "pk")) if asks else []
    twice = seem_twice((one.name, one.street) for one in names)
    count = support_of(proposal)
    context = {
        "call": call,
        "p": proposal,
        "who": who_applies(proposal, inside=True),
        "owner_state": owner_state(proposal),
        "needs": [
            shown(need)
            | {
                "file": files.get(("need", str(need.pk))),
                "form": form if where == f"n{need.pk}" else SettleForm(need=need),
            }
            for need in rows
        ],
        "asks_support": asks,
        "count": count,
        "facts": count_facts(proposal, count, supporting.kept_until(call, at)),
        "sheets": [
            {
                "sheet": sheet,
                "file": files.get(("support_sheet", str(sheet.pk))),
                "form": form if where == f"s{sheet.pk}" else CountForm(
                    prefix=f"s{sheet.pk}",
                    initial={"valid": sheet.valid if sheet.counted_at else "", "struck": sheet.struck,
                             "why": sheet.why_struck},
                ),
                "open": where == f"s{sheet.pk}",
            }
            for sheet in sheets
        ],
        "new_sheet": form if where == "snew" else CountForm(prefix="snew"),
        "accept": DOCUMENT,
        "names": [
            {"one": one, "twice": (_key(one.name), _key(one.street)) in twice} for one in names
        ],
        "form": form,
        "may_run": request.may_run and call.state in (Call.State.ANNOUNCED, Call.State.DECIDED),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if form is not None else 200
    return render(request, "applying/desk_needs.html", context, status=status)


def _key(words: str) -> str:
    return " ".join(words.casefold().split())


def _files(request: HttpRequest, rows: Any, sheets: Any) -> dict[tuple[str, str], Any]:
    keys = {"need": [str(one.pk) for one in rows], "support_sheet": [str(one.pk) for one in sheets]}
    found: dict[tuple[str, str], Any] = {}
    for holder, holders in keys.items():
        if holders:
            mine = Upload.objects.visible_to(request.user).filter(holder_kind=holder, holder_key__in=holders)  # type: ignore[arg-type]
            found |= {(holder, upload.holder_key): uploads.shown(upload) for upload in mine}
    return found
