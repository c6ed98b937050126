"""Kits at the desk: the list, bringing one in, making one of a call, writing on a draft, publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skwer.apps.calls.actions.kit_making import make_kit_of_call
from skwer.apps.calls.models import Call
from skwer.apps.people.fields import plain
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import queries, rules
from skwer.apps.practices.actions import kits as actions
from skwer.apps.practices.kits import diff, documents, elements, registry
from skwer.apps.practices.models import Kit, KitVersion
from skwer.web.context import address, with_query
from skwer.web.desk.doors import changes_only_by_staff, desk_call
from skwer.web.practices.doors import desk_of_organisation
from skwer.web.practices.forms import BOTH, take_refusal
from skwer.web.refusing import refused

from .doors import desk_of_kit
from .forms import DocumentForm, ImportForm, NamesForm, NoteForm, PracticeForm

PAGE = 30
BUTTONS = ("names", "document", "attach", "publish", "drop")


@desk_of_organisation
@require_safe
def desk_kits(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Every kit of the organisation: what is published, what is being written, who began from it."""
    person: Any = request.user
    page = Paginator(queries.desk_kits(organisation), PAGE).get_page(request.GET.get("page"))
    rows = []
    for kit in page:
        versions = list(kit.versions.all())
        rows.append(
            {
                "kit": kit,
                "title": versions[0].title if versions else kit.slug,
                "published": next((one for one in versions if one.is_published), None),
                "draft": next((one for one in versions if not one.is_published), None),
                "practice": kit.practice,
                "begun": kit.begun,
            }
        )
    context = {
        "organisation": organisation,
        "others": [one for one in mine if one != organisation],
        "rows": rows,
        "page": page,
        "may_keep": rules.may_keep_kits(person, organisation),
        "import_url": with_query(address("web:desk_kit_import"), f"organisation={organisation.slug}"),
    }
    return render(request, "kits/desk_list.html", context)


@desk_of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def desk_kit_import(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:  # noqa: ARG001
    """Bring a kit in: every fault is listed with its place, and what was pasted stays."""
    person: Any = request.user
    if not rules.may_keep_kits(person, organisation):
        raise Http404
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None, organisation=organisation)
    faults: list[Any] = []
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                kit = actions.import_kit(
                    by=person,
                    organisation=organisation,
                    data=form.data_given(),
                    practice=form.cleaned_data["practice"],
                    slug=form.cleaned_data["slug"],
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                faults = list_faults(form, refusal)
            else:
                messages.success(request, _("It is a draft now. Read it, then publish it."))
                return redirect("web:desk_kit", slug=kit.slug)
    context = {"organisation": organisation, "form": form, "faults": faults, "schema_url": schema_url()}
    return render(request, "kits/desk_import.html", context, status=status)


@desk_call
@changes_only_by_staff
@require_POST
def desk_kit_of_call(request: HttpRequest, call: Call) -> HttpResponse:
    """A draft kit with the rules of a call that has been decided."""
    person: Any = request.user
    try:
        kit = make_kit_of_call(by=person, call=call, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, back=address("web:desk_call", call.slug), back_label=call.title)
    messages.success(request, _("The rules of the call are a draft of a kit now. Read it, then publish it."))
    return redirect("web:desk_kit", slug=kit.slug)


@desk_of_kit
@require_http_methods(["GET", "HEAD", "POST"])
def desk_kit(request: HttpRequest, kit: Kit) -> HttpResponse:
    """The kit's versions; its draft: names, document, publishing, throwing it away."""
    person: Any = request.user
    may_change = rules.may_change_kit(person, kit)
    drafted = queries.draft_of_kit(kit)
    published = kit.versions.published().order_by("-number").first()
    latest = drafted or published
    if latest is None:
        raise Http404
    button = next((name for name in BUTTONS if name in request.POST), "names") if request.method == "POST" else ""
    forms = _forms(request, kit, latest, button)
    faults: list[Any] = []
    status = 200
    if button:
        if not may_change:
            raise Http404
        status = 422
        form = forms.get(button)
        if form is None or form.is_valid():
            try:
                return _do(request, kit, latest, button, form)
            except Refusal as refusal:
                status = refusal.status
                faults = list_faults(form, refusal) if form is not None else [{"message": refusal.message}]
    context = {
        "kit": kit,
        "latest": latest,
        "draft": drafted,
        "published": published,
        "title": latest.title,
        "forms": forms,
        "pressed": button,
        "faults": faults,
        "may_change": may_change,
        "changes": diff.differences(plain(published.document), plain(drafted.document))
        if drafted and published
        else [],
        "undecided": [problem for problem in registry.problems(plain(latest.document)) if problem.undecided],
        "versions": list(kit.versions.order_by("-number")),
        "schema_url": schema_url(),
        "transfers": list(queries.transfers_of_kit(kit, person)),
    }
    return render(request, "kits/desk_kit.html", context, status=status)


def _forms(request: HttpRequest, kit: Kit, latest: KitVersion, button: str) -> dict[str, Any]:
    """The page's forms; the one that was sent keeps what was typed."""
    assert kit.organisation is not None  # noqa: S101  (the door lets no others in)
    names = {f"{name}_{code}": latest.named(name).get(code, "") for name in ("title", "summary") for code in BOTH}
    post = {name: request.POST if name == button else None for name in BUTTONS}
    files = request.FILES if button == "document" else None
    return {
        "names": NamesForm(post["names"], initial=names),
        "document": DocumentForm(post["document"], files),
        "attach": PracticeForm(post["attach"], organisation=kit.organisation, initial={"practice": kit.practice_id}),
        "publish": NoteForm(post["publish"]),
    }


def _do(request: HttpRequest, kit: Kit, latest: KitVersion, button: str, form: Any) -> HttpResponse:
    """What the button asks for; raises the refusal of its action."""
    by: Any = request.user
    at = timezone.now()
    base = request.POST.get("base")
    said = _("Saved.")
    if button == "names":
        document = _renamed(plain(latest.document), form.cleaned_data)
        actions.save_draft(by=by, kit=kit, document=document, base=base, at=at)
    elif button == "document":
        actions.save_draft(by=by, kit=kit, document=documents.read(form.data_given()), base=base, at=at)
    elif button == "attach":
        actions.attach_practice(by=by, kit=kit, practice=form.cleaned_data["practice"], at=at)
    elif button == "publish":
        note = {code: form.cleaned_data[f"note_{code}"] for code in BOTH}
        actions.publish_kit_version(by=by, version=latest, note=note, base=base, at=at)
        messages.success(request, _("Published. From now on this version never changes."))
        return redirect("web:kit", slug=kit.slug)
    else:
        actions.discard_draft(by=by, version=latest, at=at)
        said = _("The draft is thrown away.")
        if not Kit.objects.filter(pk=kit.pk).exists():
            messages.success(request, said)
            return redirect("web:desk_kits")
    messages.success(request, said)
    return redirect("web:desk_kit", slug=kit.slug)


def _renamed(document: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """The document with other names; a language that was emptied is left out."""
    for name in ("title", "summary"):
        said = {**document.get(name, {}), **{code: typed[f"{name}_{code}"] for code in BOTH}}
        document = {**document, name: {code: words for code, words in said.items() if words}}
    return document


def list_faults(form: Any, refusal: Refusal) -> list[Any]:
    """What a refusal says: each fault with its place where it is about the document, else beside the field."""
    if problems := getattr(refusal, "problems", None):
        return [
            {
                "message": problem.message,
                "element": str(elements.element(problem.element).name) if problem.element else "",
                "path": problem.path,
            }
            for problem in problems
        ]
    if getattr(refusal, "field", "") == "document":
        form.add_error("file" if form.cleaned_data.get("file") else "text", str(refusal.message))
    else:
        take_refusal(form, refusal)
    return []


def schema_url() -> str:
    """Where the form of a kit document is described for programs."""
    return "/api/v1/kits/schema.json"
