"""The agreement of a loan on paper: what was agreed to, word for word, with its fingerprint."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.spaces.models import Booking
from skwer.web.papers import Article, Contract, Signed, letterhead, paper, pdf_response

from .bookings import own_booking
from .cards import pieces_words, span, terms_language

NONE = (Booking.State.ASKED, Booking.State.REFUSED, Booking.State.CANCELLED)


@never_cache
@login_required
@require_safe
def booking_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """For the two sides, once the lender agreed; in the language in which the terms were agreed to."""
    one = own_booking(request, pk)
    if one.state in NONE:
        raise Http404
    language = terms_language(one)
    with translation.override(language):
        return pdf_response(paper("agreement", loan(one), language), f"loan-{one.pk}.pdf")


def loan(one: Booking) -> Contract:
    """What the paper says."""
    shared = one.shared
    borrower = _borrower(one)
    what = _("%(what)s, %(pieces)s.") % {"what": shared.title, "pieces": pieces_words(one.pieces)}
    articles = [
        Article(_("What is lent"), [what, *([shared.text] if shared.text else [])]),
        Article(
            _("For how long and what for"), [f"{span(one)}.", _("Purpose: %(text)s") % {"text": one.purpose or "–"}]
        ),
        Article(_("Where it is fetched and brought back"), [t for t in (shared.address, shared.hours) if t] or ["–"]),
        Article(_("Terms of the loan"), [line for line in one.terms.split("\n") if line.strip()]),
    ]
    if shared.deposit:
        articles.append(Article(_("Deposit"), [shared.deposit]))
    if one.damage:
        articles.append(Article(_("What came back damaged"), [one.damage]))
    return Contract(
        head=letterhead(shared.organisation if shared.organisation.is_city else shared.city),
        title=_("Loan agreement no. %(n)s") % {"n": one.pk},
        between=[
            _("made between: %(who)s, called “the lender” below,") % {"who": shared.organisation.name},
            _("and: %(who)s, called “the borrower” below.") % {"who": borrower},
        ],
        articles=articles,
        signatures=_signatures(one, borrower),
        mark=one.checksum[:16],
    )


def _borrower(one: Booking) -> str:
    person: Any = one.person
    name = person.name if person is not None else "–"
    return f"{one.for_organisation.name} ({name})" if one.for_organisation else name


def _signatures(one: Booking, borrower: str) -> list[Signed]:
    """Both agreed on the site: the borrower to the terms when she asked, the lender when the loan was agreed."""
    how = _("agreed on the site")
    answered = one.answered_at or one.asked_at
    return [
        Signed(_("For the lender"), one.shared.organisation.name, how, timezone.localdate(answered)),
        Signed(_("For the borrower"), borrower, how, timezone.localdate(one.asked_at)),
    ]
