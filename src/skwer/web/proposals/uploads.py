"""Files sent with a step of the form: kept first, then named in the answer by their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from skwer.apps.calls.models import Proposal
from skwer.apps.files import actions as files
from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError
from skwer.apps.forms.schema import Question
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address


def take(
    request: HttpRequest, proposal: Proposal, questions: Iterable[Question], at: datetime, *, forget: bool = False
) -> tuple[dict[str, Any], list[FieldError]]:
    """Answers to the file questions after what was added and removed on the page, and why a file was not taken.

    A page that keeps nothing before it is sent carries the keys of files it took already as `<question>-kept`.
    forget: delete the bytes of removed files (in a draft; a sent version may still refer to them).
    """
    answers: dict[str, Any] = {}
    errors: list[FieldError] = []
    for question in (q for q in questions if q.kind == "file"):
        before = list(proposal.answers.get(question.key) or [])
        kept = request.POST.getlist(f"{question.key}-kept") or list(before)
        removed = [uid for uid in request.POST.getlist(f"{question.key}-remove") if uid in kept]
        alt = request.POST.get(f"{question.key}-alt", "")
        for sent in request.FILES.getlist(question.key):
            try:
                upload = files.store_upload(
                    by=request.user,  # type: ignore[arg-type]
                    organisation=proposal.call.organisation,
                    file=sent,
                    kind=question.accept,
                    audience=Upload.Audience.HOLDER if question.public else Upload.Audience.INSIDE,
                    holder_kind="proposal",
                    holder_key=proposal.pk,
                    alt_text=alt,
                    at=at,
                )
            except Refusal as refusal:
                errors.append(FieldError(question.key, refusal.code, refusal.message, label=question.label))
            else:
                kept.append(str(upload.pk))
        if forget:
            for upload in _mine(proposal).filter(pk__in=removed):
                files.delete_upload(by=request.user, upload=upload, at=at)  # type: ignore[arg-type]
        after = [uid for uid in kept if uid not in removed]
        if after != before:
            answers[question.key] = after
    return answers, errors


def _mine(proposal: Proposal) -> Any:
    return Upload.objects.filter(holder_kind="proposal", holder_key=str(proposal.pk))


def listed(proposal: Proposal, person: Any) -> dict[str, Mapping[str, Any]]:
    """The proposal's files that the person may open, by key, as a page shows them. One query."""
    visible = Upload.objects.visible_to(person).filter(holder_kind="proposal", holder_key=str(proposal.pk))
    return {str(upload.pk): shown(upload) for upload in visible}


def shown(upload: Upload) -> dict[str, Any]:
    url = address("web:file", upload.pk)
    return {
        "key": str(upload.pk),
        "name": upload.original_name,
        "size": upload.size,
        "alt": upload.alt_text,
        "url": url,
        "small": f"{url}?size=small" if url and upload.is_picture else "",
        "picture": upload.is_picture,
    }


def of_question(question: Question, answers: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    if question.kind != "file":
        return []
    return [known[uid] for uid in answers.get(question.key) or [] if uid in known]
