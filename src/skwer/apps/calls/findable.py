"""What can be found: calls and public proposals, in each language they were written in."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import translation

from skwer.apps.forms.showing import display
from skwer.apps.people.models import Person
from skwer.apps.search.kinds import SearchKind, Words

from .models import Call, Proposal
from .queries import form_of

CALL, PROPOSAL = "call", "proposal"
SHOWN = ("pl", "en")


def call_words(call: Call) -> list[Words]:
    """The call by its title, sentence and description; drafts are never found."""
    if call.state == Call.State.DRAFT:
        return []
    found = []
    for language in SHOWN:
        if title := getattr(call, f"title_{language}", None):
            texts = (getattr(call, f"{name}_{language}", None) for name in ("summary", "description"))
            text = "\n".join(text for text in (*texts, call.organisation.name) if text)
            found.append(Words(language, title, text, f"/calls/{call.slug}/"))
    return found


def proposal_words(proposal: Proposal) -> list[Words]:
    """The proposal by what everybody may read of it; who sees it is asked again when it is looked for."""
    if proposal.number is None or proposal.state == Proposal.State.WITHDRAWN:
        return []
    address = f"/calls/{proposal.call.slug}/proposals/{proposal.number}/"
    district = proposal.district.name if proposal.district else ""
    languages = [proposal.language, *(code for code in proposal.translations if code != proposal.language)]
    found = []
    for language in languages:
        with translation.override(language):
            texts = [proposal.summary_in(language), proposal.address, district]
            if language == proposal.language:
                form = form_of(proposal)
                shown = display(form, proposal.answers, public=True)
                texts += [
                    answer.text
                    for answer in shown
                    if answer.question.is_text and answer.question.key not in ("title", "summary")
                ]
            text = "\n".join(str(text) for text in texts if text)
            found.append(Words(language, proposal.title_in(language), text, address))
    return found


def _calls(person: Person | None) -> QuerySet[Call]:
    announced: QuerySet[Call] = Call.objects.visible_to(person).exclude(state=Call.State.DRAFT)
    return announced


def _proposals(person: Person | None) -> QuerySet[Proposal]:
    return Proposal.objects.visible_to(person).exclude(number=None)


CALLS = SearchKind(
    key=CALL,
    label=Call._meta.verbose_name_plural,
    things=lambda: Call.objects.select_related("organisation"),
    entries=call_words,
    organisation=lambda call: call.organisation,
    visible_keys=_calls,
)
PROPOSALS = SearchKind(
    key=PROPOSAL,
    label=Proposal._meta.verbose_name_plural,
    things=lambda: Proposal.objects.select_related("call__organisation", "district"),
    entries=proposal_words,
    organisation=lambda proposal: proposal.call.organisation,
    visible_keys=_proposals,
)
