"""What a person takes with her and what goes with her: proposals, drafts, files, votes, sheets."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from skwer.apps.assessment.models import Assignment, Sheet
from skwer.apps.calls import actions
from skwer.apps.calls.models import CoAuthor, Proposal, Stage
from skwer.apps.files.models import Upload
from skwer.apps.people import actions as people
from skwer.apps.voting.models import RollEntry

from ...factories import AT, make_call, make_person, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def zuzanna():
    return make_person("Zuzanna Niezapominajka", email="zuzanna.n@example.org")


@pytest.fixture
def call(city, officer):
    return make_call(city, officer)


def upload(person, proposal=None) -> Upload:
    return Upload.objects.create(
        organisation=proposal.call.organisation if proposal else person.memberships.get().organisation,
        uploaded_by=person, kind="document", holder_kind="proposal" if proposal else "",
        holder_key=str(proposal.pk) if proposal else "", file="x", original_name="plan.pdf",
        content_type="application/pdf", size=1, sha256="0" * 64, uploaded_at=AT,
    )  # fmt: skip


def test_the_export_holds_what_she_wrote_voted_uploaded_and_scored(call, zuzanna, at):
    sent = make_proposal(call, zuzanna)
    upload(zuzanna, sent)
    stage = call.stages.get(kind="vote") if call.stages.filter(kind="vote").exists() else call.stages.last()
    RollEntry.objects.create(stage=stage, person=zuzanna, voted_date=at.date())
    other = make_proposal(call)
    assignment = Assignment.objects.create(
        stage=call.stages.get(kind="assess"), proposal=other, assessor=zuzanna, assigned_at=at
    )
    Sheet.objects.create(assignment=assignment, scores={"care": {"points": "5"}}, updated_at=at)
    data = json.loads(json.dumps(people.export_person(by=zuzanna, person=zuzanna, at=at)))
    assert [(p["number"], p["as"]) for p in data["proposals"]] == [(1, "author")]
    assert data["proposals"][0]["answers"]["title"] == "Podwórko przy Młyńskiej 12"
    assert [v["day"] for v in data["votes"]] == ["2026-11-23"]
    assert [f["name"] for f in data["files"]] == ["plan.pdf"]
    assert [a["scores"] for a in data["assessments"]] == [{"care": {"points": "5"}}]


def test_a_sent_proposal_stays_without_its_author_and_a_lonely_draft_goes(call, zuzanna, at):
    sent, draft = make_proposal(call, zuzanna), make_proposal(call, zuzanna, submitted=False)
    loose, of_draft, of_sent = upload(zuzanna, sent), upload(zuzanna, draft), upload(zuzanna, sent)
    Upload.objects.filter(pk=loose.pk).update(holder_kind="", holder_key="")
    people.erase_person(by=zuzanna, person=zuzanna, at=at)
    sent.refresh_from_db()
    assert (sent.author, sent.title) == (None, "Podwórko przy Młyńskiej 12")
    assert not Proposal.objects.filter(pk=draft.pk).exists()
    assert set(Upload.objects.values_list("pk", flat=True)) == {of_sent.pk}
    assert of_draft.pk not in set(Upload.objects.values_list("pk", flat=True))


def test_a_draft_written_together_stays_with_the_others(call, zuzanna, resident, at):
    draft = make_proposal(call, zuzanna, submitted=False)
    coauthor = actions.invite_coauthor(by=zuzanna, proposal=draft, email=resident.email, at=at)
    actions.accept_invitation(by=resident, token=coauthor.token, at=at)
    people.erase_person(by=zuzanna, person=zuzanna, at=at)
    assert Proposal.objects.written_by(resident).get() == draft


def test_whoever_voted_waits_until_the_vote_closes(call, zuzanna, at):
    stage = call.stages.first()
    RollEntry.objects.create(stage=stage, person=zuzanna, voted_date=at.date())
    Stage.objects.filter(pk=stage.pk).update(state="open")
    with pytest.raises(people.CannotErase) as refusal:
        people.erase_person(by=zuzanna, person=zuzanna, at=at)
    assert call.title in str(refusal.value)
    Stage.objects.filter(pk=stage.pk).update(state="closed")
    people.erase_person(by=zuzanna, person=zuzanna, at=at)


def test_no_cell_of_any_room_knows_her_afterwards(call, zuzanna, resident, at):
    now = timezone.now()
    sent = make_proposal(call, zuzanna)
    make_proposal(call, zuzanna, submitted=False)
    theirs = make_proposal(call, resident, submitted=False)
    invited = actions.invite_coauthor(by=resident, proposal=theirs, email=zuzanna.email, at=at)
    accepted = make_proposal(call, resident, submitted=False)
    coauthor = actions.invite_coauthor(by=resident, proposal=accepted, email=zuzanna.email, at=at)
    actions.accept_invitation(by=zuzanna, token=coauthor.token, at=at)
    upload(zuzanna, sent)
    people.change_name(by=zuzanna, name="Zuzanna Niezapominajka-Lis", at=now + timedelta(seconds=1))
    people.erase_person(by=zuzanna, person=zuzanna, at=at)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                assert "zuzanna" not in str(row).lower(), table
                assert "niezapominajka" not in str(row).lower(), table
    assert CoAuthor.objects.get(pk=invited.pk).email in {"", f"{zuzanna.uid}@erased.invalid"}
