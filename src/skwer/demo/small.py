"""A call of small grants (art. 19a): an offer refused and objected to, one posted now, one to sign, one begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from skwer.apps.assessment import actions as assessment
from skwer.apps.assessment.models import Assignment
from skwer.apps.calls import actions as calls
from skwer.apps.calls.actions.deciding import record_act
from skwer.apps.calls.actions.objecting import file_objection, rule
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.grants import actions as grants
from skwer.apps.grants.models import Agreement, Instalment

from .calls import Teller
from .data import read
from .grants import PARTY_ACCOUNT, pay, sign

SLUG = "male-granty"
OBJECTIONS = {"days": 7, "rule_days": 14, "body": {"pl": "burmistrz", "en": "the mayor"}, "who": "applicant"}


def make_small_grants(teller: Teller, *, at: datetime) -> Call:
    """The whole call, begun 77 days ago; what happens in it depends on today, so that there is something to do."""
    told = read("small.json")
    call = _begin(teller, told, at=at)
    known = _offers(teller, call, told)
    calls.tick(at=teller.closed(call, "propose"))
    _check(teller, call, known, told)
    calls.tick(at=teller.closed(call, "check"))
    _object(teller, known["rok-na-boisku"], told, at=teller.closed(call, "check") + timedelta(days=2))
    _score(teller, call, known, told)
    calls.tick(at=teller.closed(call, "assess"))
    published = _decide(teller, call, at=teller.opened(call, "decide") + timedelta(days=2))
    _agree(teller, call, known, told, decided_at=published, at=at)
    return Call.objects.get(pk=call.pk)


def _begin(teller: Teller, told: Mapping[str, Any], *, at: datetime) -> Call:
    first = at - timedelta(days=77)
    early = first - timedelta(days=10)
    call = calls.create_call_from_preset(
        by=teller.officer,
        organisation=teller.town,
        preset="small-grant",
        scheme_name="Małe granty",
        edition_name=str(first.year),
        title=told["title"],
        slug=f"{SLUG}-{first.year}",
        first_day=first.date(),
        at=early,
    )
    for stage in call.stages.filter(kind__in=["assess", "check"]):
        changes = {"body": teller.committee} if stage.kind == "assess" else {"settings": {"objections": OBJECTIONS}}
        calls.change_stage(by=teller.officer, stage=stage, changes=changes, at=early)
    calls.announce_call(by=teller.officer, call=call, at=early + timedelta(hours=2))
    calls.tick(at=teller.opened(call, "propose"))
    return Call.objects.get(pk=call.pk)


def _offers(teller: Teller, call: Call, told: Mapping[str, Any]) -> dict[str, Proposal]:
    known = {}
    for day, data in enumerate(told["proposals"], 6):
        author, moment = teller.cast[data["author"]], teller.opened(call, "propose") + timedelta(days=day)
        organisation = teller.organisations[data["organisation"]]
        proposal = calls.start_proposal(
            by=author, call=call, at=moment, applicant_kind="ngo", organisation=organisation
        )
        calls.save_draft(by=author, proposal=proposal, answers=_answers(data, author.name), version=0, at=moment)
        sent = calls.submit_proposal(
            by=author, proposal=Proposal.objects.get(pk=proposal.pk), at=moment + timedelta(hours=1)
        )
        calls.translate_proposal(
            by=teller.officer,
            proposal=sent,
            language="en",
            title=data["title_en"],
            summary=data["summary_en"],
            at=moment + timedelta(hours=2),
        )
        known[data["key"]] = sent
    return known


def _answers(data: Mapping[str, Any], signer: str) -> dict[str, Any]:
    same = ("title", "summary", "category", "why", "what", "results", "access", "begins", "days")
    return {
        **{name: data[name] for name in same},
        "place": {"lon": data["lon"], "lat": data["lat"], "address": data["address"]},
        "owner": "city",
        "costs": [
            {"name": name, "quantity": quantity, "amount": amount, "source": source}
            for name, quantity, amount, source in data["costs"]
        ],
        "work_hours": data["hours"],
        "register_no": "KRS 0000000000 (zmyślony)",
        "signers": signer,
        "experience": "Od sześciu lat prowadzimy warsztaty i budujemy małe miejsca z mieszkańcami.",
        "may_sign": True,
        "is_open": True,
        "no_other_grant": True,
        "knows_rules": True,
    }


def _check(teller: Teller, call: Call, known: Mapping[str, Proposal], told: Mapping[str, Any]) -> None:
    stage = teller.stage(call, "check")
    at = teller.opened(call, "check") + timedelta(hours=5)
    for data in told["proposals"]:
        passed = data["fate"] != "rejected"
        reject = told["reject"]
        answers = {item["key"]: {"answer": "yes", "note": ""} for item in stage.settings["items"]}
        if not passed:
            answers[reject["item"]] = {"answer": "no", "note": reject["reason"]}
        proposal = Proposal.objects.get(pk=known[data["key"]].pk)
        officer = teller.cast["tomasz-gajda"]
        assessment.answer_check(by=officer, stage=stage, proposal=proposal, answers=answers, at=at)
        assessment.finish_check(
            by=officer,
            stage=stage,
            proposal=proposal,
            passed=passed,
            reason="" if passed else reject["reason"],
            at=at + timedelta(hours=1),
        )


def _object(teller: Teller, proposal: Proposal, told: Mapping[str, Any], *, at: datetime) -> None:
    proposal = Proposal.objects.get(pk=proposal.pk)
    objection = file_objection(
        by=teller.cast["dorota-zurek"], proposal=proposal, against="formal", text=told["objection"], at=at
    )
    rule(by=teller.officer, objection=objection, state="dismissed", ruling=told["ruling"], at=at + timedelta(days=4))


def _score(teller: Teller, call: Call, known: Mapping[str, Proposal], told: Mapping[str, Any]) -> None:
    stage = teller.stage(call, "assess")
    at = teller.opened(call, "assess") + timedelta(hours=6)
    points = {known[data["key"]].pk: data["points"] for data in told["proposals"]}
    for assignment in Assignment.objects.filter(stage=stage).select_related("assessor").order_by("pk"):
        at += timedelta(hours=2)
        assessment.declare(by=assignment.assessor, assignment=assignment, conflict=False, reason="", at=at)
        assignment.refresh_from_db()
        scores = {key: {"points": given, "reason": ""} for key, given in points[assignment.proposal_id].items()}
        sheet = assessment.save_sheet(
            by=assignment.assessor, assignment=assignment, scores=scores, comment="", version=0, at=at
        )
        assessment.submit_sheet(by=assignment.assessor, assignment=sheet.assignment, at=at)


def _decide(teller: Teller, call: Call, *, at: datetime) -> datetime:
    decision = calls.record_decision(by=teller.officer, call=call, act_number="", note="", comments={}, at=at)
    record_act(
        by=teller.officer,
        decision=decision,
        order=1,
        number=f"Or.{at.year}.207",
        on=at.date(),
        at=at + timedelta(hours=1),
    )
    decision.refresh_from_db()
    calls.publish_decision(by=teller.officer, decision=decision, at=at + timedelta(hours=2))
    return at + timedelta(hours=2)


def _agree(
    teller: Teller,
    call: Call,
    known: Mapping[str, Proposal],
    told: Mapping[str, Any],
    *,
    decided_at: datetime,
    at: datetime,
) -> None:
    """Two offers were posted right after the decision; the third is posted now, with four days to go."""
    drafted = decided_at + timedelta(days=2)
    made = {one.proposal_id: one for one in grants.draft_all(by=teller.officer, call=call, at=drafted)}
    for data in told["proposals"]:
        if data["fate"] == "rejected":
            continue
        agreement = made[known[data["key"]].pk]
        start = drafted + timedelta(hours=2) if data["fate"] != "posted" else at - timedelta(days=3)
        grants.change_draft(
            by=teller.officer,
            agreement=agreement,
            values={"account": PARTY_ACCOUNT, "party_address": "78-100 Lipowiec nad Strugą (adres zmyślony)"},
            at=start,
        )
        posting = grants.post(by=teller.officer, agreement=agreement, at=start)
        if data["fate"] == "posted":
            remark = grants.add_remark(posting=posting, name="", text=told["remark"], at=start + timedelta(days=1))
            grants.answer_remark(by=teller.officer, remark=remark, answer=told["answer"], at=start + timedelta(days=2))
            continue
        sent = posting.until_at + timedelta(days=1)
        grants.close_posting(by=teller.officer, posting=posting, summary="Nikt nie zgłosił uwag.", at=sent)
        if data["fate"] == "to_sign":
            late = max(at - timedelta(days=4), sent)
            grants.send_agreement(by=teller.officer, agreement=Agreement.objects.get(pk=agreement.pk), at=late)
        else:
            agreement = sign(teller, Agreement.objects.get(pk=agreement.pk), at=sent)
            pay(teller, [agreement], Instalment.After.SIGNED, at=sent + timedelta(days=11))
