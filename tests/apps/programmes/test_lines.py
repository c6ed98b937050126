"""Lines of a card: saved all at once, refused by line, never over somebody else's; who sees and who joins a project."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership, Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.programmes import actions, queries, rules
from skwer.apps.programmes.models import Partnership, Project, Task
from skwer.apps.search.queries import find
from tests.apps.files.pictures import photo
from tests.factories import make_city, make_member, make_organisation, make_person
from tests.programmes_factories import make_partner, make_programme, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city, officer) -> Project:
    return make_project(city, officer)


def test_points_keep_their_order_their_languages_and_their_numbers(project, officer, at) -> None:
    rows = [{"text_pl": "Zieleń", "text_en": "Green"}, {"text_pl": "Cień"}]
    kept = actions.set_points(by=officer, project=project, kind="need", rows=rows, at=at)
    actions.set_points(by=officer, project=project, kind="aim", rows=[{"text": "Zaufanie"}], at=at)
    turned = [{"id": kept[1].pk}, {"id": kept[0].pk, "text_en": "Greenery"}, {"text_pl": "Ławki"}]
    again = actions.set_points(by=officer, project=project, kind="need", rows=turned, at=at)
    assert [point.pk for point in again][:2] == [kept[1].pk, kept[0].pk]
    needs = project.points.filter(kind="need").order_by("order")
    assert list(needs.values_list("text_pl", "text_en")) == [("Cień", None), ("Zieleń", "Greenery"), ("Ławki", None)]
    assert project.points.filter(kind="aim").count() == 1
    actions.set_points(by=officer, project=project, kind="need", rows=[], at=at)
    assert project.points.get().kind == "aim"


def test_lines_are_refused_by_line_and_none_is_saved(project, officer, at) -> None:
    rows = [{"text_pl": "Dobrze"}, {"text_pl": " "}, {"text_pl": "Też", "reached_on": date(2026, 1, 1)}]
    with pytest.raises(actions.BadCard) as refused:
        actions.set_points(by=officer, project=project, kind="result", rows=rows, at=at)
    assert [(p.row, p.field) for p in refused.value.problems] == [(1, "text_pl"), (2, "reached_pl")]
    assert not project.points.exists()


def test_lines_that_somebody_else_changed_are_not_written_over(project, officer, at) -> None:
    [mine] = actions.set_points(by=officer, project=project, kind="need", rows=[{"text_pl": "Moje"}], at=at)
    rows = [{"id": mine.pk}, {"text_pl": "Jej"}]
    actions.set_points(by=officer, project=project, kind="need", rows=rows, at=at, seen=[mine.pk])
    with pytest.raises(actions.Stale) as refused:
        actions.set_points(by=officer, project=project, kind="need", rows=[{"id": mine.pk}], at=at, seen=[mine.pk])
    assert refused.value.status == 409
    with pytest.raises(actions.Stale):
        actions.set_points(by=officer, project=project, kind="need", rows=[{"id": 999999}], at=at)
    assert project.points.count() == 2


def test_phases_end_after_they_begin(project, officer, at) -> None:
    good = {"kind": "preparatory", "starts_on": date(2016, 9, 10), "ends_on": date(2017, 3, 31)}
    later = {"kind": "extension", "months": 24, "decided_on": date(2017, 6, 6)}
    actions.set_phases(by=officer, project=project, rows=[good, later], at=at)
    assert [phase.order for phase in project.phases.all()] == [1, 2]
    with pytest.raises(actions.BadCard) as refused:
        actions.set_phases(by=officer, project=project, rows=[{**good, "ends_on": date(2016, 9, 9)}], at=at)
    assert (refused.value.problems[0].row, refused.value.field) == (0, "ends_on")


def test_a_partner_has_a_name_and_days_in_order(project, officer, at) -> None:
    rows = [
        {"role": "lead", "name": "Ostrawa", "country": "CZ"},
        {"role": "partner"},
        {"role": "observer", "name": "Trikala", "country": "Greece"},
        {"role": "expert", "name": "OECD", "since": date(2026, 2, 1), "until": date(2026, 1, 1)},
    ]
    with pytest.raises(actions.BadCard) as refused:
        actions.set_partners(by=officer, project=project, rows=rows, at=at)
    assert {(p.row, p.field) for p in refused.value.problems} == {(1, "name_pl"), (2, "country"), (3, "until")}


def test_one_lead_at_a_time_and_each_organisation_once(project, city, officer, at) -> None:
    two = [{"role": "lead", "name": "Lyon"}, {"role": "lead", "name": "Turyn"}]
    with pytest.raises(actions.BadCard) as refused:
        actions.set_partners(by=officer, project=project, rows=two, at=at)
    assert (refused.value.problems[0].row, refused.value.field) == (1, "role")
    two[0]["until"], two[1]["since"] = date(2026, 5, 31), date(2026, 6, 1)
    actions.set_partners(by=officer, project=project, rows=two, at=at)
    same = [{"role": "partner", "organisation": city}, {"role": "observer", "organisation": city}]
    with pytest.raises(actions.BadCard) as refused:
        actions.set_partners(by=officer, project=project, rows=same, at=at)
    assert refused.value.field == "organisation"
    assert project.partnerships.filter(role="lead").count() == 2


def test_a_partner_with_work_gets_a_last_day_and_is_not_removed(project, city, officer, at) -> None:
    [partner] = actions.set_partners(
        by=officer, project=project, rows=[{"organisation": city, "role": "partner", "country": "PL"}], at=at
    )
    task = Task.objects.create(project=project, partnership=partner, title="Sprawozdanie")
    with pytest.raises(actions.BadCard) as refused:
        actions.set_partners(by=officer, project=project, rows=[], at=at)
    assert refused.value.field == "until"
    assert partner.label in str(refused.value)
    task.delete()
    actions.set_partners(by=officer, project=project, rows=[], at=at)
    assert not project.partnerships.exists()


def test_policy_changes_stand_under_their_instrument(project, officer, at) -> None:
    [instrument] = actions.set_policy_instruments(by=officer, project=project, rows=[{"name": "FEM 2021-2027"}], at=at)
    change = {"on": date(2025, 3, 1), "kind": "projects", "text_pl": "Nabór na czasowe użytkowanie"}
    actions.set_policy_changes(by=officer, instrument=instrument, rows=[change], at=at)
    with pytest.raises(actions.BadCard):
        actions.set_policy_changes(by=officer, instrument=instrument, rows=[{**change, "text_pl": ""}], at=at)
    with pytest.raises(actions.BadCard) as refused:
        actions.set_policy_instruments(by=officer, project=project, rows=[], at=at)
    assert "FEM 2021-2027" in str(refused.value)
    assert instrument.changes.count() == 1


# --- who sees what ---------------------------------------------------------------------------------


def test_a_draft_is_for_the_desks_of_the_keeper_and_of_todays_partners(city, officer, auditor, stranger, at) -> None:
    draft = make_project(city, officer, public=False)
    partner_city, gone_city = make_city("lyon"), make_city("turyn")
    partner, gone = make_person("Partner"), make_person("Dawny partner")
    member, resident = make_person("Członek"), make_person("Mieszkaniec")
    make_member(partner, partner_city, Membership.Role.OFFICER)
    make_member(gone, gone_city, Membership.Role.OFFICER)
    make_member(member, partner_city, Membership.Role.MEMBER)
    make_partner(draft, partner_city)
    make_partner(draft, gone_city, until=timezone.localdate() - timedelta(days=1))
    for person, sees in [
        (officer, True), (auditor, True), (partner, True),
        (gone, False), (member, False), (stranger, False), (resident, False), (None, False),
    ]:  # fmt: skip
        assert Project.objects.visible_to(person).filter(pk=draft.pk).exists() is sees
        assert rules.may_read_inside(person, draft) is sees
        assert (queries.card_of(person, draft.slug) is not None) is sees
    assert rules.is_partner(partner, draft)
    assert not rules.is_partner(gone, draft)
    assert not rules.may_keep(partner, draft)


def test_a_last_day_still_counts(project) -> None:
    partner = make_partner(project, name="Lyon", until=date(2026, 5, 31))
    assert list(Partnership.objects.current(date(2026, 5, 31))) == [partner]
    assert partner.is_current(date(2026, 5, 31))
    assert not partner.is_current(date(2026, 6, 1))
    assert not Partnership.objects.current(date(2026, 6, 1)).exists()


def test_a_partners_officer_reports_for_it_and_the_keeper_for_all(project, officer, stranger, other_city) -> None:
    own = make_partner(project, other_city)
    foreign = make_partner(project, name="Lyon")
    assert rules.may_report(stranger, own)
    assert not rules.may_report(stranger, foreign)
    assert rules.may_report(officer, own)
    assert rules.may_report(officer, foreign)


@pytest.mark.parametrize("kind", ["ministry", "region", "association", "secretariat"])
def test_every_kind_of_organisation_keeps_cards(at, kind) -> None:
    organisation = make_organisation(kind, kind=kind)
    person = make_person()
    make_member(person, organisation, Membership.Role.OFFICER)
    project = make_project(organisation, person)
    assert Organisation.Kind(kind)
    assert rules.may_keep(person, project)


def test_projects_of_an_organisation_are_kept_or_shared(project, city, other_city, officer) -> None:
    shared = make_project(city, officer)
    make_partner(shared, other_city)
    assert set(Project.objects.of(city)) == {project, shared}
    assert set(Project.objects.of(other_city)) == {shared}


def test_narrowed_lists(city, other_city, officer, at) -> None:
    programme = make_programme(city, officer, slug="urbact")
    one = make_project(city, officer, programme=programme, tags=["UE", "URBACT IV"])
    two = make_project(city, officer, state="finished")
    make_partner(two, other_city)
    topics = [{"text_pl": "rewitalizacja", "text_en": "revitalisation"}]
    actions.set_points(by=officer, project=two, kind="topic", rows=topics, at=at)
    make_project(city, officer, public=False, tags=["Tajne"])
    found = queries.projects_for
    assert list(found(None, programme="urbact")) == [one]
    assert list(found(None, about="#URBACT IV")) == [one]
    assert list(found(None, about="#URBACT")) == []
    assert list(found(None, about="revitalisation")) == list(found(None, about="rewitalizacja")) == [two]
    assert list(found(None, state="finished")) == [two]
    assert list(found(None, organisation=other_city)) == [two]
    choices = queries.choices_for(None)
    assert choices.about == ["rewitalizacja", "#UE", "#URBACT IV"]
    assert [o.slug for o in choices.organisations] == [other_city.slug, city.slug]
    assert choices.programmes == [programme]


def test_a_card_is_one_fixed_number_of_queries(city, officer, at, django_assert_max_num_queries) -> None:
    project = make_project(city, officer, amounts={"EUR": {"total": 1}})
    for n in range(12):
        make_partner(project, make_city(f"miasto-{n}"))
    rows = [{"name": f"Instrument {n}"} for n in range(5)]
    for instrument in actions.set_policy_instruments(by=officer, project=project, rows=rows, at=at):
        change = {"on": date(2025, 3, 1), "kind": "focus", "text_pl": "Zmiana"}
        actions.set_policy_changes(by=officer, instrument=instrument, rows=[change], at=at)
    with django_assert_max_num_queries(9):
        card = queries.card_of(None, project.slug)
        assert next(p.label for p in card.partnerships.all()) == "Miasto 0"
        assert all(i.changes.all()[0].text for i in card.policy_instruments.all())


def test_marks_are_the_programmes_then_the_projects_and_public_with_the_card(city, officer, stranger, at) -> None:
    programme = make_programme(city, officer)
    project = make_project(city, officer, programme=programme, public=False)

    def send(by, kind, key, name):
        return store_upload(
            by=by, organisation=city, file=SimpleUploadedFile(name, photo("PNG")), kind="photo",
            audience=Upload.Audience.HOLDER, holder_kind=kind, holder_key=key, alt_text=name, at=at,
        )  # fmt: skip

    own = send(officer, "project", project.pk, "miasto.png")
    funder = send(officer, "programme", programme.pk, "unia.png")
    assert queries.marks_of(officer, project) == [funder, own]
    assert queries.marks_of(None, project) == [funder]
    actions.publish_project(by=officer, project=project, at=at)
    assert queries.marks_of(None, project) == [funder, own]
    for kind, key in (("project", project.pk), ("programme", programme.pk), ("project", "x")):
        with pytest.raises(Refusal):
            send(stranger, kind, key, "x.png")


def test_cards_are_found_in_both_languages_once_they_are_public(
    city, officer, resident, at, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        programme = make_programme(city, officer, name_pl="Fundusz Skwerów", name_en="Fund of Squares")
        project = make_project(city, officer, public=False, programme=programme, title_pl="Sieć transferu")
        actions.set_points(by=officer, project=project, kind="topic", rows=[{"text_pl": "rewitalizacja"}], at=at)
    assert find(person=officer, words="rewitalizacji", language="pl").results[0].address == f"/projects/{project.slug}/"
    assert find(person=resident, words="rewitalizacji", language="pl").total == 0
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_project(by=officer, project=project, at=at)
    assert {r.kind for r in find(person=None, words="skwerów", language="pl").results} == {"project", "programme"}
    assert find(person=None, words="squares", language="en").total == 2
