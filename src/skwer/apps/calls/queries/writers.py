"""Whom a letter about a proposal goes to: the author and those who accepted to write along. Who still must confirm."""

from __future__ import annotations

from collections.abc import Iterable

from skwer.apps.people.models import Person
from skwer.values.canonical import fingerprint

from ..models import CoAuthor, Proposal
from .calls import form_of


def writers_of(proposals: Iterable[Proposal]) -> dict[int, list[Person]]:
    """By the proposal's key; nobody for a paper application without an account. Two queries for any number."""
    listed = list(proposals)
    found: dict[int, list[Person]] = {proposal.pk: [] for proposal in listed}
    authors = Person.objects.in_bulk([p.author_id for p in listed if p.author_id is not None])
    for proposal in listed:
        if proposal.author_id in authors:
            found[proposal.pk].append(authors[proposal.author_id])
    along = CoAuthor.objects.filter(proposal__in=listed, accepted_at__isnull=False, person__isnull=False)
    for coauthor in along.select_related("person").order_by("pk"):
        person = coauthor.person
        if person is not None and person not in found[coauthor.proposal_id]:
            found[coauthor.proposal_id].append(person)
    return found


def text_hash(proposal: Proposal) -> str:
    """What a reader confirms: who applies and every answer but the declarations, which the sender makes herself."""
    own = {question.key for question in form_of(proposal).questions if question.kind == "declaration"}
    answers = {key: value for key, value in proposal.answers.items() if key not in own}
    return fingerprint([proposal.applicant_kind, proposal.organisation_id, proposal.group_name, answers])


def unconfirmed(proposal: Proposal) -> list[CoAuthor]:
    """Readers who have not confirmed the text as it stands now."""
    readers = proposal.coauthors.filter(role=CoAuthor.Role.READER, accepted_at__isnull=False)
    now = text_hash(proposal) if readers else ""
    return [reader for reader in readers.select_related("person").order_by("pk") if reader.confirmed_hash != now]
