"""Giving notice that a comment is illegal or against the rules of the house."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person

from .. import rules
from ..models import Comment, Notice
from ..signals import announce, notice_given
from .common import BadValue, NotPossible, clean_text, lock, needed, note

WITHOUT_NAME = Notice.Ground.CHILD
"""Who gives notice of sexual abuse of a child need not say who she is (Regulation (EU) 2022/2065, art. 16(2)(c))."""


@transaction.atomic
def give_notice(
    *,
    by: Person | None,
    comment: Comment,
    ground: str,
    text: str,
    good_faith: bool,
    at: datetime,
    name: str = "",
    email: str = "",
    language: str = "pl",
) -> Notice:
    """Say what is wrong with a comment; without an account by giving name and e-mail address. She gets a receipt.

    One open notice a comment and person: a second one changes nothing and is answered like the first.
    Raises NotPossible, BadValue.
    """
    lock(comment)
    if not (may := rules.may_give_notice(comment)):
        raise NotPossible(may.why)
    if ground not in Notice.Ground.values:
        raise BadValue("ground", _("Choose what is wrong."))
    clean = needed("text", text, _("Say what exactly is wrong, so that somebody who was not there understands it."),
                   least=10)  # fmt: skip
    if by is None:
        name, email = _reporter(name, email, ground)
    else:
        name = email = ""
    if not good_faith:
        raise BadValue("good_faith", _("Confirm that to your knowledge this is correct and complete."))
    if (twin := _twin(comment, by, email)) is not None:
        return twin
    notice = Notice.objects.create(
        comment=comment, ground=ground, text=clean, by=by, name=name, email=email, good_faith=True, given_at=at,
        language=by.language if by is not None else language,
    )  # fmt: skip
    note(
        "notice_given", comment.thread.organisation, by, at, kind="comment", key=comment.uid,
        after={"notice": str(notice.uid), "ground": ground, "account": by is not None},
    )  # fmt: skip
    announce(notice_given, Notice, notice=notice, at=at)
    return notice


def _reporter(name: str, email: str, ground: str) -> tuple[str, str]:
    name, email = clean_text(name, lines=False), email.strip().lower()
    if ground == WITHOUT_NAME and not email:
        return name[:120], ""
    if not name:
        raise BadValue("name", _("Write your name: the law asks for it, and nobody but the office reads it."))
    if len(name) > 120:
        raise BadValue("name", _("This text is too long. Shorten it."))
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadValue("email", _("Write your e-mail address: the decision goes there.")) from error
    return name, email


def _twin(comment: Comment, by: Person | None, email: str) -> Notice | None:
    waiting = comment.notices.filter(state=Notice.State.OPEN)
    if by is not None:
        return waiting.filter(by=by).first()
    return waiting.filter(email=email, by=None).first() if email else None
