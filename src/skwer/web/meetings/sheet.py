"""Minutes, or before the meeting its agenda, on paper."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.calls.models import Meeting
from skwer.web.papers import Minutes, MinutesPoint, letterhead, paper

from ..assessment.showing import changed_shown
from .showing import Point, hours, is_inside, points_of, there


def sheet_of(meeting: Meeting, reader: Any, language: str) -> bytes:
    """The PDF, with what this reader may know; signed by hand where it is printed."""
    with translation.override(language):
        present, chair = there(meeting)
        done = meeting.minutes_at is not None
        facts = [
            (_("Call"), f"{meeting.call.title}, {meeting.call.edition.name}"),
            (_("Committee"), meeting.body.name),
            (_("When"), hours(meeting)),
            (_("Where"), meeting.place or _("online")),
        ]
        if done:
            words = _("%(present)s present, %(quorum)s needed")
            facts.append((pgettext("of a committee", "Quorum"), words % _counted(meeting, len(present))))
            facts.append((_("Chaired by"), chair or "–"))
        data = Minutes(
            head=letterhead(meeting.call.organisation),
            title=_("Minutes of meeting no. %(number)s") % {"number": meeting.number}
            if done
            else _("Agenda of meeting no. %(number)s") % {"number": meeting.number},
            subtitle=meeting.title,
            facts=facts,
            present=[str(one.person) for one in present if one.person] if done else [],
            points=[*(_point(point, done=done) for point in points_of(meeting, reader)), *_changed(meeting, reader)],
            text=meeting.minutes if done else "",
            signed=done,
        )
        return paper("minutes", data, language)


def _changed(meeting: Meeting, reader: Any) -> list[MinutesPoint]:
    """Points of score sheets that the meeting changed: both figures, and why."""
    rows = changed_shown(meeting, inside=is_inside(meeting, reader))
    words = _("No. %(number)s, sheet %(assessor)s, %(criterion)s: %(before)s → %(after)s. %(reason)s")
    if not rows:
        return []
    return [MinutesPoint(_("Points the committee changed"), note="\n".join(words % row for row in rows))]


def _counted(meeting: Meeting, present: int) -> dict[str, int]:
    return {"present": present, "quorum": meeting.quorum}


def _point(point: Point, *, done: bool) -> MinutesPoint:
    aside = _("Stepped aside: %(people)s.") % {"people": ", ".join(point.aside)} if point.aside else ""
    if not done:
        return MinutesPoint(point.title, aside=aside)
    return MinutesPoint(
        point.title,
        outcome=point.outcome,
        note=point.item.note if point.shown else "",
        advice=[f"{one.number}. {one.text}" for one in point.advice],
        aside=aside,
    )
