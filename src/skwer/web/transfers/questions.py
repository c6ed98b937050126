"""Questions of a transfer: the city that adopts and the keeper of the practice ask each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import actions, rules
from skwer.apps.practices.models import Transfer, TransferQuestion
from skwer.apps.practices.transfer_plan import element_name
from skwer.web.context import address
from skwer.web.practices.forms import take_refusal

from .doors import RELATED

PAGE = 20


class AskForm(forms.Form):
    """A question, about the whole practice or one element of its kit."""

    element = forms.ChoiceField(label=gettext_lazy("What it is about"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("question of a transfer", "Your question"), max_length=4000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, transfer: Transfer, **given: Any) -> None:
        super().__init__(*args, **given)
        keys = transfer.elements.values_list("key", flat=True)
        self.fields["element"].choices = [  # type: ignore[attr-defined]
            ("", _("the practice as a whole")),
            *((key, element_name(key)) for key in keys),
        ]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked and answered; ask, and answer for one's side."""
    person: Any = request.user
    rows = Transfer.objects.select_related(*RELATED, "kit_version__kit__organisation")
    transfer = get_object_or_404(rows, pk=pk)
    if not rules.may_read_questions(person, transfer):
        raise Http404
    request.city = transfer.organisation  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    side = rules.asks_as_adopter(person, transfer)
    asking = request.method == "POST" and request.POST.get("do") == "ask"
    form = AskForm(request.POST if asking else None, transfer=transfer)
    wrong: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status, done, wrong = _ask(person, transfer, form) if asking else _answer(request, transfer)
        if done:
            messages.success(request, done[0])
            return redirect(f"{address('web:desk_transfer_questions', transfer.pk)}#question-{done[1]}")
    keeper = rules.keeper_of(transfer)
    found = transfer.questions.select_related("by", "answered_by").order_by("-at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "transfer": transfer,
        "page": page,
        "rows": [_row(person, transfer, question, wrong) for question in page],
        "title": finding(transfer, side),
        "form": form,
        "problems": wrong.get("problems", []),
        "may_ask": side is not None,
        "asked": (keeper if side else transfer.organisation) if side is not None else None,
        "keeper": keeper,
        "own": keeper is not None and keeper.pk == transfer.organisation_id,
        "transfer_url": _transfer_url(person, transfer),
    }
    return render(request, "transfers/questions.html", context, status=status)


def finding(transfer: Transfer, side: bool | None) -> str:
    """The heading: "4 pytania, 1 czeka na odpowiedź"; who answers reads how many wait for her."""
    asked = list(transfer.questions.values_list("from_adopter", "answered_at"))
    total = len(asked)
    if not total:
        return _("Nobody has asked anything yet")
    head = ngettext("%(n)s question", "%(n)s questions", total) % {"n": total}
    waiting = [from_adopter for from_adopter, answered_at in asked if answered_at is None]
    mine = sum(1 for from_adopter in waiting if side is not None and from_adopter != side)
    if mine:
        said = ngettext("%(n)s waits for your answer", "%(n)s wait for your answer", mine) % {"n": mine}
    elif waiting:
        number = len(waiting)
        said = ngettext("%(n)s waits for an answer", "%(n)s wait for an answer", number) % {"n": number}
    else:
        said = ngettext("it is answered", "all are answered", total)
    return f"{head}: {said}"


def _row(person: Any, transfer: Transfer, question: TransferQuestion, wrong: dict[str, Any]) -> dict[str, Any]:
    question.transfer = transfer
    keeper = rules.keeper_of(transfer)
    asker, asked = transfer.organisation, keeper
    if not question.from_adopter:
        asker, asked = asked, asker  # type: ignore[assignment]
    here = wrong.get("question") == question.pk
    return {
        "question": question,
        "element": element_name(question.element) if question.element else "",
        "asker": asker,
        "asked": asked,
        "may_answer": question.answered_at is None and rules.may_answer_question(person, question),
        "field": {
            "kind": "textarea",
            "name": f"answer-{question.pk}",
            "label": _("Your answer"),
            "value": wrong.get("answer", "") if here else "",
            "errors": wrong.get("errors", []) if here else [],
            "max_length": 4000,
            "rows": 4,
        },
    }


def _ask(by: Any, transfer: Transfer, form: AskForm) -> tuple[int, tuple[str, int] | None, dict[str, Any]]:
    if rules.asks_as_adopter(by, transfer) is None:
        raise PermissionDenied
    if not form.is_valid():
        return 422, None, {}
    try:
        made = actions.ask_question(by=by, transfer=transfer, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        take_refusal(form, refusal)
        return refusal.status, None, {}
    return 200, (_("Asked. The other side gets a letter, and the question waits in its inbox."), made.pk), {}


def _answer(request: HttpRequest, transfer: Transfer) -> tuple[int, tuple[str, int] | None, dict[str, Any]]:
    by: Any = request.user
    number = request.POST.get("question", "")
    question = get_object_or_404(transfer.questions, pk=number if number.isdecimal() else 0)
    question.transfer = transfer
    if not rules.may_answer_question(by, question):
        raise PermissionDenied
    typed = request.POST.get(f"answer-{question.pk}", "")
    try:
        actions.answer_question(by=by, question=question, answer=typed, at=timezone.now())
    except Refusal as refusal:
        said = str(refusal.message)
        name = f"answer-{question.pk}" if getattr(refusal, "field", "") else ""
        return refusal.status, None, {
            "question": question.pk, "answer": typed, "errors": [said], "problems": [(name, said)]
        }  # fmt: skip
    return 200, (_("Answered. Who asked gets a letter."), question.pk), {}


def _transfer_url(person: Any, transfer: Transfer) -> str:
    """The transfer's own page, for those who may read it."""
    if Transfer.objects.inside(person).filter(pk=transfer.pk).exists():
        return address("web:desk_transfer", transfer.pk)
    return address("web:transfer", transfer.pk) if transfer.is_published else ""


def waiting_for(person: Any, transfer: Transfer) -> dict[str, Any] | None:
    """For `transfers/_questions.html`: how many questions there are, and what waits; None for who may not read them."""
    if not rules.may_read_questions(person, transfer):
        return None
    side = rules.asks_as_adopter(person, transfer)
    return {
        "title": finding(transfer, side),
        "url": address("web:desk_transfer_questions", transfer.pk),
        "may_ask": side is not None,
    }
