"""The card refuses figures that cannot be true together, names line and figures, and keeps currencies apart."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions, queries
from skwer.apps.programmes.card import UPWARDS, amount_problems, per_cent
from skwer.apps.programmes.models import Amount, Project
from skwer.values.money import CURRENCIES
from tests.programmes_factories import make_programme, make_project

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
sums = st.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100)
rates = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
lines = st.dictionaries(st.sampled_from(UPWARDS), sums)


@CALM
@given(st.dictionaries(st.sampled_from(list(CURRENCIES)), lines))
def test_a_currency_is_refused_exactly_where_two_known_figures_stand_in_the_wrong_order(cards) -> None:
    refused = {problem.field for problem in amount_problems(cards, None)}
    for currency, kinds in cards.items():
        known = [kind for kind in UPWARDS if kind in kinds]
        wrong = {f"{currency}-{less}" for less, more in itertools.pairwise(known) if kinds[less] > kinds[more]}
        assert {name for name in refused if name.startswith(currency)} == wrong
    assert all(problem.row is None for problem in amount_problems(cards, None))


@CALM
@given(st.sets(st.sampled_from(UPWARDS)), st.lists(sums, min_size=4, max_size=4))
def test_figures_in_order_are_never_refused_whichever_are_absent(absent, amounts) -> None:
    card = {kind: amount for kind, amount in zip(UPWARDS, sorted(amounts), strict=True) if kind not in absent}
    assert list(amount_problems({"EUR": card}, None)) == []


@CALM
@given(sums, sums.filter(bool), rates)
def test_the_stated_rate_agrees_with_grant_by_eligible_within_a_hundredth(grant, eligible, stated) -> None:
    grant, eligible = min(grant, eligible), max(grant, eligible)
    problems = list(amount_problems({"PLN": {"grant": grant, "eligible": eligible}}, stated))
    near = abs(Fraction(grant) / Fraction(eligible) * 100 - Fraction(stated)) <= Fraction(1, 100)
    assert [p.field for p in problems] == ([] if near else ["stated_rate"])


@CALM
@given(sums, rates)
def test_without_one_of_the_two_any_rate_may_be_stated(amount, stated) -> None:
    assert list(amount_problems({"PLN": {"grant": amount}}, stated)) == []
    assert list(amount_problems({"PLN": {"eligible": amount}}, stated)) == []


@CALM
@given(sums, sums.filter(bool))
def test_the_rate_as_reckoned_is_a_rate_that_may_be_stated(grant, eligible) -> None:
    grant, eligible = min(grant, eligible), max(grant, eligible)
    rate = per_cent(Fraction(grant) / Fraction(eligible))
    assert list(amount_problems({"EUR": {"grant": grant, "eligible": eligible}}, rate)) == []


@pytest.mark.job("M6")
@pytest.mark.django_db
def test_a_refusal_names_the_line_and_both_figures(city, officer, at) -> None:
    project = make_project(city, officer)
    with pytest.raises(actions.BadCard) as refused:
        actions.set_amounts(
            by=officer,
            project=project,
            amounts={"EUR": {"total": 83380, "eligible": 83380, "grant": 90000}, "PLN": {"total": 10}},
            at=at,
        )
    assert refused.value.status == 422
    assert refused.value.field == "EUR-grant"
    said = str(refused.value)
    for word in ("EUR", "90\u00a0000\u00a0€", "83\u00a0380\u00a0€"):
        assert word in said
    assert not project.amounts.exists()


@pytest.mark.django_db
def test_every_impossible_pair_is_named_at_once_and_an_absent_middle_hides_nothing(city, officer, at) -> None:
    project = make_project(city, officer)
    amounts = {"EUR": {"total": 10, "eu_grant": 11}, "NOK": {"eligible": 5, "grant": 4, "eu_grant": 6}}
    with pytest.raises(actions.BadCard) as refused:
        actions.set_amounts(by=officer, project=project, amounts=amounts, at=at)
    assert {p.field for p in refused.value.problems} == {"EUR-eu_grant", "NOK-eu_grant"}


@pytest.mark.parametrize(
    ("amounts", "rate", "field"),
    [
        ({"EUR": {"total": "-1"}}, None, "EUR-total"),
        ({"EUR": {"total": "1e13"}}, None, "EUR-total"),
        ({}, "101", "stated_rate"),
        ({"EUR": {"grant": "79.97", "eligible": "100"}}, "80", "stated_rate"),
    ],
)
@pytest.mark.django_db
def test_sums_below_zero_beyond_belief_and_false_rates_are_refused(city, officer, at, amounts, rate, field) -> None:
    project = make_project(city, officer)
    with pytest.raises(actions.BadCard) as refused:
        actions.set_amounts(by=officer, project=project, amounts=amounts, stated_rate=rate, at=at)
    assert refused.value.field == field


@pytest.mark.django_db
def test_nothing_eligible_gives_no_rate(city, officer) -> None:
    project = make_project(city, officer, amounts={"EUR": {"grant": 0, "eligible": 0}}, stated_rate=50)
    assert project.rate("EUR") is None
    assert project.rate("PLN") is None


@pytest.mark.job("M6")
@pytest.mark.django_db
def test_a_project_in_three_currencies_has_three_sums_and_none_across(city, officer) -> None:
    first = make_project(
        city, officer, amounts={"EUR": {"total": "100.10", "grant": 50}, "PLN": {"total": 400}, "NOK": {"grant": 7}}
    )
    make_project(city, officer, amounts={"EUR": {"total": "0.20"}})
    make_project(city, officer, public=False, amounts={"EUR": {"total": 5000}})
    found = queries.totals(Project.objects.visible_to(None))
    assert [(t.currency, t.kind, t.amount, t.number) for t in found] == [
        ("PLN", "total", Decimal("400.00"), 1),
        ("EUR", "total", Decimal("100.30"), 2),
        ("EUR", "grant", Decimal("50.00"), 1),
        ("NOK", "grant", Decimal("7.00"), 1),
    ]
    assert list(first.sums()) == ["PLN", "EUR", "NOK"]
    lines = list(queries.operations([first]))
    assert [(line.currency, line.sums) for line in lines] == [
        ("PLN", {"total": Decimal("400.00")}),
        ("EUR", {"total": Decimal("100.10"), "grant": Decimal("50.00")}),
        ("NOK", {"grant": Decimal("7.00")}),
    ]


@pytest.mark.django_db
def test_nothing_is_converted_without_a_rate_and_then_by_the_newest(city, officer, at) -> None:
    project = make_project(city, officer, amounts={"EUR": {"total": "100.01"}, "NOK": {"grant": 10}})
    assert queries.converted(project) == []
    rows = [
        {"base": "EUR", "quote": "PLN", "rate": Decimal("4.2"), "source": "NBP 1/A", "on": date(2026, 1, 2)},
        {"base": "EUR", "quote": "PLN", "rate": Decimal("4.25"), "source": "NBP 2/A", "on": date(2026, 1, 5)},
    ]
    actions.set_exchange_rates(by=officer, project=project, rows=rows, at=at)
    found = queries.converted(Project.objects.get(pk=project.pk))
    assert [(c.line.currency, c.amount, c.rate.source) for c in found] == [("EUR", Decimal("425.04"), "NBP 2/A")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"quote": "EUR"}, "quote"),
        ({"rate": Decimal(0)}, "rate"),
        ({"source": ""}, "source"),
        ({"on": None}, "on"),
    ],
)
@pytest.mark.django_db
def test_a_rate_needs_two_currencies_a_source_and_a_day(city, officer, at, row, field) -> None:
    project = make_project(city, officer)
    whole = {"base": "EUR", "quote": "PLN", "rate": Decimal("4.2"), "source": "NBP", "on": date(2026, 1, 2), **row}
    with pytest.raises(actions.BadCard) as refused:
        actions.set_exchange_rates(by=officer, project=project, rows=[whole], at=at)
    assert (refused.value.problems[0].row, refused.value.field) == (0, field)


@CALM
@given(
    start=st.dates(date(1990, 1, 1), date(2090, 1, 1)), end=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    years=st.booleans(),
)  # fmt: skip
def test_a_project_ends_no_earlier_than_it_begins(start, end, years) -> None:
    from skwer.apps.programmes.actions.projects import _period_problems

    project = Project(starts_on=start, ends_on=end, whole_years=years)
    early = end.year < start.year if years else end < start
    assert bool(list(_period_problems(project))) == early
    if years:
        assert (project.starts_on, project.ends_on) == (date(start.year, 1, 1), date(end.year, 12, 31))


@pytest.mark.django_db
def test_signing_may_follow_the_start(city, officer) -> None:
    project = make_project(
        city, officer, starts_on=date(2025, 11, 1), ends_on=date(2028, 4, 30), signed_on=date(2026, 4, 10)
    )
    assert project.signed_on > project.starts_on


@pytest.mark.django_db
def test_all_mistakes_of_the_values_are_named(city, officer, at) -> None:
    with pytest.raises(actions.BadCard) as refused:
        actions.create_project(
            by=officer,
            organisation=city,
            slug="zle",
            values={"title": " ", "source_url": "nie adres", "state": "lost", "acronym": "x" * 50},
            at=at,
        )
    assert {p.field for p in refused.value.problems} == {"title_pl", "source_url", "state", "acronym"}
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_tags_lose_their_sign_and_their_doubles(city, officer, at) -> None:
    project = make_project(city, officer, tags=["#UE", "UE", " #URBACT IV ", ""])
    assert project.tags == ["UE", "URBACT IV"]
    for bad in (["x" * 61], [f"t{n}" for n in range(21)]):
        with pytest.raises(actions.BadCard) as refused:
            actions.change_project(by=officer, project=project, values={"tags": bad}, at=at)
        assert refused.value.field == "tags"


@pytest.mark.django_db
def test_a_project_continues_another_never_itself(city, officer, at) -> None:
    first = make_project(city, officer)
    second = make_project(city, officer, predecessor=first)
    third = make_project(city, officer, predecessor=second)
    for one, before in ((first, first), (first, third)):
        with pytest.raises(actions.BadCard) as refused:
            actions.change_project(by=officer, project=one, values={"predecessor": before}, at=at)
        assert refused.value.field == "predecessor"
    card = queries.card_of(None, second.slug)
    assert (card.seen_predecessor, card.seen_successors) == (first, [third])
    actions.hide_project(by=officer, project=third, at=at)
    assert queries.card_of(None, second.slug).seen_successors == []


@pytest.mark.django_db
def test_only_what_one_sees_can_be_named(city, officer, other_city, stranger, at) -> None:
    hidden = make_programme(other_city, stranger, public=False)
    draft = make_project(other_city, stranger, public=False)
    project = make_project(city, officer)
    for name, value in (("programme", hidden), ("predecessor", draft)):
        with pytest.raises(actions.BadCard) as refused:
            actions.change_project(by=officer, project=project, values={name: value}, at=at)
        assert refused.value.field == name


@pytest.mark.parametrize("slug", ["new", "", "ą", "two words", "taken"])
@pytest.mark.django_db
def test_an_address_part_is_plain_and_its_own(city, officer, at, slug) -> None:
    make_project(city, officer, slug="taken")
    with pytest.raises(actions.SlugTaken):
        actions.create_project(by=officer, organisation=city, slug=slug, values={"title": "Sieć"}, at=at)
    make_programme(city, officer, slug="taken")
    with pytest.raises(actions.SlugTaken):
        actions.create_programme(by=officer, organisation=city, slug=slug.upper(), values={"name": "Sieci"}, at=at)


@pytest.mark.job("M6")
@pytest.mark.django_db
def test_a_card_is_published_once_it_says_what_it_is_about(city, officer, at) -> None:
    project = make_project(city, officer, public=False, summary_pl="", summary_en="")
    with pytest.raises(actions.BadCard) as refused:
        actions.publish_project(by=officer, project=project, at=at)
    assert refused.value.field == "summary_pl"
    actions.change_project(by=officer, project=project, values={"summary_en": "About squares."}, at=at)
    project.refresh_from_db()
    actions.publish_project(by=officer, project=project, at=at)
    actions.publish_project(by=officer, project=project, at=at)
    assert JournalEntry.objects.filter(verb="project_published").count() == 1
    assert Project.objects.visible_to(None).get() == project
    actions.hide_project(by=officer, project=project, at=at)
    assert not Project.objects.visible_to(None).exists()


@pytest.mark.django_db
def test_what_is_missing_is_told_and_what_is_there_is_not(city, officer) -> None:
    bare = queries.card_of(officer, make_project(city, officer, summary_pl="", summary_en="", public=False).slug)
    parts = {part.name: part.filled for part in queries.parts_of(bare, marks=0)}
    assert parts["starts_on"]
    assert not any(parts[name] for name in ("summary", "total", "need", "partners", "marks"))
    programme = make_programme(city, officer, statement_pl="Współfinansuje Unia.")
    full = make_project(city, officer, programme=programme, amounts={"EUR": {"total": 1}})
    parts = {part.name: part.filled for part in queries.parts_of(queries.card_of(None, full.slug), marks=1)}
    assert all(parts[name] for name in ("summary", "programme", "fund", "total", "statement", "marks"))


@pytest.mark.parametrize("who", ["auditor", "resident", "stranger"])
@pytest.mark.django_db
def test_only_the_keepers_officers_write_the_card(request, city, officer, at, who) -> None:
    person = request.getfixturevalue(who)
    project = make_project(city, officer)
    programme = make_programme(city, officer)
    before = JournalEntry.objects.count()
    attempts = [
        lambda: actions.create_project(by=person, organisation=city, slug="x", values={"title": "x"}, at=at),
        lambda: actions.change_project(by=person, project=project, values={"title": "x"}, at=at),
        lambda: actions.hide_project(by=person, project=project, at=at),
        lambda: actions.publish_project(by=person, project=project, at=at),
        lambda: actions.set_amounts(by=person, project=project, amounts={}, at=at),
        lambda: actions.set_exchange_rates(by=person, project=project, rows=[], at=at),
        lambda: actions.set_points(by=person, project=project, kind="need", rows=[], at=at),
        lambda: actions.set_phases(by=person, project=project, rows=[], at=at),
        lambda: actions.set_partners(by=person, project=project, rows=[], at=at),
        lambda: actions.set_policy_instruments(by=person, project=project, rows=[], at=at),
        lambda: actions.create_programme(by=person, organisation=city, slug="y", values={"name": "y"}, at=at),
        lambda: actions.change_programme(by=person, programme=programme, values={"name": "y"}, at=at),
        lambda: actions.publish_programme(by=person, programme=programme, at=at),
        lambda: actions.hide_programme(by=person, programme=programme, at=at),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert JournalEntry.objects.count() == before


@pytest.mark.django_db
def test_the_journal_tells_sums_and_days_and_no_words(city, officer, at) -> None:
    project = make_project(city, officer, amounts={"EUR": {"total": 5}}, stated_rate="80")
    entry = JournalEntry.objects.get(verb="project_amounts_set")
    assert entry.after == {"EUR total": "5.00", "stated_rate": "80.00"}
    told = JournalEntry.objects.get(verb="project_added")
    assert "title" not in str(told.after)
    assert told.after["starts_on"] == "2026-01-01"
    assert Amount.objects.get().project == project
