"""Who may apply: the kinds of applicants a call can name."""

from __future__ import annotations

from skwer.apps.people.models import Organisation
from skwer.values.text import Text

PERSON, GROUP = "person", "informal_group"

# Read in the regulations, so each is a text in every language they are made in; genitive and plural where Polish needs.
APPLICANTS: dict[str, Text] = {
    PERSON: {"pl": "osoba fizyczna", "en": "a person"},
    GROUP: {"pl": "grupa nieformalna", "en": "an informal group"},
    Organisation.Kind.NGO: {"pl": "organizacja pozarządowa", "en": "a non-governmental organisation"},
    Organisation.Kind.COOPERATIVE: {
        "pl": "spółdzielnia lub wspólnota mieszkaniowa",
        "en": "a housing co-operative or owners' association",
    },
    Organisation.Kind.INSTITUTE: {"pl": "szkoła lub instytut", "en": "a school or institute"},
}


def needs_organisation(kind: str) -> bool:
    """Does this kind of applicant act through an organisation with an account of its own?"""
    return kind not in (PERSON, GROUP)
