"""A proposal on paper: what is printed is what is kept, and the office takes the version in force only."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from skwer.apps.calls.actions.printing import NotThisPaper, short_sum, take_print
from skwer.apps.calls.actions.proposing import keep_revision
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT, make_call, make_city, make_member, make_person, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def officer(city):
    person = make_person("Jan Urzędnik", second_factor=True)
    make_member(person, city, "officer")
    return person


@pytest.fixture
def author():
    return make_person("Maria Wójcik")


@pytest.fixture
def proposal(city, officer, author):
    return make_proposal(make_call(city, officer), author)


@pytest.fixture
def text_of(client, author, proposal):
    def read(person=author):
        client.force_login(person)
        answer = client.get(reverse("web:proposal_pdf", args=[proposal.call.slug, proposal.number]))
        assert answer.status_code == 200
        reader = PdfReader(io.BytesIO(answer.content))
        return " ".join(page.extract_text() for page in reader.pages), reader

    return read


def test_number_and_checksum_are_printed_as_they_are_kept(proposal, text_of):
    said, reader = text_of()
    revision = proposal.revisions.get()
    assert proposal.receipt in said
    assert short_sum(revision) in said
    assert revision.hash in said.replace("\n", "").replace(" ", "")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "pl"
    for word in ("Podwórko przy Młyńskiej 12", "Ławki", "Maria Wójcik"):
        assert word in said


def test_others_do_not_get_the_paper(client, proposal):
    url = reverse("web:proposal_pdf", args=[proposal.call.slug, proposal.number])
    assert client.get(url).status_code == 302
    client.force_login(make_person())
    assert client.get(url).status_code == 404


@pytest.mark.job("N4")
def test_the_office_compares_what_is_printed_with_what_is_kept(client, city, officer, proposal, text_of):
    said, _reader = text_of()
    first = proposal.revisions.get()
    page = reverse("web:desk_printed", args=[city.slug])
    client.force_login(officer)
    typed = {"number": proposal.receipt.upper(), "checksum": short_sum(first).lower().replace("-", " ")}
    assert short_sum(first) in said
    answer = client.post(page, typed, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("web:desk_proposal", args=[proposal.call.slug, proposal.number])
    entry = JournalEntry.objects.get(verb="take_print")
    assert entry.after["revision"] == first.hash

    # The office asked for a correction, so that a second version is in force: the old print is no longer taken.
    proposal.answers = {**proposal.answers, "access": "Od podwórka, bez progu."}
    proposal.save()
    second = keep_revision(proposal, by=None, reason="corrected", at=AT + timedelta(days=2))
    answer = client.post(page, typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert paragraph_of(proposal.call, "print") in shown
    assert proposal.receipt.upper() in shown  # what was typed stays
    assert JournalEntry.objects.filter(verb="take_print").count() == 1
    taken = take_print(by=officer, city=city, receipt=proposal.receipt, checksum=second.hash, at=AT)
    assert taken == second


def _refused(officer, city, receipt, checksum):
    with pytest.raises(NotThisPaper) as refused:
        take_print(by=officer, city=city, receipt=receipt, checksum=checksum, at=AT)
    return refused.value.code


def test_a_paper_is_refused_with_the_reason(city, officer, proposal):
    good = short_sum(proposal.revisions.get())
    slip = proposal.receipt[:-1] + ("A" if proposal.receipt[-1] != "A" else "B")
    assert _refused(officer, city, slip, good) == "receipt"
    assert _refused(officer, city, proposal.receipt, "0" * 16) == "altered"
    assert _refused(officer, city, proposal.receipt, good[:9]) == "altered"  # too few signs prove nothing
    assert _refused(officer, city, proposal.receipt, "") == "altered"
    other = make_city("brzezina")
    theirs = make_person()
    make_member(theirs, other, "officer")
    assert _refused(theirs, other, proposal.receipt, good) == "unknown"
    with pytest.raises(NotAllowed):
        take_print(by=theirs, city=city, receipt=proposal.receipt, checksum=good, at=AT)


def test_a_camera_opens_the_page_filled_in_and_changes_nothing(client, city, officer, proposal):
    client.force_login(officer)
    page = reverse("web:desk_printed", args=[city.slug])
    answer = client.get(page, {"number": proposal.receipt, "checksum": "abc"})
    assert proposal.receipt in answer.content.decode()
    assert not JournalEntry.objects.filter(verb="take_print").exists()
