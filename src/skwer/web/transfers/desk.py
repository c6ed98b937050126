"""Transfers at the desk: the list, beginning one, and its page with stages and matrix."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import queries, rules
from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.kits import registry
from skwer.apps.practices.models import KitVersion, Practice, Transfer
from skwer.apps.programmes.models import Project
from skwer.web.context import address, with_query
from skwer.web.practices.doors import desk_of_organisation
from skwer.web.practices.forms import take_refusal

from .doors import desk_of_transfer
from .fit import spread_words
from .forms import BeginForm, TransferForm
from .questions import waiting_for
from .trials import trials_shown
from .views import calls_of, facts
from .words import counted, mark, moves, next_of, rows_of, steps, until

PAGE = 30


@desk_of_organisation
@require_safe
def desk_transfers(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """Every transfer of the organisation, those that go on first."""
    today = timezone.localdate()
    page = Paginator(queries.desk_transfers(organisation), PAGE).get_page(request.GET.get("page"))
    rows = []
    for transfer in page:
        matrix = queries.matrix(transfer)
        shape, words = mark(transfer, today)
        left = sum(1 for row in matrix if row.element.decision == "undecided")
        rows.append((transfer, shape, words, until(transfer), len(matrix) - left, len(matrix)))
    context = {
        "organisation": organisation,
        "others": [one for one in mine if one != organisation],
        "rows": rows,
        "page": page,
        "may_transfer": rules.may_transfer(request.user, organisation),  # type: ignore[arg-type]
        "new_url": with_query(address("web:desk_transfer_new"), f"organisation={organisation.slug}"),
        "practices_url": address("web:practices"),
    }
    return render(request, "transfers/desk_list.html", context)


def _versions() -> list[KitVersion]:
    """The newest published version of every kit."""
    found: dict[int, KitVersion] = {}
    for one in KitVersion.objects.published().select_related("kit__practice__current").order_by("kit", "-number"):
        found.setdefault(one.kit_id, one)
    return sorted(found.values(), key=lambda one: one.title.casefold())


def _wanted(request: HttpRequest, versions: list[KitVersion]) -> tuple[KitVersion | None, Practice | None]:
    """What the address names: `?kit=<slug>`, with `&v=` an older version of it; `?practice=<slug>`."""
    person: Any = request.user
    slug, number = request.GET.get("kit", ""), request.GET.get("v", "")
    practice = Practice.objects.visible_to(person).filter(slug=request.GET.get("practice", "")).first()
    version = next((one for one in versions if one.kit.slug == slug), None)
    if version is not None and number.isdecimal() and len(number) < 5:
        published = KitVersion.objects.published().select_related("kit__practice__current")
        version = published.filter(kit=version.kit, number=int(number)).first() or version
    if version is None and practice is not None:
        version = next((one for one in versions if one.kit.practice_id == practice.pk), None)
    if practice is None and version is not None and version.kit.practice is not None:
        practice = version.kit.practice if version.kit.practice.is_published else None  # drafts are their keeper's
    return version, practice


def _practice_of(version: KitVersion, named: Practice | None) -> Practice | None:
    """The practice the address names, unless the chosen kit carries out another one."""
    mine = version.kit.practice_id is None or (named is not None and version.kit.practice_id == named.pk)
    return named if named is not None and named.is_published and mine else None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_new(request: HttpRequest) -> HttpResponse:
    """Begin a transfer: whose, of which kit, in which project, until when."""
    person: Any = request.user
    choices = [one for one in Organisation.objects.of(person).order_by("name") if rules.may_transfer(person, one)]
    wanted = request.POST.get("organisation") or request.GET.get("organisation", "")
    organisation = next((one for one in choices if one.slug == wanted), None if wanted or not choices else choices[0])
    if organisation is None:
        raise Http404
    request.city = organisation  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    versions = _versions()
    version, practice = _wanted(request, versions)
    if version is not None and version not in versions:
        versions.append(version)
    projects = list(queries.projects_to_try_in(organisation))
    project = Project.objects.filter(slug=request.GET.get("project", "")).first()
    initial = {
        "kit": str(version.pk) if version else "",
        "title": practice.title if practice else version.title if version else "",
        "project": str(project.pk) if project else "",
    }
    posted = request.method == "POST"
    form = BeginForm(request.POST if posted else None, versions=versions, projects=projects, initial=initial)
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            version = values.pop("kit")
            if version is None:
                form.add_error("kit", _("Choose the kit your city begins from."))
            else:
                try:
                    transfer = actions.begin_transfer(
                        by=person,
                        organisation=organisation,
                        kit_version=version,
                        practice=_practice_of(version, practice),
                        at=timezone.now(),
                        **values,
                    )
                except Refusal as refusal:
                    status = refusal.status
                    take_refusal(form, refusal)
                else:
                    messages.success(request, _("Begun. Only your desk and your project read it for now."))
                    return redirect("web:desk_transfer", pk=transfer.pk)
    going = Transfer.objects.filter(organisation=organisation, ended_at__isnull=True)
    context = {
        "organisation": organisation,
        "organisations": [(one.slug, one.short) for one in choices] if len(choices) > 1 else [],
        "form": form,
        "version": version,
        "practice": practice,
        "going": list(going.filter(kit_version__kit=version.kit)) if version else [],
        "list_url": with_query(address("web:desk_transfers"), f"organisation={organisation.slug}"),
    }
    return render(request, "transfers/desk_new.html", context, status=status)


@desk_of_transfer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    """Stages with their days, what next, the matrix; beneath it title and days, publishing, the end."""
    person: Any = request.user
    projects = list(queries.projects_to_try_in(transfer.organisation))
    sent = request.POST.get("do", "")
    form = TransferForm(
        request.POST if sent == "change" else None, projects=projects, initial=TransferForm.initial_of(transfer)
    )
    problems: list[Any] = []
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if (message := _do(request, transfer, sent, form)) is not None:
                messages.success(request, message)
                return redirect("web:desk_transfer", pk=transfer.pk)
        except Refusal as refusal:
            status = refusal.status
            transfer.refresh_from_db()
            if sent == "change":
                take_refusal(form, refusal)
            else:
                problems = [(getattr(refusal, "field", ""), str(refusal.message))]
    at = timezone.now()
    matrix = queries.matrix(transfer)
    calls = calls_of(person, transfer)
    shape, words = mark(transfer, timezone.localdate(at))
    move, back = moves(transfer, matrix)
    context = {
        "transfer": transfer,
        "shape": shape,
        "words": words,
        "steps": steps(transfer),
        "next": next_of(transfer, matrix, at, calls) if transfer.is_open else None,
        "rows": rows_of(transfer, matrix),
        "finding": counted(matrix),
        "move": move,
        "back_stage": back,
        "faults": [_fault(transfer, one, matrix) for one in registry.faults(transfer.document)],
        "open_url": address("web:desk_transfer_open", transfer.pk),
        "offers": _offers(transfer),
        "facts": facts(person, transfer),
        "calls": calls,
        "spreads": [spread_words(one) for one in queries.fit(transfer)],
        "trials": trials_shown(person, transfer, desk=True),
        "questions": waiting_for(person, transfer),
        "conflicts": len(queries.legal_conflicts(transfer)) if transfer.is_open else 0,
        "ways": _ways(transfer),
        "may_adapt": rules.may_adapt(person, transfer),
        "may_rate": rules.may_rate(person, transfer),
        "form": form,
        "problems": problems,
        "sent": sent,
        "typed": request.POST,
        "list_url": with_query(address("web:desk_transfers"), f"organisation={transfer.organisation.slug}"),
    }
    return render(request, "transfers/desk_transfer.html", context, status=status)


def _fault(transfer: Transfer, one: registry.KitProblem, matrix: list[queries.MatrixRow]) -> dict[str, Any]:
    """What is wrong with the kit as adapted, and where it is mended."""
    row = next((row for row in matrix if row.key == one.element), None)
    url = address("web:desk_transfer_element", transfer.pk, row.key) if row else ""
    return {"message": one.message, "name": row.name if row else "", "url": url}


def _offers(transfer: Transfer) -> list[dict[str, Any]]:
    """Newer versions of the kit that wait for an answer."""
    waiting = transfer.offers.filter(answered_at__isnull=True).select_related("version") if transfer.is_open else []
    found = [
        {"number": one.version.number, "url": address("web:desk_transfer_offer", transfer.pk, one.version.number)}
        for one in waiting
    ]
    return [one for one in found if one["url"]]


def _ways(transfer: Transfer) -> list[tuple[str, str, str]]:
    """Other pages of this transfer; those that are installed."""
    ways = [
        (_("Transfer plan"), _("Who does what, when and at what cost"), address("web:desk_transfer_plan", transfer.pk)),
        (_("How well it fits"), _("Law, money, people, capacity"), address("web:desk_transfer_fit", transfer.pk)),
        (_("Open my call"), _("Legal conflicts first, then the days"), address("web:desk_transfer_open", transfer.pk)),
    ]
    if transfer.project is not None:
        page = address("web:project_transfers", transfer.project.slug)
        ways.append((_("Beside the other cities"), transfer.project.title, page))
    return [way for way in ways if way[2]]


def _do(request: HttpRequest, transfer: Transfer, sent: str, form: TransferForm) -> str | None:
    """Whatever button was pressed; its word of success, None where the form holds mistakes."""
    by: Any = request.user
    at = timezone.now()
    if sent == "change":
        if not form.is_valid():
            return None
        actions.change_transfer(by=by, transfer=transfer, values=dict(form.cleaned_data), at=at)
        return _("Saved.")
    if sent == "stage":
        actions.move_stage(by=by, transfer=transfer, stage=request.POST.get("stage", ""), at=at)
        return _("The next stage has begun.")
    if sent == "publish":
        actions.publish_transfer(by=by, transfer=transfer, at=at)
        return _("Everybody can read it now.")
    if sent == "hide":
        actions.hide_transfer(by=by, transfer=transfer, at=at)
        return _("It is taken back from the public.")
    if sent == "finish":
        actions.finish_transfer(by=by, transfer=transfer, lesson=request.POST.get("lesson", ""), at=at)
        return _("The practice is carried over. What it taught is kept.")
    if sent == "drop":
        actions.drop_transfer(by=by, transfer=transfer, reason=request.POST.get("reason", ""), at=at)
        return _("The transfer is given up. The reason is kept.")
    raise Http404
