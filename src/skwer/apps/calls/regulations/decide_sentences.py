"""How the result is counted, in words."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skwer.values.text import Text

from ..models import Stage
from ..stages import Clause
from .writing import counted, counted_en, moment, text

ALLOCATION: dict[str, Text] = {
    "greedy": text(
        "Pieniądze dostają kolejne pomysły od góry listy, dopóki starcza puli. Pomysł, na który nie starcza, pomijamy "
        "i sprawdzamy następny.",
        "Money goes to the ideas from the top of the list down while the pot lasts. An idea that no longer fits is "
        "passed over and the next one is tried.",
    ),
    "greedy-no-skip": text(
        "Pieniądze dostają kolejne pomysły od góry listy. Na pierwszym, na który nie starcza puli, lista się kończy.",
        "Money goes to the ideas from the top of the list down. The list ends at the first one that no longer fits.",
    ),
    "greedy-threshold": text(
        "Pieniądze dostają kolejne pomysły od góry listy, które przekroczyły próg, dopóki starcza puli. Pomysł, na "
        "który nie starcza, pomijamy i sprawdzamy następny.",
        "Money goes to the ideas above the threshold from the top of the list down while the pot lasts. An idea that "
        "no longer fits is passed over and the next one is tried.",
    ),
    "equal-shares": text(
        "Pulę dzielimy po równo między głosujących (metoda równych udziałów). Pomysł powstaje, jeśli jego zwolennicy "
        "mogą za niego razem zapłacić ze swoich części. Najpierw wybieramy pomysły, za które każdy zwolennik płaci "
        "najmniej za głos.",
        "The pot is shared equally among the voters (Method of Equal Shares). An idea is built if its supporters can "
        "pay for it together from their shares. Ideas that cost each supporter least are chosen first.",
    ),
}
COMPLETION: dict[str, Text] = {
    "none": text("Pieniądze, które zostaną, zostają w budżecie miasta.", "Money left over stays in the city's budget."),
    "add1": text(
        "Jeśli pieniądze zostaną, udział każdego głosującego rośnie po złotówce, dopóki wybrane pomysły mieszczą się "
        "w puli.",
        "If money is left, each voter's share is raised by one unit of money at a time, as long as the chosen ideas fit "
        "in the pot.",
    ),
    "add1-exhaustive": text(
        "Jeśli pieniądze zostaną, udział każdego głosującego rośnie po złotówce, aż nie zmieści się żaden następny pomysł.",
        "If money is left, each voter's share is raised by one unit of money at a time, until no further idea fits.",
    ),
    "add1u": text(
        "Jeśli pieniądze zostaną, udział każdego głosującego rośnie po złotówce, a resztę dzielimy według liczby głosów.",
        "If money is left, each voter's share is raised by one unit at a time; the rest is given by number of votes.",
    ),
    "fill": text(
        "Pieniądze, które zostaną, dostają kolejne pomysły z największą liczbą głosów, które się mieszczą.",
        "Money left over goes to the ideas with the most votes that still fit.",
    ),
}
TIES: dict[str, Text] = {
    "max-points": text("więcej punktów komisji", "more points from the committee"),
    "max-votes": text("więcej głosów", "more votes"),
    "min-cost": text("niższa kwota", "the smaller sum"),
    "lot": text("losowanie", "the draw"),
}


def decide_clauses(stage: Stage, settings: Mapping[str, Any]) -> list[Clause]:
    """The paragraph on counting, and the one on publication."""
    return [*_counting(settings), *_limits(settings), _ties(settings), *_publication(stage, settings)]


def _counting(settings: Mapping[str, Any]) -> list[Clause]:
    method = settings["method"]
    if method == "points":
        how = text(
            "O kolejności na liście decydują punkty komisji.", "The committee's points decide the order of the list."
        )
    elif method == "votes":
        how = text("O wyniku decydują głosy mieszkańców.", "The residents' votes decide the result.")
    else:
        points, votes = settings["weights"].get("points", 0), settings["weights"].get("votes", 0)
        how = text(
            f"O kolejności na liście decydują punkty komisji ({points}%) i głosy mieszkańców ({votes}%). Pomysł z "
            f"największą liczbą głosów dostaje za głosy {votes} pkt, pozostałe proporcjonalnie mniej. Komplet punktów "
            f"komisji to {points} pkt.",
            f"The order of the list is decided by the committee's points ({points}%) and the residents' votes "
            f"({votes}%). The idea with the most votes gets {votes} points for them, the others proportionally fewer. "
            f"Full marks from the committee are {points} points.",
        )
    clauses = [Clause("counting", how)]
    if settings["allocation"] in ALLOCATION:
        clauses.append(Clause("allocation", ALLOCATION[settings["allocation"]]))
    if settings["allocation"] == "equal-shares" and settings["completion"] in COMPLETION:
        clauses.append(Clause("completion", COMPLETION[settings["completion"]]))
    return clauses


def _limits(settings: Mapping[str, Any]) -> list[Clause]:
    clauses = []
    if str(settings["min_points"]) not in ("0", "") and settings["method"] != "votes":
        least = str(settings["min_points"])
        clauses.append(
            Clause(
                "threshold",
                text(
                    f"Pomysł, który ma mniej niż {least.replace('.', ',')}% punktów komisji, nie dostaje pieniędzy.",
                    f"An idea with less than {least}% of the committee's points gets no money.",
                ),
            )
        )
    if settings["min_votes"] and settings["method"] != "points":
        least_votes = settings["min_votes"]
        clauses.append(
            Clause(
                "threshold",
                text(
                    f"Pomysł potrzebuje co najmniej {counted(least_votes, 'głosu', 'głosów', 'głosów')}.",
                    f"An idea needs at least {counted_en(least_votes, 'vote', 'votes')}.",
                ),
            )
        )
    return clauses


def _ties(settings: Mapping[str, Any]) -> Clause:
    chain = [TIES[tie] for tie in settings["ties"] if tie in TIES]
    polish = ", potem ".join(tie["pl"] for tie in chain)
    english = ", then ".join(tie["en"] for tie in chain)
    seed = settings.get("seed")
    drawn = text(
        f" Losowanie każdy może powtórzyć: wygrywa najmniejszy skrót SHA-256 z tekstu „{seed}/numer”." if seed else "",
        f" Anybody can repeat the draw: the smallest SHA-256 of the text “{seed}/number” wins." if seed else "",
    )
    return Clause(
        "ties",
        text(
            f"Przy równym wyniku decyduje: {polish}.{drawn['pl']}",
            f"A tie is settled by: {english}.{drawn['en']}",
        ),
    )


def _publication(stage: Stage, settings: Mapping[str, Any]) -> list[Clause]:
    until = moment(stage.closes_at) if stage.closes_at else None
    clauses = [
        Clause(
            "publication",
            text(
                f"Wynik ogłaszamy {'najpóźniej ' + until['pl'] if until else 'po zakończeniu wszystkich etapów'}. "
                "Wcześniej nie pokazujemy nikomu punktów ani głosów.",
                f"The result is published {'by ' + until['en'] if until else 'when all stages have ended'}. Before that "
                "nobody is shown points or votes.",
            ),
        ),
        Clause(
            "publication",
            text(
                "Razem z wynikiem publikujemy powód każdego rozstrzygnięcia, punkty, głosy i plik, z którego każdy może "
                "policzyć wynik jeszcze raz.",
                "With the result we publish the reason for every line, the points, the votes, and the file from which "
                "anybody can count the result again.",
            ),
        ),
    ]
    if length := settings["reserve"]:
        clauses.append(
            Clause(
                "publication",
                text(
                    f"Na listę rezerwową wpisujemy najwyżej {counted(length, 'pomysł', 'pomysły', 'pomysłów')}. Dostają pieniądze po "
                    "kolei, jeśli ktoś zrezygnuje.",
                    f"At most {counted_en(length, 'idea', 'ideas')} are put on the reserve list. They get money in turn if "
                    "somebody steps back.",
                ),
            )
        )
    return clauses
