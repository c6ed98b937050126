"""Experts of a project as its desk sees them: contracts, ledgers, and notes of visits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import ExpertContract, Project, VisitNote
from skwer.apps.programmes.queries.support import ledgers
from skwer.web.context import address
from skwer.web.templatetags.words import number

from .doors import attempt, done, inside_project, page
from .forms import ContractForm, NewContractForm
from .tasks import mark

FIELDS = ("topic", "days_agreed", "starts_on", "ends_on", "languages", "day_rate", "currency")


@inside_project
@require_safe
def experts(request: HttpRequest, project: Project) -> HttpResponse:
    """Contracts with their days; notes of visits the person may read."""
    person: Any = request.user
    rows = ledgers(ExpertContract.objects.filter(project=project))
    left = sum((one.left for one in rows if one.contract.ended_at is None), start=Decimal(0))
    notes = VisitNote.objects.visible_to(person).filter(contract__project=project, published_at__isnull=False)
    context = {
        "rows": rows,
        "notes": notes.select_related("partnership__organisation", "contract__person").prefetch_related("tasks")[:50],
        "finding": _finding(left) if rows else _("No expert advises the project yet"),
    }
    return page(request, "work/experts.html", project, "experts", context)


def _finding(left: Decimal) -> str:
    return _("Expert days left: %(days)s") % {"days": number(left)}


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def contract_new(request: HttpRequest, project: Project) -> HttpResponse:
    """An expert begins to work for the project."""
    if not request.keeps:  # type: ignore[attr-defined]
        raise NotAllowed
    form = NewContractForm(request.POST or None, initial={"currency": "EUR"})
    status = 200
    if request.method == "POST":
        answer = attempt(
            request,
            form,
            lambda given: _agree(request, project, given),
            _("Agreed. The expert sees the project from now on."),
            address("web:desk_work_experts", project.slug),
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    context = {"form": form, "title": _("Agree with an expert"), "submit": _("Agree")}
    return page(request, "work/form.html", project, "experts", context, status)


def _agree(request: HttpRequest, project: Project, given: dict[str, Any]) -> None:
    by: Any = request.user
    person = Person.objects.filter(email__iexact=given.pop("email"), is_active=True).first()
    if person is None:
        raise actions.BadValue("email", _("Nobody has an account with this address. Ask the expert to make one first."))
    actions.agree_contract(by=by, project=project, person=person, values=given, at=timezone.now())


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One contract: its ledger; for the keeper also an annex and the end. The rate is the keeper's and the expert's."""
    one = get_object_or_404(ExpertContract.objects.select_related("project__organisation"), project=project, pk=pk)
    by: Any = request.user
    here = address("web:desk_work_contract", project.slug, pk)
    do = request.POST.get("do", "")
    form = ContractForm(request.POST if do == "change" else None, initial={name: getattr(one, name) for name in FIELDS})
    status = 200
    if request.method == "POST":
        if do == "end":
            actions.end_contract(by=by, contract=one, at=timezone.now())
            return done(request, _("The contract has ended."), here)
        answer = attempt(
            request,
            form,
            lambda given: actions.change_contract(by=by, contract=one, values=given, at=timezone.now()),
            _("Saved."),
            here,
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    (ledger,) = ledgers(ExpertContract.objects.filter(pk=pk))
    knows_rate = request.keeps or one.person_id == by.pk  # type: ignore[attr-defined]
    context = {
        "ledger": ledger,
        "contract": ledger.contract,
        "days": one.days.select_related("partnership__organisation").order_by("-on", "-pk"),
        "rate": one.day_rate if knows_rate else None,
        "worth": ledger.worth(ledger.worked) if knows_rate else None,
        "title": one.topic,
        "form": form,
    }
    return page(request, "work/contract.html", project, "experts", context, status)


@inside_project
@require_safe
def note(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """A note of a visit, and what became of its next steps."""
    person: Any = request.user
    rows = VisitNote.objects.visible_to(person).filter(contract__project=project, published_at__isnull=False)
    visit = get_object_or_404(rows.select_related("partnership__organisation", "contract__person"), pk=pk)
    on = timezone.localdate()
    tasks = [(task, *mark(task, on)) for task in visit.tasks.all()]
    open_ = sum(task.is_open for task, *_rest in tasks)
    said = ngettext("%(n)s next step is still open", "%(n)s next steps are still open", open_)
    finding = said % {"n": open_} if open_ else _("Every next step is done or answered") if tasks else ""
    title = _("Note of the visit: %(city)s") % {"city": visit.partnership.label}
    context = {"visit": visit, "tasks": tasks, "finding": finding, "title": title}
    return page(request, "work/note.html", project, "experts", context)
