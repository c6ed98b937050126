"""VOTE as a stage kind: settings, regulations, what freezes, what the office is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin

from skwer.apps.calls.models import Proposal
from skwer.apps.calls.stages import kinds
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import Organisation
from skwer.apps.voting import keys
from skwer.apps.voting.queries import Terms
from skwer.values.canonical import canonical_json

from ...factories import AT, make_member, make_person
from .elections import CLOSES, cast, make_vote, open_vote, voters_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    return kinds()["vote"]


def test_the_defaults_are_valid(kind):
    assert kind.problems(kind.defaults()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"least": 0}, "choices"),
        ({"least": 4}, "choices"),
        ({"most": 101}, "choices"),
        ({"most": "3"}, "choices"),
        ({"most": True}, "choices"),
        ({"age": 0}, "age"),
        ({"age": None}, "age"),
        ({"declaration": " "}, "declaration"),
        ({"declaration": {"pl": ""}}, "declaration"),
        ({"ballot": "knapsack"}, "ballot"),
    ],
)
def test_wrong_settings_are_named(kind, change, code):
    assert [problem.code for problem in kind.problems({**kind.defaults(), **change})] == [code]


def test_the_regulations_say_who_how_many_and_how_it_stays_secret(kind, city):
    stage = make_vote(city, least=1, most=3, age=16)
    for language, words in {
        "pl": ["od 1 do 3", "16 lat", "tajne"],
        "en": ["from 1 to 3", "16 years", "secret"],
    }.items():
        text = " ".join(clause.text[language] for clause in kind.clauses(stage))
        assert all(word in text for word in words)
        assert "{" not in text


@pytest.mark.parametrize(
    ("locative", "words"),
    [("Lipowcu", "Mieszkam w Lipowcu"), ("Wrocławiu", "Mieszkam we Wrocławiu"), ("", "Mieszkam w mieście Lipowiec")],
)
def test_the_declaration_names_the_city_as_people_say_it(city, locative, words):
    city.name_locative = locative
    city.save()
    stage = make_vote(city)
    assert Terms.of(stage).declared(stage, "pl").startswith(words)
    assert Terms.of(stage).declared(stage, "en").startswith("I live in Lipowiec")


def test_the_rules_that_freeze_name_ballot_electorate_and_projects_with_costs(kind, city):
    stage = make_vote(city, ideas=2, costs=("12000", "6500.50"))
    frozen = kind.freeze(stage)

    assert frozen["projects"] == [
        {"number": 1, "title": "Pomysł 1", "cost": "12000.00"},
        {"number": 2, "title": "Pomysł 2", "cost": "6500.50"},
    ]
    assert {"least", "most", "age", "declaration"} <= set(frozen["settings"])
    assert canonical_json(frozen)


def test_only_ideas_that_passed_the_check_are_on_the_ballot(kind, city):
    stage = make_vote(city, ideas=1)
    for number, state in enumerate(("submitted", "correction", "rejected", "withdrawn"), 2):
        Proposal.objects.create(call=stage.call, number=number, state=state, created_at=AT, updated_at=AT)
    Proposal.objects.create(call=stage.call, state="draft", created_at=AT, updated_at=AT)

    assert [row["number"] for row in kind.freeze(stage)["projects"]] == [1]


def test_a_vote_over_nothing_does_not_open(kind, city):
    assert [problem.code for problem in kind.ready(make_vote(city, ideas=0))] == ["empty"]
    assert kind.ready(make_vote(city, ideas=1)) == []


def test_the_office_hears_of_a_missing_key_and_of_nothing_else(kind, city):
    stage = open_vote(make_vote(city))
    voters_cast(stage, (1,), (2,))
    assert list(kind.waiting(stage.call, AT)) == []
    keys.destroy(stage.pk)
    assert [due.route for due in kind.waiting(stage.call, AT)] == ["web:desk_stage"]


def test_an_open_vote_waits_for_those_who_have_not_voted(city, resident):
    stage = open_vote(make_vote(city))
    routes = [(due.route, due.due_at) for due in due_for(resident, AT)]
    assert ("web:vote", CLOSES) in routes
    cast(resident, stage, 1)
    assert not [due for due in due_for(resident, AT) if due.route == "web:vote"]
    assert not [due for due in due_for(make_person(), CLOSES) if due.route == "web:vote"]


def test_with_several_cities_a_vote_waits_only_for_those_who_have_to_do_with_it(city, other_city, resident):
    open_vote(make_vote(city))
    member = make_person()
    ngo = Organisation.objects.create(kind="ngo", slug="ngo", name="NGO", city=city)
    make_member(member, ngo, "member", since=AT - timedelta(days=1))

    assert not [due for due in due_for(resident, AT) if due.route == "web:vote"]
    assert [due for due in due_for(member, AT) if due.route == "web:vote"]


def test_roll_and_urn_are_not_in_the_admin(db):
    registered = {model._meta.label for model in admin.site._registry}
    assert not registered & {model._meta.label for model in apps.get_app_config("voting").get_models()}


def test_nothing_that_waits_for_anybody_tells_how_a_vote_goes(city, officer, auditor, resident):
    """The same due items whether nobody voted or four did."""
    stage = open_vote(make_vote(city))

    def told() -> list[str]:
        return [
            repr((due.what, due.about, due.detail, due.state)) for p in (officer, auditor) for due in due_for(p, AT)
        ]

    before = told()
    voters_cast(stage, (1,), (1, 2), (3,), (1,))
    assert told() == before


def test_while_people_vote_only_the_help_text_and_the_hours_may_change(kind, city):
    stage = open_vote(make_vote(city))
    assert kind.may_reopen(stage, {**stage.settings, "help": {"pl": "Biblioteka pomaga."}}, AT) == []
    assert kind.may_reopen(stage, stage.settings, AT) == []
    for change in ({"most": 2}, {"age": 18}, {"declaration": "Jestem stąd."}):
        assert [p.code for p in kind.may_reopen(stage, {**stage.settings, **change}, AT)] == ["voting"]


def test_freezing_again_during_the_vote_keeps_list_and_costs(kind, city):
    stage = open_vote(make_vote(city, ideas=2))
    before = stage.frozen
    Proposal.objects.create(
        call=stage.call, number=3, state="eligible", title="Nowy", created_at=AT, updated_at=AT, requested=1
    )
    stage.call.proposals.filter(number=1).update(requested=5)
    stage.frozen = None
    assert kind.freeze(stage) == before
