"""What is learned: modules, a path, lessons beside a form, and how ready the town judged itself to be, twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import Call
from skwer.apps.learning import actions as learning
from skwer.apps.learning.models import Module, Scale
from skwer.apps.people.models import Body, Organisation, Person
from skwer.apps.programmes.models import Project

from .cards import Days, spoken
from .data import read, text

Data = Mapping[str, Any]
FIGURES = ("minutes", "pass_mark", "videos")
TEXTS = ("title", "summary")


def make_learning(
    town: Organisation, project: Project, cast: Mapping[str, Person], committee: Body, *, at: datetime
) -> None:
    """Published modules, a path through them, one who passed, and a scale used before and after."""
    day, officer = Days(at), cast["marta-wilk"]
    data = read("learning/modules.json")
    modules = {told["slug"]: _module(told, town, officer, day) for told in data["modules"]}
    for told in data["paths"]:
        path = learning.create_path(
            by=officer,
            organisation=town,
            slug=told["slug"],
            values={**spoken({"title": told["title"], "summary": told["summary"]}), "audience": told["audience"]},
            modules=[modules[slug] for slug in told["modules"]],
            at=day.moment(-58),
        )
        learning.publish_path(by=officer, path=path, at=day.moment(-57))
    _pass(modules["maly-budzet"], cast["karolina-zieba"], day.moment(-9, 20))
    _judge(read("learning/capacity.json"), town, project, cast, committee, day)


def attach_lessons(call: Call, officer: Person, *, at: datetime) -> None:
    """Modules stand where the form of the collecting call needs them."""
    stage = call.stages.get(kind="propose")
    for slug, question in read("learning/modules.json")["beside"].items():
        calls.attach_module(by=officer, stage=stage, module=Module.objects.get(slug=slug), question_key=question, at=at)


def _module(told: Data, town: Organisation, officer: Person, day: Days) -> Module:
    module = learning.create_module(
        by=officer,
        organisation=town,
        slug=told["slug"],
        values={
            **spoken({name: told[name] for name in TEXTS}),
            **{f"body_{code}": text(f"learning/{told['slug']}.{code}.md") for code in ("pl", "en")},
            **{name: told[name] for name in FIGURES if name in told},
            "hours": Decimal(told["hours"]),
        },
        at=day.moment(-62),
    )
    learning.set_questions(by=officer, module=module, questions=told["questions"], at=day.moment(-62, 12))
    return learning.publish_module(by=officer, module=module, at=day.moment(-60))


def _pass(module: Module, person: Person, at: datetime) -> None:
    """She answers everything rightly."""
    right = {str(question.order): sorted(question.right_keys) for question in module.questions.all()}
    learning.answer_questions(by=person, module=module, answers=right, at=at)


def _judge(
    told: Data, town: Organisation, project: Project, cast: Mapping[str, Person], committee: Body, day: Days
) -> None:
    """Before and after: the committee and the desk judge the town by the same words, each on a sheet without a name."""
    officer = cast["marta-wilk"]
    areas = [
        {**area, "anchors": [{"value": n, "text": text} for n, text in enumerate(area["anchors"], 1)]}
        for area in told["areas"]
    ]
    scale: Scale = learning.create_scale(
        by=officer,
        organisation=town,
        slug=told["slug"],
        values={**spoken({"title": told["title"]}), "areas": areas, "project": project},
        at=day.moment(told["before"]["opened"] - 10),
    )
    learning.publish_scale(by=officer, scale=scale, at=day.moment(told["before"]["opened"] - 9))
    for moment in ("before", "after"):
        one = told[moment]
        opened, closed = day.moment(one["opened"]), day.moment(one["closed"])
        assessment = learning.open_self_assessment(by=officer, scale=scale, city=town, moment=moment, at=opened)
        learning.ask(by=officer, assessment=assessment, bodies=[committee], desk=True, at=opened)
        asked = list(assessment.roll.select_related("person").order_by("pk"))
        for entry, scores in zip(asked, one["sheets"], strict=False):
            learning.answer_self_assessment(
                by=entry.person, assessment=assessment, scores=dict(zip(scale.keys, scores, strict=True)), at=opened
            )
        learning.close_self_assessment(by=officer, assessment=assessment, at=closed)
        assessment.refresh_from_db()
        learning.share_result(by=officer, assessment=assessment, shared=True, at=closed)
