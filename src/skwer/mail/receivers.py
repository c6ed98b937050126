"""What makes us write: every announcement of the rooms that becomes a letter. Receivers change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.dispatch import Signal
from django.utils import timezone

from skwer.apps.assessment import signals as assessment
from skwer.apps.calls import signals as calls
from skwer.apps.discussion import signals as discussion
from skwer.apps.events import signals as events
from skwer.apps.grants import signals as grants
from skwer.apps.people import signals as people
from skwer.apps.places import signals as care
from skwer.apps.places import visit_signals as visits
from skwer.apps.practices import signals as practices
from skwer.apps.programmes import signals as programmes
from skwer.apps.spaces import licence_signals as licences
from skwer.apps.spaces import signals as spaces

from . import jobs, kinds
from .letters import accounts
from .outbox import Outgoing, send

# Nobody is written to about what is long past: an imported election, the demo's last year.
NEWS_FOR = timedelta(days=2)

EVENTS: tuple[tuple[Signal, str, str], ...] = (
    (people.member_invited, "invited", "invitation"),
    (calls.proposal_submitted, "submitted", "proposal"),
    (calls.idea_sent, "idea_sent", "proposal"),
    (calls.committee_answered, "committee_answered", "item"),
    (calls.proposal_withdrawn, "withdrawn", "proposal"),
    (calls.coauthor_invited, "coauthor_invited", "coauthor"),
    (calls.coauthor_accepted, "coauthor_accepted", "coauthor"),
    (calls.need_given, "need_given", "need"),
    (calls.need_settled, "need_settled", "need"),
    (calls.support_complete, "support_complete", "proposal"),
    (calls.sheet_counted, "sheet_counted", "sheet"),
    (calls.correction_requested, "correction_requested", "correction"),
    (calls.correction_lapsed, "correction_lapsed", "correction"),
    (calls.stage_closed, "checked", "stage"),
    (calls.rules_reopened, "rules_reopened", "reopening"),
    (calls.decision_published, "decided", "decision"),
    (calls.objection_filed, "objection_filed", "objection"),
    (calls.objection_ruled, "objection_ruled", "objection"),
    (calls.call_announced, "announced", "call"),
    (assessment.assessor_assigned, "assigned", "assignment"),
    (programmes.claim_returned, "claim_returned", "claim"),
    (programmes.claim_paid, "claim_paid", "claim"),
    (programmes.visit_note_published, "visit_note", "note"),
    (grants.agreement_sent, "agreement_sent", "agreement"),
    (grants.signature_near, "signature_near", "agreement"),
    (grants.signature_struck, "signature_struck", "signature"),
    (grants.agreement_in_force, "agreement_in_force", "agreement"),
    (grants.amendment_answered, "amendment_answered", "amendment"),
    (grants.posting_began, "posting_began", "posting"),
    (grants.agreement_expired, "agreement_expired", "agreement"),
    (grants.agreement_terminated, "agreement_terminated", "agreement"),
    (care.keeper_invited, "keeper_invited", "keeper"),
    (care.keeper_offered, "keeper_offered", "keeper"),
    (care.keeper_answered, "keeper_answered", "keeper"),
    (care.handover_asked, "handover_asked", "handover"),
    (care.handover_answered, "handover_answered", "handover"),
    (care.task_late, "task_late", "task"),
    (care.defect_confirmed, "defect_confirmed", "defect"),
    (care.defect_closed, "defect_closed", "defect"),
    (spaces.space_found, "space_found", "match"),
    (spaces.match_answered, "match_answered", "match"),
    (spaces.visit_booked, "visit_booked", "visit"),
    (spaces.viewing_cancelled, "viewing_cancelled", "visit"),
    (spaces.booking_asked, "booking_asked", "booking"),
    (spaces.booking_answered, "booking_answered", "booking"),
    (spaces.booking_cancelled, "booking_cancelled", "booking"),
    (visits.care_began, "care_began", "place"),
    (visits.inspection_announced, "inspection_announced", "inspection"),
    (visits.inspection_cancelled, "inspection_cancelled", "inspection"),
    (visits.inspection_held, "inspection_held", "inspection"),
    (visits.breach_found, "breach_found", "breach"),
    (visits.breach_near, "breach_near", "breach"),
    (visits.breach_ended, "breach_ended", "breach"),
    (grants.payments_made, "payments_made", "order"),
    (grants.instalment_withheld, "instalment_withheld", "instalment"),
    (grants.expense_queried, "expense_queried", "expense"),
    (grants.expense_answered, "expense_answered", "expense"),
    (grants.delivery_answered, "delivery_answered", "delivery"),
    (grants.report_submitted, "report_submitted", "report"),
    (grants.report_correction_asked, "report_correction_asked", "report"),
    (grants.report_decided, "report_decided", "report"),
    (grants.report_reminded, "report_reminded", "report"),
    (grants.account_settled, "account_settled", "settlement"),
    (grants.refund_asked, "refund_asked", "refund"),
    (grants.refund_ended, "refund_ended", "refund"),
    (events.address_to_confirm, "event_address", "registration"),
    (events.registered, "event_registered", "registration"),
    (events.promoted, "event_promoted", "registration"),
    (events.placed, "event_placed", "placing"),
    (events.event_changed, "event_changed", "change"),
    (events.event_cancelled, "event_cancelled", "event"),
    (events.invited, "event_invited", "invitation"),
    (events.event_held, "event_held", "event"),
    (events.follow_up_due, "event_follow_up", "interest"),
    (discussion.notice_given, "comment_notice", "notice"),
    (discussion.notice_ended, "comment_notice_ended", "notice"),
    (discussion.comment_ruled, "comment_ruled", "ruling"),
    (discussion.objection_made, "comment_objection", "objection"),
    (discussion.objection_decided, "comment_objection_decided", "objection"),
    (discussion.question_answered, "question_answered", "comment"),
    (discussion.digest_due, "discussion_digest", "thread"),
    (licences.licence_sent, "licence_sent", "licence"),
    (licences.licence_recalled, "licence_recalled", "licence"),
    (licences.signature_refused, "licence_signature_refused", "version"),
    (licences.licence_in_force, "licence_in_force", "version"),
    (licences.licence_void, "licence_void", "licence"),
    (licences.space_handed, "space_handed", "protocol"),
    (licences.extension_asked, "extension_asked", "extension"),
    (licences.extension_answered, "extension_answered", "extension"),
    (licences.licence_terminated, "licence_terminated", "licence"),
    (licences.licence_near_end, "licence_near_end", "licence"),
    (practices.practice_submitted, "practice_submitted", "version"),
    (practices.practice_accepted, "practice_accepted", "review"),
    (practices.practice_changes_asked, "practice_changes_asked", "review"),
    (practices.transfer_begun, "transfer_begun", "transfer"),
    (practices.transfer_ended, "transfer_ended", "transfer"),
    (practices.kit_offered, "kit_offered", "offer"),
    (practices.transfer_question_asked, "transfer_question_asked", "question"),
    (practices.transfer_question_answered, "transfer_question_answered", "question"),
)


def connect() -> None:
    """Listen; called once, from `ready()`."""
    for signal, event, subject in EVENTS:
        signal.connect(_later(event, subject), weak=False, dispatch_uid=f"mail.{event}")
    people.account_letter.connect(_about_account, weak=False, dispatch_uid="mail.account")
    people.person_erased.connect(_farewell, weak=False, dispatch_uid="mail.erased")


def _later(event: str, subject: str) -> Callable[..., None]:
    def receive(sender: Any, *, at: datetime, **facts: Any) -> None:  # noqa: ARG001  (signals name their sender)
        thing: Model = facts[subject]
        if at > timezone.now() - NEWS_FOR:
            jobs.write.enqueue(event, thing.pk)

    return receive


def _about_account(sender: Any, *, kind: str, email: str, person: Any, facts: Any, **_rest: Any) -> None:  # noqa: ARG001
    """Written at once, because somebody waits for it at the sign-in page; sending it is a job all the same."""
    language = facts.get("language", "")
    send(Outgoing(kinds.ACCOUNT, accounts.letter(kind, facts), person, email, language))


def _farewell(sender: Any, *, email: str, language: str, **_rest: Any) -> None:  # noqa: ARG001
    send(Outgoing(kinds.ACCOUNT, lambda: accounts.erased({}), email=email, language=language))
