"""Risks of a project: the table of likelihood and impact, the list, and each one looked at again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions, rules
from skwer.apps.programmes.models import Project, Risk
from skwer.web.context import address
from skwer.web.templatetags.words import day

from .doors import attempt, done, inside_project, page, partner_choices, partner_of
from .forms import RiskForm

HEAVY, MIDDLE = 15, 8  # likelihood × impact from which a risk is high, and from which it is not low any more


@inside_project
@require_safe
def risks(request: HttpRequest, project: Project) -> HttpResponse:
    """Open risks, the heaviest first, and where they stand on likelihood and impact."""
    on = timezone.localdate()
    rows = list(
        Risk.objects.filter(project=project, closed_at__isnull=True).select_related("partnership__organisation")
    )
    rows.sort(key=lambda risk: (-risk.weight, risk.review_on, risk.pk))
    for number, risk in enumerate(rows, 1):
        risk.number = number  # type: ignore[attr-defined]
    late = sum(risk.review_on < on for risk in rows)
    said = ngettext("%(n)s risk waits to be looked at", "%(n)s risks wait to be looked at", late)
    context = {
        "rows": [(risk, level(risk), risk.review_on < on) for risk in rows],
        "grid": [
            (likelihood, [(impact, _cell(rows, likelihood, impact)) for impact in range(1, 6)])
            for likelihood in range(5, 0, -1)
        ],
        "closed": Risk.objects.filter(project=project, closed_at__isnull=False).order_by("-closed_at")[:20],
        "finding": said % {"n": late} if late else _("Every risk has been looked at") if rows else _("No open risk"),
    }
    return page(request, "work/risks.html", project, "risks", context)


def _cell(rows: list[Risk], likelihood: int, impact: int) -> dict[str, Any]:
    here = [risk for risk in rows if (risk.likelihood, risk.impact) == (likelihood, impact)]
    return {"risks": here, "level": _level(likelihood * impact)}


def _level(weight: int) -> str:
    return "high" if weight >= HEAVY else "middle" if weight >= MIDDLE else "low"


def level(risk: Risk) -> tuple[str, str]:
    """How heavy the risk is, as shape and word."""
    return {
        "high": ("vote", pgettext("risk", "high")),
        "middle": ("check", pgettext("risk", "middle")),
        "low": ("sent", pgettext("risk", "low")),
    }[_level(risk.weight)]


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def risk_new(request: HttpRequest, project: Project) -> HttpResponse:
    """A new risk."""
    if not request.partners and not request.keeps:  # type: ignore[attr-defined]
        raise NotAllowed
    partners = partner_choices(request, everybody=_("the whole project"))
    form = RiskForm(request.POST or None, partners=partners, initial={"likelihood": 3, "impact": 3})
    status = 200
    if request.method == "POST":
        answer = attempt(
            request,
            form,
            lambda given: actions.note_risk(
                by=request.user,  # type: ignore[arg-type]
                project=project,
                partnership=partner_of(request, given.pop("partnership")),
                values=given,
                at=timezone.now(),
            ),
            _("The risk is noted."),
            address("web:desk_work_risks", project.slug),
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    return page(
        request, "work/risk.html", project, "risks", {"form": form, "may": True, "title": _("Note a risk")}, status
    )


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Look at a risk again: change it, set the next day, or close it."""
    rows = Risk.objects.select_related("project__organisation", "partnership__organisation")
    one = get_object_or_404(rows, project=project, pk=pk)
    person: Any = request.user
    names = ("title", "likelihood", "impact", "mitigation", "owner_role", "review_on")
    do = request.POST.get("do", "")
    form = RiskForm(
        request.POST if do == "review" else None, partners=[], initial={name: getattr(one, name) for name in names}
    )
    form.fields.pop("partnership")
    status = 200
    to = address("web:desk_work_risks", project.slug)
    if request.method == "POST":
        if do == "close":
            actions.close_risk(by=person, risk=one, at=timezone.now())
            return done(request, _("The risk is closed."), to)
        answer = attempt(
            request,
            form,
            lambda given: actions.review_risk(by=person, risk=one, values=given, at=timezone.now()),
            _("Saved."),
            to,
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    may = one.closed_at is None and rules.may_write_for(person, project, one.partnership)
    context = {
        "risk": one,
        "form": form,
        "may": may,
        "level": level(one),
        "title": one.title,
        "facts": [
            (_("How likely"), one.likelihood),
            (_("How bad"), one.impact),
            (_("What is done about it"), one.mitigation),
            (_("Whose it is"), one.owner_role),
            (_("Look at it again on"), day(one.review_on)),
        ],
    }
    return page(request, "work/risk.html", project, "risks", context, status)
