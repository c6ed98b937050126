"""The parts of a page as templates call them: their words, their names for a screen reader, their escaping."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from skwer.apps.forms.checking import check_save, check_submit
from skwer.apps.forms.schema import Form
from skwer.web import fields, specimen
from skwer.web.context import Frame
from skwer.web.map import geodata_response

from .test_drawing import TOWN

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def draw(source: str, **context: object) -> str:
    return Template("{% load skwer %}" + source).render(Context(context))


def frame_of(path: str = "/", user: object = None, **about: object) -> Frame:
    request = RequestFactory().get(path)
    for name, value in {"user": user, **about}.items():
        setattr(request, name, value)
    return Frame(request)


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "amount", "currency", "words"),
    [
        ("pl", "12000", "PLN", "12\u00a0000\u00a0zł"),
        ("pl", "9870.5", "PLN", "9\u00a0870,50\u00a0zł"),
        ("en", "12000", "PLN", "12,000\u00a0zł"),
        ("pl", "83380", "EUR", "83\u00a0380\u00a0€"),
        ("pl", "500000", "CZK", "500\u00a0000\u00a0Kč"),
        ("pl", "-130", "NOK", "−130\u00a0kr"),
    ],
)
def test_sums_do_not_break_and_follow_the_language(language, amount, currency, words):
    with translation.override(language):
        assert draw("{{ a|money:c }}", a=Decimal(amount), c=currency) == words


def test_a_sum_for_machines_stands_beside_the_words():
    assert draw('{% money_text a "PLN" %}', a=Decimal("12000.00")) == '<data value="12000">12\u00a0000\u00a0zł</data>'
    assert 'value="9870.5"' in draw('{% money_text a "PLN" %}', a=Decimal("9870.50"))


@pytest.mark.parametrize(("language", "words"), [("pl", "1\u00a0204,5"), ("en", "1,204.5")])
def test_numbers_follow_the_language(language, words):
    with translation.override(language):
        assert draw("{{ a|number }}", a=Decimal("1204.50")) == words


MOMENTS = [
    ("pl", "when", "niedziela 6 grudnia, 20:00"),
    ("en", "when", "Sunday 6 December, 20:00"),
    ("pl", "day", "6 grudnia"),
]


@pytest.mark.parametrize(("language", "form", "words"), MOMENTS)
def test_a_moment_names_the_day_and_the_hour(language, form, words):
    at = datetime(2026, 12, 6, 19, 0, tzinfo=UTC)
    with translation.override(language):
        assert draw("{{ at|" + form + ":now }}", at=at, now=NOW) == words


def test_the_year_stands_where_it_is_another():
    assert draw("{{ at|day:now }}", at=date(2027, 1, 15), now=NOW) == "15 stycznia 2027"
    assert draw("{{ at|when:now }}", at=date(2027, 1, 15), now=NOW) == "piątek 15 stycznia 2027"


def test_midnight_is_named_by_the_day_that_ends():
    midnight = datetime(2026, 9, 30, 22, 0, tzinfo=UTC)  # 1 October, 0:00 in Warsaw
    with translation.override("en"):
        assert draw("{{ at|upto:now }}", at=midnight, now=NOW) == "until the end of 30 September"
        assert draw("{{ at|upto:now }}", at=datetime(2026, 12, 6, 19, 0, tzinfo=UTC), now=NOW) == (
            "until 6 December, 20:00"
        )


def test_a_moment_for_machines():
    assert draw('{% moment at "hour" %}', at=datetime(2026, 12, 6, 19, 0, tzinfo=UTC)) == (
        '<time datetime="2026-12-06T20:00:00+01:00">20:00</time>'
    )
    assert draw("{% moment at %}", at=None) == ""


# --- parts ---------------------------------------------------------------------------------------


def test_a_status_has_shape_and_word():
    assert draw('{% status "vote" "Głosowanie" %}') == '<span class="is" data-is="vote">Głosowanie</span>'
    with translation.override("en"):
        assert ">Waits for you<" in draw('{% status "fix" %}')


def test_steps_say_which_one_is_now():
    page = draw("{% steps items %}", items=[{"name": "A", "state": "done"}, {"name": "B", "state": "now", "note": "n"}])
    assert page.count('aria-current="step"') == 1
    assert page.index('aria-current="step"') > page.index(">A<")
    assert '<span class="vh"> – ' in page  # said, not only coloured


def test_next_says_what_who_and_when_and_leaves_out_what_is_unknown():
    page = draw('{% next title="T" what="W" when=w %}<a href="#">Go</a>{% endnext %}', w="<b>")
    assert page.count("<dt>") == 2
    assert "&lt;b&gt;" in page
    assert '<div class="row"><a href="#">Go</a></div>' in page
    assert 'class="row"' not in draw('{% next title="T" %} {% endnext %}')


def test_a_card_has_one_link_and_escapes_what_people_wrote():
    page = draw(
        "{% plot p %}",
        p={
            "title": "<script>",
            "url": "/x",
            "category": "garden",
            "seed": 4,
            "amount": 12000,
            "number": 4,
            "anchor": "p4",
            "state": "vote",
        },
    )
    assert page.count("<a ") == 1
    assert "<script>" not in page
    assert 'id="p4"' in page
    assert '<span class="no">4</span>' in page
    assert "12\u00a0000\u00a0zł" in page


def test_a_cover_is_the_photograph_where_there_is_one():
    assert "<svg" in draw("{% cover p %}", p=SimpleNamespace(category="mural", pk=3))
    photo = draw("{% cover p %}", p={"photo_url": "/f/1", "photo_alt": 'Ściana "Heleny"', "category": "mural"})
    assert 'alt="Ściana &quot;Heleny&quot;"' in photo
    assert "<svg" not in photo


def test_a_rank_row_says_in_words_what_its_bar_shows():
    row = {
        "number": 1,
        "title": "A",
        "parts": [("komisja", Decimal("54.6")), ("głosy", Decimal("34.9"))],
        "most": 100,
        "unit": "pkt",
        "amount": 12000,
        "state": "chosen",
    }
    assert "89,5 pkt = komisja 54,6 + głosy 34,9" in draw("{% rank_row r %}", r=row)
    assert ">612 głosów<" in draw("{% rank_row r %}", r={**row, "parts": [("", 612)], "unit": "głosów", "most": 700})


def test_money_says_what_one_square_is_and_what_is_not_known_yet():
    page = draw('{% money None 90000 136000 "PLN" %}')
    assert "2\u00a0000\u00a0zł" in page
    assert '<data value="90000">' in page
    assert page.count("<dt>") == 3
    assert draw('{% money 5000 90000 None "PLN" %}').count("<dt>") == 2


def test_the_bed_and_its_key_carry_the_same_ideas():
    shares = [{"number": "<1>", "title": "A & B", "amount": 12000}, {"number": 3, "title": "C", "amount": 9000}]
    page = draw('{% bed shares 30000 "PLN" key="b" %}', shares=shares)
    assert page.count('<svg class="bed') == 2
    assert len(set(re.findall(r'<title id="([^"]+)"', page))) == 2
    assert "A &amp; B" in page
    assert "<1>" not in page
    assert "9\u00a0000\u00a0zł" in page  # what is left


def test_the_spread_of_scores_is_also_in_words():
    with translation.override("en"):
        assert "Scores 12, 15, 17; mean 14.7, spread 5" in draw("{% spread s 0 20 %}", s=[12, 17, 15])
    assert draw("{% spread s %}", s=[]) == ""


def test_crumbs_end_where_one_is():
    page = draw('{% crumbs "Lipowiec" "/a" "Nabory" %}')
    assert '<a href="/a">Lipowiec</a>' in page
    assert '<span aria-current="page">Nabory</span>' in page


def test_facts_leave_out_what_is_not_known():
    assert draw("{% facts rows %}", rows=[("A", "1"), ("B", ""), {"label": "C", "value": None}]).count("<dt>") == 1


def test_a_pager_keeps_the_query():
    request = RequestFactory().get("/x/?q=%C5%82awka&d=1&d=2&page=2")
    page = draw("{% pager page %}", page=Paginator(range(50), 10).page(2), request=request)
    assert "?q=%C5%82awka&amp;d=1&amp;d=2&amp;page=3" in page
    assert page.count('aria-current="page"') == 1
    assert draw("{% pager page %}", page=Paginator(range(5), 10).page(1), request=request).strip() == ""


def test_filters_work_by_their_button_and_live_only_where_a_target_is_named():
    request = RequestFactory().get("/x/")
    assert "hx-get" not in draw("{% filters %}{% endfilters %}", request=request)
    live = draw('{% filters target="#list" %}{% endfilters %}', request=request)
    assert 'hx-target="#list"' in live
    assert "<button" in live


def test_a_due_row_names_its_thing_on_the_button():
    page = draw("{% due d %}", d={"title": "Sprawozdanie", "action": "Sprawdź", "url": "/s", "state": "sent"})
    assert 'Sprawdź<span class="vh">: Sprawozdanie</span>' in page
    assert 'data-variant="secondary"' in page
    assert "data-variant" not in draw("{% due d primary=True %}", d={"title": "S", "action": "A", "url": "/"})


def test_nothing_here_says_why_that_is_fine():
    page = draw('{% blank title="Nikt." text="Dlaczego." category="meadow" %}<a href="#">x</a>{% endblank %}')
    assert "<b>Nikt.</b>" in page
    assert "<svg" in page


def test_the_map_offers_moving_only_where_there_are_streets(settings):
    things = [{"number": 1, "title": "</script>", "lon": "16.12", "lat": "53.89", "url": "#p1"}, {"title": "no place"}]
    page = draw("{% map g t %}", g=TOWN, t=things, frame=SimpleNamespace(city=SimpleNamespace(slug="lipowiec")))
    assert page.count('class="pin"') == 1
    assert "data-map" in page
    assert "</script>" not in page.split("application/json")[1].split("</script>")[0].replace("\\u003C", "")
    assert "data-map" not in draw("{% map None t %}", t=things)


def test_no_place_no_clip():
    assert draw("{% mini_plan g None None %}", g=TOWN) == ""
    assert "spot" in draw('{% mini_plan g "16.12" "53.89" %}', g=TOWN)


# --- fields --------------------------------------------------------------------------------------


def test_a_field_ties_its_label_hint_and_error_together():
    page = draw(
        "{% field q %}",
        q={
            "name": "sum",
            "kind": "money",
            "label": "Ile?",
            "hint": "Do 12 000 zł.",
            "errors": ["Za dużo."],
            "unit": "zł",
            "value": '"12',
        },
    )
    assert 'for="id_sum"' in page
    assert 'aria-describedby="id_sum-hint id_sum-unit id_sum-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_sum-error">Za dużo.<' in page
    assert 'value="&quot;12"' in page


def test_the_counter_counts_like_the_server():
    page = draw("{% field q %}", q={"name": "w", "kind": "textarea", "label": "W", "max_length": 20, "value": "a\r\nb"})
    assert 'data-max="20"' in page
    assert re.search(r'data-words="[^"]*\{n\}[^"]*\{max\}', page)
    assert re.search(r">[^<]*\b3\b[^<]*\b20\b", page)


def test_optional_is_said_in_words():
    with translation.override("en"):
        assert "optional" in draw("{% field q %}", q={"name": "a", "label": "A", "required": False})
        assert "optional" not in draw("{% field q %}", q={"name": "a", "label": "A"})


class Example(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Na ten adres napiszemy.")
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "x"}))
    why = forms.CharField(widget=forms.Textarea, max_length=100, required=False)
    kind = forms.ChoiceField(choices=[("", "–"), ("Group", [("a", "A"), ("b", "B")])])
    who = forms.ChoiceField(choices=[("me", "Ja"), ("we", "My")], widget=forms.RadioSelect)
    gives = forms.MultipleChoiceField(choices=[("t", "T"), ("u", "U")], widget=forms.CheckboxSelectMultiple)
    day = forms.DateField(widget=forms.DateInput)
    at = forms.DateTimeField(widget=forms.DateTimeInput)
    agree = forms.BooleanField()
    file = forms.FileField()


def test_every_widget_of_django_is_drawn():
    form = Example({"email": "x", "password": "secret", "kind": "b", "who": "we", "gives": ["u"], "agree": "on"})
    page = "".join(draw("{% field f %}", f=bound) for bound in form)
    assert "secret" not in page  # a password is never sent back
    assert 'autocomplete="new-password"' in page
    assert '<option value="b" selected>' in page
    assert re.search(r'value="we" checked', page)
    assert re.search(r'value="u" checked', page)
    assert 'type="date"' in page
    assert 'type="datetime-local"' in page
    assert 'type="file"' in page
    assert page.count("<legend>") == 2
    assert 'class="x"' not in page


def test_moments_come_back_as_the_clock_on_the_wall_shows_them():
    form = Example(initial={"at": datetime(2026, 12, 6, 19, 0, tzinfo=UTC), "day": date(2026, 12, 6)})
    assert 'value="2026-12-06T20:00"' in draw("{% field f %}", f=form["at"])
    assert 'value="2026-12-06"' in draw("{% field f %}", f=form["day"])


def test_the_summary_leads_to_every_wrong_field_and_to_the_first_box_of_a_group():
    form = Example({"email": "x"})
    page = draw("{% error_summary f %}", f=form) + "".join(draw("{% field b %}", b=b) for b in form)
    anchors = re.findall(r'href="#([^"]+)"', page)
    assert len(anchors) == len(form.errors)
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert 'tabindex="-1"' in page
    assert draw("{% error_summary f %}", f=Example()).strip() == ""


FORM = Form.from_json(
    {
        "steps": [
            {
                "key": "s",
                "title": "S",
                "questions": [
                    {"key": "title", "kind": "short_text", "label": "Tytuł", "required": True, "max_length": 60},
                    {"key": "story", "kind": "long_text", "label": "Po co", "required": True, "max_length": 600},
                    {"key": "hours", "kind": "number", "label": "Godziny"},
                    {"key": "sum", "kind": "money", "label": "Dotacja", "max": "12000", "required": True},
                    {
                        "key": "category",
                        "kind": "choice",
                        "label": "Co",
                        "required": True,
                        "options": [{"key": "garden", "label": "Ogród"}, {"key": "mural", "label": "Mural"}],
                    },
                    {
                        "key": "gives",
                        "kind": "choices",
                        "label": "Co dajecie",
                        "required": True,
                        "options": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
                    },
                    {"key": "photo", "kind": "file", "label": "Zdjęcie", "accept": "photo", "required": True},
                    {"key": "place", "kind": "place", "label": "Gdzie", "required": True},
                    {"key": "costs", "kind": "costs", "label": "Koszty", "required": True},
                    {"key": "agree", "kind": "declaration", "label": "Zgoda", "required": True},
                ],
            }
        ]
    }
)


def test_every_kind_of_question_is_drawn_with_names_that_are_read_back():
    answers, _ = check_save(
        FORM,
        {
            "title": "Ogród",
            "category": "mural",
            "gives": ["b"],
            "agree": True,
            "place": {"address": "Torowa 3", "lon": "16.1", "lat": "53.9"},
            "costs": [{"name": "Skrzynie", "quantity": "8", "amount": "6400", "source": "own"}],
        },
    )
    page = "".join(draw("{% field q a %}", q=q, a=answers) for q in FORM.questions)
    for name in (
        "title",
        "story",
        "hours",
        "sum",
        "category",
        "gives",
        "photo",
        "photo-alt",
        "place-address",
        "place-lon",
        "place-lat",
        "costs-0-name",
        "costs-0-quantity",
        "costs-0-amount",
        "costs-0-source",
        "agree",
    ):
        assert f'name="{name}"' in page, name
    assert 'value="Torowa 3"' in page
    assert '<option value="own" selected>' in page
    assert re.search(r'value="mural" checked', page)
    assert 'name="add_row" value="costs"' in page
    assert 'name="remove_row" value="costs-0"' in page
    assert "6\u00a0400\u00a0zł" in page  # the sum below the rows


def test_errors_of_questions_stand_beside_their_cells_and_the_summary_finds_them():
    answers = {
        "costs": [
            {"name": "Skrzynie", "quantity": "", "amount": "12 OOO", "source": "grant"},
            {"name": "", "quantity": "", "amount": "5", "source": ""},
        ],
        "place": {"address": "", "lon": "16.1", "lat": ""},
    }
    clean, _ = check_save(FORM, answers)
    problems = check_submit(FORM, clean)
    page = draw("{% error_summary p %}", p=problems)
    page += "".join(draw("{% field q a p %}", q=q, a=clean, p=problems) for q in FORM.questions)
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert page.count(f'id="{anchor}"') == 1, anchor
    assert 'value="12 OOO"' in page  # nothing typed is lost
    assert 'id="id_costs-0-amount-error"' in page


def test_an_empty_row_is_there_to_write_in_and_more_come_on_request():
    costs = FORM.question("costs")
    assert draw("{% field q %}", q=costs).count('class="cost-row"') == 1
    assert draw("{% field q a add=2 %}", q=costs, a={"costs": [{"name": "x"}]}).count('class="cost-row"') == 3
    many = fields.cost_rows(fields.Field("costs", "c", "C", value=[{"name": "x"}] * 500))
    assert len(many) == 60


# --- the frame -----------------------------------------------------------------------------------


def test_the_language_switch_keeps_the_page_and_its_query():
    with translation.override("pl"):
        links = frame_of("/account/login/?next=/x").languages
    assert [(link.lang, link.url, link.current) for link in links] == [
        ("pl", "/account/login/?next=/x", "true"),
        ("en", "/en/account/login/?next=/x", ""),
    ]


def test_a_page_without_a_twin_leads_to_the_other_languages_start():
    with translation.override("pl"):
        assert [link.url for link in frame_of("/no/such/page/").languages] == ["/no/such/page/", "/en/"]


def test_the_chosen_colours_are_kept_and_nonsense_is_not():
    request = RequestFactory().get("/")
    request.COOKIES["scheme"] = "dark"
    assert Frame(request).scheme == "dark"
    request.COOKIES["scheme"] = '"><script>'
    assert Frame(request).scheme == "auto"


def test_the_scheme_switch_sets_a_cookie_and_goes_back(client):
    answer = client.post("/scheme/", {"scheme": "dark", "next": "/x/?q=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/x/?q=1")
    assert answer.cookies["scheme"].value == "dark"
    assert client.post("/scheme/", {"scheme": "dark", "next": "https://evil.example/"})["Location"] == "/"
    assert client.post("/scheme/", {"scheme": "neon"}).status_code == 400
    assert client.get("/scheme/").status_code == 405


def test_the_desk_is_offered_to_those_who_work_there(officer, auditor, resident):
    assert [frame_of(user=person).has_desk for person in (officer, auditor, resident)] == [True, True, False]


@pytest.mark.django_db
def test_the_city_speaks_first(city, client):
    request = RequestFactory().get("/")
    request.city = city
    request.user = SimpleNamespace(is_authenticated=False)
    page = render_to_string("base.html", request=request)
    assert f"<b>{city.name}</b>" in page
    assert f'data-city="{city.theme}"' in page
    assert page.count("<h1") == 0
    assert "csrfmiddlewaretoken" not in page  # no cookie for everybody who only reads


def test_no_page_part_carries_inline_code(city):
    request = RequestFactory().get("/")
    request.city = SimpleNamespace(slug="lipowiec", name="Lipowiec", theme="lipa", geodata=TOWN, logo=None)
    request.user = SimpleNamespace(is_authenticated=False)
    page = render_to_string("parts/specimen.html", specimen.context(TOWN, NOW), request=request)
    assert not re.search(r"<[^>]*\sstyle\s*=", page)
    assert "<style" not in page
    assert not re.search(r"<[^>]*\son\w+\s*=", page)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_geodata_is_fetched_once(city, client):
    city.geodata = TOWN
    city.save()
    first = client.get(f"/cities/{city.slug}/geodata.json")
    assert first["Content-Type"] == "application/geo+json"
    assert client.get(f"/cities/{city.slug}/geodata.json", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get("/cities/nowhere/geodata.json").status_code == 404


def test_a_city_without_geodata_answers_with_an_empty_collection():
    request = RequestFactory().get("/")
    assert b'"features":[]' in geodata_response(request, SimpleNamespace(geodata=None)).content


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_errors_without_a_request_are_drawn_without_one(name):
    for language in ("pl", "en"):
        with translation.override(language):
            page = get_template(name).render()
            assert f'<html lang="{language}"' in page
            assert "<h1>" in page


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "413.html", "429.html"])
def test_errors_say_what_to_do(name):
    request = RequestFactory().get("/x/")
    request.user = SimpleNamespace(is_authenticated=False)
    page = render_to_string(name, {"exception": "raw words of an exception"}, request=request)
    assert page.count("<h1>") == 1
    assert 'class="ds-button"' in page
    assert "raw words" not in page


def test_a_chart_is_a_picture_and_a_table_of_the_same_numbers():
    page = draw('{% chart "Karty" rows label="Dzień" unit="Karty" %}', rows=[("1 <grudnia>", 210), ("2 grudnia", 0)])
    assert page.count("h8v") == 1  # no column for nothing
    assert 'aria-hidden="true"' in page
    assert "1 &lt;grudnia&gt;" in page
    assert page.count('<td class="n">') == 2


def test_the_navigation_marks_one_place_only():
    here = [link.label for link in frame_of("/calls/").nav if link.current]
    assert len(here) == 1
    decided = frame_of("/calls/?state=decided").nav
    assert [link.current for link in decided if link.current] == ["page"]
    inside = frame_of("/calls/x/results/", section="results").nav
    assert [link.url for link in inside if link.current] == [decided[2].url]
