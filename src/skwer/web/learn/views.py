"""Learning for everybody: modules, their questions, paths, certificates."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.models import Upload
from skwer.apps.learning import queries, rules
from skwer.apps.learning.actions import Unanswered, answer_questions
from skwer.apps.learning.models import Completion, Module, Path
from skwer.apps.people.queries import public_name
from skwer.apps.people.refusals import Refusal
from skwer.values.markdown import to_html
from skwer.values.text import in_language
from skwer.web import papers
from skwer.web.context import address, with_query
from skwer.web.refusing import refused
from skwer.web.throttle import throttled

from . import asking, words


class NoNameError(Refusal):
    message = gettext_lazy("Your account has no name yet. Write it there, and the certificate will carry it.")
    code = "no_name"
    status = 409


@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """Every published module and path; for those with an account, how far they are."""
    person: Any = request.user
    modules = list(Module.objects.published().order_by("pk"))
    paths = list(Path.objects.filter(published_at__isnull=False).prefetch_related("steps__module"))
    progress = queries.progress_of(person, modules)
    done = {one.module.pk for one in progress if one.done}
    context: dict[str, Any] = {
        "title": _title(len(modules)),
        "rows": [words.row_of(one) for one in progress],
        "paths": [_path_row(path, done) for path in paths],
        "completions": [],
    }
    if person.is_authenticated:
        context["completions"] = list(queries.completions_of(person))
        context["hours"] = words.hours(queries.hours_of(person))
    return render(request, "learn/list.html", context)


def _title(count: int) -> str:
    if not count:
        return _("Learning")
    return ngettext("%(n)s short lesson, when you need it", "%(n)s short lessons, when you need them", count) % {
        "n": count
    }


# What each audience's path is drawn as.
SCENES = {"resident": "bench", "officer": "courtyard", "juror": "tree", "coordinator": "garden", "lead": "path"}


def _path_row(path: Path, done: set[int]) -> dict[str, Any]:
    """A path as a card: for whom, how many lessons, how far the reader is."""
    steps = [step.module for step in path.steps.all() if step.module.is_published]
    lessons = ngettext("%(n)s lesson", "%(n)s lessons", len(steps)) % {"n": len(steps)}
    completed = sum(module.pk in done for module in steps)
    card = {
        "title": path.title,
        "url": reverse("web:learning_path", args=[path.slug]),
        "text": path.summary,
        "category": SCENES.get(path.audience, "bench"),
        "seed": path.slug,
        "where": f"{lessons} · {words.minutes(sum(module.minutes for module in steps))}",
        "right": path.get_audience_display(),
    }
    if completed:
        card["state"] = "done" if completed == len(steps) else "build"
        card["state_label"] = _("Completed: %(completed)s of %(total)s") % {"completed": completed, "total": len(steps)}
    return {"path": path, "card": card}


@require_safe
def path(request: HttpRequest, slug: str) -> HttpResponse:
    """The modules of a path in order, and how far the reader is."""
    person: Any = request.user
    one = get_object_or_404(Path.objects.visible_to(person).select_related("organisation"), slug=slug)
    request.city = one.organisation  # type: ignore[attr-defined]
    progress = queries.progress_of(person, queries.modules_of(one, person))
    following = next((p for p in progress if not p.done and p.module.is_published), None)
    context = {
        "path": one,
        "spoken": {name: words.spoken(one, name) for name in ("title", "summary")},
        "rows": [words.row_of(p, order=n) for n, p in enumerate(progress, 1)],
        "completed": sum(p.done for p in progress),
        "total": len(progress),
        "following": following.module if following else None,
        "minutes": words.minutes(sum(p.module.minutes for p in progress)),
        "edit_url": address("web:desk_path", one.slug) if rules.may_change(person, one) else "",
    }
    return render(request, "learn/path.html", context)


def _module(request: HttpRequest, slug: str) -> Module:
    person: Any = request.user
    one = get_object_or_404(Module.objects.visible_to(person).select_related("organisation"), slug=slug)
    request.city = one.organisation  # type: ignore[attr-defined]
    return one


@require_safe
def module(request: HttpRequest, slug: str) -> HttpResponse:
    """One module: what to read, see and hear. Reading it leaves no trace."""
    person: Any = request.user
    one = _module(request, slug)
    back = words.back_of(request)
    uploads = list(Upload.objects.visible_to(person).filter(holder_kind="module", holder_key=str(one.pk)))
    paths = Path.objects.visible_to(person).filter(steps__module=one, published_at__isnull=False)
    questions = one.questions.count()
    context = {
        "module": one,
        "body": to_html(one.body, top=2),
        "spoken": {name: words.spoken(one, name) for name in ("title", "summary", "body")},
        "minutes": words.minutes(one.minutes),
        "hours": words.hours(one.hours),
        "pictures": [upload for upload in uploads if upload.is_picture],
        "documents": [upload for upload in uploads if not upload.is_picture],
        "films": [_film(video) for video in one.videos],
        "questions": questions,
        "questions_url": words.with_back(reverse("web:module_questions", args=[one.slug]), back),
        "completion": queries.completion_of(person, one),
        "paths": [{"path": path, "spoken": words.spoken(path, "title")} for path in paths],
        "back": back,
        "edit_url": address("web:desk_module", one.slug) if rules.may_change(person, one) else "",
    }
    return render(request, "learn/module.html", context)


def _film(video: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": video["url"],
        "title": in_language(video["title"]),
        "spoken": words.spoken_in(video["title"]),
        "transcript": in_language(video["transcript"]),
        "spoken_transcript": words.spoken_in(video["transcript"]),
        "minutes": words.minutes(video["minutes"]) if video.get("minutes") else "",
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("learn", limit=120, seconds=600)
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """The module's questions. Everybody may try; what is chosen stays, and each answer says why."""
    one = _module(request, slug)
    person: Any = request.user
    back = words.back_of(request)
    if request.method != "POST":
        return _questions(request, one, back, asking.kept(request, one), problems=[])
    answers = asking.read(request.POST)
    try:
        done = answer_questions(by=person, module=one, answers=answers, at=timezone.now())
    except Unanswered as refusal:
        tried = asking.Tried(answers, None)
        return _questions(request, one, back, tried, problems=refusal.problems, status=refusal.status)
    except Refusal as refusal:
        return refused(request, refusal, back=reverse("web:module", args=[one.slug]), back_label=_("Back to the text"))
    if person.is_authenticated:
        asking.forget(request, one)
        return redirect(words.with_back(reverse("web:module_questions", args=[one.slug]), back) + "#result")
    # Without an account nothing is stored; the browser's own session brings the answers through the sign-in.
    asking.remember(request, one, done.answers)
    return _questions(request, one, back, asking.Tried(done.answers, done.outcome), problems=[])


def _questions(
    request: HttpRequest, one: Module, back: str, tried: asking.Tried, *, problems: list[Any], status: int = 200
) -> HttpResponse:
    person: Any = request.user
    completion = queries.completion_of(person, one)
    context = {
        "module": one,
        "rows": asking.rows(one, tried, problems),
        "problems": [(f"id_{problem.where}", _("%(where)s: choose your answer.") % {"where": problem.where[1:]})
                     for problem in problems],
        "outcome": tried.outcome,
        "unsent": tried.unsent,
        "right": len(tried.outcome.right) if tried.outcome else 0,
        "completion": completion,
        "older": completion is not None and completion.module_version < one.version,
        "back": back,
        "module_url": words.with_back(reverse("web:module", args=[one.slug]), back),
        "here": words.with_back(reverse("web:module_questions", args=[one.slug]), back),
        "hours": words.hours(one.hours),
    }  # fmt: skip
    context["sign_in_url"] = with_query(address("account_login"), asking.following(context["here"]))
    return render(request, "learn/questions.html", context, status=status)


@never_cache
@login_required
@require_safe
def certificate(request: HttpRequest, slug: str) -> HttpResponse:
    """The reader's own certificate of the latest version she completed, as a PDF."""
    person: Any = request.user
    one = _module(request, slug)
    completion = queries.completion_of(person, one)
    if completion is None:
        raise Http404
    if not person.name.strip():
        return refused(request, NoNameError(), back=reverse("web:account"), back_label=_("To your account"))
    paper = papers.Certificate(
        head=papers.letterhead(one.organisation),
        person=person.name,
        what=str(one.title),
        number=completion.number,
        issued_on=timezone.localdate(completion.completed_at),
        kind="learning",
        hours=completion.hours,
        topics=[line for line in (str(one.summary), _version(completion)) if line],
        verify_url=settings.ORIGIN + reverse("web:certificate_of", args=[completion.number]),
    )
    pdf = papers.paper("certificate", paper, (get_language() or "pl")[:2])
    return papers.pdf_response(pdf, f"{one.slug}-{completion.number}.pdf")


def _version(completion: Completion) -> str:
    return _("Version %(n)s of the questions") % {"n": completion.module_version}


@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Where one types the number from a certificate."""
    if wanted := _plain(request.GET.get("number", "")):
        return redirect("web:certificate_of", number=wanted)
    return render(request, "learn/certificates.html", {"number": "", "unknown": False})


@never_cache
@require_safe
def certificate_of(request: HttpRequest, number: str) -> HttpResponse:
    """What a number stands for: module, version, day. A name only where its holder agreed to be named in public."""
    wanted = _plain(number)
    completion = Completion.objects.filter(number=wanted).select_related("module__organisation", "person").first()
    if completion is None:
        return render(request, "learn/certificates.html", {"number": wanted[:20], "unknown": True}, status=404)
    one = completion.module
    request.city = one.organisation  # type: ignore[attr-defined]
    holder = completion.person if completion.person is not None and completion.person.is_active else None
    context = {
        "completion": completion,
        "module": one,
        "spoken": words.spoken(one, "title"),
        "module_url": reverse("web:module", args=[one.slug]) if one.is_published else "",
        "name": public_name(holder),
        "gone": holder is None,
        "hours": words.hours(completion.hours),
        "mine": holder is not None and holder == request.user,
    }
    return render(request, "learn/certificate.html", context)


def _plain(typed: str) -> str:
    """A number as it is kept, however it was typed: small letters, spaces, O for 0, I and L for 1."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())[:24]
    signs = signs.translate(str.maketrans("OIL", "011"))
    return "-".join(signs[n : n + 4] for n in range(0, len(signs), 4))
