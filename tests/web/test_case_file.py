"""The case file of an application: complete, with true checksums, for the city's desk alone."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile

import pytest

from skwer.apps.assessment.actions import save_sheet, submit_sheet
from skwer.apps.assessment.models import Check
from skwer.apps.calls.models import MeetingItem, Need, Objection, Recommendation, Supporter
from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Body

from ..apps.assessment import factories as rooms
from ..apps.files.pictures import PDF, photo, uploaded
from ..factories import AT, make_call, make_proposal
from ..grants_factories import active_agreement
from .resident import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(city, officer):
    return make_call(city, officer, slug="podworka")


@pytest.fixture
def proposal(call, resident):
    return make_proposal(call, resident)


def keep(officer, proposal, words, **changes):
    """A photo of the proposal in the store; `changes` are written into its row past every check."""
    city = proposal.call.organisation
    upload = store_upload(by=officer, organisation=city, file=uploaded(photo()), kind="photo", alt_text=words, at=AT)
    Upload.objects.filter(pk=upload.pk).update(holder_kind="proposal", holder_key=str(proposal.pk), **changes)
    return upload


def opened(client, call, number=1, path="/desk/calls/{slug}/proposals/{number}/case.zip"):
    response = client.get(path.format(slug=call.slug, number=number))
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def index_of(case, folder="podworka-0001"):
    return list(csv.DictReader(io.StringIO(case.read(f"{folder}/index.csv").decode("utf-8-sig"))))


def test_every_file_of_the_case_is_in_the_index_with_its_checksum(client, call, proposal, officer):
    sign_in(client, officer)
    case = opened(client, call)
    assert case.testzip() is None
    rows = index_of(case)
    inside = {name.removeprefix("podworka-0001/") for name in case.namelist()}
    assert inside == {row["path"] for row in rows} | {"index.csv", "index.html"}
    for row in rows:
        content = case.read(f"podworka-0001/{row['path']}")
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["path"]
        assert int(row["bytes"]) == len(content)
    html = case.read("podworka-0001/index.html").decode()
    assert "Podwórko przy Młyńskiej 12" in html
    assert all(row["sha256"] in html for row in rows)


def test_a_version_as_data_has_the_checksum_of_the_receipt(client, call, proposal, officer):
    sign_in(client, officer)
    case = opened(client, call)
    revision = proposal.revisions.get()
    content = case.read("podworka-0001/1-application/version-1.json")
    assert hashlib.sha256(content).hexdigest() == revision.hash
    assert "Klomb, dwie ławki" in case.read("podworka-0001/1-application/version-1.html").decode()


def test_consents_checks_meetings_and_objections_are_in_it_but_no_supporter(client, call, proposal, officer, city):
    need = Need.objects.create(proposal=proposal, kind="owner", token="t", who="Spółdzielnia Zorza", state="given")
    scan = keep(officer, proposal, "Zgoda")
    Upload.objects.filter(pk=scan.pk).update(holder_kind="need", holder_key=str(need.pk))
    Supporter.objects.create(proposal=proposal, name="Barbara Tajna", at=AT, expires_on=AT.date())
    stage = call.stages.get(kind="check")
    Check.objects.create(stage=stage, proposal=proposal, result="failed", reason="Brak zgody właściciela terenu.")
    body = Body.objects.create(organisation=city, kind="committee", name="Komisja Zieleni")
    meeting = call.meetings.create(
        body=body, number=1, title="Pierwsze", starts_at=AT, ends_at=AT.replace(hour=12), quorum=3, state="held"
    )
    item = MeetingItem.objects.create(meeting=meeting, order=1, proposal=proposal, note="Prosimy o cień.")
    Recommendation.objects.create(proposal=proposal, item=item, number=1, text="Posadzić lipę", at=AT, answer="partly")
    Objection.objects.create(
        call=call, proposal=proposal, number=1, against="formal", text="Zgoda była w aktach.", filed_at=AT,
        rule_until=AT, body="Burmistrz", state="upheld", ruling="Zgoda jest na stronie 3.",
    )  # fmt: skip
    sign_in(client, officer)
    case = opened(client, call)
    assert [name for name in case.namelist() if "/2-consents/files/01-" in name]
    everything = "\n".join(case.read(name).decode("utf-8", "replace") for name in case.namelist())
    for words in (
        "Spółdzielnia Zorza", "Brak zgody właściciela terenu.", "Komisja Zieleni", "Prosimy o cień.", "Posadzić lipę",
        "Zgoda była w aktach.", "Zgoda jest na stronie 3.", "submit_proposal",
    ):  # fmt: skip
        assert words in everything, words
    assert "Barbara Tajna" not in everything


def test_a_file_the_store_lost_or_changed_is_named_in_the_index(client, call, proposal, officer):
    keep(officer, proposal, "Podwórko").file.delete(save=False)
    keep(officer, proposal, "Ławka", sha256="0" * 64)
    keep(officer, proposal, "Brama")
    sign_in(client, officer)
    case = opened(client, call)
    remarks = {row["title"].split(": ")[-1]: row["remark"] for row in index_of(case)}
    assert (remarks["Podwórko"], remarks["Ławka"], remarks["Brama"]) == ("missing", "differs", "")


def test_names_of_files_cannot_leave_the_folder(client, call, proposal, officer):
    keep(officer, proposal, "x", original_name="../../etc/passwd.png")
    sign_in(client, officer)
    names = opened(client, call).namelist()
    assert all(".." not in name and name.startswith("podworka-0001/") for name in names)


def test_sheets_come_under_labels_and_only_once_all_are_in(client, officer, city):
    call = rooms.make_call(city)
    body, people = rooms.make_committee(city)
    stage = rooms.make_assess_stage(call, body)
    proposal = rooms.make_proposal(call, state="eligible")
    assignments = [rooms.make_assignment(stage, proposal, person) for person in people[:2]]
    sign_in(client, officer)
    for index, assignment in enumerate(assignments):
        case = opened(client, call, proposal.number)
        assert not [name for name in case.namelist() if "/4-assessment/" in name], index
        scores = rooms.good_scores()
        save_sheet(by=assignment.assessor, assignment=assignment, scores=scores, comment="Warto.", version=0, at=AT)
        submit_sheet(by=assignment.assessor, assignment=assignment, at=AT)
    case = opened(client, call, proposal.number)
    sheets = [name for name in case.namelist() if "/4-assessment/sheet-" in name]
    assert {name.rpartition("-")[2].removesuffix(".html") for name in sheets} == {one.label for one in assignments}
    told = "".join(case.read(name).decode() for name in sheets)
    assert "Przydatność" in told
    assert not [person.name for person in people if person.name in told]


@pytest.mark.parametrize("who", ["resident", "stranger"])
def test_nobody_outside_the_desk_gets_it(client, call, proposal, who, request):
    sign_in(client, request.getfixturevalue(who))
    assert client.get(f"/desk/calls/{call.slug}/proposals/1/case.zip").status_code in (403, 404)


def test_the_auditor_gets_it_too(client, call, proposal, auditor):
    sign_in(client, auditor)
    assert index_of(opened(client, call))


def test_the_agreement_is_in_the_case_with_its_text_signatures_costs_and_their_files(client, officer, city):
    agreement = active_agreement(city, officer=officer, amount="6000.00")
    line = agreement.lines.filter(source="grant").first()
    cost = agreement.expenses.create(
        line=line, number=1, document="FV 7/2026", seller="Tartak Lipa", what="Deski", issued_on=AT.date(),
        total="800.00", claimed="800.00", state="partly", accepted="500.00", reason="Za dużo desek.", added_at=AT,
    )  # fmt: skip
    scan = store_upload(
        by=officer, organisation=city, file=uploaded(PDF, "faktura.pdf", "application/pdf"), kind="document", at=AT
    )
    Upload.objects.filter(pk=scan.pk).update(holder_kind="grant_expense", holder_key=str(cost.pk))
    sign_in(client, officer)
    case = opened(client, agreement.call, agreement.proposal.number)
    folder = case.namelist()[0].split("/")[0]
    rows = {row["path"]: row for row in index_of(case, folder)}
    assert {row["remark"] for row in rows.values()} == {""}
    text = case.read(f"{folder}/8-agreement/version-1.pdf")
    assert text.startswith(b"%PDF")
    version = agreement.versions.get()
    assert rows["8-agreement/version-1.json"]["sha256"] == version.checksum
    told = case.read(f"{folder}/8-agreement/costs/costs.html").decode()
    for words in ("FV 7/2026", "Tartak Lipa", "Za dużo desek.", "500"):
        assert words in told, words
    assert "Jan Kowalski" in case.read(f"{folder}/8-agreement/version-1-signatures.html").decode()
    assert case.read(f"{folder}/8-agreement/costs/001/01-faktura.pdf") == PDF
    assert "draft_agreement" in case.read(f"{folder}/9-journal/journal.html").decode()


def test_the_number_of_queries_does_not_grow_with_costs(client, officer, city, django_assert_max_num_queries):
    agreement = active_agreement(city, officer=officer, amount="6000.00")
    line = agreement.lines.first()
    for number in range(1, 12):
        agreement.expenses.create(
            line=line, number=number, document=f"FV {number}", what="Deski", issued_on=AT.date(), total="1.00",
            claimed="1.00", state="claimed", added_at=AT,
        )  # fmt: skip
    sign_in(client, officer)
    with django_assert_max_num_queries(75):
        opened(client, agreement.call, agreement.proposal.number)
