"""Writing .pb files, in the order of fields the format asks for."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from .election import POINTS_PER_PROJECT, Election, ElectionError, scores, vote_counts
from .exact import exact, money_text

META_NEEDED = ("description", "country", "unit", "instance", "rule", "date_begin", "date_end")
META_ORDER = (
    *("description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget"),
    *("vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost"),
    *("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score", "min_project_cost"),
    *("max_project_cost", "min_project_score_threshold", "neighborhoods", "subdistricts", "categories", "edition"),
    *("language", "currency", "fully_funded", "experimental", "comment", "acknowledgments", "leftover_budget"),
    *("budget_per_category", "budget_per_neighborhood", "min_length_per_category", "max_length_per_category"),
    *("min_sum_cost_per_category", "max_sum_cost_per_category"),
)
PROJECT_ORDER = (
    *("project_id", "cost", "votes", "score", "name", "category", "beneficiaries", "selected", "neighborhood"),
    *("subunit", "district", "description", "proposer", "public_id", "latitude", "longitude"),
)
VOTE_ORDER = (
    *("voter_id", "vote", "points", "age", "sex", "voting_method", "district", "neighborhood", "education"),
    *("topic_preference_transport", "topic_preference_culture", "topic_preference_nature", "district_preference"),
    *("time_taken_seconds", "format_easiness", "format_expressiveness", "format_rank"),
)
LISTS = {
    *("neighborhoods", "subdistricts", "categories", "budget_per_category", "budget_per_neighborhood"),
    *("min_sum_cost_per_category", "max_sum_cost_per_category", "category", "beneficiaries"),
}
"""Cells that hold lists, separated by commas without spaces."""


def write_pabulib(election: Election, *, selected: Collection[str] | Mapping[str, int] | None = None) -> str:
    """Return the election as the text of a .pb file.

    `selected`: ids of the winners, or the value of the column by id; by default what the projects carry, and no
    column when they carry nothing. Counts of votes and scores are made anew. Columns and META keys the format does
    not know are left out. Raises `ElectionError` when META lacks what the format demands, or an id cannot be written.
    """
    missing = [key for key in META_NEEDED if not election.meta.get(key)]
    if missing:
        raise ElectionError(f"META lacks {', '.join(missing)}")
    paper = io.StringIO()
    sheet = csv.writer(paper, delimiter=";", lineterminator="\n")
    sheet.writerow(["META"])
    sheet.writerow(["key", "value"])
    meta = dict(election.meta)
    meta.update(
        num_projects=str(len(election.projects)),
        num_votes=str(len(election.ballots)),
        budget=money_text(election.budget),
        vote_type=election.vote_type,
    )
    sheet.writerows([key, _cell(meta[key], key)] for key in META_ORDER if meta.get(key))
    sheet.writerow(["PROJECTS"])
    header, rows = _projects(election, _selected(election, selected))
    sheet.writerow(header)
    sheet.writerows(rows)
    sheet.writerow(["VOTES"])
    header, rows = _votes(election)
    sheet.writerow(header)
    sheet.writerows(rows)
    return paper.getvalue()


def _cell(text: str, key: str = "") -> str:
    """One line, without spaces around: the format has no line breaks inside cells."""
    line = " ".join(text.split())
    return ",".join(item.strip() for item in line.split(",")) if key in LISTS else line


def _selected(election: Election, given: Collection[str] | Mapping[str, int] | None) -> Mapping[str, int] | None:
    if given is None:
        known = {project.id: project.selected for project in election.projects if project.selected is not None}
        return known or None
    if isinstance(given, Mapping):
        return given
    return dict.fromkeys(given, 1)


def _projects(election: Election, selected: Mapping[str, int] | None) -> tuple[list[str], list[list[str]]]:
    columns: dict[str, Sequence[str]] = {
        "project_id": [project.id for project in election.projects],
        "cost": [money_text(project.cost) for project in election.projects],
        "votes": [str(count) for count in vote_counts(election).tolist()],
    }
    if any("," in id or ";" in id or id != _cell(id) or not id for id in columns["project_id"]):
        raise ElectionError("a project id with a comma, a semicolon or spaces around it cannot be written")
    if any("/" in cost for cost in columns["cost"]):
        raise ElectionError("a cost that is not a finite decimal cannot be written")
    if election.vote_type in (*POINTS_PER_PROJECT, "ordinal"):
        columns["score"] = [money_text(score) for score in scores(election)]
    if any(project.name for project in election.projects):
        columns["name"] = [_cell(project.name) for project in election.projects]
    if selected is not None:
        columns["selected"] = [str(selected.get(project.id, 0)) for project in election.projects]
    for key in PROJECT_ORDER:
        if key not in columns and any(project.extra.get(key) for project in election.projects):
            columns[key] = [_cell(project.extra.get(key, ""), key) for project in election.projects]
    header = [key for key in PROJECT_ORDER if key in columns]
    return header, [list(row) for row in zip(*(columns[key] for key in header), strict=True)]


def _votes(election: Election) -> tuple[list[str], list[list[str]]]:
    ballots = election.ballots
    ids = [project.id for project in election.projects]
    entries, starts = ballots.projects.tolist(), ballots.starts.tolist()
    spans = list(pairwise(starts))
    columns: dict[str, Sequence[str]] = {
        "voter_id": ballots.columns.get("voter_id") or [str(number) for number in range(1, len(ballots) + 1)],
        "vote": [",".join([ids[p] for p in entries[start:end]]) for start, end in spans],
    }
    if ballots.points is not None:
        scale = exact(ballots.point_scale)
        points = [money_text(value / scale) for value in ballots.points.tolist()]
        columns["points"] = [",".join(points[start:end]) for start, end in spans]
    for key in VOTE_ORDER:
        if key not in columns and key in ballots.columns:
            columns[key] = [_cell(cell) for cell in ballots.columns[key]]
    header = [key for key in VOTE_ORDER if key in columns]
    return header, [list(row) for row in zip(*(columns[key] for key in header), strict=True)]
