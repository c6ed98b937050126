"""Whom a letter about a proposal goes to: the author and those who accepted to write along."""

from __future__ import annotations

from collections.abc import Iterable

from skwer.apps.people.models import Person

from ..models import CoAuthor, Proposal


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
