"""The application's half of a case file: versions, consents, checks, sheets, meetings, decisions, objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.assessment.models import Assignment, Check
from skwer.apps.assessment.queries import sheets_of
from skwer.apps.assessment.rules import may_see_sheets
from skwer.apps.assessment.terms import AssessTerms, CheckTerms
from skwer.apps.calls.models import MeetingItem, Need, Proposal
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.queries.backing import support_of
from skwer.apps.calls.reasons import sentence
from skwer.apps.calls.stages import ASSESS
from skwer.apps.files.models import Upload
from skwer.apps.forms.grids import grid_text
from skwer.apps.forms.showing import display
from skwer.apps.people.journal import scope_of
from skwer.apps.people.models import JournalEntry, Person
from skwer.apps.places.access import rows as access_rows
from skwer.values.canonical import canonical_json
from skwer.values.money import write_amount
from skwer.values.text import in_language

from .pieces import Data, Document, Facts, Grid, Paper, Piece, Prose, scans


def day(value: date | datetime | None) -> str:
    """A day in figures, or "" for none: cases are read by registries, which sort by it."""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i", use_l10n=False)
    return "" if value is None else value.isoformat()


def money(amount: Any, currency: str, language: str) -> str:
    return "" if amount is None else write_amount(amount, currency, language)


def application(proposal: Proposal, person: Person, language: str) -> Iterator[Piece]:
    """Pieces of the application in the order of the procedure."""
    yield from _versions(proposal)
    held = Upload.objects.visible_to(person).filter(holder_kind="proposal", holder_key=str(proposal.pk))
    yield from scans("1-application/files", held.order_by("uploaded_at", "pk"), _("File of the application"))
    yield from _consents(proposal, person)
    yield from _corrections(proposal)
    yield from _meetings(proposal)
    yield from _checks(proposal)
    yield from _sheets(proposal, person)
    yield from _decisions(proposal, language)
    yield from _objections(proposal)


def _versions(proposal: Proposal) -> Iterator[Piece]:
    form = form_of(proposal)
    for revision in proposal.revisions.order_by("number"):
        shown = [one for one in display(form, revision.answers) if one.text]
        facts = [
            (_("Version"), str(revision.number)),
            (_("Why"), str(revision.get_reason_display())),
            (_("Received"), day(revision.at)),
            ("SHA-256", revision.hash),
        ]
        name = f"1-application/version-{revision.number}"
        title = _("Application, version %(number)s") % {"number": revision.number}
        parts = [Facts(facts), *(Prose(one.text, one.label) for one in shown)]
        yield Piece(f"{name}.html", title, revision.at, Document(parts))
        data = Data(canonical_json(revision.answers).encode())
        yield Piece(f"{name}.json", _("%(title)s, as data") % {"title": title}, revision.at, data, revision.hash)


def _consents(proposal: Proposal, person: Person) -> Iterator[Piece]:
    """Consents with their files, and how many neighbours support it. Names and scans of lists are not here: they are
    erased before the archive takes the case.
    """
    needs = list(proposal.needs.order_by("pk"))
    sheets = list(proposal.support_sheets.order_by("counted_at"))
    online = support_of(proposal).online
    if not needs and not sheets and not online:
        return
    rows = [
        [str(n.get_kind_display()), str(n.get_state_display()), n.who, day(n.due_at), day(n.given_at),
         day(n.settled_at), n.note]
        for n in needs
    ]  # fmt: skip
    columns = [_("What is needed"), _("State"), _("From whom"), _("By when"), _("Given on"), _("Settled"), _("Note")]
    counted = [[day(s.counted_at), str(s.valid), str(s.struck), s.why_struck] for s in sheets]
    parts: list[Any] = [Grid(columns, rows, _("Consents"))] if rows else []
    if any(need.kind == Need.Kind.SUPPORT for need in needs) or online or counted:
        said = _("Online, with names that are erased after their term: %(number)s.") % {"number": online}
        parts.append(Prose(said, _("Support of neighbours")))
    if counted:
        heads = [_("Counted on"), _("Names that count"), _("Names struck"), _("Why names were struck")]
        parts.append(Grid(heads, counted, _("Paper lists of support")))
    yield Piece("2-consents/consents.html", _("Consents and support"), None, Document(parts))
    held = Upload.objects.visible_to(person).filter(holder_kind="need", holder_key__in=[str(need.pk) for need in needs])
    yield from scans("2-consents/files", held.order_by("uploaded_at", "pk"), _("File of a consent"))


def _corrections(proposal: Proposal) -> Iterator[Piece]:
    for number, one in enumerate(proposal.corrections.order_by("requested_at"), start=1):
        form = form_of(proposal)
        asked = [str(q.label) if (q := form.question(key)) else key for key in one.fields]
        rows = [
            (_("Asked on"), day(one.requested_at)),
            (_("By when"), day(one.due_at)),
            (_("Answered"), day(one.answered_at)),
            (_("Term passed"), day(one.lapsed_at)),
            (_("What to correct"), ", ".join(asked)),
        ]
        title = _("Call to correct no. %(number)s") % {"number": number}
        document = Document([Facts([row for row in rows if row[1]]), Prose(one.message)])
        yield Piece(f"3-check/correction-{number}.html", title, one.requested_at, document)


def _checks(proposal: Proposal) -> Iterator[Piece]:
    for number, check in enumerate(Check.objects.filter(proposal=proposal).select_related("stage"), start=1):
        terms = CheckTerms.of(check.stage)
        rows = []
        for item in terms.items:
            answer = check.answers.get(item.key, {})
            label = dict(Check.Answer.choices).get(answer.get("answer"), "")
            rows.append([in_language(item.text), str(label), str(answer.get("note", ""))])
        facts = Facts([(_("Result"), str(check.get_result_display())), (_("Checked"), day(check.checked_at))])
        parts: list[Any] = [facts, Grid([_("Question"), _("Answer"), _("Note")], rows)]
        if check.reason:
            parts.append(Prose(check.reason, _("Reason")))
        yield Piece(f"3-check/check-{number}.html", _("Formal check"), check.checked_at, Document(parts))


def _sheets(proposal: Proposal, person: Person) -> Iterator[Piece]:
    """Sheets under the labels of their assessors, each version that was sent; never while sheets are still coming."""
    for stage in proposal.call.stages.filter(kind=ASSESS).order_by("order"):
        stage.call = proposal.call
        if not may_see_sheets(person, stage, proposal):
            continue
        terms = AssessTerms.of(stage)
        for sheet in sheets_of(stage, proposal):
            parts: list[Any] = []
            for sent in sheet.sent.all():
                rows = [_score(criterion, sent.scores) for criterion in terms.criteria]
                heading = _("Version %(number)s, sent %(day)s") % {"number": sent.number, "day": day(sent.at)}
                parts.append(Grid([_("Criterion"), _("Points"), _("Reason")], rows, heading))
                if terms.access and sent.access:
                    parts.append(Prose(grid_text(access_rows(sent.access)), _("Whom it suits")))
                if sent.comment:
                    parts.append(Prose(sent.comment))
                if sent.reopen_reason:
                    parts.append(Prose(sent.reopen_reason, _("Why it was reopened")))
            label = sheet.assignment.label
            title = _("Score sheet %(label)s") % {"label": label}
            yield Piece(f"4-assessment/sheet-{stage.order}-{label}.html", title, sheet.submitted_at, Document(parts))
        conflicts = Assignment.objects.filter(stage=stage, proposal=proposal, state=Assignment.State.CONFLICT)
        lines = [[one.label, day(one.declared_at)] for one in conflicts.order_by("label")]
        if lines:
            grid = Grid([_("Label"), _("Declared on")], lines)
            title = _("Assessors who stepped aside")
            yield Piece(f"4-assessment/conflicts-{stage.order}.html", title, None, Document([grid]))


def _score(criterion: Any, scores: dict[str, Any]) -> list[str]:
    score = scores.get(criterion.key, {})
    value = f" ({score['value']})" if score.get("value") else ""
    return [
        in_language(criterion.title) or criterion.key,
        f"{score.get('points', '–')} / {criterion.max}{value}",
        str(score.get("reason", "")),
    ]


def _meetings(proposal: Proposal) -> Iterator[Piece]:
    items = MeetingItem.objects.filter(proposal=proposal).select_related("meeting__body").order_by("meeting__starts_at")
    for item in items.prefetch_related("recusals", "recommendations"):
        meeting = item.meeting
        facts = [
            (_("Body"), meeting.body.name),
            (_("When"), day(meeting.starts_at)),
            (_("State"), str(meeting.get_state_display())),
            (_("Members who stepped aside"), str(len(item.recusals.all()))),
            (_("Outcome"), str(item.get_outcome_display())),
        ]
        parts: list[Any] = [Facts(facts)]
        if item.note:
            parts.append(Prose(item.note, _("What was said")))
        title = _("Meeting no. %(number)s") % {"number": meeting.number}
        name = f"5-meetings/meeting-{meeting.number}"
        yield Piece(f"{name}.html", title, meeting.starts_at, Document(parts))
        if meeting.minutes_at:
            paper = Paper("minutes", meeting)
            words = _("Minutes of meeting no. %(number)s") % {"number": meeting.number}
            yield Piece(f"{name}-minutes.pdf", words, meeting.minutes_at, paper)
    rows = [
        [str(one.number), one.text, str(one.get_answer_display()), one.why, day(one.answered_at)]
        for one in proposal.recommendations.order_by("number")
    ]
    if rows:
        columns = [
            pgettext("heading of a column with numbers", "No."), _("Recommendation"), _("Answer"),
            _("How, or why not"), _("Answered"),
        ]  # fmt: skip
        title = _("Recommendations and the answers to them")
        yield Piece("5-meetings/recommendations.html", title, None, Document([Grid(columns, rows)]))


def _decisions(proposal: Proposal, language: str) -> Iterator[Piece]:
    """Published decisions, the replaced ones among them: what each says about this proposal."""
    lines = proposal.decision_lines.filter(decision__published_at__isnull=False)
    ordered = lines.select_related("decision").prefetch_related("decision__acts").order_by("decision__decided_at")
    for number, line in enumerate(ordered, start=1):
        decision = line.decision
        facts = [
            (_("Result"), str(line.get_result_display())),
            (_("Granted"), money(line.amount, proposal.call.currency, language)),
            (_("Reason"), sentence(line)),
            (_("Method"), str(decision.get_method_display())),
            (_("Decided"), day(decision.decided_at)),
            (_("Published"), day(decision.published_at)),
            (_("Replaced"), day(decision.superseded_at)),
            (_("Why it was replaced"), decision.supersede_reason),
            (_("Number of the act"), decision.act_number),
            (_("SHA-256 of the inputs"), decision.inputs_hash),
            (_("SHA-256 of the outcome"), decision.outcome_hash),
        ]
        parts: list[Any] = [Facts([row for row in facts if row[1]])]
        acts = [
            [in_language(act.title), str(act.get_role_display()), act.number, day(act.on), act.note]
            for act in decision.acts.all()
        ]
        if acts:
            columns = [_("Who"), _("What it does"), _("Number of the act"), _("Day"), _("Words of the body")]
            parts.append(Grid(columns, acts, _("Acts of bodies")))
        if line.comment:
            parts.append(Prose(line.comment, _("Words of the committee")))
        title = _("Decision no. %(number)s") % {"number": number}
        yield Piece(f"6-decision/decision-{number}.html", title, decision.published_at, Document(parts))


def _objections(proposal: Proposal) -> Iterator[Piece]:
    for one in proposal.objections.order_by("number"):
        facts = [
            (_("Against"), str(one.get_against_display())),
            (_("Filed"), day(one.filed_at)),
            (_("Ruling due"), day(one.rule_until)),
            (_("Ruled by"), one.body),
            (_("State"), str(one.get_state_display())),
            (_("Ruled"), day(one.ruled_at)),
            (_("What it changed"), ", ".join(f"{key}: {value}" for key, value in (one.effect or {}).items())),
        ]
        parts: list[Any] = [Facts([row for row in facts if row[1]]), Prose(one.text, _("What is wrong, and why"))]
        if one.ruling:
            parts.append(Prose(one.ruling, _("Reasons of the ruling")))
        title = _("Objection no. %(number)s") % {"number": one.number}
        yield Piece(f"7-objections/objection-{one.number}.html", title, one.filed_at, Document(parts))


def journal(proposal: Proposal, keys: dict[str, list[str]]) -> Iterator[Piece]:
    """What the journal says about these things (kind → keys): who is a key that says nothing once she is erased."""
    rows = []
    scope = scope_of(proposal.call.organisation)
    for kind, wanted in keys.items():
        for entry in JournalEntry.objects.filter(scope=scope, kind=kind, key__in=wanted):
            rows.append((entry.number, day(entry.at), entry.kind, entry.key, entry.verb, entry.actor, entry.hash))
    if not rows:
        return
    columns = [
        pgettext("heading of a column with numbers", "No."), _("When"), _("Kind of thing"), _("Which thing"),
        _("What was done"), _("Who (key)"), "SHA-256",
    ]  # fmt: skip
    grid = Grid(columns, [[str(value) for value in row] for row in sorted(rows)])
    yield Piece("9-journal/journal.html", _("From the journal"), None, Document([grid]))
