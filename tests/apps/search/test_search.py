import pytest
from django.db import connection, transaction

from skwer.apps.people.models import Organisation
from skwer.apps.search import kinds, lemmas
from skwer.apps.search.actions import index, index_later, rebuild
from skwer.apps.search.kinds import SearchKind, Words
from skwer.apps.search.models import Entry
from skwer.apps.search.queries import find, marked, snippet
from tests.factories import make_city

pytestmark = pytest.mark.django_db

TEXTS = {
    "lawka": ("Ławki nad Strugą", "Trzy nowe miejsca do siedzenia dla mieszkanek i mieszkańców."),
    "sad": ("Sad za remizą", "Czternaście jabłoni. Obok stoją dwie ławki i stojaki na rowery przy Garncarskiej 7."),
    "tajne": ("Tajna ławka", "Szkic, którego nikt nie widzi."),
}


@pytest.fixture
def found_kind(monkeypatch, officer):
    """Cities stand in for findable things: their summaries are searched; "tajne" is a draft only the officer sees."""
    monkeypatch.setattr(kinds, "_KINDS", {})

    def entries(city):
        title, text = TEXTS[city.slug]
        words = [Words("pl", title, text, f"/cities/{city.slug}/")]
        if city.slug == "sad":
            words.append(Words("en", "Orchard behind the fire station", "Fourteen apple trees.", "/cities/sad/"))
        return words

    def visible(person):
        shown = Organisation.objects.filter(slug__in=TEXTS)
        return shown if person == officer else shown.exclude(slug="tajne")

    kind = SearchKind(
        "town", "towns", lambda: Organisation.objects.filter(slug__in=TEXTS), entries, lambda c: c, visible
    )
    kinds.register(kind)
    for slug in TEXTS:
        index(kind="town", key=make_city(slug).pk)
    return kind


def titles(words, person=None, language="pl", **more) -> list[str]:
    found = find(person=person, words=words, language=language, **more)
    return ["".join(text for text, _hit in r.title) for r in found.results]


@pytest.mark.parametrize(
    "words",
    ["ławka", "ławek", "ŁAWKĄ", "lawka", "lawek", "lawkami", "ław", "law", "ławka na struga", "  ławki,  strudze! "],
)
def test_any_inflection_with_or_without_diacritics_finds(found_kind, words) -> None:
    assert "Ławki nad Strugą" in titles(words)


@pytest.mark.parametrize("words", ["", "  ", "!!!", "hulajnoga", "ławka hulajnoga", '"', "ławka*)(", "NEAR(", "a:b'--"])
def test_what_is_not_there_is_not_found_and_nothing_breaks(found_kind, words) -> None:
    found = find(person=None, words=words, language="pl")
    if words != "ławka*)(":
        assert (found.results, found.total) == ([], 0)


def test_a_title_counts_more_than_a_text(found_kind) -> None:
    assert titles("ławka") == ["Ławki nad Strugą", "Sad za remizą"]


def test_only_the_last_word_may_be_unfinished(found_kind) -> None:
    assert titles("stojak rower") == ["Sad za remizą"]
    assert titles("rem sad") == []
    assert titles("garncarska 7") == ["Sad za remizą"]


def test_common_words_are_left_out_unless_they_are_all(found_kind) -> None:
    assert titles("sad przy remizie") == ["Sad za remizą"]
    assert titles("nad") == ["Ławki nad Strugą"]


def test_nothing_is_found_that_may_not_be_seen(found_kind, officer, stranger) -> None:
    assert "Tajna ławka" not in titles("ławka")
    assert "Tajna ławka" not in titles("ławka", person=stranger)
    assert find(person=None, words="tajna", language="pl").total == 0
    assert "Tajna ławka" in titles("ławka", person=officer)


def test_one_thing_once_in_the_readers_language(found_kind) -> None:
    assert titles("apple", language="pl") == ["Orchard behind the fire station"]
    assert titles("jabłonie", language="en") == ["Sad za remizą"]
    index(kind="town", key=Organisation.objects.get(slug="sad").pk)
    assert Entry.objects.filter(language="en").count() == 1


def test_filters_and_pages(found_kind) -> None:
    sad = Organisation.objects.get(slug="sad")
    assert titles("ławka", organisation=sad) == ["Sad za remizą"]
    assert titles("ławka", kind="town") == ["Ławki nad Strugą", "Sad za remizą"]
    assert titles("ławka", kind="other") == []
    found = find(person=None, words="ławka", language="pl", limit=1, offset=1)
    assert (found.total, [r.address for r in found.results]) == (2, ["/cities/sad/"])


def test_what_was_looked_for_is_marked(found_kind) -> None:
    result = find(person=None, words="ławek", language="pl").results[0]
    assert result.title == [("Ławki", True), (" nad Strugą", False)]


def test_a_snippet_shows_the_surroundings() -> None:
    wanted = lemmas.looked_for("rower")
    text = "słowo " * 40 + "stojak na rowery " + "<script> " * 40
    parts = snippet(text, "pl", wanted)
    assert parts[0] == ("… ", False)
    assert ("rowery", True) in parts
    assert parts[-1] == (" …", False)
    assert "".join(t for t, _ in snippet("Krótki tekst.", "pl", wanted)) == "Krótki tekst."
    assert snippet("", "pl", wanted) == []
    assert marked("Rower", "pl", wanted) == [("Rower", True)]


def test_the_index_follows_the_thing(found_kind, monkeypatch) -> None:
    sad = Organisation.objects.get(slug="sad")
    monkeypatch.setitem(TEXTS, "sad", ("Altana", "Już bez siedzisk."))
    index(kind="town", key=sad.pk)
    assert titles("remiza") == []
    assert titles("altana") == ["Altana"]
    sad.delete()
    assert titles("altana") == []
    index(kind="town", key=999_999)
    assert titles("altana") == []


def test_rebuilding_makes_the_same_index(found_kind) -> None:
    before = titles("ławka")
    Entry.objects.all().delete()
    assert titles("ławka") == []
    assert rebuild() == 4
    assert titles("ławka") == before


@pytest.mark.django_db(transaction=True)
def test_indexing_waits_until_the_change_is_certain(found_kind, monkeypatch, caplog) -> None:
    sad = Organisation.objects.get(slug="sad")
    monkeypatch.setitem(TEXTS, "sad", ("Altana", ""))
    with transaction.atomic():
        index_later(kind="town", key=sad.pk)
        assert titles("altana") == []
    assert titles("altana") == ["Altana"]
    monkeypatch.setitem(TEXTS, "sad", None)
    index_later(kind="town", key=sad.pk)  # the kind breaks: somebody's change stands all the same
    assert "Indexing town" in caplog.text


def test_a_constant_number_of_queries(found_kind, django_assert_num_queries) -> None:
    titles("ławka")
    with django_assert_num_queries(3):
        titles("ławka")


def test_folding() -> None:
    assert lemmas.fold("Żółta ŁĄKA") == "zolta laka"
    assert lemmas.fold("Straße Ørsted") == "strasse orsted"
    assert lemmas.indexed("Dwie ławki, 3 drzewa", "pl").split() == [
        "dwa",
        "dwie",
        "lawka",
        "lawki",
        "3",
        "drzewa",
        "drzewo",
    ]
    assert lemmas.looked_for("x" * 40 + " 7")[1] == {"7"}


def test_long_words_without_diacritics_are_not_guessed_for_ever() -> None:
    assert lemmas._restored("zaoczelsnz" * 5) == frozenset()


def test_the_index_of_this_database_is_there() -> None:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    assert "search_entry" in names
    assert connection.vendor != "sqlite" or "search_words" in names
