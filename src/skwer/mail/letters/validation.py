"""Letters about practices on their way through validation: to who reads next, to who answers or may be glad."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.practices.models import PracticeVersion, Review
from skwer.apps.practices.rules import may_validate
from skwer.apps.programmes.models import ExpertContract, Project

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing

State = PracticeVersion.State


def practice_submitted(pk: int) -> Iterator[Outgoing]:
    """To the editors of its project, but for who handed it in. Nothing if it was taken back meanwhile."""
    version = _version(pk)
    if version.state == State.SUBMITTED:
        yield from _readers(version, Review.Step.EDITOR)


def practice_accepted(pk: int) -> Iterator[Outgoing]:
    """The editor accepted: to the experts. The expert accepted: to those who keep the practice."""
    review = _review(pk)
    version = review.version
    if review.step == Review.Step.EDITOR and version.state == State.IN_VALIDATION:
        yield from _readers(version, Review.Step.EXPERT)
    elif review.step == Review.Step.EXPERT and version.is_published:
        yield from _each(_running(version.practice.organisation), lambda: _published(version))


def practice_changes_asked(pk: int) -> Iterator[Outgoing]:
    """Back to those who keep the practice, with the reason. Nothing if it was handed in again meanwhile."""
    review = _review(pk)
    if review.version.state == State.CHANGES:
        yield from _each(_running(review.version.practice.organisation), lambda: _sent_back(review))


def _version(pk: int) -> PracticeVersion:
    rows = PracticeVersion.objects.select_related("practice__organisation", "practice__project__organisation")
    return rows.get(pk=pk)


def _review(pk: int) -> Review:
    rows = Review.objects.select_related("version__practice__organisation", "version__practice__project__organisation")
    return rows.get(pk=pk)


def _readers(version: PracticeVersion, step: str) -> Iterator[Outgoing]:
    """Those who may give the word at this step today."""
    project, today = version.practice.project, timezone.localdate()
    if project is None:
        return
    asked = _running(project.organisation) if step == Review.Step.EDITOR else _experts(project)
    reading = [person for person in asked if may_validate(person, version, step, today)]
    yield from _each(reading, lambda: _to_read(version, step))


def _running(organisation: Organisation | None) -> list[Person]:
    if organisation is None:
        return []
    roles = Membership.objects.current().filter(organisation=organisation, role__in=Membership.DECIDING)
    return list(Person.objects.filter(is_active=True, memberships__in=roles).distinct().order_by("pk"))


def _experts(project: Project) -> list[Person]:
    contracts = ExpertContract.objects.live().filter(project=project)
    return list(Person.objects.filter(is_active=True, expert_contracts__in=contracts).distinct().order_by("pk"))


def _each(people: list[Person], contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    for person in people:
        yield Outgoing(kinds.WORK, contents, person)


def _to_read(version: PracticeVersion, step: str) -> Contents:
    practice, project = version.practice, version.practice.project
    as_editor = step == Review.Step.EDITOR
    why = (
        _("You get this letter because you edit the practices of %(project)s.")
        if as_editor
        else _("You get this letter because you are an expert of %(project)s.")
    )
    return Contents(
        subject=_("A practice waits for you to read it: %(title)s") % {"title": version.text("title")},
        text=[
            _("Read it part by part. Comment where something is missing, then accept it or send it back with a reason.")
        ],
        facts=[
            (_("City"), practice.organisation.name if practice.organisation else ""),
            (_("Project"), project.short if project else ""),
        ],
        button=(_("Read the practice"), links.practice_review(practice)),
        why=why % {"project": project.short if project else ""},
        organisation=project.organisation if project else practice.organisation,
    )


def _sent_back(review: Review) -> Contents:
    version = review.version
    said = (
        _("The editor read the practice and asks for changes, with this reason:")
        if review.step == Review.Step.EDITOR
        else _("The expert read the practice and asks for changes, with this reason:")
    )
    return Contents(
        subject=_("Changes asked for: %(title)s") % {"title": version.text("title")},
        text=[said],
        quote=review.note,
        facts=[],
        button=(_("Read the comments and answer"), links.practice_review(version.practice)),
        why=_why(version),
        organisation=version.practice.organisation,
    )


def _published(version: PracticeVersion) -> Contents:
    return Contents(
        subject=_("Validated and published: %(title)s") % {"title": version.text("title")},
        text=[_("Editor and expert have accepted the practice. From now on everybody can read it.")],
        facts=[],
        button=(_("Read the practice"), links.practice(version.practice)),
        why=_why(version),
        organisation=version.practice.organisation,
    )


def _why(version: PracticeVersion) -> str:
    organisation = version.practice.organisation
    return _("You get this letter because you run %(organisation)s.") % {
        "organisation": organisation.name if organisation else ""
    }
