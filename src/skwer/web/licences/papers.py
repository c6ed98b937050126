"""Agreements about spaces and their protocols as paper. The signed text is the Polish one; others are for reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.spaces.actions.handing import print_of
from skwer.apps.spaces.licence_queries import latest_version, protocol_of
from skwer.apps.spaces.licence_text import paragraphs_of
from skwer.apps.spaces.models import Licence, LicenceVersion, Protocol
from skwer.values.money import write_amount
from skwer.values.text import in_language
from skwer.web.papers import Article, Column, Contract, Signed, Table, letterhead, paper, pdf_response

from .forms import STATE_WORDS
from .inside import licence_page

MARK = 12


def licence_paper(licence: Licence, version: LicenceVersion | None, language: str) -> bytes:
    """A version as PDF with its checksum; without one, what the draft would say now, not to be signed."""
    language = "en" if language == "en" else "pl"
    text = version.text if version is not None else paragraphs_of(licence)
    with translation.override(language):
        number = version.number if version is not None else 1
        title = (
            _("Annex no. %(annex)s to agreement no. %(number)s") if number > 1 else _("Agreement no. %(number)s")
        ) % {"number": licence.number, "annex": number - 1}
        data = Contract(
            head=letterhead(licence.organisation),
            title=title,
            between=(),
            articles=[
                Article(in_language(one["heading"], language), [in_language(words, language) for words in one["texts"]])
                for one in text
            ],
            signatures=_signatures(licence, version),
            note=_note(version, language),
            mark=version.checksum[:MARK] if version is not None else "",
            version=number,
        )
    return paper("agreement", data, language)


def _note(version: LicenceVersion | None, language: str) -> str:
    if version is None:
        return _("A draft. Not to be signed.")
    return "" if language == "pl" else _("For reading only: the Polish text is the one that is signed.")


def _signatures(licence: Licence, version: LicenceVersion | None) -> list[Signed]:
    sides = (
        (_("For the city"), licence.organisation.name, version and version.city_signed_on),
        (_("The user"), licence.party_name, version and version.party_signed_on),
    )
    return [Signed(words, name, _("signed"), on) if on else Signed(words) for words, name, on in sides]


def protocol_paper(protocol: Protocol, language: str) -> bytes:
    """A protocol as PDF: condition, meters, keys, remarks, who confirmed when."""
    language = "en" if language == "en" else "pl"
    licence = protocol.licence
    with translation.override(language):
        out = protocol.way == Protocol.Way.OUT
        title = (
            _("Hand-over protocol to agreement no. %(number)s")
            if out
            else _("Hand-back protocol to agreement no. %(number)s")
        )
        data = Contract(
            head=letterhead(licence.organisation),
            title=title % {"number": licence.number},
            between=_between(protocol),
            articles=_articles(protocol, language),
            signatures=_confirmed(protocol),
            tables=_tables(protocol),
            mark=print_of(protocol)[:MARK],
        )
    return paper("agreement", data, language)


def _between(protocol: Protocol) -> list[str]:
    licence = protocol.licence
    where = ", ".join(part for part in (licence.space.title, licence.space.address) if part)
    told = {"day": date_format(protocol.on, "DATE_FORMAT"), "where": where}
    sides = {"city": licence.organisation.name, "user": licence.party_name}
    return [
        _("Written on %(day)s at: %(where)s.") % told,
        _("For the city: %(city)s. The user: %(user)s.") % sides,
    ]


def _articles(protocol: Protocol, language: str) -> list[Article]:
    keys = _("Keys handed over: %(n)s.") if protocol.way == Protocol.Way.OUT else _("Keys given back: %(n)s.")
    found = [Article(_("Keys"), [keys % {"n": protocol.keys}])]
    if protocol.remarks:
        found.append(Article(_("Remarks"), [protocol.remarks]))
    if protocol.deposit_kept:
        kept = write_amount(protocol.deposit_kept, protocol.licence.currency, language)
        words = _("Kept of the deposit: %(sum)s. Why: %(why)s") % {"sum": kept, "why": protocol.deposit_why}
        found.append(Article(_("Deposit"), [words]))
    return found


def _tables(protocol: Protocol) -> list[Table]:
    no = pgettext("heading of a column with numbers", "No.")
    items = [
        [str(n), row["what"], str(STATE_WORDS.get(row["state"], "")), row["note"]]
        for n, row in enumerate(protocol.items, 1)
    ]
    meters = [[row["what"], row["value"], row["unit"]] for row in protocol.meters]
    made: list[Table] = []
    if items:
        columns = [
            Column(no, figures=True), Column(_("What"), share=3), Column(_("State")), Column(_("Note"), share=3),
        ]  # fmt: skip
        made.append(Table(columns, items, title=pgettext("space", "Condition")))
    if meters:
        columns = [Column(_("Meter"), share=2), Column(_("Shows"), figures=True), Column(_("Unit"))]
        made.append(Table(columns, meters, title=_("Meters")))
    return made


def _confirmed(protocol: Protocol) -> Sequence[Signed]:
    licence = protocol.licence
    sides: tuple[tuple[str, str, Any], ...] = (
        (_("For the city"), licence.organisation.name, protocol.city_confirmed_at),
        (_("The user"), licence.party_name, protocol.party_confirmed_at),
    )
    return [
        Signed(words, name, _("confirmed in the system"), timezone.localdate(at)) if at else Signed(words)
        for words, name, at in sides
    ]


@licence_page
@require_safe
def licence_pdf(request: HttpRequest, one: Licence) -> HttpResponse:
    """The agreement as PDF: `?version=n`, else the newest text; before it is sent, the desk's draft."""
    wanted = request.GET.get("version", "")
    version = latest_version(one)
    if wanted:
        version = one.versions.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 5 else None
        if version is None:
            raise Http404
    name = slugify(one.number.replace("/", "-")) or str(one.pk)
    part = str(version.number) if version is not None else "projekt"
    return pdf_response(licence_paper(one, version, (get_language() or "pl")[:2]), f"umowa-{name}-{part}.pdf")


@licence_page
@require_safe
def protocol_pdf(request: HttpRequest, one: Licence, way: str) -> HttpResponse:  # noqa: ARG001  (the door read it)
    """The protocol as PDF."""
    held = protocol_of(one, way)
    if held is None:
        raise Http404
    held.licence = one
    kind = "wydania" if way == Protocol.Way.OUT else "zwrotu"
    name = slugify(one.number.replace("/", "-")) or str(one.pk)
    return pdf_response(protocol_paper(held, (get_language() or "pl")[:2]), f"protokol-{kind}-{name}.pdf")
