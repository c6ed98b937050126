"""Pages of agreements about spaces: the user's side, the desk's side, papers, doors."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.spaces.actions import handing
from skwer.apps.spaces.models import Evaluation, Licence, Match, Wish
from skwer.web.context import address
from skwer.web.licences.papers import licence_paper, protocol_paper
from tests.apps.files.pictures import photo, uploaded

from ..factories import AT, make_call, make_member, make_person, make_proposal
from ..licence_factories import DAY, confirmed, drafted, in_force, in_use, make_space, moment, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(city):
    return make_space(city)


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def typed(space, **changed):
    return {
        "space": space.pk,
        "party_name": "Ewa Lis",
        "party_address": "ul. Lipowa 1",
        "purpose": "pracownia szycia",
        "form": "loan",
        "starts_on": (DAY + timedelta(days=7)).isoformat(),
        "ends_on": (DAY + timedelta(days=100)).isoformat(),
        "fee": "utilities",
        "currency": "PLN",
        "notice_days": "14",
        "restore": "on",
        "extra": "Szyld z miastem.\n\nCisza po 22.",
        **changed,
    }


def pdf_file() -> SimpleUploadedFile:
    writer, made = PdfWriter(), BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(made)
    return SimpleUploadedFile("umowa.pdf", made.getvalue(), "application/pdf")


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_office_drafts_for_an_account_and_sends_it(desk, space, resident):
    new = address("web:desk_licence_new", space.organisation.slug)
    assert desk.get(new, {"space": space.pk}).status_code == 200
    answer = desk.post(new, typed(space, party_email=resident.email))
    licence = Licence.objects.get()
    assert answer.url == address("web:desk_licence", licence.pk)
    assert (licence.party, licence.extra) == (resident, ["Szyld z miastem.", "Cisza po 22."])
    desk.post(answer.url, {"do": "send"})
    licence.refresh_from_db()
    assert licence.state == Licence.State.SENT


def test_wrong_values_stay_in_the_form_and_are_named(desk, space):
    new = address("web:desk_licence_new", space.organisation.slug)
    answer = desk.post(new, typed(space, party_email="nikt@example.org", purpose="próby chóru"))
    assert answer.status_code == 422
    assert "próby chóru" in answer.content.decode()
    assert "Nikt nie ma konta" in answer.content.decode()
    answer = desk.post(new, typed(space, ends_on=DAY.isoformat()))
    assert answer.status_code == 422
    assert not Licence.objects.exists()


def test_a_match_fills_the_draft_and_its_wish_says_who_the_user_is(desk, space, resident, city):
    wish = Wish.objects.create(organisation=city, person=resident, title="Warsztat naprawczy", created_at=AT)
    match = Match.objects.create(space=space, wish=wish, score=70, found_at=AT, changed_at=AT)
    new = address("web:desk_licence_new", city.slug) + f"?match={match.pk}"
    assert "Warsztat naprawczy" in desk.get(new).content.decode()
    desk.post(new, typed(space, match=match.pk))
    assert (Licence.objects.get().party, Licence.objects.get().match) == (resident, match)


def test_a_match_of_another_city_is_not_found(desk, other_city, resident, city):
    elsewhere = make_space(other_city)
    wish = Wish.objects.create(organisation=other_city, person=resident, title="x", created_at=AT)
    match = Match.objects.create(space=elsewhere, wish=wish, score=70, found_at=AT, changed_at=AT)
    assert desk.get(address("web:desk_licence_new", city.slug) + f"?match={match.pk}").status_code == 404


def test_the_user_reads_signs_and_the_office_signs_too(client, space, resident, officer):
    licence = sent(space, resident)
    client.force_login(resident)
    page = client.get(address("web:licence", licence.pk)).content.decode()
    assert "pracownia szycia" in page
    assert client.post(address("web:licence", licence.pk), {"do": "sign"}).status_code == 422
    client.post(address("web:licence", licence.pk), {"do": "sign", "file": pdf_file()})
    licence.refresh_from_db()
    assert licence.state == Licence.State.SIGNED
    client.force_login(officer)
    desk_page = address("web:desk_licence", licence.pk)
    assert "plik podpisany przez użytkownika" in client.get(desk_page).content.decode()
    client.post(desk_page, {"do": "sign", "side": "city", "signed_on": DAY.isoformat()})
    licence.refresh_from_db()
    assert licence.state == Licence.State.ACTIVE


def test_the_agreement_is_a_pdf_with_its_checksum_and_a_draft_says_so(client, space, resident, officer):
    licence = drafted(space, resident)
    client.force_login(officer)
    answer = client.get(address("web:licence_pdf", licence.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert "Nie do podpisu" in words(answer.content) or "Projekt" in words(answer.content)
    licence = sent(make_space(space.organisation), resident)
    version = licence.versions.get()
    text = words(licence_paper(licence, version, "pl"))
    assert version.checksum[:12] in text
    assert "Ewa Lis" in text
    assert "For reading only" in words(licence_paper(licence, version, "en"))
    assert client.get(address("web:licence_pdf", licence.pk) + "?version=9").status_code == 404


def test_a_protocol_is_written_on_a_phone_and_confirmed_by_both(client, space, resident, officer):
    licence = in_force(space, resident)
    here = address("web:protocol", licence.pk, "out")
    client.force_login(resident)
    page = client.get(here).content.decode()
    assert 'value="Podłoga"' in page
    rows = {
        "seen": "", "on": DAY.isoformat(), "keys": "2", "remarks": "", "do": "save",
        "item0-what": "Podłoga", "item0-state": "good", "item0-note": "",
        "item1-what": "Witryna", "item1-state": "damaged", "item1-note": "",
        "meter0-what": "Prąd", "meter0-value": "120,5", "meter0-unit": "kWh",
    }  # fmt: skip
    wrong = client.post(here, rows)
    assert wrong.status_code == 422
    assert "120,5" in wrong.content.decode()
    rows |= {"item1-note": "pęknięcie", "photo": uploaded(photo()), "photo-alt": "Pęknięta szyba"}
    client.post(here, rows)
    page = client.get(here).content.decode()
    assert "Pęknięta szyba" in page
    _confirm(client, here, "party")
    client.force_login(officer)
    _confirm(client, here, "city")
    licence.refresh_from_db()
    assert licence.state == Licence.State.IN_USE
    protocol = licence.protocols.get()
    text = words(protocol_paper(protocol, "pl"))
    for said in ("Witryna", "pęknięcie", "120,5", "Ewa Lis"):
        assert said in text
    assert client.get(address("web:protocol_pdf", licence.pk, "out")).status_code == 200
    assert client.get(address("web:protocol_pdf", licence.pk, "back")).status_code == 404


def _confirm(client, here, side):
    seen = client.get(here).context["seen"]
    return client.post(here, {"do": "confirm", "side": side, "seen": seen})


def test_what_changed_meanwhile_is_not_confirmed(client, space, resident):
    licence = in_force(space, resident)
    here = address("web:protocol", licence.pk, "out")
    client.force_login(resident)
    client.post(here, {"seen": "", "on": DAY.isoformat(), "keys": "2", "do": "save", "item0-what": ""})
    assert client.post(here, {"do": "confirm", "side": "party", "seen": "old"}).status_code == 409


def test_one_more_row_keeps_what_was_typed(client, space, resident):
    licence = in_force(space, resident)
    client.force_login(resident)
    here = address("web:protocol", licence.pk, "out")
    sent_ = {"seen": "", "on": "", "keys": "", "add_row": "item", "item0-what": "Parkiet", "item0-state": "worn"}
    page = client.post(here, sent_)
    assert page.status_code == 200
    assert 'value="Parkiet"' in page.content.decode()
    assert "item1-what" in page.content.decode()
    assert not licence.protocols.exists()


def test_more_time_is_asked_answered_and_signed(client, space, resident, officer):
    licence = in_use(space, resident)
    client.force_login(resident)
    extend = address("web:licence_extend", licence.pk)
    until = (licence.ends_on + timedelta(days=30)).isoformat()
    assert client.post(extend, {"until": DAY.isoformat(), "why": "Sezon."}).status_code == 422
    client.post(extend, {"until": until, "why": "Sezon."})
    client.force_login(officer)
    desk_page = address("web:desk_licence", licence.pk)
    assert client.post(desk_page, {"do": "refuse", "answer": ""}).status_code == 422
    client.post(desk_page, {"do": "agree", "answer": ""})
    for side in ("party", "city"):
        client.post(desk_page, {"do": "sign", "side": side, "signed_on": DAY.isoformat()})
    licence.refresh_from_db()
    assert licence.ends_on.isoformat() == until


def test_an_early_end_keeps_the_notice(client, space, resident):
    licence = in_use(space, resident)
    client.force_login(resident)
    here = address("web:licence", licence.pk)
    sent_ = {"do": "end", "on": (DAY + timedelta(days=3)).isoformat(), "why": "Wyjeżdżamy."}
    answer = client.post(here, sent_)
    assert answer.status_code == 422
    assert "Wyjeżdżamy." in answer.content.decode()
    client.post(here, {**sent_, "on": (DAY + timedelta(days=20)).isoformat()})
    licence.refresh_from_db()
    assert licence.state == Licence.State.TERMINATED


def test_what_it_brought_is_told_and_published(client, space, resident, officer):
    licence = in_use(space, resident)
    confirmed(licence, "back", at=moment(licence.ends_on))
    client.force_login(resident)
    here = address("web:licence_evaluate", licence.pk)
    assert client.post(here, {"visitors": "300", "effects": ""}).status_code == 422
    client.post(here, {"visitors": "300", "events": "", "effects": "Ulica ożyła.", "stays": ""})
    client.force_login(officer)
    client.post(address("web:desk_licence", licence.pk), {"do": "publish"})
    assert Evaluation.objects.get().published_at is not None


def test_nobody_else_sees_it_and_an_auditor_only_reads(client, space, resident, stranger, auditor):
    licence = in_force(space, resident)
    names = ("web:licence", "web:licence_pdf", "web:licence_extend", "web:licence_evaluate", "web:desk_licence")
    addresses = [address(name, licence.pk) for name in names]
    addresses += [address("web:protocol", licence.pk, "out"), address("web:desk_licence_edit", licence.pk)]
    for person in (make_person("Obca"), stranger):
        client.force_login(person)
        assert {client.get(one).status_code for one in addresses} == {404}
    client.force_login(resident)
    assert client.get(address("web:desk_licence", licence.pk)).status_code == 403
    client.force_login(auditor)
    assert client.get(address("web:desk_licence", licence.pk)).status_code == 200
    assert client.post(address("web:desk_licence", licence.pk), {"do": "end"}).status_code == 403
    assert client.post(address("web:protocol", licence.pk, "out"), {"do": "save"}).status_code == 403
    assert client.get(address("web:desk_licence_new", space.organisation.slug)).status_code == 200
    assert client.post(address("web:desk_licence_new", space.organisation.slug), {}).status_code == 403


def test_lists_ask_the_same_however_long_they_are(client, space, resident, officer, django_assert_max_num_queries):
    for n in range(4):
        sent(make_space(space.organisation, title=f"Lokal {n}"), resident)
    client.force_login(officer)
    with django_assert_max_num_queries(24):
        client.get(address("web:desk_licences", space.organisation.slug))
    client.force_login(resident)
    with django_assert_max_num_queries(22):
        page = client.get(address("web:licences"))
    assert page.content.decode().count("Lokal ") >= 4


def test_tabs_narrow_the_desks_list(desk, space, resident):
    sent(space, resident)
    drafted(make_space(space.organisation, title="Hala"))
    page = desk.get(address("web:desk_licences", space.organisation.slug), {"waiting": "prepare"}).content.decode()
    assert "Hala" in page
    assert "Sklep przy Rynku" not in page


def test_the_inbox_says_whose_turn_it_is(space, resident, officer):
    from skwer.apps.inbox.due import due_for

    licence = sent(space, resident)
    make_member(make_person("Druga"), space.organisation)
    assert [one.route for one in due_for(resident, AT)] == ["web:licence"]
    assert not [one for one in due_for(officer, AT) if one.route.startswith("web:desk_licence")]
    licence = in_force(make_space(space.organisation), resident)
    routes = {(one.route, one.kwargs.get("way")) for one in due_for(resident, AT)}
    assert ("web:protocol", "out") in routes
    assert ("web:protocol", "out") in {(one.route, one.kwargs.get("way")) for one in due_for(officer, AT)}
    assert licence.state == Licence.State.ACTIVE


def test_the_desk_chooses_which_spaces_a_call_offers(desk, space, city, officer):
    call = make_call(city, officer, preset="temporary-use", announced=False)
    stage = call.stages.get(kind="propose")
    page = desk.get(address("web:desk_stage", call.slug, stage.order))
    assert page.status_code == 200
    assert "Sklep przy Rynku 4, Rynek 4" in page.content.decode()


def test_a_chosen_proposal_waits_at_the_desk_for_its_agreement(desk, space, city, officer):
    call = make_call(city, officer)
    proposal = make_proposal(call, title="Pracownia napraw")
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.CHOSEN, space=space)
    Call.objects.filter(pk=call.pk).update(state=Call.State.DECIDED)
    assert "Pracownia napraw" in desk.get(address("web:desk_licences", city.slug)).content.decode()
    new = address("web:desk_licence_new", city.slug) + f"?proposal={proposal.pk}"
    assert 'value="Pracownia napraw"' in desk.get(new).content.decode()
    desk.post(new, typed(space, proposal=proposal.pk))
    licence = Licence.objects.get()
    assert (licence.source, licence.party) == (f"call:{proposal.uid}", proposal.author)
    assert desk.get(new).status_code == 404


@pytest.mark.parametrize("typed_number", ["²", "x", "-1", "9" * 40])
def test_a_number_that_is_none_is_not_found(desk, city, typed_number):
    assert desk.get(address("web:desk_licence_new", city.slug), {"match": typed_number}).status_code == 404


def test_a_user_who_stays_away_is_waited_for_and_then_the_city_takes_the_space_back_alone(
    client, officer, space, monkeypatch
):
    licence = in_use(space, make_person())
    page = address("web:protocol", licence.pk, "back")
    handing.write_protocol(by=officer, licence=licence, way="back", values={"keys": 2}, at=AT)
    for days, state in ((14, Licence.State.IN_USE), (15, Licence.State.ENDED)):
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda days=days: moment(licence.ends_on + timedelta(days=days))
        )
        client.force_login(officer)  # months have passed
        shown = client.get(page).content.decode()
        assert "wystarczy potwierdzenie miasta" in shown
        assert 'name="side" value="city"' in shown
        assert 'name="side" value="party"' not in shown
        protocol = licence.protocols.get(way="back")
        client.post(page, {"do": "confirm", "side": "city", "seen": handing.print_of(protocol)})
        licence.refresh_from_db()
        assert licence.state == state
    assert "samo potwierdziło ten protokół" in client.get(page).content.decode()
