"""Limits an organisation meets while it writes: the year's, those of kinds of costs, de minimis aid."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from skwer.apps.calls import actions
from skwer.apps.calls.columns import read_columns
from skwer.apps.calls.kinds.propose import form_data
from skwer.apps.calls.limits import awarded_in_year, left_in_year, limit_errors, year_of
from skwer.apps.calls.models import Decision, DecisionLine, Proposal, Scheme
from skwer.apps.calls.regulations import paragraph_of, paragraphs
from skwer.apps.calls.regulations.writing import money
from tests.factories import AT, make_call, make_city, make_member, make_organisation, make_person, make_proposal

pytestmark = pytest.mark.django_db

CAPS = [
    {
        "key": "admin",
        "title": {"pl": "koszty administracyjne", "en": "administration"},
        "words": {"pl": "Koszty administracyjne: najwyżej {percent}% kosztu całkowitego.", "en": ""},
        "percent": "10",
    },
    {"key": "publicity", "title": {"pl": "promocja", "en": "publicity"}, "words": {}, "percent": "5"},
]


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def officer(city):
    person = make_person("Jan Urzędnik")
    make_member(person, city, "officer")
    return person


@pytest.fixture
def ngo():
    return make_organisation("krzewy", name="Stowarzyszenie Krzewy")


@pytest.fixture
def member(ngo):
    person = make_person("Ola Krzew")
    make_member(person, ngo, "member")
    return person


def _call(city, officer, *, year_cap=None, de_minimis=False, caps=(), **fields):
    call = make_call(city, officer, announced=False, kinds=["propose", "decide"], **fields)
    Scheme.objects.filter(pk=call.edition.scheme_id).update(year_cap=year_cap, de_minimis=de_minimis)
    call.refresh_from_db()
    stage = call.stages.get(kind="propose")
    stage.settings = {**stage.settings, "caps": list(caps)}
    stage.state, stage.opened_at = "open", AT - timedelta(days=3)
    stage.save()
    type(call).objects.filter(pk=call.pk).update(state="announced")
    call.refresh_from_db()
    return call


def _draft(call, author, ngo=None, **answers):
    proposal = make_proposal(call, author, submitted=False, **answers)
    if ngo is not None:
        Proposal.objects.filter(pk=proposal.pk).update(organisation=ngo, applicant_kind="ngo")
        proposal.refresh_from_db()
    return proposal


def _award(call, proposal, amount, *, published=True, superseded=False, at=AT):
    decision = Decision.objects.create(
        call=call,
        method="points",
        inputs={},
        outcome={},
        pot=call.pot,
        spent=Decimal(0),
        decided_at=at,
        published_at=at if published else None,
        superseded_at=at if superseded else None,
    )
    return DecisionLine.objects.create(
        decision=decision, proposal=proposal, order=1, result="funded", amount=Decimal(amount), reason="points"
    )


def _errors(proposal):
    return {e.code: e for e in limit_errors(proposal, read_columns(proposal.answers))}


def test_a_year_holds_only_so_much_for_one_organisation(city, officer, ngo, member):
    call = _call(city, officer, year_cap="20000")
    earlier = _draft(call, member, ngo)
    at = AT.replace(year=year_of(call))
    _award(call, earlier, "14000.01", at=at)
    proposal = _draft(call, member, ngo)  # asks for 6,000 zł: 4,000 and 2,000
    error = _errors(proposal)["year_cap"]
    said = str(error.message)
    for figure in ("20000", "14000.01", "5999.99"):
        assert str(money(Decimal(figure), "PLN")["en"]) in said or str(money(Decimal(figure), "PLN")["pl"]) in said
    assert paragraph_of(call, "year_cap") in said
    assert paragraph_of(call, "year_cap")
    assert (error.field, error.row, error.part) == ("costs", 1, "amount")
    with pytest.raises(actions.Incomplete) as refused:
        actions.submit_proposal(by=member, proposal=proposal, at=AT)
    assert "year_cap" in {e.code for e in refused.value.errors}
    assert "year_cap" not in _errors(_draft(call, member))  # a person has no such limit
    assert "year_cap" not in _errors(_draft(call, member, make_organisation()))


def test_what_counts_in_the_year_is_published_in_force_and_not_withdrawn(city, officer, ngo, member):
    call = _call(city, officer, year_cap="20000")
    scheme, year = call.edition.scheme, year_of(call)
    at = AT.replace(year=year)
    proposal = _draft(call, member, ngo)
    line = _award(call, proposal, "8000", at=at)
    assert awarded_in_year(ngo, scheme, year) == 8000
    assert left_in_year(proposal) == (Decimal(20000), Decimal(8000), Decimal(12000))
    assert awarded_in_year(ngo, scheme, year + 1) == 0
    other = Scheme.objects.create(organisation=city, name="Inny", vehicle="other", support="cash")
    assert awarded_in_year(ngo, other, year) == 0
    for changes in ({"published_at": None}, {"superseded_at": at}):
        Decision.objects.filter(pk=line.decision_id).update(**changes)
        assert awarded_in_year(ngo, scheme, year) == 0
        Decision.objects.filter(pk=line.decision_id).update(published_at=at, superseded_at=None)
    proposal.withdraw()
    proposal.save()
    assert awarded_in_year(ngo, scheme, year) == 0


def test_capped_kinds_of_costs_name_the_line_that_goes_beyond(city, officer, member):
    call = _call(city, officer, caps=CAPS)
    rows = [
        {"name": "Ławki", "quantity": "", "amount": "8000.00", "source": "grant"},
        {"name": "Księgowa", "quantity": "", "amount": "600.00", "source": "grant", "kind": "admin"},
        {"name": "Biuro", "quantity": "", "amount": "400.00", "source": "own", "kind": "admin"},
        {"name": "Plakaty", "quantity": "", "amount": "1000.00", "source": "own", "kind": "publicity"},
    ]
    errors = _errors(_draft(call, member, costs=rows))
    assert "cap_admin" not in errors  # 1,000 of 10,000: exactly ten per cent
    error = errors["cap_publicity"]
    assert (error.row, error.part) == (3, "amount")
    assert paragraph_of(call, "caps") in str(error.message)
    assert str(money(Decimal(500), "PLN")["pl"]) in str(error.message).replace(",", "\u00a0")
    rows[2]["amount"] = "400.01"
    assert _errors(_draft(call, member, costs=rows))["cap_admin"].row == 2


def test_caps_stand_in_the_form_and_in_the_regulations(city, officer, member):
    call = _call(city, officer, caps=CAPS)
    proposal = _draft(call, member)
    rows = [{"name": "Plakaty", "quantity": "", "amount": "10", "source": "own", "kind": "publicity"}]
    actions.save_draft(by=member, proposal=proposal, answers={"costs": rows}, version=proposal.version, at=AT)
    assert proposal.answers["costs"][0]["kind"] == "publicity"
    rows[0]["kind"] = "nothing of ours"
    actions.save_draft(by=member, proposal=proposal, answers={"costs": rows}, version=proposal.version, at=AT)
    assert "kind" not in proposal.answers["costs"][0]
    said = [c["text"]["pl"] for p in paragraphs(call) for c in p["clauses"] if c["topic"] == "caps"]
    assert said == [
        "Koszty administracyjne: najwyżej 10% kosztu całkowitego.",
        "Promocja: najwyżej 5% kosztu całkowitego.",
    ]


def test_faulty_caps_are_refused(city, officer):
    call = make_call(city, officer, announced=False)
    stage = call.stages.get(kind="propose")
    for caps in ([{"key": "a", "title": {"pl": "A"}, "percent": "101"}], [{"key": "", "percent": "5"}], CAPS[:1] * 2):
        with pytest.raises(actions.Invalid):
            actions.change_stage(by=officer, stage=stage, changes={"settings": {"caps": caps}}, at=AT)


def test_where_a_business_benefits_its_declaration_is_asked_for(city, officer, member):
    call = _call(city, officer, de_minimis=True)
    stage = call.stages.get(kind="propose")
    asked = {q["key"]: q for step in form_data(stage)["steps"] for q in step["questions"]}
    assert paragraph_of(call, "de_minimis") in asked["business_benefits"]["hint"]["pl"]
    assert asked["de_minimis"]["public"] is False
    assert _errors(_draft(call, member, business_benefits="yes"))["de_minimis"].field == "de_minimis"
    assert "de_minimis" not in _errors(_draft(call, member, business_benefits="no"))
    assert "de_minimis" not in _errors(_draft(call, member, business_benefits="yes", de_minimis=[str(UUID(int=1))]))
    plain = form_data(_call(city, officer).stages.get(kind="propose"))
    assert "business_benefits" not in {q["key"] for step in plain["steps"] for q in step["questions"]}


def test_too_large_a_grant_points_to_the_line_with_which_it_goes_beyond(city, officer, member):
    rows = [
        {"name": "Ławki", "quantity": "", "amount": "9000.00", "source": "grant"},
        {"name": "Praca", "quantity": "", "amount": "9000.00", "source": "volunteer"},
        {"name": "Drzewa", "quantity": "", "amount": "3000.01", "source": "grant"},
    ]
    error = _errors(_draft(_call(city, officer), member, costs=rows))["too_much"]
    assert (error.row, error.part) == (2, "amount")


@pytest.mark.job("N3")
def test_every_broken_rule_is_listed_with_its_line_while_one_writes(client, city, officer, ngo, member):
    call = _call(city, officer, year_cap="20000", caps=CAPS, own_share=60, request_max="9000")
    earlier = _draft(call, member, ngo)
    _award(call, earlier, "14000", at=AT.replace(year=year_of(call)))
    rows = [
        {"name": "Ławki", "quantity": "", "amount": "5000.00", "source": "grant"},
        {"name": "Plakaty", "quantity": "", "amount": "4500.00", "source": "grant", "kind": "publicity"},
        {"name": "Praca", "quantity": "", "amount": "1000.00", "source": "volunteer"},
    ]
    proposal = _draft(call, member, ngo, costs=rows)
    found = {code: (error.field, error.row) for code, error in _errors(proposal).items()}
    assert found == {
        "too_much": ("costs", 1),
        "own_share": ("costs", None),
        "cap_publicity": ("costs", 1),
        "year_cap": ("costs", 1),
    }
    client.force_login(member)
    page = client.get(reverse("web:draft", args=[call.slug, proposal.uid, "money"]))
    for error in page.context["beside"]:
        assert str(error.message).split("(")[0].strip() in page.content.decode()
    assert {error.code for error in page.context["beside"]} == set(found)
    assert page.context["year"] == (Decimal(20000), Decimal(14000), Decimal(6000))
