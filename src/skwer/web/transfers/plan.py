"""The plan of a transfer: for everybody once the transfer is published, as a paper, and at the desk that writes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import actions, rules
from skwer.apps.practices.models import PlanStep, Transfer
from skwer.apps.practices.transfer_plan import Plan, plan_of
from skwer.values.money import CURRENCIES
from skwer.web.context import address
from skwer.web.papers import paper, pdf_response
from skwer.web.practices.forms import SumField, take_refusal
from skwer.web.templatetags.words import day, language, money

from .doors import RELATED, desk_of_transfer
from .plan_paper import plan_paper

STAGES = [(stage.value, capfirst(stage.label)) for stage in Transfer.OPEN]


class StepForm(forms.Form):
    """One action of the plan. Rules are the actions'; the form only reads."""

    title = forms.CharField(label=pgettext_lazy("step of a plan", "What is done"), max_length=200)
    stage = forms.ChoiceField(label=pgettext_lazy("step of a plan", "In which stage"), choices=STAGES)
    owner = forms.CharField(
        label=gettext_lazy("Who sees to it"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("An office or a role, not a person's name."),
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput)
    ends_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=forms.DateInput)
    cost = SumField(label=gettext_lazy("Cost"), help_text=gettext_lazy("Empty: not known yet."))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    measure = forms.CharField(label=gettext_lazy("How one sees that it worked"), max_length=300, required=False)
    detail = forms.CharField(
        label=pgettext_lazy("step of a plan", "More about it"), max_length=2000, required=False, widget=forms.Textarea
    )

    @classmethod
    def of(cls, step: PlanStep, data: Any = None) -> StepForm:
        """The form filled in with what the step says."""
        return cls(data, initial={name: getattr(step, name) for name in cls.base_fields})


class DoneForm(forms.Form):
    """Since when a step is done."""

    done_on = forms.DateField(label=gettext_lazy("Done on"), widget=forms.DateInput)


# --- for everybody


@require_safe
def transfer_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does what until when, at what cost, and what is risked."""
    transfer = _seen(request, pk)
    return render(request, "transfers/plan.html", _told(transfer))


@require_safe
def transfer_plan_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with the matrix and its reasons, as a paper for a council."""
    transfer = _seen(request, pk)
    data = plan_paper(plan_of(transfer), request.build_absolute_uri, timezone.localdate())
    name = _("transfer-plan")
    return pdf_response(paper("final_report", data, language()), f"{name}-{transfer.pk}.pdf")


def _seen(request: HttpRequest, pk: int) -> Transfer:
    person: Any = request.user
    found = Transfer.objects.visible_to(person).select_related(*RELATED)
    transfer = get_object_or_404(found, pk=pk)
    request.city = transfer.organisation  # type: ignore[attr-defined]
    return transfer


# --- at the desk


@desk_of_transfer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_plan(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    """Write the plan: add steps, mark what is done."""
    by: Any = request.user
    may = transfer.is_open and rules.may_adapt(by, transfer)
    adding = request.method == "POST" and request.POST.get("do") == "add"
    form = StepForm(request.POST if adding else None, initial=_initial(transfer))
    problems: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        if not rules.may_adapt(by, transfer):
            raise PermissionDenied
        status = 422
        try:
            if adding:
                if form.is_valid():
                    step = actions.add_step(by=by, transfer=transfer, values=form.cleaned_data, at=timezone.now())
                    messages.success(request, _("The step is in the plan."))
                    return redirect(f"{address('web:desk_transfer_plan', transfer.pk)}#step-{step.pk}")
            else:
                step = _step(transfer, request.POST.get("step"))
                _mark(by, step, request.POST.get("do", ""), timezone.localdate())
                return redirect(f"{address('web:desk_transfer_plan', transfer.pk)}#step-{step.pk}")
        except Refusal as refusal:
            status = refusal.status
            if adding:
                take_refusal(form, refusal)
            else:
                problems = [("", str(refusal.message))]
    context = {**_told(transfer, desk=may), "form": form, "may": may, "problems": problems}
    return render(request, "transfers/desk_plan.html", context, status=status)


@desk_of_transfer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_step(request: HttpRequest, transfer: Transfer, step: int) -> HttpResponse:
    """Change one step, say since when it is done, or take it out."""
    by: Any = request.user
    one = _step(transfer, step)
    if not rules.may_adapt(by, transfer):
        raise PermissionDenied
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and do not in ("done", "remove"):
        do = "save"
    form = StepForm.of(one, request.POST if do == "save" else None)
    done = DoneForm(request.POST if do == "done" else None, initial={"done_on": timezone.localdate()})
    bound: forms.Form = done if do == "done" else form
    problems: list[tuple[str, str]] = []
    status = 200
    if do:
        status = 422
        try:
            if said := _change(by, one, do, bound):
                messages.success(request, said)
                return redirect(address("web:desk_transfer_plan", transfer.pk))
        except Refusal as refusal:
            status = refusal.status
            if bound.is_bound:
                take_refusal(bound, refusal)
            else:
                problems = [("", str(refusal.message))]
    plan_url = address("web:desk_transfer_plan", transfer.pk)
    context = {"transfer": transfer, "step": one, "form": form, "done": done, "problems": problems,
               "plan_url": plan_url, "desk_url": _desk_url(transfer)}  # fmt: skip
    return render(request, "transfers/desk_step.html", context, status=status)


def _change(by: Any, step: PlanStep, do: str, form: forms.Form) -> str:
    """What was done, in words; "" where the form cannot be read."""
    at = timezone.now()
    if do == "remove":
        actions.remove_step(by=by, step=step, at=at)
        return _("The step is no longer in the plan.")
    if not form.is_valid():
        return ""
    if do == "done":
        actions.mark_step_done(by=by, step=step, done_on=form.cleaned_data["done_on"], at=at)
        return _("Noted as done.")
    actions.change_step(by=by, step=step, values=form.cleaned_data, at=at)
    return _("Saved.")


def _mark(by: Any, step: PlanStep, do: str, today: date) -> None:
    if do == "done":
        actions.mark_step_done(by=by, step=step, done_on=today, at=timezone.now())
    elif do == "reopen":
        actions.reopen_step(by=by, step=step, at=timezone.now())
    else:
        raise Http404


def _step(transfer: Transfer, pk: Any) -> PlanStep:
    if not str(pk).isdecimal():
        raise Http404
    step = get_object_or_404(transfer.steps, pk=pk)
    step.transfer = transfer
    return step


def _initial(transfer: Transfer) -> dict[str, Any]:
    call = transfer.document.get("call") or {}
    return {"stage": transfer.stage, "currency": call.get("currency") or "PLN"}


# --- in words


def _told(transfer: Transfer, *, desk: bool = False) -> dict[str, Any]:
    """What both pages say; `desk`: what is late waits for the reader."""
    plan = plan_of(transfer)
    today = timezone.localdate()
    following = plan.next() if transfer.is_open else None
    return {
        "transfer": transfer,
        "plan": plan,
        "table": _table(plan, today, desk=desk),
        "title": finding(plan, today),
        "next": following,
        "next_title": _next_title(following, today),
        "next_when": _upto(following),
        "costs": [money(amount, currency) for currency, amount in plan.costs],
        "transfer_url": address("web:transfer", transfer.pk) if transfer.is_published else "",
        "pdf_url": address("web:transfer_plan_pdf", transfer.pk),
        "public_url": address("web:transfer_plan", transfer.pk),
        "desk_url": _desk_url(transfer),
    }


def _next_title(step: PlanStep | None, today: date) -> str:
    """What the box on top is about: the next step of which stage, or one that is late."""
    if step is None:
        return ""
    if step.ends_on and step.ends_on < today:
        return _("This step is late")
    return _("The next step of the stage “%(stage)s”") % {"stage": step.get_stage_display()}


def _desk_url(transfer: Transfer) -> str:
    return address("web:desk_transfer", transfer.pk)


def finding(plan: Plan, today: date) -> str:
    """The heading: "9 kroków, 3 za nami, 1 po terminie"."""
    total, late = len(plan.steps), len(plan.late(today)) if plan.transfer.is_open else 0
    if not total:
        return _("The plan has no steps yet")
    head = ngettext("%(n)s step in the plan", "%(n)s steps in the plan", total) % {"n": total}
    parts = [ngettext("%(n)s done", "%(n)s done", plan.done) % {"n": plan.done}]
    if late:
        parts.append(ngettext("%(n)s late", "%(n)s late", late) % {"n": late})
    return f"{head}: {', '.join(parts)}"


def _table(plan: Plan, today: date, *, desk: bool) -> list[dict[str, Any]]:
    """The stages with their steps."""
    return [
        {
            "key": key,
            "name": name,
            "until": until,
            "rows": [{"step": step, "when": period(step), **standing(step, today, desk=desk)} for step in steps],
        }
        for key, name, until, steps in plan.stages
    ]


def standing(step: PlanStep, today: date, *, desk: bool) -> dict[str, str]:
    """How far a step is, as shape and words."""
    if step.done_on is not None:
        return {"shape": "done", "words": _("done on %(day)s") % {"day": day(step.done_on)}}
    if step.ends_on and step.ends_on < today:
        return {"shape": "late" if desk else "reserve", "words": pgettext("step of a plan", "late")}
    if step.starts_on and step.starts_on <= today:
        return {"shape": "build", "words": pgettext("step of a plan", "under way")}
    return {"shape": "sent", "words": pgettext("step of a plan", "to come")}


def period(step: PlanStep) -> str:
    """ "1 marca – 30 kwietnia", "do 30 kwietnia", "od 1 marca", or nothing."""
    if step.starts_on and step.ends_on:
        return " – ".join(dict.fromkeys([day(step.starts_on), day(step.ends_on)]))
    if step.starts_on:
        return _("from %(day)s") % {"day": day(step.starts_on)}
    return _upto(step)


def _upto(step: PlanStep | None) -> str:
    return _("until %(day)s") % {"day": day(step.ends_on)} if step is not None and step.ends_on else ""
