"""Who may write, mend, report, decide and object; and when. An answer that says no says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import has_verified_email, may_administer, may_read_desk, may_run

from .kinds import seen
from .models import Comment, House, Notice, Objection, Ruling, Thread
from .queries import deciders, is_open
from .terms import EDIT_FOR, object_until
from .tokens import holds_key


@dataclass(frozen=True)
class Answer:
    """May I? `why` is a lazily translated sentence."""

    yes: bool
    why: Any = ""

    def __bool__(self) -> bool:
        return self.yes


YES = Answer(True)


def is_signed_in(person: Person | None) -> bool:
    return person is not None and person.is_authenticated and person.is_active


def may_open_house(person: Person | None, organisation: Organisation) -> bool:
    """Who runs the city's desk says whether and how people talk there."""
    return may_run(person, organisation)


def may_read_moderation(person: Person | None, organisation: Organisation) -> bool:
    return may_read_desk(person, organisation)


def may_comment(person: Person | None, kind: str, key: str, house: House | None, thread: Thread | None) -> Answer:
    """Everybody with an account and a confirmed address, where the city has opened this kind of thing."""
    if not is_open(house, kind):
        return Answer(False, _("No comments are taken here."))
    if seen(person, kind, key) is None:
        return Answer(False, _("There is nothing here that you could comment on."))
    if thread is not None and thread.closed_at is not None:
        return Answer(False, _("This discussion is closed."))
    if not is_signed_in(person):
        return Answer(False, _("Sign in to write. Reading, and reporting a comment, need no account."))
    if not has_verified_email(person):
        return Answer(False, _("Confirm your e-mail address first: decisions about your comments go there."))
    return YES


def may_answer(person: Person | None, question: Comment) -> Answer:
    """The office whose thing it is answers questions that are shown, in its own name."""
    if not may_run(person, question.thread.organisation):
        return Answer(False, _("Only the office answers officially. You can reply to the question as yourself."))
    if question.what != Comment.What.QUESTION or question.state != Comment.State.SHOWN:
        return Answer(False, _("Only a question that is shown can be answered. Show it first."))
    return YES


def is_own(person: Person | None, comment: Comment) -> bool:
    return person is not None and comment.author_id is not None and comment.author_id == person.pk


def may_edit(person: Person | None, comment: Comment, house: House | None, at: datetime) -> Answer:
    """One's own, for a quarter of an hour, unless somebody has looked at it or reported it."""
    if not is_own(person, comment):
        return Answer(False, _("This is somebody else's comment."))
    if comment.what == Comment.What.ANSWER:
        return Answer(False, _("An official answer stays as it was given. Give another one."))
    if comment.state not in (Comment.State.WAITING, Comment.State.SHOWN):
        return Answer(False, _("This comment is no longer there."))
    if at >= comment.written_at + EDIT_FOR:
        return Answer(False, _("A comment can be mended for 15 minutes. You can take it back and write another one."))
    checked_first = house is None or house.check_first == House.Shown.BEFORE
    if comment.state == Comment.State.SHOWN and checked_first:
        return Answer(False, _("The office has looked at it and it is shown. Take it back and write another one."))
    if comment.notices.filter(state=Notice.State.OPEN).exists():
        return Answer(False, _("Somebody reported this comment: it stays as it is until that is decided."))
    return YES


def may_withdraw(person: Person | None, comment: Comment) -> Answer:
    """One's own at any time; an official answer stays, because people relied on it."""
    if not is_own(person, comment):
        return Answer(False, _("This is somebody else's comment."))
    if comment.what == Comment.What.ANSWER:
        return Answer(False, _("An official answer stays. Give another one that corrects it."))
    if comment.state not in (Comment.State.WAITING, Comment.State.SHOWN):
        return Answer(False, _("This comment is no longer there."))
    return YES


def may_moderate(person: Person | None, comment: Comment) -> Answer:
    """Who runs the desk of the city; nobody decides about her own words."""
    if not may_run(person, comment.thread.organisation):
        return Answer(False, _("Only the office decides about comments."))
    if is_own(person, comment):
        return Answer(False, _("You wrote this, so somebody else at the office decides about it."))
    return YES


def may_give_notice(comment: Comment) -> Answer:
    """Anybody, with an account or without, about what is shown."""
    if comment.state != Comment.State.SHOWN:
        return Answer(False, _("This comment is not shown, so there is nothing to report."))
    return YES


def reads_notice(person: Person | None, notice: Notice, key: str = "") -> bool:
    """Who gave it, by her account or by the key in her letter."""
    if holds_key(notice, key):
        return True
    return person is not None and notice.by_id is not None and notice.by_id == person.pk


def reads_ruling(person: Person | None, ruling: Ruling) -> bool:
    """The author of the comment, who gave a notice that it decided, and those who read the desk."""
    if person is None or not person.is_authenticated:
        return False
    if is_own(person, ruling.comment) or ruling.notices.filter(by=person).exists():
        return True
    return may_read_desk(person, ruling.comment.thread.organisation)


def may_object(
    person: Person | None, ruling: Ruling, notice: Notice | None, house: House | None, at: datetime, key: str = ""
) -> Answer:
    """The author against a removal, who gave notice against a comment that stays: once, while the time runs."""
    if notice is None:
        if not is_own(person, ruling.comment):
            return Answer(False, _("Only the author of the comment, or who reported it, may object."))
        if ruling.what != Ruling.What.REMOVE:
            return Answer(False, _("This decision takes nothing away from you."))
    else:
        if notice.ruling_id != ruling.pk or not reads_notice(person, notice, key):
            return Answer(False, _("Only the author of the comment, or who reported it, may object."))
        if ruling.what != Ruling.What.KEEP and notice.state == Notice.State.LEFT:
            return Answer(False, _("An objection put the comment back. You can still turn to a court."))
        if ruling.what != Ruling.What.KEEP:
            return Answer(False, _("The comment was removed, as you asked."))
    if ruling.objections.filter(notice=notice).exists():
        return Answer(False, _("You have objected already. You get the answer by letter."))
    if at >= object_until(ruling, house):
        return Answer(False, _("The time for objections is over. You can still turn to a court."))
    return YES


def may_decide_objection(person: Person | None, objection: Objection) -> Answer:
    """Somebody at the office who did not make the decision, nor wrote the comment, nor reported it.

    Where nobody else works at the desk its administrator decides all the same, and the answer says so.
    """
    ruling = objection.ruling
    organisation = ruling.comment.thread.organisation
    if person is None or not may_run(person, organisation):
        return Answer(False, _("Only the office decides about objections."))
    if is_own(person, ruling.comment) or objection.by_id == person.pk:
        return Answer(False, _("This is your own matter, so somebody else at the office decides about it."))
    others = set(deciders(organisation)) - {person.pk, ruling.comment.author_id, objection.by_id}
    reporters = set(Notice.objects.filter(comment=ruling.comment, by__isnull=False).values_list("by", flat=True))
    if ruling.by_id != person.pk:
        if person.pk in reporters and others - reporters - {ruling.by_id}:
            return Answer(False, _("You reported this comment, so somebody else at the office decides about it."))
        return YES
    if others:
        return Answer(False, _("You made this decision, so somebody else at the office decides about the objection."))
    if may_administer(person, organisation):
        return Answer(True, _("Nobody else works at this desk, so you decide yourself, and the answer says so."))
    return Answer(
        False,
        _("You made this decision and nobody else works at this desk. Ask your administrator to invite somebody."),
    )
