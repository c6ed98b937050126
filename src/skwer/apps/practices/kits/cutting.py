"""Where each element of a kit stands in its document: how it is read, written and taken out. See `elements`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from .registry import Document

PROPOSE, MEET, CHECK, ASSESS, VOTE = "propose", "meet", "check", "assess", "vote"
DECIDE, AGREE, DELIVER, UPKEEP = "decide", "agree", "deliver", "upkeep"
FOLLOWERS = (AGREE, DELIVER, UPKEEP)
"""What comes after the decision: none without the one before it, and none with hours of its own."""
SEQUENCE = (PROPOSE, MEET, CHECK, ASSESS, VOTE, DECIDE, *FOLLOWERS)
DAYS = ("opens_day", "opens_hour", "closes_day", "closes_hour")
NEW_STAGE_DAYS = 14


class Cut(Protocol):
    """One element's place in a document. `write` and `drop` change the document they are given."""

    def read(self, document: Mapping[str, Any]) -> Any | None: ...

    def write(self, document: Document, new: Any, like: Document | None) -> None: ...

    def drop(self, document: Document) -> None: ...


def stages_of_kind(document: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """The document's stages of one kind, in order."""
    return [stage for stage in document.get("stages", []) if stage.get("kind") == kind]


def _picked(data: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}


def _put(data: dict[str, Any], names: tuple[str, ...], new: Mapping[str, Any]) -> None:
    for name in names:
        data.pop(name, None)
    data.update(_picked(new, names))


def _mapping(new: Any) -> Mapping[str, Any]:
    if not isinstance(new, Mapping):
        raise ValueError("This part is an object.")
    return new


def _rows(new: Any, name: str = "stages") -> list[Any]:
    rows = _mapping(new).get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(f"“{name}” is a list of objects.")
    return rows


class Fields:
    """Fields of the scheme, of the call, and of the settings of every stage in which people apply."""

    def __init__(
        self, *, scheme: tuple[str, ...] = (), call: tuple[str, ...] = (), applying: tuple[str, ...] = ()
    ) -> None:
        self.scheme, self.call, self.applying = scheme, call, applying

    def read(self, document: Mapping[str, Any]) -> Any | None:
        found = {**_picked(document.get("scheme", {}), self.scheme), **_picked(document.get("call", {}), self.call)}
        rows = [_picked(stage.get("settings", {}), self.applying) for stage in stages_of_kind(document, PROPOSE)]
        if self.applying and any(rows):
            found["stages"] = rows
        return found if any(_says_something(value) for value in found.values()) else None

    def write(self, document: Document, new: Any, like: Document | None) -> None:  # noqa: ARG002
        new = _mapping(new)
        _put(document.setdefault("scheme", {}), self.scheme, new)
        _put(document.setdefault("call", {}), self.call, new)
        if self.applying:
            # From the end: a full application's rules fit the full applications of a kit that asks for ideas first.
            rows, stages = _rows(new), stages_of_kind(document, PROPOSE)
            for stage, row in zip(reversed(stages), reversed(rows), strict=False):
                _put(stage.setdefault("settings", {}), self.applying, row)

    def drop(self, document: Document) -> None:
        for name in self.scheme:
            document.get("scheme", {}).pop(name, None)
        for name in self.call:
            document.get("call", {}).pop(name, None)
        for stage in stages_of_kind(document, PROPOSE):
            for name in self.applying:
                stage.get("settings", {}).pop(name, None)


def _says_something(value: Any) -> bool:
    """Does a field ask for anything? A consent that is not needed and a list of no names do not."""
    if isinstance(value, Mapping):
        return any(_says_something(inner) for name, inner in value.items() if name not in ("age", "days_kept"))
    if isinstance(value, list):
        return any(_says_something(inner) for inner in value)
    return value not in (None, "", "none", 0, False)


class Key:
    """A key of the document itself, with nothing else in it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, document: Mapping[str, Any]) -> Any | None:
        return document.get(self.name) or None

    def write(self, document: Document, new: Any, like: Document | None) -> None:  # noqa: ARG002
        document[self.name] = new

    def drop(self, document: Document) -> None:
        document.pop(self.name, None)


class Whole:
    """A stage: its settings are the part; without the element there is no such stage, nor what needs it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def read(self, document: Mapping[str, Any]) -> Any | None:
        found = stages_of_kind(document, self.kind)
        return dict(found[0].get("settings", {})) if found else None

    def write(self, document: Document, new: Any, like: Document | None) -> None:
        put_stage(document, self.kind, dict(_mapping(new)), like)

    def drop(self, document: Document) -> None:
        gone: tuple[str, ...] = (self.kind,)
        if self.kind in FOLLOWERS:
            gone = FOLLOWERS[FOLLOWERS.index(self.kind) :]
            document.get("scheme", {})["durability_months"] = 0
        document["stages"] = [stage for stage in document.get("stages", []) if stage.get("kind") not in gone]


class Stages:
    """Which stages there are, what they are called, and how the committee meets between two rounds."""

    def read(self, document: Mapping[str, Any]) -> Any | None:
        return [self._shell(stage) for stage in document.get("stages", [])]

    @staticmethod
    def _shell(stage: Mapping[str, Any]) -> dict[str, Any]:
        settings = stage.get("settings", {})
        found = _picked(stage, ("kind", "title"))
        if stage.get("kind") == PROPOSE:
            found |= _picked(settings, ("round",))
        elif stage.get("kind") == MEET:
            found["settings"] = dict(settings)
        return found

    def write(self, document: Document, new: Any, like: Document | None) -> None:
        if not isinstance(new, list) or not all(isinstance(row, Mapping) and row.get("kind") for row in new):
            raise ValueError("Stages are a list of objects, each with its kind.")
        left = list(document.get("stages", []))
        spare: list[dict[str, Any]] = list(like.get("stages", [])) if like else []
        made: list[dict[str, Any]] = []
        for row in new:
            same = _like(row, left)
            if same is not None:
                left.remove(same)
            else:
                same = _like(row, spare) or {}
            stage = {**same, "kind": row["kind"], "settings": dict(same.get("settings", {}))}
            _put(stage, ("title",), row)
            if row["kind"] == PROPOSE:
                _put(stage["settings"], ("round",), row)
            elif row["kind"] == MEET:
                stage["settings"] = dict(_mapping(row.get("settings", {})))
            made.append(stage)
        document["stages"] = made

    def drop(self, document: Document) -> None: ...


def _like(row: Mapping[str, Any], stages: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The stage a row of `Stages` speaks of: of its kind and round; the only round goes on as the full application."""
    same = [stage for stage in stages if stage.get("kind") == row["kind"]]
    rounds = [stage for stage in same if stage.get("settings", {}).get("round", "") == row.get("round", "")]
    if rounds:
        return rounds[0]
    return next(reversed(same), None)


class Calendar:
    """The days and hours of every stage, counted from the first day of the call."""

    def read(self, document: Mapping[str, Any]) -> Any | None:
        return [_picked(stage, ("kind", *DAYS)) for stage in document.get("stages", [])]

    def write(self, document: Document, new: Any, like: Document | None) -> None:  # noqa: ARG002
        if not isinstance(new, list) or not all(isinstance(row, Mapping) for row in new):
            raise ValueError("The calendar is a list of objects, one for each stage.")
        left = list(new)
        for stage in document.get("stages", []):
            row = next((one for one in left if one.get("kind") == stage.get("kind")), None)
            if row is not None:
                left.remove(row)
                _put(stage, DAYS, row)

    def drop(self, document: Document) -> None: ...


class Durability:
    """Months of care, and the stage in which the office looks at the place."""

    def read(self, document: Mapping[str, Any]) -> Any | None:
        months = document.get("scheme", {}).get("durability_months", 0)
        found = stages_of_kind(document, UPKEEP)
        if not months and not found:
            return None
        return {"durability_months": months, "upkeep": dict(found[0].get("settings", {})) if found else None}

    def write(self, document: Document, new: Any, like: Document | None) -> None:
        new = _mapping(new)
        document.setdefault("scheme", {})["durability_months"] = new.get("durability_months", 0)
        if new.get("upkeep") is None:
            document["stages"] = [stage for stage in document.get("stages", []) if stage.get("kind") != UPKEEP]
        elif stages_of_kind(document, DELIVER):  # care follows the work: without work there is no stage of care
            put_stage(document, UPKEEP, dict(_mapping(new["upkeep"])), like)

    def drop(self, document: Document) -> None:
        document.get("scheme", {})["durability_months"] = 0
        document["stages"] = [stage for stage in document.get("stages", []) if stage.get("kind") != UPKEEP]


def put_stage(document: Document, kind: str, settings: dict[str, Any], like: Document | None) -> None:
    """Give the stage of this kind new settings; where there is none, put one in and make room in the calendar."""
    found = stages_of_kind(document, kind)
    if found:
        found[0]["settings"] = settings
        return
    stages = document.setdefault("stages", [])
    pattern = next(iter(stages_of_kind(like or {}, kind)), {})
    stage = {"kind": kind, **_picked(pattern, ("title", *DAYS)), "settings": settings}
    place = _place(stages, kind)
    if kind in FOLLOWERS:
        for name in DAYS:
            stage.pop(name, None)
    elif not _fits(stages[:place], stage, stages[place:]):
        _make_room(stages, place, stage)
    stages.insert(place, stage)


def _place(stages: list[dict[str, Any]], kind: str) -> int:
    """After the last stage that comes before this kind in a call."""
    before = SEQUENCE[: SEQUENCE.index(kind)]
    return max((index + 1 for index, stage in enumerate(stages) if stage.get("kind") in before), default=0)


# Kinds that may run at the same time as one before them: people vote while the committee assesses.
BESIDE = {VOTE: (ASSESS,), CHECK: (PROPOSE,)}


def _fits(earlier: list[dict[str, Any]], stage: Mapping[str, Any], later: list[dict[str, Any]]) -> bool:
    if not _has_days(stage):
        return False
    follows = all(
        moment(one, "opens" if one["kind"] in BESIDE.get(stage["kind"], ()) else "closes") <= moment(stage, "opens")
        for one in earlier
        if _has_days(one)
    )
    return follows and all(
        moment(stage, "opens" if stage["kind"] in BESIDE.get(one["kind"], ()) else "closes") <= moment(one, "opens")
        for one in later
        if _has_days(one)
    )


def moment(stage: Mapping[str, Any], end: str) -> tuple[int, str]:
    """Day and hour on which a stage opens or closes, in a form that can be compared."""
    return stage[f"{end}_day"], stage.get(f"{end}_hour") or ("09:00" if end == "opens" else "20:00")


def _make_room(stages: list[dict[str, Any]], place: int, stage: dict[str, Any]) -> None:
    ends = [moment(one, "closes") for one in stages[:place] if one.get("closes_day") is not None]
    day, hour = max(ends, default=(0, "09:00"))
    length = stage["closes_day"] - stage["opens_day"] if _has_days(stage) else NEW_STAGE_DAYS
    length = max(length, 1)
    stage |= {"opens_day": day, "opens_hour": hour, "closes_day": day + length, "closes_hour": hour}
    starts = [moment(one, "opens") for one in stages[place:] if one.get("opens_day") is not None]
    end = (day + length, hour)
    if not starts or min(starts) >= end:
        return
    first = min(starts)
    late = end[0] - first[0] + (1 if end[1] > first[1] else 0)
    for one in stages[place:]:
        for name in ("opens_day", "closes_day"):
            if one.get(name) is not None:
                one[name] += late


def _has_days(stage: Mapping[str, Any]) -> bool:
    return isinstance(stage.get("opens_day"), int) and isinstance(stage.get("closes_day"), int)


_APPLICANTS = Fields(call=("applicants", "age_min", "guardian_age"), applying=("group_size", "per_applicant"))
_MONEY = Fields(call=("currency", "pot", "request_min", "request_max", "own_share"))
_FORM = Fields(call=("categories", "show_proposals"), applying=("form", "paper"))
_BACKING = Fields(applying=("support", "owner_consent"))
_CLAUSES = Fields(call=("clauses",), applying=("conditions", "cost_rules", "caps"))
_VEHICLE = Fields(scheme=("vehicle", "legal_basis", "hour_rate", "year_cap", "de_minimis"))

CUTS: dict[str, Cut] = {
    "vehicle": _VEHICLE,
    "support": Fields(scheme=("support",)),
    "applicants": _APPLICANTS,
    "money": _MONEY,
    "budget": Key("budget"),
    "stages": Stages(),
    "calendar": Calendar(),
    "form": _FORM,
    "backing": _BACKING,
    "checks": Whole(CHECK),
    "criteria": Whole(ASSESS),
    "committee": Key("committee"),
    "ballot": Whole(VOTE),
    "counting": Whole(DECIDE),
    "clauses": _CLAUSES,
    "agreement": Whole(AGREE),
    "delivery": Whole(DELIVER),
    "durability": Durability(),
    "measures": Key("measures"),
    "modules": Key("modules"),
}
_OF_STAGE = {
    CHECK: "checks",
    ASSESS: "criteria",
    VOTE: "ballot",
    DECIDE: "counting",
    AGREE: "agreement",
    DELIVER: "delivery",
    UPKEEP: "durability",
    MEET: "stages",
}


def element_of_path(path: str, document: Mapping[str, Any]) -> str:
    """The key of the element a path in the document belongs to; "" for none."""
    return next(_elements(path.split("."), document), "")


def _elements(steps: list[str], document: Mapping[str, Any]) -> Iterator[str]:
    head, rest = steps[0], steps[1:]
    if head in ("budget", "committee", "measures", "modules"):
        yield head
    elif head == "scheme":
        name = rest[0] if rest else ""
        yield {"support": "support", "durability_months": "durability"}.get(name, "vehicle")
    elif head == "call":
        name = rest[0] if rest else ""
        for key, cut in CUTS.items():
            if isinstance(cut, Fields) and name in cut.call:
                yield key
    elif head == "stages":
        yield _element_of_stage(rest, document)


def _element_of_stage(steps: list[str], document: Mapping[str, Any]) -> str:
    if len(steps) > 1 and steps[1] in DAYS:
        return "calendar"
    stages = document.get("stages")
    stage = stages[int(steps[0])] if steps and isinstance(stages, list) and _is_index(steps[0], stages) else None
    if not isinstance(stage, Mapping) or len(steps) < 2 or steps[1] != "settings":
        return "stages"
    kind = stage.get("kind")
    if kind != PROPOSE:
        return _OF_STAGE.get(kind, "stages") if isinstance(kind, str) else "stages"
    name = steps[2] if len(steps) > 2 else ""
    if name == "round":
        return "stages"
    return next((key for key, cut in CUTS.items() if isinstance(cut, Fields) and name in cut.applying), "form")


def _is_index(step: str, rows: list[Any]) -> bool:
    return step.isdecimal() and int(step) < len(rows)
