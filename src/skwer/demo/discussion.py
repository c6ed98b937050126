"""People talk in Lipowiec: a place, a proposal, a question with its answer, a report, a removal somebody objects to."""

from __future__ import annotations

from datetime import datetime, timedelta

from skwer.apps.calls.models import Proposal
from skwer.apps.discussion import actions
from skwer.apps.discussion.models import Comment, House
from skwer.apps.places.models import Place

from .calls import Teller

RULES = {
    "rules_pl": "1. Rozmawiamy o miejscach i pomysłach, nie o ludziach.\n2. Nie obrażamy, nie straszymy, nie "
    "podajemy cudzych nazwisk ani adresów.\n3. Nie reklamujemy.\n4. Pytanie do urzędu oznaczamy jako pytanie: wtedy "
    "urząd odpowiada.",
    "rules_en": "1. We talk about places and ideas, not about people.\n2. We do not insult or threaten, and give away "
    "nobody's name or address.\n3. We do not advertise.\n4. We mark a question to the office as a question: then the "
    "office answers.",
}


def make_discussion(teller: Teller, *, at: datetime) -> None:
    """The house is open for two months; everything was said before the day before yesterday."""
    opened = at - timedelta(days=60)
    values = {"kinds": ["proposal", "place", "trial", "method", "space"], "check_first": House.Shown.BEFORE, **RULES}
    actions.open_house(by=teller.officer, organisation=teller.town, values=values, at=opened)
    place = Place.objects.get(organisation=teller.town, title_pl="Skwer przy Wodnej")
    _about_a_place(teller, str(place.pk), at=at - timedelta(days=40))
    proposal = Proposal.objects.filter(call__slug__startswith="zielone-podworka", number=4).first()
    if proposal is not None:
        _about_an_idea(teller, str(proposal.pk), at=at - timedelta(days=9))


def _say(teller: Teller, who: str, kind: str, key: str, text: str, at: datetime, **more: object) -> Comment:
    """Written, and looked at three hours later."""
    said = actions.comment(by=teller.cast[who], kind=kind, key=key, text=text, at=at, **more)  # type: ignore[arg-type]
    return actions.look(by=teller.officer, comment=said, at=at + timedelta(hours=3))


def _about_a_place(teller: Teller, key: str, *, at: datetime) -> None:
    first = _say(
        teller, "danuta-mroz", "place", key,
        "Siadam tu codziennie po zakupach. Dziękuję temu, kto podlewa brzozę.", at,
    )  # fmt: skip
    _say(
        teller, "ola-sobczak", "place", key, "To my z piątki! Wodę nosimy z rzeki, konewka stoi pod ławką.",
        at + timedelta(hours=5), reply_to=first,
    )  # fmt: skip
    _say(
        teller, "oksana-melnyk", "place", key, "Гарне місце біля води. Діти люблять сидіти на сходах.",
        at + timedelta(days=1), language="uk",
    )  # fmt: skip
    question = _say(
        teller, "irena-bielak", "place", key,
        "Czy zejście do wody będzie zimą posypywane? W zeszłym roku było ślisko.", at + timedelta(days=2),
        question=True,
    )  # fmt: skip
    actions.answer(
        by=teller.cast["tomasz-gajda"], question=question, at=at + timedelta(days=5),
        text="Tak. Od 1 grudnia zejście jest na liście miejsc posypywanych codziennie do 8:00. Skrzynia z piaskiem "
        "stanie przy ławce.",
    )  # fmt: skip
    _reported(teller, key, at=at + timedelta(days=8))


def _reported(teller: Teller, key: str, *, at: datetime) -> None:
    """One comment stays after a report; another is removed, and its author objects."""
    stays = _say(teller, "stefan-gwozdz", "place", key, "Parking był potrzebniejszy niż kolejna ławka.", at)
    actions.give_notice(
        by=None, comment=stays, ground="rules", text="To wyśmiewanie ludzi, którzy zrobili ten skwer.",
        name="Osoba z Wodnej", email="z.wodnej@poczta.example", good_faith=True, at=at + timedelta(days=1),
    )  # fmt: skip
    actions.keep(
        by=teller.officer, comment=stays, at=at + timedelta(days=2),
        facts="Komentarz mówi o miejscu, nie o ludziach. Inne zdanie nie jest obrazą (pkt 1 zasad rozmowy).",
    )  # fmt: skip
    goes = _say(
        teller, "szymon-koziel", "place", key, "Ten z trójki wyrzuca tu butelki co piątek. Wszyscy wiedzą który.",
        at + timedelta(days=3),
    )  # fmt: skip
    actions.give_notice(
        by=teller.cast["jacek-sobczak"], comment=goes, ground="insult", good_faith=True, at=at + timedelta(days=4),
        text="Oskarża sąsiada, którego na ulicy Wodnej łatwo rozpoznać, bez żadnego dowodu.",
    )  # fmt: skip
    ruling = actions.remove(
        by=teller.officer, comment=goes, ground="insult", law="pkt 2 zasad rozmowy", at=at + timedelta(days=5),
        facts="Słowa „ten z trójki” i „wszyscy wiedzą który” wskazują konkretną osobę i zarzucają jej śmiecenie. "
        "O śmieciach można napisać bez wskazywania ludzi.",
    )  # fmt: skip
    actions.object_to(
        by=teller.cast["szymon-koziel"], ruling=ruling, at=at + timedelta(days=7),
        text="Nie podałem nazwiska. Chciałem tylko, żeby ktoś postawił tu kosz.",
    )  # fmt: skip


def _about_an_idea(teller: Teller, key: str, *, at: datetime) -> None:
    _say(
        teller, "filip-makowski", "proposal", key, "Świetny pomysł. Czy zmieści się stojak na dwa rowery?", at
    )  # fmt: skip
    _say(
        teller, "teresa-majchrzak", "proposal", key,
        "Kto sprząta śnieg z nowej ścieżki: miasto czy spółdzielnia?", at + timedelta(days=2), question=True,
    )  # fmt: skip
    actions.comment(
        by=teller.cast["kamil-drzazga"], kind="proposal", key=key, at=at + timedelta(days=6),
        text="Mieszkam obok i mogę pożyczyć taczkę.",
    )  # fmt: skip
