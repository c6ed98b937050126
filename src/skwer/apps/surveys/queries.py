"""What a closed survey says: shares that agree, guarded; and the same statement over editions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skwer.apps.forms.schema import Form, Question
from skwer.apps.people.models import Organisation
from skwer.methods.cells import Share, difference, guarded_share, hidden_groups

from .models import Survey, SurveyAnswer
from .questions import AGREE, BACKGROUND, GRIDS, UNSURE


@dataclass(frozen=True)
class Told:
    """One statement: what share of `share.n` agrees (None: too few answered); unsure: how many did not know, None
    where that would tell of too few."""

    grid: str
    key: str
    words: str
    share: Share | None
    unsure: int | None


@dataclass(frozen=True)
class Cut:
    """One statement among those who answered a background question alike; share None: hidden, too few people."""

    group: str
    words: str
    share: Share | None


@dataclass(frozen=True)
class Breakdown:
    """A statement by the answers to a background question."""

    by: str
    words: str
    statement: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class Results:
    """survey with n sheets (None: fewer than the least); its statements, and their breakdowns."""

    survey: Survey
    n: int | None
    told: tuple[Told, ...]
    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True)
class Change:
    """A statement before and after one edition: by how much the share grew, and between which bounds; None where
    either share is not shown exactly."""

    key: str
    words: str
    before: Share | None
    after: Share | None
    grown: tuple[float, float, float] | None


def results(survey: Survey) -> Results | None:
    """None until the survey has closed: nobody sees interim counts, the desk neither. One query."""
    if survey.state != Survey.State.CLOSED:
        return None
    sheets = list(SurveyAnswer.objects.filter(survey=survey).values_list("answers", flat=True))
    form, least = Form.from_json(survey.form), survey.least
    if len(sheets) < least:
        return Results(survey, None, tuple(_empty(form)), ())
    told, breakdowns = [], []
    for grid, row, words in _statements(form):
        count, n, unsure = _counted(sheets, grid, row)
        told.append(Told(grid, row, words, guarded_share(count, n, least), unsure if unsure >= least else None))
        breakdowns += [
            one
            for question in form.questions
            if question.key in BACKGROUND and (one := _breakdown(question, sheets, grid, row, words, least)) is not None
        ]
    return Results(survey, len(sheets), tuple(told), tuple(breakdowns))


def _statements(form: Form) -> Iterable[tuple[str, str, str]]:
    for grid in GRIDS:
        question = form.question(grid)
        for row in question.rows if question else ():
            yield grid, row.key, str(row.label)


def _empty(form: Form) -> Iterable[Told]:
    return (Told(grid, row, words, None, None) for grid, row, words in _statements(form))


def _counted(sheets: Sequence[Mapping[str, Any]], grid: str, row: str) -> tuple[int, int, int]:
    """(agree, answered, did not know). Who did not know has answered, too: a base without them, beside the number of
    sheets, would tell how many they are."""
    said = Counter((sheet.get(grid) or {}).get(row, {}).get("is") for sheet in sheets)
    said.pop(None, None)
    return sum(said[key] for key in AGREE), sum(said.values()), said[UNSURE]


def _breakdown(
    question: Question, sheets: Sequence[Mapping[str, Any]], grid: str, row: str, words: str, least: int
) -> Breakdown | None:
    grouped: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for sheet in sheets:
        grouped[sheet.get(question.key) or ""].append(sheet)
    counts = {key: _counted(group, grid, row)[:2] for key, group in grouped.items()}
    hidden = hidden_groups(counts, least)
    names = {option.key: str(option.label) for option in question.options}
    cuts = tuple(
        Cut(key, names[key], None if key in hidden or key not in counts else guarded_share(*counts[key], least))
        for key in names
    )
    if not any(cut.share for cut in cuts):
        return None
    return Breakdown(question.key, str(question.label), words, cuts)


def history(city: Organisation) -> list[Results]:
    """Results of the city's closed surveys, the oldest first. One query a survey, and one."""
    surveys = Survey.objects.filter(organisation=city, state=Survey.State.CLOSED).select_related("edition__scheme")
    return [found for survey in surveys.order_by("closes_at", "pk") if (found := results(survey)) is not None]


def changes(before: Results, after: Results) -> list[Change]:
    """Statements asked both times, in the order of the later survey."""
    earlier = {one.key: one for one in before.told}
    made = []
    for one in after.told:
        if (past := earlier.get(one.key)) is None:
            continue
        grown = None
        if past.share and past.share.exact is not None and one.share and one.share.exact is not None:
            grown = difference(_pair(past.share), _pair(one.share))
        made.append(Change(one.key, one.words, past.share, one.share, grown))
    return made


def _pair(share: Share) -> tuple[int, int]:
    exact = share.exact
    return (int(exact * share.n) if exact is not None else 0), share.n
