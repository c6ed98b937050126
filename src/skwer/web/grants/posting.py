"""Offers of small grants before their agreement: shown to everybody, commented on, answered by the office."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.grants import actions
from skwer.apps.grants.models import Agreement, Posting, Remark
from skwer.apps.grants.queries.agreements import past_postings, posted_offers, public_party
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.throttle import throttled

from .forms_agreements import RemarkForm, WordsForm
from .inside import attempt, desk_page, done, page
from .papers import sources
from .showing import links_of

PAGE = 30


@require_safe
def posted(request: HttpRequest) -> HttpResponse:
    """What is shown now, and what was shown in the last year with the city's answers."""
    at = timezone.now()
    past = Paginator(past_postings(at), PAGE).get_page(request.GET.get("page"))
    context = {
        "now": [(one, one.agreement, public_party(one.agreement)) for one in posted_offers(at)],
        "page": past,
        "past": [(one, one.agreement, public_party(one.agreement)) for one in past],
        "register_url": address("web:agreements"),
    }
    return render(request, "grants/posted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@throttled("remark", limit=5, seconds=3600)
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """One posted offer: what is asked for, from whom, for how much; and what people say. Anybody may comment."""
    at = timezone.now()
    rows = Posting.objects.select_related(
        "agreement__organisation", "agreement__party_organisation", "agreement__call", "agreement__proposal__call"
    )
    one = get_object_or_404(rows, agreement_id=pk)
    agreement = one.agreement
    request.city = agreement.organisation  # type: ignore[attr-defined]
    form, status = RemarkForm(), 200
    open_now = one.closed_at is None and one.from_at <= at < one.until_at
    if request.method == "POST":
        form = RemarkForm(request.POST)
        here = address("web:posting", pk)
        answer = attempt(
            request, form, lambda told: _remark(one, told, at), _("Thank you. The office will answer."), here
        )
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    paid_from = sources()
    context = {
        "posting": one,
        "agreement": agreement,
        "city": agreement.organisation,
        "party": public_party(agreement),
        "open_now": open_now,
        "form": form,
        "remarks": list(one.remarks.all()),
        "lines": [(line.name, paid_from.get(line.source, line.source), line.amount) for line in agreement.lines.all()],
        "posted_url": address("web:posted"),
        **links_of(agreement),
    }
    return render(request, "grants/posting.html", context, status=status)


def _remark(one: Posting, told: dict[str, Any], at: Any) -> Remark | None:
    if told["website"]:  # a machine filled the trap: it is thanked, and nothing is kept
        return None
    return actions.add_remark(posting=one, name=told["name"], text=told["text"], at=at)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_posting(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """The remarks: answer each, hide one with a reason, close the posting with words about all of them."""
    one = getattr(agreement, "posting", None)
    if one is None:
        raise Http404
    at, status, wrong, doing = timezone.now(), 200, "", ""
    form = WordsForm()
    if request.method == "POST":
        doing, form = request.POST.get("do", ""), WordsForm(request.POST)
        if form.is_valid():
            try:
                said = _do(request, one, doing, form.cleaned_data["words"], at)
            except Refusal as refusal:
                status, wrong = refusal.status, str(refusal)
            else:
                return done(request, said, address("web:desk_posting", agreement.pk))
        else:
            status = 422
    remarks = list(one.remarks.all())
    context = {
        "title": "",
        "finding": _("What people say about the offer"),
        "posting": one,
        "remarks": remarks,
        "over": at >= one.until_at,
        "form": form,
        "wrong": wrong,
        "doing": doing,
        "chosen": request.POST.get("remark", ""),
        "public_url": address("web:posting", agreement.pk),
    }
    return page(request, "grants/desk_posting.html", agreement, "agreement", context, desk=True, status=status)


def _do(request: HttpRequest, one: Posting, doing: str, words: str, at: Any) -> str:
    by: Any = request.user
    if doing == "close":
        actions.close_posting(by=by, posting=one, summary=words, at=at)
        return _("The posting is closed. The agreement can go to the party.")
    key = request.POST.get("remark", "")
    remark = one.remarks.filter(pk=key).first() if key.isdecimal() else None
    if remark is None:
        raise Http404
    if doing == "hide":
        actions.hide_remark(by=by, remark=remark, why=words, at=at)
        return _("The remark is hidden; the reason stands in its place.")
    if doing == "show":
        actions.show_remark(by=by, remark=remark, at=at)
        return _("The remark is shown again.")
    actions.answer_remark(by=by, remark=remark, answer=words, at=at)
    return _("The answer stands below the remark.")


__all__ = ["desk_posting", "posted", "posting"]
