"""Committees, boards, local groups: making them, seating people and letting them go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .. import rules
from ..journal import record
from ..models import Body, Organisation, Person, Seat
from ..refusals import NotAllowed, Refusal
from .organisations import WrongValue


class AlreadySeated(Refusal):
    """She sits in this body today."""

    message = _("This person already sits in this body.")
    code = "already_seated"
    status = 409


class NotSeated(Refusal):
    """The seat ended before."""

    message = _("This seat is already empty.")
    code = "not_seated"
    status = 409


@transaction.atomic
def create_body(*, by: Person, organisation: Organisation, kind: str, name: str, at: datetime) -> Body:
    """Make a named set of people. Those who run the organisation's calls may. Raises NotAllowed, WrongValue."""
    if not rules.may_seat(by, organisation):
        raise NotAllowed()
    if kind not in Body.Kind.values:
        raise WrongValue("kind", _("Choose a kind of body from the list."))
    body = Body.objects.create(organisation=organisation, kind=kind, name=_named(name))
    record(
        actor=by, verb="create", kind="body", key=body.pk, organisation=organisation, at=at,
        after={"kind": kind, "name": body.name},
    )  # fmt: skip
    return body


@transaction.atomic
def rename_body(*, by: Person, body: Body, name: str, at: datetime) -> Body:
    """Give the body another name. Raises NotAllowed, WrongValue."""
    if not rules.may_seat(by, body.organisation):
        raise NotAllowed()
    before, body.name = body.name, _named(name)
    body.save(update_fields=["name"])
    record(
        actor=by, verb="rename", kind="body", key=body.pk, organisation=body.organisation, at=at,
        before={"name": before}, after={"name": body.name},
    )  # fmt: skip
    return body


@transaction.atomic
def seat(*, by: Person, body: Body, person: Person, role: str = Seat.Role.MEMBER, at: datetime) -> Seat:
    """Seat a person who has an account (others are invited: `invite_member` with `body`).

    Raises NotAllowed, WrongValue, AlreadySeated.
    """
    if not rules.may_seat(by, body.organisation):
        raise NotAllowed()
    if role not in Seat.Role.values:
        raise WrongValue("role", _("Choose a role from the list."))
    if Seat.objects.filter(body=body, person=person, ended_at__isnull=True).exists():
        raise AlreadySeated()
    return put_in_seat(body=body, person=person, role=role, actor=by, at=at)


@transaction.atomic
def unseat(*, by: Person, seat: Seat, at: datetime) -> None:
    """End a seat: those who run the calls may, and the person herself. What she scored stays.

    Raises NotAllowed, NotSeated.
    """
    if not (by.pk == seat.person_id or rules.may_seat(by, seat.body.organisation)):
        raise NotAllowed()
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.ended_at is not None:
        raise NotSeated()
    seat.ended_at = at
    seat.save(update_fields=["ended_at"])
    record(
        actor=by, verb="unseat", kind="body", key=seat.body_id, organisation=seat.body.organisation, at=at,
        before={"seat": seat.pk, "role": seat.role},
    )  # fmt: skip


def put_in_seat(*, body: Body, person: Person, role: str, actor: Person | None, at: datetime) -> Seat:
    """Part of an action: make the seat (or find the live one) and write it down. Permission was asked before."""
    taken, created = Seat.objects.get_or_create(
        body=body, person=person, ended_at=None, defaults={"role": role, "since": at}
    )
    if created:
        record(
            actor=actor, verb="seat", kind="body", key=body.pk, organisation=body.organisation, at=at,
            after={"seat": taken.pk, "role": role, "person": str(person.uid)},
        )  # fmt: skip
    return taken


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 160:
        raise WrongValue("name", _("Write a name of at most 160 characters."))
    return name
