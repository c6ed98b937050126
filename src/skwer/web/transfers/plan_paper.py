"""The transfer plan as a paper: the matrix with its reasons, steps, money, risks, and who sees to what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.apps.practices.models import PlanStep, Transfer
from skwer.apps.practices.transfer_plan import Plan
from skwer.apps.programmes.models import Project
from skwer.web.context import address
from skwer.web.papers import Bullets, Column, Evidence, FinalReport, Paragraph, Section, Table, letterhead
from skwer.web.projects.words import full_day
from skwer.web.templatetags.words import NBSP, money

from .words import counted


def plan_paper(plan: Plan, absolute: Callable[[str], str], today: date) -> FinalReport:
    """Everything the plan says, in the language that is active."""
    transfer = plan.transfer
    programme = project.programme if (project := _project(plan)) is not None else None
    sections = [_goal(plan), _matrix(plan), _steps(plan), _money(plan), _risks(plan), _owners(plan), _lesson(plan)]
    return FinalReport(
        head=letterhead(transfer.organisation, statement=programme.statement if programme is not None else ""),
        title=_("Transfer plan: %(title)s") % {"title": transfer.title},
        subtitle=_("%(city)s, stage: %(stage)s")
        % {"city": transfer.organisation.name, "stage": transfer.get_stage_display()},
        facts=_facts(plan),
        sections=[section for section in sections if section is not None],
        evidence=_sources(plan, absolute),
        sources=_("Sources"),
        dated=today,
        url=absolute(address("web:transfer_plan", transfer.pk)),
    )


def _project(plan: Plan) -> Project | None:
    """Its project, once everybody may know of it: a paper is handed on."""
    project = plan.transfer.project
    return project if project is not None and project.published_at is not None else None


def _facts(plan: Plan) -> list[tuple[str, str]]:
    transfer, project = plan.transfer, _project(plan)
    kit = transfer.kit_version
    days = [(str(name), until) for _key, name, until, _steps in plan.stages if until]
    return [
        (_("Practice"), str(transfer.practice) if transfer.practice is not None else ""),
        (_("Kit"), _("%(title)s, version %(n)s") % {"title": kit.title, "n": kit.number}),
        (_("Project"), project.short if project is not None else ""),
        *((_("%(stage)s, until") % {"stage": capfirst(name)}, full_day(until)) for name, until in days),
    ]


def _sources(plan: Plan, absolute: Callable[[str], str]) -> list[Evidence]:
    """Where the practice and the kit can be read."""
    transfer = plan.transfer
    found = []
    if transfer.practice is not None and transfer.practice.is_published:
        found.append((str(transfer.practice), address("web:practice", transfer.practice.slug)))
    kit = transfer.kit_version
    words = _("%(title)s, version %(n)s") % {"title": kit.title, "n": kit.number}
    found.append((words, address("web:kit_version", kit.kit.slug, kit.number)))
    return [Evidence(words, absolute(url)) for words, url in found if url]


def _goal(plan: Plan) -> Section | None:
    goal = plan.transfer.goal.strip()
    return Section(_("What the city wants to reach"), [Paragraph(goal)]) if goal else None


def _matrix(plan: Plan) -> Section | None:
    if not plan.matrix:
        return None
    columns = [
        Column(_("Element"), share=4),
        Column(_("Decision"), share=3),
        Column(_("Reason"), share=5),
        Column(_("Legal vehicle"), share=3),
        Column(_("Who sees to it"), share=3),
    ]
    rows = [
        [
            str(row.name),
            capfirst(row.element.get_decision_display()),
            row.element.reason,
            row.element.vehicle,
            row.element.owner,
        ]
        for row in plan.matrix
    ]
    return Section(counted(list(plan.matrix)), [Table(columns, rows)])


def _steps(plan: Plan) -> Section | None:
    if not plan.steps:
        return None
    columns = [
        Column(pgettext("step of a plan", "Action"), share=6),
        Column(_("Who sees to it"), share=3),
        Column(_("When"), share=4),
        Column(_("Cost"), figures=True),
        Column(_("How it stands"), share=4),
    ]
    blocks: list[Any] = []
    for _key, name, until, steps in plan.stages:
        if steps:
            last = _("until %(day)s") % {"day": full_day(until)} if until else ""
            title = ", ".join(part for part in (capfirst(name), last) if part)
            blocks.append(Table(columns, [_step(step) for step in steps], title=title))
    done = ngettext("%(n)s done", "%(n)s done", plan.done) % {"n": plan.done}
    total = ngettext("%(n)s step in the plan", "%(n)s steps in the plan", len(plan.steps)) % {"n": len(plan.steps)}
    return Section(f"{total}: {done}", blocks)


def _step(step: PlanStep) -> list[str]:
    if step.done_on is not None:
        stands = "\n".join([pgettext("step of a plan", "done"), _whole(step.done_on)])
    else:
        stands = pgettext("step of a plan", "not done yet")
    what = [step.title]
    if step.detail:
        what.append(step.detail)
    if step.measure:
        what.append(_("It worked if: %(measure)s") % {"measure": step.measure})
    cost = money(step.cost, step.currency)
    return ["\n".join(what), step.owner, _period(step), cost, stands]


def _period(step: PlanStep) -> str:
    """The days with their years: a plan is read for years."""
    days = [_whole(one) for one in (step.starts_on, step.ends_on) if one]
    if step.starts_on and not step.ends_on:
        return _("from %(day)s") % {"day": days[0]}
    if step.ends_on and not step.starts_on:
        return _("until %(day)s") % {"day": days[0]}
    return " –\n".join(dict.fromkeys(days))


def _whole(on: date) -> str:
    """A day that no line breaks."""
    return full_day(on).replace(" ", NBSP)


def _money(plan: Plan) -> Section | None:
    blocks: list[Any] = []
    if plan.shares:
        columns = [Column(_("What for"), share=3), Column(_("Share"), figures=True), Column(_("Sum"), figures=True)]
        rows = [[one.title, f"{one.percent}%", money(one.amount, plan.currency)] for one in plan.shares]
        totals = [[_("The whole pot"), "100%", money(plan.pot, plan.currency)]] if plan.pot is not None else []
        blocks.append(Table(columns, rows, title=_("How the pot is divided"), totals=totals))
    elif plan.pot is not None:
        blocks.append(Paragraph(_("The pot of the call is %(sum)s.") % {"sum": money(plan.pot, plan.currency)}))
    if plan.costs:
        rows = [[_("Steps of this plan"), money(amount, currency)] for currency, amount in plan.costs]
        note = ""
        if plan.uncosted:
            said = ngettext("%(n)s step names no cost.", "%(n)s steps name no cost.", plan.uncosted)
            note = said % {"n": plan.uncosted}
        costs = _("What the plan itself costs")
        blocks.append(Table([Column(_("What for")), Column(_("Sum"), figures=True)], rows, title=costs, note=note))
    return Section(pgettext("heading of a plan", "Money"), blocks) if blocks else None


def _risks(plan: Plan) -> Section | None:
    if not plan.risks:
        return None
    columns = [Column(_("Risk"), share=4), Column(_("How great"), share=2), Column(_("Element"), share=2),
               Column(_("Who sees to it"), share=2)]  # fmt: skip
    rows = [
        [
            row.element.risk,
            row.element.get_risk_level_display() if row.element.risk_level else "",
            str(row.name),
            row.element.owner,
        ]
        for row in plan.risks
    ]
    total = len(rows)
    said = ngettext("%(n)s risk is named", "%(n)s risks are named", total) % {"n": total}
    return Section(said, [Table(columns, rows)])


def _owners(plan: Plan) -> Section | None:
    found = owners(plan)
    if not found:
        return None
    items = [Paragraph(f"{owner}: {'; '.join(things)}.") for owner, things in found]
    return Section(_("Who sees to what"), [Bullets(items)])


def owners(plan: Plan) -> list[tuple[str, Sequence[str]]]:
    """Each office or role with its elements and its steps that are not done, in the order of the plan."""
    found: dict[str, tuple[str, list[str]]] = {}
    named = [(row.element.owner, str(row.name)) for row in plan.matrix]
    named += [(step.owner, step.title) for step in plan.steps if step.done_on is None]
    for owner, thing in named:
        if owner:
            found.setdefault(owner.casefold(), (owner, []))[1].append(thing)
    return list(found.values())


def _lesson(plan: Plan) -> Section | None:
    lesson = plan.transfer.lesson.strip()
    given_up = plan.transfer.stage == Transfer.Stage.DROPPED
    heading = _("Why it was given up") if given_up else _("What it taught")
    return Section(heading, [Paragraph(lesson)]) if lesson else None
