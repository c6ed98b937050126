"""The job that turns one event into letters. Its arguments are a name and a key: the task queue keeps no address."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django_tasks import task

from .letters import (
    agreements,
    assessment,
    backing,
    calls,
    discussion,
    events,
    grants,
    objections,
    people,
    programmes,
    reports,
    rounds,
    visits,
)
from .outbox import Outgoing, send

WRITERS: dict[str, Callable[[int], Iterable[Outgoing]]] = {
    "invited": people.invited,
    "submitted": calls.submitted,
    "idea_sent": rounds.idea_sent,
    "committee_answered": rounds.committee_answered,
    "withdrawn": calls.withdrawn,
    "coauthor_invited": calls.coauthor_invited,
    "coauthor_accepted": calls.coauthor_accepted,
    "need_given": backing.given,
    "need_settled": backing.settled,
    "support_complete": backing.complete,
    "sheet_counted": backing.counted,
    "correction_requested": calls.correction_requested,
    "correction_lapsed": calls.correction_lapsed,
    "checked": calls.checked,
    "rules_reopened": calls.rules_reopened,
    "decided": calls.decided,
    "objection_filed": objections.filed,
    "objection_ruled": objections.ruled,
    "announced": calls.announced,
    "assigned": assessment.assigned,
    "claim_returned": programmes.claim_returned,
    "claim_paid": programmes.claim_paid,
    "visit_note": programmes.visit_note,
    "agreement_sent": agreements.agreement_sent,
    "signature_near": agreements.signature_near,
    "signature_struck": agreements.signature_struck,
    "agreement_in_force": agreements.agreement_in_force,
    "amendment_answered": agreements.amendment_answered,
    "posting_began": agreements.posting_began,
    "agreement_expired": agreements.agreement_expired,
    "agreement_terminated": agreements.agreement_terminated,
    "care_began": visits.care_began,
    "inspection_announced": visits.inspection_announced,
    "inspection_cancelled": visits.inspection_cancelled,
    "inspection_held": visits.inspection_held,
    "breach_found": visits.breach_found,
    "breach_near": visits.breach_near,
    "breach_ended": visits.breach_ended,
    "payments_made": grants.payments_made,
    "instalment_withheld": grants.instalment_withheld,
    "expense_queried": grants.expense_queried,
    "expense_answered": grants.expense_answered,
    "delivery_answered": grants.delivery_answered,
    "report_submitted": reports.report_submitted,
    "report_correction_asked": reports.report_correction_asked,
    "report_decided": reports.report_decided,
    "report_reminded": reports.report_reminded,
    "account_settled": grants.account_settled,
    "refund_asked": grants.refund_asked,
    "refund_ended": grants.refund_ended,
    "event_address": events.address,
    "event_registered": events.registered,
    "event_promoted": events.promoted,
    "event_placed": events.placed,
    "event_changed": events.changed,
    "event_cancelled": events.cancelled,
    "event_invited": events.invited,
    "event_held": events.held,
    "event_follow_up": events.follow_up,
    "comment_notice": discussion.notice_given,
    "comment_notice_ended": discussion.notice_ended,
    "comment_ruled": discussion.comment_ruled,
    "comment_objection": discussion.objection_made,
    "comment_objection_decided": discussion.objection_decided,
    "question_answered": discussion.question_answered,
    "discussion_digest": discussion.digest,
}


@task()
def write(event: str, key: int) -> int:
    """Write every letter the event asks for; answers how many."""
    return sum(send(outgoing) is not None for outgoing in WRITERS[event](key))
