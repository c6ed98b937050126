"""Saying what one wants to carry home, and what became of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.practices.models import Case, Comparison, Practice, Trial
from skwer.apps.programmes.models import Partnership

from .. import rules
from ..models import Event, FollowUp, Interest, Session
from ..signals import announce, follow_up_due
from .common import BadValue, note
from .locking import lock

LONGEST = timedelta(days=5 * 366)
MOST_AN_ORGANISATION = 20


class CannotState(Refusal):
    """The organisation cannot state an interest here, or not now."""

    code = "cannot_state"
    status = 409


class FollowedUp(Refusal):
    message = _("What became of this statement is recorded already. It stays.")
    code = "followed_up"
    status = 409


def state_interest(
    *,
    by: Person,
    event: Event,
    organisation: Organisation,
    practice: str,
    because: str,
    first_step: str,
    by_on: date,
    at: datetime,
    session: Session | None = None,
    partnership: Partnership | None = None,
    trial: Trial | None = None,
    case: Case | None = None,
    taken_up: Practice | None = None,
) -> Interest:
    """ "We want to carry over this, because …, by …, first step …": for an organisation that takes part.

    taken_up: the practice itself, where this site has it; its title stands for `practice` left empty. trial, case:
    where one can read about it here. Raises CannotState, BadValue.
    """
    if not (answer := rules.may_state_interest(by, event, organisation, at)):
        raise CannotState(answer.why)
    if taken_up is not None and not Practice.objects.published().filter(pk=taken_up.pk).exists():
        raise BadValue("taken_up", _("This practice is not published. Choose another, or none."))
    if taken_up is not None and not practice.strip():
        practice = taken_up.title[:250]
    words = {"practice": practice, "because": because, "first_step": first_step}
    clean = {name: _said(name, text) for name, text in words.items()}
    today = at.astimezone(event.zone).date()
    if by_on < today:
        raise BadValue("by_on", _("Choose a day that is still to come."))
    if by_on > today + LONGEST:
        raise BadValue("by_on", _("This day is more than five years away. Name the first step's day instead."))
    if session is not None and session.event_id != event.pk:
        raise BadValue("session", _("This session belongs to another event."))
    if trial is not None and not Trial.objects.visible_to(by).filter(pk=trial.pk).exists():
        raise BadValue("trial", _("You cannot see this trial. Choose another."))
    if case is not None and not Comparison.objects.visible_to(by).filter(pk=case.comparison_id).exists():
        raise BadValue("case", _("You cannot see this case. Choose another."))
    if partnership is None and event.project is not None:
        partnership = Partnership.objects.current().filter(project=event.project, organisation=organisation).first()
    elif partnership is not None and (
        partnership.project_id != event.project_id or partnership.organisation_id != organisation.pk
    ):
        raise BadValue("partnership", _("This is the partnership of another organisation or project."))
    with transaction.atomic():
        lock(event)
        if Interest.objects.filter(event=event, organisation=organisation).count() >= MOST_AN_ORGANISATION:
            raise CannotState(_("Twenty statements of one organisation are the most. Follow up those you have."))
        interest = Interest.objects.create(
            event=event, session=session, organisation=organisation, partnership=partnership, trial=trial, case=case,
            taken_up=taken_up, by_on=by_on, stated_at=at, stated_by=by, **clean,
        )  # fmt: skip
        note(
            "interest_stated", event, by, at, kind="interest", key=interest.pk,
            after={"organisation": organisation.pk, "session": session.pk if session else None, "by_on": by_on},
        )  # fmt: skip
    return interest


def withdraw_interest(*, by: Person, interest: Interest, at: datetime) -> None:
    """Take back a statement made by mistake, while nobody followed it up. Raises NotAllowed, FollowedUp."""
    if not rules.may_follow_up(by, interest):
        raise NotAllowed
    with transaction.atomic():
        lock(interest)
        if interest.follow_ups.exists() or interest.transfer_id is not None:
            raise FollowedUp
        note(
            "interest_withdrawn", interest.event, by, at, kind="interest", key=interest.pk,
            before={"organisation": interest.organisation_id, "by_on": interest.by_on},
        )  # fmt: skip
        interest.delete()


def follow_up(
    *, by: Person, interest: Interest, state: str, text: str, at: datetime, url: str = "", trial: Trial | None = None
) -> FollowUp:
    """Say what became of a statement; the latest word is how it stands. trial: what it became, when it is one.

    Raises NotAllowed, BadValue.
    """
    if not rules.may_follow_up(by, interest):
        raise NotAllowed(_("Only the organisation that stated this, or who runs the event, follows it up."))
    if state not in FollowUp.State.values:
        raise BadValue("state", _("Choose what became of it."))
    text = _said("text", text)
    if url:
        try:
            URLValidator(schemes=["https", "http"])(url)
        except ValidationError as error:
            raise BadValue("url", _("This is not an address of a page. It begins with https://.")) from error
    if trial is not None and trial.organisation_id != interest.organisation_id:
        raise BadValue("trial", _("This trial belongs to another organisation."))
    with transaction.atomic():
        lock(interest)
        made = FollowUp.objects.create(interest=interest, at=at, state=state, text=text, url=url, trial=trial, by=by)
        note(
            "interest_followed_up", interest.event, by, at, kind="interest", key=interest.pk,
            after={"state": state, "trial": trial.pk if trial else None},
        )  # fmt: skip
    return made


def remind_of_follow_ups(*, at: datetime) -> int:
    """For the clock: write once to those whose day has passed without a word. Idempotent."""
    due = Interest.objects.overdue(timezone.localdate(at)).filter(reminded_at__isnull=True)
    number = 0
    for pk in due.exclude(event__state=Event.State.CANCELLED).values_list("pk", flat=True):
        with transaction.atomic():
            interest = lock(Interest.objects.get(pk=pk))
            if interest.reminded_at is not None:
                continue
            interest.reminded_at = at
            interest.save(update_fields=["reminded_at"])
            announce(follow_up_due, Interest, interest=interest, at=at)
            number += 1
    return number


def _said(field: str, text: str) -> str:
    text = clean_text(text, lines=field != "practice").strip()
    if not text:
        raise BadValue(field, _("Write it down in a sentence: a year later people read it."))
    model = FollowUp if field == "text" else Interest
    most = getattr(model._meta.get_field(field), "max_length", None)
    if most and len(text) > most:
        raise BadValue(field, _("This text is too long. Shorten it."))
    return text
