"""The stages after a decision: their settings are checked, frozen, and read as paragraphs that exist."""

from __future__ import annotations

import pytest

from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.regulations.making import paragraphs
from skwer.apps.calls.stages import AGREE, DELIVER, UPKEEP, kinds
from skwer.apps.grants.merging import PLACEHOLDERS
from skwer.apps.grants.terms import DEFAULTS, read_terms, terms_now
from skwer.apps.grants.wording import TEMPLATES

from ...grants_factories import active_agreement, decided_call


@pytest.mark.parametrize("key", [AGREE, DELIVER, UPKEEP])
def test_defaults_are_sound_and_follow_the_decision(key):
    kind = kinds()[key]
    assert kind.problems(kind.defaults()) == []
    assert kind.after_decision


@pytest.mark.parametrize(
    ("key", "told", "code"),
    [
        (AGREE, {"sign_days": 0}, "sign_days"),
        (AGREE, {"posting_days": -1}, "posting_days"),
        (AGREE, {"act_title": {"pl": "Zarządzenie"}}, "act_title"),
        (AGREE, {"template": [{"heading": {"pl": "a", "en": "a"}, "texts": []}]}, "template"),
        (
            AGREE,
            {"template": [{"heading": {"pl": "a", "en": "a"}, "texts": [{"pl": "{kwota}", "en": "{amount}"}]}]},
            "placeholder",
        ),
        (DELIVER, {"instalments": [{"share": "80", "after": "signed"}]}, "instalments"),
        (DELIVER, {"instalments": [{"share": "100", "after": "partial"}]}, "instalments"),
        (DELIVER, {"instalments": [{"share": "100", "after": "date"}]}, "instalments"),
        (DELIVER, {"instalments": [{"share": "100", "after": "never"}]}, "instalments"),
        (DELIVER, {"line_shift": "101"}, "line_shift"),
        (DELIVER, {"interest": "none"}, "interest"),
        (DELIVER, {"partial_reports": [60, 30]}, "partial_reports"),
        (DELIVER, {"report_form": {"steps": []}}, "report_form"),
        (UPKEEP, {"months": -1}, "months"),
        (UPKEEP, {"inspections": [24, 12]}, "inspections"),
    ],
)
def test_unsound_settings_are_named(key, told, code):
    assert code in [problem.code for problem in kinds()[key].problems(told)]


@pytest.mark.parametrize("support", TEMPLATES)
def test_each_form_of_support_has_a_text_that_fills_whole(city, officer, support):
    made = active_agreement(city, support=support)
    version = made.versions.get()
    assert [part["number"] for part in version.paragraphs] == list(range(1, len(version.paragraphs) + 1))
    for part in version.paragraphs:
        for text in [part["heading"], *part["texts"]]:
            assert text["pl"]
            assert text["en"]
            assert "{" not in text["pl"] + text["en"]
    pays = any("dotacji" in text["pl"] for part in version.paragraphs for text in part["texts"])
    assert pays == (support in ("cash", "mixed"))


@pytest.mark.parametrize("support", TEMPLATES)
def test_the_citys_own_texts_use_only_known_placeholders(support):
    kind = kinds()[AGREE]
    assert kind.problems({"template": TEMPLATES[support]}) == []
    assert {"party", "amount", "care_until_text"} <= PLACEHOLDERS.keys()


def test_the_regulations_speak_of_everything_a_refusal_cites(city):
    call = decided_call(city, agree={"posting_days": 7})
    for topic in (
        "agreement", "sign", "posting", "amendment", "instalments", "line_shift", "hours", "report", "settlement",
        "refund", "upkeep", "work_time",
    ):  # fmt: skip
        assert paragraph_of(call, topic), topic
    for paragraph in paragraphs(call):
        for clause in paragraph["clauses"]:
            assert clause["text"]["pl"]
            assert clause["text"]["en"]


def test_terms_freeze_and_old_ones_are_read_with_defaults(city):
    call = decided_call(city, deliver={"line_shift": "15"})
    call.stages.filter(kind="deliver").update(settings={"line_shift": "99"})
    assert read_terms(terms_now(call)).line_shift == 15  # the frozen one holds
    assert read_terms({}).sign_days == DEFAULTS[AGREE]["sign_days"]


def test_the_room_own_text_is_frozen_with_the_stage(city):
    call = decided_call(city, support="loan")
    assert call.stages.get(kind="agree").frozen["settings"]["template"] == TEMPLATES["loan"]


def test_copying_and_kits_keep_the_settings():
    for key in (AGREE, DELIVER, UPKEEP):
        kind = kinds()[key]
        settings = kind.defaults()
        assert kind.from_kit(kind.to_kit(settings)) == settings == kind.copy(settings)
