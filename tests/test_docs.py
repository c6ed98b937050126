"""The texts beside the code say what is true: commands, files, variables, signals."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from skwer.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "skwer"
TEXTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
TEXTS += sorted((ROOT / "docs").rglob("*.md"))
README = (ROOT / "README.md").read_text()


def test_readme_leads_with_the_two_commands() -> None:
    first = re.search(r"```\n(.*?)```", README, re.S)
    assert first
    assert README.index(first[0]) < 60, "something stands before the commands"
    assert [line.split("#")[0].strip() for line in first[1].strip().splitlines()] == ["make demo", "make test"]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
    assert {"demo", "test", "check", "bench"} <= set(targets)


def _commands() -> set[str]:
    """Every command README shows: `skwer a | b | c FILE` names three."""
    found = set()
    for line in re.findall(r"^skwer (.+)$", README, re.M):
        for part in re.split(r"\s{2,}", line)[0].split("|"):
            found.add(re.sub(r"\[.*?\]|FILE\S*|…", "", part).split()[0])
    return found | set(re.findall(r"`skwer ([a-z-]+)", README))


def test_readme_names_every_command_and_no_other() -> None:
    assert _commands() == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command, tmp_path) -> None:
    asked = "help" if command == "manage" else "--help"
    done = subprocess.run(
        [sys.executable, "-m", "skwer.cli.main", command, asked],
        capture_output=True, text=True, timeout=120, cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "SKWER_DEBUG": "1", "SKWER_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert command in done.stdout or command == "manage"


def _paths(text: str) -> Iterator[str]:
    """Files a text leads to: links, pictures, and paths in backticks below a folder of ours."""
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target and not target.startswith("mailto:"):
            yield target
    folders = "docs|src|tests|benchmarks|tools"
    yield from re.findall(rf"`((?:{folders})/[\w./-]*|[A-Z]+\.md|pyproject\.toml|Makefile)`", text)


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_is_named_exists(text) -> None:
    missing = [
        path for path in _paths(text.read_text()) if not ((text.parent / path).exists() or (ROOT / path).exists())
    ]
    assert missing == []


def test_the_pictures_are_there_and_light() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert {one.name for one in pictures} >= {"call.png", "proposal.png", "results.png", "desk.png"}
    assert [one.name for one in pictures if one.stat().st_size > 200_000] == []


def test_settings_explain_each_variable_they_read() -> None:
    source = (SRC / "settings.py").read_text()
    explained = set(re.findall(r"^(SKWER_[A-Z_]+)\s{2,}", ast.get_docstring(ast.parse(source)) or "", re.M))
    read = set(re.findall(r"environ(?:\.get\(|\[)\"(SKWER_[A-Z_]+)\"", source))
    assert explained == read


ROOMS = sorted(path.parent for path in (SRC / "apps").glob("*/__init__.py"))
READMES = [room / "README.md" for room in ROOMS] + [SRC / name / "README.md" for name in ("api", "demo", "mail")]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.parent.name)
def test_every_room_has_a_short_readme_that_names_its_files(readme) -> None:
    text = readme.read_text()
    assert len(text.splitlines()) <= 40
    files = re.findall(r"`([a-z_]+(?:/[a-z_]+)*\.(?:py|json|html)|[a-z_]+/)`", text)
    places = (readme.parent, readme.parent.parent, SRC, ROOT)
    assert [one for one in files if not any((place / one).exists() for place in places)] == []


def _signals() -> Iterator[tuple[Path, str, str]]:
    """(file, signal, the words below it) of every signal."""
    for file in sorted(SRC.rglob("signals.py")):
        body = ast.parse(file.read_text()).body
        for one, after in zip(body, [*body[1:], None], strict=True):
            made = isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)
            if made and getattr(one.value.func, "id", "") == "Signal":
                said = (
                    after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
                )
                yield file, one.targets[0].id, str(said)


def _sent() -> dict[str, set[str]]:
    """The arguments each signal is sent with, from the calls of `announce` and `send`."""
    found: dict[str, set[str]] = {}
    for file in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            signal = node.args[0] if called == "announce" and node.args else None
            if called == "send" and isinstance(node.func, ast.Attribute):
                signal = node.func.value
            if name := getattr(signal, "attr", getattr(signal, "id", "")):
                found.setdefault(name, set()).update(word.arg for word in node.keywords if word.arg)
                found[name].discard("sender")
    return found


def test_every_signal_names_its_arguments() -> None:
    sent = _sent()
    wrong = []
    listed = list(_signals())
    for file, signal, said in listed:
        named = re.sub(r"\([^)]*\)", "", said.split(":")[0]).rstrip(". ")
        arguments = {word.strip() for word in named.split(",")}
        if arguments != sent.get(signal):
            wrong.append(f"{file.parent.name}.{signal}: says {sorted(arguments)}, sent with {sent.get(signal)}")
    assert len(listed) > 15
    assert wrong == []


def test_the_glossary_has_the_words_of_the_house() -> None:
    rows = re.findall(r"^\| *([^|]+?) *\| *([^|]+?) *\|", (ROOT / "docs" / "glossary.md").read_text(), re.M)
    words = {word.strip() for row in rows for word in row[0].split(",")}
    assert {"scheme", "edition", "call", "stage", "proposal", "decision", "place", "journal"} <= words
    assert all(polish for _word, polish in rows)
