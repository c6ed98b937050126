"""Entering an application that came on paper: the same questions on one page, the same checks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import form_of
from skwer.apps.forms.checking import FieldError, check_save
from skwer.apps.forms.reading import read_post
from skwer.apps.people.refusals import Refusal
from skwer.web.proposals.words import applicant_words

from .doors import desk_call


class PaperForm(forms.Form):
    """Who signed, how to reach her, when it came."""

    applicant_kind = forms.ChoiceField(label=gettext_lazy("Who applies"))
    paper_name = forms.CharField(label=gettext_lazy("Name on the paper"), max_length=120, required=False)
    group_name = forms.CharField(
        label=gettext_lazy("Name of the group or organisation"), max_length=120, required=False
    )
    paper_contact = forms.CharField(
        label=gettext_lazy("How to reach the applicant"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("An address or a telephone number, as the applicant wishes."),
    )
    received_date = forms.DateField(label=gettext_lazy("Received on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, call: Call, idea: Proposal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if idea is not None:  # who applies is known since the idea
            self.fields = {"received_date": self.fields["received_date"]}
            return
        self.fields["applicant_kind"].choices = [(kind, applicant_words(kind)) for kind in call.applicants]


@desk_call
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, call: Call) -> HttpResponse:
    """Everything typed stays on the page until it can be taken; then it gets its number and receipt at once."""
    if not request.may_run:
        raise PermissionDenied
    idea = _idea(request, call)
    questions = form_of(call)
    at = timezone.now()
    form = PaperForm(request.POST or None, call=call, idea=idea, initial={"received_date": timezone.localdate(at)})
    answers: dict[str, Any] = dict(idea.answers) if idea else {}
    problems: list[FieldError] = []
    unread: list[tuple[str, Any]] = []  # what is wrong with the lines about the paper itself
    refusal: Refusal | None = None
    if request.method == "POST":
        typed = read_post(questions, request.POST)
        answers, unreadable = check_save(questions, typed)
        rearranging = "add_row" in request.POST or "remove_row" in request.POST
        if rearranging:
            form.errors.clear()  # only the rows of a table of costs change; nothing is checked yet
        elif form.is_valid():
            try:
                entered = {"by": request.user, "answers": typed, "at": at, **form.cleaned_data}
                if idea is not None:
                    proposal = actions.register_full_paper(proposal=idea, **entered)
                else:
                    proposal = actions.register_paper(call=call, **entered)
            except actions.Incomplete as incomplete:
                problems = _unique([*unreadable, *incomplete.errors])
                if idea is not None:
                    idea.refresh_from_db()
            except Refusal as error:
                refusal = error
            else:
                message = _("Entered as no. %(number)s, receipt %(receipt)s.")
                messages.success(request, message % {"number": proposal.number, "receipt": proposal.receipt})
                return redirect("web:desk_proposal", slug=call.slug, number=proposal.number)
        else:
            unread = [(f"id_{name}", errors[0]) for name, errors in form.errors.items()]
            problems = _unique(unreadable)
    context = {
        "call": call,
        "idea": idea,
        "form": form,
        "steps": questions.steps,
        "answers": answers,
        "problems": problems,
        "summary": [*unread, *problems],
        "refusal": refusal,
        "add": request.POST.get("add_row", ""),
    }
    status = refusal.status if refusal else 422 if unread or problems else 200
    return render(request, "desk/paper.html", context, status=status)


def _idea(request: HttpRequest, call: Call) -> Proposal | None:
    """The invited idea whose full application is entered; None: a new application."""
    asked = request.GET.get("idea", "")
    if not asked:
        return None
    ideas = call.proposals.filter(channel=Proposal.Channel.PAPER, state=Proposal.State.INVITED)
    return get_object_or_404(
        ideas, number=int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0
    )


def _unique(errors: list[FieldError]) -> list[FieldError]:
    """A field's first complaint is enough."""
    first: dict[tuple[str, int | None], FieldError] = {}
    for error in errors:
        first.setdefault((error.field, error.row), error)
    return list(first.values())
