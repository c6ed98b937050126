"""`skwer kit check`: says what is wrong with its line, and what is left to decide; needs no database."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from skwer.apps.calls.kits import preset
from skwer.apps.practices.kits.documents import write
from skwer.cli import main


@pytest.fixture
def kit(tmp_path):
    """A file with the shipped micro-grant, changed by the test."""

    def made(**call):
        document = preset("micro-grant")
        document["call"] |= call
        path = tmp_path / "kit.json"
        path.write_text(write(document), "utf-8")
        return path

    return made


def line(path, words):
    return next(number for number, row in enumerate(path.read_text("utf-8").splitlines(), 1) if words in row)


def test_a_kit_a_call_can_open_from_is_valid_and_lists_what_is_left_to_decide(kit, capsys):
    path = kit()
    assert main(["kit", "check", str(path)]) == 0
    said = capsys.readouterr()
    assert "a valid kit with 20 elements" in said.out
    assert "Left to decide before a call is announced:" in said.out
    assert "Committee: Name the committee." in said.out
    assert said.err == ""


def test_a_fault_is_said_with_its_line_its_place_and_its_element(kit, capsys):
    path = kit(pot=90000, own_share=200)
    assert main(["kit", "check", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{path}: 2 faults: no call can open from this kit." in said.err
    pot = line(path, '"pot"')
    assert (
        f'  line {pot}, call.pot, Money and limits: Write a sum as text with a point: "12000.00". Here: 90000'
        in said.err
    )


def test_it_speaks_polish(kit, capsys):
    assert main(["kit", "check", str(kit(pot=90000)), "--lang", "pl"]) == 2
    said = capsys.readouterr().err
    assert "1 błąd" in said
    assert "wiersz " in said
    assert "Pieniądze i limity" in said


def test_a_file_that_is_no_json_is_refused_with_its_line(tmp_path, capsys):
    path = tmp_path / "kit.json"
    path.write_text('{"format": "skwer-kit/1",\n "key" "x"}')
    assert main(["kit", "check", str(path)]) == 2
    assert "line 2, character 8" in capsys.readouterr().err
    assert main(["kit", "check", str(tmp_path / "none.json")]) == 2
    assert "no such file" in capsys.readouterr().err
    path.write_bytes(b" " * 2_000_000)
    assert main(["kit", "check", str(path)]) == 2
    assert "1 MB" in capsys.readouterr().err


def test_it_reads_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"format": "x"}).encode())))
    assert main(["kit", "check", "-"]) == 2
    assert "skwer-kit/1" in capsys.readouterr().err


def test_it_runs_where_skwer_was_never_set_up_and_leaves_nothing_behind(kit, tmp_path):
    path, empty = kit(), tmp_path / "empty"
    empty.mkdir()
    here = {name: value for name, value in os.environ.items() if not name.startswith(("SKWER_", "DJANGO_"))}
    command = [
        sys.executable,
        "-c",
        "import sys; from skwer.cli import main; sys.exit(main())",
        "kit",
        "check",
        str(path),
    ]
    done = subprocess.run(command, cwd=empty, env=here, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(empty.iterdir()) == []
