"""Pages of agreements: the register, the party's signature and wishes, postings, the desk, and their papers."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest
from django.urls import reverse

from skwer.apps.grants import actions
from skwer.apps.grants.actions import paying
from skwer.apps.grants.models import Agreement, Remark
from skwer.apps.grants.payments import FORMATS
from skwer.web.grants.papers import agreement_pdf, draft_pdf, order_pdf

from ..apps.files.pictures import PDF, uploaded
from ..factories import AT, make_organisation
from ..grants_factories import CITY_ACCOUNT, active_agreement, agreement, chosen_proposal, decided_call, sign_both

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def page(client, route, *args, who=None, **query):
    if who is not None:
        client.force_login(who, backend=BACKEND)
    return client.get(reverse(f"web:{route}", args=args), query)


def text(pdf: bytes) -> str:
    return " ".join(" ".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_register_names_organisations_and_no_person(client, city, officer):
    active_agreement(city, officer=officer, organisation=make_organisation(name="Fundacja Zieleń"))
    made = active_agreement(city, officer=officer, values={"party_name": "Jan Testowy"})
    draft = agreement(city, officer=officer, answers={"title": "Jeszcze nie"})
    for path in (reverse("web:agreements"), reverse("web:agreement", args=[made.pk])):
        assert "Jan Testowy" not in client.get(path).content.decode()
    shown = page(client, "agreements").content.decode()
    assert "Fundacja Zieleń" in shown
    assert draft.title not in shown

    answer = page(client, "agreements", format="csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {row["party"] for row in rows} == {"Fundacja Zieleń", "osoba z miasta"}
    assert sum(Decimal(row["awarded"]) for row in rows) == Decimal("12000.00")


def test_the_register_is_narrowed(client, city, other_city, officer, stranger):
    active_agreement(city, officer=officer, answers={"title": "Ławka"})
    active_agreement(other_city, officer=stranger, answers={"title": "Mural"})
    for query, words in (
        ({"city": "brzegi"}, "Mural"), ({"q": "ław"}, "Ławka"), ({"year": "2026", "q": "mural"}, "Mural"),
    ):  # fmt: skip
        answer = page(client, "agreements", **query)
        assert [row["agreement"].title for row in answer.context["rows"]] == [words]
    assert page(client, "agreements", state="closed").context["rows"] == []
    assert page(client, "agreements", year="x").status_code == 200


def test_lists_ask_the_same_number_of_questions_for_one_and_for_many(
    client, city, officer, django_assert_max_num_queries
):
    for number in range(6):
        active_agreement(city, officer=officer, values={"party_name": f"Osoba {number}"})
    with django_assert_max_num_queries(30):
        page(client, "agreements")
    client.force_login(officer, backend=BACKEND)
    with django_assert_max_num_queries(25):
        client.get(reverse("web:desk_grants"))


def test_the_party_hands_in_its_signed_file_and_the_office_signs(client, city, officer):
    made = agreement(city, officer=officer)
    actions.send_agreement(by=officer, agreement=made, at=AT)
    sign = reverse("web:agreement_sign", args=[made.pk])
    client.force_login(made.party, backend=BACKEND)
    assert client.post(sign, {"name": "", "file": uploaded(PDF, "umowa.pdf")}).status_code == 422
    assert client.post(sign, {"name": "Anna Nowak", "file": uploaded(PDF, "umowa.pdf")}).status_code == 302
    assert client.post(sign, {"name": "Anna Nowak", "file": uploaded(PDF, "umowa.pdf")}).status_code == 403

    client.force_login(officer, backend=BACKEND)
    desk = reverse("web:desk_agreement", args=[made.pk])
    told = {"do": "sign", "side": "city", "how": "paper", "name": "Burmistrz", "signed_on": AT.date().isoformat()}
    assert client.post(desk, told).status_code == 302
    assert Agreement.objects.get(pk=made.pk).state == "active"


def test_a_wish_for_a_change_keeps_what_was_typed_and_says_what_to_mend(client, city, officer):
    made = active_agreement(city, officer=officer)
    client.force_login(made.party, backend=BACKEND)
    address = reverse("web:amendment_ask", args=[made.pk])
    rows = {
        f"line{n}-{name}": value
        for n, line in enumerate(made.lines.all())
        for name, value in (
            ("order", line.order), ("name", line.name), ("source", line.source), ("amount", f"{line.amount}"),
        )
    }  # fmt: skip
    too_much = client.post(address, {**rows, "line0-amount": "4500", "do": "ask", "why": "Ceny", "ends_on": ""})
    assert too_much.status_code == 422
    assert "4500" in too_much.content.decode()
    good = {**rows, "line0-amount": "3500", "line1-amount": "2500", "do": "ask", "why": "Ceny", "ends_on": ""}
    answer = client.post(address, good)
    assert answer.status_code == 302, (answer.context["form"].errors, [f.errors for f in answer.context["lines"].forms])

    client.force_login(officer, backend=BACKEND)
    desk = reverse("web:desk_amendment", args=[made.pk, 1])
    assert "3\xa0500\xa0zł" in client.get(desk).content.decode()
    assert client.post(desk, {"do": "refuse", "words": ""}).status_code == 422
    assert client.post(desk, {"do": "agree", "words": "Zgoda."}).status_code == 302
    assert made.versions.count() == 2


def test_anybody_comments_on_a_posted_offer_but_no_machine_and_not_without_end(client, city, officer):
    made = agreement(city, officer=officer, agree={"posting_days": 7}, values={"party_name": "Jan Testowy"})
    posting = actions.post(by=officer, agreement=made, at=AT)
    address = reverse("web:posting", args=[made.pk])
    assert "Jan Testowy" not in client.get(address).content.decode()
    assert client.post(address, {"text": "", "name": ""}).status_code == 422
    assert client.post(address, {"text": "Spam", "website": "x"}).status_code == 302
    assert client.post(address, {"text": "Popieram.", "name": ""}).status_code == 302
    assert [one.text for one in Remark.objects.all()] == ["Popieram."]
    answers = [client.post(address, {"text": "Jeszcze raz."}).status_code for _n in range(4)]
    assert 429 in answers

    actions.hide_remark(by=officer, remark=posting.remarks.first(), why="Obelga.", at=AT)
    shown = client.get(address).content.decode()
    assert "Obelga." in shown
    assert "Popieram." not in shown


def test_the_draft_is_corrected_posted_answered_and_sent_from_the_desk(client, city, officer, monkeypatch):
    made = agreement(city, officer=officer, agree={"posting_days": 7}, values={"account": ""})
    client.force_login(officer, backend=BACKEND)
    edit, desk = reverse("web:desk_agreement_edit", args=[made.pk]), reverse("web:desk_agreement", args=[made.pk])
    form = client.get(edit).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    told |= {"do": "save", "account": "PL00"}
    assert client.post(edit, told).status_code == 422
    assert client.post(edit, told | {"account": "61 1090 1014 0000 0712 1981 2874"}).status_code == 302
    assert client.post(desk, {"do": "send"}).status_code == 422
    assert client.post(desk, {"do": "post"}).status_code == 302

    later = AT + timedelta(days=9)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.post(reverse("web:desk_posting", args=[made.pk]), {"do": "close", "words": ""}).status_code == 302
    assert client.post(desk, {"do": "send"}).status_code == 302
    assert Agreement.objects.get(pk=made.pk).state == "sent"


@pytest.mark.job("O6")
def test_agreements_the_orders_annex_and_the_payment_list_come_from_the_same_sums(client, city, officer):
    """Drafted at once from the decision; each text, the order's annex and the bank's list agree to the grosz."""
    call = decided_call(city)
    for requested in ("3333.33", "1234.56", "999.99"):
        costs = [{"name": "Całość", "quantity": "1", "amount": requested, "source": "grant"}]
        chosen_proposal(call, costs=costs, title=f"Miejsce za {requested}")
    client.force_login(officer, backend=BACKEND)
    assert client.post(reverse("web:desk_agreements_of_call", args=[call.slug])).status_code == 302
    made = list(call.agreements.order_by("pk"))
    total = sum(one.amount for one in made)
    assert total == call.decisions.get().lines.all()[0].decision.spent == Decimal("5567.88")

    for one in made:
        values = {"account": "PL61109010140000071219812874", "party_address": "ul. Lipowa 1"}
        actions.change_draft(by=officer, agreement=one, values=values, at=AT)
        version = actions.send_agreement(by=officer, agreement=one, at=AT)
        assert f"{one.amount:.2f}".replace(".", ",")[-6:] in text(agreement_pdf(version))
        sign_both(officer, version, on=AT.date(), at=AT)

    annex = text(client.get(reverse("web:desk_award_order", args=[call.slug])).content)
    assert "5 567,88 zł" in annex.replace("\xa0", " ")
    due = [row for one in made for row in one.instalments.filter(state="due")]
    order = paying.order_payments(
        by=officer, organisation=city, instalments=due, from_account=CITY_ACCOUNT, pay_on=AT.date(), at=AT
    )
    assert order.total == sum(row.amount for row in due)
    planned = sum(row.amount for one in made for row in one.instalments.all())
    assert planned == total
    assert set(FORMATS) >= {"csv", "xlsx"}


def test_papers_are_tagged_and_carry_the_checksum(city, officer):
    made = active_agreement(city, officer=officer)
    version = made.versions.get()
    for pdf in (agreement_pdf(version), agreement_pdf(version, "en"), order_pdf(made.call, [made])):
        catalogue = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
        assert catalogue["/MarkInfo"]["/Marked"]
        assert catalogue["/Lang"][:2] in ("pl", "en")
    written = text(agreement_pdf(version))
    assert version.mark in written
    assert "§ 1. Przedmiot umowy" in written.replace("\xa0", " ")
    assert "Not to be signed" in text(draft_pdf(agreement(city, officer=officer), "en"))


def test_a_chosen_proposal_leads_to_its_agreement(client, city, officer):
    made = active_agreement(city, officer=officer)
    shown = page(client, "proposal", made.call.slug, made.proposal.number).content.decode()
    assert reverse("web:agreement", args=[made.pk]) in shown


def test_the_officer_of_another_city_sees_nothing_of_it(client, city, officer, stranger):
    draft = agreement(city, officer=officer)
    for route in ("desk_agreement", "desk_agreement_edit", "agreement_pdf", "agreement"):
        assert page(client, route, draft.pk, who=stranger).status_code == 404
    assert page(client, "desk_grants", who=stranger, city=city.slug).status_code == 403
