"""What the rounds of a call and the meetings of its committee mean in words."""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..models import Stage
from ..stages import Clause
from .writing import counted, counted_en, moment, text


def round_clauses(stage: Stage) -> Iterator[Clause]:
    """Of a stage in which ideas or full applications are sent; none in a call with one round."""
    wanted = stage.settings.get("round", "")
    if wanted == "idea":
        yield Clause(
            "rounds",
            text(
                "Nabór ma trzy rundy. W pierwszej składa się pomysł z przybliżonymi kosztami. W drugiej autor przedstawia go "
                "komisji, rozmawia z nią i otrzymuje zalecenia. W trzeciej składa się pełny wniosek z załącznikami.",
                "The call has three rounds. In the first an idea with rough costs is sent. In the second the author presents it to "
                "the committee, discusses it and receives recommendations. In the third the full application with its "
                "annexes is sent.",
            ),
        )
    elif wanted == "full":
        invited = text(
            "Pełny wniosek składa ten, kogo komisja zaprosiła.",
            "Whoever was invited by the committee sends the full application.",
        )
        if stage.opens_at and stage.closes_at:
            since, until = moment(stage.opens_at), moment(stage.closes_at)
            invited = text(
                f"{invited['pl']} Pełne wnioski składa się od {since['pl']}, do {until['pl']}. Pomysł, za którym w tym "
                "terminie nie złożono pełnego wniosku, odpada z naboru.",
                f"{invited['en']} Full applications are taken from {since['en']} until {until['en']}. An idea that is "
                "not followed by a full application by then is out of the call.",
            )
        yield Clause("rounds", invited)


def meeting_clauses(stage: Stage, settings: Mapping[str, Any]) -> Iterator[Clause]:
    """Of a stage in which the committee meets."""
    quorum = settings["quorum"]
    until = moment(stage.closes_at) if stage.closes_at else None
    named = stage.body is not None and stage.body.name.strip().lower() != "komisja"
    body = f" ({stage.body.name})" if stage.body and named else ""
    when = text(f" do {until['pl']}", f" by {until['en']}") if until else text("", "")
    yield Clause(
        "meetings",
        text(
            f"Komisja{body} zbiera się{when['pl']}. Może rozstrzygać w obecności co najmniej "
            f"{counted(quorum, 'osoby', 'osób', 'osób')} ze swojego składu; osób wyłączonych z punktu nie wlicza się.",
            f"The committee{body} meets{when['en']}. It can decide when at least {counted_en(quorum, 'member is', 'members are')} "
            "present; whoever steps aside for a point does not count for that point.",
        ),
    )
    yield Clause(
        "recusal",
        text(
            "Z punktu wyłącza się osoba, która współtworzy wniosek, należy do organizacji wnioskodawcy albo z innego powodu "
            "nie może ocenić go bezstronnie.",
            "Whoever writes the application, belongs to the organisation that applies, or for another reason cannot judge "
            "impartially, steps aside for that point.",
        ),
    )
    answers = (
        text(
            "Autor odpowiada na każde zalecenie: przyjmuje je, przyjmuje częściowo albo nie przyjmuje, i podaje powód. Bez "
            "tych odpowiedzi pełnego wniosku nie można złożyć. Nieprzyjęcie zalecenia nie wyklucza wniosku.",
            "The author answers each recommendation: adopts it, adopts it in part, or does not, and says why. Without these "
            "answers the full application cannot be sent. A recommendation not adopted does not rule the application out.",
        )
        if settings["answer_all"]
        else text(
            "Autor może odpowiedzieć na każde zalecenie.",
            "The author may answer each recommendation.",
        )
    )
    yield Clause(
        "recommendations",
        text(
            "Komisja zaprasza do złożenia pełnego wniosku albo je odradza i podaje powód; może wydać zalecenia. "
            f"{answers['pl']}",
            "The committee invites to the full application, or advises against it and says why; it may give recommendations. "
            f"{answers['en']}",
        ),
    )
    yield Clause(
        "minutes",
        text(
            "Z posiedzenia sporządza się protokół: kto był obecny, kto się wyłączył i jak rozstrzygnięto każdy punkt. "
            "Protokół jest jawny; powodu wyłączenia się nie podaje.",
            "Each meeting has minutes: who was present, who stepped aside, and how each point ended. The minutes are public; "
            "the reason for stepping aside is not.",
        ),
    )
