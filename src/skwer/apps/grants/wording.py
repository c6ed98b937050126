"""The text of an agreement where a call brings none of its own: one for each form of support, in Polish and English.

A text may hold placeholders (see `merging.PLACEHOLDERS`); a text with a placeholder that is empty in an agreement is
left out, and a paragraph without texts too.
"""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from typing import Any

from skwer.apps.calls.models import Scheme


def _t(pl: str, en: str) -> dict[str, str]:
    return {"pl": pl, "en": en}


def _paragraph(heading: dict[str, str], *texts: dict[str, str]) -> dict[str, Any]:
    return {"heading": heading, "texts": list(texts)}


SUBJECT = _paragraph(
    _t("Przedmiot umowy", "Subject of the agreement"),
    _t(
        "Miasto wspiera, a Realizator wykonuje zadanie „{title}”, opisane we wniosku {receipt} złożonym w naborze „{call}”.",
        "The city supports, and the party carries out, the task “{title}” as described in the application {receipt} made in the call “{call}”.",
    ),
    _t(
        "Podstawą umowy jest rozstrzygnięcie naboru: {act}.",
        "The agreement rests on the decision of the call: {act}.",
    ),
    _t(
        "Strony wiąże regulamin naboru w wersji obowiązującej w dniu rozstrzygnięcia. Realizator oświadcza, że go zna.",
        "Both sides are bound by the regulations of the call as they stood on the day of the decision. The party declares that it knows them.",
    ),
    _t("Zakres zadania zmienia się następująco: {scope}", "The scope of the task changes as follows: {scope}"),
)
TERM = _paragraph(
    _t("Termin", "Time"),
    _t(
        "Realizator wykonuje zadanie od {starts_on} do {ends_on}.",
        "The party carries out the task from {starts_on} to {ends_on}.",
    ),
)
CASH = _paragraph(
    _t("Dotacja i jej wypłata", "The grant and its payment"),
    _t("Miasto udziela Realizatorowi dotacji w kwocie {cash}.", "The city gives the party a grant of {cash}."),
    _t(
        "Miasto wypłaca dotację na rachunek {account}: {instalments}.",
        "The city pays the grant into the account {account}: {instalments}.",
    ),
    _t(
        "Miasto może wstrzymać wypłatę, jeżeli Realizator nie złożył w terminie sprawozdania albo wykorzystuje dotację niezgodnie z umową. O wstrzymaniu i jego powodzie zawiadamia Realizatora.",
        "The city may withhold a payment if the party has not sent a report in time or uses the grant against this agreement. It tells the party that it withholds it, and why.",
    ),
)
PURCHASES = _paragraph(
    _t("Rzeczy i usługi kupowane przez Miasto", "Things and services the city buys"),
    _t(
        "Miasto nie przekazuje Realizatorowi pieniędzy na pozycje kosztorysu oznaczone „Miasto kupuje lub wypożycza”. Kupuje te rzeczy i usługi samo, łącznie za najwyżej {bought}.",
        "For the lines of the budget marked “the city buys or lends” the city gives the party no money. It buys these things and services itself, for at most {bought} together.",
    ),
    _t(
        "Sprzedawcę wybiera Miasto zgodnie z własnymi zasadami zakupów. Realizator nie wskazuje sprzedawcy.",
        "The city chooses the seller by its own rules of purchase. The party does not name the seller.",
    ),
    _t(
        "Rzeczy Miasto przekazuje Realizatorowi protokołem, który podpisują obie strony. Od tej chwili Realizator używa ich tylko do zadania i dba o nie.",
        "Things are handed over with a record that both sides sign. From then on the party uses them for the task only and takes care of them.",
    ),
)
LOAN = _paragraph(
    _t("Rzeczy i miejsca użyczone przez Miasto", "Things and places the city lends"),
    _t(
        "Miasto użycza Realizatorowi bezpłatnie rzeczy i miejsca wymienione w kosztorysie, o łącznej wartości {bought}. Nie przekazuje pieniędzy.",
        "The city lends the party, free of charge, the things and places named in the budget, worth {bought} together. It gives no money.",
    ),
    _t(
        "Wydanie i zwrot stwierdza protokół, który podpisują obie strony. Realizator zwraca użyczone rzeczy najpóźniej {ends_on}, w stanie niepogorszonym ponad zwykłe zużycie.",
        "Handing over and giving back are recorded and signed by both sides. The party gives the things back by {ends_on} at the latest, no worse than ordinary use makes them.",
    ),
    _t(
        "Za utratę albo uszkodzenie rzeczy z winy Realizatora Realizator odpowiada do wysokości jej wartości podanej w protokole.",
        "If a thing is lost or damaged through the party's fault, the party answers for it up to the value named in the record.",
    ),
)
BUDGET_CASH = _paragraph(
    _t("Kosztorys i wydatki", "Budget and costs"),
    _t(
        "Kosztorys zadania jest załącznikiem nr 1 do umowy.",
        "The budget of the task is annex no. 1 to this agreement.",
    ),
    _t(
        "Z dotacji pokrywa się tylko wydatki przewidziane w kosztorysie, poniesione i zapłacone w terminie wykonania zadania oraz potwierdzone fakturą, rachunkiem lub równoważnym dokumentem.",
        "The grant covers only costs that the budget foresees, that arise and are paid within the time of the task, and that an invoice, bill or equal document confirms.",
    ),
    _t(
        "Wydatki w jednej pozycji kosztorysu mogą bez aneksu przekroczyć jej kwotę najwyżej o {line_shift}%, jeżeli dotacja jako całość nie rośnie. Większe przesunięcie wymaga aneksu.",
        "Costs in one line of the budget may exceed its sum by at most {line_shift}% without an amendment, if the grant as a whole does not grow. A greater shift needs an amendment.",
    ),
    _t(
        "Tego samego wydatku nie wolno pokryć dwa razy z różnych środków.",
        "The same cost may not be covered twice from different sources.",
    ),
)
BUDGET_KIND = _paragraph(
    _t("Kosztorys", "Budget"),
    _t(
        "Kosztorys zadania jest załącznikiem nr 1 do umowy.",
        "The budget of the task is annex no. 1 to this agreement.",
    ),
)
OWN = _paragraph(
    _t("Wkład Realizatora", "What the party gives"),
    _t("Realizator wnosi do zadania: {pledges}.", "The party gives to the task: {pledges}."),
    _t(
        "Wartość godziny pracy społecznej przyjmuje się w wysokości {hour_rate}.",
        "An hour of voluntary work is valued at {hour_rate}.",
    ),
    _t(
        "Realizator zapisuje wykonaną pracę i przekazane rzeczy na bieżąco w systemie Miasta; pracownik Miasta albo druga osoba z grupy potwierdza zapisy.",
        "The party records work done and things given in the city's system as they happen; an officer, or another member of the group, confirms the entries.",
    ),
)
REPORT_CASH = _paragraph(
    _t("Sprawozdanie i rozliczenie", "Report and settlement"),
    _t(
        "Sprawozdania częściowe Realizator składa do: {partial_reports}.",
        "Partial reports are due by: {partial_reports}.",
    ),
    _t(
        "Sprawozdanie końcowe z zestawieniem wydatków Realizator składa do {report_due_on}.",
        "The final report, with an account of the costs, is due by {report_due_on}.",
    ),
    _t(
        "Jeżeli sprawozdanie wymaga poprawy, Miasto wyznacza na nią {correction_days} i pisze, co trzeba poprawić.",
        "If a report needs correction, the city says what to correct and gives {correction_days} for it.",
    ),
    _t(
        "Umowę uważa się za wykonaną z chwilą przyjęcia sprawozdania końcowego i rozliczenia dotacji.",
        "The agreement is performed when the final report is accepted and the grant is settled.",
    ),
)
REPORT_KIND = _paragraph(
    _t("Sprawozdanie", "Report"),
    _t(
        "Sprawozdania częściowe Realizator składa do: {partial_reports}.",
        "Partial reports are due by: {partial_reports}.",
    ),
    _t("Sprawozdanie końcowe Realizator składa do {report_due_on}.", "The final report is due by {report_due_on}."),
    _t(
        "Jeżeli sprawozdanie wymaga poprawy, Miasto wyznacza na nią {correction_days} i pisze, co trzeba poprawić.",
        "If a report needs correction, the city says what to correct and gives {correction_days} for it.",
    ),
    _t(
        "Umowę uważa się za wykonaną z chwilą przyjęcia sprawozdania końcowego.",
        "The agreement is performed when the final report is accepted.",
    ),
)
REFUND_CASH = _paragraph(
    _t("Zwrot dotacji", "Giving money back"),
    _t(
        "Dotację niewykorzystaną, wykorzystaną niezgodnie z umową albo na wydatki, których Miasto nie uznało, Realizator zwraca w ciągu {refund_days} od doręczenia wezwania.",
        "What was not spent, was used against this agreement, or went into costs the city did not accept is given back within {refund_days} of the call to do so.",
    ),
    _t("Od kwoty zwrotu nalicza się odsetki {interest}.", "Interest {interest} is due on the sum to be given back."),
)
REFUND_KIND = _paragraph(
    _t("Zwrot rzeczy", "Giving things back"),
    _t(
        "Jeżeli Realizator nie wykona zadania albo użyje rzeczy niezgodnie z umową, zwraca je w ciągu {refund_days} od doręczenia wezwania.",
        "If the party does not carry out the task, or uses things against this agreement, it gives them back within {refund_days} of the call to do so.",
    ),
)
CARE = _paragraph(
    _t("Opieka nad miejscem", "Care of the place"),
    _t("{care_until_text}", "{care_until_text}"),
    _t(
        "Realizator może przekazać opiekę innej osobie lub grupie za zgodą Miasta. Usterki zgłasza na stronie miejsca.",
        "The party may hand the care to another person or group if the city agrees. Defects are reported on the page of the place.",
    ),
)
CONTROL = _paragraph(
    _t("Kontrola i informacja", "Control and publicity"),
    _t(
        "Miasto może obejrzeć miejsce i dokumenty zadania w czasie jego trwania i w okresie opieki, po uprzedzeniu.",
        "The city may look at the place and the papers of the task while it runs and while it is looked after, after notice.",
    ),
    _t(
        "Realizator podaje w miejscu zadania i w informacjach o nim, że zadanie wsparło Miasto ({city}).",
        "At the place and in what is published about it, the party says that {city} supported it.",
    ),
)
CHANGES = _paragraph(
    _t("Zmiana i rozwiązanie umowy", "Changes and end of the agreement"),
    _t(
        "Zmiana umowy wymaga aneksu podpisanego przez obie strony. O zmianę prosi się w systemie Miasta, z powodem.",
        "A change needs an amendment that both sides sign. It is asked for in the city's system, with the reason.",
    ),
    _t(
        "Miasto może rozwiązać umowę, jeżeli Realizator nie wykonuje zadania, wykonuje je niezgodnie z umową albo mimo wezwania nie składa sprawozdania. Rozwiązanie wymaga formy pisemnej i podania powodu.",
        "The city may end the agreement if the party does not carry out the task, does so against the agreement, or sends no report although it was called to. This is done in writing, with the reason.",
    ),
    _t(
        "Gdy zadania nie da się wykonać z przyczyn niezależnych od stron, strony rozwiązują umowę i rozliczają to, co zostało zrobione.",
        "If neither side can help it that the task cannot be carried out, they end the agreement and settle what was done.",
    ),
)
DATA = _paragraph(
    _t("Jawność i dane osobowe", "Openness and personal data"),
    _t(
        "Umowa jest wpisana do publicznego rejestru umów. Rejestr podaje nazwy organizacji; imion i nazwisk osób prywatnych nie podaje.",
        "The agreement is entered in the public register of agreements. The register names organisations; it names no private person.",
    ),
    _t(
        "Dane osobowe Realizatora Miasto przetwarza, aby zawrzeć, wykonać i rozliczyć umowę, i przechowuje przez okres archiwizacji umów.",
        "The city processes the party's personal data to make, carry out and settle this agreement, and keeps them for the archive term of agreements.",
    ),
    _t(
        "Pomoc de minimis: Realizator złożył oświadczenie {de_minimis}.",
        "De minimis aid: the party gave its declaration {de_minimis}.",
    ),
)
LAST = _paragraph(
    _t("Postanowienia końcowe", "Final provisions"),
    _t(
        "W sprawach, których umowa nie reguluje, stosuje się regulamin naboru i przepisy prawa.",
        "Where this agreement is silent, the regulations of the call and the law apply.",
    ),
    _t(
        "Umowę sporządzono w dwóch jednobrzmiących egzemplarzach, po jednym dla każdej strony, albo podpisano elektronicznie. Suma kontrolna na wydruku wskazuje wersję tekstu.",
        "The agreement is made in two equal copies, one for each side, or signed electronically. The checksum on the print says which version of the text it is.",
    ),
    _t(
        "Umowa wchodzi w życie z chwilą podpisania przez obie strony.",
        "The agreement is in force once both sides have signed it.",
    ),
)

TEMPLATES: dict[str, list[dict[str, Any]]] = {
    Scheme.Support.CASH: [
        SUBJECT, TERM, CASH, BUDGET_CASH, OWN, REPORT_CASH, REFUND_CASH, CARE, CONTROL, CHANGES, DATA, LAST,
    ],
    Scheme.Support.IN_KIND: [
        SUBJECT, TERM, PURCHASES, BUDGET_KIND, OWN, REPORT_KIND, REFUND_KIND, CARE, CONTROL, CHANGES, DATA, LAST,
    ],
    Scheme.Support.LOAN: [
        SUBJECT, TERM, LOAN, BUDGET_KIND, OWN, REPORT_KIND, CARE, CONTROL, CHANGES, DATA, LAST,
    ],
    Scheme.Support.MIXED: [
        SUBJECT, TERM, CASH, PURCHASES, BUDGET_CASH, OWN, REPORT_CASH, REFUND_CASH, CARE, CONTROL, CHANGES, DATA, LAST,
    ],
}  # fmt: skip


def template_for(support: str) -> list[dict[str, Any]]:
    """The room's own text for a form of support."""
    return TEMPLATES[support]
