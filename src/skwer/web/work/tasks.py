"""Tasks, milestones and deliverables of a project: the list, a new one, and each one's page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.models import Upload
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions, rules
from skwer.apps.programmes.models import Partnership, Project, Task, VisitNote
from skwer.web.context import address
from skwer.web.templatetags.words import day, upto

from .doors import attempt, done, inside_project, page, partner_choices, partner_of
from .filing import files_of, take_files
from .forms import DoneForm, DropForm, TaskForm

PAGE = 50


@inside_project
@require_safe
def tasks(request: HttpRequest, project: Project) -> HttpResponse:
    """What is to be done, the late things first; those done or dropped on demand."""
    on = timezone.localdate()
    show = request.GET.get("show", "")
    who = request.GET.get("who", "")
    rows = Task.objects.filter(project=project).select_related("partnership__organisation")
    late = rows.open().filter(due_on__lt=on).count()
    if show == "done":
        rows = rows.filter(Q(done_at__isnull=False) | Q(dropped_at__isnull=False)).order_by(
            F("done_at").desc(nulls_last=True), "-dropped_at"
        )
    else:
        rows = rows.open()
    if who.isdecimal():
        rows = rows.filter(partnership=int(who))
    listed = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    partners = Partnership.objects.filter(project=project).select_related("organisation").order_by("order", "pk")
    context = {
        "page": listed,
        "rows": [(task, *mark(task, on)) for task in listed],
        "show": show,
        "who": who,
        "partners": [("", _("all partners")), *((str(one.pk), one.label) for one in partners)],
        "shows": [("", _("open")), ("done", _("done and dropped"))],
        "finding": ngettext("%(n)s task is late", "%(n)s tasks are late", late) % {"n": late}
        if late
        else _("No task is late"),
    }
    return page(request, "work/tasks.html", project, "tasks", context)


def mark(task: Task, on: Any) -> tuple[str, str]:
    """How the task stands, as shape and word."""
    if task.done_at:
        return "done", pgettext("task", "done")
    if task.dropped_at:
        return "no", pgettext("task", "dropped")
    if task.is_late(on):
        days = (on - task.due_on).days
        return "late", ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    return "build", pgettext("task", "open")


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest, project: Project) -> HttpResponse:
    """A new task, milestone or deliverable."""
    if not request.partners and not request.keeps:  # type: ignore[attr-defined]
        raise NotAllowed
    partners = partner_choices(request, everybody=_("the whole project"))
    form = TaskForm(request.POST or None, partners=partners)
    status = 200
    if request.method == "POST":
        answer = attempt(
            request,
            form,
            lambda given: actions.set_task(
                by=request.user,  # type: ignore[arg-type]
                project=project,
                partnership=partner_of(request, given.pop("partnership")),
                **given,
                at=timezone.now(),
            ),
            _("The task is set."),
            address("web:desk_work_tasks", project.slug),
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    context = {"form": form, "title": _("Set a task"), "submit": _("Set the task")}
    return page(request, "work/form.html", project, "tasks", context, status)


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One task: what it is, its files, and what can be done with it."""
    rows = Task.objects.filter(project=project).select_related("project__organisation", "partnership__organisation")
    one = get_object_or_404(rows, pk=pk)
    person: Any = request.user
    here = address("web:desk_work_task", project.slug, pk)
    do = request.POST.get("do", "")
    partners = partner_choices(request, everybody=_("the whole project"))
    change = {"title": one.title, "kind": one.kind, "due_on": one.due_on, "text": one.text}
    change["partnership"] = str(one.partnership_id or "")
    forms: dict[str, Any] = {
        "finish": DoneForm(request.POST if do == "finish" else None, prefix="done", initial={"answer": one.answer}),
        "drop": DropForm(request.POST if do == "drop" else None, prefix="drop"),
        "change": TaskForm(
            request.POST if do == "change" else None, prefix="change", initial=change, partners=partners
        ),
    }
    status = 200
    if request.method == "POST":
        answer = _do(request, one, do, forms, here)
        if not isinstance(answer, int):
            return answer
        status = answer
    writes = rules.may_write_for(person, project, one.partnership)
    visit = VisitNote.objects.visible_to(person).filter(pk=one.origin_id).first() if one.origin_id else None
    context = {
        "task": one,
        "mark": mark(one, timezone.localdate()),
        "may": writes,
        "may_drop": one.kind == Task.Kind.TASK or request.keeps,  # type: ignore[attr-defined]
        "forms": forms,
        "doing": do,
        "title": one.title,
        "who": one.partnership.label if one.partnership else _("the whole project"),
        "when": upto(one.due_on) if one.due_on else "",
        "facts": [
            (pgettext("what next", "Who"), one.partnership.label if one.partnership else _("the whole project")),
            (pgettext("what next", "By when"), day(one.due_on)),
            (pgettext("task", "Done on"), day(one.done_at)),
            (pgettext("task", "Dropped on"), day(one.dropped_at)),
        ],
        "files": files_of(person, "task", one.pk, keys=writes and one.is_open),
        "visit": visit,
    }
    return page(request, "work/task.html", project, "tasks", context, status)


def _do(request: HttpRequest, one: Task, do: str, forms: dict[str, Any], here: str) -> Any:
    by: Any = request.user
    at = timezone.now()
    form = forms.get(do)
    if do == "reopen":
        actions.reopen_task(by=by, task=one, at=at)
        return done(request, _("The task is open again."), here)
    if do == "files":
        take_files(request, one.project.organisation, "task", one.pk, Upload.Audience.HOLDER)
        return done(request, _("Saved."), here)
    if do == "finish":

        def finish(given: dict[str, Any]) -> None:
            take_files(request, one.project.organisation, "task", one.pk, Upload.Audience.HOLDER)
            actions.finish_task(by=by, task=one, **given, at=at)

        return attempt(request, form, finish, _("Done. Thank you."), here)
    if do == "drop":
        return attempt(
            request,
            form,
            lambda given: actions.drop_task(by=by, task=one, why=given["why"], at=at),
            _("The task is dropped; its reason is kept."),
            here,
        )
    if do == "change":
        return attempt(
            request,
            form,
            lambda given: actions.change_task(
                by=by, task=one, values={**given, "partnership": _whose(request, one, given["partnership"])}, at=at
            ),
            _("Saved."),
            here,
        )
    return 422


def _whose(request: HttpRequest, one: Task, pk: str) -> Partnership | None:
    """The chosen partner; a partner's officer has no choice and leaves it as it is."""
    return partner_of(request, pk) if request.keeps else one.partnership  # type: ignore[attr-defined]
