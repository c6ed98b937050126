"""The shape of the settings of what follows a decision: agreements, work and account, care."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.grants.models import Instalment, InterestRate
from skwer.apps.grants.terms import UPKEEP_DEFAULTS
from skwer.values.text import in_language

from .shapes import Group, Part, Rows, Shape

AGREE_SHAPE: Shape = [
    Part("sign_days", _("Days to sign"), "number"),
    Part(
        "posting_days",
        _("Days the offer is shown to everybody first"),
        "number",
        _("0: not at all. A small grant by art. 19a of the Polish act: 7."),
    ),
    Part("act_title", _("Title of the order that lists the grants"), "words"),
    Rows(
        "template",
        _("Text of the agreement"),
        _("Paragraph"),
        [Part("heading", _("Heading"), "words"), Rows("texts", _("Texts"), pgettext_lazy("form", "Text"), plain=True)],
        hint=_(
            "Empty: our own text for this form of support. {party}, {amount}, {ends_on} and the like are filled in; a "
            "sentence whose value an agreement does not have is left out."
        ),
        title=lambda paragraph: in_language(paragraph.get("heading") or ""),
    ),
]
UPKEEP_SHAPE: Shape = [
    Part("months", _("Months of care"), "number", _("Empty: as the scheme says.")),
    Part(
        "inspections",
        _("Inspections after this many months"),
        "numbers",
        _("Counted from the final report, with commas between: 6, 12, 24. Empty: none is planned."),
        default=UPKEEP_DEFAULTS["inspections"],
    ),
]


def deliver_shape(steps: Rows) -> Shape:
    """`steps`: the rows of a form's pages, as in the application form."""
    return [
        Part("max_days", _("Most days for the work"), "number"),
        Part("report_days", _("Days after the work until the final report"), "number"),
        Part("correction_days", _("Days to correct a report"), "number"),
        Rows(
            "instalments",
            _("Instalments"),
            pgettext_lazy("form", "Instalment"),
            [
                Part("share", _("Share in per cent"), "decimal"),
                Part("after", _("When it is paid"), "choice", choices=Instalment.After.choices, default="signed"),
                Part("days", _("Days after the work begins"), "number", _("Only for an instalment on a day.")),
            ],
            hint=_("Together 100%. None: all at once when the agreement is in force."),
        ),
        Part("line_shift", _("By how many per cent a line may be exceeded without an amendment"), "decimal"),
        Part("refund_days", _("Days to give money back"), "number"),
        Part("interest", _("Interest on what is given back"), "choice", choices=InterestRate.Kind.choices),
        Group("report_form", _("Report form"), [steps], _("Each step is a page.")),
    ]
