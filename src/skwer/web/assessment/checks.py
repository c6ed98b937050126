"""The office's formal check: the list, one proposal, many on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.assessment import actions, queries
from skwer.apps.assessment.terms import CheckTerms
from skwer.apps.calls.models import Call, Proposal, Stage
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.queries.writers import writers_of
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.stages import CHECK
from skwer.apps.forms.showing import differences, display
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.desk.doors import desk_call
from skwer.web.proposals.uploads import listed
from skwer.web.proposals.words import applicant_words, who_applies

from .forms import answers_from, due_from, items_shown, many_from

A_PAGE = 10


@desk_call
@require_safe
def listing(request: HttpRequest, call: Call) -> HttpResponse:
    """Every proposal with its result, and the one to check next."""
    stage = _stage(call)
    rows = queries.check_rows(stage)
    todo = [row for row in rows if row.proposal.state == Proposal.State.SUBMITTED]
    context = {
        "call": call,
        "stage": stage,
        "rows": [_listed(row) for row in rows],
        "finding": _finding(len(todo), sum(row.waits for row in rows), len(rows)),
        "todo": len(todo),
        "next": queries.next_to_check(stage),
        "may_check": request.may_run and stage.state == Stage.State.OPEN,  # type: ignore[attr-defined]
    }
    return render(request, "assessment/check_list.html", context)


@desk_call
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, call: Call, number: int) -> HttpResponse:
    """One proposal beside its checklist: save, pass, ask for a correction, or refuse with a reason."""
    stage = _stage(call)
    row = _row(stage, number)
    if request.method != "POST":
        return _one(request, stage, row, {item.key: answer for item, answer in row.items})
    answers = answers_from(request.POST, CheckTerms.of(stage))
    common: dict[str, Any] = {"by": request.user, "stage": stage, "proposal": row.proposal, "at": timezone.now()}
    do = request.POST.get("do", "save")
    try:
        if do in ("pass", "fail"):
            reason = request.POST.get("reason", "")
            actions.finish_check(passed=do == "pass", reason=reason, answers=answers, **common)
        elif do == "ask":
            actions.ask_correction(
                fields=request.POST.getlist("fields"),
                message=request.POST.get("message", ""),
                due_at=due_from(request.POST),
                answers=answers,
                **common,
            )
        else:
            actions.answer_check(answers=answers, **common)
    except Refusal as refusal:
        return _one(request, stage, row, answers, refusal)
    except ValueError:
        # The day of a correction is the only thing here that is read as anything but text.
        not_a_day = Refusal(_("Write the day as in a calendar, for example 2026-12-06."), code="due")
        return _one(request, stage, row, answers, not_a_day)
    said = {
        "pass": _("Proposal no. %(number)s passed the check."),
        "fail": _("Proposal no. %(number)s did not pass the check."),
        "ask": _("The request for correction of no. %(number)s is sent."),
    }.get(do, _("The answers for no. %(number)s are saved."))
    messages.success(request, said % {"number": number})
    following = queries.next_to_check(stage, after=number) if do in ("pass", "fail", "ask") else number
    if following is None:
        return redirect("web:desk_check", slug=call.slug)
    return redirect("web:desk_check_one", slug=call.slug, number=following)


@desk_call
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, call: Call) -> HttpResponse:
    """Checklists of many proposals on one page, for one sitting with a keyboard."""
    stage = _stage(call)
    terms = CheckTerms.of(stage)
    refusal = None
    typed: dict[int, Any] = {}
    if request.method == "POST":
        typed = many_from(request.POST, terms)
        finish = request.POST.get("do") == "finish"
        try:
            checks = actions.answer_checks(
                by=request.user,  # type: ignore[arg-type]
                stage=stage,
                answers=typed,
                finish=finish,
                at=timezone.now(),
            )
        except Refusal as error:
            refusal = error
        else:
            passed = sum(check.result == "passed" for check in checks)
            if finish:
                said = ngettext("%(n)d proposal passed.", "%(n)d proposals passed.", passed) % {"n": passed}
                messages.success(request, _("The answers are saved.") + " " + said)
            else:
                messages.success(request, _("The answers are saved."))
            return redirect("web:desk_check_many", slug=call.slug)
    rows = [row for row in queries.check_rows(stage) if row.proposal.state == Proposal.State.SUBMITTED]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    paragraphs = _paragraphs(call, terms)
    context = {
        "call": call,
        "stage": stage,
        "page": page,
        "sheets": [
            {
                **_listed(row),
                "row": row,
                "items": items_shown(
                    terms,
                    typed.get(row.proposal.number or 0) or {item.key: answer for item, answer in row.items},
                    paragraphs,
                    prefix=f"{row.proposal.number}-",
                ),
            }
            for row in page
        ],
        "problems": [("", str(refusal))] if refusal else [],
        "may_check": request.may_run and stage.state == Stage.State.OPEN,  # type: ignore[attr-defined]
    }
    return render(request, "assessment/check_many.html", context, status=refusal.status if refusal else 200)


@desk_call
@require_safe
def letters(request: HttpRequest, call: Call) -> HttpResponse:
    """Who gets which letter when the check closes, before any of them leaves."""
    stage = _stage(call)
    listed = queries.check_rows(stage)
    people = writers_of(row.proposal for row in listed)
    rows = [_letter(row.proposal, people[row.proposal.pk]) for row in listed]
    told = [row for row in rows if row["label"]]
    closed = stage.state == Stage.State.CLOSED
    undecided = len(rows) - len(told)
    context = {
        "call": call,
        "stage": stage,
        "rows": rows,
        "letters": sum(len(row["people"]) for row in told),
        "passed": sum(row["is"] == "done" for row in told),
        "failed": sum(row["is"] == "no" for row in told),
        "undecided": undecided,
        "by_post": sum(not row["people"] for row in told),
        "closed": closed,
        "close_url": address("web:desk_close", call.slug, stage.order)
        if request.may_run and not closed and not undecided  # type: ignore[attr-defined]
        else "",
    }
    return render(request, "assessment/letters.html", context)


def _letter(proposal: Proposal, people: list[Person]) -> dict[str, Any]:
    failed = proposal.state == Proposal.State.REJECTED
    passed = proposal.state in Proposal.PASSED
    return {
        "number": proposal.number,
        "title": proposal.title_in(),
        "url": address("web:desk_check_one", proposal.call.slug, proposal.number),
        "is": "no" if failed else "done" if passed else "fix",
        "label": _("did not pass") if failed else _("passed") if passed else "",
        "reason": proposal.reject_reason,
        "people": people if failed or passed else [],
        "contact": proposal.paper_contact,
    }


def _stage(call: Call) -> Stage:
    stage = queries.stage_of(call, CHECK)
    if stage is None or stage.state == Stage.State.PLANNED:
        raise Http404
    stage.call = call
    return stage


def _row(stage: Stage, number: int) -> queries.CheckRow:
    proposal = Proposal.objects.filter(call_id=stage.call_id, number=number).first()
    rows = queries.check_rows(stage, proposal=proposal) if proposal else []
    if not rows:
        raise Http404
    rows[0].proposal.call = stage.call
    return rows[0]


def _one(
    request: HttpRequest, stage: Stage, row: queries.CheckRow, answers: Any, refusal: Refusal | None = None
) -> HttpResponse:
    proposal, terms, form = row.proposal, CheckTerms.of(stage), form_of(row.proposal)
    typed = request.POST if request.method == "POST" else None
    no = [item for item in terms.items if answers.get(item.key, {}).get("answer") == "no"]
    named = typed.getlist("fields") if typed else [key for item in no for key in item.fields]
    notes = [answers.get(item.key, {}).get("note", "") for item in no]
    versions = list(proposal.revisions.order_by("number"))
    corrected = len(versions) > 1
    wrong = getattr(refusal, "items", [])
    first_day = timezone.localdate(terms.promised(timezone.now()))
    asked = proposal.corrections.filter(requested_at__gte=stage.opened_at).count()
    context = {
        **_listed(row),
        "call": stage.call,
        "stage": stage,
        "row": row,
        "proposal": proposal,
        "shown": display(form, proposal.answers),
        "files": listed(proposal, request.user),
        "corrected": differences(form, versions[-2].answers, versions[-1].answers) if corrected else [],
        "items": items_shown(terms, answers, _paragraphs(stage.call, terms), wrong=wrong),
        "fields": [
            {"key": question.key, "label": question.label, "on": question.key in named} for question in form.questions
        ],
        "message": typed.get("message", "") if typed else "\n".join(note for note in notes if note),
        "due": typed.get("due", "") if typed else first_day.isoformat(),
        "least_due": first_day,
        "reason": typed.get("reason", "") if typed else (row.check.reason if row.check else ""),
        "may_ask": asked < terms.corrections and proposal.state == Proposal.State.SUBMITTED,
        "did": typed.get("do", "") if typed and refusal else "",
        "problems": _problems(refusal),
        "may_check": request.may_run and stage.state == Stage.State.OPEN and not row.waits,  # type: ignore[attr-defined]
    }
    return render(request, "assessment/check_one.html", context, status=refusal.status if refusal else 200)


def _problems(refusal: Refusal | None) -> list[tuple[str, str]]:
    """The refusal, leading to the field that mends it."""
    if refusal is None:
        return []
    items = getattr(refusal, "items", [])
    if items:
        return [(f"a-{key}", str(refusal)) for key in items[:1]]
    field = {
        "no_reason": "reason",
        "reason": "reason",
        "fields": "fields",
        "message": "message",
        "due": "due",
        "due_at": "due",
        "too_little_time": "due",
    }
    return [(field.get(refusal.code, ""), str(refusal))]


def _paragraphs(call: Call, terms: CheckTerms) -> dict[str, str]:
    return {topic: paragraph_of(call, topic) for topic in {item.topic for item in terms.items} if topic}


def _listed(row: queries.CheckRow) -> dict[str, Any]:
    proposal = row.proposal
    return {
        "number": proposal.number,
        "title": proposal.title_in(),
        "url": address("web:desk_check_one", proposal.call.slug, proposal.number),
        "who": who_applies(proposal, inside=True),
        "who_kind": applicant_words(proposal.applicant_kind),
        "requested": proposal.requested,
        "total": proposal.total,
        "answered": row.answered,
        "of": len(row.items),
        "correction": row.correction,
        **_state(row),
    }


def _state(row: queries.CheckRow) -> dict[str, Any]:
    """The check's state as a status: what it is, and in words."""
    if row.waits:
        return {"is": "sent", "label": _("being corrected")}
    if row.check is not None and row.check.result == row.check.Result.PASSED:
        return {"is": "done", "label": _("passed")}
    if row.check is not None and row.check.result == row.check.Result.FAILED:
        return {"is": "no", "label": _("not passed")}
    if row.correction is not None and row.correction.answered_at:
        return {"is": "fix", "label": _("corrected, check again")}
    if row.correction is not None and row.correction.lapsed_at:
        return {"is": "fix", "label": _("not corrected in time")}
    return {"is": "fix", "label": _("to be checked")}


def _finding(todo: int, waiting: int, together: int) -> str:
    if not together:
        return _("Nothing to check yet")
    if not todo and not waiting:
        return _("Everything is checked")
    said = ngettext("%(n)d proposal to check", "%(n)d proposals to check", todo) % {"n": todo} if todo else ""
    wait = (
        ngettext("%(n)d waits for its author", "%(n)d wait for their authors", waiting) % {"n": waiting}
        if waiting
        else ""
    )
    return ", ".join(part for part in (said, wait) if part)
