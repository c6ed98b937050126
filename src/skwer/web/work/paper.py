"""A project's report as numbered sections with numbered evidence: one text for the page and for the PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.apps.events.models import FollowUp
from skwer.apps.events.models.outcomes import OVERDUE, STATED
from skwer.apps.programmes.models import Task
from skwer.apps.programmes.queries.research import counts_of
from skwer.apps.programmes.queries.sums import Balance
from skwer.overview.report import Meeting, Report
from skwer.web.context import address
from skwer.web.papers import Bullets, Column, Evidence, Paragraph, Section, Table
from skwer.web.projects.words import full_day
from skwer.web.templatetags.words import money, number

from .words import change_words, half_name, success_short

Absolute = Callable[[str], str]


class Sheaf:
    """Sections under their stable anchors, and the evidence they name, each address once."""

    def __init__(self, absolute: Absolute) -> None:
        self.absolute = absolute
        self.sections: list[tuple[str, Section]] = []
        self.evidence: list[Evidence] = []

    def show(self, text: str, url: str) -> tuple[int, ...]:
        """The number of this evidence, as a text's `evidence`; nothing without an address."""
        if not url:
            return ()
        url = self.absolute(url)
        for index, one in enumerate(self.evidence, 1):
            if one.url == url:
                return (index,)
        self.evidence.append(Evidence(text, url))
        return (len(self.evidence),)

    def add(self, anchor: str, heading: str, *blocks: Paragraph | Bullets | Table | None) -> None:
        kept = [block for block in blocks if block is not None]
        if kept:
            self.sections.append((anchor, Section(heading, kept)))


def sheaf(report: Report, absolute: Absolute) -> Sheaf:
    """Every section that has something to say, in the order in which a reader asks."""
    found = Sheaf(absolute)
    for part in (_results, _deliverables, _measures, _money, _trials, _meetings, _policy, _studies, _applications):
        part(report, found)
    return found


def _results(report: Report, into: Sheaf) -> None:
    points = [one for one in report.project.points.all() if one.kind == "result"]
    if not points:
        return
    reached = sum(bool(one.reached) for one in points)
    said = _("Expected results reached: %(r)s of %(n)s") % {"r": reached, "n": len(points)}
    card = into.show(_("The project's card"), address("web:project", report.project.slug))
    rows = []
    for one in points:
        when = f" ({full_day(one.reached_on)})" if one.reached_on else ""
        rows.append([str(one.text), f"{one.reached}{when}" if one.reached else _("not reached yet")])
    table = Table([Column(_("Expected")), Column(_("Reached"))], rows)
    into.add("results", said, Paragraph(_("As the card of the project says."), card), table)


def _deliverables(report: Report, into: Sheaf) -> None:
    rows = report.deliverables
    if not rows:
        return
    done = [one for one in rows if one.done_at]
    items = [Paragraph(_done_words(one), _evidence(one, report, into)) for one in done]
    left = [Paragraph(_open_words(one)) for one in rows if not one.done_at]
    said = _("Deliverables and milestones done: %(done)s of %(n)s")
    into.add(
        "deliverables",
        said % {"done": len(done), "n": len(rows)},
        Bullets(items) if items else None,
        Paragraph(_("Not done:")) if left else None,
        Bullets(left) if left else None,
    )


def _done_words(task: Task) -> str:
    who = f" ({task.partnership.label})" if task.partnership else ""
    said = _("%(what)s%(who)s, done on %(day)s.") % {
        "what": task.title,
        "who": who,
        "day": full_day(task.done_at.date() if task.done_at else None),
    }
    return f"{said} {task.answer}".strip()


def _open_words(task: Task) -> str:
    who = f" ({task.partnership.label})" if task.partnership else ""
    return _("%(what)s%(who)s, due on %(day)s.") % {"what": task.title, "who": who, "day": full_day(task.due_on)}


def _evidence(task: Task, report: Report, into: Sheaf) -> tuple[int, ...]:
    found = into.show(task.title, task.evidence_url)
    for upload in report.files.get(task.pk, []):
        found += into.show(upload.alt_text or upload.original_name, address("web:file", upload.pk))
    return found


def _measures(report: Report, into: Sheaf) -> None:
    table = report.progress
    if not table.measures:
        return
    blocks: list[Paragraph | Bullets | Table] = []
    page = into.show(_("All half-years of the agreed measures"), address("web:project_progress", report.project.slug))
    blocks.append(
        Paragraph(
            _("Figures of the %(half)s. A figure that was not given is left empty; it is not zero.")
            % {"half": half_name(table.half)},
            page,
        )
    )
    columns = [Column(_("Partner"), share=2)]
    for one in table.measures:
        columns.append(Column(f"{one.name} ({one.unit})" if one.unit else str(one.name), figures=True))
    rows = [[row.partnership.label, *(_cell(cell.value, cell.change) for cell in row.cells)] for row in table.rows]
    medians = [_("Median"), *(number(foot.median) if foot.median is not None else "" for foot in table.feet)]
    given = [_("Given"), *(_("%(n)s of %(all)s") % {"n": foot.n, "all": foot.of} for foot in table.feet)]
    blocks.append(Table(columns, rows, totals=[medians, given]))
    said = _("Measures: %(n)s of %(all)s figures were given") % {"n": table.n, "all": table.of}
    into.add("measures", said, *blocks)


def _cell(value: Decimal | None, change: Decimal | None) -> str:
    if value is None:
        return _("no figure")
    return f"{number(value)} ({change_words(change)})" if change is not None else number(value)


def _money(report: Report, into: Sheaf) -> None:
    if report.money is None or not report.money.partners:
        return
    columns = [Column(_("Partner"), share=2), Column(_("Planned"), figures=True), Column(_("Spent"), figures=True),
               Column(_("Left"), figures=True)]  # fmt: skip
    rows = [[partner.partnership.label, *_sums(one)] for partner in report.money.partners for one in partner.totals]
    totals = [[_("Together"), *_sums(one)] for one in report.money.totals]
    over = len(report.money.overspent)
    said = ngettext("On %(n)s line more was spent than planned", "On %(n)s lines more was spent than planned", over)
    heading = said % {"n": over} if over else _("No more was spent than planned")
    note = _("Each sum stands in its own currency; nothing is converted.")
    into.add("money", heading, Table(columns, rows, totals=totals, note=note))


def _sums(one: Balance) -> list[str]:
    return [money(value, one.currency) for value in (one.planned, one.spent, one.left)]


def _trials(report: Report, into: Sheaf) -> None:
    items = []
    for trial in report.trials:
        parts = [_("%(title)s, %(who)s: %(state)s.") % {
            "title": trial.title, "who": trial.organisation.short, "state": trial.get_state_display()}]  # fmt: skip
        if trial.result:
            parts.append(str(trial.result))
        if trial.decision:
            decision = _("Decision: %(decision)s.") % {"decision": trial.get_decision_display()}
            parts.append(decision)
        if trial.lesson:
            parts.append(_("Lesson: %(lesson)s") % {"lesson": trial.lesson})
        items.append(Paragraph(" ".join(parts), into.show(str(trial.title), address("web:trial", trial.slug))))
    said = _("Pilots and trials: %(n)s")
    into.add("pilots", said % {"n": len(items)}, Bullets(items) if items else None)


def _meetings(report: Report, into: Sheaf) -> None:
    blocks: list[Paragraph | Bullets] = []
    for meeting in report.meetings:
        event = meeting.event
        text = _("%(title)s, %(kind)s, %(day)s.") % {
            "title": event.title,
            "kind": event.get_kind_display(),
            "day": full_day(event.starts_at.date()),
        }
        page = into.show(str(event.title), address("web:event", event.slug))
        blocks.append(Paragraph(text, page))
        if meeting.outcomes:
            blocks.append(Bullets([_outcome(one, meeting, into) for one in meeting.outcomes]))
    number_of = len(report.meetings)
    said = _("Events and what came of them: %(n)s")
    into.add("events", said % {"n": number_of}, *blocks)


def _outcome(one: Any, meeting: Meeting, into: Sheaf) -> Paragraph:
    words = {
        STATED: pgettext("statement of interest", "stated"),
        OVERDUE: pgettext("statement of interest", "no answer yet, overdue"),
        **dict(FollowUp.State.choices),
    }
    text = _("%(who)s: %(practice)s (%(standing)s).") % {
        "who": one.interest.organisation.short,
        "practice": one.interest.practice,
        "standing": words[one.standing],
    }
    evidence: tuple[int, ...] = ()
    if one.last is not None:
        text = f"{text} {one.last.text}"
        evidence = into.show(one.interest.practice, one.last.url)
    page = address("web:event_outcomes", meeting.event.slug)
    return Paragraph(text, evidence or into.show(_("Outcomes of “%(event)s”") % {"event": meeting.event.title}, page))


def _policy(report: Report, into: Sheaf) -> None:
    items = [
        Paragraph(
            f"{change.instrument.name}: {change.text} ({full_day(change.on)}).",
            into.show(str(change.instrument.name), change.evidence_url),
        )
        for change in report.changes
    ]
    said = _("Changes of policy instruments: %(n)s")
    into.add("policy", said % {"n": len(items)}, Bullets(items) if items else None)


def _studies(report: Report, into: Sheaf) -> None:
    blocks: list[Paragraph | Table] = []
    answered = 0
    for study in report.studies:
        page = into.show(str(study.title), study.url or address("web:project_studies", report.project.slug))
        blocks.append(Paragraph(": ".join(str(part) for part in (study.title, study.summary) if part), page))
        rows = []
        for advice in study.recommendations.all():
            counts = counts_of(advice)
            answered += sum(counts.values())
            outcomes = "; ".join(
                f"{one.organisation.short}: {one.outcome}" for one in advice.answers.all() if one.outcome
            )
            figures = [str(counts[key]) for key in ("adopt", "partly", "not")]
            rows.append([f"{advice.number}. {advice.text}", *figures, outcomes])
        if rows:
            blocks.append(Table(_advice_columns(), rows))
    said = _("Cities' answers to recommendations: %(n)s")
    into.add("advice", said % {"n": answered}, *blocks)


def _advice_columns() -> Sequence[Column]:
    return [
        Column(_("Recommendation"), share=3),
        Column(_("Adopted"), figures=True),
        Column(_("In part"), figures=True),
        Column(_("Not"), figures=True),
        Column(_("What came of it"), share=3),
    ]


def _applications(report: Report, into: Sheaf) -> None:
    if not report.success.sent:
        return
    sums = [
        Paragraph(
            _("Asked for %(asked)s, granted %(granted)s.")
            % {"asked": money(one.asked, one.currency), "granted": money(one.granted, one.currency)}
        )
        for one in report.asked
    ]
    said = ngettext(
        "The partners note %(n)s application to other programmes that the project helped.",
        "The partners note %(n)s applications to other programmes that the project helped.",
        report.success.sent,
    )
    heading = _("Applications elsewhere that were granted: %(n)s") % {"n": success_short(report.success)}
    into.add("applications", heading, Paragraph(said % {"n": report.success.sent}), *sums)
