"""Studies inside: the keeper writes them, cities answer the recommendations and say what came of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import Answer, Project, Recommendation, Study
from skwer.apps.programmes.queries.partners import answers_for
from skwer.apps.programmes.queries.research import counts_of, studies_for
from skwer.web.context import address

from .doors import attempt, done, inside_project, page
from .forms import AdviceForm, AnswerForm, OutcomeForm, StudyForm

STUDY = ("title_pl", "title_en", "summary_pl", "summary_en", "authors", "url")


@inside_project
@require_safe
def studies(request: HttpRequest, project: Project) -> HttpResponse:
    """All studies of the project, and how many recommendations wait for an answer of mine."""
    person: Any = request.user
    found = studies_for(person, project)
    mine = answers_for(person, project)
    keys = {one.pk for one in mine if one.is_city}
    rows = []
    waiting = 0
    for study in found:
        advice = list(study.recommendations.all())
        open_ = 0
        if study.published_on:
            open_ = sum(bool(keys - {answer.organisation_id for answer in one.answers.all()}) for one in advice)
        waiting += open_
        rows.append((study, len(advice), sum(len(one.answers.all()) for one in advice), open_))
    said = ngettext("%(n)s recommendation waits for your answer", "%(n)s recommendations wait for your answer", waiting)
    finding = said % {"n": waiting} if waiting else _("Studies and what cities do with them")
    return page(request, "work/studies.html", project, "studies", {"rows": rows, "finding": finding})


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def study_new(request: HttpRequest, project: Project) -> HttpResponse:
    """A new study; it stays a draft until it is published."""
    if not request.keeps:  # type: ignore[attr-defined]
        raise NotAllowed
    form = StudyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        by: Any = request.user
        answer = attempt(
            request,
            form,
            lambda given: actions.add_study(by=by, project=project, values=given, at=timezone.now()),
            _("Saved. Add its recommendations, then publish it."),
            address("web:desk_work_studies", project.slug),
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    context = {"form": form, "title": _("Add a study"), "submit": _("Save")}
    return page(request, "work/form.html", project, "studies", context, status)


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def study(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One study: its words and recommendations for the keeper, the answers of my city for me."""
    person: Any = request.user
    one = next((row for row in studies_for(person, project) if row.pk == pk), None)
    one = one or get_object_or_404(Study.objects.none(), pk=pk)
    one.project = project
    cities = answers_for(person, project)
    wanted = request.GET.get("city", "")
    city = next((row for row in cities if row.slug == wanted), cities[0] if cities else None)
    here = address("web:desk_work_study", project.slug, pk) + (f"?city={city.slug}" if city else "")
    do = request.POST.get("do", "")
    form = StudyForm(
        request.POST if do == "change" else None, prefix="study", initial={name: getattr(one, name) for name in STUDY}
    )
    advice_form = AdviceForm(request.POST if do == "advise" else None, prefix="advice")
    rows = [_row(request, row, city) for row in one.recommendations.all()]
    status = 200
    if request.method == "POST":
        sent = _do(request, one, city, do, form, advice_form, rows, here)
        if not isinstance(sent, int):
            return sent
        status = sent
    context = {
        "study": one,
        "rows": rows,
        "city": city,
        "cities": cities,
        "form": form,
        "advice_form": advice_form,
        "doing": do,
        "title": str(one.title),
    }
    return page(request, "work/study.html", project, "studies", context, status)


def _row(request: HttpRequest, advice: Recommendation, city: Organisation | None) -> dict[str, Any]:
    """A recommendation with its counts, and the forms with which this city answers and tells what came of it."""
    mine = next((one for one in advice.answers.all() if city and one.organisation_id == city.pk), None)
    do, which = request.POST.get("do", ""), request.POST.get("advice", "")
    typed = request.POST if which == str(advice.pk) else None
    given = {"answer": mine.answer, "why": mine.why} if mine else {}
    told = {"outcome": mine.outcome, "outcome_on": mine.outcome_on or timezone.localdate()} if mine else {}
    return {
        "advice": advice,
        "counts": counts_of(advice),
        "mine": mine,
        "answer": AnswerForm(typed if do == "answer" else None, prefix=f"a{advice.pk}", initial=given),
        "outcome": OutcomeForm(typed if do == "outcome" else None, prefix=f"o{advice.pk}", initial=told),
        "open": typed is not None or mine is None,
        "adopted": mine is not None and mine.answer != Answer.Kind.NOT,
    }


def _do(
    request: HttpRequest,
    one: Study,
    city: Organisation | None,
    do: str,
    form: StudyForm,
    advice_form: AdviceForm,
    rows: list[dict[str, Any]],
    here: str,
) -> Any:
    by: Any = request.user
    at = timezone.now()
    if do == "publish":
        actions.publish_study(by=by, study=one, on=timezone.localdate(at), at=at)
        return done(request, _("Everybody sees the study now; cities may answer."), here)
    if do == "change":
        change = actions.change_study
        return attempt(request, form, lambda given: change(by=by, study=one, values=given, at=at), _("Saved."), here)
    if do == "advise":
        add = actions.add_recommendation
        return attempt(
            request, advice_form, lambda given: add(by=by, study=one, values=given, at=at), _("Added."), here
        )
    row = next((row for row in rows if str(row["advice"].pk) == request.POST.get("advice")), None)
    if row is None or city is None:
        raise NotAllowed
    if do == "outcome":
        if row["mine"] is None:
            raise actions.NotNow
        return attempt(
            request,
            row["outcome"],
            lambda given: actions.record_outcome(
                by=by, answer=row["mine"], outcome=given["outcome"], on=given["outcome_on"], at=at
            ),
            _("Thank you: others learn from this."),
            here,
        )
    return attempt(
        request,
        row["answer"],
        lambda given: actions.answer_recommendation(
            by=by, recommendation=row["advice"], organisation=city, **given, at=at
        ),
        _("Your answer is public."),
        here,
    )
