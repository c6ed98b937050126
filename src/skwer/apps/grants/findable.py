"""What can be found: agreements in the public register, by title, number and, for organisations, the party."""

from __future__ import annotations

from django.db.models import QuerySet

from skwer.apps.people.models import Person
from skwer.apps.search.kinds import SearchKind, Words

from .models import Agreement
from .queries.agreements import public_party

AGREEMENT = "agreement"


def agreement_words(agreement: Agreement) -> list[Words]:
    """The agreement by what the register tells of it: no private person's name. Nothing before it is in force."""
    if agreement.state not in Agreement.IN_FORCE_ONCE:
        return []
    texts = [agreement.number, str(public_party(agreement)), agreement.organisation.name]
    if agreement.district is not None:
        texts.append(agreement.district.name)
    language = agreement.proposal.language if agreement.proposal else "pl"
    return [Words(language, agreement.title, "\n".join(text for text in texts if text), f"/agreements/{agreement.pk}/")]


def _visible(person: Person | None) -> QuerySet[Agreement]:  # noqa: ARG001  (everybody finds the register)
    return Agreement.objects.public()


AGREEMENTS = SearchKind(
    key=AGREEMENT,
    label=Agreement._meta.verbose_name_plural,
    things=lambda: Agreement.objects.select_related("organisation", "party_organisation", "district", "proposal"),
    entries=agreement_words,
    organisation=lambda agreement: agreement.organisation,
    visible_keys=_visible,
    name=Agreement._meta.verbose_name,
)
