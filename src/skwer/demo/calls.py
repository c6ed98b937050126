"""Three calls, each told from its first day: proposals, checks, sheets, ballots, and for one of them the decision."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from skwer.apps.assessment import actions as assessment
from skwer.apps.assessment.models import Assignment
from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import Call, Proposal, Stage
from skwer.apps.people import actions as people
from skwer.apps.people.models import Body, Organisation, Person
from skwer.apps.voting import actions as voting

from .access import planned
from .data import read
from .data.votes import ballots

VOTERS = 620  # half of those told of: a demo should not keep anybody waiting
SLUGS = {"lawki": "lawka-w-kazdej-dzielnicy", "podworka": "zielone-podworka", "skwery": "skwery-sasiedzkie"}


@dataclass
class Teller:
    """Who and what a story needs, and the call it tells."""

    town: Organisation
    cast: Mapping[str, Person]
    organisations: Mapping[str, Organisation]
    committee: Body
    now: datetime

    @property
    def officer(self) -> Person:
        return self.cast["marta-wilk"]

    def begin(
        self, key: str, *, days_ago: int, edition: str, title: Mapping[str, str], skip: tuple[str, ...] = ()
    ) -> Call:
        """The call from its preset, announced a fortnight before its first day."""
        facts = next(call for call in read("proposals.json")["calls"] if call["key"] == key)
        first = self.now - timedelta(days=days_ago)
        early = first - timedelta(days=14)
        call = calls.create_call_from_preset(
            by=self.officer,
            organisation=self.town,
            preset="micro-grant",
            scheme_name="Ławki i drobne zakupy" if facts["support"] == "in_kind" else "Mikrodotacje na przestrzeń",
            edition_name=edition,
            title=title,
            slug=SLUGS[key] + (f"-{edition}" if key != "lawki" else ""),
            first_day=first.date(),
            at=early,
            changes={
                "summary": {"pl": facts["summary"], "en": facts["summary_en"]},
                "pot": facts["pot"],
                "request_max": facts["request_max"],
                "show_proposals": "submitted" if key == "lawki" else "checked",
                "scheme": {"support": facts["support"], "hour_rate": "30.00"},
            },
        )
        for stage in call.stages.order_by("-order"):
            if stage.kind in skip:
                calls.remove_stage(by=self.officer, stage=stage, at=early)
            elif stage.kind == "assess":
                calls.change_stage(by=self.officer, stage=stage, changes={"body": self.committee}, at=early)
            elif stage.kind == "deliver" and key == "skwery":
                # Last year the town still paid everything in advance, so what was not spent came back.
                whole = {"instalments": [{"share": "100", "after": "signed"}]}
                calls.change_stage(by=self.officer, stage=stage, changes={"settings": whole}, at=early)
        if skip:
            decide = call.stages.get(kind="decide")
            calls.change_stage(
                by=self.officer,
                stage=decide,
                changes={
                    "settings": {
                        "method": "points",
                        "weights": {"points": 100, "votes": 0},
                        "ties": ["max-points", "min-cost", "lot"],
                    }
                },
                at=early,
            )
        calls.announce_call(by=self.officer, call=call, at=early + timedelta(hours=2))
        calls.tick(at=self.opened(call, "propose"))
        return Call.objects.get(pk=call.pk)

    @staticmethod
    def opened(call: Call, kind: str) -> datetime:
        """The planned first moment of a stage (a minute later, so that the clock has surely passed it)."""
        return call.stages.get(kind=kind, opens_at__isnull=False).opens_at + timedelta(minutes=1)

    @staticmethod
    def closed(call: Call, kind: str) -> datetime:
        return call.stages.get(kind=kind, closes_at__isnull=False).closes_at + timedelta(minutes=1)

    def stage(self, call: Call, kind: str) -> Stage:
        return call.stages.select_related("call__organisation").get(kind=kind)

    # --- proposals -----------------------------------------------------------------------------------

    def propose(self, call: Call, key: str) -> dict[str, Proposal]:
        """Everything proposals.json tells of this call, in the order of the numbers, a few each day."""
        start = self.opened(call, "propose")
        known = {}
        written = [data for data in read("proposals.json")["proposals"] if data["call"] == key]
        last = min(self.now, self.closed(call, "propose")) - timedelta(hours=6)
        pause = (last - start) / (len(written) + 1)
        for k, data in enumerate(sorted(written, key=lambda data: (data["state"] == "draft", data["number"])), 1):
            known[data["key"]] = self._one(call, data, start + pause * k)
        return known

    def _one(self, call: Call, data: dict[str, Any], at: datetime) -> Proposal:
        author = self.cast[data["author"]]
        if data["channel"] == "paper":
            proposal = calls.register_paper(
                by=self.cast["tomasz-gajda"],
                call=call,
                answers=_answers(data),
                paper_name=author.name,
                paper_contact="ul. Okrężna 90",
                received_date=at.date(),
                at=at,
            )
        else:
            proposal = calls.start_proposal(by=author, call=call, at=at - timedelta(hours=3), **self._applicant(data))
            calls.save_draft(
                by=author,
                proposal=proposal,
                answers=_answers(data),
                version=proposal.version,
                at=at - timedelta(hours=1),
            )
            proposal.refresh_from_db(fields=["version"])
            if data["state"] == "draft":
                return proposal
            for coauthor in data["coauthors"]:
                friend = self.cast[coauthor]
                invited = calls.invite_coauthor(by=author, proposal=proposal, email=friend.email, at=at)
                calls.accept_invitation(by=friend, token=invited.token, at=at)
            proposal = calls.submit_proposal(by=author, proposal=Proposal.objects.get(pk=proposal.pk), at=at)
        calls.translate_proposal(
            by=self.officer, proposal=proposal, language="en", title=data["title_en"], summary=data["summary_en"], at=at
        )
        if data["state"] == "withdrawn":
            calls.withdraw_proposal(
                by=author, proposal=Proposal.objects.get(pk=proposal.pk), at=at + timedelta(hours=2)
            )
        if data["state"] == "correction":
            asked = data["correction"]
            calls.request_correction(
                by=self.officer,
                proposal=Proposal.objects.get(pk=proposal.pk),
                fields=asked["fields"],
                message=asked["message"],
                due_at=self.now + timedelta(days=6),
                at=self.now - timedelta(days=1),
            )
        return Proposal.objects.get(pk=proposal.pk)

    def _applicant(self, data: dict[str, Any]) -> dict[str, Any]:
        applicant = data["applicant"]
        if applicant["kind"] == "informal_group":
            return {
                "applicant_kind": "informal_group",
                "group_name": self.organisations[applicant["organisation"]].name.removeprefix("Grupa ").strip("„”"),
            }
        if applicant["kind"] == "person":
            return {"applicant_kind": "person"}
        return {"applicant_kind": applicant["kind"], "organisation": self.organisations[applicant["organisation"]]}

    # --- check and assessment ------------------------------------------------------------------------

    def check(self, call: Call, key: str, proposals: Mapping[str, Proposal]) -> None:
        """Every check of assessment.json, in the days of the stage; the clock then closes it."""
        stage = self.stage(call, "check")
        at = self.opened(call, "check") + timedelta(hours=4)
        told = {data["proposal"]: data for data in read("assessment.json")["checks"] if data["call"] == key}
        for name, proposal in proposals.items():
            proposal = Proposal.objects.get(pk=proposal.pk)
            if proposal.state != Proposal.State.SUBMITTED:
                continue
            data = told.get(name, {"by": "marta-wilk", "answers": {}, "passed": True, "reason": ""})
            officer = self.cast[data["by"]]
            answers = {
                item["key"]: data["answers"].get(item["key"], {"answer": "yes", "note": ""})
                for item in stage.settings["items"]
            }
            assessment.answer_check(by=officer, stage=stage, proposal=proposal, answers=answers, at=at)
            assessment.finish_check(
                by=officer, stage=stage, proposal=proposal, passed=data["passed"], reason=data["reason"], at=at
            )
            at += timedelta(hours=5)

    def assess(self, call: Call, key: str, proposals: Mapping[str, Proposal]) -> None:
        """Conflicts and sheets as assessment.json tells them."""
        stage = self.stage(call, "assess")
        at = self.opened(call, "assess") + timedelta(hours=6)
        story = read("assessment.json")
        for data in (data for data in story["conflicts"] if data["call"] == key):
            assignment = self._assignment(stage, proposals[data["proposal"]], data["assessor"], at)
            assessment.declare(
                by=assignment.assessor, assignment=assignment, conflict=True, reason=data["reason"], at=at
            )
        for data in (data for data in story["sheets"] if data["call"] == key):
            at += timedelta(hours=3)
            assignment = self._assignment(stage, proposals[data["proposal"]], data["assessor"], at)
            assessor = assignment.assessor
            if assignment.state == Assignment.State.ASSIGNED:
                assessment.declare(by=assessor, assignment=assignment, conflict=False, reason="", at=at)
            assignment.refresh_from_db()
            sheet = assessment.save_sheet(
                by=assessor, assignment=assignment, scores=data["scores"], comment=data["comment"], version=0, at=at
            )
            if data.get("submitted", True) and data.get("state", "submitted") != "draft":
                assessment.submit_sheet(by=assessor, assignment=sheet.assignment, at=at)
        for data in (data for data in story["released"] if data["call"] == key):
            assignment = self._assignment(stage, proposals[data["proposal"]], data["assessor"], at)
            assessment.release(by=self.officer, assignment=assignment, at=at)

    def _assignment(self, stage: Stage, proposal: Proposal, assessor: str, at: datetime) -> Assignment:
        person = self.cast[assessor]
        assigned = Assignment.objects.filter(stage=stage, proposal=proposal, assessor=person).first()
        if assigned is not None:
            return assigned
        return assessment.assign(by=self.officer, stage=stage, proposal=proposal, assessor=person, at=at)

    def release_spare(self, call: Call) -> None:
        """Take back what the clock had assigned and the story does not tell: at closing nobody owes a sheet."""
        stage = self.stage(call, "assess")
        at = self.closed(call, "assess") - timedelta(hours=2)
        for assignment in Assignment.objects.filter(
            stage=stage, state__in=[Assignment.State.ASSIGNED, Assignment.State.CLEAR]
        ):
            assessment.release(by=self.officer, assignment=assignment, at=at)

    # --- vote ----------------------------------------------------------------------------------------

    def vote(self, call: Call, proposals: Mapping[str, Proposal]) -> None:
        """The invented ballots, one voter each, spread over the days of the vote."""
        stage = self.stage(call, "vote")
        opened, closed = self.opened(call, "vote"), self.closed(call, "vote")
        cards = ballots(VOTERS)
        step = (closed - opened - timedelta(hours=12)) / len(cards)
        for k, (voter, chosen) in enumerate(zip(self._voters(len(cards), opened), cards, strict=True)):
            voting.cast_ballot(
                by=voter,
                stage=stage,
                choices=[proposals[name].number for name in chosen],
                declared=True,
                at=opened + step * k,
            )

    def _voters(self, number: int, at: datetime) -> Iterator[Person]:
        """Residents with confirmed addresses and no password: they voted last year and are not heard of again."""
        for k in range(1, number + 1):
            yield people.register_person(
                email=f"glos-{k:04}@poczta.example", name=f"Głos {k}", at=at - timedelta(days=1), verified=True
            )


def _answers(data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of proposals.json in the shape of the preset's form. Owners follow from who owns the land."""
    told = data["answers"]
    owner = data.get("owner", "")
    kind = "city" if owner.startswith("Miasto") else "owners" if "spóln" in owner or "półdz" in owner else "other"
    answers: dict[str, Any] = {
        "title": data["title"],
        "summary": data["summary"],
        "category": data["category"],
        "why": told["why"],
        "what": told["what"],
        "place": {"lon": str(data["lon"]), "lat": str(data["lat"]), "address": data["address"]},
        "owner": kind,
        "access": told["access"],
        "access_list": planned(data["key"]),
        "costs": data["costs"],
        "work_hours": told["work_hours"],
        "gives": ["tools", "transport", "reused"][: 1 + zlib.crc32(data["key"].encode()) % 3],
        "who_cares": told["who_cares"],
        "is_of_age": True,
        "is_open": True,
        "will_care": True,
        "knows_rules": True,
    }
    if data["state"] == "draft":
        answers = {key: value for key, value in answers.items() if value not in ("", None, True)}
    return answers
