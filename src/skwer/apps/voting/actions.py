"""What changes in a vote: a ballot is cast, the urn is sealed.

Casting is not journalled and not announced: a moment beside a name would lead to the ballot.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.calls.models import Stage
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.stages import VOTE
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.values.canonical import fingerprint

from . import keys
from .models import Ballot, RollEntry, random_key
from .queries import Terms, on_ballot, withdrawn_from_ballot
from .rules import TOPIC, MayVote, may_vote

ATTEMPTS = 5
SEALED = "vote.sealed"
ROLL_DAYS = 30
"""So long after publication the roll keeps names: objections need them, nothing else does."""


class CannotVote(NotAllowed):
    """The vote does not run, or this person cannot take part; `code` as in `rules.MayVote`."""

    def __init__(self, answer: MayVote) -> None:
        super().__init__(answer.why, code=answer.code, paragraph=answer.paragraph)


class VoteClosed(Refusal):
    """Too late, too early, or stopped."""

    status = 409

    def __init__(self, answer: MayVote) -> None:
        super().__init__(answer.why, code=answer.code, paragraph=answer.paragraph)


class NotDeclared(Refusal):
    message = _("Tick the declaration: only residents of the right age vote.")
    code = "not_declared"


class EmptyBallot(Refusal):
    code = "too_few"

    def __init__(self, least: int, *, paragraph: str) -> None:
        message = ngettext_lazy("Choose at least %(n)d idea.", "Choose at least %(n)d ideas.", "n") % {"n": least}
        super().__init__(message, paragraph=paragraph)


class TooMany(Refusal):
    code = "too_many"

    def __init__(self, most: int, over: int, *, paragraph: str) -> None:
        message = ngettext_lazy(
            "You may choose at most %(most)d. Take away %(over)d idea.",
            "You may choose at most %(most)d. Take away %(over)d ideas.",
            "over",
        ) % {"most": most, "over": over}
        super().__init__(message, paragraph=paragraph)


class NotOnBallot(Refusal):
    code = "not_on_ballot"

    def __init__(self, number: object, *, paragraph: str) -> None:
        message = _("There is no idea number %(number)s on this ballot. Choose from the list.") % {"number": number}
        super().__init__(message, paragraph=paragraph)


class TakenBack(Refusal):
    code = "withdrawn"
    status = 409

    def __init__(self, number: int, *, paragraph: str) -> None:
        message = _("Idea number %(number)s was withdrawn during the vote. Choose another.") % {"number": number}
        super().__init__(message, paragraph=paragraph)


class ChosenTwice(Refusal):
    code = "chosen_twice"

    def __init__(self, number: int, *, paragraph: str) -> None:
        message = _("Idea number %(number)s is chosen twice. One choice is one vote.") % {"number": number}
        super().__init__(message, paragraph=paragraph)


class SealedBallot(Refusal):
    message = _("The roll says you voted, but your ballot can no longer be opened. Ask the office for help.")
    code = "sealed"
    status = 409


def cast_ballot(*, by: Person, stage: Stage, choices: Sequence[int], declared: bool, at: datetime) -> None:
    """Put the person's ballot into the urn, or replace the one she cast before. Her whole ballot is exchanged.

    choices: numbers of proposals, in any order. declared: she declared that she lives here and is old enough.
    Two requests at once leave one ballot: the database holds one roll entry and one live ballot a voter, and who
    loses the race tries again and replaces. Closing waits for ballots in hand; none enters afterwards.
    Raises CannotVote, VoteClosed, NotDeclared, EmptyBallot, TooMany, NotOnBallot, TakenBack, ChosenTwice,
    SealedBallot.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                held = _hold(stage)
                _allow(by, held, at)
                numbers = _checked(held, choices, declared)
                _put_in(by, held, numbers, at)
            return
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise


def _hold(stage: Stage) -> Stage:
    """The stage as it is now, held so that closing waits for this ballot while other voters do not.

    SQLite has one writer at a time, who took its turn at BEGIN; PostgreSQL is asked for a shared lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{Stage._meta.db_table}" WHERE id = %s FOR SHARE', [stage.pk])  # noqa: S608
    return Stage.objects.select_related("call__organisation").get(pk=stage.pk)


def _allow(person: Person, stage: Stage, at: datetime) -> None:
    answer = may_vote(person, stage, at)
    if answer.yes:
        return
    if answer.code in {"signed_out", "unverified"}:
        raise CannotVote(answer)
    raise VoteClosed(answer)


def _checked(stage: Stage, choices: Sequence[int], declared: bool) -> list[int]:
    """The chosen numbers in ascending order: the order of ticking must not tell ballots apart."""
    paragraph = paragraph_of(stage.call, TOPIC)
    terms = Terms.of(stage)
    offered = {number for number, _cost in on_ballot(stage)}
    gone = withdrawn_from_ballot(stage) if offered else set()
    seen: set[int] = set()
    for number in choices:
        if number not in offered:
            raise NotOnBallot(number, paragraph=paragraph)
        if number in gone:
            raise TakenBack(number, paragraph=paragraph)
        if number in seen:
            raise ChosenTwice(number, paragraph=paragraph)
        seen.add(number)
    if len(seen) < terms.least:
        raise EmptyBallot(terms.least, paragraph=paragraph)
    if len(seen) > terms.most:
        raise TooMany(terms.most, len(seen) - terms.most, paragraph=paragraph)
    if not declared:
        raise NotDeclared(paragraph=paragraph)
    return sorted(seen)


def _put_in(person: Person, stage: Stage, numbers: list[int], at: datetime) -> None:
    tracker = keys.tracker(stage.pk, person)
    # Roll first: whoever is in it by now has a ballot that the next statement must find.
    voted = RollEntry.objects.filter(stage=stage, person=person).exists()
    if Ballot.objects.filter(stage=stage, tracker=tracker).update(choices=numbers):
        return
    if voted:
        # A second ballot under another key would be a second vote.
        raise SealedBallot(paragraph=paragraph_of(stage.call, TOPIC))
    RollEntry.objects.create(stage=stage, person=person, voted_date=timezone.localdate(at))
    Ballot.objects.create(stage=stage, tracker=tracker, choices=numbers)


def open_urn(*, stage: Stage) -> None:
    """Make the ballot key of a vote that opens. One that ballots already depend on is kept."""
    if not (keys.exists(stage.pk) and Ballot.objects.filter(stage=stage).exists()):
        keys.make(stage.pk)


@transaction.atomic
def seal_urn(*, stage: Stage, at: datetime) -> str:
    """Close the urn for good: no ballot can be led back to its voter from here on. Returns the seal.

    Trackers are erased and both urn and roll are written anew in random order, so that neither the order of rows
    nor the database's own transaction numbers connect them; the key is destroyed once this is committed.
    The journal gets the seal (a hash over the urn), not a count: nothing about the vote is known before publication.
    """
    Stage.objects.select_for_update().get(pk=stage.pk)
    ballots = list(Ballot.objects.filter(stage=stage).values_list("choices", flat=True))
    roll = list(RollEntry.objects.filter(stage=stage).values_list("person_id", "voted_date"))
    shuffled = random.SystemRandom()
    shuffled.shuffle(ballots)
    shuffled.shuffle(roll)
    Ballot.objects.filter(stage=stage).delete()
    RollEntry.objects.filter(stage=stage).delete()
    fresh = [Ballot(id=random_key(), stage=stage, tracker="", choices=choices) for choices in ballots]
    Ballot.objects.bulk_create(fresh, batch_size=2000)
    RollEntry.objects.bulk_create(
        (RollEntry(stage=stage, person_id=person, voted_date=day) for person, day in roll), batch_size=2000
    )
    seal = seal_of((ballot.pk, ballot.choices) for ballot in fresh)
    journal.record(
        actor=None,
        verb=SEALED,
        kind="stage",
        key=stage.pk,
        organisation=stage.call.organisation,
        at=at,
        after={"seal": seal},
    )
    transaction.on_commit(lambda: keys.destroy(stage.pk))
    return seal


def forget_voters(*, at: datetime) -> int:
    """Take the people out of rolls whose result has been public for ROLL_DAYS; days and numbers stay. How many went.

    Run by the clock with the other timed transitions; harmless when run twice.
    """
    due = Stage.objects.filter(
        kind=VOTE,
        state=Stage.State.CLOSED,
        roll__person__isnull=False,
        call__decisions__published_at__lte=at - timedelta(days=ROLL_DAYS),
        call__decisions__superseded_at__isnull=True,
    )
    gone = 0
    for stage in due.select_related("call__organisation").distinct():
        with transaction.atomic():
            number = RollEntry.objects.filter(stage=stage, person__isnull=False).update(person=None)
            if number:
                journal.record(
                    actor=None,
                    verb="vote.roll_forgotten",
                    kind="stage",
                    key=stage.pk,
                    organisation=stage.call.organisation,
                    at=at,
                    after={"entries": number},
                )
            gone += number
    return gone


def seal_of(ballots: Iterable[tuple[int, Sequence[int]]]) -> str:
    """SHA-256 over the urn: every ballot with its random key (which keeps a small urn from being guessed)."""
    return fingerprint([[str(key), list(choices)] for key, choices in sorted(ballots)])
