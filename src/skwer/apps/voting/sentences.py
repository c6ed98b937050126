"""What the regulations say about a vote. Legal text: it stands here in both languages, as settings mean it."""

from __future__ import annotations

from skwer.apps.calls.models import Stage

from .queries import Terms


def sentences_of(stage: Stage) -> list[dict[str, str]]:
    """The clauses of the paragraph on voting: who, how many, until when, secrecy, publication."""
    terms = Terms.of(stage)
    if terms.least < terms.most:
        number_pl, number_en = f"od {terms.least} do {terms.most}", f"from {terms.least} to {terms.most}"
    else:
        number_pl, number_en = f"dokładnie {terms.most}", f"exactly {terms.most}"
    return [
        {
            "pl": "Głosuje osoba, która ma konto z potwierdzonym adresem e-mail i oświadcza: "
            f"„{terms.declared(stage, 'pl')}” Numeru PESEL się nie podaje.",
            "en": "You may vote if you have an account with a confirmed e-mail address and declare: "
            f"“{terms.declared(stage, 'en')}” We do not ask for a PESEL number.",
        },
        {
            "pl": f"Na karcie wybiera się pomysły z listy: {number_pl}. Każdy wybór to jeden głos. "
            "Lista, kwoty i liczba wyborów nie zmieniają się od otwarcia głosowania.",
            "en": f"On the ballot one chooses ideas from the list: {number_en}. Each choice is one vote. "
            "The list, the sums and the number of choices stay the same from the opening of the vote.",
        },
        {
            "pl": "Każdy ma jedną kartę. Do zamknięcia głosowania można ją zmieniać dowolną liczbę razy. "
            "Liczy się ostatnia.",
            "en": "Everybody has one ballot. Until the vote closes it may be changed any number of times. "
            "The last one counts.",
        },
        {
            "pl": "Głosowanie jest tajne. Spis głosujących i karty leżą osobno: spis mówi, kto i którego dnia oddał "
            "głos, a karta nie ma imienia, adresu ani godziny. Po zamknięciu głosowania niszczy się klucz, który "
            "pozwala zmienić kartę. Od tej chwili nikt nie powiąże karty z osobą.",
            "en": "The vote is secret. The roll and the ballots lie apart: the roll says who voted and on which day, "
            "a ballot has no name, no address and no hour. When the vote closes the key that lets "
            "a ballot be changed is destroyed. From then on nobody can lead a ballot back to a person.",
        },
        {
            "pl": "Do ogłoszenia wyników nikt, także urząd, nie widzi liczby głosów ani liczby głosujących. Wraz "
            "z wynikami miasto publikuje wszystkie karty, w losowej kolejności, żeby każdy mógł przeliczyć wynik.",
            "en": "Until the results are published nobody, the office included, sees how many voted or for what. "
            "Together with the results the city publishes all ballots, in random order, so that anyone can recount.",
        },
    ]
