"""Reading .pb files: three sections, each a title, a header and rows separated by semicolons."""

from __future__ import annotations

import csv
import io
import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from .election import Ballots, Election, Indices, Ints, Project
from .exact import exact

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
RENAMED = {"target": "beneficiaries"}
"""Column names of earlier years and what they are called now."""


class PabulibError(ValueError):
    """The file cannot be counted: `line` (from 1; 0 when it is not about a line), `what` and how to `mend` it."""

    def __init__(self, what: str, mend: str, *, line: int = 0, source: str = "") -> None:
        self.what, self.mend, self.line, self.source = what, mend, line, source
        place = ", ".join(part for part in (source, f"line {line}" if line else "") if part)
        super().__init__(f"{place + ': ' if place else ''}{what}. {mend}.")


@dataclass(frozen=True, slots=True)
class _Section:
    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def column(self, name: str) -> int | None:
        return self.header.index(name) if name in self.header else None


def read_pabulib(source: str | os.PathLike[str] | bytes) -> Election:
    """Read a .pb file given by its path or its bytes.

    Line ends of either kind, a missing last line end, a byte order mark, quoted cells and blank lines are taken as
    they come; a project named twice on one ballot counts once. Raises `PabulibError` with the line and the
    mending when the file contradicts itself, and `OSError` when it cannot be opened.
    """
    if isinstance(source, bytes):
        return _read(source, name="", stem="")
    path = Path(source)
    return _read(path.read_bytes(), name=path.name, stem=path.stem)


def _read(data: bytes, *, name: str, stem: str) -> Election:
    try:
        return _election(_sections(_text(data)), stem)
    except PabulibError as error:
        if name and not error.source:
            raise PabulibError(error.what, error.mend, line=error.line, source=name) from None
        raise


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PabulibError("this is not UTF-8 text", "Save the file as UTF-8", line=line) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise PabulibError(
            f"a cell that starts here is broken ({error})",
            "Close the quotation marks, and double those inside",
            line=line,
        ) from None


def _sections(text: str) -> dict[str, _Section]:
    found: dict[str, _Section] = {}
    section: _Section | None = None
    for line, row in _rows(text):
        if len(row) == 0 or (len(row) == 1 and not row[0].strip()):
            continue
        title = row[0].strip()
        if title in SECTIONS and not any(cell.strip() for cell in row[1:]):
            if title in found:
                raise PabulibError(f"a second section {title} starts here", "Keep one section of each kind", line=line)
            section = found[title] = _Section([], [], [])
        elif section is None:
            raise PabulibError(
                "the file does not start with META", "Put the line META before everything else", line=line
            )
        elif not section.header:
            section.header.extend(RENAMED.get(cell.strip(), cell.strip()) for cell in row)
            if len(set(section.header)) != len(section.header):
                raise PabulibError("a column name stands twice in this header", "Rename one of them", line=line)
        else:
            if len(row) != len(section.header):
                raise PabulibError(
                    f"{len(row)} cells under a header of {len(section.header)}",
                    "Give every column a cell, and quote cells that hold a semicolon",
                    line=line,
                )
            section.rows.append(row)
            section.lines.append(line)
    for title in SECTIONS:
        if title not in found:
            raise PabulibError(f"there is no section {title}", "The sections META, PROJECTS and VOTES are all needed")
        if not found[title].header:
            raise PabulibError(f"the section {title} has no header", "Write its column names under the title")
    return found


def _election(sections: dict[str, _Section], stem: str) -> Election:
    meta, lines = _meta(sections["META"])
    projects = _projects(sections["PROJECTS"])
    index = {project.id: position for position, project in enumerate(projects)}
    votes = sections["VOTES"]
    ballots = _ballots(votes, index, meta)
    for key, count, what in (
        ("num_projects", len(projects), "projects"),
        ("num_votes", len(ballots), "ballots"),
    ):
        if key in meta and meta[key] != str(count):
            raise PabulibError(
                f"META promises {meta[key]} {what}, the file holds {count}",
                f"Complete the file, or correct {key}",
                line=lines[key],
            )
    notes = []
    if ballots.repeated:
        notes.append(f"{ballots.repeated} repeated project(s) inside one ballot were counted once")
    title = stem or " ".join(meta[key] for key in ("unit", "district", "instance") if meta.get(key))
    budget = _number(meta["budget"], "the budget", lines["budget"])
    return Election(tuple(projects), budget, ballots, meta, title, tuple(notes))


def _meta(section: _Section) -> tuple[dict[str, str], dict[str, int]]:
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in zip(section.lines, section.rows, strict=True):
        key = row[0].strip()
        if key in meta:
            raise PabulibError(f"META says {key} twice", "Keep one of the two", line=line)
        meta[key], lines[key] = ";".join(row[1:]).strip(), line
    if not meta.get("budget"):
        raise PabulibError("META has no budget", "Add a line such as budget;100000")
    kind = meta.setdefault("vote_type", "approval")
    if kind not in VOTE_TYPES:
        raise PabulibError(
            f"vote_type “{kind}” is unknown", f"Use one of {', '.join(VOTE_TYPES)}", line=lines["vote_type"]
        )
    return meta, lines


def _number(text: str, what: str, line: int) -> Fraction:
    try:
        value = exact(text)
    except ValueError:
        raise PabulibError(
            f"{what} is “{text}”, which is not a number", "Write digits with a point, such as 1250.50", line=line
        ) from None
    if value < 0:
        raise PabulibError(f"{what} is negative, {text}", "Write the sum without the minus", line=line)
    return value


def _projects(section: _Section) -> list[Project]:
    if section.header[0] != "project_id" or section.column("cost") is None:
        raise PabulibError("PROJECTS needs the columns project_id (first) and cost", "Add what is missing")
    cost_at, name_at = section.header.index("cost"), section.column("name")
    votes_at, score_at, selected_at = (section.column(key) for key in ("votes", "score", "selected"))
    known = {0, cost_at, name_at, votes_at, score_at, selected_at}
    others = [(position, key) for position, key in enumerate(section.header) if position not in known]
    projects: list[Project] = []
    seen: dict[str, int] = {}
    for line, row in zip(section.lines, section.rows, strict=True):
        id = row[0].strip()
        if not id:
            raise PabulibError("a project has no id", "Give it one", line=line)
        if id in seen:
            raise PabulibError(f"project {id} was already listed in line {seen[id]}", "Give it another id", line=line)
        seen[id] = line
        projects.append(
            Project(
                id,
                _number(row[cost_at].strip(), f"the cost of project {id}", line),
                "" if name_at is None else row[name_at],
                votes=_whole(row, votes_at, line),
                score=_score(row, score_at, line),
                selected=_whole(row, selected_at, line),
                extra={key: row[position] for position, key in others},
            )
        )
    return projects


def _whole(row: list[str], position: int | None, line: int) -> int | None:
    value = _score(row, position, line)
    if value is None:
        return None
    if value.denominator != 1:
        raise PabulibError(f"“{row[position or 0]}” should be a whole number", "Correct the cell", line=line)
    return value.numerator


def _score(row: list[str], position: int | None, line: int) -> Fraction | None:
    if position is None or not row[position].strip():
        return None
    try:
        return exact(row[position])
    except ValueError:
        raise PabulibError(
            f"“{row[position]}” is not a number", "Correct the cell or leave it empty", line=line
        ) from None


def _ballots(section: _Section, index: dict[str, int], meta: dict[str, str]) -> Ballots:
    if section.header[0] != "voter_id" or section.column("vote") is None:
        raise PabulibError("VOTES needs the columns voter_id (first) and vote", "Add what is missing")
    vote_at, points_at = section.header.index("vote"), section.column("points")
    if points_at is None and meta["vote_type"] in ("cumulative", "scoring"):
        raise PabulibError(
            f"vote_type {meta['vote_type']} needs a column points under VOTES", "Add it, or change vote_type"
        )
    flat = array("i")
    lengths = array("q")
    for line, row in zip(section.lines, section.rows, strict=True):
        cell = row[vote_at]
        before = len(flat)
        if cell:
            try:
                flat.extend([index[id] for id in cell.split(",")])
            except KeyError:
                del flat[before:]
                flat.extend(_careful(cell, index, line))
        lengths.append(len(flat) - before)
    _distinct_voters(section)
    sizes: Ints = np.array(lengths, dtype=np.int64)
    projects: Indices = np.array(flat, dtype=np.int32)
    points, scale = (None, 1) if points_at is None else _points(section, points_at, sizes)
    columns = {
        key: [row[position] for row in section.rows]
        for position, key in enumerate(section.header)
        if position not in (vote_at, points_at)
    }
    return Ballots.build(lengths=sizes, projects=projects, points=points, point_scale=scale, columns=columns)


def _careful(cell: str, index: dict[str, int], line: int) -> list[int]:
    """A ballot with spaces in its list, or with a project nobody knows."""
    ids = [id.strip() for id in cell.split(",")] if cell.strip() else []
    for id in ids:
        if id not in index:
            raise PabulibError(
                f"this ballot names project “{id}”, which is not listed under PROJECTS",
                "List the project, or correct the ballot",
                line=line,
            )
    return [index[id] for id in ids]


def _distinct_voters(section: _Section) -> None:
    if len({row[0] for row in section.rows}) == len(section.rows):
        return
    seen: dict[str, int] = {}
    for line, row in zip(section.lines, section.rows, strict=True):
        if row[0] in seen:
            raise PabulibError(
                f"voter {row[0]} already voted in line {seen[row[0]]}", "Keep one ballot a voter", line=line
            )
        seen[row[0]] = line


def _points(section: _Section, points_at: int, lengths: Ints) -> tuple[Ints, int]:
    """The column of points as whole numbers of 1/scale, one for each project of each ballot."""
    flat: list[Fraction | int] = []
    plain = True
    for line, row, size in zip(section.lines, section.rows, lengths, strict=True):
        cell = row[points_at]
        given = cell.split(",") if cell.strip() else []
        if len(given) != size:
            raise PabulibError(
                f"{len(given)} points for {size} projects", "Give one number for each project of the ballot", line=line
            )
        try:
            flat.extend([int(value) for value in given])
        except ValueError:
            plain = False
            try:
                flat.extend([exact(value) for value in given])
            except ValueError as error:
                raise PabulibError(f"{error}", "Write points as numbers, separated by commas", line=line) from None
    if plain:
        return np.array(flat, dtype=np.int64), 1
    scale = int(np.lcm.reduce([Fraction(value).denominator for value in flat], dtype=object))
    return np.array([int(value * scale) for value in flat], dtype=np.int64), scale
