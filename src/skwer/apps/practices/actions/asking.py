"""Questions between the city that adopts and the keeper of the practice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..models import Transfer, TransferQuestion
from ..signals import announce, transfer_question_answered, transfer_question_asked
from ..texts import note

QUESTION = "transferquestion"


class BadQuestion(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_question"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class NobodyToAsk(Refusal):
    """The practice has no keeper here who could answer."""

    message = _(
        "Who keeps this practice is not on this site, so nobody here can answer. Write to the contact named on the "
        "practice's page."
    )
    code = "nobody_to_ask"
    status = 409


class AlreadyAnswered(Refusal):
    message = _("Somebody answered this question in the meantime. Read the answer; if more is to be said, ask anew.")
    code = "already_answered"
    status = 409


def ask_question(*, by: Person, transfer: Transfer, text: str, at: datetime, element: str = "") -> TransferQuestion:
    """Ask the other side: the city that adopts asks the practice's keeper, or the keeper the city.

    element: the part of the kit it is about, one of the transfer's, or "". Raises NotAllowed, NobodyToAsk, BadQuestion.
    """
    if rules.keeper_of(transfer) is None and rules.may_read_questions(by, transfer):
        raise NobodyToAsk
    side = rules.asks_as_adopter(by, transfer)
    if side is None:
        raise NotAllowed(_("Only the city that adopts and the practice's keeper ask each other here."))
    text = _said("text", text)
    if element and not transfer.elements.filter(key=element).exists():
        raise BadQuestion("element", _("Choose one of the elements, or none."))
    with transaction.atomic():
        question = TransferQuestion.objects.create(
            transfer=transfer, from_adopter=side, element=element, text=text, at=at, by=by
        )
        after = {"transfer": transfer.pk, "from_adopter": side, "element": element}
        note("question_asked", QUESTION, question.pk, _asker(question), by, at, after=after)
        announce(transfer_question_asked, TransferQuestion, question=question, at=at)
    return question


def answer_question(*, by: Person, question: TransferQuestion, answer: str, at: datetime) -> TransferQuestion:
    """Answer for the side that was asked, once. Raises NotAllowed, AlreadyAnswered, BadQuestion."""
    if not rules.may_answer_question(by, question):
        raise NotAllowed(_("Officers of the side that was asked answer this question."))
    text = _said("answer", answer)
    with transaction.atomic():
        TransferQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
        question.refresh_from_db()
        if question.answered_at is not None:
            raise AlreadyAnswered
        question.answer, question.answered_at, question.answered_by = text, at, by
        question.save(update_fields=["answer", "answered_at", "answered_by"])
        note("question_answered", QUESTION, question.pk, _asked(question), by, at)
        announce(transfer_question_answered, TransferQuestion, question=question, at=at)
    return question


def _said(field: str, text: str) -> str:
    text = clean_text(text, lines=True).strip()
    if not text:
        raise BadQuestion(field, _("Write it down in a sentence."))
    if len(text) > (TransferQuestion._meta.get_field(field).max_length or 0):  # type: ignore[union-attr]
        raise BadQuestion(field, _("This text is too long. Shorten it."))
    return text


def _asker(question: TransferQuestion) -> Any:
    return question.transfer.organisation if question.from_adopter else rules.keeper_of(question.transfer)


def _asked(question: TransferQuestion) -> Any:
    return rules.keeper_of(question.transfer) if question.from_adopter else question.transfer.organisation
