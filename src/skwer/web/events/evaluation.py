"""How it was: the form for those who came, and what the answers say together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.evaluating import FEW, Summary
from skwer.apps.events.models import Event
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.schema import Form
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.refusing import refused
from skwer.web.templatetags.words import number
from skwer.web.throttle import throttled

from .doors import own_registration, seen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("event-evaluation", limit=30, seconds=3600)
@seen
def event_evaluation(request: HttpRequest, event: Event) -> HttpResponse:
    """The evaluation, once, from the event's first hour; a guest comes by the key of her letter."""
    at = timezone.now()
    person: Any = request.user if request.user.is_authenticated else None
    mine, key = own_registration(request, event)
    if mine is None:
        if person is None:
            return redirect(f"{address('account_login')}?next={request.path}")
        raise Http404
    back = address("web:event", event.slug) + (f"?key={key}" if key else "")
    answer = rules.may_evaluate(mine, at)
    if not answer:
        refusal = Refusal(answer.why)
        return refused(request, refusal, back=back, back_label=_("Back to the event"))
    form = Form.from_json(event.evaluation)
    answers: dict[str, Any] = {}
    problems: Any = []
    status = 200
    if request.method == "POST":
        answers = read_post(form, request.POST)
        try:
            actions.give_evaluation(by=person, registration=mine, answers=answers, at=at, key=key)
        except Refusal as refusal:
            problems = getattr(refusal, "errors", None) or [("", refusal.message)]
            status = refusal.status
        else:
            messages.success(request, _("Thank you. Your answers are kept without your name."))
            return redirect(back)
    context = {
        "event": event,
        "city": event.organisation,
        "questions": form.questions,
        "answers": answers,
        "problems": problems,
        "key": key,
        "back": back,
        "few": FEW,
    }
    return render(request, "events/evaluation.html", context, status=status)


def summary(event: Event) -> dict[str, Any] | None:
    """What the answers say, in words for `events/_evaluation.html`; None where nobody was asked or answered."""
    if not event.evaluation:
        return None
    told: Summary = queries.evaluation_summary(event)
    if not told.answered:
        return None
    title = ngettext("%(n)s of %(all)s said how it was", "%(n)s of %(all)s said how it was", told.answered) % {
        "n": number(told.answered),
        "all": number(told.asked),
    }
    rows = [_row(one) for one in told.questions if not one.hidden]
    if not rows:
        words = _("Fewer than %(n)s people answered. So that nobody is recognised, we show nothing.") % {"n": FEW}
        return {"title": title, "hidden": words}
    return {"title": title, "rows": rows}


def _row(one: Any) -> dict[str, Any]:
    bars = [(str(option.label), n) for option, n in one.counts]
    mean = _("On average %(mean)s") % {"mean": number(one.mean)} if one.mean is not None else ""
    return {"label": str(one.question.label), "bars": bars, "texts": one.texts, "summary": mean}
