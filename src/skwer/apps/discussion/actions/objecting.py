"""Objections to decisions about comments, and their answers by somebody who did not make the decision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person

from .. import rules
from ..models import Comment, Notice, Objection, Ruling
from ..queries import house_of
from ..signals import announce, objection_decided, objection_made
from .common import Decided, NotPossible, lock, needed, note
from .ruling import put_back, take_down


@transaction.atomic
def object_to(
    *, by: Person | None, ruling: Ruling, text: str, at: datetime, notice: Notice | None = None, key: str = ""
) -> Objection:
    """Object to a removal (its author), or to a comment that stays (who gave `notice`, with an account or by `key`).

    Raises NotPossible, BadValue.
    """
    lock(ruling)
    organisation = ruling.comment.thread.organisation
    if not (may := rules.may_object(by, ruling, notice, house_of(organisation), at, key)):
        raise NotPossible(may.why)
    clean = needed("text", text, _("Say why the decision is wrong."), least=10)
    made = Objection.objects.create(ruling=ruling, notice=notice, by=by, text=clean, made_at=at)
    note(
        "comment_objected", organisation, by, at, kind="comment", key=ruling.comment.uid,
        after={"ruling": str(ruling.uid), "by": "author" if notice is None else "notifier"},
    )  # fmt: skip
    announce(objection_made, Objection, objection=made, at=at)
    return made


@transaction.atomic
def decide_objection(
    *, by: Person, objection: Objection, upheld: bool, answer: str, at: datetime, ground: str = "", law: str = ""
) -> Objection:
    """Uphold or dismiss, with reasons. Upheld: the removed comment comes back; the one that stayed is removed, for
    which `ground` and `law` are needed, because its author gets a statement of reasons in turn.

    Raises NotPossible, Decided, BadValue.
    """
    if not (may := rules.may_decide_objection(by, objection)):
        raise NotPossible(may.why)
    comment = lock(objection.ruling.comment)
    lock(objection)
    if objection.state != Objection.State.OPEN:
        raise Decided
    clean = needed("answer", answer, _("Give the reasons: who objected reads them."), least=10)
    objection.state = Objection.State.UPHELD if upheld else Objection.State.DISMISSED
    objection.answer, objection.decided_at, objection.decided_by = clean, at, by
    objection.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    if upheld and objection.ruling.what == Ruling.What.REMOVE:
        put_back(by=by, ruling=objection.ruling, facts=clean, at=at)
    elif upheld and comment.state == Comment.State.SHOWN:
        ruling = take_down(by=by, comment=comment, ground=ground, law=law, facts=clean, at=at)
        Notice.objects.filter(objections=objection).update(state=Notice.State.ACTED, ruling=ruling, decided_at=at)
    note(
        "comment_objection_decided", comment.thread.organisation, by, at, kind="comment", key=comment.uid,
        after={"state": objection.state, "same_person": objection.ruling.by_id == by.pk},
    )  # fmt: skip
    announce(objection_decided, Objection, objection=objection, at=at)
    return objection
