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
        "Wsparcie otrzymują kolejne wnioski od góry listy, dopóki wystarcza puli. Wniosek, na który puli nie wystarcza, "
        "pomija się i sprawdza następny.",
        "Support goes to proposals from the top of the list down while the pot lasts. A proposal that no longer "
        "fits is passed over and the next one is tried.",
    ),
    "greedy-no-skip": text(
        "Wsparcie otrzymują kolejne wnioski od góry listy. Lista kończy się na pierwszym, na który puli nie wystarcza.",
        "Support goes to proposals from the top of the list down. The list ends at the first one that no longer fits.",
    ),
    "greedy-threshold": text(
        "Wsparcie otrzymują kolejne wnioski od góry listy, które przekroczyły próg, dopóki wystarcza puli. Wniosek, na "
        "który puli nie wystarcza, pomija się i sprawdza następny.",
        "Support goes to proposals above the threshold from the top of the list down while the pot lasts. An "
        "proposal that no longer fits is passed over and the next one is tried.",
    ),
    "equal-shares": text(
        "Pulę dzieli się po równo między głosujących (metoda równych udziałów). Wniosek wybiera się, jeżeli jego "
        "zwolennicy mogą za niego razem zapłacić ze swoich części. Najpierw wybiera się wnioski, za które każdy "
        "zwolennik płaci najmniej za głos.",
        "The pot is shared equally among the voters (Method of Equal Shares). A proposal is chosen if its supporters "
        "can pay for it together from their shares. Those that cost each supporter least are chosen first.",
    ),
}
COMPLETION: dict[str, Text] = {
    "none": text("Środki niewykorzystane pozostają w budżecie miasta.", "Money left over stays in the city's budget."),
    "add1": text(
        "Jeżeli środki pozostają, udział każdego głosującego rośnie po złotówce, dopóki wybrane wnioski mieszczą się "
        "w puli.",
        "If money is left, each voter's share is raised by one unit of money at a time, as long as the chosen "
        "proposals fit in the pot.",
    ),
    "add1-exhaustive": text(
        "Jeżeli środki pozostają, udział każdego głosującego rośnie po złotówce, aż nie zmieści się żaden następny wniosek.",
        "If money is left, each voter's share is raised by one unit of money at a time, until no further proposal fits.",
    ),
    "add1u": text(
        "Jeżeli środki pozostają, udział każdego głosującego rośnie po złotówce, a resztę dzieli się według liczby głosów.",
        "If money is left, each voter's share is raised by one unit at a time; the rest is given by number of votes.",
    ),
    "fill": text(
        "Środki, które pozostają, otrzymują kolejne wnioski z największą liczbą głosów, które mieszczą się w puli.",
        "Money left over goes to the proposals with the most votes that still fit.",
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
            f"O kolejności na liście decydują punkty komisji ({points}%) i głosy mieszkańców ({votes}%). Wniosek z "
            f"największą liczbą głosów otrzymuje za głosy {votes} pkt, pozostałe proporcjonalnie mniej. Komplet punktów "
            f"komisji to {points} pkt.",
            f"The order of the list is decided by the committee's points ({points}%) and the residents' votes ({votes}%). "
            f"The proposal with the most votes gets {votes} points for them, the others proportionally fewer. "
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
                    f"Wniosek, który uzyskał mniej niż {least.replace('.', ',')}% punktów komisji, nie otrzymuje wsparcia.",
                    f"A proposal with less than {least}% of the committee's points gets no support.",
                ),
            )
        )
    if settings["min_votes"] and settings["method"] != "points":
        least_votes = settings["min_votes"]
        clauses.append(
            Clause(
                "threshold",
                text(
                    f"Wniosek może otrzymać wsparcie, jeżeli uzyskał co najmniej {counted(least_votes, 'głos', 'głosy', 'głosów')}.",
                    f"A proposal needs at least {counted_en(least_votes, 'vote', 'votes')} to get support.",
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
        f" Losowanie każdy może powtórzyć: wygrywa najmniejszy skrót SHA-256 z tekstu „{seed}/numer wniosku”."
        if seed
        else "",
        f" Anybody can repeat the draw: the smallest SHA-256 of the text “{seed}/number of the proposal” wins."
        if seed
        else "",
    )
    return Clause(
        "ties",
        text(
            f"Przy równym wyniku rozstrzyga: {polish}.{drawn['pl']}",
            f"A tie is settled by: {english}.{drawn['en']}",
        ),
    )


def _publication(stage: Stage, settings: Mapping[str, Any]) -> list[Clause]:
    until = moment(stage.closes_at) if stage.closes_at else None
    figures = {
        "points": text("punkty", "the points"),
        "votes": text("głosy", "the votes"),
    }.get(settings["method"], text("punkty, głosy", "the points, the votes"))
    clauses = [
        Clause(
            "publication",
            text(
                f"Miasto ogłasza wynik {'najpóźniej ' + until['pl'] if until else 'po zakończeniu wszystkich etapów'}. "
                "Do tego czasu punktów i głosów nie ujawnia się nikomu.",
                f"The city publishes the result {'by ' + until['en'] if until else 'when all stages have ended'}. Until then "
                "points and votes are disclosed to nobody.",
            ),
        ),
        Clause(
            "publication",
            text(
                "Wraz z wynikiem miasto publikuje powód każdego rozstrzygnięcia, {figures} oraz plik, z którego "
                "każdy może policzyć wynik ponownie.".replace("{figures}", figures["pl"]),
                "With the result the city publishes the reason for every line, {figures}, and the file from which "
                "anybody can count the result again.".replace("{figures}", figures["en"]),
            ),
        ),
    ]
    if length := settings["reserve"]:
        clauses.append(
            Clause(
                "publication",
                text(
                    f"Na listę rezerwową wpisuje się najwyżej {counted(length, 'wniosek', 'wnioski', 'wniosków')}. Otrzymują wsparcie "
                    "w kolejności z listy, jeżeli wybrany wniosek zostanie wycofany.",
                    f"At most {counted_en(length, 'proposal', 'proposals')} are put on the reserve list. They get "
                    "support in the order of the list if a chosen proposal is withdrawn.",
                ),
            )
        )
    return clauses
