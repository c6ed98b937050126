"""The shape of the settings of objections, and of the bodies a list goes through."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.values.text import in_language

from .shapes import Group, Part, Rows

_WHO = [("applicant", _("those who wrote the proposal")), ("anyone", _("anybody with an account"))]


def objections(label: Any) -> Group:
    """Days, body and who; under the settings of the check, the assessment and the decision alike."""
    return Group(
        "objections",
        label,
        [
            Part("days", _("Days to object"), "number", _("0: no objections.")),
            Part("rule_days", _("Days for the ruling"), "number"),
            Part("body", _("Who rules"), "words", _("For example: the mayor.")),
            Part("who", _("Who may object"), "choice", choices=_WHO),
        ],
        _("They become a paragraph of the regulations."),
    )


CHAIN = Rows(
    "chain",
    _("Bodies the list goes through"),
    pgettext_lazy("chain of a decision", "Body"),
    [
        Part("title", _("Name of the body"), "words"),
        Part(
            "role",
            _("What it does"),
            "choice",
            choices=[("recommends", _("recommends")), ("decides", _("decides"))],
            default="decides",
        ),
    ],
    hint=_("In this order. The result is published when each has its act. None: only the number of one act is asked."),
    title=lambda step: in_language(step.get("title") or ""),
)
