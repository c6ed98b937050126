"""The common method: drafted from cases, written and translated, published in versions that stay."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.people.models import JournalEntry
from skwer.apps.people.own_data import erase_declared, rooms
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions
from skwer.apps.practices.models import Method, MethodVersion
from skwer.apps.practices.queries import changes_between, draft_of, latest_of
from skwer.apps.search.queries import find
from skwer.values.markdown import to_html
from tests.practices_factories import make_case, make_comparison, make_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def comparison(project, officer):
    return make_comparison(project, officer, cases=3)


@pytest.fixture
def method(project, comparison, officer, at) -> Method:
    values = {"title_pl": "Praca z interesariuszami", "title_en": "Working with stakeholders"}
    return actions.draft_method(by=officer, project=project, values=values, cases=list(comparison.cases.all()), at=at)


@pytest.fixture
def published(method, officer, at) -> MethodVersion:
    return actions.publish_version(by=officer, version=draft_of(method), at=at)


def write(version, officer, text, at, language="pl", **more) -> MethodVersion:
    return actions.write_text(by=officer, version=version, language=language, text=text, at=at, **more)


def test_a_draft_says_for_each_question_what_worked_and_what_did_not(method, comparison) -> None:
    draft = draft_of(method)
    assert (draft.number, draft.languages) == (1, ["pl"])
    text = draft.text("pl")
    for question in comparison.asked:
        assert f"## {question.label['pl']}" in text
    part = text[text.index("## Co zrobiono?") : text.index("## Co z tego wyszło?")]
    lines = [line for line in part.splitlines() if line.startswith(("#", "-"))]
    assert lines[1:6:2] == [line for line in lines if line.startswith("### ")]
    assert lines[2::2] == [f"- Odpowiedź {n}: actions. [{n}]" for n in (1, 2, 3)]
    assert "Answer" not in text
    assert to_html(text, references={1: "#case-1"}).count('href="#case-1"') == 6


def test_a_draft_takes_no_words_of_another_language(project, officer, at) -> None:
    comparison = make_comparison(project, officer)
    for verdict in ("good", "bad"):
        actions.add_case(
            by=officer, comparison=comparison, values={"name": "Lipowiec", "verdict": verdict}, at=at,
            answers={"lesson": {"en": "Only in English."}},
        )  # fmt: skip
    text = actions.skeleton(dict(enumerate(comparison.cases.all(), 1)), "pl")
    assert "English" not in text
    assert "- Lipowiec [1]" in text
    assert actions.skeleton({}, "pl") == ""


@pytest.mark.parametrize("what", ["title", "cases", "foreign", "language"])
def test_a_method_grows_from_cases_of_its_project(project, city, comparison, officer, at, what) -> None:
    cases = list(comparison.cases.all())
    title, language = "Metoda", "pl"
    if what == "title":
        title = " "
    elif what == "cases":
        cases = []
    elif what == "foreign":
        cases = [make_case(make_comparison(make_network(city), officer), officer)]
    else:
        language = "xx"
    with pytest.raises(actions.BadMethod) as caught:
        actions.draft_method(
            by=officer, project=project, values={"title": title}, cases=cases, language=language, at=at
        )
    assert caught.value.field == {"foreign": "cases"}.get(what, what)
    assert not Method.objects.exists()


def test_a_published_version_never_changes(published, comparison, officer, at) -> None:
    with pytest.raises(actions.Frozen):
        write(published, officer, "Inaczej.", at)
    with pytest.raises(actions.Frozen):
        write(published, officer, "Otherwise.", at, "en")
    with pytest.raises(actions.Frozen):
        actions.set_cases(by=officer, version=published, cases=[], at=at)
    with pytest.raises(actions.Frozen):
        actions.publish_version(by=officer, version=published, at=at)
    with pytest.raises(actions.Frozen):
        actions.drop_draft(by=officer, version=published, at=at)
    with pytest.raises(actions.Frozen):
        actions.confirm_translation(by=officer, version=published, language="en", at=at)
    published.refresh_from_db()
    entry = JournalEntry.objects.get(verb="method_version_published")
    assert entry.after["hash"] == published.fingerprint()
    with pytest.raises(actions.StillReferred):
        actions.remove_case(by=officer, case=comparison.cases.first(), at=at)


def test_the_next_version_says_what_is_new(method, published, officer, at) -> None:
    draft = actions.draft_version(by=officer, method=method, at=at)
    assert actions.draft_version(by=officer, method=method, at=at) == draft
    assert (draft.number, draft.text("pl")) == (2, published.text("pl"))
    assert draft.references.count() == published.references.count() == 3
    with pytest.raises(actions.BadMethod) as caught:
        actions.publish_version(by=officer, version=draft, at=at)
    assert caught.value.field == "change_note"
    with pytest.raises(actions.BadMethod):  # nothing differs
        actions.publish_version(by=officer, version=draft, change_note="Nowość", at=at)
    write(draft, officer, "## Krócej\n\nPytaj wcześnie [2].", at)
    actions.publish_version(by=officer, version=draft, change_note={"pl": "Krócej.", "en": "Shorter."}, at=at)
    assert latest_of(method) == draft
    published.refresh_from_db()
    assert "Odpowiedź 1" in published.text("pl")
    assert draft.change_note_en == "Shorter."


def test_a_text_points_only_at_chosen_cases(method, comparison, officer, at) -> None:
    draft = draft_of(method)
    write(draft, officer, "Pytaj [1], nie czekaj [7]. Zobacz [8](https://skwer.example).", at)
    with pytest.raises(actions.BadMethod) as caught:
        actions.publish_version(by=officer, version=draft, at=at)
    assert "[7]" in str(caught.value)
    first, second, third = comparison.cases.order_by("order")
    with pytest.raises(actions.BadMethod) as caught:
        actions.set_cases(by=officer, version=draft, cases=[second], at=at)
    assert "[1]" in str(caught.value)
    write(draft, officer, "Pytaj [3].", at)
    actions.set_cases(by=officer, version=draft, cases=[third], at=at)
    actions.set_cases(by=officer, version=draft, cases=[third, first], at=at)
    assert {r.number: r.case for r in draft.references.all()} == {3: third, 4: first}
    actions.publish_version(by=officer, version=draft, at=at)


def test_a_number_in_the_text_is_never_given_to_a_new_case(method, comparison, officer, at) -> None:
    draft = draft_of(method)
    write(draft, officer, "Kiedyś [5], teraz [1].", at)
    extra = make_case(comparison, officer)
    actions.set_cases(by=officer, version=draft, cases=[*comparison.cases.all()], at=at)
    assert draft.references.get(case=extra).number == 6


def test_a_translation_older_than_the_original_is_stale(method, officer, at) -> None:
    draft = draft_of(method)
    write(draft, officer, "Ask early.", at + timedelta(hours=1), "en")
    assert draft.languages == ["pl", "en"]
    assert not draft.is_stale("en")
    write(draft, officer, draft.text("pl"), at + timedelta(hours=2))  # saved, but nothing differs
    assert not draft.is_stale("en")
    write(draft, officer, "Pytaj bardzo wcześnie.", at + timedelta(hours=3))
    assert draft.is_stale("en")
    assert not draft.is_stale("pl")
    assert not draft.is_stale("cs")
    actions.confirm_translation(by=officer, version=draft, language="en", at=at + timedelta(hours=4))
    assert not draft.is_stale("en")
    actions.publish_version(by=officer, version=draft, at=at + timedelta(hours=5))
    later = actions.draft_version(by=officer, method=method, at=at + timedelta(hours=6))
    assert not later.is_stale("en")
    write(later, officer, "Pytaj najpierw.", at + timedelta(hours=7))
    assert later.is_stale("en")
    draft.refresh_from_db()
    assert not draft.is_stale("en")
    write(later, officer, "", at + timedelta(hours=8), "en")
    assert later.languages == ["pl"]
    assert not later.is_stale("en")


def test_nobodys_text_is_overwritten_unseen(method, officer, at) -> None:
    draft = draft_of(method)
    seen = draft.written_at["pl"]
    write(draft, officer, "Pierwsza osoba.", at + timedelta(minutes=1), base=seen)
    with pytest.raises(actions.Overtaken):
        write(draft, officer, "Druga osoba.", at + timedelta(minutes=2), base=seen)
    assert draft.text("pl") == "Pierwsza osoba.\n"
    write(draft, officer, "Pierwsza osoba.", at + timedelta(minutes=2), base=seen)  # the same words harm nobody
    write(draft, officer, "First.", at, "en", base="")


def test_texts_that_cannot_stand(method, officer, at) -> None:
    draft = draft_of(method)
    for language, text in (("pl", " "), ("pl", "x" * 100_001), ("xx", "x")):
        with pytest.raises(actions.BadMethod):
            write(draft, officer, text, at, language)


def test_who_keeps_a_method(method, project, comparison, officer, partner_officer, auditor, stranger, resident, at):
    draft = draft_of(method)
    cases = list(comparison.cases.all())
    for person in (partner_officer, auditor, stranger, resident, AnonymousUser()):
        for act in (
            lambda p: actions.draft_method(by=p, project=project, values={"title": "X"}, cases=cases, at=at),
            lambda p: write(draft, p, "X", at),
            lambda p: actions.confirm_translation(by=p, version=draft, language="en", at=at),
            lambda p: actions.set_cases(by=p, version=draft, cases=cases, at=at),
            lambda p: actions.publish_version(by=p, version=draft, at=at),
            lambda p: actions.draft_version(by=p, method=method, at=at),
            lambda p: actions.rename_method(by=p, method=method, values={"title": "X"}, at=at),
            lambda p: actions.drop_draft(by=p, version=draft, at=at),
        ):
            with pytest.raises(NotAllowed):
                act(person)


def test_who_sees_a_draft(method, officer, partner_officer, auditor, stranger, resident, at) -> None:
    def seen(person) -> tuple[bool, int]:
        versions = MethodVersion.objects.visible_to(person).filter(method=method)
        return Method.objects.visible_to(person).filter(pk=method.pk).exists(), versions.count()

    assert [seen(p) for p in (officer, partner_officer, auditor)] == [(True, 1)] * 3
    assert [seen(p) for p in (None, AnonymousUser(), stranger, resident)] == [(False, 0)] * 4
    actions.publish_version(by=officer, version=draft_of(method), at=at)
    actions.draft_version(by=officer, method=method, at=at)
    assert [seen(p) for p in (officer, partner_officer, auditor)] == [(True, 2)] * 3
    assert [seen(p) for p in (None, AnonymousUser(), stranger, resident)] == [(True, 1)] * 4


def test_a_draft_is_thrown_away(method, published, project, comparison, officer, at) -> None:
    draft = actions.draft_version(by=officer, method=method, at=at)
    actions.drop_draft(by=officer, version=draft, at=at)
    assert list(method.versions.all()) == [published]
    never = actions.draft_method(
        by=officer, project=project, values={"title": "Nie"}, cases=[comparison.cases.first()], at=at
    )
    actions.drop_draft(by=officer, version=draft_of(never), at=at)
    assert list(Method.objects.all()) == [method]


def test_the_title_may_come_in_one_more_language(method, officer, at) -> None:
    actions.rename_method(by=officer, method=method, values={"title_nb": "Arbeid med interessenter"}, at=at)
    method.refresh_from_db()
    assert (method.title_nb, method.slug) == ("Arbeid med interessenter", "praca-z-interesariuszami")
    with pytest.raises(actions.BadMethod):
        actions.rename_method(by=officer, method=method, values={f"title_{c}": "" for c in ("pl", "en", "nb")}, at=at)


@pytest.mark.django_db(transaction=True)
def test_the_search_finds_published_methods(project, officer, at) -> None:
    cases = list(make_comparison(project, officer, cases=2).cases.all())
    method = actions.draft_method(by=officer, project=project, values={"title": "Metoda wspólna"}, cases=cases, at=at)
    draft = draft_of(method)
    write(draft, officer, "Zapraszaj **sąsiadów** do rozmowy.", at)
    assert find(person=None, words="sąsiadom", language="pl").total == 0
    actions.publish_version(by=officer, version=draft, at=at)
    (result,) = find(person=None, words="sąsiadom", language="pl").results
    assert result.address == f"/projects/siec/methods/{method.slug}/"


def test_who_published_is_exported_and_erased(published, officer) -> None:
    (room,) = [one for one in rooms() if one.key == "methods"]
    assert room.export(officer) == [
        {"method": "Praca z interesariuszami", "version": 1, "published": published.published_at.isoformat()}
    ]
    erase_declared(officer)
    published.refresh_from_db()
    assert published.by is None


TEXTS = st.lists(st.sampled_from(["Pytaj wcześnie.", "- lista", "## Nagłówek", "Drugi akapit, dłuższy."]), max_size=8)


@given(TEXTS, TEXTS)
def test_changes_name_what_went_and_what_came(before, after) -> None:
    a, b = "\n\n".join(before), "\n\n".join(after)
    changes = changes_between(a, b)
    assert (changes == []) == (before == after)
    assert changes_between(a, a) == []
    went = "".join(text for part in changes for what, text in part if what != "added")
    came = "".join(text for part in changes for what, text in part if what != "removed")
    assert all(text in a for part in changes for what, text in part if what == "removed")
    assert all(text in b for part in changes for what, text in part if what == "added")
    # Whatever is named nowhere stayed: as many letters went and came as the texts differ by.
    assert len("".join(after)) - len("".join(before)) == len(came) - len(went)


def test_a_long_text_is_compared_word_by_word_where_it_changed() -> None:
    long = "\n\n".join(f"Akapit numer {n} mówi o pracy z sąsiadami." for n in range(3000))
    changes = changes_between(long, long.replace("numer 1500 mówi", "numer 1500 milczy"))
    assert changes == [
        [("same", "Akapit numer 1500 "), ("removed", "mówi"), ("added", "milczy"), ("same", " o pracy z sąsiadami.")]
    ]
