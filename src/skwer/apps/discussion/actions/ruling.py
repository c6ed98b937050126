"""The office decides: shows, removes with reasons, leaves where it is. Every decision ends the notices that wait."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person

from .. import rules
from ..models import Comment, Notice, Ruling
from ..signals import announce, comment_ruled, notice_ended
from .common import BadValue, Decided, NotPossible, lock, needed, note

State, What = Comment.State, Ruling.What


@transaction.atomic
def look(*, by: Person, comment: Comment, at: datetime) -> Comment:
    """Somebody of the office has read it and it is (or stays) shown. Raises NotPossible, Decided."""
    _lock_open(by, comment)
    if comment.looked_at is not None:
        raise Decided
    before = comment.state
    comment.looked_at = at
    if comment.state == State.WAITING:
        comment.state, comment.shown_at = State.SHOWN, at
    comment.save(update_fields=["state", "shown_at", "looked_at"])
    Ruling.objects.create(comment=comment, what=What.SHOW, by=by, made_at=at)
    _note("comment_looked_at", comment, by, at, before)
    return comment


@transaction.atomic
def remove(*, by: Person, comment: Comment, ground: str, law: str, facts: str, at: datetime) -> Ruling:
    """Take a comment out of the public, with a statement of reasons to its author (art. 17).

    ground: why; law: the provision of the law, or of the rules of the house; facts: what it rests on. Those who gave
    notice are told. Raises NotPossible, Decided, BadValue.
    """
    _lock_open(by, comment)
    return take_down(by=by, comment=comment, ground=ground, law=law, facts=facts, at=at)


def take_down(*, by: Person, comment: Comment, ground: str, law: str, facts: str, at: datetime) -> Ruling:
    """Part of an action that holds the comment's lock and has asked who may."""
    if ground not in Notice.Ground.values:
        raise BadValue("ground", _("Choose what is wrong."))
    law = needed(
        "law", law, _("Name the provision: an article of a law, or a point of the rules of the house."), most=250
    )
    facts = needed("facts", facts, _("Say what you rely on: which words, and why they are not allowed."), least=10)
    before = comment.state
    comment.state, comment.looked_at = State.REMOVED, at
    comment.save(update_fields=["state", "looked_at"])
    ruling = Ruling.objects.create(
        comment=comment, what=What.REMOVE, ground=ground, law=law, facts=facts, by=by, made_at=at
    )
    _note("comment_removed", comment, by, at, before, ground=ground, ruling=str(ruling.uid))
    announce(comment_ruled, Ruling, ruling=ruling, at=at)
    _end_notices(comment, ruling, Notice.State.ACTED, at)
    return ruling


@transaction.atomic
def keep(*, by: Person, comment: Comment, facts: str, at: datetime) -> Ruling:
    """Leave a reported comment where it is, with reasons to those who reported it.

    Raises NotPossible, Decided, BadValue.
    """
    _lock_open(by, comment)
    if not comment.notices.filter(state=Notice.State.OPEN).exists():
        raise Decided
    facts = needed("facts", facts, _("Say why it stays: who reported it reads your reasons."), least=10)
    comment.looked_at = at
    comment.save(update_fields=["looked_at"])
    ruling = Ruling.objects.create(comment=comment, what=What.KEEP, facts=facts, by=by, made_at=at)
    _note("comment_kept", comment, by, at, comment.state, ruling=str(ruling.uid))
    _end_notices(comment, ruling, Notice.State.LEFT, at)
    return ruling


def put_back(*, by: Person, ruling: Ruling, facts: str, at: datetime) -> Ruling:
    """Part of deciding an objection: a removed comment is shown again; whose notice it was is told."""
    comment = lock(ruling.comment)
    before = comment.state
    if not comment.text:
        raise Decided(_("The author has erased the comment's words: there is nothing left to put back."))
    comment.state, comment.looked_at, comment.shown_at = State.SHOWN, at, comment.shown_at or at
    comment.save(update_fields=["state", "looked_at", "shown_at"])
    made = Ruling.objects.create(comment=comment, what=What.RESTORE, facts=facts, by=by, made_at=at)
    _note("comment_restored", comment, by, at, before, ruling=str(made.uid))
    announce(comment_ruled, Ruling, ruling=made, at=at)
    for notice in ruling.notices.all():
        notice.state, notice.decided_at = Notice.State.LEFT, at
        notice.save(update_fields=["state", "decided_at"])
        announce(notice_ended, Notice, notice=notice, at=at)
    return made


def _lock_open(by: Person, comment: Comment) -> None:
    """The comment's lock, if she may decide and there is still something to decide."""
    if not (may := rules.may_moderate(by, comment)):
        raise NotPossible(may.why)
    lock(comment)
    if comment.state not in (State.WAITING, State.SHOWN):
        raise Decided


def _end_notices(comment: Comment, ruling: Ruling, state: str, at: datetime) -> None:
    for notice in comment.notices.filter(state=Notice.State.OPEN):
        notice.state, notice.decided_at, notice.ruling = state, at, ruling
        notice.save(update_fields=["state", "decided_at", "ruling"])
        announce(notice_ended, Notice, notice=notice, at=at)


def _note(verb: str, comment: Comment, by: Person, at: datetime, before: str, **more: str) -> None:
    note(
        verb, comment.thread.organisation, by, at, kind="comment", key=comment.uid,
        before={"state": before}, after={"state": comment.state, **more},
    )  # fmt: skip
