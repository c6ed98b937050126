"""Each refusal cites a paragraph that exists: the source is walked for every topic cited, each preset asked for it.

A topic cited anywhere must stand in WHEN, with the calls that can come to cite it; there the regulations speak of it.
"""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from skwer.apps.calls import actions, kits
from skwer.apps.calls.kinds.propose import form_data
from skwer.apps.calls.models import Call, Scheme
from skwer.apps.calls.regulations import paragraph_of, paragraphs
from skwer.apps.grants.citing import WIDER
from tests.factories import AT, make_call, make_city, make_member, make_person

pytestmark = pytest.mark.django_db

SOURCE = Path(__file__).parent.parent / "src" / "skwer"
CITING = {"paragraph_of", "cite"}


def _has(*kinds):
    return lambda call: any(stage.kind in kinds for stage in call.stages.all())


def _setting(kind, name):
    return lambda call: any(stage.settings.get(name) for stage in call.stages.all() if stage.kind == kind)


def _always(_call):
    return True


def _objections(call):
    return any((stage.settings.get("objections") or {}).get("days") for stage in call.stages.all())


def _pays(call):
    return _has("deliver")(call) and call.edition.scheme.support in ("cash", "mixed")


def _gives(call):
    """The account of what was given names refunds and instalments where money is paid, else what was bought or lent."""
    return _has("deliver")(call)


def _support(call):
    return any((s.settings.get("support") or {}).get("needed") for s in call.stages.all() if s.kind == "propose")


def _consent(call):
    return any(s.settings.get("owner_consent", "none") != "none" for s in call.stages.all() if s.kind == "propose")


WHEN: dict[str, Any] = {
    **dict.fromkeys(
        ("applicants", "channel", "city", "deadline", "limits", "own", "places", "print", "propose", "publication",
         "withdraw"),
        _always,
    ),
    "age": lambda call: call.age_min > 0,
    "categories": lambda _call: False,  # cited with "places" to fall back on; all presets take every kind
    "group": lambda call: "informal_group" in call.applicants,
    "guardian": lambda call: call.guardian_age > call.age_min,
    "per_applicant": _setting("propose", "per_applicant"),
    "caps": _setting("propose", "caps"),
    "spaces": _setting("propose", "spaces"),
    "year_cap": lambda call: call.edition.scheme.year_cap is not None,
    "de_minimis": lambda call: call.edition.scheme.de_minimis,
    "support": _support,
    "support_list": _support,
    "consent": _consent,
    "rounds": _has("meet"),
    "meetings": _has("meet"),
    "recommendations": _has("meet"),
    "check": _has("check"),
    "correction": _has("check"),
    **dict.fromkeys(("assessors", "conflict", "criteria", "own_scores"), _has("assess")),
    "vote": _has("vote"),
    "chain": _setting("decide", "chain"),
    "reserve": _setting("decide", "reserve"),
    "objections": _objections,
    **dict.fromkeys(("agreement", "sign", "amendment", "before_agreement", "register", "termination"), _has("agree")),
    "posting": _setting("agree", "posting_days"),
    **dict.fromkeys(("costs", "hours", "report", "settlement", "work_time"), _gives),
    **dict.fromkeys(("instalments", "line_shift", "refund", "eligible", "interest"), _pays),
    **dict.fromkeys(("upkeep", "care"), _has("upkeep")),
}  # fmt: skip


def _cited() -> Iterator[tuple[str, str]]:
    """(topic, where) of every citation whose topic can be read from the source."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "templates" in path.parts:
            continue
        text = path.read_text("utf-8")
        if not any(f"{name}(" in text for name in CITING):
            continue
        module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(text)):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name in CITING and len(node.args) > 1:
                for topic in _topics(node.args[1], module):
                    yield topic, f"{path.relative_to(SOURCE)}:{node.lineno}"


def _topics(node: ast.expr, module: str) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _topics(node.body, module)
        yield from _topics(node.orelse, module)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _topics(value, module)
    elif isinstance(node, (ast.Name, ast.Subscript)):
        found = getattr(
            importlib.import_module(module), getattr(node, "id", getattr(getattr(node, "value", None), "id", "")), None
        )
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            yield from (value for value in found.values() if isinstance(value, str))


def test_every_topic_that_is_cited_says_which_calls_can_come_to_it():
    cited = list(_cited())
    assert len(cited) > 60  # the walk finds them
    unknown = sorted({f"{topic} ({where})" for topic, where in cited if topic not in WHEN})
    assert not unknown, "Say in WHEN which calls can cite these topics, and give them a clause: " + ", ".join(unknown)


@pytest.fixture
def call_of():
    city = make_city(population=13579)
    officer = make_person("Jan Urzędnik")
    make_member(officer, city, "officer")

    def make(preset, *, everything=False):
        call = make_call(city, officer, preset=preset, announced=False)
        if everything:
            # What a city can turn on besides, so that what is cited then is there too.
            Scheme.objects.filter(pk=call.edition.scheme_id).update(
                year_cap=20000, de_minimis=True, hour_rate=30, support=Scheme.Support.MIXED
            )
            caps = [{"key": "publicity", "title": {"pl": "promocja", "en": "publicity"}, "percent": "5"}]
            more = {
                "propose": {
                    "caps": caps,
                    "per_applicant": 2,
                    "support": {"needed": 10, "age": 15, "days_kept": 90},
                    "owner_consent": "before_sending",
                },
                "check": {"objections": {"days": 7, "rule_days": 7, "body": {}, "who": "applicant"}},
                "decide": {"chain": [{"title": {"pl": "Rada", "en": "Council"}, "role": "decides"}]},
                "agree": {"posting_days": 7},
            }
            for stage in call.stages.filter(kind__in=more):
                stage.settings = {**stage.settings, **more[stage.kind]}
                stage.save()
            Call.objects.filter(pk=call.pk).update(
                applicants=["person", "informal_group", "ngo"], age_min=13, guardian_age=18
            )
        return Call.objects.get(pk=call.pk)

    return make


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("preset", kits.PRESETS)
def test_each_preset_has_a_paragraph_for_whatever_can_be_cited_in_it(call_of, preset, everything):
    call = call_of(preset, everything=everything)
    made = paragraphs(call)
    topics = {paragraph["topic"] for paragraph in made} | {c["topic"] for p in made for c in p["clauses"]}
    missing = []
    for topic, where in _cited():
        if WHEN.get(topic, _always)(call) and not topics & {topic, *WIDER.get(topic, ())}:
            missing.append(f"{topic} ({where})")
    assert not missing, ", ".join(sorted(set(missing)))


@pytest.mark.parametrize("preset", kits.PRESETS)
def test_paragraphs_named_in_the_forms_of_kits_exist(call_of, preset):
    call = call_of(preset)
    for stage in call.stages.all():
        written = json.dumps(stage.settings, ensure_ascii=False)
        for topic in {piece.split("}")[0] for piece in written.split("{§")[1:]}:
            assert paragraph_of(call, topic), f"{preset}, stage {stage.order}: {{§{topic}}}"
        if stage.kind == "propose":
            assert "{" not in "".join(_strings(form_data(stage)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def test_a_refusal_that_reaches_a_resident_names_the_paragraph(call_of):
    call = call_of("small-grant")
    with pytest.raises(actions.CannotPropose) as refused:
        actions.start_proposal(by=make_person(), call=call, applicant_kind="person", at=AT)
    cited = refused.value.paragraph
    assert cited in {f"§\u00a0{paragraph['number']}" for paragraph in paragraphs(call)}
