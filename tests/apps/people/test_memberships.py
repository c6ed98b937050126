"""Letting people in and out."""

from datetime import timedelta

import pytest

from skwer.apps.people import actions, queries, rules
from skwer.apps.people.models import Invitation, JournalEntry, Membership, Seat
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.people.signals import member_invited
from skwer.apps.people.tokens import invitation_token, read_invitation

from ...factories import make_body, make_member, make_person

pytestmark = pytest.mark.django_db


def invite(by, city, at, **over):
    values = {"email": "Nowa@Example.org", "role": "officer", **over}
    return actions.invite_member(by=by, organisation=city, at=at, **values)


def test_an_invitation_accepted_becomes_a_role_and_forgets_the_address(admin, city, resident, at):
    invitation = invite(admin, city, at)
    assert invitation.email == "nowa@example.org"
    membership = actions.accept_invitation(by=resident, token=invitation_token(invitation), at=at)
    assert (membership.person, membership.role, membership.since) == (resident, "officer", at)
    invitation.refresh_from_db()
    assert (invitation.email, invitation.accepted_at) == ("", at)
    assert rules.may_run(resident, city)


def test_a_link_works_once(admin, city, resident, at):
    token = invitation_token(invite(admin, city, at))
    actions.accept_invitation(by=resident, token=token, at=at)
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(by=make_person("Ktoś Inny"), token=token, at=at)


def test_a_link_ends_after_fourteen_days_to_the_minute(admin, city, resident, at):
    token = invitation_token(invite(admin, city, at))
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(by=resident, token=token, at=at + timedelta(days=14))
    actions.accept_invitation(by=resident, token=token, at=at + timedelta(days=14, minutes=-1))


def test_an_altered_link_opens_nothing(admin, city, resident, at):
    token = invitation_token(invite(admin, city, at))
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), "", "x:y:z"):
        assert read_invitation(bad) is None
        with pytest.raises(actions.InvitationClosed):
            actions.accept_invitation(by=resident, token=bad, at=at)


def test_a_withdrawn_invitation_is_closed_and_forgotten(admin, city, resident, at):
    invitation = invite(admin, city, at)
    token = invitation_token(invitation)
    actions.withdraw_invitation(by=admin, invitation=invitation, at=at)
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(by=resident, token=token, at=at)
    with pytest.raises(actions.InvitationClosed):
        actions.withdraw_invitation(by=admin, invitation=invitation, at=at)
    assert not Invitation.objects.exclude(email="").exists()


def test_a_second_invitation_replaces_the_first(admin, city, resident, at):
    first = invitation_token(invite(admin, city, at))
    second = invitation_token(invite(admin, city, at))
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(by=resident, token=first, at=at)
    actions.accept_invitation(by=resident, token=second, at=at)


def test_who_invites_whom(admin, officer, auditor, stranger, resident, city, at):
    for person in (auditor, stranger, resident):
        with pytest.raises(NotAllowed):
            invite(person, city, at, role="member")
    with pytest.raises(NotAllowed):
        invite(officer, city, at, role="admin")
    assert invite(officer, city, at, role="member").role == "member"


def test_addresses_roles_and_bodies_are_checked(admin, city, other_city, at):
    for over in ({"email": "nobody"}, {"role": "king"}, {"body": make_body(other_city)}):
        with pytest.raises(actions.WrongValue):
            invite(admin, city, at, **over)


def test_whoever_holds_the_role_is_not_invited_again(admin, officer, city, at):
    with pytest.raises(actions.AlreadyMember):
        invite(admin, city, at, email=officer.email.upper())


def test_an_invitation_to_a_body_seats(admin, city, resident, at):
    body = make_body(city)
    invitation = invite(admin, city, at, role="member", body=body, seat_role="chair")
    actions.accept_invitation(by=resident, token=invitation_token(invitation), at=at)
    assert [(s.person, s.role) for s in queries.sitting(body)] == [(resident, "chair")]


def test_the_letter_is_announced_after_the_commit(admin, city, at, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, **facts):
        heard.append(facts["invitation"].email)

    member_invited.connect(hear)
    try:
        with django_capture_on_commit_callbacks() as callbacks:
            invite(admin, city, at)
        assert heard == []
        for callback in callbacks:
            callback()
        assert heard == ["nowa@example.org"]
    finally:
        member_invited.disconnect(hear)


def test_stale_addresses_are_forgotten_by_the_clock(admin, city, at):
    invite(admin, city, at)
    assert actions.forget_stale_invitations(at=at + timedelta(days=13)) == 0
    assert actions.forget_stale_invitations(at=at + timedelta(days=15)) == 1
    assert actions.forget_stale_invitations(at=at + timedelta(days=15)) == 0
    assert Invitation.objects.get().email == ""


def test_the_first_administrator_is_appointed_by_the_operator(operator, officer, city, resident, at):
    actions.appoint_member(by=operator, organisation=city, person=resident, role="admin", at=at)
    assert rules.may_administer(resident, city)
    with pytest.raises(actions.AlreadyMember):
        actions.appoint_member(by=operator, organisation=city, person=resident, role="admin", at=at)
    with pytest.raises(NotAllowed):
        actions.appoint_member(by=officer, organisation=city, person=officer, role="admin", at=at)


def test_a_role_ends_and_with_it_its_rights(admin, officer, city, at):
    actions.end_membership(by=admin, membership=officer.memberships.get(), at=at)
    assert not rules.may_run(officer, city)
    with pytest.raises(actions.RoleEnded):
        actions.end_membership(by=admin, membership=officer.memberships.get(), at=at)


def test_one_may_leave_but_not_end_others(officer, auditor, city, at):
    with pytest.raises(NotAllowed):
        actions.end_membership(by=officer, membership=auditor.memberships.get(), at=at)
    actions.end_membership(by=officer, membership=officer.memberships.get(), at=at)


def test_the_last_administrator_stays(admin, city, at):
    with pytest.raises(actions.LastAdministrator):
        actions.end_membership(by=admin, membership=admin.memberships.get(), at=at)
    make_member(make_person("Druga Administratorka"), city, "admin")
    actions.end_membership(by=admin, membership=admin.memberships.get(), at=at)


def test_bodies_are_made_and_filled_by_those_who_run_calls(officer, auditor, stranger, city, resident, at):
    body = actions.create_body(by=officer, organisation=city, kind="committee", name="  Komisja   oceny ", at=at)
    assert body.name == "Komisja oceny"
    seat = actions.seat(by=officer, body=body, person=resident, role="chair", at=at)
    assert rules.sits_in(resident, body)
    with pytest.raises(actions.AlreadySeated):
        actions.seat(by=officer, body=body, person=resident, at=at)
    actions.rename_body(by=officer, body=body, name="Komisja", at=at)
    for person in (auditor, stranger):
        with pytest.raises(NotAllowed):
            actions.create_body(by=person, organisation=city, kind="committee", name="X", at=at)
        with pytest.raises(NotAllowed):
            actions.rename_body(by=person, body=body, name="X", at=at)
        with pytest.raises(NotAllowed):
            actions.seat(by=person, body=body, person=auditor, at=at)
        with pytest.raises(NotAllowed):
            actions.unseat(by=person, seat=seat, at=at)
    actions.unseat(by=resident, seat=seat, at=at)
    assert not rules.sits_in(resident, body)
    with pytest.raises(actions.NotSeated):
        actions.unseat(by=officer, seat=seat, at=at)
    verbs = JournalEntry.objects.filter(kind="body").values_list("verb", flat=True)
    assert list(verbs) == ["create", "seat", "rename", "unseat"]


@pytest.mark.parametrize(("kind", "name"), [("club", "Komisja"), ("committee", "  "), ("committee", "x" * 161)])
def test_a_body_needs_a_kind_and_a_name(officer, city, at, kind, name):
    with pytest.raises(actions.WrongValue):
        actions.create_body(by=officer, organisation=city, kind=kind, name=name, at=at)


def test_a_role_held_elsewhere_opens_nothing_here(stranger, city, other_city):
    assert rules.may_run(stranger, other_city)
    for ask in (rules.may_run, rules.may_read_desk, rules.may_administer, rules.belongs_to, rules.may_seat):
        assert not ask(stranger, city)


def test_an_ended_or_inactive_account_has_no_rights(officer, city, at):
    officer.is_active = False
    assert not rules.may_run(officer, city)
    officer.is_active = True
    Membership.objects.filter(person=officer).update(ended_at=at)
    assert not rules.may_run(officer, city)
    assert not rules.decides(officer)


def test_who_needs_a_second_factor(officer, admin, operator, auditor, resident):
    assert [rules.decides(p) for p in (officer, admin, operator, auditor, resident, None)] == [True] * 3 + [False] * 3


def test_one_live_seat_and_role_even_without_the_action(city, resident, at):
    from django.db import IntegrityError, transaction

    body = make_body(city, resident)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(body=body, person=resident, since=at)
    make_member(resident, city, "member")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_member(resident, city, "member")
