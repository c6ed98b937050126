"""Reports: filled in already with what the application promised and what was shown; answered by the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.kinds.propose import form_of_proposal
from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError, check_save, merge
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.schema import Form
from skwer.apps.forms.showing import display
from skwer.apps.grants.actions import reporting
from skwer.apps.grants.models import Agreement, Delivery, Expense, Report
from skwer.apps.grants.queries import money as sums
from skwer.apps.grants.terms import terms_of
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.templatetags.words import day, upto, when

from . import keeping
from .costs import left_of
from .forms_delivery import CorrectionForm, DecideForm
from .inside import attempt, desk_page, gives_money, page, party_page

KIND = "grant_report"
State = Report.State
OPEN = (State.DUE, State.CORRECTION)
SHAPES = {
    State.DUE: "draft",
    State.SUBMITTED: "check",
    State.CORRECTION: "fix",
    State.ACCEPTED: "done",
    State.REJECTED: "no",
}


def _found(agreement: Agreement, number: int) -> Report:
    one = agreement.reports.filter(number=number).first()
    if one is None:
        raise Http404
    one.agreement = agreement
    return one


def _until(report: Report) -> Any:
    """The moment or day until which it is to be sent."""
    if report.state == State.CORRECTION and report.correct_until is not None:
        return report.correct_until
    return report.due_on


def is_late(report: Report, at: datetime) -> bool:
    until = _until(report)
    if report.state not in OPEN:
        return False
    return until < at if isinstance(until, datetime) else until < timezone.localdate(at)


def _title(report: Report) -> str:
    return _("Final report") if report.kind == Report.Kind.FINAL else _("Partial report")


@party_page
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """The form while it is open, else the report as it was sent."""
    person: Any = request.user
    at = timezone.now()
    one = _found(agreement, number)
    form = reporting.form_of(one)
    writes = request.is_party and one.state in OPEN and agreement.state in ("active", "terminated")  # type: ignore[attr-defined]
    if request.method == "POST":
        return _save(request, agreement, one, form, at)
    if writes:
        # Not a change of what anybody wrote: targets and hours as they stand today. Doing it twice changes nothing.
        reporting.begin_report(by=person, report=one, at=at)
    return _shown(request, agreement, one, form, one.answers, one.results, writes=writes, at=at)


def _rows_sent(request: HttpRequest, held: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Rows of results as they were typed: planned ones by their place, then rows the party added."""
    post, rows = request.POST, []
    for number in range(reporting.MOST_RESULTS):
        names = [name for name in ("name", "target", "unit", "reached", "how") if f"results-{number}-{name}" in post]
        if not names and number >= len(held):
            break
        known = held[number] if number < len(held) and held[number].get("planned") else {}
        row = {name: post.get(f"results-{number}-{name}", "") for name in names}
        rows.append({**{name: str(value) for name, value in known.items() if name != "planned"}, **row})
    return rows


def _save(request: HttpRequest, agreement: Agreement, one: Report, form: Form, at: datetime) -> HttpResponse:
    person: Any = request.user
    here = address("web:grant_report", agreement.pk, one.number)
    version = int(request.POST.get("version") or 0) if request.POST.get("version", "").isdecimal() else -1
    typed = read_post(form, request.POST)
    photos, not_taken = _photos(request, agreement, one, form, at)
    answers = {**typed, **photos}
    results = _rows_sent(request, one.results)
    problems: list[Any] = list(not_taken)
    refusal: Any = None
    try:
        problems += reporting.save_report(
            by=person, report=one, answers=answers, results=results, version=version, at=at
        )
        sends = request.POST.get("go") == "send"
        if sends and not problems:
            reporting.submit_report(by=person, report=one, version=one.version, at=at)
            messages.success(request, _("Your report is sent. The office reads it and answers."))
            return redirect(here)
        if not problems:
            messages.success(request, _("Saved. Nobody but you and those who write along sees it yet."))
            return redirect(f"{here}?add_row=results#more" if "add_row" in request.POST else here)
    except reporting.StaleReport as stale:
        one.refresh_from_db()
        refusal = stale
    except Refusal as said:
        problems += list(getattr(said, "errors", []))
        refusal = None if problems else said
        if one.state not in OPEN:
            raise
    shown = merge(one.answers, check_save(form, answers)[0])
    status = refusal.status if refusal is not None else 422
    return _shown(
        request, agreement, one, form, shown, one.results if refusal is None else _typed_over(one.results, results),
        writes=True, at=at, problems=problems, refusal=refusal, status=status,
    )  # fmt: skip


def _typed_over(held: Sequence[Mapping[str, Any]], typed: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Rows as they are kept, with what was typed in them: nothing is lost when a page came too late."""
    return [{**row, **(typed[k] if k < len(typed) else {})} for k, row in enumerate(held)]


def _photos(
    request: HttpRequest, agreement: Agreement, one: Report, form: Form, at: datetime
) -> tuple[dict[str, Any], list[FieldError]]:
    """Answers to questions for files after what was added and removed on the page."""
    person: Any = request.user
    if one.state not in OPEN or not request.is_party:  # type: ignore[attr-defined]
        return {}, []
    answers: dict[str, Any] = {}
    errors: list[FieldError] = []
    for question in (q for q in form.questions if q.kind == "file"):
        before = list(one.answers.get(question.key) or [])
        removed = [uid for uid in request.POST.getlist(f"{question.key}-remove") if uid in before]
        kept = [uid for uid in before if uid not in removed]
        for sent in request.FILES.getlist(question.key):
            try:
                upload = store_upload(
                    by=person,
                    organisation=agreement.organisation,
                    file=sent,
                    kind=question.accept,
                    audience=Upload.Audience.HOLDER if question.public else Upload.Audience.INSIDE,
                    holder_kind=KIND,
                    holder_key=one.pk,
                    alt_text=request.POST.get(f"{question.key}-alt", ""),
                    at=at,
                )
            except Refusal as refusal:
                errors.append(FieldError(question.key, refusal.code, refusal.message, label=question.label))
            else:
                kept.append(str(upload.pk))
        for upload in Upload.objects.filter(holder_kind=KIND, holder_key=str(one.pk), pk__in=removed):
            delete_upload(by=person, upload=upload, at=at)
        if kept != before:
            answers[question.key] = kept
    return answers, errors


def _shown(
    request: HttpRequest,
    agreement: Agreement,
    one: Report,
    form: Form,
    answers: Mapping[str, Any],
    results: Sequence[Mapping[str, Any]],
    *,
    writes: bool,
    at: datetime,
    problems: Sequence[Any] = (),
    refusal: Any = None,
    status: int = 200,
) -> HttpResponse:
    finding = _finding(one, at)
    more: list[dict[str, Any]] = [{}] if writes and "add_row" in request.GET else []
    rows = [
        {**row, "n": k, "nn": str(k), "fixed": row.get("key") == "work_hours", "errors": _at(problems, k)}
        for k, row in enumerate([*_in_words(one, results), *more])
    ]
    context = {
        **_contents(request, agreement, one, form, answers),
        "finding": finding,
        "report": one,
        "rows": rows,
        "steps": [(step, [(question, _files_of(question, answers, request)) for question in step.questions])
                  for step in form.steps],
        "answers": answers,
        "problems": problems,
        "refusal": refusal,
        "writes": writes,
        "version": one.version,
        "until": when(_until(one)) if isinstance(_until(one), datetime) else upto(_until(one)),
        "unsent": agreement.expenses.filter(state__in=(Expense.State.DRAFT, Expense.State.QUERIED)).count(),
    }  # fmt: skip
    return page(request, "grants/report.html", agreement, "report", context, status=status)


def _in_words(one: Report, results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of results, those that were promised named in the reader's language."""
    proposal = one.agreement.proposal
    asked = form_of_proposal(proposal) if proposal is not None else None
    found = []
    for row in results:
        known = dict(row)
        question = asked.question(str(row.get("key"))) if asked is not None and row.get("key") else None
        if row.get("key") == "work_hours":
            known |= {"name": _("Hours of voluntary work"), "unit": _("h")}
        elif question is not None:
            known["name"] = str(question.label)
        found.append(known)
    return found


def _at(problems: Sequence[Any], number: int) -> list[str]:
    return [str(one.message) for one in problems if getattr(one, "field", "") == f"results-{number}-reached"]


def _files_of(question: Any, answers: Mapping[str, Any], request: HttpRequest) -> list[Any]:
    known = getattr(request, "report_files", {})
    return [known[uid] for uid in answers.get(question.key) or [] if uid in known] if question.kind == "file" else []


def _contents(
    request: HttpRequest, agreement: Agreement, one: Report, form: Form, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """What the report says besides its form: costs by part of the budget, hours, photos."""
    listed = keeping.of(request.user, KIND, one.pk)[str(one.pk)]
    known = {file["key"]: file for file in listed}
    request.report_files = known  # type: ignore[attr-defined]
    photos = {
        name: [known[uid] for uid in answers.get(name) or [] if uid in known and known[uid]["picture"]]
        for name in ("before", "after")
    }
    words = [
        shown for shown in display(form, answers) if shown.question.key not in photos or not photos[shown.question.key]
    ]
    money = gives_money(agreement)
    return {
        "shown": words,
        "files": known,
        "before": photos["before"],
        "after": photos["after"],
        "account": sums.account_of(agreement),
        "left": left_of(agreement, agreement.expenses.filter(state=Expense.State.DRAFT)) if money else [],
        "others": _others(agreement) if money else [],
        "report_title": _title(one),
        "shape": "late" if is_late(one, timezone.now()) else SHAPES[State(one.state)],
        "unconfirmed": Delivery.objects.filter(pledge__agreement=agreement, state=Delivery.State.LOGGED).count(),
    }


def _others(agreement: Agreement) -> list[tuple[str, Any]]:
    """What others paid of the invoices shown, by payer: own money first."""
    from decimal import Decimal

    found: dict[str, Decimal] = {}
    for expense in agreement.expenses.exclude(state=Expense.State.DRAFT):
        for share in expense.shares:
            who = share.get("payer") or (_("own money") if share.get("source") == "own" else _("another funder"))
            found[who] = found.get(who, Decimal(0)) + Decimal(str(share["amount"]))
    return sorted(found.items())


def _finding(one: Report, at: datetime) -> str:
    if one.state == State.SUBMITTED:
        return _("Your report is with the office")
    if one.state == State.ACCEPTED:
        return _("The report is accepted")
    if one.state == State.REJECTED:
        return _("The report is not accepted")
    if is_late(one, at):
        until = _until(one)
        late = (timezone.localdate(at) - (timezone.localdate(until) if isinstance(until, datetime) else until)).days
        return ngettext("The report is %(n)s day late", "The report is %(n)s days late", max(late, 1)) % {
            "n": max(late, 1)
        }
    if one.state == State.CORRECTION:
        return _("Correct the report")
    return _("Final report: much of it is filled in") if one.kind == Report.Kind.FINAL else _(
        "Partial report: much of it is filled in")  # fmt: skip


# --- the desk


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_report(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """The report beside what was promised; accepted, given back to be corrected, or rejected."""
    person: Any = request.user
    at = timezone.now()
    one = _found(agreement, number)
    here = address("web:desk_report", agreement.pk, number)
    do = request.POST.get("do", "")
    accept = DecideForm(request.POST if do == "accept" else None, prefix="accept")
    correct = CorrectionForm(request.POST if do == "correct" else None)
    reject = DecideForm(request.POST if do == "reject" else None, prefix="reject")
    reject.fields["reason"].required = True
    status = 200
    if do:
        answer: Any = 422
        if do == "accept":

            def accepted(given: dict[str, Any]) -> object:
                return reporting.accept_report(by=person, report=one, reason=given["reason"], at=at)

            answer = attempt(request, accept, accepted, _("Accepted. The party gets a letter."), here)
        elif do == "correct":

            def given_back(given: dict[str, Any]) -> object:
                return reporting.ask_report_correction(by=person, report=one, correction=given["correction"], at=at)

            answer = attempt(
                request, correct, given_back, _("Given back. The party gets a letter with your words."), here
            )
        elif do == "reject":

            def rejected(given: dict[str, Any]) -> object:
                return reporting.reject_report(by=person, report=one, reason=given["reason"], at=at)

            answer = attempt(request, reject, rejected, _("Rejected. The party gets a letter with your reason."), here)
        if not isinstance(answer, int):
            return answer
        status = answer
    form = reporting.form_of(one)
    waiting = agreement.expenses.filter(state__in=(Expense.State.CLAIMED, Expense.State.QUERIED)).count()
    context = {
        **_contents(request, agreement, one, form, one.answers),
        "finding": _desk_finding(one, at),
        "report": one,
        "rows": _in_words(one, one.results),
        "accept": accept,
        "correct": correct,
        "reject": reject,
        "doing": do,
        "waiting": waiting,
        "correction_days": terms_of(agreement).correction_days,
        "until": when(_until(one)) if isinstance(_until(one), datetime) else upto(_until(one)),
        "others_reports": [row for row in agreement.reports.order_by("number") if row.pk != one.pk],
    }
    return page(request, "grants/desk_report.html", agreement, "report", context, desk=True, status=status)


def _desk_finding(one: Report, at: datetime) -> str:
    if one.state == State.SUBMITTED:
        return _("A report waits for your answer")
    if one.state == State.DUE:
        if is_late(one, at):
            return _("The report is late")
        return _("The report is due on %(day)s") % {"day": day(one.due_on)}
    if one.state == State.CORRECTION:
        return _("The party corrects the report")
    return _finding(one, at)
