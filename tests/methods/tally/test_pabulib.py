"""Reading and writing .pb files."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from skwer.methods.tally import (
    ElectionError,
    PabulibError,
    Project,
    Rules,
    election_from_approvals,
    read_pabulib,
    scores,
    supporters,
    tally,
    vote_counts,
    write_pabulib,
)

from .invented import META, approvals, ids, ranked, with_points

PLAIN = """META
key;value
description;Budżet obywatelski
country;Poland
unit;Lipowiec
instance;2026
num_projects;3
num_votes;3
budget;1000.50
vote_type;approval
rule;greedy
date_begin;01.06.2026
date_end;15.06.2026
PROJECTS
project_id;cost;votes;name;target;selected
a/1;400;3;"Ławki; i ""stoły""\";children,seniors;1
b;600.25;1;Drzewa;;0
c;999999999;0;Wycofany;;2
VOTES
voter_id;vote;age
1;a/1,b;30
2;a/1;
3;a/1;17
"""


def changed(old, new):
    assert old in PLAIN
    return PLAIN.replace(old, new, 1).encode()


def test_what_a_file_says():
    election = read_pabulib(PLAIN.encode())
    assert [(p.id, p.cost, p.name, p.votes, p.selected) for p in election.projects] == [
        ("a/1", 400, 'Ławki; i "stoły"', 3, 1),
        ("b", Fraction("600.25"), "Drzewa", 1, 0),
        ("c", 999_999_999, "Wycofany", 0, 2),
    ]
    assert election.projects[0].extra == {"beneficiaries": "children,seniors"}
    assert election.budget == Fraction("1000.5")
    assert election.instance == "Lipowiec 2026"
    assert supporters(election) == {"a/1": 3, "b": 1, "c": 0}
    assert election.ballots.columns["age"] == ["30", "", "17"]
    assert election.meta["description"] == "Budżet obywatelski"


def test_a_file_is_named_after_its_path(tmp_path):
    path = tmp_path / "Poland_Lipowiec_2026.pb"
    path.write_bytes(PLAIN.encode())
    assert read_pabulib(path).instance == read_pabulib(str(path)).instance == "Poland_Lipowiec_2026"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.rstrip("\n").encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("PROJECTS", "\nPROJECTS").encode() + b"\n\n",
        PLAIN.replace("a/1,b", " a/1 , b ").encode(),
        PLAIN.replace("PROJECTS", "PROJECTS;;;;;").replace("VOTES", "VOTES;;").encode(),
        PLAIN.replace("Drzewa", '"Drzewa\nnad rzeką"').encode(),
        PLAIN.replace("num_votes;3\n", "").encode(),
    ],
    ids=["crlf", "no last line end", "byte order mark", "blank lines", "spaces", "padded", "line break", "no count"],
)
def test_files_as_they_come(data):
    election = read_pabulib(data)
    assert supporters(election) == {"a/1": 3, "b": 1, "c": 0}


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"", 0, "no section META"),
        (b"hello\n", 1, "does not start with META"),
        (changed("VOTES\n", "BALLOTS\n"), 19, "1 cells under a header of 6"),
        (changed("VOTES\nvoter_id;vote;age\n", ""), 19, "3 cells under a header of 6"),
        (changed("PROJECTS", "META"), 14, "second section META"),
        (changed("budget;1000.50\n", ""), 0, "no budget"),
        (changed("1000.50", "1000,50"), 9, "“1000,50”, which is not a number"),
        (changed("1000.50", "-5"), 9, "negative"),
        (changed("vote_type;approval", "vote_type;dice"), 10, "“dice” is unknown"),
        (changed("rule;greedy", "unit;greedy"), 11, "unit twice"),
        (changed("b;600.25", "b;cheap"), 17, "cost of project b is “cheap”"),
        (changed("b;600.25", "b;-1"), 17, "negative"),
        (changed("b;600.25;1", "b;600.25;one"), 17, "“one” is not a number"),
        (changed("b;600.25;1", "b;600.25;1.5"), 17, "whole number"),
        (changed("b;600.25", "a/1;600.25"), 17, "already listed in line 16"),
        (changed("b;600.25", ";600.25"), 17, "no id"),
        (changed("b;600.25;1;Drzewa", "b;600.25;1"), 17, "5 cells under a header of 6"),
        (changed("project_id;cost", "id;cost"), 0, "project_id (first) and cost"),
        (changed("cost;votes", "votes;votes"), 15, "twice in this header"),
        (changed("2;a/1;", "2;x;"), 22, "names project “x”"),
        (changed("2;a/1;", "1;a/1;"), 22, "already voted in line 21"),
        (changed("voter_id;vote", "voter_id;choice"), 0, "voter_id (first) and vote"),
        (changed("num_votes;3", "num_votes;4"), 8, "promises 4 ballots, the file holds 3"),
        (changed("num_projects;3", "num_projects;2"), 7, "promises 2 projects, the file holds 3"),
        (changed("vote_type;approval", "vote_type;cumulative"), 0, "needs a column points"),
        (changed('"Ławki; i ""stoły"""', '"Ławki'), 16, "broken"),
        (PLAIN.encode("utf-16"), 1, "not UTF-8"),
        (PLAIN.replace("Drzewa", "Drzewa\udcff").encode("utf-8", "surrogateescape"), 17, "not UTF-8"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(data, line, what):
    with pytest.raises(PabulibError) as caught:
        read_pabulib(data)
    assert what in str(caught.value)
    assert caught.value.line == line
    assert caught.value.mend
    assert "\n" not in str(caught.value)


def test_the_file_is_named_too(tmp_path):
    path = tmp_path / "broken.pb"
    path.write_bytes(changed("2;a/1;", "2;x;"))
    with pytest.raises(PabulibError, match=r"^broken\.pb, line 22: this ballot names project “x”"):
        read_pabulib(path)


POINTS = """META
key;value
num_votes;3
budget;100
vote_type;{kind}
{more}PROJECTS
project_id;cost
a;10
b;10
VOTES
voter_id;vote{points}
1;{one}
2;{two}
3;{three}
"""


def test_points_are_summed():
    text = POINTS.format(kind="cumulative", more="", points=";points", one="a,b;3,1", two="b;2.5", three="b;0")
    election = read_pabulib(text.encode())
    assert scores(election) == (3, Fraction("3.5"))
    assert vote_counts(election).tolist() == [1, 3]
    assert np.flatnonzero(~election.support).tolist() == [3]


def test_unlisted_projects_get_the_default_score():
    text = POINTS.format(
        kind="scoring", more="default_score;-1\n", points=";points", one="a,b;3,1", two="b;-2", three="a;1"
    )
    assert scores(read_pabulib(text.encode())) == (3 + 1 - 1, 1 - 2 - 1)


def test_ranks_give_the_length_of_this_ballot_downwards():
    text = POINTS.format(kind="ordinal", more="", points="", one="b,a", two="a", three="b")
    assert scores(read_pabulib(text.encode())) == (1 + 1, 2 + 1)


def test_points_that_do_not_match_are_refused():
    for points, what in (("3", "1 points for 2 projects"), ("3,x", "is not a number")):
        text = POINTS.format(kind="cumulative", more="", points=";points", one=f"a,b;{points}", two="b;2", three="a;1")
        with pytest.raises(PabulibError, match=what):
            read_pabulib(text.encode())


def test_a_project_named_twice_on_a_ballot_counts_once():
    text = PLAIN.replace("2;a/1;", "2;a/1,a/1;")
    election = read_pabulib(text.encode())
    assert supporters(election)["a/1"] == 3
    assert election.notes == ("1 repeated project(s) inside one ballot were counted once",)
    given_twice = POINTS.format(kind="cumulative", more="", points=";points", one="a,b,a;3,1,2", two="b;2", three="a;1")
    assert scores(read_pabulib(given_twice.encode())) == (6, 3)


def test_ballots_name_listed_projects_only():
    with pytest.raises(ElectionError, match="ballot 2 names project 'z'"):
        election_from_approvals(projects=[Project("a", 1)], budget=1, ballots=[["a"], ["z"]])
    with pytest.raises(ElectionError, match="twice"):
        election_from_approvals(projects=[Project("a", 1), Project("a", 1)], budget=1, ballots=[])
    with pytest.raises(ElectionError, match="negative"):
        Project("a", -1)


@given(approvals(cents=True))
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back(election):
    again = read_pabulib(write_pabulib(election).encode())
    assert [(p.id, p.cost) for p in again.projects] == [(p.id, p.cost) for p in election.projects]
    assert again.budget == election.budget
    assert again.ballots.projects.tolist() == election.ballots.projects.tolist()
    assert again.ballots.starts.tolist() == election.ballots.starts.tolist()
    assert ids(tally(again)) == ids(tally(election))


@given(with_points())
@settings(max_examples=40, deadline=None)
def test_points_written_read_back(election):
    again = read_pabulib(write_pabulib(election).encode())
    assert scores(again) == scores(election)
    assert again.vote_type == election.vote_type


def test_columns_are_kept_and_ordered():
    text = write_pabulib(read_pabulib(PLAIN.encode()))
    assert "project_id;cost;votes;name;beneficiaries;selected" in text
    assert 'a/1;400;3;"Ławki; i ""stoły""";children,seniors;1' in text
    assert "c;999999999;0;Wycofany;;2" in text
    assert "voter_id;vote;age" in text


def test_winners_can_be_marked():
    election = read_pabulib(PLAIN.encode())
    outcome = tally(election, Rules(rule="greedy"))
    marked = read_pabulib(write_pabulib(election, selected=outcome.winners).encode())
    assert {p.id for p in marked.projects if p.selected == 1} == outcome.winners
    marked = read_pabulib(write_pabulib(election, selected={"b": 3}).encode())
    assert [p.selected for p in marked.projects] == [0, 3, 0]


def test_what_the_format_cannot_hold_is_refused():
    with pytest.raises(ElectionError, match="META lacks description, country"):
        write_pabulib(election_from_approvals(projects=[Project("a", 1)], budget=1, ballots=[["a"]]))
    for project in (Project("a,b", 1), Project(" a", 1), Project("a", Fraction(1, 3))):
        with pytest.raises(ElectionError, match="cannot be written"):
            write_pabulib(election_from_approvals(projects=[project], budget=1, ballots=[], meta=META))


def test_the_checker_of_pabulib_finds_nothing(tmp_path, capsys):
    from pabulib.checker import Checker

    projects = [
        Project(
            "1",
            5000,
            "Ławki; „stoły”",
            extra={"category": "public space, culture", "latitude": "52.1", "longitude": "17.2"},
        ),
        Project("2", "2500.00", "Drzewa\nnad Strugą"),
        Project("3", 4000, "Rower"),
    ]
    ballots = [["1", "2"], ["1"], ["2", "3"], ["1", "3"]]
    plain = election_from_approvals(projects=projects, budget="7500.50", ballots=ballots, meta=META)
    for number, (election, rule) in enumerate(
        ((plain, "greedy"), (plain, "equalshares/add1"), (ranked(plain), "greedy"))
    ):
        told = type(election)(election.projects, election.budget, election.ballots, {**election.meta, "rule": rule})
        path = tmp_path / f"Poland_Lipowiec_2026_{number}.pb"
        path.write_text(write_pabulib(told, selected=tally(told).winners), encoding="utf-8")
        results = Checker().process_files([str(path)])
        problems = {key: value for key, value in results["summary"].items() if value}
        assert problems == {}, problems
