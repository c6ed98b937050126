"""May I apply?, consents and support as pages: without an account, without scripts, for whom and for whom not."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from skwer.apps.calls import actions
from skwer.apps.calls.actions import needing, supporting
from skwer.apps.calls.models import Need, Proposal
from skwer.apps.calls.regulations import frozen_or_made
from skwer.apps.files.models import Upload
from tests.backing_factories import asking_call, draft, need_of, reread, scan, sign
from tests.factories import make_person

from .resident import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(city, officer, now):
    return asking_call(
        city, officer, needed=3, consent="before_sending", age_min=13, guardian_age=18, at=now,
        first_day=(now - timedelta(days=5)).date(),
    )  # fmt: skip


@pytest.fixture
def begun(call, resident, now):
    return draft(call, resident, at=now, owner="unknown")


def page(client, name, *args, **query):
    return client.get(reverse(f"web:{name}", args=args), query)


def text(response) -> str:
    return response.content.decode()


# --- may I apply?


@pytest.mark.job("R1")
def test_three_neighbours_ask_without_an_account_and_start_with_their_answers(client, call, resident):
    assert reverse("web:may_i", args=[call.slug]) in text(page(client, "call", call.slug))
    found = page(client, "may_i", call.slug, who="informal_group", people="3", age="16", sum="9 000", land="unknown")
    assert found.status_code == 200
    answer = found.context["answer"]
    assert answer.yes is True
    shown = text(found)
    assert "12\u00a0000" in shown
    numbers = {one["number"] for one in frozen_or_made(call)}
    for finding in answer.findings:
        assert int(finding.paragraph[2:]) in numbers
        assert f"#p{finding.paragraph[2:]}" in shown
    start = found.context["start_url"]
    assert start in shown.replace("&amp;", "&")

    client = sign_in(client, resident)
    begin = client.get(start)
    assert 'name="land" value="unknown"' in text(begin)
    client.post(start.split("?")[0], {"applicant_kind": "informal_group", "group_name": "Sąsiedzi z Lipowej",
                                      "young": "on", "land": "unknown"})  # fmt: skip
    made = Proposal.objects.get()
    assert (made.applicant_kind, made.young, made.answers) == ("informal_group", True, {"owner": "unknown"})
    assert set(made.needs.values_list("kind", flat=True)) == {"guardian", "owner", "support"}


@pytest.mark.parametrize(
    "query",
    [
        {"who": "person", "sum": "dużo"},
        {"who": "person", "age": "-3"},
        {"who": "informal_group", "people": "paru"},
        {"who": ""},
        {"who": "alien"},
    ],
)
def test_what_cannot_be_read_is_named_beside_its_field_and_stays_as_typed(client, call, query):
    found = page(client, "may_i", call.slug, **query)
    assert found.status_code == 200
    assert found.context["answer"] is None
    assert len(found.context["problems"]) == 1
    typed = next((value for name, value in query.items() if name != "who"), "")
    if typed:
        assert f'value="{typed}"' in text(found)


def test_a_no_says_why_and_leads_nowhere_but_to_other_answers(client, call):
    found = page(client, "may_i", call.slug, who="person", age="12")
    assert found.context["answer"].yes is False
    assert found.context["start_url"] not in text(found).replace("&amp;", "&")


def test_the_wizard_of_a_call_in_preparation_does_not_exist(client, city, officer, now):
    hidden = asking_call(city, officer, announced=False, at=now)
    assert page(client, "may_i", hidden.slug).status_code == 404


def test_the_start_keeps_what_was_answered_through_signing_in(client, call):
    found = client.get(reverse("web:propose", args=[call.slug]), {"applicant_kind": "ngo", "land": "other"})
    assert "applicant_kind%3Dngo%26land%3Dother" in found.context["login_url"]
    assert found.context["land"] == "other"
    bogus = client.get(reverse("web:propose", args=[call.slug]), {"applicant_kind": "x", "land": "<b>"})
    assert bogus.context["land"] == ""


# --- needs


def test_sending_leads_to_what_is_missing(client, call, begun, resident):
    client = sign_in(client, resident)
    found = client.post(
        reverse("web:draft_preview", args=[call.slug, begun.uid]), {"go": "send", "version": begun.version}
    )
    assert found.status_code == 422
    needs_url = reverse("web:needs", args=[call.slug, begun.uid])
    assert f"{needs_url}#need-owner" in text(found)
    assert f"{needs_url}#need-support" in text(found)


def test_consent_and_list_are_handed_in_and_taken_back(client, call, begun, resident, now):
    client = sign_in(client, resident)
    url = reverse("web:needs", args=[call.slug, begun.uid])
    shown = text(client.get(url))
    need = need_of(begun, "owner")
    assert need.token in shown
    assert reverse("web:support_proposal", args=[call.slug, begun.uid]) in shown
    done = client.post(url, {"do": "give", "need": need.pk, "who": "Jan Zarządca", "file": scan()})
    assert done.status_code == 302
    assert need_of(begun, "owner").state == Need.State.GIVEN
    client.post(url, {"do": "sheet", "names": "2", "file": scan()})
    sheet = begun.support_sheets.get()
    assert sheet.declared == 2
    client.post(url, {"do": "take_back", "sheet": sheet.pk})
    assert not begun.support_sheets.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [({"do": "give", "who": "Jan Zarządca"}, "Jan Zarządca"), ({"do": "sheet", "names": "77"}, "77"),
     ({"do": "sheet", "names": "dwa"}, "dwa")],
)  # fmt: skip
def test_a_refused_page_keeps_what_was_typed(client, call, begun, resident, given, kept):
    client = sign_in(client, resident)
    url = reverse("web:needs", args=[call.slug, begun.uid])
    found = client.post(url, {**given, "need": need_of(begun, "owner").pk})
    assert found.status_code == 422
    assert f'value="{kept}"' in text(found)
    assert "data-errors" in text(found)


def test_a_file_that_is_no_picture_is_refused_in_words(client, call, begun, resident):
    client = sign_in(client, resident)
    fake = io.BytesIO(b"<html>")
    fake.name = "zgoda.pdf"
    need = need_of(begun, "owner")
    url = reverse("web:needs", args=[call.slug, begun.uid])
    found = client.post(url, {"do": "give", "need": need.pk, "who": "Jan Zarządca", "file": fake})
    assert found.status_code == 422
    assert not Upload.objects.exists()
    assert need_of(begun, "owner").state == Need.State.OPEN


def test_needs_are_for_those_who_write(client, call, begun, officer):
    url = reverse("web:needs", args=[call.slug, begun.uid])
    assert client.get(url).status_code == 302
    for person in (make_person(), officer):
        assert sign_in(client, person).get(url).status_code == 404


# --- the unlisted list


def test_a_passer_by_reads_the_idea_by_its_link_and_signs_with_an_account(client, call, begun, resident):
    url = reverse("web:support_proposal", args=[call.slug, begun.uid])
    found = client.get(url)
    assert found.status_code == 200
    assert found["X-Robots-Tag"] == "noindex"
    assert begun.title in text(found)
    assert resident.name not in text(found)  # she did not agree to be named
    assert "PESEL" in text(found)
    assert client.post(url, {"name": "Anna Nowak"}).status_code == 302  # first an account

    neighbour = make_person("Zofia Lis")
    client = sign_in(client, neighbour)
    wrong = client.post(url, {"name": "Zofia Lis", "street": "Młyńska", "lives_here": "on"})
    assert wrong.status_code == 422
    assert 'value="Młyńska"' in text(wrong)
    client.post(url, {"name": "Zofia Lis", "street": "Młyńska", "lives_here": "on", "old_enough": "on"})
    assert begun.supporters.get().person == neighbour
    assert "Zofia Lis, Młyńska" in text(client.get(url))
    client.post(url, {"do": "withdraw"})
    assert not begun.supporters.exists()


def test_nobody_reads_others_names(client, call, begun, resident, now):
    sign(begun, name="Tajna Osoba", at=now)
    url = reverse("web:support_proposal", args=[call.slug, begun.uid])
    for person in (make_person(), resident):
        assert "Tajna Osoba" not in text(sign_in(client, person).get(url))
    assert "Tajna Osoba" not in text(sign_in(client, resident).get(reverse("web:needs", args=[call.slug, begun.uid])))


def test_the_list_of_a_draft_without_a_title_or_of_a_call_that_asks_for_none_does_not_exist(
    client, call, city, officer, resident, now
):
    empty = actions.start_proposal(by=resident, call=call, at=now)
    assert page(client, "support_proposal", call.slug, empty.uid).status_code == 404
    other = asking_call(city, officer, at=now, first_day=(now - timedelta(days=5)).date())
    unasked = draft(other, resident, at=now)
    assert page(client, "support_proposal", other.slug, unasked.uid).status_code == 404
    assert page(client, "support_proposal", other.slug, empty.uid).status_code == 404


def test_a_closed_list_says_so_and_tells_nothing_about_the_idea(client, call, begun, resident):
    actions.withdraw_proposal(by=resident, proposal=reread(begun), at=timezone.now())
    found = page(client, "support_proposal", call.slug, begun.uid)
    assert found.status_code == 409
    assert begun.title not in text(found)


def test_a_full_list_thanks(client, call, begun, now):
    for _n in range(6):
        sign(begun, at=now)
    found = sign_in(client, make_person()).get(reverse("web:support_proposal", args=[call.slug, begun.uid]))
    assert "<form" not in text(found).split("<main")[1].split("</main>")[0]


# --- links for a guardian or an owner


def test_an_owner_agrees_without_an_account(client, call, begun):
    need = need_of(begun, "owner")
    url = reverse("web:consent_give", args=[need.token])
    found = client.get(url)
    assert found.status_code == 200
    assert found["Referrer-Policy"] == "no-referrer"
    wrong = client.post(url, {"answer": "yes", "who": "Jan Zarządca"})
    assert wrong.status_code == 422
    assert 'value="Jan Zarządca"' in text(wrong)
    client.post(url, {"answer": "yes", "who": "Jan Zarządca", "states": "on"})
    assert need_of(begun, "owner").state == Need.State.GIVEN
    client.post(url, {"answer": "no", "who": "Jan Zarządca"})
    assert need_of(begun, "owner").state == Need.State.REFUSED


def test_a_dead_link_says_whom_to_ask(client):
    assert page(client, "consent_give", "nothing").status_code == 409


def test_the_author_cannot_open_her_own_consent(client, call, begun, resident):
    url = reverse("web:consent_give", args=[need_of(begun, "owner").token])
    found = sign_in(client, resident).post(url, {"answer": "yes", "who": "Jan Zarządca", "states": "on"})
    assert found.status_code == 403
    assert need_of(begun, "owner").state == Need.State.OPEN


# --- paper


def words_of(response) -> str:
    reader = PdfReader(io.BytesIO(response.content))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(one.extract_text() for one in reader.pages).split())


def test_the_printed_list_names_the_idea_its_day_and_what_becomes_of_the_names(
    client, call, begun, resident, city, now
):
    url = reverse("web:support_sheet", args=[call.slug, begun.uid])
    assert client.get(url).status_code == 302
    assert sign_in(client, make_person()).get(url).status_code == 404
    said = words_of(sign_in(client, resident).get(url))
    assert begun.title in said
    assert str(supporting.kept_until(call, now).year) in said
    for words in ("PESEL", "UODO", city.name, "Ulica", "Podpis", str(begun.uid)[:8]):
        assert words in said
    assert "{" not in said


@pytest.mark.parametrize("kind", ["owner", "guardian"])
def test_a_consent_can_be_signed_by_hand(client, call, resident, now, kind):
    proposal = draft(call, resident, at=now, owner="other")
    actions.change_applicant(by=resident, proposal=reread(proposal), applicant_kind="person", young=True, at=now)
    client = sign_in(client, resident)
    said = words_of(client.get(reverse("web:consent_form", args=[call.slug, proposal.uid, kind])))
    assert proposal.title in said
    assert "UODO" in said
    assert client.get(reverse("web:consent_form", args=[call.slug, proposal.uid, "support"])).status_code == 404


# --- the desk


@pytest.fixture
def sent(call, begun, resident, now):
    needing.give_need(by=resident, need=need_of(begun, "owner"), who="Jan Zarządca", file=scan(), at=now)
    sign(begun, name="Zofia Lis", street="Młyńska", at=now)
    sign(begun, name="zofia lis", street="młyńska ", at=now)
    supporting.hand_in_sheet(by=resident, proposal=reread(begun), names=2, file=scan(), at=now)
    return actions.submit_proposal(by=resident, proposal=reread(begun), at=now)


def test_the_office_confirms_counts_and_sees_who_may_stand_twice(client, call, sent, officer):
    client = sign_in(client, officer)
    url = reverse("web:desk_needs", args=[call.slug, sent.number])
    shown = client.get(url)
    assert shown.status_code == 200
    assert [row["twice"] for row in shown.context["names"]] == [True, True]
    need, sheet = need_of(sent, "owner"), sent.support_sheets.get()
    bad = client.post(url, {"need": need.pk, f"n{need.pk}-state": "refused"})
    assert bad.status_code == 422
    client.post(url, {"need": need.pk, f"n{need.pk}-state": "confirmed", f"n{need.pk}-who": "Wspólnota"})
    assert need_of(sent, "owner").state == Need.State.CONFIRMED
    typed = {"sheet": sheet.pk, f"s{sheet.pk}-valid": "1", f"s{sheet.pk}-struck": "1"}
    assert client.post(url, typed).status_code == 422
    client.post(url, typed | {f"s{sheet.pk}-why": "dwa razy"})
    client.post(url, {"sheet": "new", "snew-valid": "1", "snew-struck": "0"})
    assert sorted(sent.support_sheets.values_list("valid", flat=True)) == [1, 1]


def test_an_auditor_reads_and_another_city_sees_nothing(client, call, sent, auditor, stranger):
    url = reverse("web:desk_needs", args=[call.slug, sent.number])
    assert sign_in(client, auditor).get(url).status_code == 200
    assert client.post(url, {"sheet": "new", "snew-valid": "1"}).status_code == 403
    assert sign_in(client, stranger).get(url).status_code == 403


def test_the_office_can_set_what_a_call_asks_for(client, city, officer, now):
    call = asking_call(city, officer, announced=False, at=now)
    stage = call.stages.get(kind="propose")
    client = sign_in(client, officer)
    shown = text(client.get(reverse("web:desk_stage", args=[call.slug, stage.order])))
    for name in ("support.needed", "support.age", "support.days_kept", "owner_consent"):
        assert f'name="{name}"' in shown
    assert 'name="guardian_age"' in text(client.get(reverse("web:desk_call_edit", args=[call.slug])))


def test_pages_ask_the_database_a_constant_number_of_times(
    client, call, sent, officer, django_assert_max_num_queries, now
):
    url = reverse("web:desk_needs", args=[call.slug, sent.number])
    client = sign_in(client, officer)
    for _n in range(3):
        supporting.count_sheet(by=officer, proposal=sent, valid=0, struck=1, why="x", at=now)
    client.get(url)
    with django_assert_max_num_queries(34):
        client.get(url)
