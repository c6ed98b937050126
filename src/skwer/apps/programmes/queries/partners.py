"""Who takes part, for whom a person writes, and how each partner stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skwer.apps.people.models import Membership, Organisation, Person

from ..models import Claim, Partnership, Project, Task

ACTING = (Membership.Role.OFFICER, Membership.Role.ADMIN)


def acts_for(person: Person) -> set[int]:
    """Keys of the organisations that the person runs."""
    roles = Membership.objects.current().filter(person=person, role__in=ACTING)
    return set(roles.values_list("organisation", flat=True))


def writes_for(person: Person, project: Project) -> list[Partnership]:
    """The partnerships whose rows the person writes (`rules.may_report` on one): all for the keeper, else her own."""
    mine = acts_for(person)
    rows = Partnership.objects.filter(project=project).select_related("organisation").order_by("order", "pk")
    return [one for one in rows if project.organisation_id in mine or one.organisation_id in mine]


def answers_for(person: Person, project: Project) -> list[Organisation]:
    """Organisations in whose name she answers the recommendations of the project's studies."""
    mine = acts_for(person)
    partners = set(Partnership.objects.filter(project=project).values_list("organisation", flat=True))
    rows = Organisation.objects.filter(pk__in=mine).order_by("name")
    return [one for one in rows if one.is_city or one.pk in partners or one.pk == project.organisation_id]


@dataclass
class Standing:
    """A partner's open work. `partnership` is None for what is the whole project's."""

    partnership: Partnership | None
    open: int = 0
    late: int = 0
    done: int = 0
    next: Task | None = None
    claims: int = 0


def standings(project: Project, on: date) -> list[Standing]:
    """How every partner stands with its tasks, and how many of its reports and invoices are on their way. 3 queries."""
    partners = Partnership.objects.filter(project=project).current(on).select_related("organisation")
    found: dict[int | None, Standing] = {one.pk: Standing(one) for one in partners.order_by("order", "pk")}
    found[None] = Standing(None)
    for task in Task.objects.filter(project=project, dropped_at__isnull=True):  # by day, as the model orders them
        one = found.get(task.partnership_id)
        if one is None:
            continue
        if task.done_at is not None:
            one.done += 1
            continue
        one.open += 1
        one.late += task.is_late(on)
        one.next = one.next or task
    waiting = Claim.objects.filter(partnership__project=project).exclude(state=Claim.State.PAID)
    for claim in waiting.exclude(state=Claim.State.APPROVED, amount=0).order_by():
        if claim.partnership_id in found:
            found[claim.partnership_id].claims += 1
    return [one for one in found.values() if one.partnership is not None or one.open or one.done]
