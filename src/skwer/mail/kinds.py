"""The kinds of letters we write. Compulsory ones carry a term or a right; the others a person chooses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.letters import LetterKind, register

ACCOUNT, INVITATION = "account", "invitation"
RECEIPT, ADVICE, CORRECTION, CHECK, DECISION, RULES = "receipt", "advice", "correction", "check", "decision", "rules"
ASSESSMENT, TOGETHER, NEW_CALL = "assessment", "together", "new_call"
EVENT, AFTER_EVENT, FOLLOW_UP = "event", "after_event", "follow_up"
WORK = "work"
OBJECTION, BACKING = "objection", "backing"
GRANT, GRANT_NEWS = "grant", "grant_news"
CARE = "care"
COMMENTS, DISCUSSION = "comments", "discussion"
VISIT = "visit"
SPACE, SPACE_FOUND = "space", "space_found"
TRANSFER = "transfer"

KINDS = (
    LetterKind(ACCOUNT, _("Your account"), _("Confirming an address, a new password."), compulsory=True),
    LetterKind(INVITATION, _("Invitations"), _("To an office, a committee, a proposal or an event."), compulsory=True),
    LetterKind(RECEIPT, _("Receipts"), _("Your proposal has arrived: its number and the next step."), compulsory=True),
    LetterKind(ADVICE, _("Recommendations of the committee"), _("To answer before you go on."), compulsory=True),
    LetterKind(CORRECTION, _("Requests to complete a proposal"), _("With a deadline."), compulsory=True),
    LetterKind(BACKING, _("Consents and support"), _("What came in, what is needed."), compulsory=True),
    LetterKind(CHECK, _("Results of the formal check"), _("Of your proposals."), compulsory=True),
    LetterKind(DECISION, _("Decisions"), _("About your proposals, with the reason."), compulsory=True),
    LetterKind(OBJECTION, _("Objections"), _("Yours or about your proposals, and the rulings."), compulsory=True),
    LetterKind(RULES, _("Changes of rules"), _("In calls where you have sent a proposal."), compulsory=True),
    LetterKind(ASSESSMENT, _("Proposals to assess"), _("When you sit in a committee."), compulsory=True),
    LetterKind(EVENT, _("Events you come to"), _("Your place and group, changes, cancellations."), compulsory=True),
    LetterKind(AFTER_EVENT, _("After an event"), _("A question: how was it?")),
    LetterKind(FOLLOW_UP, _("What became of your statements"), _("When your organisation said what it carries home.")),
    LetterKind(WORK, _("The work of your projects"), _("A report came back or was paid, an expert wrote to you.")),
    LetterKind(
        GRANT, _("The account of your grant"), _("Costs answered, reports, settlement, refunds."), compulsory=True
    ),
    LetterKind(GRANT_NEWS, _("Money and work of your grant"), _("A payment is on its way, an entry is not confirmed.")),
    LetterKind(
        VISIT, _("Inspections of places you look after"), _("When the office comes, what to mend."), compulsory=True
    ),
    LetterKind(CARE, _("Places you look after"), _("Offers, hand-overs, late tasks, defects and repairs.")),
    LetterKind(
        SPACE, _("Spaces and loans"), _("Appointments, the office's answers, requests and answers."), compulsory=True
    ),
    LetterKind(SPACE_FOUND, _("Spaces that fit"), _("When a space comes that fits what you look for.")),
    LetterKind(TRANSFER, _("Transfers of practices"), _("A city carries your practice over; questions and answers.")),
    LetterKind(TOGETHER, _("News from people you write with"), _("Somebody joined, or withdrew the proposal.")),
    LetterKind(
        COMMENTS, _("Decisions about comments"), _("Yours, or those you reported; objections."), compulsory=True
    ),
    LetterKind(DISCUSSION, _("Discussions"), _("Answers to your questions; daily, what is new under your things.")),
    LetterKind(NEW_CALL, _("New calls"), _("In cities where you have sent a proposal."), default=False),
)


def register_all() -> None:
    for kind in KINDS:
        register(kind)
