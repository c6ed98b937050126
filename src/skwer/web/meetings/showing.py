"""A meeting and its points as a page or a sheet of paper shows them: only what this reader may know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.calls.actions.advising import may_answer
from skwer.apps.calls.models import Meeting, MeetingItem, Presence, Proposal, Recommendation
from skwer.apps.calls.queries.rounds import is_seated, items_of, presences_of
from skwer.apps.calls.rules import writes
from skwer.apps.people.rules import may_read_desk
from skwer.web.templatetags.words import hour, when

SHAPES = {
    MeetingItem.Outcome.INVITE: "chosen",
    MeetingItem.Outcome.DECLINE: "no",
    MeetingItem.Outcome.POSTPONE: "reserve",
    MeetingItem.Outcome.NOTED: "done",
    MeetingItem.Outcome.OPEN: "draft",
}


@dataclass
class Point:
    """A point of an agenda. Of a proposal the reader may not see, only the number and the outcome."""

    item: MeetingItem
    title: str
    url: str
    shown: bool
    advice: list[Recommendation] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        words: str = self.item.get_outcome_display()
        return words[:1].upper() + words[1:]

    @property
    def shape(self) -> str:
        return SHAPES[MeetingItem.Outcome(self.item.outcome)]


def points_of(meeting: Meeting, reader: Any) -> list[Point]:
    """The agenda for this reader; a fixed number of queries."""
    items = items_of(meeting)
    keys = [item.proposal_id for item in items if item.proposal_id]
    visible = Proposal.objects.visible_to(reader).filter(pk__in=keys)
    may_see = set(visible.values_list("pk", flat=True))
    inside = is_inside(meeting, reader)
    advice = set(Recommendation.objects.visible_to(reader).filter(item__in=items).values_list("pk", flat=True))
    return [_point(meeting, item, item.proposal_id in may_see or inside, advice) for item in items]


def _point(meeting: Meeting, item: MeetingItem, shown: bool, advice: set[int]) -> Point:
    proposal = item.proposal
    people = [str(one.person) if one.person else _("a member") for one in item.recusals.all()]
    if proposal is None:
        return Point(item, item.title, "", True, [], people)
    title = proposal.title_in() if shown else _("Idea no. %(number)s") % {"number": proposal.number}
    url = f"/calls/{meeting.call.slug}/proposals/{proposal.number}/" if shown else ""
    given = [one for one in item.recommendations.all() if one.pk in advice]
    return Point(item, title, url, shown, given, people)


def is_inside(meeting: Meeting, reader: Any) -> bool:
    """The committee and the city's desk read everything."""
    return is_seated(reader, meeting.body) or may_read_desk(reader, meeting.call.organisation)


def there(meeting: Meeting) -> tuple[list[Presence], str]:
    """Who was there, and who chaired."""
    present = [one for one in presences_of(meeting) if one.present]
    return present, next((str(one.person) for one in present if one.chairs and one.person), "")


def mark_of(meeting: Meeting, at: datetime) -> tuple[str, str]:
    """Shape and words of where a meeting stands."""
    if meeting.state == Meeting.State.CANCELLED:
        return "no", pgettext("of a meeting", "Called off")
    if meeting.minutes_at:
        return "done", pgettext("of a meeting", "Minutes published")
    if meeting.state == Meeting.State.HELD or meeting.starts_at <= at:
        return "check", pgettext("of a meeting", "Minutes to come")
    return "sent", pgettext("of a meeting", "Planned")


def hours(meeting: Meeting) -> str:
    """ "Thursday 17 December, 16:00–18:00"."""
    return f"{when(meeting.starts_at)}–{hour(meeting.ends_at)}"


def advice_on(proposal: Proposal, reader: Any) -> dict[str, Any]:
    """What the proposal's page says about recommendations: how many there are, and how many wait for the reader."""
    rows = list(Recommendation.objects.visible_to(reader).filter(proposal=proposal).given())
    mine = bool(rows) and writes(reader, proposal)
    waits = [one for one in rows if one.answer == Recommendation.Answer.NONE and may_answer(proposal, one)]
    decided = MeetingItem.objects.filter(proposal=proposal, meeting__minutes_at__isnull=False).exclude(note="").exists()
    return {"number": len(rows), "mine": mine, "waiting": len(waits) if mine else 0, "said": decided}
