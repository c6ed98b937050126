"""What is looked up: what waits for a check, who is free to assess what, how far the sheets are, and the ranking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, QuerySet

from skwer.apps.calls.models import Call, CoAuthor, Correction, Meeting, Proposal, Stage
from skwer.apps.people.models import Membership, Person
from skwer.methods.ranking import Criterion, Ranking, Row, rank_inputs, short
from skwer.methods.tally.exact import exact

from .models import Assignment, Check, HomeDistrict, SentSheet, Sheet
from .terms import AssessTerms, CheckTerms

UNCHECKED = (Proposal.State.SUBMITTED, Proposal.State.CORRECTION)


def stage_of(call: Call, kind: str) -> Stage | None:
    """The call's stage of this kind: the open one, else the last closed, else the next planned."""
    stages = [stage for stage in call.stages.order_by("order") if stage.kind == kind]
    for state in (Stage.State.OPEN, Stage.State.CLOSED):
        found = [stage for stage in stages if stage.state == state]
        if found:
            return found[-1]
    return stages[0] if stages else None


# --- the check


@dataclass
class CheckRow:
    """One proposal in the office's check. `correction`: the newest request, open or not."""

    proposal: Proposal
    check: Check | None
    items: list[tuple[Any, Mapping[str, str]]]
    corrections: list[Correction] = field(default_factory=list)

    @property
    def correction(self) -> Correction | None:
        return self.corrections[-1] if self.corrections else None

    @property
    def waits(self) -> bool:
        """Is the applicant at work on a correction?"""
        return bool(self.proposal.state == Proposal.State.CORRECTION)

    @property
    def done(self) -> bool:
        return self.check is not None and self.check.result != Check.Result.OPEN

    @property
    def answered(self) -> int:
        return sum(1 for _item, answer in self.items if answer.get("answer"))

    @property
    def refused_items(self) -> list[Any]:
        return [item for item, answer in self.items if answer.get("answer") == Check.Answer.NO]


def check_rows(stage: Stage, *, proposal: Proposal | None = None) -> list[CheckRow]:
    """Every proposal that was sent and not withdrawn, by number, with its check. A constant number of queries."""
    terms = CheckTerms.of(stage)
    proposals = (
        Proposal.objects.filter(call_id=stage.call_id, number__isnull=False)
        .exclude(state=Proposal.State.WITHDRAWN)
        .select_related("call", "district", "author", "organisation")
        .prefetch_related(
            Prefetch("checks", Check.objects.filter(stage=stage).select_related("checked_by")), "corrections"
        )
        .order_by("number")
    )
    if proposal is not None:
        proposals = proposals.filter(pk=proposal.pk)
    rows = []
    for sent in proposals:
        check = next(iter(sent.checks.all()), None)
        answers = check.answers if check else {}
        rows.append(
            CheckRow(
                sent, check, [(item, answers.get(item.key, {})) for item in terms.items], [*sent.corrections.all()]
            )
        )
    return rows


def unchecked(stage: Stage) -> QuerySet[Proposal]:
    """Proposals of the call whose check has not ended."""
    return Proposal.objects.filter(call_id=stage.call_id, state__in=UNCHECKED, number__isnull=False)


def next_to_check(stage: Stage, *, after: int = 0) -> int | None:
    """The number of the next proposal the office can check: the first after `after`, else the first of all."""
    numbers = [
        number
        for number in Proposal.objects.filter(call_id=stage.call_id, state=Proposal.State.SUBMITTED)
        .order_by("number")
        .values_list("number", flat=True)
        if number is not None
    ]
    return next((number for number in numbers if number > after), numbers[0] if numbers else None)


# --- who may assess what


def candidates(stage: Stage) -> list[Person]:
    """The committee: people seated today in the stage's body."""
    if stage.body_id is None:
        return []
    return list(
        Person.objects.filter(seats__body_id=stage.body_id, seats__ended_at__isnull=True, is_active=True)
        .distinct()
        .order_by("pk")
    )


def assessed(stage: Stage) -> QuerySet[Proposal]:
    """Proposals that stand in the assessment: those that passed the check and were not withdrawn."""
    return Proposal.objects.filter(call_id=stage.call_id, state__in=Proposal.PASSED, number__isnull=False).order_by(
        "number"
    )


def tied_pairs(proposals: Iterable[Proposal], people: Iterable[Person]) -> set[tuple[int, int]]:
    """Pairs (proposal, person) that must not meet: authors, co-authors, members of the applicant's organisation."""
    listed = list(proposals)
    keys = {person.pk for person in people}
    tied = {(p.pk, p.author_id) for p in listed if p.author_id in keys}
    emails = {person.email.lower(): person.pk for person in people}
    # An invitation not yet accepted ties as well: she was asked to write along.
    for proposal, person, email in CoAuthor.objects.filter(proposal__in=listed).values_list(
        "proposal_id", "person_id", "email"
    ):
        tied |= {(proposal, key) for key in (person, emails.get(email.lower())) if key in keys}
    organisations = {p.organisation_id for p in listed if p.organisation_id}
    members = defaultdict(set)
    current = Membership.objects.current().filter(organisation_id__in=organisations, person_id__in=keys)
    for organisation, person in current.values_list("organisation_id", "person_id"):
        members[organisation].add(person)
    for proposal_row in listed:
        if proposal_row.organisation_id:
            tied |= {(proposal_row.pk, person) for person in members[proposal_row.organisation_id]}
    return {(proposal, person) for proposal, person in tied if person is not None}


def district_pairs(stage: Stage, proposals: Iterable[Proposal], people: Iterable[Person]) -> set[tuple[int, int]]:
    """Pairs of a proposal and a member who lives in its district, where the rules keep them apart."""
    if not AssessTerms.of(stage).own_district:
        return set()
    keys = {person.pk for person in people}
    homes = HomeDistrict.objects.filter(body_id=stage.body_id, person__in=keys).values_list("area_id", "person_id")
    return {(p.pk, person) for p in proposals for area, person in homes if p.district_id == area}


def homes_of(stage: Stage) -> dict[int, int]:
    """The district of each member who named one, by her key."""
    return dict(HomeDistrict.objects.filter(body_id=stage.body_id).values_list("person_id", "area_id"))


def forbidden_pairs(stage: Stage, proposals: Iterable[Proposal], people: Iterable[Person]) -> set[tuple[int, int]]:
    """Tied pairs, own districts, and those that met before and ended: by a conflict, or given to somebody else."""
    proposals, people = list(proposals), list(people)
    ended = Assignment.objects.filter(stage=stage).exclude(state__in=Assignment.LIVE)
    met = {pair for pair in ended.values_list("proposal_id", "assessor_id") if pair[1] is not None}
    return tied_pairs(proposals, people) | district_pairs(stage, proposals, people) | met


def free_assessors(stage: Stage, proposal: Proposal) -> list[Person]:
    """Members of the committee who could still take the proposal, those with the least to do first."""
    people = candidates(stage)
    barred = {person for _proposal, person in forbidden_pairs(stage, [proposal], people)}
    live = Assignment.objects.live().filter(stage=stage)
    load: dict[int, int] = defaultdict(int)
    for assessor, held in live.values_list("assessor_id", "proposal_id"):
        if assessor is None:
            continue
        load[assessor] += 1
        if held == proposal.pk:
            barred.add(assessor)
    return sorted((p for p in people if p.pk not in barred), key=lambda p: (load[p.pk], p.pk))


def late_of(stage: Stage) -> QuerySet[Assignment]:
    """Assignments made after the stage closed whose sheets are still missing."""
    return Assignment.objects.live().filter(stage=stage, late=True).exclude(state=Assignment.State.SUBMITTED)


def readable(person: Person) -> QuerySet[Proposal]:
    """Proposals an assessor may read whole, files included: those she declared no conflict for."""
    opened = Assignment.objects.opened().of(person)
    return Proposal.objects.filter(pk__in=opened.values("proposal_id"))


@dataclass(frozen=True)
class Changed:
    """Points of one criterion that a meeting changed on one sheet: both figures, and why."""

    number: int
    title: str
    assessor: str
    criterion: Any
    before: str
    after: str
    reason: str


def changed_at(meeting: Meeting) -> list[Changed]:
    """What a meeting changed on sheets that were already sent, for its minutes. `assessor` is the published label."""
    found = []
    sent = SentSheet.objects.filter(meeting=meeting).select_related(
        "sheet__assignment__proposal", "sheet__assignment__stage__call"
    )
    for old in sent.order_by("sheet__assignment__proposal__number", "sheet__assignment__label", "number"):
        new = SentSheet.objects.get(sheet=old.sheet, number=old.number + 1)
        assignment = old.sheet.assignment
        for criterion in AssessTerms.of(assignment.stage).criteria:
            before, after = (one.scores.get(criterion.key, {}).get("points", "") for one in (old, new))
            if before != after:
                found.append(
                    Changed(
                        assignment.proposal.number or 0,
                        assignment.proposal.title_in(),
                        assignment.label,
                        criterion.title,
                        before,
                        after,
                        old.reopen_reason,
                    )
                )
    return found


# --- sheets


def points_of(sheet: Sheet) -> dict[str, Fraction]:
    """The points of a sheet that was sent; its scores are numbers, because sending checked them."""
    return {key: exact(score["points"]) for key, score in sheet.scores.items() if score.get("points")}


def sheets_of(stage: Stage, proposal: Proposal) -> list[Sheet]:
    """Sheets of one proposal that were sent, in the order of their labels."""
    return list(
        Sheet.objects.filter(
            assignment__stage=stage, assignment__proposal=proposal, assignment__state=Assignment.State.SUBMITTED
        )
        .select_related("assignment__assessor")
        .prefetch_related(Prefetch("sent", SentSheet.objects.select_related("meeting", "objection")))
        .order_by("assignment__label")
    )


def ranking_inputs(stage: Stage, *, numbers: Iterable[int] | None = None, at: datetime | None = None) -> dict[str, Any]:
    """Everything the ranking is counted from, without a name: `methods.ranking.rank_inputs` gives it again.

    `numbers`: the proposals that stand in it; by default those that passed the check and were not withdrawn.
    `at`: from the sheets as they stood at that moment; later changes and later sheets are left out.
    """
    terms = AssessTerms.of(stage)
    if numbers is None:
        proposals = assessed(stage)
    else:
        proposals = Proposal.objects.filter(call_id=stage.call_id, number__in=list(numbers)).order_by("number")
    asked = {number: sum_ for number, sum_ in proposals.values_list("number", "requested") if number is not None}
    rows = (
        Sheet.objects.filter(
            assignment__stage=stage,
            assignment__state=Assignment.State.SUBMITTED,
            assignment__proposal__number__in=list(asked),
        )
        .select_related("assignment")
        .order_by("assignment__proposal__number", "assignment__label")
        .values_list("pk", "assignment__proposal__number", "assignment__label", "scores")
    )
    told = rows if at is None else _as_of(list(rows), at)
    return {
        "stage": stage.order,
        "criteria": [_counted(criterion) for criterion in terms.criteria],
        "scale": short(terms.scale),
        "ties": list(terms.ties),
        "proposals": list(asked),
        "requests": {str(number): format(sum_, "f") for number, sum_ in asked.items()},
        "sheets": [
            {
                "proposal": number,
                "assessor": label,
                "points": {c.key: scores[c.key]["points"] for c in terms.criteria if c.key in scores},
            }
            for _pk, number, label, scores in told
        ],
    }


Told = tuple[int, int | None, str, Mapping[str, Any]]


def _as_of(rows: Iterable[Told], at: datetime) -> list[Told]:
    """Sheets as they stood at a moment: the last version sent until then; those that came later are left out."""
    versions: dict[int, list[tuple[datetime, Mapping[str, Any]]]] = defaultdict(list)
    listed = list(rows)
    sent = SentSheet.objects.filter(sheet__in=[pk for pk, *_rest in listed]).order_by("number")
    for sheet, when, scores in sent.values_list("sheet_id", "at", "scores"):
        versions[sheet].append((when, scores))
    found = []
    for pk, number, label, now in listed:
        past = [scores for when, scores in versions[pk] if when <= at]
        if versions[pk] and not past:
            continue
        # The newest version is the sheet itself, so that a change behind our back is seen.
        found.append((pk, number, label, now if len(past) == len(versions[pk]) else past[-1]))
    return found


def altered(stage: Stage, numbers: Iterable[int]) -> list[tuple[int, str]]:
    """Number and label of sheets that are not as they were last sent."""
    found = []
    for sheet in (
        Sheet.objects.filter(
            assignment__stage=stage,
            assignment__state=Assignment.State.SUBMITTED,
            assignment__proposal__number__in=list(numbers),
        )
        .select_related("assignment__proposal")
        .prefetch_related("sent")
    ):
        last = max(sheet.sent.all(), key=lambda one: one.number, default=None)
        if last is not None and last.scores != sheet.scores:
            found.append((sheet.assignment.proposal.number or 0, sheet.assignment.label))
    return found


def _counted(criterion: Criterion) -> dict[str, Any]:
    """The parts of a criterion that counting needs, with its title for people who read along."""
    whole = criterion.to_json()
    return {part: whole[part] for part in ("key", "title", "max", "weight", "step", "bands") if part in whole}


def ranking(stage: Stage) -> Ranking:
    """The ranking of the sheets sent so far. While the stage is open it is nobody's to see (rules.may_see_ranking)."""
    return rank_inputs(ranking_inputs(stage))


@dataclass
class Progress:
    """How far one proposal is: who assesses it, how many sheets came, and once all came how far apart they are."""

    proposal: Proposal
    assignments: list[Assignment]
    needed: int
    row: Row | None = None
    alarm: bool = False

    @property
    def live(self) -> list[Assignment]:
        return [a for a in self.assignments if a.state in Assignment.LIVE]

    @property
    def conflicts(self) -> list[Assignment]:
        return [a for a in self.assignments if a.state == Assignment.State.CONFLICT]

    @property
    def sent(self) -> int:
        return sum(1 for a in self.assignments if a.state == Assignment.State.SUBMITTED)

    @property
    def lacking(self) -> int:
        """How many assessors it still needs."""
        return max(self.needed - len(self.live), 0)

    @property
    def complete(self) -> bool:
        return self.sent >= self.needed and self.sent == len(self.live)


def progress(stage: Stage) -> list[Progress]:
    """All assessed proposals by number. Scores are looked at only where every assessor has sent her sheet."""
    terms = AssessTerms.of(stage)
    mine = Assignment.objects.filter(stage=stage).select_related("assessor").order_by("pk")
    rows = [
        Progress(proposal, list(proposal.assignments.all()), terms.assessors)
        for proposal in assessed(stage).prefetch_related(Prefetch("assignments", mine))
    ]
    complete = [row.proposal.number for row in rows if row.complete and row.proposal.number is not None]
    if complete:
        by_number = {found.proposal: found for found in rank_inputs(ranking_inputs(stage, numbers=complete)).rows}
        for row in rows:
            row.row = by_number.get(row.proposal.number or 0) if row.complete else None
            row.alarm = row.row is not None and terms.is_alarming(row.row.spread)
    return rows


def assignments_of(person: Person) -> QuerySet[Assignment]:
    """What one assessor has: open stages first, by number."""
    return (
        Assignment.objects.of(person)
        .filter(stage__opened_at__isnull=False)
        .exclude(state=Assignment.State.RELEASED)
        .exclude(proposal__state=Proposal.State.WITHDRAWN)
        .select_related("stage__call__organisation", "proposal")
        .order_by("-stage__opened_at", "proposal__number")
    )
