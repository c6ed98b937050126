"""`skwer import-election`: a .pb file becomes an archived call whose page explains the result."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from skwer.apps.calls.models import Call
from skwer.apps.people.models import Organisation
from skwer.cli import main
from skwer.cli.import_election import slug_of

SMALL = """META
key;value
description;Budżet obywatelski w Łebie
country;Poland
unit;Łeba
instance;2024
num_projects;3
num_votes;4
budget;1000
vote_type;approval
rule;greedy
date_begin;01.06.2024
date_end;14.06.2024
currency;PLN
PROJECTS
project_id;cost;votes;name;selected
A1;600;3;Ławki;1
B/2;500;2;Łąka;0
C3;300;1;Pompka;1
VOTES
voter_id;vote;age;sex
1;A1,B/2;34;F
2;A1;71;M
3;A1,C3;19;F
4;B/2;45;M
"""


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "leba.pb"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _database(transactional_db) -> None:
    pass


def test_the_town_is_made_from_the_file_and_the_page_explains(file, client, capsys):
    assert main(["import-election", str(file)]) == 0
    address = capsys.readouterr().out.strip()
    call = Call.objects.get()

    assert (call.state, call.organisation.slug, call.organisation.name) == ("archived", "leba-archive", "Łeba")
    assert address == f"/calls/{call.slug}/results/"
    html = client.get("/en" + address).content.decode()
    for words in ("2 ideas were chosen", "4 people voted", "Ławki", "Łąka"):
        assert words in html
    assert main(["verify", "--call", call.slug]) == 0


def test_a_second_election_of_the_town_joins_the_first(file):
    main(["import-election", str(file)])
    main(["import-election", str(file)])

    assert Organisation.objects.count() == 1
    assert Call.objects.count() == 2


def test_a_named_city_keeps_it(file, city, capsys):
    assert main(["import-election", str(file), "--city", city.slug]) == 0
    assert Call.objects.get().organisation == city
    assert main(["import-election", str(file), "--city", "atlantyda"]) == 2
    assert "atlantyda" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", ["", "nonsense", SMALL.replace("budget;1000", "budget;much"), SMALL.replace("C3,", "")[:60]]
)
def test_an_unusable_file_is_named_in_one_line_and_leaves_nothing(tmp_path, capsys, content):
    path = tmp_path / "wrong.pb"
    path.write_text(content, encoding="utf-8")

    assert main(["import-election", str(path)]) == 2
    assert "wrong.pb" in capsys.readouterr().err.strip().splitlines()[-1]
    assert not Call.objects.exists()


def test_a_missing_file_is_said(tmp_path, capsys):
    assert main(["import-election", str(tmp_path / "nowhere.pb")]) == 2
    assert "nowhere.pb" in capsys.readouterr().err


def test_names_become_addresses():
    assert [slug_of(name) for name in ("Łódź", "Świnoujście", "Český Těšín", "Bodø", "???")] == [
        "lodz",
        "swinoujscie",
        "cesky-tesin",
        "bodo",
        "city",
    ]


@pytest.mark.elections
def test_warszawa_comes_in_and_its_page_is_small(client, capsys, django_assert_max_num_queries):
    folder = os.environ.get("SKWER_PABULIB")
    if not folder or not (path := Path(folder) / "Poland_Warszawa_2024.pb").exists():
        pytest.skip("Poland_Warszawa_2024.pb is not there: set SKWER_PABULIB to the folder that holds it")
    assert main(["import-election", str(path)]) == 0
    call = Call.objects.get()
    assert call.proposals.count() == 118
    client.get(f"/calls/{call.slug}/results/")
    with django_assert_max_num_queries(12):
        answer = client.get(f"/calls/{call.slug}/results/")
    assert len(answer.content) < 150_000
