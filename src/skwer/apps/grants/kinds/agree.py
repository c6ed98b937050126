"""AGREE: the decision becomes agreements that both sides sign."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.kits.parts import record, ref, rows
from skwer.apps.calls.kits.parts import whole as between
from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.calls.regulations.writing import counted, counted_en, text
from skwer.apps.calls.stages import AGREE, Clause, Problem, StageKind
from skwer.apps.calls.words import say

from ..merging import PLACEHOLDERS
from ..models import Agreement
from ..terms import AGREE_DEFAULTS, settings_of
from ..wording import template_for
from .checks import NOT_WHOLE, both_languages, problem, whole

_NAMED = re.compile(r"\{([^{}]*)\}")


class AgreeKind(StageKind):
    """Settings: `template`: paragraphs of the agreement ([{"heading": Text, "texts": [Text]}]; empty: the room's own
    text for the scheme's form of support), `sign_days`: time to sign, `posting_days`: how long an offer is shown to
    everybody before the agreement (0: not at all), `act_title`: title of the order that lists the grants.
    """

    key = AGREE
    name = _("Agreements")
    doing = _("Sign the agreement")
    after_decision = True

    def defaults(self) -> dict[str, Any]:
        return dict(AGREE_DEFAULTS)

    def schema(self) -> dict[str, Any]:
        paragraph = record({"heading": ref("text"), "texts": rows(ref("text"), least=1)}, ("heading", "texts"))
        return record(
            {
                "template": rows(paragraph),
                "sign_days": between(1, 365),
                "posting_days": between(0, 60),
                "act_title": ref("text"),
            }
        )

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        settings = {**AGREE_DEFAULTS, **settings}
        found = [
            *whole(settings, "sign_days", _("Give the party at least a day, at most a year, to sign."), 1, 365),
            *whole(settings, "posting_days", NOT_WHOLE, 0, 60),
            *_template_problems(settings["template"]),
        ]
        if not both_languages(settings["act_title"]):
            found.append(problem("act_title", _("Give the order a title in Polish and in English.")))
        return found

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        return list(_clauses(settings_of(stage)))

    def freeze(self, stage: Stage) -> dict[str, Any]:
        """The text is frozen too, also where it is the room's own: a later release must not change it."""
        settings = {**AGREE_DEFAULTS, **stage.settings}
        settings["template"] = settings["template"] or template_for(stage.call.edition.scheme.support)
        return {"settings": settings}

    def may_withdraw(self, proposal: Proposal) -> Problem | None:
        """What was promised in a signed agreement ends by ending the agreement, not the proposal."""
        signed = (Agreement.State.SIGNED, *Agreement.IN_FORCE_ONCE)
        if Agreement.objects.filter(proposal=proposal, state__in=signed).exists():
            return problem(
                "agreement_signed",
                _("The agreement is signed. Ask the office to end the agreement; the proposal stays as it is."),
                "agreement",
            )
        return None


def _template_problems(template: Any) -> Iterator[Problem]:
    if not isinstance(template, list):
        yield problem("template", _("The text of the agreement is a list of paragraphs."))
        return
    for index, paragraph in enumerate(template):
        where = f"template.{index}"
        texts = paragraph.get("texts") if isinstance(paragraph, Mapping) else None
        if not isinstance(texts, list) or not texts or not both_languages(paragraph.get("heading")):
            yield problem("template", _("Each paragraph needs a heading and a text, in Polish and English."), where)
            continue
        for words in texts:
            if not both_languages(words):
                yield problem("template", _("Each paragraph needs a heading and a text, in Polish and English."), where)
            else:
                yield from _unknown(words, where)


def _unknown(words: Mapping[str, str], where: str) -> Iterator[Problem]:
    named = {name for written in words.values() for name in _NAMED.findall(written)}
    for name in sorted(named):
        if not name.startswith("§") and name not in PLACEHOLDERS:
            message = say(_("There is nothing to put in place of {%(name)s}. Choose from the list."), name=name)
            yield problem("placeholder", message, where)


def _clauses(settings: Mapping[str, Any]) -> Iterator[Clause]:
    yield Clause(
        "agreement",
        text(
            "Z wnioskodawcą, którego wniosek wybrano, miasto zawiera umowę. Umowa określa zadanie, terminy, kosztorys, wysokość wsparcia i sposób jego udzielenia, sprawozdania oraz opiekę nad miejscem.",
            "The city makes an agreement with each applicant whose proposal was chosen. It sets the task, its time and budget, the support and how it is given, the reports and the care of the place.",
        ),
    )
    yield Clause(
        "before_agreement",
        text(
            "Umowy nie podpisuje się, dopóki brakuje wymaganej zgody właściciela terenu, zgody rodzica lub opiekuna albo oświadczenia o pomocy de minimis.",
            "No agreement is signed while a required consent of the owner of the land, of a parent or guardian, or a de minimis declaration is missing.",
        ),
    )
    if days := settings["posting_days"]:
        yield Clause(
            "posting",
            text(
                f"Przed zawarciem umowy miasto publikuje ofertę na {counted(days, 'dzień', 'dni', 'dni')}. W tym czasie każdy może zgłosić uwagi. Miasto odpowiada na uwagi i publikuje odpowiedź.",
                f"Before the agreement is made the city publishes the offer for {counted_en(days, 'day', 'days')}. Anyone may comment in that time. The city answers the comments and publishes its answer.",
            ),
        )
    days = settings["sign_days"]
    yield Clause(
        "sign",
        text(
            f"Wnioskodawca podpisuje umowę na papierze albo elektronicznie, w ciągu {counted(days, 'dnia', 'dni', 'dni')} od dnia, w którym urząd ją przekaże. Po bezskutecznym upływie tego terminu przyznanie wsparcia wygasa, a wsparcie otrzymuje następny wniosek z listy rezerwowej.",
            f"The applicant signs the agreement on paper or electronically within {counted_en(days, 'day', 'days')} of the day the office sends it. If this time passes, the award lapses and the next proposal on the reserve list gets the support.",
        ),
    )
    yield Clause(
        "amendment",
        text(
            "Zmiana terminu, zakresu, osób albo kosztorysu ponad dozwolone przesunięcie wymaga aneksu. Wniosek o aneks składa się z podaniem powodu, zanim zmiana nastąpi. Aneks nie może zwiększyć wsparcia ponad kwotę przyznaną w rozstrzygnięciu.",
            "A change of the time, the scope, the people, or of the budget beyond what may be shifted needs an amendment. It is asked for, with the reason, before the change happens. An amendment cannot raise the support above what was decided.",
        ),
    )
    yield Clause(
        "register",
        text(
            "Umowy są jawne. Miasto prowadzi ich rejestr, który podaje nazwy organizacji, a nie podaje imion i nazwisk osób fizycznych.",
            "Agreements are public. The city keeps a register of them, which names organisations and no private person.",
        ),
    )
    yield Clause(
        "termination",
        text(
            "Miasto może rozwiązać umowę, jeżeli zadanie nie jest wykonywane, jest wykonywane niezgodnie z umową albo mimo wezwania nie złożono sprawozdania.",
            "The city may end an agreement if the task is not carried out, is carried out against the agreement, or no report is sent although it was asked for.",
        ),
    )


AGREE_KIND = AgreeKind()
