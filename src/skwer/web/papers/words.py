"""The fixed words on paper, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """Key → words. Braces stay for the sheet to fill."""
    return {
        "page": _("Page {n} of {all}"),
        "attendance": _("Attendance list"),
        "number": pgettext("heading of a column with numbers", "No."),
        "name": _("Name and surname"),
        "organisation": _("Organisation"),
        "signature": _("Signature"),
        "when": _("When"),
        "where": _("Where"),
        "session": _("Part of the programme"),
        "project": _("Project"),
        "expected": _("Expected on this list"),
        "certificate": _("Certificate"),
        "took_part": pgettext("on a certificate, between a name and an event", "took part in the event"),
        "completed": pgettext("on a certificate, between a name and a lesson", "completed the learning module"),
        "hours": _("Hours"),
        "topics": _("What it was about"),
        "certificate_no": _("Number of the certificate"),
        "issued_on": _("Issued on"),
        "issued_by": _("Issued by"),
        "verify": _("How to check this certificate"),
        "verify_text": _("Open the address below, or point a camera at the square. The page says whether it is ours."),
        "qr": _("QR code that leads to {url}"),
        "fund": _("Fund"),
        "programme": _("Programme"),
        "period": _("When it is carried out"),
        "partners": _("Together with"),
        "more": _("Read more"),
        "contents": _("Contents"),
        "evidence": _("Evidence"),
        "dated": _("As of"),
        "online": _("On the web"),
        "sources": _("Sources"),
        "present": _("Present"),
        "agenda": _("Agenda"),
        "outcome": pgettext("of a point of an agenda", "Outcome"),
        "recommendations": _("Recommendations"),
        "besides": _("Also recorded"),
        "signed_chair": pgettext("under a line to sign", "chair"),
        "signed_minutes": pgettext("under a line to sign", "took the minutes"),
        # a proposal as it was sent
        "receipt_no": _("Receipt number"),
        "checksum": _("Checksum"),
        "version": pgettext("of a proposal", "version"),
        "qr_of_office": _("QR code with the number and the checksum, for the office"),
        # consents and support
        "support_list": _("List of support"),
        "call": pgettext("on paper", "Call"),
        "idea_number": _("Number of the idea"),
        "hand_in": _("Hand in"),
        "erased_on": _("The list is destroyed on"),
        "street": pgettext("column of a list to sign", "Street"),
        "support_online": _("You can also sign online:"),
        "consent_online": _("You can also answer online:"),
        "who_asks": _("Who asks"),
        "agrees_to": _("What I agree to"),
        "statement": pgettext("heading on paper", "Statement"),
        "name_or_office": _("Name and surname, or the office of the owner"),
        "day_and_place": _("Place and day"),
    }
