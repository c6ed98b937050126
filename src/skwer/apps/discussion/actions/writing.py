"""Comments, questions and official answers; mending and taking back one's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import Refusal

from .. import rules
from ..kinds import thing_of
from ..models import Comment, House, Notice, Thread
from ..queries import house_of, thread_of
from ..signals import announce, notice_ended, question_answered
from ..terms import LONGEST, MOST_A_DAY, answer_due
from .common import BadValue, NotPossible, clean_text, lock, needed, note

LANGUAGES = ("pl", "en", "uk", "nb", "cs")
"""Languages one may write in; the page says so to those who have it read aloud."""

State, What = Comment.State, Comment.What
EMPTY = _("Write what you want to say.")


class TooMany(Refusal):
    """More comments in a day than one conversation needs."""

    message = _(
        "You have written as much as one person may in 24 hours. Your words are kept below: come back tomorrow."
    )
    code = "too_many"
    status = 409


def comment(
    *,
    by: Person,
    kind: str,
    key: str,
    text: str,
    at: datetime,
    name: str = "",
    language: str = "pl",
    reply_to: Comment | None = None,
    question: bool = False,
) -> Comment:
    """Say something under a thing; with `question` the office owes an answer. Writing the same twice is one comment.

    Shown at once or when somebody has looked, as the house says. A reply to a reply stands under the same comment.
    Raises NotPossible, BadValue, TooMany.
    """
    thing = thing_of(kind, key)
    house = house_of(thing.organisation) if thing is not None else None
    if not (may := rules.may_comment(by, kind, key, house, thread_of(kind, key))) or thing is None or house is None:
        raise NotPossible(may.why)
    clean = needed("text", text, EMPTY, least=2, most=LONGEST)
    shown_name = _name(name or by.first_name, thing.organisation)
    with transaction.atomic():
        Thread.objects.get_or_create(kind=kind, key=key, defaults={"organisation": thing.organisation})
        thread = Thread.objects.select_for_update(of=("self",)).get(kind=kind, key=key)
        if not (may := rules.may_comment(by, kind, key, house, thread)):
            raise NotPossible(may.why)
        if (twin := _twin(thread, by, clean, at)) is not None:
            return twin
        if Comment.objects.filter(author=by, written_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
            raise TooMany
        after = house.check_first == House.Shown.AFTER
        made = Comment.objects.create(
            thread=thread,
            parent=_parent(thread, reply_to),
            what=What.QUESTION if question else What.COMMENT,
            author=by,
            author_name=shown_name,
            language=language if language in LANGUAGES else "pl",
            text=clean,
            state=State.SHOWN if after else State.WAITING,
            written_at=at,
            shown_at=at if after else None,
            answer_due_on=answer_due(house, at) if question else None,
        )
        note(
            "comment_written", thread.organisation, by, at, kind="comment", key=made.uid,
            after={"thread": str(thread), "what": made.what, "state": made.state},
        )  # fmt: skip
    return made


def ask(*, by: Person, kind: str, key: str, text: str, at: datetime, name: str = "", language: str = "pl") -> Comment:
    """Ask the office: a comment that waits for an official answer. Raises as `comment`."""
    return comment(by=by, kind=kind, key=key, text=text, at=at, name=name, language=language, question=True)


@transaction.atomic
def answer(*, by: Person, question: Comment, text: str, at: datetime, language: str = "pl") -> Comment:
    """The office answers in its own name; who asked gets a letter. Raises NotPossible, BadValue."""
    if not (may := rules.may_answer(by, question)):
        raise NotPossible(may.why)
    lock(question)
    if not (may := rules.may_answer(by, question)):
        raise NotPossible(may.why)
    organisation = question.thread.organisation
    made = Comment.objects.create(
        thread=question.thread,
        parent=question,
        what=What.ANSWER,
        author=by,
        author_name=office_name(organisation)[:80],
        language=language if language in LANGUAGES else "pl",
        text=needed("text", text, _("Write the answer."), least=2, most=LONGEST),
        state=State.SHOWN,
        written_at=at,
        shown_at=at,
        looked_at=at,
    )
    note(
        "question_answered", organisation, by, at, kind="comment", key=question.uid,
        after={"answer": str(made.uid), "due": question.answer_due_on},
    )  # fmt: skip
    announce(question_answered, Comment, comment=made, at=at)
    return made


@transaction.atomic
def edit(*, by: Person, comment: Comment, text: str, at: datetime) -> Comment:
    """Mend one's own comment in its first quarter of an hour; the office looks at it again.

    Raises NotPossible, BadValue.
    """
    lock(comment)
    if not (may := rules.may_edit(by, comment, house_of(comment.thread.organisation), at)):
        raise NotPossible(may.why)
    comment.text = needed("text", text, EMPTY, least=2, most=LONGEST)
    comment.edited_at, comment.looked_at = at, None
    comment.save(update_fields=["text", "edited_at", "looked_at"])
    note("comment_edited", comment.thread.organisation, by, at, kind="comment", key=comment.uid)
    return comment


@transaction.atomic
def withdraw(*, by: Person, comment: Comment, at: datetime) -> Comment:
    """Take one's own comment back: its words are erased. Open notices end, and who gave them hears it."""
    lock(comment)
    if not (may := rules.may_withdraw(by, comment)):
        raise NotPossible(may.why)
    take_out(comment, by, at)
    return comment


def take_out(comment: Comment, by: Person, at: datetime) -> None:
    """Part of an action that holds the comment's lock: words and name go, open notices end."""
    before = comment.state
    if comment.state in (State.WAITING, State.SHOWN):
        comment.state = State.WITHDRAWN
    comment.text = comment.author_name = ""
    comment.answer_due_on = None
    comment.save(update_fields=["state", "text", "author_name", "answer_due_on"])
    for notice in comment.notices.filter(state=Notice.State.OPEN):
        notice.state, notice.decided_at = Notice.State.GONE, at
        notice.save(update_fields=["state", "decided_at"])
        announce(notice_ended, Notice, notice=notice, at=at)
    note(
        "comment_withdrawn", comment.thread.organisation, by, at, kind="comment", key=comment.uid,
        before={"state": before}, after={"state": comment.state},
    )  # fmt: skip


def office_name(organisation: Organisation) -> str:
    """How an official answer is signed."""
    return organisation.contact_office or organisation.name


def _parent(thread: Thread, reply_to: Comment | None) -> Comment | None:
    if reply_to is None:
        return None
    if reply_to.thread_id != thread.pk or reply_to.state != State.SHOWN:
        raise BadValue("text", _("The comment you reply to is no longer there. Your words are kept below."))
    return reply_to.parent or reply_to


def _twin(thread: Thread, by: Person, text: str, at: datetime) -> Comment | None:
    """The same words by the same person under the same thing a moment ago: the form was sent twice."""
    lately = thread.comments.filter(author=by, text=text, written_at__gt=at - timedelta(minutes=10))
    return lately.filter(state__in=[State.WAITING, State.SHOWN]).first()


def _name(name: str, organisation: Organisation) -> str:
    clean = clean_text(name, lines=False)
    if not clean:
        raise BadValue("name", _("Write how you want to be called here. A first name is enough."))
    if len(clean) > 80:
        raise BadValue("name", _("This text is too long. Shorten it."))
    taken = {organisation.name, organisation.short_name, organisation.contact_office, organisation.contact_name}
    if clean.casefold() in {one.casefold() for one in taken if one}:
        raise BadValue("name", _("This is the name of the office. Write how you want to be called yourself."))
    return clean
