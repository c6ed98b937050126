"""What fits is found again whenever a wish or a space changes; interest, the office's answer, giving up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import queries, rules
from ..models import Match, Space, Wish
from ..signals import announce, match_answered, space_found
from .common import BadValue, WrongState, lock, note

SEEN, INTERESTED, AGREED, DROPPED = (
    Match.State.SEEN, Match.State.INTERESTED, Match.State.AGREED, Match.State.DROPPED,
)  # fmt: skip


class CannotMatch(Refusal):
    """This space and this wish do not come together now."""

    code = "cannot_match"
    status = 409


def rematch_wish(wish: Wish, at: datetime) -> list[Match]:
    """Part of an action: all spaces of the city against one wish; the matches that are new."""
    spaces = queries.to_have(wish.organisation).select_related("district") if wish.state == Wish.State.OPEN else []
    return _keep({(space, wish) for space in spaces}, Match.objects.filter(wish=wish), at)


def rematch_space(space: Space, at: datetime) -> list[Match]:
    """Part of an action: all open wishes of the city against one space. Who looks hears of what is new."""
    to_have = space.published_at is not None and space.state in queries.TO_HAVE
    wishes = Wish.objects.filter(organisation=space.organisation, state=Wish.State.OPEN) if to_have else []
    found = _keep({(space, wish) for wish in wishes}, Match.objects.filter(space=space), at)
    for match in found:
        announce(space_found, Match, match=match, at=at)
    return found


def state_interest(*, by: Person, match: Match, at: datetime) -> Match:
    """Who looks says that the space interests her; also one she had given up. Raises NotAllowed, CannotMatch."""
    if not rules.may_change_wish(by, match.wish):
        raise NotAllowed
    with transaction.atomic():
        lock(match)
        if not (answer := rules.may_state_interest(by, match)):
            raise CannotMatch(answer.why)
        if match.state in (INTERESTED, AGREED):
            return match
        if match.state == Match.State.LICENSED:
            raise WrongState
        _move(match, INTERESTED, "match_interest", by, at)
    return match


def agree_to_match(*, by: Person, match: Match, at: datetime) -> Match:
    """The office agrees to talk about the space with who is interested. Raises NotAllowed, CannotMatch."""
    if not rules.may_change_space(by, match.space):
        raise NotAllowed
    with transaction.atomic():
        lock(match)
        if match.state != INTERESTED:
            raise CannotMatch(_("Wait until who looks for a space says that it interests them."))
        if match.space.state not in queries.TO_HAVE:
            raise CannotMatch(_("This space is no longer free. Look at the others."))
        _move(match, AGREED, "match_agreed", by, at)
        announce(match_answered, Match, match=match, at=at)
    return match


def drop_match(*, by: Person, match: Match, why: str = "", at: datetime) -> Match:
    """Give it up: who looks without a word, the office with a reason, which is written to who looks.

    Raises NotAllowed, BadValue, WrongState.
    """
    mine = rules.may_change_wish(by, match.wish)
    if not mine and not rules.may_change_space(by, match.space):
        raise NotAllowed
    why = clean_text(why, lines=False).strip()
    if not mine and not why:
        raise BadValue("why", _("Say why, in a sentence: who looks for a space reads it."))
    if len(why) > 250:
        raise BadValue("why", _("This text is too long. Shorten it."))
    with transaction.atomic():
        lock(match)
        if match.state == Match.State.LICENSED:
            raise WrongState(_("There is an agreement about this space. End the agreement instead."))
        if match.state != DROPPED:
            match.note = why
            _move(match, DROPPED, "match_dropped", by, at)
            if not mine:
                announce(match_answered, Match, match=match, at=at)
    return match


def _move(match: Match, state: str, verb: str, by: Person, at: datetime) -> None:
    before, match.state, match.changed_at = match.state, state, at
    match.save(update_fields=["state", "note", "changed_at"])
    note(
        verb, by, at, kind="match", key=match.pk, organisation=match.space.organisation,
        before={"state": before}, after={"state": state, "score": match.score},
    )  # fmt: skip


def _keep(pairs: Iterable[tuple[Space, Wish]], held: object, at: datetime) -> list[Match]:
    """Counted anew: what fits is added or brought up to date, what only was seen and fits no more goes.

    What somebody answered stays as it was shown.
    """
    known = {(m.space_id, m.wish_id): m for m in held}  # type: ignore[attr-defined]
    new, fits = [], set()
    for space, wish in pairs:
        judged = queries.judge(space, wish)
        if judged.excluded:
            continue
        fits.add((space.pk, wish.pk))
        told = [reason.told() for reason in judged.reasons]
        match = known.get((space.pk, wish.pk))
        if match is None:
            new.append(Match(space=space, wish=wish, score=judged.score, reasons=told, found_at=at, changed_at=at))
        elif match.state == SEEN and (match.score, match.reasons) != (judged.score, told):
            match.score, match.reasons, match.changed_at = judged.score, told, at
            match.save(update_fields=["score", "reasons", "changed_at"])
    stale = [m.pk for key, m in known.items() if m.state == SEEN and key not in fits]
    Match.objects.filter(pk__in=stale).delete()
    return Match.objects.bulk_create(sorted(new, key=lambda m: (m.wish_id, m.space_id)))
