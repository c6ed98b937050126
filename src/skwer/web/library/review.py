"""Editor and expert read a practice: comments by part, the author's answers, and the word that sends it on or back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.practices import actions, rules
from skwer.apps.practices.models import Practice, PracticeVersion, Remark, Review, Theme
from skwer.web.context import OWN_NAMES, address

from . import pictures
from .parts import BY_KEY, OTHERS, heading_of, name_of
from .record import changes_for_reader, facts_of, figures_of, reading_language, spoken
from .states import next_of, shape_of, steps_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_practice_review(request: HttpRequest, slug: str) -> HttpResponse:
    """The version that is being read, part by part, with its comments; once it is published, what was said of it."""
    person: Any = request.user
    inside = Practice.objects.inside(person).select_related("organisation", "project__organisation", "current")
    practice = get_object_or_404(inside, slug=slug)
    request.city = practice.organisation  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    version = _version(practice, person)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _do(request, version)
        except NotAllowed as error:
            if not rules.reads_for_project(person, version, timezone.localdate()) and not rules.may_write_practice(
                person, practice
            ):
                raise Http404 from error
            refusal = error
        except Refusal as error:
            refusal = error
        version = _version(practice, person)
    context = _context(request, practice, version, refusal)
    return render(request, "library/review.html", context, status=refusal.status if refusal else 200)


def _version(practice: Practice, person: Any) -> PracticeVersion:
    """The newest one the person may see: what is only written is not for editors and experts yet."""
    version = practice.versions.visible_to(person).order_by("-number").first()  # type: ignore[attr-defined]
    if version is None:
        raise Http404
    version.practice = practice
    return version


def _context(
    request: HttpRequest, practice: Practice, version: PracticeVersion, refusal: Refusal | None
) -> dict[str, Any]:
    person: Any = request.user
    today = timezone.localdate()
    step = actions.TURN.get(PracticeVersion.State(version.state), "")
    reads = bool(step) and rules.may_validate(person, version, step, today)
    writes = rules.may_write_practice(person, practice) and not version.is_published
    remarks = list(version.remarks.select_related("by", "answered_by"))
    code = reading_language(request, version)
    told = _typed(request, refusal)
    rows = [_row(version, key, code, remarks, told) for key in (*BY_KEY, *OTHERS)]
    left = sum(1 for one in remarks if one.is_open)
    mine = sum(1 for one in remarks if one.is_open and one.step == step)
    return {
        "practice": practice,
        "version": version,
        "title": version.text("title", code),
        "shape": shape_of(version),
        "words": capfirst(str(version.get_state_display())),
        "steps": steps_of(version),
        "next": next_of(version),
        "step": step,
        "reads": reads,
        "writes": writes,
        "may_take_back": writes and bool(step),
        "not_alone": bool(step) and not reads and rules.reads_at(person, version, step, today),
        "rows": rows,
        "finding": _finding(len(remarks), left),
        "left": mine,
        "unanswered": sum(1 for one in remarks if not one.answer and not one.settled),
        "reviews": version.reviews.select_related("by"),
        "figures": list(figures_of(version)),
        "facts": [
            *facts_of(version),
            {"label": pgettext("practices", "Themes"), "value": ", ".join(_themes(version))},
        ],
        "pictures": pictures.rows(version),
        "changes": changes_for_reader(practice.current, version, code)
        if practice.current is not None and practice.current_id != version.pk
        else [],
        "languages": [(one, OWN_NAMES.get(one, one), one == code) for one in version.languages],
        "problems": [(told["field"], str(refusal.message))] if refusal else [],
        "told": told,
        "edit_url": address("web:desk_practice", practice.slug) if writes else "",
    }


def _themes(version: PracticeVersion) -> list[str]:
    return [str(Theme(key).label) for key in version.fact("themes") or [] if key in Theme.values]


def _finding(all_of_them: int, left: int) -> str:
    if not all_of_them:
        return _("No comments yet")
    if not left:
        return ngettext("%(n)s comment, settled", "%(n)s comments, all settled", all_of_them) % {"n": all_of_them}
    return ngettext("%(n)s comment is open", "%(n)s comments are open", left) % {"n": left}


def _row(version: PracticeVersion, key: str, code: str, remarks: list[Remark], told: dict[str, Any]) -> dict[str, Any]:
    """One part with its comments."""
    text = spoken(version, key, code) if key in BY_KEY else None
    heading = heading_of(key, version.fact("verdict") or "") if key in BY_KEY else ""
    return {
        "key": key,
        "name": name_of(key),
        "heading": heading or name_of(key),
        "text": text,
        "remarks": [_remark(one) for one in remarks if one.part == key],
        "open": told["part"] == key,
    }


def _remark(one: Remark) -> dict[str, Any]:
    shape, words = "fix", _("waits for an answer")
    if one.settled == Remark.Settled.ACCEPTED:
        shape, words = "chosen", str(one.get_settled_display())
    elif one.settled == Remark.Settled.NOT_ACCEPTED:
        shape, words = "no", str(one.get_settled_display())
    elif one.answer:
        shape, words = "check", _("answered")
    return {"one": one, "shape": shape, "words": capfirst(words), "step": capfirst(str(one.get_step_display()))}


def _typed(request: HttpRequest, refusal: Refusal | None) -> dict[str, Any]:
    """What was typed when it was refused, and which field to lead to."""
    if refusal is None:
        return {"field": "", "part": "", "remark": "", "text": "", "reason": ""}
    given = request.POST
    remark = given.get("remark", "")
    field = {"text": f"text-{given.get('part', '')}", "answer": f"answer-{remark}", "settled": f"reason-{remark}"}.get(
        getattr(refusal, "field", ""), ""
    )
    if getattr(refusal, "field", "") == "reason":
        field = f"reason-{remark}" if remark else "reason"
    text = given.get("text", "") or given.get("answer", "")
    return {
        "field": field,
        "part": given.get("part", ""),
        "remark": remark,
        "text": text,
        "reason": given.get("reason", ""),
    }


def _do(request: HttpRequest, version: PracticeVersion) -> HttpResponse:
    """Whatever button was pressed; raises the refusal of its action."""
    by: Any = request.user
    at = timezone.now()
    given = request.POST
    here = address("web:desk_practice_review", version.practice.slug)
    step = given.get("step", "")
    if "comment" in given:
        made = actions.remark(
            by=by, version=version, step=step, part=given.get("part", ""), text=given.get("text", ""), at=at
        )
        messages.success(request, _("Your comment is there. Who writes the practice can answer it at once."))
        return redirect(f"{here}#part-{made.part}")
    if "answer_it" in given or "settle" in given:
        one = _named(version, given.get("remark", ""))
        if "answer_it" in given:
            actions.answer_remark(by=by, remark=one, answer=given.get("answer", ""), at=at)
            messages.success(request, _("Answered."))
        else:
            settled, reason = given.get("settle", ""), given.get("reason", "")
            actions.settle_remark(by=by, remark=one, settled=settled, reason=reason, at=at)
            messages.success(request, _("Settled."))
        return redirect(f"{here}#part-{one.part}")
    if "ask_changes" in given:
        actions.ask_changes(by=by, version=version, reason=given.get("reason", ""), at=at)
        messages.success(request, _("Sent back. The author reads your reason and your comments."))
        return redirect(here)
    if "take_back" in given:
        actions.take_back(by=by, version=version, at=at)
        messages.success(request, _("You have it back. Hand it in again when you have changed it."))
        return redirect("web:desk_practice", slug=version.practice.slug)
    if "submit" in given:
        actions.submit_practice(by=by, version=version, at=at)
        messages.success(request, _("Handed in. The editor reads it next."))
        return redirect(here)
    if "accept" in given:
        actions.accept(by=by, version=version, step=step, reason=given.get("reason", ""), at=at)
        if step == Review.Step.EDITOR:
            messages.success(request, _("Accepted. The expert reads it next."))
            return redirect(here)
        messages.success(request, _("Accepted. Everybody can read the practice now."))
        return redirect("web:practice", slug=version.practice.slug)
    raise Http404


def _named(version: PracticeVersion, key: str) -> Remark:
    if not (key.isdecimal() and len(key) < 16):
        raise Http404
    return get_object_or_404(Remark.objects.select_related("version__practice"), version=version, pk=int(key))
