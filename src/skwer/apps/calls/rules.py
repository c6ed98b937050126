"""Who may do what with calls and proposals, and when. Answers to residents cite the paragraph of the regulations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import belongs_to, may_read_desk, may_run

from .applicants import APPLICANTS, GROUP, PERSON, needs_organisation
from .models import Call, CoAuthor, Proposal, Stage
from .queries import open_correction, proposing_stage
from .queries.rounds import FULL, IDEA, stage_of_round
from .regulations import paragraph_of
from .stages import kinds
from .words import moment, say


@dataclass(frozen=True)
class Answer:
    """May I? `why` is a lazily translated sentence, `paragraph` the place in the regulations that says so ("§ 4")."""

    yes: bool
    why: Any
    paragraph: str = ""

    def __bool__(self) -> bool:
        return self.yes


def may_set_up(person: Person | None, call: Call) -> bool:
    """Officers and administrators of the city run its calls."""
    return may_run(person, call.organisation)


def may_decide(person: Person | None, call: Call) -> bool:
    """Recording a decision is for those who run the call."""
    return may_run(person, call.organisation)


def may_check(person: Person | None, proposal: Proposal) -> bool:
    return may_run(person, proposal.call.organisation)


def writes(person: Person | None, proposal: Proposal) -> bool:
    """Is she the author, or a co-author who accepted?"""
    if person is None or not person.is_authenticated:
        return False
    return proposal.author_id == person.pk or (
        proposal.coauthors.filter(person=person, accepted_at__isnull=False, role=CoAuthor.Role.WRITER).exists()
    )


def reads(person: Person | None, proposal: Proposal) -> bool:
    """Does she write it, or was she asked to read and confirm it?"""
    if writes(person, proposal):
        return True
    if person is None or not person.is_authenticated:
        return False
    return proposal.coauthors.filter(person=person, accepted_at__isnull=False).exists()


def may_see_inside(person: Person | None, proposal: Proposal) -> bool:
    """Private answers, contacts and corrections: for those who write it, and once it is sent for the city's desk."""
    if reads(person, proposal):
        return True
    return proposal.number is not None and may_read_desk(person, proposal.call.organisation)


def may_propose(person: Person | None, call: Call, at: datetime) -> Answer:
    """May the person start a proposal now? Without an account the answer is what it would be with one."""
    stage = stage_of_round(call, IDEA) or proposing_stage(call)
    deadline = paragraph_of(call, "deadline")
    if stage is None or call.state != Call.State.ANNOUNCED:
        return Answer(False, _("This call takes no proposals."), deadline)
    if stage.state == Stage.State.PLANNED:
        if stage.opens_at is None:
            return Answer(False, _("The call has not started yet."), deadline)
        return Answer(False, say(_("You can apply from %(opens)s."), opens=moment(stage.opens_at)), deadline)
    if not stage.runs(at):
        ended = stage.closes_at or stage.closed_at
        if ended is None:
            return Answer(False, _("The time for proposals is over."), deadline)
        return Answer(False, say(_("The time for proposals ended on %(ended)s."), ended=moment(ended)), deadline)
    if person is not None and person.is_authenticated and not person.is_active:
        return Answer(False, _("This account is closed."), "")
    if not call.applicants:
        return Answer(False, _("This call takes no proposals."), deadline)
    if PERSON not in call.applicants and GROUP not in call.applicants:
        return Answer(
            True, _("Yes, if you act for an organisation that this call names."), paragraph_of(call, "applicants")
        )
    if call.age_min:
        return Answer(
            True, say(_("Yes, if you are at least %(age)s years old."), age=call.age_min), paragraph_of(call, "age")
        )
    return Answer(True, _("Yes, you may apply."), paragraph_of(call, "applicants"))


def may_apply_as(call: Call, applicant_kind: str) -> Answer:
    """May this kind of applicant apply in the call at all (a person, an informal group, an NGO, …)?"""
    cited = paragraph_of(call, "applicants")
    if applicant_kind not in call.applicants or applicant_kind not in APPLICANTS:
        return Answer(False, _("This call is not for this kind of applicant."), cited)
    if applicant_kind == GROUP:
        stage = proposing_stage(call)
        size = (stage.settings if stage else {}).get("group_size", 3)
        return Answer(
            True,
            say(_("Yes, a group of at least %(size)s people without legal form may apply."), size=size),
            paragraph_of(call, "group") or cited,
        )
    if needs_organisation(applicant_kind):
        return Answer(True, _("Yes, through a person who acts for the organisation."), cited)
    if call.age_min:
        why = say(_("Yes, a person who is at least %(age)s years old may apply."), age=call.age_min)
        return Answer(True, why, paragraph_of(call, "age") or cited)
    return Answer(True, _("Yes, every person may apply."), cited)


def may_act_for(person: Person | None, organisation: Organisation | None, applicant_kind: str) -> bool:
    """Persons and groups act for themselves; an organisation of the same kind lets its members act for it."""
    if not needs_organisation(applicant_kind):
        return organisation is None
    return organisation is not None and organisation.kind == applicant_kind and belongs_to(person, organisation)


def may_edit(person: Person | None, proposal: Proposal, at: datetime) -> Answer:
    """May she change the answers now: a draft while proposals are taken, or the named fields of a correction?"""
    if not writes(person, proposal):
        return Answer(False, _("Only those who write this proposal may change it."))
    call = proposal.call
    if proposal.state == Proposal.State.DRAFT:
        stage = stage_of_round(call, IDEA) or proposing_stage(call)
        if stage is None or call.state != Call.State.ANNOUNCED or not stage.runs(at):
            why = _("The time for proposals is over. You can still read your draft.")
            return Answer(False, why, paragraph_of(call, "deadline"))
        return Answer(True, _("You can change everything until you send it."), paragraph_of(call, "deadline"))
    if proposal.state == Proposal.State.INVITED:
        return _may_write_full(proposal, at)
    if proposal.state == Proposal.State.CORRECTION:
        correction = open_correction(proposal)
        cited = paragraph_of(call, "correction") or paragraph_of(call, "check")
        if correction is None or at >= correction.due_at:
            return Answer(False, _("The time for this correction is over."), cited)
        return Answer(True, _("You can change what the office asked you to correct."), cited)
    return Answer(
        False, _("A proposal that was sent stays as it is. You can withdraw it."), paragraph_of(call, "withdraw")
    )


def _may_write_full(proposal: Proposal, at: datetime) -> Answer:
    """Whoever was invited writes the full application while that round is open."""
    call = proposal.call
    stage, cited = stage_of_round(call, FULL), paragraph_of(call, "rounds")
    if stage is None or call.state != Call.State.ANNOUNCED:
        return Answer(False, _("The time for full applications is over."), cited)
    if stage.state == Stage.State.PLANNED and stage.opens_at is not None:
        why = say(_("You can write the full application from %(opens)s."), opens=moment(stage.opens_at))
        return Answer(False, why, cited)
    if not stage.runs(at):
        return Answer(False, _("The time for full applications is over."), cited)
    return Answer(True, _("You can change everything until you send the full application."), cited)


def may_withdraw(person: Person | None, proposal: Proposal) -> Answer:
    """The author takes it back until an agreement is signed; co-authors write, but do not decide this."""
    if person is None or not person.is_authenticated or proposal.author_id != person.pk:
        return Answer(False, _("Only the author may withdraw a proposal."))
    cited = paragraph_of(proposal.call, "withdraw")
    if proposal.call.state not in (Call.State.ANNOUNCED, Call.State.DECIDED) or proposal.state not in Proposal.OPEN:
        return Answer(False, _("This proposal can no longer be withdrawn."), cited)
    for kind in kinds().values():
        if problem := kind.may_withdraw(proposal):
            return Answer(False, problem.message, cited)
    return Answer(True, _("You may withdraw it until an agreement is signed."), cited)
