"""Two people write one proposal, a member of the board reads and confirms: no edit is lost, no text is sent unread."""

from __future__ import annotations

import pytest
from django.urls import reverse

from skwer.apps.calls import actions
from skwer.apps.calls.dues import for_authors
from skwer.apps.calls.models import CoAuthor, Proposal
from skwer.apps.calls.queries.writers import text_hash, unconfirmed
from skwer.apps.calls.rules import may_see_inside, reads, writes
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT, make_call, make_city, make_member, make_person, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    city = make_city()
    officer = make_person("Jan Urzędnik")
    make_member(officer, city, "officer")
    return make_call(city, officer)


@pytest.fixture
def author():
    return make_person("Maria Wójcik")


@pytest.fixture
def draft(call, author):
    return make_proposal(call, author, submitted=False)


def _joins(draft, author, name, role=CoAuthor.Role.WRITER):
    person = make_person(name)
    asked = actions.invite_coauthor(by=author, proposal=draft, email=person.email, role=role, at=AT)
    actions.accept_invitation(by=person, token=asked.token, at=AT)
    return person


@pytest.mark.job("N2")
def test_two_write_one_only_reads_and_signs_and_no_edit_is_lost(draft, author):
    second = _joins(draft, author, "Piotr Zawada")
    board = _joins(draft, author, "Halina Dębska", CoAuthor.Role.READER)
    page = draft.version  # both opened the same page
    actions.save_draft(by=author, proposal=draft, answers={"why": "Bo nie ma cienia."}, version=page, at=AT)
    with pytest.raises(actions.StaleVersion) as stale:
        actions.save_draft(by=second, proposal=draft, answers={"why": "Bo jest gorąco."}, version=page, at=AT)
    assert stale.value.mine["why"] == "Bo jest gorąco."
    assert stale.value.theirs["why"] == "Bo nie ma cienia."
    draft.refresh_from_db()
    assert draft.answers["why"] == "Bo nie ma cienia."
    actions.save_draft(
        by=second, proposal=draft, answers={"why": "Bo nie ma cienia i jest gorąco."}, version=draft.version, at=AT
    )
    with pytest.raises(NotAllowed):
        actions.save_draft(by=board, proposal=draft, answers={"why": "Moje."}, version=draft.version, at=AT)
    with pytest.raises(NotAllowed):
        actions.submit_proposal(by=board, proposal=draft, at=AT)

    with pytest.raises(actions.Incomplete) as refused:
        actions.submit_proposal(by=author, proposal=draft, at=AT)
    assert [(e.field, e.code) for e in refused.value.errors] == [("readers", "unconfirmed")]
    assert "Halina Dębska" in str(refused.value.errors[0].message)
    actions.confirm_text(by=board, proposal=draft, seen=text_hash(draft), at=AT)
    assert actions.submit_proposal(by=author, proposal=draft, at=AT).state == Proposal.State.SUBMITTED


def test_a_change_after_the_confirmation_asks_again(draft, author):
    board = _joins(draft, author, "Halina Dębska", CoAuthor.Role.READER)
    seen = text_hash(draft)
    actions.confirm_text(by=board, proposal=draft, seen=seen, at=AT)
    actions.save_draft(by=author, proposal=draft, answers={"is_open": False}, version=draft.version, at=AT)
    assert unconfirmed(draft) == []  # the sender's own declaration is not the text
    actions.save_draft(by=author, proposal=draft, answers={"why": "Inaczej."}, version=draft.version, at=AT)
    assert [reader.person for reader in unconfirmed(draft)] == [board]
    with pytest.raises(actions.CannotConfirm):
        actions.confirm_text(by=board, proposal=draft, seen=seen, at=AT)
    assert "web:draft_read" in [due.route for due in for_authors(board, AT)]


def test_a_reader_sees_the_inside_and_writes_nothing(draft, author):
    board = _joins(draft, author, "Halina Dębska", CoAuthor.Role.READER)
    assert reads(board, draft)
    assert may_see_inside(board, draft)
    assert not writes(board, draft)
    assert draft in Proposal.objects.visible_to(board)
    assert draft not in Proposal.objects.written_by(board)
    for person in (author, make_person()):
        with pytest.raises(NotAllowed):
            actions.confirm_text(by=person, proposal=draft, seen=text_hash(draft), at=AT)


def test_nobody_waits_for_a_reader_who_was_removed_or_never_came(draft, author):
    actions.invite_coauthor(by=author, proposal=draft, email="zarzad@example.org", role="reader", at=AT)
    assert unconfirmed(draft) == []
    _joins(draft, author, "Halina Dębska", CoAuthor.Role.READER)
    actions.remove_coauthor(by=author, coauthor=unconfirmed(draft)[0], at=AT)
    assert actions.submit_proposal(by=author, proposal=draft, at=AT).number == 1


def test_the_reader_confirms_what_the_page_showed(client, draft, author):
    board = _joins(draft, author, "Halina Dębska", CoAuthor.Role.READER)
    url = reverse("web:draft_read", args=[draft.call.slug, draft.uid])
    client.force_login(board)
    answer = client.get(url)
    assert answer.status_code == 200
    assert draft.answers["what"] in answer.content.decode()
    assert client.post(url, {"seen": "x"}).status_code == 409
    assert client.post(url, {"seen": answer.context["seen"]}).status_code == 302
    assert unconfirmed(draft) == []
    client.force_login(make_person())
    assert client.get(url).status_code == 404
