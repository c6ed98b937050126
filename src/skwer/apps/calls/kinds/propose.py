"""PROPOSE: people send proposals. The form, and who may send how many, are its settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.schema import Form
from skwer.values.text import Text

from .. import backing
from ..applicants import GROUP
from ..caps import asked_too, cap_clauses, cap_problems
from ..for_spaces import problems_of_spaces, space_clauses, with_spaces
from ..kits.parts import one_of, record, ref, rows, whole
from ..lapsing import lapse_invited
from ..models import Proposal, Stage
from ..regulations.making import paragraph_of
from ..regulations.rounds_sentences import round_clauses
from ..regulations.writing import counted, counted_en, moment, money, text
from ..stages import PROPOSE, Clause, Problem, StageKind

# "": people apply once; else which of the two they send in this stage.
ROUNDS = ("", "idea", "full")


class ProposeKind(StageKind):
    """Settings: `form` (see `forms.schema`), `paper` (may an officer register paper applications), `group_size` (least
    number of people in an informal group), `per_applicant` (most proposals of one person or organisation, 0: no
    limit), `conditions` and `cost_rules` (texts for the regulations), `round`: "" (people apply once), "idea" or
    "full" (see `kinds.meet`); `support` and `owner_consent` (see `backing`); `caps` (see `caps`); `spaces` (see
    `for_spaces`).
    """

    key = PROPOSE
    name = _("Proposals")
    doing = _("Send your idea")

    def defaults(self) -> dict[str, Any]:
        return {
            "form": {"steps": []},
            "paper": True,
            "group_size": 3,
            "per_applicant": 0,
            "conditions": [],
            "cost_rules": [],
            "caps": [],
            "spaces": [],
            "round": "",
            **backing.DEFAULTS,
        }

    def schema(self) -> dict[str, Any]:
        return record(
            {
                "round": one_of(*ROUNDS),
                "form": ref("form"),
                "paper": {"type": "boolean"},
                "group_size": whole(2, 1000),
                "per_applicant": whole(0, 1000),
                "conditions": rows(ref("text")),
                "cost_rules": rows(ref("text")),
                "caps": rows(
                    record(
                        {"key": ref("key"), "title": ref("text"), "words": ref("words"), "percent": ref("percent")},
                        ("key", "title", "percent"),
                    )
                ),
                "spaces": {"title": "of_the_city", "type": "array", "maxItems": 0},
                "support": record({"needed": whole(0, 10_000), "age": whole(0, 100), "days_kept": whole(0, 3650)}),
                "owner_consent": one_of(*backing.OWNER_CONSENT),
            },
            ("form",),
        )

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        form = Form.from_json(settings.get("form"))
        found = [Problem(f"form_{wrong.code}", str(wrong.message), f"form.{wrong.where}") for wrong in form.problems()]
        if form.questions and form.question("title") is None:
            found.append(Problem("form_title", str(_("The form needs a question with the key “title”.")), "form"))
        if settings.get("round", "") not in ROUNDS:
            found.append(Problem("round", str(_("Choose whether people send an idea or a full application.")), "round"))
        for key, least, message in (
            ("group_size", 2, _("Say how many people make a group: a whole number, at least 2.")),
            ("per_applicant", 0, _("Say how many proposals one applicant may send: a whole number, 0 for no limit.")),
        ):
            value = settings.get(key)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                found.append(Problem(key, str(message), key))
        return [*found, *cap_problems(settings), *backing.problems_of_settings(settings)]

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        settings = {**self.defaults(), **stage.settings}
        if settings["round"] == "full":  # everything else the round of ideas has said
            return [*round_clauses(stage), *cap_clauses(settings), *backing.clauses_of(stage)]
        return [
            *_who(stage, settings),
            *space_clauses(settings),
            *_what(settings),
            *_how(stage, settings),
            *backing.clauses_of(stage),
            *round_clauses(stage),
        ]

    def freeze(self, stage: Stage) -> dict[str, Any]:
        call = stage.call
        return {
            "settings": dict(stage.settings),
            "form": form_data(stage),
            "applicants": list(call.applicants),
            "age_min": call.age_min,
            "guardian_age": call.guardian_age,
            "request_min": f"{call.request_min:.2f}",
            "request_max": f"{call.request_max:.2f}",
            "own_share": call.own_share,
            "categories": list(call.categories),
        }

    def ready(self, stage: Stage) -> list[Problem]:
        settings = {**self.defaults(), **stage.settings}
        found = [*self.problems(settings), *backing.problems_of(stage), *problems_of_spaces(stage, settings)]
        if stage.closes_at is None:
            found.append(
                Problem("closes_at", str(_("Set the day and hour until which people may apply.")), "closes_at")
            )
        if not stage.call.applicants:
            found.append(Problem("applicants", str(_("Say who may apply.")), "applicants"))
        return found

    def to_kit(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Which spaces are offered is each city's own."""
        return {**settings, "spaces": []} if settings.get("spaces") else dict(settings)

    def may_close(self, stage: Stage, at: datetime) -> list[Problem]:
        if stage.closes_at is not None and at < stage.closes_at:
            # People rely on the hour they were told; closing earlier is a change of rules with a reason.
            message = _("People were promised time until the hour of closing. To end earlier, change the rules.")
            return [Problem("too_early", str(message), "closes_at")]
        return []

    def on_close(self, stage: Stage, at: datetime) -> None:
        """Whoever was invited and sent no full application in time is out of this call."""
        if stage.settings.get("round", "") == "full":
            lapse_invited(stage.call, at)


def _who(stage: Stage, settings: Mapping[str, Any]) -> list[Clause]:
    clauses = []
    if GROUP in stage.call.applicants:
        size = settings["group_size"]
        clauses.append(
            Clause(
                "group",
                text(
                    f"Grupa nieformalna to co najmniej {counted(size, 'osoba', 'osoby', 'osób')}, które działają razem "
                    "i nie mają osobowości prawnej. Wniosek wysyła jedna z nich w imieniu grupy.",
                    f"An informal group is at least {counted_en(size, 'person', 'people')} who act together without "
                    "legal personality. One of them sends the proposal on behalf of the group.",
                ),
            )
        )
    if most := settings["per_applicant"]:
        clauses.append(
            Clause(
                "per_applicant",
                text(
                    "Jedna osoba lub organizacja może złożyć najwyżej "
                    f"{counted(most, 'wniosek', 'wnioski', 'wniosków')}.",
                    f"One person or organisation may send at most {counted_en(most, 'proposal', 'proposals')}.",
                ),
            )
        )
    return clauses


def _what(settings: Mapping[str, Any]) -> list[Clause]:
    return [
        *(Clause("places", condition) for condition in settings["conditions"]),
        *(Clause("money", rule) for rule in settings["cost_rules"]),
        *cap_clauses(settings),
    ]


def _how(stage: Stage, settings: Mapping[str, Any]) -> list[Clause]:
    clauses = []
    if stage.opens_at and stage.closes_at:
        since, until = moment(stage.opens_at), moment(stage.closes_at)
        clauses.append(
            Clause(
                "deadline",
                text(
                    f"Pomysły składa się od {since['pl']}, do {until['pl']}. Pomysłu wysłanego później nie "
                    "przyjmuje się.",
                    f"Ideas are taken from {since['en']} until {until['en']}. Later ones are not taken.",
                )
                if settings["round"] == "idea"
                else text(
                    f"Wnioski składa się od {since['pl']}, do {until['pl']}. Wniosku wysłanego później nie "
                    "przyjmuje się.",
                    f"Proposals are taken from {since['en']} until {until['en']}. Later ones are not taken.",
                ),
            )
        )
    ways = text(
        "Wniosek składa się przez internet, z konta z potwierdzonym adresem e-mail.",
        "A proposal is sent online, from an account with a confirmed e-mail address.",
    )
    clauses.append(Clause("channel", ways))
    if settings["paper"]:
        clauses.append(
            Clause(
                "paper",
                text(
                    "Wniosek można też złożyć na papierze w urzędzie. Pracownik urzędu wpisuje go do systemu; "
                    "stosuje się te same zasady.",
                    "A proposal may also be handed in on paper at the office. An officer enters it; the same rules "
                    "hold.",
                ),
            )
        )
    clauses.append(
        Clause(
            "print",
            text(
                "Wydruk wniosku ma numer i sumę kontrolną. Urząd przyjmuje tylko wydruk wersji obowiązującej.",
                "A printed proposal carries its number and a checksum. The office takes only a print of the version "
                "in force.",
            ),
        )
    )
    clauses += [
        Clause(
            "coauthors",
            text(
                "Wniosek może przygotować kilka osób. Szkic jest widoczny tylko dla nich.",
                "Several people may write a proposal together. Only they see the draft.",
            ),
        ),
        Clause(
            "receipt",
            text(
                "Wysłany wniosek otrzymuje numer, a jego autor potwierdzenie z dniem i godziną.",
                "A sent proposal gets a number, and its author a receipt with the day and hour.",
            ),
        ),
        Clause(
            "withdraw",
            text(
                "Autor może wycofać wniosek do dnia podpisania umowy.",
                "The author may withdraw a proposal until the agreement is signed.",
            ),
        ),
    ]
    return clauses


def form_data(stage: Stage) -> dict[str, Any]:
    """The stage's form with the call's figures and paragraphs written into its texts; once frozen, as it was frozen.

    Texts may hold {years} (least age), {care_time}, {request_min}, {request_max}, {own_share}, {group_size} and, for
    a paragraph, {§limits} (any topic of the regulations).
    """
    if stage.frozen and "form" in stage.frozen:
        return dict(stage.frozen["form"])
    call = stage.call
    least, most = money(call.request_min, call.currency), money(call.request_max, call.currency)
    months = call.edition.scheme.durability_months
    facts: dict[str, Text | str] = {
        "{years}": text(counted(call.age_min, "rok", "lata", "lat"), counted_en(call.age_min, "year", "years")),
        "{care_time}": text(counted(months, "miesiąc", "miesiące", "miesięcy"), counted_en(months, "month", "months")),
        "{request_min}": least,
        "{request_max}": most,
        "{own_share}": str(call.own_share),
        "{group_size}": str(stage.settings.get("group_size", PROPOSE_KIND.defaults()["group_size"])),
    }
    form = asked_too(stage.settings.get("form", {"steps": []}), stage.settings, call.edition.scheme.de_minimis)
    form = with_spaces(form, stage.settings)
    written = json.dumps(form, ensure_ascii=False)
    for topic in {piece.split("}")[0] for piece in written.split("{§")[1:]}:
        facts[f"{{§{topic}}}"] = paragraph_of(call, topic)
    filled: dict[str, Any] = _fill(json.loads(written), facts, "pl")
    return filled


def _fill(value: Any, facts: Mapping[str, Text | str], language: str) -> Any:
    if isinstance(value, dict):
        return {key: _fill(inner, facts, key if key in ("pl", "en") else language) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fill(inner, facts, language) for inner in value]
    if isinstance(value, str) and "{" in value:
        for mark, fact in facts.items():
            value = value.replace(mark, fact if isinstance(fact, str) else fact[language])
    return value


def form_of_stage(stage: Stage) -> Form:
    """The questions people answer in this stage."""
    return Form.from_json(form_data(stage))


def form_of_proposal(proposal: Proposal) -> Form:
    """The questions this proposal answers: of the call's last PROPOSE stage that was opened, else of its first."""
    stages = [stage for stage in proposal.call.stages.order_by("order") if stage.kind == PROPOSE]
    opened = [stage for stage in stages if stage.opened_at is not None]
    chosen = opened[-1] if opened else (stages[0] if stages else None)
    return form_of_stage(chosen) if chosen else Form.from_json({"steps": []})


PROPOSE_KIND = ProposeKind()
