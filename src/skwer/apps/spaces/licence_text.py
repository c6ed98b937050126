"""The text of an agreement about a space, in Polish and English, from its rows; Polish is what is signed.

A text is a list of paragraphs: [{"number": n, "heading": Text, "texts": [Text]}]. Its checksum is printed on it.
"""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from skwer.values.canonical import fingerprint
from skwer.values.sentences import counted, counted_en, day, money, text
from skwer.values.text import Text

from .models import Licence, LicenceVersion, Space

FORMS: dict[str, Text] = {
    Licence.Form.LOAN: text(
        "Miasto oddaje Użytkownikowi lokal lub teren do bezpłatnego używania (użyczenie).",
        "The city lends the premises or land to the user free of charge (loan for use, Polish: użyczenie).",
    ),
    Licence.Form.SHORT: text(
        "Miasto wynajmuje Użytkownikowi lokal lub teren na krótki czas (najem krótkotrwały).",
        "The city lets the premises or land to the user for a short time (short-term lease).",
    ),
    Licence.Form.LEASE: text(
        "Miasto wydzierżawia Użytkownikowi teren (dzierżawa).", "The city leases the land to the user."
    ),
    Licence.Form.ACCESS: text(
        "Miasto udostępnia Użytkownikowi lokal lub teren (umowa o udostępnienie).",
        "The city lets the user use the premises or land (licence to use).",
    ),
}
UNIT_DAYS = ("dzień", "dni", "dni")


def days_text(number: int) -> Text:
    """ "14 dni" and "14 days"."""
    return text(counted(number, *UNIT_DAYS), counted_en(number, "day", "days"))


def paragraphs_of(licence: Licence) -> list[dict[str, Any]]:
    """The whole text as it would be signed now."""
    made = [
        _paragraph(text("Strony", "The two sides"), _sides(licence)),
        _paragraph(text("Przedmiot umowy", "What the agreement is about"), _subject(licence)),
        _paragraph(text("Czas", "Time"), _time(licence)),
        _paragraph(text("Opłaty", "What is paid"), _pay(licence)),
        _paragraph(text("Wydanie i używanie", "Hand-over and use"), _use(licence)),
        _paragraph(text("Zwrot", "Hand-back"), _back(licence)),
        _paragraph(text("Przedłużenie i rozwiązanie", "Extension and end"), _changes(licence)),
        _paragraph(text("Dalsze warunki", "Further terms"), [text(str(one), str(one)) for one in licence.extra]),
        _paragraph(text("Jawność i dane osobowe", "Openness and personal data"), _openness()),
        _paragraph(text("Postanowienia końcowe", "Final provisions"), _last()),
    ]
    return _numbered(made)


def extension_paragraphs(licence: Licence, until: date, number: int) -> list[dict[str, Any]]:
    """The annex that moves the last day. Everything else stays as it was signed."""
    was, now = day(licence.ends_on), day(until)
    return _numbered(
        [
            _paragraph(text("Strony", "The two sides"), _sides(licence)),
            _paragraph(
                text("Przedłużenie", "Extension"),
                [
                    text(
                        f"Strony przedłużają umowę nr {licence.number}: zamiast do {was['pl']} obowiązuje ona do {now['pl']}",
                        f"Both sides extend agreement no. {licence.number}: it holds until {now['en']} instead of {was['en']}.",
                    ),
                    text("Pozostałe postanowienia umowy nie zmieniają się.", "Everything else in it stays as it is."),
                ],
            ),
            _paragraph(text("Postanowienia końcowe", "Final provisions"), _last(annex=number - 1)),
        ]
    )


def checksum(paragraphs: Sequence[Any]) -> str:
    """Of the text; twelve signs of it are printed."""
    return fingerprint({"paragraphs": list(paragraphs)})


def is_intact(version: LicenceVersion) -> bool:
    """Does the version still say what its checksum says? (Not after names left it at the end of the archive.)"""
    return checksum(version.text) == version.checksum


def _paragraph(heading: Text, texts: Sequence[Text]) -> dict[str, Any]:
    return {"heading": dict(heading), "texts": [dict(one) for one in texts]}


def _numbered(paragraphs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = [one for one in paragraphs if one["texts"]]
    return [
        {
            "number": number,
            "heading": one["heading"],
            # A day ends with "r.", and so may the sentence: one full stop is enough.
            "texts": [{code: words.replace("r..", "r.") for code, words in said.items()} for said in one["texts"]],
        }
        for number, one in enumerate(kept, 1)
    ]


def _sides(licence: Licence) -> list[Text]:
    city = licence.organisation.name
    party = ", ".join(part for part in (licence.party_name, licence.party_address) if part)
    return [
        text(f"Umowę zawierają: {city} („Miasto”)", f"This agreement is made by: {city} (“the city”)"),
        text(f"oraz {party} („Użytkownik”).", f"and {party} (“the user”)."),
    ]


def _subject(licence: Licence) -> list[Text]:
    space = licence.space
    title = {"pl": space.title_pl or space.title, "en": space.title_en or space.title}  # type: ignore[attr-defined]
    where = f", {space.address}" if space.address else ""
    area = f"{space.area_m2.normalize():f}"
    parcel = text(f", działka {space.parcel}", f", parcel {space.parcel}") if space.parcel else text("", "")
    found = [
        text(
            f"Umowa dotyczy: {title['pl']}{where}{parcel['pl']}, powierzchnia {area.replace('.', ',')} m².",
            f"It is about: {title['en']}{where}{parcel['en']}, area {area} m².",
        ),
        FORMS[licence.form],
        text(f"Użytkownik korzysta z niego w celu: {licence.purpose}.", f"The user uses it for: {licence.purpose}."),
    ]
    limits = {"pl": space.constraints_pl or space.constraints, "en": space.constraints_en or space.constraints}  # type: ignore[attr-defined]
    if limits["pl"]:
        found.append(text(f"Niedozwolone jest: {limits['pl']}", f"Not allowed: {limits['en']}"))
    return found


def _time(licence: Licence) -> list[Text]:
    since, until = day(licence.starts_on), day(licence.ends_on)
    return [
        text(
            f"Umowa obowiązuje od {since['pl']} do {until['pl']}.",
            f"The agreement holds from {since['en']} until {until['en']}.",
        )
    ]


def _pay(licence: Licence) -> list[Text]:
    found: list[Text] = []
    if licence.fee == Space.Fee.RENT and licence.fee_month is not None:
        rent = money(licence.fee_month, licence.currency)
        found.append(
            text(
                f"Użytkownik płaci {rent['pl']} miesięcznie, z góry, do 10. dnia miesiąca.",
                f"The user pays {rent['en']} a month, in advance, by the 10th day.",
            )
        )
    else:
        found.append(text("Użytkownik nie płaci czynszu.", "The user pays no rent."))
    if licence.fee != Space.Fee.FREE:
        found.append(
            text(
                "Za prąd, wodę, ogrzewanie i odpady Użytkownik płaci według zużycia; stany liczników zapisuje się w protokołach.",
                "The user pays for electricity, water, heating and waste as used; the protocols note the meters.",
            )
        )
    if licence.deposit:
        kept = money(licence.deposit, licence.currency)
        found.append(
            text(
                f"Przed wydaniem Użytkownik wpłaca kaucję: {kept['pl']}. Miasto zwraca ją po zwrocie lokalu lub terenu, pomniejszoną o szkody zapisane w protokole zwrotu.",
                f"Before the hand-over the user pays a deposit of {kept['en']}. The city gives it back after the hand-back, less the damage that its protocol notes.",
            )
        )
    return found


def _use(licence: Licence) -> list[Text]:
    space = licence.space
    found = [
        text(
            "Wydanie stwierdza protokół: stan, liczniki, klucze, zdjęcia. Obie strony go potwierdzają.",
            "A protocol records the hand-over: condition, meters, keys, photos. Both sides confirm it.",
        ),
        text(
            "Użytkownik dba o lokal lub teren, nie oddaje go innym bez zgody Miasta i wpuszcza przedstawicieli Miasta po uprzedzeniu.",
            "The user takes care of it, passes it to nobody else unless the city agrees, and lets the city in after notice.",
        ),
    ]
    hazards = {"pl": space.hazards_pl or space.hazards, "en": space.hazards_en or space.hazards}  # type: ignore[attr-defined]
    if hazards["pl"]:
        found.append(text(f"Uwaga na: {hazards['pl']}", f"Be careful about: {hazards['en']}"))
    if licence.insurance:
        found.append(
            text(
                "Użytkownik ubezpiecza się od odpowiedzialności cywilnej na czas umowy i pokazuje polisę przed wydaniem.",
                "The user is insured against liability for the time of the agreement and shows the policy before the hand-over.",
            )
        )
    return found


def _back(licence: Licence) -> list[Text]:
    state = (
        text(
            "w stanie, w jakim go otrzymał, z wyjątkiem zwykłego zużycia",
            "as it was received, except for ordinary wear",
        )
        if licence.restore
        else text(
            "wraz z ulepszeniami, które uzgodniono z Miastem; nie żąda za nie zapłaty",
            "with the improvements agreed with the city, for which it asks no payment",
        )
    )
    return [
        text(
            f"Najpóźniej w ostatnim dniu umowy Użytkownik zwraca lokal lub teren {state['pl']}.",
            f"On the last day at the latest the user gives it back {state['en']}.",
        ),
        text(
            "Zwrot stwierdza protokół, który potwierdzają obie strony. Szkody porównuje się z protokołem wydania.",
            "A protocol that both sides confirm records the hand-back. Damage is measured against the hand-over's.",
        ),
        text(
            "Jeżeli Użytkownik nie potwierdzi protokołu w ciągu 14 dni po ostatnim dniu umowy, Miasto przejmuje lokal lub teren i sporządza protokół samo.",
            "If the user does not confirm it within 14 days after the last day, the city takes the space back and writes the protocol alone.",
        ),
    ]


def _changes(licence: Licence) -> list[Text]:
    notice = days_text(licence.notice_days)
    found = [
        text(
            "O przedłużenie Użytkownik prosi przed końcem umowy. Przedłużenie wymaga aneksu podpisanego przez obie strony.",
            "The user asks for an extension before the end. It needs an annex that both sides sign.",
        )
    ]
    found.append(
        text(
            f"Każda strona może wypowiedzieć umowę, podając powód; umowa kończy się po {notice['pl']}.",
            f"Either side may end the agreement with a reason; it then ends after {notice['en']}.",
        )
        if licence.notice_days
        else text(
            "Każda strona może w każdej chwili wypowiedzieć umowę, podając powód.",
            "Either side may end the agreement at any time, with a reason.",
        )
    )
    found.append(
        text(
            "Miasto może rozwiązać umowę bez wypowiedzenia, gdy Użytkownik używa lokalu lub terenu niezgodnie z umową albo zagraża ludziom; pisze dlaczego.",
            "The city may end it without notice if the user uses the space against this agreement or endangers people; it says why.",
        )
    )
    return found


def _openness() -> list[Text]:
    return [
        text(
            "To, że i jak długo lokal lub teren jest używany, jest jawne. Imion i nazwisk osób prywatnych Miasto nie podaje.",
            "That the space is used, and how long, is public. The city names no private person.",
        ),
        text(
            "Dane osobowe Użytkownika Miasto przetwarza, aby zawrzeć i wykonać umowę, i przechowuje przez okres archiwizacji umów.",
            "The city processes the user's personal data to make and carry out this agreement, and keeps them for the archive term of agreements.",
        ),
    ]


def _last(annex: int = 0) -> list[Text]:
    what = text("Aneks", "The annex") if annex else text("Umowa", "The agreement")
    return [
        text(
            f"{what['pl']} wchodzi w życie z chwilą podpisania przez obie strony. Suma kontrolna na wydruku wskazuje wersję tekstu.",
            f"{what['en']} is in force once both sides have signed. The checksum on the print says which version of the text it is.",
        )
    ]
