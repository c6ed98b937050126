"""What waits for those who write practices, and for those who read them before they count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Person

from ..models import PracticeVersion, Review
from ..waiting import to_read

State = PracticeVersion.State


def dues(person: Person, at: datetime) -> list[Due]:
    """To read as editor or expert; to answer and mend as the author; translations the original has left behind."""
    return [*_to_read(person, at), *_to_mend(person)]


def _to_read(person: Person, at: datetime) -> Iterator[Due]:
    for waiting in to_read(person, at):
        practice = waiting.version.practice
        as_editor = waiting.step == Review.Step.EDITOR
        yield Due(
            what=_("Read the practice as its editor") if as_editor else _("Read the practice as its expert"),
            about=waiting.version.text("title"),
            action=_("Read"),
            route="web:desk_practice_review",
            kwargs={"slug": practice.slug},
            state="fix",
            organisation=practice.organisation,
        )


def _to_mend(person: Person) -> Iterator[Due]:
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    desks = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    open_ones = Q(published_at__isnull=True) | Q(practice__current=F("pk"), practice__retired_at__isnull=True)
    versions = PracticeVersion.objects.filter(open_ones, practice__organisation__in=desks)
    unanswered = Count("remarks", filter=Q(remarks__answer="", remarks__settled=""))
    found = versions.select_related("practice__organisation").annotate(unanswered=unanswered).order_by("pk")
    rows = list(found)
    begun = {version.practice_id for version in rows if not version.is_published}
    for version in rows:
        practice = version.practice
        if version.is_published:
            # Once the next version is begun, its translations are what counts.
            behind = practice.pk not in begun and any(version.is_stale(code) for code in version.languages)
            if behind:
                yield _mine(version, _("Look at the translation again: the original was changed after it"), "draft")
        elif version.unanswered:
            words = ngettext_lazy("Answer %(n)s comment on the practice", "Answer %(n)s comments on the practice", "n")
            yield _mine(version, words % {"n": version.unanswered}, "fix", "web:desk_practice_review")
        elif version.state == State.CHANGES:
            yield _mine(version, _("Change the practice as asked, and hand it in again"), "fix")


def _mine(version: PracticeVersion, what: object, state: str, route: str = "web:desk_practice") -> Due:
    return Due(
        what=what,  # type: ignore[arg-type]
        about=version.text("title"),
        action=_("Open"),
        route=route,
        kwargs={"slug": version.practice.slug},
        state=state,
        organisation=version.practice.organisation,
    )
