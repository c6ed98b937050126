"""What the regulations say about the check and the assessment. Legal text: it stands here in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from skwer.apps.calls.models import Stage
from skwer.apps.calls.regulations.writing import counted, counted_en, text
from skwer.apps.calls.stages import Clause
from skwer.methods.ranking import Band, Criterion, formula_words, short, tie_words
from skwer.methods.tally.exact import rounded_text
from skwer.values.text import in_language

from .terms import AssessTerms, CheckTerms


def check_clauses(stage: Stage) -> Iterator[Clause]:
    """What is checked, how corrections work, and what happens to a proposal that does not pass."""
    terms = CheckTerms.of(stage)
    listed = {
        code: "; ".join(
            f"{index})\u00a0{in_language(item.text, code).rstrip('. ')}" for index, item in enumerate(terms.items, 1)
        )
        for code in ("pl", "en")
    }
    yield Clause(
        "check_items",
        text(
            f"Urząd sprawdza każdy wniosek według tej samej listy: {listed['pl']}. Przy każdym punkcie odpowiada: tak, "
            "nie albo nie dotyczy.",
            f"The office checks every proposal by the same list: {listed['en']}. Each item is answered with yes, no or "
            "not applicable.",
        ),
    )
    if terms.corrections:
        yield Clause(
            "correction",
            text(
                "Jeżeli czegoś brakuje, urząd wzywa do uzupełnienia i wskazuje pola do poprawy. Zmienić można tylko te "
                "pola, w terminie nie krótszym niż "
                f"{counted(terms.correction_days, 'dzień', 'dni', 'dni')}. Urząd wzywa najwyżej "
                f"{'raz' if terms.corrections == 1 else counted(terms.corrections, 'raz', 'razy', 'razy')}. Odpowiedzi "
                "po terminie nie przyjmuje się.",
                "If something is missing the office asks for a correction and names the fields. Only these can be "
                f"changed then, for at least {counted_en(terms.correction_days, 'day', 'days')}. The office asks at "
                f"most {'once' if terms.corrections == 1 else counted_en(terms.corrections, 'time', 'times')}. Late "
                "answers are not taken.",
            ),
        )
    yield Clause(
        "check_result",
        text(
            "Wniosek przechodzi dalej, gdy żadna odpowiedź nie brzmi „nie”. W przeciwnym razie urząd podaje powód "
            "i punkt listy, którego wniosek nie spełnia.",
            "A proposal goes on when no answer is “no”. Otherwise the office gives the reason and the item that is not "
            "met.",
        ),
    )


def assess_clauses(stage: Stage) -> Iterator[Clause]:
    """Who assesses, conflicts, criteria, the formula, reasons, spread and equal points."""
    terms = AssessTerms.of(stage)
    n = terms.assessors
    yield Clause(
        "assessors",
        text(
            f"Każdy wniosek {'oceniają' if counted(n, '', 'x', '').endswith('x') else 'ocenia'} co najmniej "
            f"{counted(n, 'osoba', 'osoby', 'osób')} z komisji. Wnioski rozdziela się po równo i losowo.",
            f"At least {counted_en(n, 'member', 'members')} of the committee assess each proposal. Proposals "
            "are shared out evenly and by lot.",
        ),
    )
    yield Clause(
        "conflict",
        text(
            "Nikt nie ocenia własnego wniosku, wniosku, który współtworzy, ani wniosku organizacji, do której należy. "
            "Przed przeczytaniem wniosku każda osoba z komisji oświadcza, czy coś łączy ją z wnioskodawcą. Jeżeli "
            "tak, wniosek ocenia kto inny.",
            "Nobody assesses her own proposal, one she helped to write, or one of an organisation she belongs to. "
            "Before reading a proposal each assessor declares whether she has a link to the applicant. If so, "
            "somebody else assesses it.",
        ),
    )
    if terms.own_district:
        yield Clause(
            "conflict",
            text(
                "Nikt nie ocenia też wniosków z dzielnicy, w której mieszka.",
                "Nor does anybody assess proposals of the district she lives in.",
            ),
        )
    yield Clause(
        "own_scores",
        text(
            "Oceny są niezależne: cudze arkusze widać dopiero po złożeniu własnego.",
            "Assessors work independently: they see others' sheets only after sending their own.",
        ),
    )
    for criterion in terms.criteria:
        yield Clause("criteria", {code: _criterion(criterion, code) for code in ("pl", "en")})
    yield Clause(
        "formula",
        {code: formula_words(terms.criteria, terms.scale, code) for code in ("pl", "en")},
    )
    if terms.reasons == "always":
        yield Clause("reasons", text("Każdą ocenę trzeba uzasadnić na piśmie.", "Every score needs a written reason."))
    elif terms.reasons == "below":
        yield Clause(
            "reasons",
            text(
                f"Ocenę niższą niż {terms.reasons_below}\u00a0% punktów w kryterium trzeba uzasadnić na piśmie.",
                f"A score below {terms.reasons_below}\u00a0% of a criterion's points needs a written reason.",
            ),
        )
    if terms.spread_alarm:
        points = rounded_text(terms.scale * terms.spread_alarm / 100, 1).removesuffix(".0")
        yield Clause(
            "spread",
            text(
                f"Gdy najwyższy i najniższy arkusz różnią się o {points.replace('.', ',')} punktów lub więcej, "
                "komisja omawia wniosek. Osoba, która jej przewodniczy, może otworzyć arkusz do poprawy i podaje "
                "powód; poprzednia wersja zostaje.",
                f"When the highest and the lowest sheet are {points} points apart or more, the committee discusses the "
                "proposal. The chair may reopen a sheet, with a reason; the earlier version is kept.",
            ),
        )
    if terms.access:
        yield Clause(
            "access_list",
            text(
                "Kto ocenia wniosek, zaznacza też w arkuszu, komu miejsce będzie służyć: dojście, nawierzchnię, "
                "nachylenie, siedziska, cień, kontrast, światło, oznaczenia i toaletę. Nie daje to punktów i jest "
                "pokazywane razem z arkuszem.",
                "Whoever assesses a proposal also marks in the sheet whom the place will suit: way in, surface, slope, "
                "seats, shade, contrast, lighting, signs and toilet. This gives no points and is shown with the sheet.",
            ),
        )
    chain = {code: "; ".join(tie_words(rule, terms.criteria, code) for rule in terms.ties) for code in ("pl", "en")}
    yield Clause(
        "ties",
        text(
            f"Przy równej liczbie punktów decyduje kolejno: {chain['pl']}.",
            f"Equal points are parted by, in this order: {chain['en']}.",
        ),
    )


def _criterion(criterion: Criterion, language: str) -> str:
    """ "Social work: weight 20 %, 0 to 10 points." with its bands or descriptions."""
    title = in_language(criterion.title, language) or criterion.key
    weight, most = f"{short(criterion.weight)}\u00a0%", short(criterion.max)
    if language == "pl":
        words = f"{title}: waga {weight}, od 0 do {most} punktów"
    else:
        words = f"{title}: weight {weight}, from 0 to {most} points"
    if criterion.bands is not None:
        unit = in_language(criterion.bands.unit, language)
        parts = "; ".join(_band(band, unit, language) for band in criterion.bands.bands)
        return f"{words} ({parts})."
    parts = "; ".join(f"{short(a.points)}\u00a0– {in_language(a.text, language)}" for a in criterion.anchors)
    return f"{words} ({parts})." if parts else f"{words}."


def _band(band: Band, unit: str, language: str) -> str:
    low = None if band.low is None else short(band.low)
    high = None if band.high is None else short(band.high)
    if language == "pl":
        start = "" if low is None else f"{'powyżej' if band.low_open else 'od'} {low} "
        end = "" if high is None else f"{'poniżej' if band.high_open else 'do'} {high} "
        points = f"{short(band.points)}\u00a0pkt"
    else:
        start = "" if low is None else f"{'over' if band.low_open else 'from'} {low} "
        end = "" if high is None else f"{'under' if band.high_open else 'to'} {high} "
        points = f"{short(band.points)}\u00a0points"
    return f"{start}{end}{unit}: {points}".strip()
