"""Reports and invoices: the list, sending one, and each one's way until it is paid."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.models import Upload
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions, rules
from skwer.apps.programmes.models import Claim, Project
from skwer.web.context import address
from skwer.web.templatetags.words import day, money, number

from .doors import attempt, done, inside_project, page, partner_choices, partner_of
from .filing import files_of, take_files
from .forms import ClaimForm, PaidForm, ReasonForm

PAGE = 50
# How each state is drawn; the words are the model's own.
SHAPES = {"submitted": "check", "returned": "fix", "approved": "chosen", "paid": "done"}


def shape(request: HttpRequest, claim: Claim) -> str:
    """The diamond only for who has to mend it: the keeper waits."""
    if claim.state == Claim.State.RETURNED and request.keeps:  # type: ignore[attr-defined]
        return "reserve"
    return SHAPES[claim.state]


@inside_project
@require_safe
def claims(request: HttpRequest, project: Project) -> HttpResponse:
    """The keeper sees all, a partner its own."""
    rows = Claim.objects.visible_to(request.user).filter(partnership__project=project)  # type: ignore[arg-type]
    listed = Paginator(rows.select_related("partnership__organisation"), PAGE).get_page(request.GET.get("page"))
    waiting = rows.exclude(state=Claim.State.PAID).exclude(state=Claim.State.APPROVED, amount=0).count()
    said = ngettext("%(n)s report or invoice is on its way", "%(n)s reports and invoices are on their way", waiting)
    context = {
        "page": listed,
        "rows": [(claim, shape(request, claim)) for claim in listed],
        "finding": said % {"n": waiting} if waiting else _("No report or invoice is waiting"),
    }
    return page(request, "work/claims.html", project, "claims", context)


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: HttpRequest, project: Project) -> HttpResponse:
    """Send a report or an invoice, with its papers."""
    if not request.partners:  # type: ignore[attr-defined]
        raise NotAllowed
    form = ClaimForm(request.POST or None, partners=partner_choices(request))
    status = 200
    if request.method == "POST":
        answer = attempt(
            request,
            form,
            lambda given: _send(request, given),
            _("Sent. You will see here when it is checked and paid."),
            address("web:desk_work_claims", project.slug),
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    context = {"form": form, "title": _("Send a report or an invoice"), "submit": _("Send"), "papers": _("Papers")}
    return page(request, "work/form.html", project, "claims", context, status)


@transaction.atomic
def _send(request: HttpRequest, given: dict[str, Any]) -> None:
    """The claim first: its papers belong to it. What is wrong with a paper takes both back."""
    partnership = partner_of(request, given.pop("partnership"))
    if partnership is None:
        raise actions.BadValue("partnership", _("Choose a partner."))
    by: Any = request.user
    sent = actions.submit_claim(by=by, partnership=partnership, values=given, at=timezone.now())
    take_files(request, partnership.project.organisation, "claim", sent.pk, Upload.Audience.INSIDE)


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One report or invoice: where it is, since when, and what next."""
    person: Any = request.user
    rows = Claim.objects.visible_to(person).filter(partnership__project=project)
    one = get_object_or_404(
        rows.select_related("partnership__project__organisation", "partnership__organisation"), pk=pk
    )
    do = request.POST.get("do", "")
    names = ("kind", "period_from", "period_to", "currency", "document", "rate", "rate_source", "rate_on", "amount")
    before = {name: getattr(one, name) for name in names} | {"partnership": str(one.partnership_id)}
    forms: dict[str, Any] = {
        "return": ReasonForm(request.POST if do == "return" else None, prefix="return"),
        "pay": PaidForm(request.POST if do == "pay" else None, prefix="pay"),
        "resubmit": ClaimForm(
            request.POST if do == "resubmit" else None,
            prefix="again",
            initial=before,
            partners=[(one.partnership_id, one.partnership.label)],
        ),
    }
    forms["resubmit"].fields.pop("kind")
    forms["resubmit"].fields.pop("partnership")
    status = 200
    if request.method == "POST":
        answer = _do(request, one, do, forms, address("web:desk_work_claim", project.slug, pk))
        if not isinstance(answer, int):
            return answer
        status = answer
    reports = rules.may_report(person, one.partnership)
    open_ = one.state in (Claim.State.SUBMITTED, Claim.State.RETURNED)
    context = {
        "claim": one,
        "shape": shape(request, one),
        "steps": [(step, SHAPES[step.state]) for step in one.steps.all()],
        "files": files_of(person, "claim", one.pk, keys=reports and open_),
        "reports": reports,
        "open": open_,
        "forms": forms,
        "doing": do,
        "title": f"{capfirst(one)}, {one.partnership.label}",
        "facts": _facts(one),
    }
    return page(request, "work/claim.html", project, "claims", context, status)


def _facts(one: Claim) -> list[tuple[str, str]]:
    rate = ""
    if one.rate is not None:
        rate = _("1 %(base)s = %(rate)s %(quote)s (%(source)s, %(day)s)") % {
            "base": one.currency,
            "rate": number(one.rate),
            "quote": one.rate_currency,
            "source": one.rate_source,
            "day": day(one.rate_on),
        }
    budget = one.in_budget_currency
    return [
        (pgettext("money", "Sum"), money(one.amount, one.currency) if one.amount else _("no costs")),
        (_("In the budget's currency"), money(budget, one.rate_currency) if budget is not None else ""),
        (_("Exchange rate"), rate),
        (_("Period"), f"{day(one.period_from)} – {day(one.period_to)}"),
        (_("Number of the invoice"), one.document),
        (_("Paid on"), day(one.paid_on) if one.paid_on else ""),
    ]


def _do(request: HttpRequest, one: Claim, do: str, forms: dict[str, Any], here: str) -> Any:
    by: Any = request.user
    at = timezone.now()
    organisation = one.partnership.project.organisation
    if do == "approve":
        actions.approve_claim(by=by, claim=one, at=at)
        return done(request, _("Approved."), here)
    if do == "files":
        take_files(request, organisation, "claim", one.pk, Upload.Audience.INSIDE)
        return done(request, _("Saved."), here)
    if do == "return":
        return attempt(
            request,
            forms[do],
            lambda given: actions.return_claim(by=by, claim=one, why=given["why"], at=at),
            _("Returned. The partner reads your reason."),
            here,
        )
    if do == "pay":
        return attempt(
            request,
            forms[do],
            lambda given: actions.pay_claim(by=by, claim=one, paid_on=given["paid_on"], at=at),
            _("The payment is noted; the partner sees its day."),
            here,
        )
    if do == "resubmit":

        @transaction.atomic
        def again(given: dict[str, Any]) -> None:
            actions.resubmit_claim(by=by, claim=one, values=given, at=at)
            take_files(request, organisation, "claim", one.pk, Upload.Audience.INSIDE)

        return attempt(request, forms[do], again, _("Sent again."), here)
    return 422
