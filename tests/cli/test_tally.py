"""`skwer tally` as people run it."""

import csv
import io
import json
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from skwer.cli import main
from skwer.methods.tally import Project, election_from_approvals, write_pabulib

META = {
    "description": "Invented",
    "country": "Poland",
    "unit": "Lipowiec",
    "instance": "2026",
    "rule": "greedy",
    "date_begin": "2026",
    "date_end": "2026",
}


@pytest.fixture
def file(tmp_path):
    projects = [
        Project("1", 6000, "Ławki <w parku> & stoły"),
        Project("2", "3999.50", "Drzewa"),
        Project("3", 4000, "Rower"),
        Project("4", 50_000, "Most"),
    ]
    ballots = [["1", "2"]] * 3 + [["1"]] * 2 + [["3"]] * 4 + [["2", "4"]] * 2
    election = election_from_approvals(projects=projects, budget=10_000, ballots=ballots, meta=META)
    path = tmp_path / "Poland_Lipowiec_2026.pb"
    path.write_text(write_pabulib(election), encoding="utf-8")
    return path


def told(capsys, *words):
    code = main(["tally", *map(str, words)])
    captured = capsys.readouterr()
    assert captured.err == ""
    assert code == 0
    return captured.out


def test_json_has_the_promised_shape(file, capsys):
    data = json.loads(told(capsys, file, "--format", "json"))
    assert {
        "instance",
        "rule",
        "utility",
        "completion",
        "ties",
        "budget",
        "cost",
        "funded",
        "unfunded",
        "endowment",
        "ballots",
        "seconds",
    } <= set(data)
    assert data["instance"] == "Poland_Lipowiec_2026"
    assert (data["rule"], data["asked"]["rule"]) == ("greedy", "official")
    assert (data["budget"], data["cost"]) == ("10000", "9999.5")
    assert data["ties"] == "max-votes,min-cost,file-order"
    assert data["endowment"] is None
    assert data["ballots"] == 11
    assert [winner["id"] for winner in data["funded"]] == ["2", "1"]
    assert {"id", "cost", "votes", "round", "effective_support"} <= set(data["funded"][0])
    assert {"id", "cost", "votes", "why"} <= set(data["unfunded"][0])
    assert "cheaper_by" not in data["unfunded"][0]
    assert [(loser["id"], loser["why"]) for loser in data["unfunded"]] == [
        ("3", "over-budget-left"),
        ("4", "dearer-than-budget"),
    ]


def test_equal_shares_and_explain(file, capsys):
    data = json.loads(told(capsys, file, "--rule", "equal-shares", "--format=json", "--explain"))
    assert data["endowment"] == "10000/11"
    assert all(winner["effective_support"] is not None for winner in data["funded"])
    assert all({"cheaper_by", "more_votes"} <= set(loser) for loser in data["unfunded"])


def test_the_digest_is_the_same_each_time_and_leaves_out_the_seconds(file, capsys):
    first, second = (json.loads(told(capsys, file, "--format", "json")) for _ in range(2))
    assert first["digest"] == second["digest"]


def test_every_option_reaches_the_count(file, capsys):
    words = ["--rule", "equal-shares", "--utility", "cardinality", "--completion", "add1u", "--increment", "10"]
    words += ["--start", "exact", "--threshold", "10%", "--comparison", "--ties", "lot:9,lexico", "--format", "json"]
    asked = json.loads(told(capsys, file, *words))["asked"]
    assert asked == {
        "rule": "equal-shares",
        "utility": "cardinality",
        "completion": "add1u",
        "increment": "10",
        "start": "exact",
        "threshold": "10%",
        "comparison": True,
        "ties": "lot:9,lexico",
        "exclusive": [],
    }


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "equal-shares", "phragmen", "maximin-support"])
def test_text_says_why_for_every_rule(file, capsys, rule):
    text = told(capsys, file, "--rule", rule, "--explain")
    assert "FUNDED" in text
    assert "NOT FUNDED" in text
    assert "It costs 40\N{NO-BREAK SPACE}000 more than the whole budget." in text
    assert "sha256" in text


def test_text_says_what_would_have_been_enough(file, capsys):
    text = told(capsys, file, "--explain")
    assert "It would have won if it had cost 3\N{NO-BREAK SPACE}999.50 less or with 1 more vote." in text


def test_csv_has_a_row_for_every_project(file, capsys):
    rows = list(csv.DictReader(io.StringIO(told(capsys, file, "--format", "csv", "--explain"))))
    assert [row["id"] for row in rows] == ["2", "1", "3", "4"]
    assert [row["funded"] for row in rows] == ["1", "1", "0", "0"]
    assert rows[0]["cost"] == "3999.5"
    assert rows[2]["why"] == "over-budget-left"
    assert rows[2]["more_votes"] == "1"


class Page(HTMLParser):
    """Collects what an accessible table page needs."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_one_well_formed_page(file, capsys):
    text = told(capsys, file, "--rule", "equal-shares", "--format", "html", "--explain")
    page = Page()
    page.feed(text)
    assert page.open == []
    assert ("html", {"lang": "en"}) in page.attributes
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    assert all(told_.get("scope") in ("col", "row") for tag, told_ in page.attributes if tag == "th")
    assert page.tags.count("caption") == page.tags.count("table") == 2
    assert not {"script", "link", "img"} & set(page.tags)
    assert "http" not in text
    assert "Ławki &lt;w parku&gt; &amp; stoły" in text


def refused(capsys, *words):
    assert main(["tally", *map(str, words)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_what_cannot_be_counted_is_said_in_one_line(file, tmp_path, capsys):
    assert "no such file" in refused(capsys, tmp_path / "none.pb")
    assert "rule “luck” is not offered" in refused(capsys, file, "--rule", "luck")
    assert "format “pdf” is not offered" in refused(capsys, file, "--format", "pdf")
    assert "belongs to equal-shares" in refused(capsys, file, "--completion", "add1", "--rule", "greedy")
    assert "increment" in refused(capsys, file, "--increment", "0")
    assert "ballots with points" in refused(capsys, file, "--rule", "equal-shares", "--utility", "points")
    broken = tmp_path / "broken.pb"
    broken.write_text(file.read_text(encoding="utf-8").replace("1;1,2", "1;1,9", 1), encoding="utf-8")
    line = refused(capsys, broken)
    assert "broken.pb, line 22: this ballot names project “9”" in line
    assert "List the project, or correct the ballot" in line
    silent = tmp_path / "silent.pb"
    silent.write_text(file.read_text(encoding="utf-8").replace("rule;greedy", "rule;unknown"), encoding="utf-8")
    assert "choose one with --rule" in refused(capsys, silent)
    assert "check the path" in refused(capsys, tmp_path).lower()


def test_it_reads_standard_input_and_loads_no_django(file):
    code = (
        "import sys; from skwer.cli import main; code = main(['tally', '-', '--format', 'csv']); "
        "loaded = [name for name in sys.modules if name.split('.')[0] == 'django']; "
        "sys.exit(code or (3 if loaded else 0))"
    )
    done = subprocess.run([sys.executable, "-c", code], stdin=file.open("rb"), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"id,name,cost")
