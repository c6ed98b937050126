"""A city judges itself: who may, that nobody is found again, that few stay hidden, and what is shared with whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from skwer.apps.inbox.due import due_for
from skwer.apps.learning import actions, queries, rules
from skwer.apps.learning.models import SelfAssessment, SelfRoll, SelfSheet
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes.models import Partnership, Project

from ...factories import AT, make_body, make_city, make_member, make_organisation, make_person
from ...learning_factories import AREAS, area, judged, make_assessment, make_module, make_scale

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(AREAS, 3)


def sheets(*columns: int) -> list[dict[str, int]]:
    """A sheet a person with the same score everywhere."""
    return [dict.fromkeys(AREAS, score) for score in columns]


@pytest.fixture
def scale(city, officer):
    return make_scale(city, officer)


@pytest.fixture
def network(city, officer, other_city):
    """A project of the city with a partner, and a scale of that project."""
    project = Project.objects.create(organisation=city, slug="siec", title="Sieć", published_at=AT)
    Partnership.objects.create(project=project, organisation=other_city, role="partner", since=date(2026, 1, 1))
    return make_scale(city, officer, project=project)


# Scales


@pytest.mark.parametrize(
    ("areas", "where"),
    [
        ([], "areas"),
        ([{**area("a"), "title": {}}], "areas.0.title"),
        ([{**area("a"), "anchors": area("a")["anchors"][:4]}], "areas.0.anchors"),
        ([{**area("a"), "anchors": [*area("a")["anchors"][:4], {"value": 5, "text": {}}]}], "areas.0.anchors.4"),
        ([area("a"), area("a")], "areas"),
        ([area("a", "nie-ma-takiej")], "areas"),
    ],
)
def test_a_scale_says_in_words_what_each_number_means(city, officer, areas, where, at):
    with pytest.raises(actions.Invalid) as refusal:
        actions.create_scale(by=officer, organisation=city, values={"title_pl": "Skala", "areas": areas}, at=at)
    assert where in {problem.where for problem in refusal.value.problems}


def test_words_stay_once_a_city_used_them(city, officer, scale, at):
    make_assessment(city, officer, scale)
    with pytest.raises(actions.InUse):
        actions.change_scale(by=officer, scale=scale, values={"areas": [area("inne")]}, at=at)
    scale.refresh_from_db()
    module = make_module(city, officer)
    more = [area(AREAS[0], module.slug), area(AREAS[1]), area(AREAS[2])]
    actions.change_scale(by=officer, scale=scale, values={"areas": more, "title_pl": "Inny tytuł"}, at=at)
    scale.refresh_from_db()
    assert (scale.title_pl, scale.areas[0]["modules"]) == ("Inny tytuł", [module.slug])


def test_a_scale_belongs_to_a_project_one_takes_part_in(city, officer, at):
    other = Project.objects.create(organisation=make_organisation(), slug="cudzy", title="Cudzy")
    with pytest.raises(actions.Invalid):
        make_scale(city, officer, project=other)


def test_only_the_desk_makes_scales(city, stranger, resident, at):
    for other in (stranger, resident):
        with pytest.raises(NotAllowed):
            make_scale(city, other)


# Opening and asking


def test_only_its_own_officers_open_a_citys_self_assessment(city, other_city, officer, stranger, auditor, scale, at):
    for person, where in ((stranger, city), (auditor, city), (officer, other_city)):
        with pytest.raises(NotAllowed):
            actions.open_self_assessment(by=person, scale=scale, city=where, moment="before", at=at)


def test_a_scale_of_a_project_is_for_its_cities(network, stranger, other_city, at):
    assert make_assessment(other_city, stranger, network)
    outside = make_city("obce")
    officer = make_person("Ktoś")
    make_member(officer, outside, "officer")
    with pytest.raises(NotAllowed):
        make_assessment(outside, officer, network)


def test_a_draft_scale_is_for_its_own_city_only(city, officer, other_city, stranger, at):
    draft = make_scale(city, officer, published=False)
    assert make_assessment(city, officer, draft)
    with pytest.raises(NotAllowed):
        make_assessment(other_city, stranger, draft)


def test_after_follows_a_closed_before(city, officer, scale, at):
    with pytest.raises(actions.CannotOpen):
        make_assessment(city, officer, scale, moment="after")
    before = make_assessment(city, officer, scale)
    with pytest.raises(actions.CannotOpen):
        make_assessment(city, officer, scale, moment="after")
    with pytest.raises(actions.CannotOpen):
        make_assessment(city, officer, scale)
    actions.close_self_assessment(by=officer, assessment=before, at=at)
    assert make_assessment(city, officer, scale, moment="after")


def test_people_of_bodies_and_desk_are_asked_once(city, officer, admin, auditor, resident, scale, at):
    made = make_assessment(city, officer, scale)
    body = make_body(city, resident, officer, name="Grupa", kind="local_group")
    assert actions.ask(by=officer, assessment=made, bodies=[body], desk=True, at=at) == 3  # not the auditor
    assert actions.ask(by=officer, assessment=made, bodies=[body], at=at) == 0
    assert {entry.person for entry in made.roll.all()} == {resident, officer, admin}


def test_bodies_of_other_cities_are_not_asked(city, officer, other_city, scale, stranger, at):
    made = make_assessment(city, officer, scale)
    with pytest.raises(actions.Invalid):
        actions.ask(by=officer, assessment=made, bodies=[make_body(other_city, stranger)], at=at)
    with pytest.raises(actions.Invalid):
        actions.ask(by=officer, assessment=made, at=at)
    with pytest.raises(NotAllowed):
        actions.ask(by=stranger, assessment=made, desk=True, at=at)


def test_it_waits_in_the_inbox_until_it_is_answered_or_closed(city, officer, resident, scale, at):
    made = make_assessment(city, officer, scale, people=[resident])
    assert [due.route for due in due_for(resident, at)] == ["web:self_assessment"]
    actions.answer_self_assessment(by=resident, assessment=made, scores=ALL, at=at)
    assert due_for(resident, at) == []
    late = make_person("Spóźniona")
    actions.ask(by=officer, assessment=made, bodies=[make_body(city, late)], at=at)
    actions.close_self_assessment(by=officer, assessment=made, at=at)
    assert due_for(late, at) == []


# Answering


def test_a_sheet_knows_neither_person_nor_moment(city, officer, resident, scale, at):
    names = {field.name for field in SelfSheet._meta.get_fields()}
    assert names == {"key", "self_assessment", "scores"}
    assert {field.name for field in SelfRoll._meta.get_fields()} == {"id", "self_assessment", "person", "answered"}
    made = make_assessment(city, officer, scale, people=[resident])
    written = JournalEntry.objects.count()
    actions.answer_self_assessment(by=resident, assessment=made, scores=ALL, at=at)
    assert JournalEntry.objects.count() == written
    assert SelfSheet.objects.get().scores == ALL


def test_one_sheet_a_person_and_only_if_asked(city, officer, resident, scale, at):
    made = make_assessment(city, officer, scale, people=[resident])
    actions.answer_self_assessment(by=resident, assessment=made, scores=ALL, at=at)
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_self_assessment(by=resident, assessment=made, scores=ALL, at=at)
    with pytest.raises(NotAllowed):
        actions.answer_self_assessment(by=officer, assessment=made, scores=ALL, at=at)
    assert SelfSheet.objects.count() == 1


@pytest.mark.parametrize(
    "scores",
    [
        {},
        {AREAS[0]: 3},
        {**ALL, AREAS[0]: 0},
        {**ALL, AREAS[0]: 6},
        {**ALL, AREAS[0]: "4"},
        {**ALL, AREAS[0]: True},
        dict.fromkeys(AREAS),
    ],
)
def test_a_score_is_one_to_five_or_expressly_none(city, officer, resident, scale, scores, at):
    made = make_assessment(city, officer, scale, people=[resident])
    with pytest.raises(actions.Invalid):
        actions.answer_self_assessment(by=resident, assessment=made, scores=scores, at=at)
    assert not SelfSheet.objects.exists()
    assert not SelfRoll.objects.get().answered


def test_nothing_is_taken_after_closing(city, officer, resident, scale, at):
    made = make_assessment(city, officer, scale, people=[resident])
    actions.close_self_assessment(by=officer, assessment=made, at=at)
    for again in (
        lambda: actions.answer_self_assessment(by=resident, assessment=made, scores=ALL, at=at),
        lambda: actions.ask(by=officer, assessment=made, desk=True, at=at),
        lambda: actions.close_self_assessment(by=officer, assessment=made, at=at),
    ):
        with pytest.raises(actions.Closed):
            again()
    assert SelfAssessment.objects.get().asked == 1


# What is shown


def test_nothing_is_shown_before_closing(city, officer, scale, at):
    people = [make_person() for _n in range(4)]
    made = make_assessment(city, officer, scale, people=people)
    for person in people:
        actions.answer_self_assessment(by=person, assessment=made, scores=ALL, at=at)
    assert queries.standing_for(officer, made) is None
    assert not rules.may_read_result(officer, made)
    assert queries.turnout(made) == (4, 4)
    closed = actions.close_self_assessment(by=officer, assessment=made, at=at)
    assert rules.may_read_result(officer, closed)
    assert queries.standing_for(officer, closed).areas[0].before.median == 3


def test_before_and_after_show_change_and_spread(city, officer, scale):
    judged(city, officer, scale, sheets(1, 2, 2, 4))
    after = judged(city, officer, scale, sheets(3, 4, 5), moment="after")
    one = queries.standing_for(officer, after).areas[0]
    assert (one.before.median, one.after.median, one.change) == (Decimal(2), Decimal(4), Decimal(2))
    assert (one.before.scores, one.after.scores) == ((1, 2, 2, 4), (3, 4, 5))


def test_two_people_stay_hidden(city, officer, scale):
    closed = judged(city, officer, scale, sheets(1, 5))
    one = queries.standing_for(officer, closed).areas[0]
    assert (one.before.n, one.before.scores, one.before.median, one.change) == (2, (), None, None)


def test_an_area_that_few_could_judge_stays_hidden_alone(city, officer, scale):
    some = [ALL, ALL, {**ALL, AREAS[1]: None}]
    closed = judged(city, officer, scale, some)
    first, second, _third = queries.standing_for(officer, closed).areas
    assert (first.before.n, first.before.guarded) == (3, False)
    assert (second.before.n, second.before.guarded) == (2, True)


def test_a_weak_area_leads_to_published_modules_only(city, officer, at):
    shown, hidden = make_module(city, officer), make_module(city, officer, published=False)
    scale = make_scale(city, officer, areas=[area("udzial", shown.slug, hidden.slug)])
    closed = judged(city, officer, scale, [{"udzial": 1}, {"udzial": 2}, {"udzial": 2}])
    standing = queries.standing_for(officer, closed)
    assert standing.areas[0].weak
    assert queries.helping(scale.areas[0], queries.modules_of_scale(scale)) == [shown]


def test_who_sees_a_citys_result(city, officer, auditor, stranger, resident, scale):
    asked = make_person("Zapytana")
    made = make_assessment(city, officer, scale, people=[asked])
    for person, sees in ((officer, True), (auditor, True), (asked, True), (stranger, False), (resident, False)):
        assert SelfAssessment.objects.visible_to(person).filter(pk=made.pk).exists() == sees
    assert not SelfAssessment.objects.visible_to(None).exists()


def test_whoever_was_asked_after_reads_what_was_before(city, officer, scale, at):
    before = judged(city, officer, scale, sheets(1, 2, 3))
    new = make_person("Nowa")
    assert not SelfAssessment.objects.visible_to(new).exists()
    after = make_assessment(city, officer, scale, people=[new], moment="after")
    assert set(SelfAssessment.objects.visible_to(new)) == {before, after}


def test_the_project_sees_only_what_the_city_shares(network, city, officer, other_city, stranger, at):
    closed = judged(other_city, stranger, network, sheets(2, 3, 4))
    assert queries.shared_standings(officer, network) == []
    assert not SelfAssessment.objects.visible_to(officer).exists()
    actions.share_result(by=stranger, assessment=closed, shared=True, at=at)
    assert [one.city for one in queries.shared_standings(officer, network)] == [other_city]
    actions.share_result(by=stranger, assessment=closed, shared=False, at=at)
    assert queries.shared_standings(officer, network) == []


def test_sharing_is_the_citys_own_act_and_comes_after_closing(network, scale, city, officer, other_city, stranger, at):
    made = make_assessment(other_city, stranger, network)
    with pytest.raises(actions.StillOpen):
        actions.share_result(by=stranger, assessment=made, shared=True, at=at)
    closed = actions.close_self_assessment(by=stranger, assessment=made, at=at)
    with pytest.raises(NotAllowed):
        actions.share_result(by=officer, assessment=closed, shared=True, at=at)
    alone = judged(city, officer, scale, sheets(3, 3, 3))
    with pytest.raises(actions.NotShareable):
        actions.share_result(by=officer, assessment=alone, shared=True, at=at)


def test_cities_stand_by_name_never_by_strength(network, city, officer, other_city, stranger, at):
    weak = judged(other_city, stranger, network, sheets(1, 1, 1))
    strong = judged(city, officer, network, sheets(5, 5, 5))
    for person, one in ((stranger, weak), (officer, strong)):
        actions.share_result(by=person, assessment=one, shared=True, at=at)
    assert [one.city.name for one in queries.shared_standings(officer, network)] == ["Brzegi", "Lipowiec nad Strugą"]
    assert not rules.may_compare(make_person(), network)


def test_sheets_of_many_cities_are_read_at_once(network, city, officer, other_city, stranger, at,
                                                django_assert_max_num_queries):  # fmt: skip
    for person, town in ((officer, city), (stranger, other_city)):
        actions.share_result(by=person, assessment=judged(town, person, network, sheets(1, 2, 3)), shared=True, at=at)
    with django_assert_max_num_queries(2):
        assert len(queries.shared_standings(officer, network)) == 2
