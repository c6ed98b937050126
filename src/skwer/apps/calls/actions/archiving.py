"""A real election becomes an archived call: its projects, its ballots, and the decision counted again from them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.places import queries as places
from skwer.apps.search.actions import index_later
from skwer.methods.tally import Election, Project, Rules, RulesError, read_pabulib, scores
from skwer.methods.tally.exact import money_text, ratio_text
from skwer.methods.tally.official import resolve
from skwer.values.money import CURRENCIES, to_cents

from ..columns import read_columns
from ..deciding import Draft
from ..deciding.gathering import draft
from ..models import Call, Decision, DecisionLine, Edition, Proposal, Scheme, Stage
from ..stages import DECIDE, VOTE
from .deciding import keep_decision
from .setup import fill

Progress = Callable[..., None]
MOST = Decimal(10) ** 11
STATES = {
    DecisionLine.Result.FUNDED: Proposal.State.CHOSEN,
    DecisionLine.Result.RESERVE: Proposal.State.RESERVE,
    DecisionLine.Result.REFUSED: Proposal.State.REFUSED,
}


class CannotArchive(Refusal):
    """The file is an election, but no archived call can be made of it."""

    code = "cannot_archive"


@transaction.atomic
def archive_election(
    *,
    by: Person | None,
    organisation: Organisation,
    ballots: bytes,
    name: str,
    at: datetime,
    progress: Progress | None = None,
) -> Call:
    """Keep a .pb file as an archived call with a published decision by the rule that META names (`official`).

    `by` None is the command line. When META names no rule that can be repeated, the winners are those the file marks
    as selected, and the decision says so. Ballots stay in the file: nothing is made for each voter.
    `progress(step, done=None, of=None)` is told what happens. Raises NotAllowed, CannotArchive, PabulibError.
    """
    tell = progress or (lambda step, done=None, of=None: None)  # noqa: ARG005
    if by is not None and not may_run(by, organisation):
        raise NotAllowed()
    tell("reading ballots")
    election = read_pabulib(ballots)
    _check(election)
    tell("making the call")
    call, vote, decide = _make_call(election, organisation, name, at)
    numbers = _numbers(election)
    inputs = {**_inputs(election, call, numbers), "ballots": hashlib.sha256(ballots).hexdigest()}
    tell("counting")
    made = draft(call=call, stage=decide, inputs=inputs, ballots=ballots, voters=len(election.ballots))
    _make_proposals(election, call, numbers, made, at, tell)
    call.archived_election = _facts(election, name, made, numbers)
    call.last_number = max(numbers.values())
    call.save()
    tell("keeping the decision")
    decision = keep_decision(made, by=by, act_number="", note="", comments={}, at=call.decided_at or at)
    Decision.objects.filter(pk=decision.pk).update(published_at=at)
    record(
        actor=by,
        verb="archive_election",
        kind="call",
        key=call.pk,
        organisation=organisation,
        at=at,
        after={"slug": call.slug, "ballots": made.ballots_hash, "outcome": made.outcome_hash, "stage": vote.order},
    )
    index_later(kind="call", key=call.pk)
    for proposal in call.proposals.values_list("pk", flat=True):
        index_later(kind="proposal", key=proposal)
    return call


def _check(election: Election) -> None:
    if not election.projects:
        raise CannotArchive(_("The file has no projects."), code="no_projects")
    amounts = [election.budget, *(project.cost for project in election.projects)]
    if any(amount > MOST for amount in amounts):
        raise CannotArchive(_("A sum in this file is too large to keep."), code="too_large")


def _make_call(election: Election, city: Organisation, name: str, at: datetime) -> tuple[Call, Stage, Stage]:
    meta = election.meta
    began, ended = _day(meta.get("date_begin", "")), _day(meta.get("date_end", ""))
    ended = ended or began or at
    began = began if began is not None and began < ended else None
    scheme, _made = Scheme.objects.get_or_create(
        organisation=city,
        name_pl="Budżet obywatelski",
        defaults={
            "name_en": "Participatory budget",
            "vehicle": Scheme.Vehicle.PARTICIPATORY_BUDGET,
            "support": Scheme.Support.IN_KIND,
            "durability_months": 0,
        },
    )
    edition, _made = Edition.objects.get_or_create(
        scheme=scheme, name=(meta.get("instance") or meta.get("edition") or str(ended.year))[:60]
    )
    title = _title(election, name)
    currency = (meta.get("currency") or "PLN").upper()[:3]
    call = Call(
        organisation=city,
        edition=edition,
        slug=_slug(title, name),
        preset="archive",
        currency=currency if currency in CURRENCIES or currency.isalpha() else "PLN",
        pot=_money(election.budget),
        request_max=max(_money(project.cost) for project in election.projects),
        applicants=["person"],
        age_min=0,
        show_proposals=Call.ShowProposals.CHECKED,
        created_at=at,
        announced_at=began or ended,
        decided_at=ended,
        state=Call.State.ARCHIVED,
    )
    fill(call, {"title": title, "summary": (meta.get("description") or "")[:250]})
    call.save()
    common = {"call": call, "state": Stage.State.CLOSED, "opened_at": began, "closed_at": ended}
    vote = Stage.objects.create(order=1, kind=VOTE, settings={"ballot": election.vote_type}, **common)
    decide = Stage.objects.create(order=2, kind=DECIDE, settings={"method": "votes"}, **common)
    return call, vote, decide


def _title(election: Election, name: str) -> str:
    meta = election.meta
    parts = [meta.get("unit"), meta.get("subunit") or meta.get("district"), meta.get("instance")]
    title = ", ".join(dict.fromkeys(part for part in parts if part))
    return (title or re.sub(r"\.pb$", "", name))[:140]


def _slug(title: str, name: str) -> str:
    """An address from the title, made unique by counting."""
    plain = title.translate(str.maketrans("łŁøØđĐß", "lLoOdDs"))
    base = slugify(unicodedata.normalize("NFKD", plain))[:70] or slugify(name)[:70] or "election"
    taken = set(Call.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)


def _numbers(election: Election) -> dict[str, int]:
    """The number of each project: its own id where all ids are plain numbers, else its place in the file."""
    ids = [project.id for project in election.projects]
    if all(re.fullmatch(r"[1-9][0-9]{0,8}", id) for id in ids):
        return {id: int(id) for id in ids}
    return {id: place for place, id in enumerate(ids, 1)}


def _inputs(election: Election, call: Call, numbers: dict[str, int]) -> dict[str, Any]:
    try:
        resolve(election, Rules(rule="official"))
        rules, published = Rules(rule="official").to_json(), None
    except RulesError as error:
        published = [project.id for project in election.projects if project.selected == 1]
        if not published:
            raise CannotArchive(
                _("The file names no rule that can be repeated, and no selected projects."), code="no_rule"
            ) from error
        rules = None
        # What a city spent is what it spent: the pot of an archive is never below it.
        spent = sum(project.cost for project in election.projects if project.id in set(published))
        call.pot = _money(max(election.budget, spent))
    totals = scores(election)
    return {
        "version": 1,
        "archive": True,
        "call": call.slug,
        "method": "votes",
        "weights": {"points": 0, "votes": 100},
        "rule": {"allocation": "official" if rules else "as-published", "reserve": 0},
        "tally": rules,
        "published": published,
        "currency": call.currency,
        "pot": f"{call.pot:.2f}" if published else money_text(election.budget),
        "projects": [
            {"number": numbers[project.id], "id": project.id, "cost": money_text(project.cost)}
            for project in election.projects
        ],
        "withdrawn": [],
        "stages": [
            {
                "stage": 1,
                "kind": VOTE,
                "rules": "",
                "scale": None,
                "scores": {
                    str(numbers[project.id]): ratio_text(total)
                    for project, total in zip(election.projects, totals, strict=True)
                },
                "inputs": {"ballot": election.vote_type},
            }
        ],
        "regulations": None,
    }


def _make_proposals(
    election: Election,
    call: Call,
    numbers: dict[str, int],
    made: Draft,
    at: datetime,
    tell: Progress,
) -> None:
    states = {line["number"]: STATES[line["result"]] for line in made.lines}
    city = call.organisation
    drawn = city.areas.exists()
    rows = []
    for place, project in enumerate(election.projects, 1):
        answers = _answers(project)
        columns = read_columns(answers)
        rows.append(
            Proposal(
                call=call,
                number=numbers[project.id],
                state=states[numbers[project.id]],
                language="pl",
                answers=answers,
                title=columns.title or project.id,
                lon=columns.lon,
                lat=columns.lat,
                district=places.district_at(city, columns.lon, columns.lat) if drawn else None,
                requested=_money(project.cost),
                total=_money(project.cost),
                created_at=at,
                updated_at=at,
                submitted_at=call.announced_at,
                checked_published=True,
            )
        )
        if place % 50 == 0 or place == len(election.projects):
            tell("projects", place, len(election.projects))
    Proposal.objects.bulk_create(rows, batch_size=500)


def _answers(project: Project) -> dict[str, Any]:
    """What the file tells of a project, as answers; columns we have no question for keep their names."""
    told = {key: value for key, value in project.extra.items() if value}
    place = {"lon": told.pop("longitude", ""), "lat": told.pop("latitude", ""), "address": ""}
    kept: dict[str, Any] = {"title": project.name or project.id, "id": project.id, **told}
    return {**kept, "place": place} if place["lon"] and place["lat"] else kept


def _facts(election: Election, name: str, made: Draft, numbers: dict[str, int]) -> dict[str, Any]:
    """META, and whether the count agrees with what the file says was selected."""
    selected = {numbers[project.id] for project in election.projects if project.selected == 1}
    outside = sorted(numbers[project.id] for project in election.projects if (project.selected or 0) > 1)
    funded = {line["number"] for line in made.lines if line["result"] == DecisionLine.Result.FUNDED}
    return {
        "file": name,
        "meta": dict(election.meta),
        "notes": list(election.notes),
        "agrees": None if not selected else selected == funded,
        "only_published": sorted(selected - funded),
        "only_counted": sorted(funded - selected) if selected else [],
        "outside_the_rule": outside,
    }


def _money(amount: Any) -> Decimal:
    return to_cents(Decimal(amount.numerator) / Decimal(amount.denominator))


def _day(text: str) -> datetime | None:
    """A day of META: "26.09.2023", "2023-09-26", or a year alone."""
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%Y"):
        try:
            return datetime.strptime(text.strip(), pattern).replace(hour=12, tzinfo=UTC)
        except ValueError:
            continue
    return None
