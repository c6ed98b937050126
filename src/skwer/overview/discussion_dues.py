"""What waits at the desk of a city where people talk: comments to look at, notices, questions, objections.

The rooms of discussion and inbox are neighbours, so they meet here; `web` registers it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from skwer.apps.discussion import queries
from skwer.apps.discussion.models import CommentQuerySet, House, Objection
from skwer.apps.discussion.terms import look_due
from skwer.apps.inbox.due import Due, end_of
from skwer.apps.people.models import Membership, Person

ROUTE = "web:desk_discussion"


def for_desks(person: Person, at: datetime) -> list[Due]:
    """One item a city and kind of work: what has to be decided first decides when it is due."""
    cities = Membership.objects.current().filter(person=person, role__in=Membership.DECIDING).values("organisation")
    houses = House.objects.filter(organisation__in=cities).select_related("organisation").order_by("pk")
    return [due for house in houses for due in _of(house, at)]


def _of(house: House, at: datetime) -> list[Due]:
    city = house.organisation
    found = []
    for about, what, action, state in (
        (queries.NOTICES, _("Decide about reported comments"), _("Decide"), "fix"),
        (queries.OBJECTIONS, _("Decide about objections to decisions about comments"), _("Decide"), "fix"),
        (queries.QUESTIONS, _("Answer questions of residents"), _("Answer"), "check"),
        (queries.WAITING, _("Look at new comments"), _("Look"), "check"),
    ):
        rows = queries.comments_of(city, about)
        if not (number := rows.count()):
            continue
        due_at = _due(house, about, rows)
        found.append(
            Due(
                what=what,
                about=f"{city.short}: {number}",
                action=action,
                route=ROUTE,
                kwargs={"slug": city.slug},
                due_at=due_at,
                state="late" if due_at is not None and due_at <= at else state,
                organisation=city,
            )
        )
    return found


def _due(house: House, about: str, rows: CommentQuerySet) -> datetime | None:
    if about == queries.QUESTIONS:
        day = rows.aggregate(first=Min("answer_due_on"))["first"]
        return end_of(day) if day else None
    if about == queries.NOTICES:
        first = rows.aggregate(first=Min("notices__given_at", filter=queries.open_notice()))["first"]
    elif about == queries.OBJECTIONS:
        waits = Objection.objects.filter(ruling__comment__in=rows, state=Objection.State.OPEN)
        first = waits.aggregate(first=Min("made_at"))["first"]
    else:
        first = rows.aggregate(first=Min("written_at"))["first"]
    return look_due(house, first) if first else None
