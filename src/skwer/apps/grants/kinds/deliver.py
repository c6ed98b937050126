"""DELIVER: the work is done, money is paid and accounted for."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.kits.parts import one_of, record, ref, rows
from skwer.apps.calls.kits.parts import whole as between
from skwer.apps.calls.models import Scheme, Stage
from skwer.apps.calls.regulations.writing import counted, counted_en, listed, text
from skwer.apps.calls.stages import DELIVER, Clause, Problem, StageKind
from skwer.apps.forms.schema import Form
from skwer.values.text import Text

from ..merging import INTEREST
from ..models import Instalment, InterestRate
from ..terms import DELIVER_DEFAULTS, Share, read_terms, settings_of
from .checks import NOT_WHOLE, is_whole, per_cent, problem, whole


class DeliverKind(StageKind):
    """Settings: `max_days`: longest time for the work; `report_days`: days after its end until the final report;
    `partial_reports`: days after its begin; `instalments`: [{"share", "after", "days"}], shares add up to 100;
    `line_shift`: per cent a line may exceed its plan without an amendment; `correction_days`; `report_form`
    (`forms.schema`); `interest`: tax or statutory; `refund_days`: to give money back after being asked.
    """

    key = DELIVER
    name = _("Work and account")
    doing = _("Do the work and account for it")
    after_decision = True

    def defaults(self) -> dict[str, Any]:
        return dict(DELIVER_DEFAULTS)

    def schema(self) -> dict[str, Any]:
        days = {**between(0, 3650), "type": ["integer", "null"]}
        instalment = {"share": ref("percent"), "after": one_of(*Instalment.After.values), "days": days}
        return record(
            {
                "max_days": between(1, 3650),
                "report_days": between(1, 365),
                "partial_reports": rows(between(1, 3650)),
                "instalments": rows(record(instalment, ("share",))),
                "line_shift": ref("percent"),
                "correction_days": between(1, 365),
                "report_form": ref("form"),
                "interest": one_of(*InterestRate.Kind.values),
                "refund_days": between(1, 365),
            }
        )

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        settings = {**DELIVER_DEFAULTS, **settings}
        found = [
            *whole(settings, "max_days", NOT_WHOLE, 1),
            *whole(settings, "report_days", NOT_WHOLE, 1, 365),
            *whole(settings, "correction_days", NOT_WHOLE, 1, 365),
            *whole(settings, "refund_days", NOT_WHOLE, 1, 365),
            *_partial_problems(settings["partial_reports"]),
            *_instalment_problems(settings),
        ]
        if per_cent(settings["line_shift"]) is None:
            found.append(problem("line_shift", _("A line may exceed its plan by 0 to 100%.")))
        if settings["interest"] not in InterestRate.Kind.values:
            found.append(problem("interest", _("Choose which interest is due on money to be given back.")))
        form = Form.from_json(settings["report_form"])
        found += [
            problem(f"form_{wrong.code}", wrong.message, f"report_form.{wrong.where}") for wrong in form.problems()
        ]
        if not form.questions:
            found.append(problem("report_form", _("The report needs at least one question.")))
        return found

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        return list(_clauses(settings_of(stage), stage.call.edition.scheme))

    def freeze(self, stage: Stage) -> dict[str, Any]:
        return {"settings": {**DELIVER_DEFAULTS, **stage.settings}}


def _partial_problems(days: Any) -> Iterator[Problem]:
    good = isinstance(days, list) and all(is_whole(day, 1, 3650) for day in days) and days == sorted(set(days))
    if not good:
        yield problem("partial_reports", _("Name the days of partial reports in order, each a whole number."))


def _instalment_problems(settings: Mapping[str, Any]) -> Iterator[Problem]:
    rows = settings["instalments"]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield problem("instalments", _("The instalments are a list of shares with conditions."))
        return
    shares = [per_cent(row.get("share")) for row in rows]
    if rows and (None in shares or Decimal(0) in shares or sum(share for share in shares if share) != 100):
        yield problem("instalments", _("The shares of the instalments must add up to 100%."))
    for row in rows:
        after = row.get("after", Instalment.After.SIGNED)
        if after not in Instalment.After.values:
            yield problem("instalments", _("Say of each instalment when it is paid."))
        elif after == Instalment.After.DATE and not is_whole(row.get("days"), 0, 3650):
            yield problem("instalments", _("Say how many days after the work begins this instalment is paid."))
        elif after == Instalment.After.PARTIAL and not settings["partial_reports"]:
            yield problem("instalments", _("An instalment waits for a partial report, but there is none. Add one."))


def _days(number: int) -> Text:
    return text(counted(number, "dnia", "dni", "dni"), counted_en(number, "day", "days"))


AFTER: dict[str, Text] = {
    Instalment.After.SIGNED: text("po wejściu umowy w życie", "once the agreement is in force"),
    Instalment.After.PARTIAL: text("po przyjęciu sprawozdania częściowego", "once the partial report is accepted"),
    Instalment.After.FINAL: text("po przyjęciu sprawozdania końcowego", "once the final report is accepted"),
}


def _share(part: Share) -> Text:
    per = f"{part.share.normalize():f}"
    if part.after == Instalment.After.DATE:
        days = _days(part.days or 0)
        return text(
            f"{per.replace('.', ',')}% w ciągu {days['pl']} od rozpoczęcia zadania",
            f"{per}% within {days['en']} of the beginning of the task",
        )
    return text(f"{per.replace('.', ',')}% {AFTER[part.after]['pl']}", f"{per}% {AFTER[part.after]['en']}")


def _clauses(settings: Mapping[str, Any], scheme: Scheme) -> Iterator[Clause]:
    terms = read_terms({DELIVER: settings})
    pays = scheme.support in (Scheme.Support.CASH, Scheme.Support.MIXED)
    most, report = _days(terms.max_days), _days(terms.report_days)
    yield Clause(
        "work_time",
        text(
            f"Zadanie trwa najwyżej {counted(terms.max_days, 'dzień', 'dni', 'dni')}. Dzień rozpoczęcia i dzień zakończenia określa umowa.",
            f"The task lasts at most {most['en']}. The agreement sets the days on which it begins and ends.",
        ),
    )
    if pays:
        yield from _money_clauses(terms.instalments, settings)
    else:
        yield Clause(
            "instalments",
            text(
                "Pieniędzy się nie wypłaca. Rzeczy i usługi kupuje albo użycza miasto; ono też wybiera sprzedawcę. Wydanie i zwrot rzeczy stwierdza protokół.",
                "No money is paid out. The city buys goods and services or lends what it has, and it chooses the seller. Handing over and giving back are put on record.",
            ),
        )
    yield Clause(
        "hours",
        text(
            "Pracę społeczną i wkład rzeczowy zapisuje się na bieżąco. Uznaje się to, co potwierdzi pracownik urzędu albo inna osoba z grupy; nikt nie potwierdza własnych zapisów.",
            "Voluntary work and goods given are recorded as they happen. What an officer or another member of the group confirms is accepted; nobody confirms her own entries.",
        ),
    )
    yield Clause(
        "report",
        text(
            f"Sprawozdanie końcowe składa się w ciągu {report['pl']} od zakończenia zadania. Na jego poprawę wnioskodawca ma {counted(terms.correction_days, 'dzień', 'dni', 'dni')} od wezwania.",
            f"The final report is due within {report['en']} of the end of the task. If it must be corrected, the applicant has {counted_en(terms.correction_days, 'day', 'days')} from being asked.",
        ),
    )
    if terms.partial_reports:
        days = listed([_days(number) for number in terms.partial_reports], last=text("i", "and"))
        yield Clause(
            "partial_report",
            text(
                f"Sprawozdanie częściowe składa się po upływie {days['pl']} od rozpoczęcia zadania.",
                f"A partial report is due {days['en']} after the beginning of the task.",
            ),
        )
    yield Clause(
        "settlement",
        text(
            "Umowę uznaje się za wykonaną, gdy urząd przyjmie sprawozdanie końcowe i rozliczy wsparcie."
            + (" Odmawiając uznania wydatku, urząd podaje powód i paragraf regulaminu." if pays else ""),
            "An agreement is performed when the final report is accepted and the support is settled."
            + (
                " If the office does not accept a cost it gives the reason and the paragraph of these regulations."
                if pays
                else ""
            ),
        ),
    )
    if pays:
        back, interest = _days(terms.refund_days), INTEREST[terms.interest]
        yield Clause(
            "refund",
            text(
                f"Dotację niewykorzystaną albo wykorzystaną niezgodnie z umową wnioskodawca zwraca w ciągu {back['pl']} od doręczenia wezwania, z odsetkami {interest['pl']}.",
                f"The applicant gives back what was not spent, or was used against the agreement, within {back['en']} of the call to do so, with interest {interest['en']}.",
            ),
        )


def _money_clauses(shares: Sequence[Share], settings: Mapping[str, Any]) -> Iterator[Clause]:
    parts = listed([_share(part) for part in shares], last=text("i", "and"))
    if len(shares) > 1 or (shares and shares[0].after != Instalment.After.SIGNED):
        yield Clause(
            "instalments",
            text(f"Dotację wypłaca się w częściach: {parts['pl']}.", f"The grant is paid in parts: {parts['en']}."),
        )
    else:
        yield Clause(
            "instalments",
            text(
                "Dotację wypłaca się w całości po wejściu umowy w życie.",
                "The grant is paid as a whole once the agreement is in force.",
            ),
        )
    yield Clause(
        "eligible",
        text(
            "Z dotacji pokrywa się wydatki, które przewiduje kosztorys umowy, które poniesiono i zapłacono w czasie wykonywania zadania i które potwierdza faktura, rachunek lub równoważny dokument. Tego samego wydatku nie pokrywa się dwa razy.",
            "The grant covers costs that the agreement's budget foresees, that arose and were paid while the task ran, and which an invoice, a bill or an equivalent document confirms. The same cost is never covered twice.",
        ),
    )
    shift = str(settings["line_shift"]).replace(".", ",")
    yield Clause(
        "line_shift",
        text(
            f"Wydatki w jednej pozycji kosztorysu mogą przekroczyć plan o najwyżej {shift}% bez aneksu, jeżeli dotacja jako całość nie rośnie.",
            f"Costs in one line of the budget may exceed the plan by at most {settings['line_shift']}% without an amendment, if the grant as a whole does not grow.",
        ),
    )


DELIVER_KIND = DeliverKind()
