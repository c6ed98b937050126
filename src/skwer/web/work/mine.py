"""An expert's own pages: her contracts, the ledger of her days, the notes of her visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.programmes import actions
from skwer.apps.programmes.models import ExpertContract, ExpertDay, Partnership, VisitNote
from skwer.apps.programmes.queries.support import contracts_of, ledgers
from skwer.web.context import address

from .doors import attempt, done, with_refusals
from .forms import BillForm, DayForm, NoteForm
from .money import csv_response
from .tasks import mark

EMPTY_STEPS = 3  # rows for next steps that wait to be filled


@never_cache
@login_required
@require_safe
def expert(request: HttpRequest) -> HttpResponse:
    """My contracts: how many days are left, and which notes wait."""
    person: Any = request.user
    rows = ledgers(contracts_of(person))
    if not rows:
        raise PermissionDenied
    notes = VisitNote.objects.filter(contract__person=person).select_related(
        "partnership__organisation", "contract__project"
    )
    left = sum((one.left for one in rows if one.contract.ended_at is None), start=Decimal(0))
    return render(request, "work/expert.html", {"rows": rows, "notes": notes[:50], "left": left})


def own_contract(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """view(request, contract, …) instead of view(request, pk, …): somebody else's contract is not there (404)."""

    @never_cache
    @login_required
    @with_refusals
    @wraps(view)
    def opened(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        rows = ExpertContract.objects.filter(person=request.user)  # type: ignore[misc]
        contract = get_object_or_404(rows.select_related("project__organisation"), pk=pk)
        request.city = contract.project.organisation  # type: ignore[attr-defined]
        return view(request, contract, **kwargs)

    return opened


def _partners(contract: ExpertContract) -> list[Partnership]:
    rows = Partnership.objects.filter(project=contract.project).current().select_related("organisation")
    return list(rows.order_by("order", "pk"))


@own_contract
@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest, contract: ExpertContract) -> HttpResponse:
    """My days for one project: noting one, taking one out, putting days on a bill."""
    by: Any = request.user
    at = timezone.now()
    here = address("web:desk_expert_ledger", contract.pk)
    partners = _partners(contract)
    do = request.POST.get("do", "")
    forms = {
        "log": DayForm(
            request.POST if do == "log" else None,
            prefix="day",
            partners=[("", _("all partners together")), *((one.pk, one.label) for one in partners)],
            initial={"on": timezone.localdate(at)},
        ),
        "bill": BillForm(
            request.POST if do == "bill" else None, prefix="bill", initial={"until": timezone.localdate(at)}
        ),
    }
    status = 200
    if request.method == "POST":
        if do == "remove":
            pk = request.POST.get("day", "")
            day = get_object_or_404(contract.days.select_related("contract__project__organisation"), pk=_number(pk))
            actions.remove_expert_day(by=by, day=day, at=at)
            return done(request, _("The day is out of the ledger."), here)
        if do == "bill":
            answer = attempt(
                request,
                forms["bill"],
                lambda given: actions.bill_days(by=by, contract=contract, until=given["until"], at=at),
                _("The days are on a bill."),
                here,
            )
        else:
            answer = attempt(
                request, forms["log"], lambda given: _log(by, contract, partners, given), _("Noted."), here
            )
        if not isinstance(answer, int):
            return answer
        status = answer
    (counted,) = ledgers(ExpertContract.objects.filter(pk=contract.pk))
    context = {
        "contract": contract,
        "ledger": counted,
        "worth": counted.worth(counted.worked),
        "unbilled_worth": counted.worth(counted.unbilled),
        "days": contract.days.select_related("partnership__organisation").order_by("-on", "-pk"),
        "notes": contract.notes.select_related("partnership__organisation"),
        "live": contract.ended_at is None,
        "forms": forms,
        "doing": do,
    }
    return render(request, "work/ledger.html", context, status=status)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _log(by: Any, contract: ExpertContract, partners: list[Partnership], given: Mapping[str, Any]) -> ExpertDay:
    return actions.log_expert_day(
        by=by,
        contract=contract,
        on=given["on"],
        days=Decimal(given["days"]),
        what=given["what"],
        partnership=next((one for one in partners if str(one.pk) == given["partnership"]), None),
        at=timezone.now(),
    )


@own_contract
@require_safe
def days_table(request: HttpRequest, contract: ExpertContract) -> StreamingHttpResponse:
    """The ledger as CSV, for the bill."""
    del request
    header = ["day", "days", "for", "what", "billed", "rate", "currency"]
    return csv_response(header, _rows(contract), f"days-{contract.project.slug}-{contract.pk}.csv")


def _rows(contract: ExpertContract) -> Iterator[list[Any]]:
    for one in contract.days.select_related("partnership__organisation"):
        who = one.partnership.label if one.partnership else ""
        billed = timezone.localdate(one.billed_at) if one.billed_at else None
        yield [one.on, one.days, who, one.what, billed, contract.day_rate, contract.currency]


@own_contract
@require_http_methods(["GET", "HEAD", "POST"])
def note_new(request: HttpRequest, contract: ExpertContract) -> HttpResponse:
    """A new note of a visit."""
    if contract.ended_at is not None:
        raise actions.NotNow(_("This contract has ended."))
    return _note(request, contract, None)


@never_cache
@login_required
@with_refusals
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """My note: to change while nobody else has read it, to read afterwards."""
    rows = VisitNote.objects.filter(contract__person=request.user)  # type: ignore[misc]
    visit = get_object_or_404(
        rows.select_related("contract__project__organisation", "partnership__organisation"), pk=pk
    )
    request.city = visit.contract.project.organisation  # type: ignore[attr-defined]
    return _note(request, visit.contract, visit)


def _note(request: HttpRequest, contract: ExpertContract, visit: VisitNote | None) -> HttpResponse:
    by: Any = request.user
    at = timezone.now()
    do = request.POST.get("do", "")
    partners = _partners(contract)
    initial: dict[str, Any] = {"on": timezone.localdate(at)}
    steps: list[dict[str, Any]] = []
    if visit is not None:
        names = ("on", "seen", "advised", "agreed")
        initial = {name: getattr(visit, name) for name in names} | {"partnership": str(visit.partnership_id)}
        steps = [{"title": step["title"], "due": step["due_on"] or ""} for step in visit.next_steps]
    form = NoteForm(request.POST or None, partners=[(one.pk, one.label) for one in partners], initial=initial)
    if visit is not None:
        form.fields.pop("partnership")
    status = 200
    if request.method == "POST":
        if visit is not None and do == "discard":
            actions.discard_visit_note(by=by, visit=visit, at=at)
            return done(request, _("The note is gone."), address("web:desk_expert_ledger", contract.pk))
        steps = _typed_steps(request)
        saved: list[VisitNote] = []
        answer = attempt(
            request,
            form,
            lambda given: saved.append(
                _save(request, contract, visit, partners, given, steps, publish=do == "publish")
            ),
            _("The city has your note; the next steps are its tasks now.") if do == "publish" else _("Saved."),
            "web:desk_expert",
        )
        if not isinstance(answer, int):
            return redirect("web:desk_expert_note", pk=saved[0].pk)
        status = answer
    if visit is None or visit.published_at is None:
        steps += [{"title": "", "due": ""} for _k in range(EMPTY_STEPS if len(steps) < 9 else 1)]
    on = timezone.localdate(at)
    context = {
        "contract": contract,
        "visit": visit,
        "form": form,
        "steps": steps,
        "tasks": [(task, *mark(task, on)) for task in visit.tasks.all()] if visit else [],
    }
    return render(request, "work/expert_note.html", context, status=status)


def _typed_steps(request: HttpRequest) -> list[dict[str, Any]]:
    """Rows in which something was written, as typed."""
    found = []
    for index in range(actions.MOST_STEPS + EMPTY_STEPS):
        title = request.POST.get(f"step-{index}", "").strip()
        due = request.POST.get(f"due-{index}", "").strip()
        if title or due:
            found.append({"title": title, "due": due})
    return found


@transaction.atomic
def _save(
    request: HttpRequest,
    contract: ExpertContract,
    visit: VisitNote | None,
    partners: list[Partnership],
    given: dict[str, Any],
    steps: list[dict[str, Any]],
    *,
    publish: bool,
) -> VisitNote:
    """Save what was written and, if so wished, give it to the city; both or neither."""
    by: Any = request.user
    at = timezone.now()
    values: dict[str, Any] = {
        "on": given["on"],
        "texts": given,
        "next_steps": [{"title": one["title"], "due_on": _day(one["due"])} for one in steps],
    }
    if visit is None:
        partnership = next(one for one in partners if str(one.pk) == given["partnership"])
        visit = actions.write_visit_note(by=by, contract=contract, partnership=partnership, **values, at=at)
    else:
        visit = actions.change_visit_note(by=by, visit=visit, **values, at=at)
    if publish:
        actions.publish_visit_note(by=by, visit=visit, at=at)
    return visit


def _day(text: str) -> date | None:
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise actions.BadValue("next_steps", _("Write a day for each next step, or leave it empty."))
    return found
