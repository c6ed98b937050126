"""May I apply? The answer for a person who has no account yet, from the call's rules, each with its paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from .applicants import GROUP, PERSON, needs_organisation
from .backing import asks_guardian
from .models import Call, Scheme
from .queries import proposing_stage, stages_of
from .queries.backing import CITY, consent_of_call, support_of_call
from .regulations import paragraph_of
from .rules import may_apply_as, may_propose
from .stages import DELIVER
from .words import money, say


@dataclass(frozen=True)
class Case:
    """Who asks: a kind of applicant ("" not said); `people` of a group; `age` in years; `sum` wanted; `land`: "city",
    "other", "unknown". None and "" mean: not said.
    """

    kind: str = ""
    people: int | None = None
    age: int | None = None
    sum: Decimal | None = None
    land: str = ""


@dataclass(frozen=True)
class Finding:
    """One rule's answer. yes: True (fits), False (does not), None (something to do, or good to know)."""

    yes: bool | None
    sentence: Any
    paragraph: str
    topic: str


@dataclass(frozen=True)
class MayI:
    """yes: None while it is not said who asks. up_to: the most she may ask for; until: the last moment."""

    yes: bool | None
    up_to: Decimal
    until: datetime | None
    findings: tuple[Finding, ...]

    @property
    def against(self) -> list[Finding]:
        return [one for one in self.findings if one.yes is False]

    @property
    def fits(self) -> list[Finding]:
        return [one for one in self.findings if one.yes]

    @property
    def to_do(self) -> list[Finding]:
        return [one for one in self.findings if one.yes is None]


def may_i(call: Call, case: Case, at: datetime) -> MayI:
    """Answer from the call's rules. Nothing is kept."""
    findings = tuple(_findings(call, case, at))
    stage = proposing_stage(call)
    no = any(one.yes is False for one in findings)
    return MayI(
        yes=False if no else None if not case.kind else True,
        up_to=call.request_max,
        until=stage.closes_at if stage is not None else None,
        findings=findings,
    )


def _findings(call: Call, case: Case, at: datetime) -> Iterator[Finding]:
    def found(yes: bool | None, sentence: Any, *topics: str) -> Finding:
        cited = next((paragraph for topic in topics if (paragraph := paragraph_of(call, topic))), "")
        return Finding(yes, sentence, cited, topics[0])

    now = may_propose(None, call, at)
    if not now:
        yield Finding(False, now.why, now.paragraph, "deadline")
    if case.kind:
        apply = may_apply_as(call, case.kind)
        yield Finding(apply.yes, apply.why, apply.paragraph, "applicants")
    yield from _group(call, case, found)
    yield from _age(call, case, found)
    yield from _sum(call, case, found)
    yield from _backing(call, case, found)


def _group(call: Call, case: Case, found: Any) -> Iterator[Finding]:
    if case.kind != GROUP or GROUP not in call.applicants or case.people is None:
        return
    stage = proposing_stage(call)
    size = (stage.settings if stage else {}).get("group_size", 3)
    if case.people < size:
        message = _("There must be at least %(size)s of you, and you are %(people)s. Find more neighbours.")
        yield found(False, say(message, size=size, people=case.people), "group", "applicants")
    else:
        message = _("There are %(people)s of you, and %(size)s are enough. One of you sends the proposal for all.")
        yield found(True, say(message, people=case.people, size=size), "group", "applicants")


def _age(call: Call, case: Case, found: Any) -> Iterator[Finding]:
    if case.age is None or case.kind not in (PERSON, GROUP, ""):
        return
    if call.age_min and case.age < call.age_min:
        message = _("Whoever sends the proposal must be at least %(age)s years old. Ask somebody older to send it.")
        yield found(False, say(message, age=call.age_min), "age", "applicants")
    elif asks_guardian(call) and case.age < call.guardian_age:
        message = _("You are under %(age)s, so your parent or guardian must agree, online or on paper.")
        yield found(None, say(message, age=call.guardian_age), "guardian")
    elif call.age_min:
        message = _("You are old enough: %(age)s years or more.")
        yield found(True, say(message, age=call.age_min), "age")


def _sum(call: Call, case: Case, found: Any) -> Iterator[Finding]:
    scheme, currency = call.edition.scheme, call.currency
    if case.sum is not None:
        most, least = money(call.request_max, currency), money(call.request_min, currency)
        if case.sum > call.request_max:
            message = _("One proposal may ask for at most %(most)s. Ask for less, or pay the rest from elsewhere.")
            yield found(False, say(message, most=most), "limits")
        elif case.sum < call.request_min:
            yield found(False, say(_("One proposal must ask for at least %(least)s."), least=least), "limits")
        else:
            message = _("%(sum)s is within the limit of %(most)s.")
            yield found(True, say(message, sum=money(case.sum, currency), most=most), "limits")
    if scheme.support in (Scheme.Support.IN_KIND, Scheme.Support.LOAN):
        message = {
            Scheme.Support.IN_KIND: _("You get no money: the city buys what the idea needs."),
            Scheme.Support.LOAN: _("You get no money: the city lends equipment or a place."),
        }[Scheme.Support(scheme.support)]
        yield found(None, message, "form_of_support", "purpose")
    if call.own_share:
        message = _("Bring at least %(share)s%% of the whole cost yourselves: money, things or work.")
        yield found(None, say(message, share=call.own_share), "own")
    if scheme.year_cap and case.kind and needs_organisation(case.kind) and paragraph_of(call, "year_cap"):
        message = _("One organisation receives at most %(cap)s in a calendar year, all its grants together.")
        yield found(None, say(message, cap=money(scheme.year_cap, currency)), "year_cap")
    days = next((s.settings.get("max_days") for s in stages_of(call) if s.kind == DELIVER), None)
    if scheme.vehicle == Scheme.Vehicle.SMALL_GRANT and days:
        yield found(None, say(_("Carry it out within %(days)s days."), days=days), "deliver", "money_out")


def _backing(call: Call, case: Case, found: Any) -> Iterator[Finding]:
    when = consent_of_call(call)
    if case.land == CITY:
        yield found(True, _("On the city's land nobody else has to agree."), "consent", "places")
    elif case.land and when != "none":
        message = {
            "before_sending": _("Get the owner's consent before you send the proposal."),
            "before_agreement": _("Get the owner's consent, at the latest before the agreement is signed."),
        }[when]
        if case.land == "unknown":
            yield found(None, _("Mark the place: the office finds out whose land it is."), "consent", "places")
        yield found(None, message, "consent", "places")
    support = support_of_call(call)
    if support.needed:
        message = _("Collect the support of %(needed)s people who live in the city, online or on paper.")
        yield found(None, say(message, needed=support.needed), "support")
