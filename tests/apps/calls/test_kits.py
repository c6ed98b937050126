"""Kit documents: what the schema lets through opens a call, and what does not is said in words with its place."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from itertools import count

import jsonschema
import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings

from skwer.apps.calls import actions
from skwer.apps.calls.actions import Invalid
from skwer.apps.calls.kinds.propose import form_data
from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.calls.kits.checking import MOST_FAULTS
from skwer.apps.calls.models import Call, Scheme
from skwer.apps.calls.regulations.making import paragraphs
from skwer.apps.calls.setup_problems import whole_problems
from skwer.apps.calls.stages import kinds
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices.kits import elements, registry
from skwer.apps.practices.kits.documents import UnreadableKit, read

from ...factories import AT, make_body, make_city, make_member, make_person
from ...kit_strategies import JSON, documents, near_kits
from ...kits_factories import make_kit

pytestmark = pytest.mark.django_db
_serial = count(1)
KEYS = {element.key for element in elements.ELEMENTS}
OF_NO_ELEMENT = ("format", "key", "version", "languages", "title", "summary", "practice", "to_decide")


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def officer(city):
    person = make_person("Anna Sowa", second_factor=True)
    make_member(person, city, "officer")
    return person


def open_call(city, officer, document, *, first_day=date(2027, 3, 15), **origin):
    return actions.create_call_from_document(
        by=officer,
        organisation=city,
        document=document,
        scheme_name="Miejsca",
        edition_name="2027",
        title="Miejsca 2027",
        slug=f"miejsca-{next(_serial)}",
        first_day=first_day,
        at=AT,
        **origin,
    )


@contextmanager
def taken_back():
    """Whatever happens inside is undone, so that examples do not meet."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def opens_or_says_why(city, officer, document) -> None:
    """A call, of which everything can be read, or sentences that name a place; never another error."""
    faults = registry.faults(document)
    for fault in faults:
        assert fault.message
        assert fault.element in KEYS or is_of_no_element(fault.path), fault
    with taken_back():
        if faults:
            with pytest.raises(Invalid):
                open_call(city, officer, document)
            return
        call = open_call(city, officer, document)
        assert paragraphs(call)
        whole_problems(call)
        for stage in call.stages.all():
            kinds()[stage.kind].freeze(stage)
            if stage.kind == "propose":
                form_data(stage)


def is_of_no_element(path) -> bool:
    """What is torn through the whole document, is no rule, or stands beside everything that is known."""
    head, _dot, rest = path.partition(".")
    if head in ("", *OF_NO_ELEMENT) or head not in registry.schema()["properties"]:
        return True
    if head in ("scheme", "call", "stages"):
        return not rest or path.startswith(("call.summary", "call.description")) or not known(path)
    return False


def known(path) -> bool:
    """Is there such a part, by the schema? (Of a scheme and a call; what is in a stage is its kind's.)"""
    head, rest, *_deeper = [*path.split("."), ""]
    return head == "stages" or rest in registry.schema()["properties"][head]["properties"]


@given(document=documents())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_keeps_to_the_schema_opens_a_call_or_says_which_element_is_wrong(city, officer, document):
    jsonschema.Draft202012Validator(registry.schema()).validate(document)
    opens_or_says_why(city, officer, document)


@given(document=near_kits())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_kit_somebody_changed_opens_a_call_or_says_which_element_is_wrong(city, officer, document):
    opens_or_says_why(city, officer, document)


@given(document=JSON)
@settings(max_examples=60, deadline=None)
def test_anything_else_is_refused_in_words(document):
    assert [problem.message for problem in registry.problems(document) if not problem.undecided]


# --- what the schema promises


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(registry.schema())
    assert registry.schema()["properties"]["format"]["const"] == registry.FORMAT


@pytest.mark.parametrize("key", kinds())
def test_the_defaults_of_every_kind_of_stage_keep_to_its_schema(key):
    """A call set up on its pages starts from them, and becomes a kit with one step."""
    made = {"$defs": registry.schema()["$defs"], "$ref": f"#/$defs/{key}_settings"}
    defaults = kinds()[key].to_kit(kinds()[key].from_kit({}))
    # What nobody can know beforehand: what is asked, checked, scored.
    to_fill = {"propose": {"form"}, "check": {"items"}, "assess": {"criteria"}}.get(key, set())
    wrong = {error.absolute_path[0] for error in jsonschema.Draft202012Validator(made).iter_errors(defaults)}
    assert wrong <= to_fill


@pytest.mark.parametrize("name", PRESETS)
def test_a_shipped_kit_has_no_fault_and_says_what_is_left_to_decide(name):
    found = registry.problems(preset(name))
    assert [problem for problem in found if not problem.undecided] == []
    assert {problem.code for problem in found} <= {"committee", "to_decide"}


@pytest.mark.parametrize("name", PRESETS)
def test_a_shipped_kit_has_every_part_of_a_document(name):
    document = preset(name)
    assert document["key"] == name
    assert {"format", "version", "languages", "title", "summary", "budget", "measures", "modules"} <= set(document)
    committee = {"assess", "meet"} & {stage["kind"] for stage in document["stages"]}
    assert bool(committee) == ("committee" in document)


@pytest.mark.parametrize("name", PRESETS)
def test_a_shipped_kit_opens_a_call_that_is_ready_once_its_committee_is_named(city, officer, name):
    call = open_call(city, officer, preset(name), preset=name)
    committee = make_body(city, *(make_person(name) for name in ("Halina Dębska", "Piotr Zawada", "Nadia Bondar")))
    for stage in call.stages.filter(kind__in=("meet", "assess")):
        actions.change_stage(by=officer, stage=stage, changes={"body": committee}, at=AT)
    assert whole_problems(Call.objects.get(pk=call.pk)) == []


def test_ostravas_grant_keeps_to_what_is_known_of_ostrava():
    document = preset("ostrava-space-grant")
    call, stages = document["call"], document["stages"]
    assert (document["scheme"]["vehicle"], document["scheme"]["durability_months"]) == ("other", 24)
    assert (call["currency"], call["request_max"]) == ("CZK", "500000.00")
    assert [stage["kind"] for stage in stages[:3]] == ["propose", "meet", "propose"]
    full = stages[2]["settings"]
    assert (full["support"]["needed"], full["support"]["age"], full["owner_consent"]) == (15, 15, "before_sending")
    assert [(cap["key"], cap["percent"]) for cap in full["caps"]] == [("publicity", "5")]
    criteria = next(stage for stage in stages if stage["kind"] == "assess")["settings"]["criteria"]
    assert [(one["key"], one["weight"]) for one in criteria] == [
        ("aesthetic", "20"),
        ("use", "20"),
        ("sustainability", "20"),
        ("price", "20"),
        ("community", "20"),
    ]
    assert next(stage for stage in stages if stage["kind"] == "deliver")["settings"]["max_days"] == 365
    chain = next(stage for stage in stages if stage["kind"] == "decide")["settings"]["chain"]
    assert [body["role"] for body in chain] == ["recommends", "recommends", "decides"]


# --- what is wrong, and where


def changed(name, *steps):
    """The shipped kit with one value set: changed("micro-grant", "call", "pot", 5)."""
    document = preset(name)
    *way, last, value = steps
    holder = document
    for step in way:
        holder = holder[step]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return document


@pytest.mark.parametrize(
    ("steps", "path", "element", "said"),
    [
        (("format", "skwer-kit/9"), "format", "", "skwer-kit/1"),
        (("colour", 1), "colour", "", "not known here"),
        (("title", {"cs": "Místa"}), "title", "", "Polish or in English"),
        (("title", "Miejsca"), "title", "", "as an object"),
        (("scheme", "support", None), "scheme.support", "support", "missing"),
        (("scheme", "vehicle", "lottery"), "scheme.vehicle", "vehicle", "small_grant"),
        (("scheme", "durability_months", -1), "scheme.durability_months", "durability", "from 0 to 240"),
        (("call", "pot", 90000), "call.pot", "money", '"12000.00"'),
        (("call", "pot", 0.5), "call.pot", "money", "as text"),
        (("call", "request_max", "95000"), "call.request_max", "money", "the pot of"),
        (("call", "guardian_age", 15), "call.guardian_age", "applicants", "guardian"),
        (("call", "applicants", []), "call.applicants", "applicants", "not be empty"),
        (("call", "summary", {"pl": "x\x00"}), "call.summary.pl", "", "nobody can read"),
        (("call", "clauses", [{"heading": {"pl": "H"}}]), "call.clauses.0", "clauses", "heading"),
        (("stages", 0, "kind", "dance"), "stages.0.kind", "stages", "does not exist"),
        (("stages", 0, "opens_hour", "25:00"), "stages.0.opens_hour", "calendar", '"09:00"'),
        (("stages", 1, "closes_day", 20), "stages.1", "calendar", "must close after it opens"),
        (("stages", 3, "closes_day", 90), "stages.4", "calendar", "must open after"),
        (("stages", 0, "settings", "group_size", 1), "stages.0.settings.group_size", "applicants", "from 2"),
        (("stages", 0, "settings", "spaces", [3]), "stages.0.settings.spaces", "form", "each city's own"),
        (("stages", 0, "settings", "round", "idea"), "stages", "stages", "Set the round"),
        (
            ("stages", 0, "settings", "caps", [{"key": "a", "percent": "5"}]),
            "stages.0.settings.caps.0.title",
            "clauses",
            "missing",
        ),
        (("stages", 0, "settings", "support", {"needed": -1}), "stages.0.settings.support.needed", "backing", "from 0"),
        (("stages", 1, "settings", "items", []), "stages.1.settings.items", "checks", "not be empty"),
        (("stages", 2, "settings", "criteria", 0, "weight", "30"), "stages.2.settings.criteria", "criteria", "100"),
        (("stages", 2, "settings", "ties", ["lower-request"]), "stages.2.settings.ties", "criteria", "the draw"),
        (("stages", 3, "settings", "most", 200), "stages.3.settings.most", "ballot", "from 1 to 100"),
        (("stages", 4, "settings", "seed", "abc"), "stages.4.settings.seed", "counting", "no seed"),
        (("stages", 4, "settings", "ties", ["max-votes"]), "stages.4.settings.ties", "counting", "the draw"),
        (("stages", 5, "settings", "act_title", {"pl": "A"}), "stages.5.settings.act_title", "agreement", "English"),
        (
            ("stages", 6, "settings", "instalments", [{"share": "90"}]),
            "stages.6.settings.instalments",
            "delivery",
            "100%",
        ),
        (("stages", 7, "settings", "inspections", [24, 12]), "stages.7.settings.inspections", "durability", "in order"),
        (("budget", [{"key": "a", "title": {"pl": "A"}, "percent": 60}]), "budget", "budget", "100%"),
        (("measures", [{"key": "a", "title": {"pl": "A"}}] * 2), "measures", "measures", "same key"),
        (("modules", [{"title": {"pl": "A"}, "url": "javascript:x"}]), "modules.0.url", "modules", "https://"),
        (("committee", {"size": 0}), "committee.size", "committee", "from 1 to 50"),
    ],
)
def test_a_fault_names_its_place_its_element_and_how_to_mend_it(steps, path, element, said):
    with override("en"):
        found = [problem for problem in registry.problems(changed("micro-grant", *steps)) if not problem.undecided]
    assert [(problem.path, problem.element) for problem in found] == [(path, element)], found
    assert said in found[0].message


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("key",), "key"),
        (("call", "pot"), "call.pot"),
        (("stages", 0, "opens_hour"), "stages.0.opens_hour"),
        (("measures", 0, "key"), "measures.0.key"),
    ],
)
def test_a_line_end_is_no_part_of_a_key_a_sum_or_an_hour(steps, path):
    """In Python "$" is also the place before the last line end; in a schema it is not."""
    document = preset("micro-grant")
    inner = document
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] += "\n"
    assert [(one.code, one.path) for one in registry.faults(document)] == [("schema_pattern", path)]


def test_a_name_that_stands_twice_among_very_many_is_found_in_a_moment():
    """Counted anew for each name, this took a worker a minute."""
    many = ",".join(f'"k{number}":1' for number in range(60_000))
    with override("en"), pytest.raises(UnreadableKit, match="“k59999” stands twice"):
        read(f'{{{many},"k59999":1}}')


def test_an_option_a_browser_could_not_send_back_is_a_fault():
    document = preset("three-rounds")
    option = document["stages"][2]["settings"]["form"]["steps"][0]["questions"][2]["options"][0]
    option["key"] += "\n"
    (fault,) = registry.faults(document)
    assert fault.path.endswith("options.0.key")


def test_a_file_of_something_else_is_told_the_first_faults_only():
    many = {f"k{number}": 0.5 if number % 2 else 1 for number in range(5000)}
    assert len(registry.problems({"format": registry.FORMAT, **many})) == MOST_FAULTS
    assert len(registry.problems({"format": registry.FORMAT, **dict.fromkeys(many, 1)})) == MOST_FAULTS


def test_without_an_assessment_points_cannot_be_counted():
    with override("en"):
        found = registry.faults(elements.without(preset("micro-grant"), "criteria"))
    assert [(problem.code, problem.element) for problem in found] == [("needs_assess", "counting")]


def test_objections_to_the_check_are_ruled_on_before_the_vote():
    document = preset("micro-grant")
    document["stages"][1]["settings"]["objections"] = {"days": 7, "rule_days": 14}
    assert [(one.code, one.element) for one in registry.faults(document)] == [("objections_before_vote", "checks")]


def test_what_a_city_must_still_decide_is_no_fault():
    document = preset("micro-grant")
    del document["stages"][3]["closes_day"]
    document["scheme"]["legal_basis"] = {}
    document["stages"][0]["settings"]["conditions"] = [{"pl": "Tylko po polsku"}]
    document["scheme"]["vehicle"] = "participatory_budget"
    document["stages"][0]["settings"]["support"] = {"needed": 10}
    found = registry.problems(document)
    assert all(problem.undecided for problem in found)
    assert [(problem.code, problem.element) for problem in found] == [
        ("legal_basis", "vehicle"),
        ("hours_missing", "calendar"),
        ("committee", "committee"),
        ("support_population", "backing"),
        ("language", "clauses"),
        ("to_decide", "vehicle"),
    ]


@pytest.mark.parametrize("language", ["pl", "en"])
def test_sentences_are_in_the_readers_language(language):
    with override(language):
        (problem,) = registry.faults(changed("micro-grant", "call", "pot", 5))
    assert ("Write a sum" in problem.message) == (language == "en")


# --- opening


def test_the_call_remembers_its_kit_and_takes_changes(city, officer):
    kit = make_kit(city, officer)
    call = open_call(city, officer, kit.newest.document, kit_version=kit.newest, changes={"own_share": 10})
    assert (call.kit_version, call.preset, call.own_share) == (kit.newest, "", 10)
    assert call.stages.count() == len(kit.newest.document["stages"])


def test_only_the_desk_opens_a_call(city):
    stranger = make_person("Obca Osoba")
    with pytest.raises(NotAllowed):
        open_call(city, stranger, preset("micro-grant"))
    with pytest.raises(NotAllowed):
        open_call(city, stranger, {"format": "nonsense"})


def test_a_kit_with_a_fault_opens_no_call(city, officer):
    with pytest.raises(Invalid) as refused:
        open_call(city, officer, changed("micro-grant", "call", "pot", 5))
    assert [problem.where for problem in refused.value.problems] == ["call.pot"]
    assert not Call.objects.exists()


def test_a_kit_never_comes_to_stand_on_another_law_by_the_name_of_a_scheme(city, officer):
    open_call(city, officer, preset("local-initiative"))
    with pytest.raises(Invalid) as refused:
        open_call(city, officer, preset("micro-grant"))
    assert [problem.code for problem in refused.value.problems] == ["scheme_differs"]
    assert Call.objects.count() == 1
    open_call(city, officer, preset("local-initiative"))  # the same law again
    assert Scheme.objects.count() == 1


def test_an_hour_the_clocks_take_away_is_said(city, officer):
    document = preset("micro-grant")
    document["stages"][0] |= {"opens_hour": "02:30", "closes_day": 0, "closes_hour": "03:10"}
    assert registry.faults(document) == []
    with pytest.raises(Invalid) as refused:
        open_call(city, officer, document, first_day=date(2027, 3, 28))
    assert [problem.where for problem in refused.value.problems] == ["stages.1"]
