"""The work of a project at a glance: what waits for me here, and how every partner stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.inbox.due import last_day
from skwer.apps.people.models import Person
from skwer.apps.programmes import dues
from skwer.apps.programmes.models import Project
from skwer.apps.programmes.queries.partners import standings
from skwer.apps.programmes.queries.sums import money_of
from skwer.web.context import address
from skwer.web.templatetags.words import day

from .doors import inside_project, page


@inside_project
@require_safe
def work(request: HttpRequest, project: Project) -> HttpResponse:
    """What next, who, by when: for the person, then for everybody."""
    at = timezone.now()
    on = timezone.localdate(at)
    rows = standings(project, on)
    money = {one.partnership.pk: one.totals for one in money_of(project).partners}
    late = sum(row.late for row in rows)
    context = {
        "dues": _dues(request.user, project, at),  # type: ignore[arg-type]
        "rows": [(row, money.get(row.partnership.pk, []) if row.partnership else []) for row in rows],
        "finding": _finding(late, sum(row.open for row in rows)),
    }
    return page(request, "work/hub.html", project, "work", context)


def _finding(late: int, open_: int) -> str:
    if late:
        return ngettext("%(n)s thing is late", "%(n)s things are late", late) % {"n": late}
    if open_:
        return ngettext("%(n)s thing to do, nothing is late", "%(n)s things to do, nothing is late", open_) % {
            "n": open_
        }
    return _("Nothing is left to do")


def _dues(person: Person, project: Project, at: datetime) -> list[dict[str, Any]]:
    """What waits for the person in this project, as rows of an inbox."""
    found = [one for one in dues.for_person(person, at) if one.kwargs.get("slug") == project.slug]
    far = datetime.max.replace(tzinfo=at.tzinfo)
    found.sort(key=lambda one: one.due_at or far)
    rows = []
    for index, one in enumerate(found):
        late = one.due_at is not None and one.due_at <= at
        rows.append(
            {
                "title": one.what,
                "text": one.detail,
                "state": "late" if late else one.state,
                "state_label": _("To check") if one.state == "check" else _("To do") if one.state == "build" else "",
                "at": one.due_at,
                "when": "" if one.due_at else _("no deadline"),
                "action": one.action,
                "url": address(one.route, *one.kwargs.values()),
                "primary": index == 0,
            }
        )
        if late and one.due_at:
            rows[-1]["state_label"] = _("Late, was due %(day)s") % {"day": day(last_day(one.due_at))}
    return rows
