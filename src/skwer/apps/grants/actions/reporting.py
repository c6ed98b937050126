"""Reports: begun from the application, kept with gaps, sent whole, answered by the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from skwer.apps.calls.kinds.propose import form_of_proposal
from skwer.apps.calls.words import say
from skwer.apps.forms.checking import FieldError, check_save, check_submit, clean_text, merge
from skwer.apps.forms.schema import Form
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal
from skwer.values.canonical import fingerprint

from ..citing import cite
from ..models import Agreement, Expense, Pledge, Report
from ..queries.money import account_of
from ..signals import announce, report_correction_asked, report_decided, report_submitted
from ..terms import terms_of
from .book import BadValues, as_office, as_party, is_settled, locked, note
from .paying import accepted_costs, fit_to_costs, make_due

State = Report.State
OPEN = (State.DUE, State.CORRECTION)
MOST_RESULTS = 20
TEXT = 2000


class NotOpen(Refusal):
    """The report is with the office, or decided; or the agreement is not in force."""

    code = "not_open"
    status = 409


class StaleReport(Refusal):
    """The report was saved elsewhere meanwhile: `mine` was typed, `theirs` is kept."""

    message = _("This report was saved in another window in the meantime. Compare both versions and choose.")
    code = "stale"
    status = 409

    def __init__(self, *, mine: Mapping[str, Any], theirs: Mapping[str, Any], version: int) -> None:
        self.mine, self.theirs, self.version = dict(mine), dict(theirs), version
        super().__init__()


class NotReady(Refusal):
    """Something must come first: documents to send or to answer; `code` says which."""

    code = "not_ready"
    status = 409


class WordsMissing(Refusal):
    code = "words_missing"

    def __init__(self, field: str, message: Any) -> None:
        self.field = field
        super().__init__(message)


def form_of(report: Report) -> Form:
    """The questions of the report."""
    return Form.from_json(terms_of(report.agreement).report_form)


@transaction.atomic
def begin_report(*, by: Person, report: Report, at: datetime) -> Report:  # noqa: ARG001  (as every action)
    """Open a report for writing: what the application promised stands in it as targets, with hours as they are now.

    Doing it twice changes nothing but the hours confirmed. Raises NotAllowed, NotOpen.
    """
    agreement = _open(by, report)
    report.results = _planned(agreement, report.results)
    report.save(update_fields=["results"])
    return report


def _planned(agreement: Agreement, held: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of results: promised ones first (`planned`), with what was filled in kept, then those the party added."""
    filled = {row.get("key"): row for row in held if row.get("key")}
    rows: list[dict[str, Any]] = []
    for key, name, target, unit, reached in _promises(agreement):
        old = filled.get(key, {})
        rows.append(
            {
                "key": key,
                "name": name,
                "target": target,
                "unit": unit,
                "reached": reached or old.get("reached", ""),
                "how": old.get("how", ""),
                "planned": True,
            }
        )
    return rows + [dict(row) for row in held if not row.get("planned")]


def _promises(agreement: Agreement) -> list[tuple[str, str, str, str, str]]:
    """(key, name, target, unit, reached): numbers the application states, and the hours pledged."""
    found: list[tuple[str, str, str, str, str]] = []
    proposal = agreement.proposal
    with override(proposal.language if proposal else "pl"):
        if proposal is not None:
            for question in form_of_proposal(proposal).questions:
                value = proposal.answers.get(question.key)
                if question.kind == "number" and value not in (None, "") and question.key != "work_hours":
                    found.append((question.key, str(question.label), str(value), "", ""))
        if agreement.pledges.filter(kind=Pledge.Kind.HOURS).exists():
            account = account_of(agreement)
            pledged, verified = _short(account.hours_pledged), _short(account.hours_verified)
            found.append(("work_hours", _now("Hours of voluntary work"), pledged, _now("h"), verified))
    return found


def _short(number: Decimal) -> str:
    return format(number.normalize(), "f")


@transaction.atomic
def save_report(
    *,
    by: Person,
    report: Report,
    answers: Mapping[str, Any],
    results: Sequence[Mapping[str, Any]] | None = None,
    version: int,
    at: datetime,  # noqa: ARG001  (as every action)
) -> list[FieldError]:
    """Keep the report as it was typed, gaps and slips included; returns what could not be read.

    answers: questions of the form, those missing stay as they were; results: the rows in their order (None: as they
    were): of planned ones only `reached` and `how` change, others have name, target, reached, unit, how. version: the
    one the page was made from. Drafts are not journalled. Raises NotAllowed, NotOpen, StaleReport.
    """
    agreement = _open(by, report)
    clean, errors = check_save(form_of(report), answers)
    rows = report.results if results is None else _results(report, results)
    if report.version != version:
        raise StaleReport(
            mine={"answers": clean, "results": rows},
            theirs={"answers": report.answers, "results": report.results},
            version=report.version,
        )
    report.answers = merge(report.answers, clean)
    report.results = _planned(agreement, rows)
    report.version += 1
    report.save(update_fields=["answers", "results", "version"])
    return errors


def _results(report: Report, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    def words(row: Mapping[str, Any], name: str, most: int = 200) -> str:
        return clean_text(row.get(name, "")).strip()[:most]

    held = {row["key"]: row for row in report.results if row.get("key")}
    kept: list[dict[str, Any]] = []
    for row in rows[:MOST_RESULTS]:
        if row.get("key") in held:
            kept.append({**held[row["key"]], "reached": words(row, "reached"), "how": words(row, "how", TEXT)})
        elif any(words(row, name) for name in ("name", "target", "reached", "how")):
            kept.append(
                {
                    **{name: words(row, name) for name in ("name", "target", "unit", "reached")},
                    "how": words(row, "how", TEXT),
                    "planned": False,
                }
            )
    return kept


@transaction.atomic
def submit_report(*, by: Person, report: Report, version: int, at: datetime) -> Report:
    """Send the saved report to the office: every needed answer, every result, and no document left unsent.

    Raises NotAllowed, NotOpen, StaleReport, NotReady (code "drafts"), BadValues.
    """
    agreement = _open(by, report)
    if report.version != version:
        held = {"answers": report.answers, "results": report.results}
        raise StaleReport(mine=held, theirs=held, version=report.version)
    errors = check_submit(form_of(report), report.answers)
    for number, row in enumerate(report.results):
        if not row.get("reached"):
            errors.append(
                FieldError(
                    field=f"results-{number}-reached",
                    code="missing",
                    message=say(_("%(name)s: write what was reached, 0 if nothing."), name=row.get("name") or "–"),
                )
            )
    if errors:
        raise BadValues(errors)
    if report.kind == Report.Kind.FINAL:
        drafts = agreement.expenses.filter(state__in=(Expense.State.DRAFT, Expense.State.QUERIED)).count()
        if drafts:
            raise NotReady(
                say(_("Documents not sent: %(count)s. Send them first, or take them away."), count=drafts),
                code="drafts",
                paragraph=cite(agreement, "report"),
            )
    before = report.state
    report.state, report.sent_by, report.sent_at = State.SUBMITTED, by, at
    report.hash = fingerprint(_contents(report))
    report.save(update_fields=["state", "sent_by", "sent_at", "hash"])
    _note("report_submitted", report, by, at, before)
    announce(report_submitted, Report, report=report, agreement=agreement, at=at)
    return report


def _contents(report: Report) -> dict[str, Any]:
    expenses = report.agreement.expenses.exclude(state=Expense.State.DRAFT).order_by("number")
    return {
        "agreement": str(report.agreement.uid),
        "number": report.number,
        "answers": report.answers,
        "results": report.results,
        "expenses": [[str(row.uid), row.total, row.claimed, row.file_hashes] for row in expenses],
    }


@transaction.atomic
def ask_report_correction(*, by: Person, report: Report, correction: str, at: datetime) -> Report:
    """Give the report back with what to correct; the term is the call's. Raises NotAllowed, NotOpen, WordsMissing."""
    agreement = _sent(by, report)
    words = clean_text(correction).strip()[:TEXT]
    if not words:
        raise WordsMissing("correction", _("Say what to correct: the party reads it."))
    report.state, report.correction = State.CORRECTION, words
    report.correct_until = at + timedelta(days=terms_of(agreement).correction_days)
    report.save(update_fields=["state", "correction", "correct_until"])
    _note("report_correction_asked", report, by, at, State.SUBMITTED)
    announce(report_correction_asked, Report, report=report, agreement=agreement, at=at)
    return report


@transaction.atomic
def accept_report(*, by: Person, report: Report, reason: str = "", at: datetime) -> Report:
    """Accept a report; what was to be paid after it falls due.

    The final one waits until every document is answered; then what is still planned is cut down to the costs
    accepted, and the rest cancelled. Raises NotAllowed, NotOpen, NotReady (code "unanswered").
    """
    agreement = _sent(by, report)
    final = report.kind == Report.Kind.FINAL
    if final:
        waiting = agreement.expenses.filter(state__in=(Expense.State.CLAIMED, Expense.State.QUERIED)).count()
        if waiting:
            raise NotReady(
                say(_("Documents without an answer: %(count)s. Answer them first."), count=waiting), code="unanswered"
            )
    _decide(report, State.ACCEPTED, by, clean_text(reason).strip()[:TEXT], at)
    if final and agreement.instalments.exists():
        fit_to_costs(agreement, accepted_costs(agreement), by, at)
    make_due(agreement, at, by)
    return report


@transaction.atomic
def reject_report(*, by: Person, report: Report, reason: str, at: datetime) -> Report:
    """Reject a report that cannot be mended; ending the agreement is another step. Raises as accept_report."""
    _sent(by, report)
    words = clean_text(reason).strip()[:TEXT]
    if not words:
        raise WordsMissing("reason", _("Say why the report is rejected: the party reads it."))
    return _decide(report, State.REJECTED, by, words, at)


def _decide(report: Report, state: str, by: Person, words: str, at: datetime) -> Report:
    report.state, report.reason, report.decided_by, report.decided_at = state, words, by, at
    report.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _note(f"report_{state}", report, by, at, State.SUBMITTED)
    announce(report_decided, Report, report=report, agreement=report.agreement, at=at)
    return report


def _open(by: Person, report: Report) -> Agreement:
    agreement = locked(report.agreement)
    as_party(by, agreement)
    report.refresh_from_db()
    report.agreement = agreement
    if agreement.state not in (Agreement.State.ACTIVE, Agreement.State.TERMINATED) or is_settled(agreement):
        raise NotOpen(_("The agreement takes no reports now."), code="not_active", paragraph=cite(agreement, "report"))
    if report.state not in OPEN:
        raise NotOpen(
            _("This report is with the office and cannot be changed now."),
            code="sent",
            paragraph=cite(agreement, "report"),
        )
    return agreement


def _sent(by: Person, report: Report) -> Agreement:
    agreement = locked(report.agreement)
    as_office(by, agreement)
    report.refresh_from_db()
    report.agreement = agreement
    if report.state != State.SUBMITTED:
        raise NotOpen(_("This report does not wait for an answer: load the page again."), code="not_sent")
    return agreement


def _note(verb: str, report: Report, by: Person, at: datetime, before: str) -> None:
    note(
        verb,
        "grant_report",
        report.pk,
        by,
        at,
        organisation=report.agreement.organisation,
        before={"state": before},
        after={
            "agreement": report.agreement_id,
            "number": report.number,
            "kind": report.kind,
            "state": report.state,
            "hash": report.hash,
        },
    )
