"""A proposal that came on paper: entered by an officer, with the same checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError, check_save, check_submit, merge
from skwer.apps.forms.schema import Form
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.people.rules import may_run

from ..applicants import GROUP, PERSON
from ..limits import limit_errors
from ..models import Call, Proposal, Revision, Stage
from ..queries import form_of, proposing_stage
from ..queries.rounds import FULL, round_of
from ..regulations import paragraph_of
from ..rules import may_apply_as
from .locking import lock
from .proposing import CannotPropose, Incomplete, Late, enter, write_columns
from .waiting import unanswered_errors

GRACE = timedelta(days=14)
"""How long after the deadline the office may still enter what it received in time."""


@transaction.atomic
def register_paper(
    *,
    by: Person,
    call: Call,
    answers: Mapping[str, Any],
    paper_name: str,
    paper_contact: str,
    received_date: date,
    at: datetime,
    applicant_kind: str = PERSON,
    group_name: str = "",
    language: str = "pl",
) -> Proposal:
    """Enter a paper application: number, receipt and revision at once, no draft.

    `received_date` decides whether it came in time; the office has two weeks after the deadline to enter it, as long
    as the stage after it has not begun. `group_name` also takes the name of an organisation. Raises NotAllowed,
    CannotPropose (the call takes no paper, or not from this applicant), Late, Incomplete.
    """
    lock(call)
    if not may_run(by, call.organisation):
        raise NotAllowed()
    stage = proposing_stage(call)
    if stage is None or call.state != Call.State.ANNOUNCED or stage.state == Stage.State.PLANNED:
        raise CannotPropose(_("This call takes no proposals."), paragraph=paragraph_of(call, "deadline"))
    if round_of(stage) == FULL:
        message = _("The time for ideas is over. Enter the full application of an invited idea from its own page.")
        raise CannotPropose(message, code="round", paragraph=paragraph_of(call, "rounds"))
    if not stage.settings.get("paper", True):
        raise CannotPropose(_("This call takes proposals online only."), code="no_paper")
    apply = may_apply_as(call, applicant_kind)
    if not apply:
        raise CannotPropose(apply.why, code="applicant_kind", paragraph=apply.paragraph)
    _in_time(stage, received_date, at)
    form = form_of(stage)
    clean, _unreadable = check_save(form, answers)
    proposal = Proposal(
        call=call,
        channel=Proposal.Channel.PAPER,
        registered_by=by,
        received_date=received_date,
        paper_name=paper_name.strip()[:120],
        paper_contact=paper_contact.strip()[:200],
        applicant_kind=applicant_kind,
        group_name=group_name.strip()[:120],
        language=language,
        answers=clean,
        created_at=at,
        updated_at=at,
    )
    columns = write_columns(proposal)
    errors = [*_complete(form, clean), *limit_errors(proposal, columns)]
    if not proposal.paper_name and applicant_kind == PERSON:
        errors.append(FieldError("paper_name", "required", _("Enter the name on the paper.")))
    if not proposal.group_name and applicant_kind == GROUP and not any(e.code == "group_name" for e in errors):
        errors.append(FieldError("group_name", "required", _("Enter the name of the group.")))
    if errors:
        raise Incomplete(errors)
    proposal.save()
    return enter(proposal, by=by, reason=Revision.Reason.REGISTERED, at=at)


@transaction.atomic
def register_full_paper(
    *, by: Person, proposal: Proposal, answers: Mapping[str, Any], received_date: date, at: datetime
) -> Proposal:
    """Enter the full application of somebody invited who has no account; its recommendations were answered on paper
    and are entered first. Raises as `register_paper`.
    """
    call = lock(proposal.call)
    lock(proposal)
    proposal.call = call
    if not may_run(by, call.organisation):
        raise NotAllowed()
    stage = proposing_stage(call)
    opened = stage is not None and round_of(stage) == FULL and stage.state != Stage.State.PLANNED
    if stage is None or not opened or call.state != Call.State.ANNOUNCED:
        raise CannotPropose(_("Full applications are not taken now."), paragraph=paragraph_of(call, "rounds"))
    if proposal.channel != Proposal.Channel.PAPER or proposal.state != Proposal.State.INVITED:
        raise CannotPropose(_("Only an invited idea that came on paper is entered here."), code="state")
    _in_time(stage, received_date, at)
    form = form_of(stage)
    clean, _unreadable = check_save(form, answers)
    # Pictures of the idea stay; everything else is answered on the new paper.
    proposal.answers = merge(proposal.answers, clean)
    proposal.registered_by, proposal.received_date = by, received_date
    columns = write_columns(proposal)
    if errors := [*_complete(form, proposal.answers), *limit_errors(proposal, columns), *unanswered_errors(proposal)]:
        raise Incomplete(errors)
    return enter(proposal, by=by, reason=Revision.Reason.REGISTERED, at=at)


def _complete(form: Form, clean: Mapping[str, Any]) -> list[FieldError]:
    """What is missing; files lie with the paper, and the office adds their scans once there is a number."""
    files = {question.key for question in form.questions if question.kind == "file"}
    return [error for error in check_submit(form, clean) if error.field not in files]


def _in_time(stage: Stage, received: date, at: datetime) -> None:
    cited = paragraph_of(stage.call, "deadline")
    today = timezone.localtime(at).date()
    if received > today:
        raise Late(_("The paper cannot have come after today. Correct the day."), code="future", paragraph=cited)
    if stage.opened_at and received < timezone.localtime(stage.opened_at).date():
        raise Late(_("The paper came before proposals were taken."), code="early", paragraph=cited)
    if stage.runs(at):
        return
    ended = stage.closes_at or stage.closed_at
    if ended is None or received > timezone.localtime(ended).date():
        raise Late(_("The paper came after the time for proposals was over."), paragraph=cited)
    later = stage.call.stages.filter(order__gt=stage.order).exclude(state=Stage.State.PLANNED)
    if at > ended + GRACE or later.filter(state=Stage.State.CLOSED).exists():
        raise Late(
            _("It is too late to enter papers: the next stage has ended, or two weeks have passed."),
            code="too_late_to_enter",
            paragraph=cited,
        )
