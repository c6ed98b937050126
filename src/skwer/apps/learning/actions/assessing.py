"""A city judges itself: opening, asking people, answering without a name, closing, sharing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Body, Membership, Organisation, Person, Seat
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..measuring import LEAST, MOST
from ..models import Scale, SelfAssessment, SelfRoll, SelfSheet
from .common import Invalid, Problem, note

Moment = SelfAssessment.Moment


class CannotOpen(Refusal):
    """This moment has its self-assessment already, or the one before is still running."""

    code = "cannot_open"
    status = 409


class Closed(Refusal):
    """It is over: nobody is asked and nothing is taken any more."""

    message = _("This self-assessment is closed. Nothing was taken from you now.")
    code = "closed"
    status = 409


class StillOpen(Refusal):
    message = _("Close the self-assessment first: until then nobody sees its scores.")
    code = "still_open"
    status = 409


class AlreadyAnswered(Refusal):
    """One sheet a person. Because it carries no name it cannot be found again and changed."""

    message = _("You have answered already. A sheet carries no name, so it cannot be changed.")
    code = "already_answered"
    status = 409


class NotShareable(Refusal):
    message = _("This scale belongs to no project, so there is nobody to share the result with.")
    code = "not_shareable"
    status = 409


def open_self_assessment(
    *, by: Person, scale: Scale, city: Organisation, moment: str, at: datetime, note_text: str = ""
) -> SelfAssessment:
    """Begin: from now on people can be asked. "After" follows a closed "before". Raises NotAllowed, CannotOpen."""
    if not rules.may_assess(by, city) or not rules.may_use(scale, city):
        raise NotAllowed
    if moment not in Moment.values:
        raise Invalid([Problem("moment", _("Say whether this is before or after."))])
    with transaction.atomic():
        Scale.objects.select_for_update().get(pk=scale.pk)
        others = {one.moment: one for one in SelfAssessment.objects.filter(scale=scale, city=city)}
        if moment in others:
            raise CannotOpen(_("This city has this self-assessment already."))
        if moment == Moment.AFTER and (Moment.BEFORE not in others or others[Moment.BEFORE].is_open):
            raise CannotOpen(_("First comes the self-assessment before; close it, then open the one after."))
        assessment = SelfAssessment.objects.create(
            scale=scale, city=city, moment=moment, opened_at=at, note=" ".join(note_text.split())[:250]
        )
        note("open_self_assessment", assessment, city, by, at, after={"scale": scale.slug, "moment": moment})
    return assessment


def ask(
    *, by: Person, assessment: SelfAssessment, bodies: Sequence[Body] = (), desk: bool = False, at: datetime
) -> int:
    """Ask everybody who sits in the city's bodies today and, with `desk`, its officers and administrators.

    Whoever was asked is not asked twice. Returns how many were asked anew. Raises NotAllowed, Closed, Invalid.
    """
    if not rules.may_assess(by, assessment.city):
        raise NotAllowed
    if any(body.organisation_id != assessment.city_id for body in bodies):
        raise Invalid([Problem("bodies", _("Choose bodies of this city."))])
    if not bodies and not desk:
        raise Invalid([Problem("bodies", _("Choose whom to ask."))])
    with transaction.atomic():
        assessment = _running(assessment)
        people = set(
            Seat.objects.filter(body__in=bodies, ended_at__isnull=True, person__is_active=True).values_list(
                "person", flat=True
            )
        )
        if desk:
            people |= set(
                Membership.objects.current()
                .filter(organisation=assessment.city, role__in=Membership.DECIDING, person__is_active=True)
                .values_list("person", flat=True)
            )
        known = set(assessment.roll.values_list("person", flat=True))
        new = sorted(people - known)
        SelfRoll.objects.bulk_create(SelfRoll(self_assessment=assessment, person_id=person) for person in new)
        if new:
            note("ask_self_assessment", assessment, assessment.city, by, at, after={"asked": len(known) + len(new)})
    return len(new)


def answer_self_assessment(*, by: Person, assessment: SelfAssessment, scores: Mapping[str, Any], at: datetime) -> None:
    """Put one sheet in: a score from 1 to 5 by area, None where she cannot judge. Not journalled, like a ballot.

    Nothing says later who gave which sheet, or when. Raises NotAllowed, Closed, AlreadyAnswered, Invalid.
    """
    del at  # a sheet keeps no moment
    with transaction.atomic():
        assessment = _running(assessment)
        # Her line is locked: a second sheet of hers, sent at the same time, waits here and is refused.
        entry = SelfRoll.objects.select_for_update().filter(self_assessment=assessment, person=by).first()
        if entry is None or not by.is_active:
            raise NotAllowed(_("You were not asked to answer here."))
        if entry.answered:
            raise AlreadyAnswered
        sheet = _sheet(assessment.scale, scores)
        entry.answered = True
        entry.save(update_fields=["answered"])
        SelfSheet.objects.create(self_assessment=assessment, scores=sheet)


def close_self_assessment(*, by: Person, assessment: SelfAssessment, at: datetime) -> SelfAssessment:
    """End it: from now on its city and those who were asked see the scores. Raises NotAllowed, Closed."""
    if not rules.may_assess(by, assessment.city):
        raise NotAllowed
    with transaction.atomic():
        assessment = _running(assessment)
        assessment.closed_at = at
        assessment.asked = assessment.roll.count()
        assessment.save(update_fields=["closed_at", "asked"])
        note(
            "close_self_assessment", assessment, assessment.city, by, at,
            after={"asked": assessment.asked, "answered": assessment.sheets.count()},
        )  # fmt: skip
    return assessment


def share_result(*, by: Person, assessment: SelfAssessment, shared: bool, at: datetime) -> SelfAssessment:
    """Let those inside the scale's project see the city's result, or no longer. Raises NotAllowed, StillOpen,
    NotShareable.
    """
    if not rules.may_assess(by, assessment.city):
        raise NotAllowed
    if assessment.is_open:
        raise StillOpen
    if assessment.scale.project is None:
        raise NotShareable
    if shared != (assessment.shared_at is not None):
        with transaction.atomic():
            assessment.shared_at = at if shared else None
            assessment.save(update_fields=["shared_at"])
            note("share_self_assessment", assessment, assessment.city, by, at, after={"shared": shared})
    return assessment


def _running(assessment: SelfAssessment) -> SelfAssessment:
    """The row, locked, if it is still open: closing and answering take turns."""
    found = SelfAssessment.objects.select_for_update(of=("self",)).select_related("scale", "city").get(pk=assessment.pk)
    if not found.is_open:
        raise Closed
    return found


def _sheet(scale: Scale, scores: Mapping[str, Any]) -> dict[str, int]:
    sheet: dict[str, int] = {}
    problems = []
    for key in scale.keys:
        if key not in scores:
            problems.append(Problem(f"area-{key}", _("Choose a number, or say that you cannot judge it.")))
            continue
        score = scores[key]
        if score is None:
            continue
        if not isinstance(score, int) or isinstance(score, bool) or not LEAST <= score <= MOST:
            problems.append(Problem(f"area-{key}", _("Choose a number from 1 to 5.")))
            continue
        sheet[key] = score
    if problems:
        raise Invalid(problems)
    if not sheet:
        raise Invalid([Problem(f"area-{scale.keys[0]}", _("Judge at least one area."))])
    return sheet
