"""Practices and who carries them over: Ostrava's with the facts its public pages give, Koszalin's transfer of it, two
invented towns that differ in size and law, a practice read by editor and expert, and one that failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from skwer.apps.calls import actions as calls
from skwer.apps.calls.actions.kit_making import keep_shipped_kits, make_kit_of_call
from skwer.apps.calls.actions.opening import open_call
from skwer.apps.calls.kits import preset
from skwer.apps.calls.models import Call
from skwer.apps.people.models import Organisation, Person
from skwer.apps.practices.actions import asking, cities, kits, labelling, planning, records, transfers, validating
from skwer.apps.practices.actions.beginning import begin_from_record
from skwer.apps.practices.kits import elements
from skwer.apps.practices.models import KitVersion, Practice, PracticeVersion, Review, Transfer
from skwer.apps.practices.queries import legal_conflicts
from skwer.apps.programmes.models import Project

from .cards import Days
from .data import read

OSTRAVA = "tworzymy-przestrzen"


def make_library(
    organisations: Mapping[str, Organisation], everybody: Mapping[str, Person], decided: Call, *, at: datetime
) -> None:
    """Everything that travels between cities, up to `at`. `decided`: the call one practice was made of."""
    told = read("networks/library.json")
    day = Days(at)
    keep_shipped_kits(at=day.moment(-400))
    for key, says in told["profiles"].items():
        officer = everybody[says["by"]]
        cities.describe_city(
            by=officer,
            organisation=organisations[key],
            challenges=says["challenges"],
            vehicles=says["vehicles"],
            closed_days=[date.fromisoformat(one) for one in says["closed"]],
            at=day.moment(-200),
        )
    practices = {one["slug"]: _practice(one, organisations, everybody, day) for one in told["practices"]}
    kit = kits.create_kit(
        by=everybody["redakcja"],
        organisation=organisations["koszalin"],
        document=preset("ostrava-space-grant"),
        practice=practices[OSTRAVA],
        slug=OSTRAVA,
        at=day.moment(-149),
    )
    version = kits.publish_kit_version(by=everybody["redakcja"], version=kit.versions.get(), at=day.moment(-148))
    _own_kit(decided, practices["skwery-sasiedzkie"], everybody["marta-wilk"], day)
    for one in told["transfers"]:
        _transfer(one, version, organisations, everybody, day)


def _practice(
    told: Mapping[str, Any], organisations: Mapping[str, Organisation], everybody: Mapping[str, Person], day: Days
) -> Practice:
    author, begun = everybody[told["by"]], told["days"]
    keeper = organisations[told["keeper"]]
    practice = begin_from_record(
        by=author, organisation=keeper, texts=told["texts"], facts=told["facts"], slug=told["slug"],
        project=Project.objects.get(slug=told["project"]) if "project" in told else None, at=day.moment(begun),
    )  # fmt: skip
    version = practice.versions.get()
    if "editor" in told:
        _validate(version, told, author, everybody[told["editor"]], everybody[told["expert"]], day)
    else:
        records.publish_unvalidated(by=author, version=version, at=day.moment(begun + 2))
    if label := told.get("label"):
        labelling.label_practice(
            by=author,
            practice=Practice.objects.get(pk=practice.pk),
            label=label["label"],
            labelled_on=date.fromisoformat(label["on"]),
            source=label["source"],
            at=day.moment(begun + 2, 11),
        )
    return Practice.objects.get(pk=practice.pk)


def _validate(
    version: PracticeVersion, told: Mapping[str, Any], author: Person, editor: Person, expert: Person, day: Days
) -> None:
    """The editor passes it on, the expert asks for evidence, gets it, and accepts."""
    begun = told["days"]
    records.submit_practice(by=author, version=version, at=day.moment(begun + 3))
    validating.accept(by=editor, version=version, step=Review.Step.EDITOR, at=day.moment(begun + 6))
    remarks = [
        validating.remark(
            by=expert, version=version, step=Review.Step.EXPERT, part=one["part"], text=one["text"],
            at=day.moment(one["days"]),
        )
        for one in told["remarks"]
    ]  # fmt: skip
    asked = told["remarks"][0]["days"]
    validating.ask_changes(by=expert, version=version, reason=told["asks"], at=day.moment(asked, 11))
    version.refresh_from_db()
    for language, text in told["evidence_after"].items():
        records.write_practice(
            by=author, version=version, language=language, texts={"evidence": text}, at=day.moment(asked + 5)
        )
    for remark, one in zip(remarks, told["remarks"], strict=True):
        validating.answer_remark(by=author, remark=remark, answer=one["answer"], at=day.moment(asked + 5, 11))
    records.submit_practice(by=author, version=version, at=day.moment(asked + 5, 12))
    validating.accept(by=editor, version=version, step=Review.Step.EDITOR, at=day.moment(asked + 6))
    for remark, one in zip(remarks, told["remarks"], strict=True):
        validating.settle_remark(
            by=expert, remark=remark, settled="accepted", reason=one["settled"], at=day.moment(asked + 9)
        )
    validating.accept(
        by=expert, version=version, step=Review.Step.EXPERT, reason=told["accepted"], at=day.moment(asked + 9, 12)
    )


def _own_kit(call: Call, practice: Practice, officer: Person, day: Days) -> None:
    kit = make_kit_of_call(by=officer, call=call, practice=practice, at=day.moment(-30))
    kits.publish_kit_version(by=officer, version=kit.versions.get(), at=day.moment(-29))


def _transfer(
    told: Mapping[str, Any],
    version: KitVersion,
    organisations: Mapping[str, Organisation],
    everybody: Mapping[str, Person],
    day: Days,
) -> None:
    officer, begun = everybody[told["by"]], told["days"]
    transfer = transfers.begin_transfer(
        by=officer,
        organisation=organisations[told["city"]],
        project=Project.objects.get(slug=told["project"]),
        kit_version=version,
        title=told["title"],
        goal=told["goal"],
        at=day.moment(begun),
        **{name: day(days) for name, days in told.get("until", {}).items()},
    )
    transfers.publish_transfer(by=officer, transfer=transfer, at=day.moment(begun, 11))
    if "law" in told:
        transfers.move_stage(by=officer, transfer=transfer, stage=Transfer.Stage.ADAPT, at=day.moment(begun + 20))
        _decide(transfer, told, officer, day)
    for score in told.get("fit", ()):
        transfers.rate_fit(
            by=everybody[score["by"]], transfer=transfer, aspect=score["aspect"], score=score["score"],
            note=score["note"], at=day.moment(begun + 15),
        )  # fmt: skip
    for step in told.get("steps", ()):
        values = {name: step[name] for name in ("stage", "title", "owner", "cost", "measure") if name in step}
        days = {"starts_on": day(step["from"]), "ends_on": day(step["until"])}
        made = planning.add_step(
            by=officer, transfer=transfer, values={**values, "currency": "PLN", **days}, at=day.moment(begun + 10)
        )
        if "done" in step:
            done = step["done"]
            planning.mark_step_done(by=officer, step=made, done_on=day.on(done), at=day.moment(done, 15))
    for question in told.get("questions", ()):
        asked = asking.ask_question(
            by=officer, transfer=transfer, text=question["text"], element=question["element"],
            at=day.moment(begun + 25),
        )  # fmt: skip
        if "answer" in question:
            asking.answer_question(
                by=everybody[question["by"]], question=asked, answer=question["answer"], at=day.moment(begun + 28)
            )
    if opens := told.get("opens"):
        call = open_call(
            by=officer, transfer=transfer, title=opens["title"], slug=opens["slug"], scheme_name=opens["scheme"],
            edition_name=str(day.on(opens["first"]).year), first_day=day.on(opens["first"]), at=day.moment(-6),
        )  # fmt: skip
        calls.change_call(by=officer, call=call, changes={"summary": opens["summary"]}, at=day.moment(-6, 11))


def _decide(transfer: Transfer, told: Mapping[str, Any], officer: Person, day: Days) -> None:
    """First as the city chose, then its vehicle and what the law asks for because of it; the rest is kept."""
    chosen, at = told["law"], day.moment(told["days"] + 30)
    for key, one in told["elements"].items():
        part = {**elements.part(transfer.document, key), **one["values"]} if "values" in one else None
        transfers.decide_element(
            by=officer,
            transfer=transfer,
            key=key,
            decision=one["decision"],
            part=part,
            reason=one.get("reason", ""),
            owner=one.get("owner", ""),
            risk=one.get("risk", ""),
            risk_level=one.get("risk_level", ""),
            at=at,
        )
    while found := legal_conflicts(transfer):
        ways = [way for way in found[0].mends if way.part is not None]
        way = next((way for way in ways if way.part.get("vehicle") == chosen["vehicle"]), ways[0])
        transfers.decide_element(
            by=officer,
            transfer=transfer,
            key=way.element,
            decision="change",
            part=way.part,
            reason=chosen["reasons"].get(way.element, chosen["reason"]),
            vehicle=chosen["name"],
            owner=chosen["owner"],
            at=at,
        )
    left = set(told.get("undecided", ()))
    for row in transfer.elements.filter(decision="undecided").exclude(key__in=left):
        transfers.decide_element(by=officer, transfer=transfer, key=row.key, decision="keep", at=at)
