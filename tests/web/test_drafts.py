"""From "may I?" to the receipt, without a script: nothing typed is lost, nothing of it is shown to others."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from skwer.apps.calls import actions
from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.files.models import Upload
from skwer.apps.forms.schema import RAW

from ..factories import make_member, make_organisation, make_person
from .resident import DECLARED, STEPS, begin, call_now, fresh, page, sending, sign_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(city, officer):
    return call_now(city, officer)


@pytest.fixture
def writer(client, resident):
    return sign_in(client, resident)


@pytest.fixture
def draft(writer, call):
    return begin(writer, call)


@pytest.mark.job("R1")
def test_a_visitor_learns_whether_she_may_and_where_to_sign_in(client, call):
    shown = client.get(f"/calls/{call.slug}/propose/")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "§\xa03" in text  # the paragraph that says who may apply
    assert f"/account/login/?next=/calls/{call.slug}/propose/" in text
    answer = client.post(f"/calls/{call.slug}/propose/", {"applicant_kind": "person"})
    assert (answer.status_code, answer.url) == (302, f"/account/login/?next=/calls/{call.slug}/propose/")
    assert not Proposal.objects.exists()


def test_the_whole_way_to_the_receipt(writer, call, resident):
    draft = begin(writer, call)
    for step, following in zip(STEPS, (*STEPS[1:], "check-and-send"), strict=True):
        assert writer.get(page(draft, step)).status_code == 200
        answer = writer.post(page(draft, step), typed(draft, step))
        assert (answer.status_code, answer.url) == (302, page(draft, following))
    answer = writer.post(sending(draft), {"version": fresh(draft).version, **DECLARED})
    receipt = f"/calls/{call.slug}/proposals/1/receipt/"
    assert (answer.status_code, answer.url) == (302, receipt)
    kept = fresh(draft)
    assert (kept.state, kept.number, kept.author) == (Proposal.State.SUBMITTED, 1, resident)
    text = writer.get(receipt).content.decode()
    assert kept.receipt in text
    assert kept.revisions.get().hash in text
    # Sending it once more leads to the same receipt instead of a second number.
    again = writer.post(sending(draft), {"version": fresh(draft).version, **DECLARED})
    assert again.url == receipt


@pytest.mark.job("R3")
def test_a_draft_goes_on_at_the_first_gap_on_another_device(writer, draft):
    writer.post(page(draft, "idea"), typed(draft, "idea"))
    elsewhere = sign_in(type(writer)(), draft.author)
    assert elsewhere.get(f"/calls/{draft.call.slug}/drafts/{draft.uid}/").url == page(draft, "place_step")
    assert "Podwórko przy Młyńskiej 12" in elsewhere.get(page(draft, "idea")).content.decode()


def test_finish_later_and_back_save_too(writer, draft):
    writer.post(page(draft, "idea"), typed(draft, "idea", go="later"))
    assert fresh(draft).title == "Podwórko przy Młyńskiej 12"
    answer = writer.post(page(draft, "place_step"), typed(draft, "place_step", go="back"))
    assert answer.url == page(draft, "idea")
    assert fresh(draft).address == "ul. Młyńska 12"


def test_what_cannot_be_read_is_kept_as_typed(writer, draft):
    rows = {
        "costs-0-name": "Ławki",
        "costs-0-quantity": "2",
        "costs-0-amount": "4 OOO",
        "costs-0-source": "grant",
        "work_hours": "dużo",
    }
    answer = writer.post(page(draft, "money"), {"version": "0", **rows})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="4 OOO"' in text
    assert 'href="#id_costs-0-amount"' in text
    assert 'href="#id_work_hours"' in text
    assert set(fresh(draft).answers[RAW]) == {"costs", "work_hours"}
    # And it still stands there when she comes back.
    assert 'value="4 OOO"' in writer.get(page(draft, "money")).content.decode()


def test_rows_of_costs_come_and_go_without_a_script(writer, draft):
    row = {"costs-0-name": "Ławki", "costs-0-quantity": "2", "costs-0-amount": "4000", "costs-0-source": "grant"}
    answer = writer.post(page(draft, "money"), {"version": "0", **row, "add_row": "costs"})
    assert answer.url == f"{page(draft, 'money')}?add=costs#id_costs-1-name"
    assert 'name="costs-1-name"' in writer.get(answer.url).content.decode()
    more = {**row, "costs-1-name": "Drzewa", "costs-1-quantity": "3", "costs-1-amount": "900", "costs-1-source": "own"}
    writer.post(page(draft, "money"), {"version": fresh(draft).version, **more})
    assert fresh(draft).total == 4900
    writer.post(page(draft, "money"), {"version": fresh(draft).version, **more, "remove_row": "costs-0"})
    assert [cost["name"] for cost in fresh(draft).answers["costs"]] == ["Drzewa"]


def test_enter_in_a_field_goes_on_and_does_not_remove_a_row(writer, draft):
    text = writer.get(page(draft, "money")).content.decode()
    first = text[text.index("<form", text.index("<main")) :].split("<button", 1)[1].split(">")[0]
    assert 'name="go" value="next"' in first


def test_two_people_saving_at_once_lose_nothing(writer, draft):
    form = typed(draft, "idea")
    writer.post(page(draft, "idea"), {**form, "title": "Moja wersja"})
    answer = writer.post(page(draft, "idea"), {**form, "title": "Twoja wersja"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'value="Twoja wersja"' in text  # in the field
    assert "Moja wersja</p>" in text  # above it, as it was saved
    assert fresh(draft).title == "Moja wersja"
    # The page carries the new version, so that saving it is a decision and not another conflict.
    assert f'name="version" value="{fresh(draft).version}"' in text


def test_the_last_page_says_what_remains_and_where(writer, draft):
    writer.post(page(draft, "idea"), typed(draft, "idea"))
    text = writer.get(sending(draft)).content.decode()
    assert f'href="{page(draft, "place_step")}?check=1#id_place"' in text
    assert f'href="{page(draft, "money")}?check=1#id_costs"' in text
    answer = writer.post(sending(draft), {"version": fresh(draft).version, **DECLARED})
    assert answer.status_code == 422
    assert fresh(draft).state == Proposal.State.DRAFT
    # The link opens the page with the error beside its field.
    assert 'id="id_place-error"' in writer.get(f"{page(draft, 'place_step')}?check=1").content.decode()


def test_declarations_are_asked_for_and_kept(writer, draft):
    for step in STEPS:
        writer.post(page(draft, step), typed(draft, step))
    answer = writer.post(sending(draft), {"version": fresh(draft).version, "is_of_age": "on"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#id_is_open"' in text
    assert fresh(draft).answers["is_of_age"] is True


def test_limits_name_their_paragraph(writer, draft):
    for step in STEPS:
        writer.post(page(draft, step), typed(draft, step))
    dear = {"costs-0-name": "Ławki", "costs-0-quantity": "2", "costs-0-amount": "12400", "costs-0-source": "grant"}
    writer.post(page(draft, "money"), {"version": fresh(draft).version, **dear, "work_hours": "1"})
    text = writer.post(sending(draft), {"version": fresh(draft).version, **DECLARED}).content.decode()
    assert "400\xa0zł" in text
    assert "(§\xa04)" in text


def test_an_unconfirmed_address_can_write_but_not_send(client, call):
    person = make_person("Nowa Osoba", verified=False)
    sign_in(client, person)
    draft = begin(client, call)
    for step in STEPS:
        client.post(page(draft, step), typed(draft, step))
    answer = client.post(sending(draft), {"version": fresh(draft).version, **DECLARED})
    assert answer.status_code == 403
    assert fresh(draft).number is None


def test_after_the_hour_the_text_is_still_there_and_cannot_be_sent(writer, draft):
    Stage.objects.filter(call=draft.call, kind="propose").update(closes_at=timezone.now() - timedelta(minutes=1))
    answer = writer.post(page(draft, "idea"), typed(draft, "idea", why="Tego szkoda."))
    assert answer.status_code == 409
    assert "Tego szkoda." in answer.content.decode()
    late = writer.post(sending(draft), {"version": fresh(draft).version, **DECLARED})
    assert late.status_code == 409
    shown = writer.get(f"/calls/{draft.call.slug}/propose/")
    assert shown.status_code == 200
    assert 'name="applicant_kind"' not in shown.content.decode()


def test_nobody_else_sees_a_draft(client, draft, officer, operator, stranger):
    for path in (page(draft, "idea"), sending(draft), page(draft, "co-authors"), page(draft, "take-back")):
        client.logout()
        assert client.get(path).status_code == 302  # to sign in
        for person in (officer, operator, stranger):
            assert sign_in(client, person).get(path).status_code == 404
            assert client.post(path, {"version": "0"}).status_code == 404


def test_a_group_and_an_organisation_apply(writer, call, resident, city):
    group = begin(writer, call, applicant_kind="informal_group", group_name="Torowa 3")
    assert (group.applicant_kind, group.group_name) == ("informal_group", "Torowa 3")
    ngo, foreign = make_organisation("sasiedzi"), make_organisation("obca")
    make_member(resident, ngo, "member")
    refused = writer.post(f"/calls/{call.slug}/propose/", {"applicant_kind": "ngo", "organisation": foreign.pk})
    assert refused.status_code == 403
    assert 'href="#id_organisation"' in refused.content.decode()
    answer = writer.post(f"/calls/{call.slug}/propose/", {"applicant_kind": "ngo", "organisation": ngo.pk})
    assert answer.status_code == 302
    changed = writer.post(page(group, "who-applies"), {"applicant_kind": "person"})
    assert changed.status_code == 302
    assert fresh(group).applicant_kind == "person"


def _photo() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "#88aa66").save(file, "JPEG")
    file.seek(0)
    file.name = "trawnik.jpg"
    return file


def test_photos_are_added_described_and_removed(writer, draft):
    sent = {**typed(draft, "idea"), "photo": _photo(), "photo-alt": "Trawnik pod oknami"}
    assert writer.post(page(draft, "idea"), sent).status_code == 302
    upload = Upload.objects.get()
    assert (upload.holder_key, upload.alt_text) == (str(draft.pk), "Trawnik pod oknami")
    assert fresh(draft).answers["photo"] == [str(upload.pk)]
    assert fresh(draft).cover == upload
    # A later save of the same page keeps it.
    writer.post(page(draft, "idea"), typed(draft, "idea"))
    assert fresh(draft).answers["photo"] == [str(upload.pk)]
    writer.post(page(draft, "idea"), typed(draft, "idea", **{"photo-remove": str(upload.pk)}))
    assert fresh(draft).answers["photo"] == []
    assert not Upload.objects.exists()


def test_a_file_that_is_no_photo_is_explained_and_the_rest_is_saved(writer, draft):
    fake = io.BytesIO(b"<svg onload=alert(1)>")
    fake.name = "zdjecie.jpg"
    answer = writer.post(page(draft, "idea"), {**typed(draft, "idea"), "photo": fake})
    assert answer.status_code == 422
    assert 'href="#id_photo"' in answer.content.decode()
    assert fresh(draft).title == "Podwórko przy Młyńskiej 12"
    assert not Upload.objects.exists()


def test_neighbours_are_invited_accept_leave_and_are_removed(writer, client_for, draft):
    people = page(draft, "co-authors")
    assert writer.post(people, {"email": "to nie adres"}).status_code == 422
    assert writer.post(people, {"email": "ola@example.org"}).status_code == 302
    invited = draft.coauthors.get()
    link = f"/invitations/{invited.token}/"
    visitor = client_for(None)
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, {"answer": "yes"}).url == f"/account/login/?next={link}"
    ola = make_person("Ola", email="ola@example.org")
    hers = client_for(ola)
    assert hers.post(link, {"answer": "yes"}).status_code == 302
    assert hers.get(page(draft, "idea")).status_code == 200
    assert client_for(None).get(link).status_code == 409  # used
    # She writes, but only the author invites and withdraws.
    assert hers.post(people, {"email": "ktos@example.org"}).status_code == 403
    assert hers.post(page(draft, "take-back")).status_code == 409
    remove = f"{people}{invited.pk}/remove/"
    assert hers.post(remove).status_code == 302
    assert hers.get(page(draft, "idea")).status_code == 404


def test_saying_no_erases_the_address(draft, resident, client_for):
    actions.invite_coauthor(by=resident, proposal=draft, email="nie@example.org", at=timezone.now())
    link = f"/invitations/{draft.coauthors.get().token}/"
    assert client_for(None).post(link, {"answer": "no"}).status_code == 302
    assert not draft.coauthors.exists()


def test_a_draft_is_deleted_after_a_question(writer, draft):
    assert writer.get(page(draft, "take-back")).status_code == 200
    assert fresh(draft).state == Proposal.State.DRAFT
    assert writer.post(page(draft, "take-back")).status_code == 302
    assert fresh(draft).state == Proposal.State.WITHDRAWN


@pytest.fixture
def client_for():
    from django.test import Client

    def make(person):
        client = Client()
        return client if person is None else sign_in(client, person)

    return make
