"""Lists of trials, what a project has, and what became of a text from one version to the next."""

from __future__ import annotations

import difflib
import re

from django.db.models import Count, Q, QuerySet

from skwer.apps.files.models import Upload
from skwer.apps.forms.showing import words_between
from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes.models import Project

from ..models import Case, Method, MethodVersion, Transfer, Trial, TrialQuerySet

TRIAL = "trial"


def trials_for(
    person: Person | None,
    *,
    organisation: Organisation | None = None,
    project: Project | None = None,
    kind: str = "",
    verdict: str = "",
    state: str = "",
) -> TrialQuerySet:
    """Published trials the person may see, narrowed; the newest first."""
    found = Trial.objects.visible_to(person).filter(published_at__isnull=False)
    found = found.select_related("organisation", "project").order_by("-starts_on", "-pk")
    given = {"organisation": organisation, "project": project, "kind": kind, "verdict": verdict, "state": state}
    return found.filter(**{name: value for name, value in given.items() if value})


def desk_trials(organisation: Organisation) -> TrialQuerySet:
    """All trials the organisation's desk keeps: its own, and those of projects it keeps."""
    mine = Q(organisation=organisation) | Q(project__organisation=organisation)
    return Trial.objects.filter(mine).select_related("organisation", "project").order_by("-pk")


def verdict_counts(trials: QuerySet[Trial]) -> dict[str, int]:
    """How many worked, worked in part, did not; those without a verdict are under ""."""
    counted = trials.order_by().values_list("verdict").annotate(n=Count("pk"))
    return dict(counted)


def organisations_with_trials(person: Person | None) -> QuerySet[Organisation]:
    shown = Trial.objects.visible_to(person).filter(published_at__isnull=False).order_by().values("organisation")
    return Organisation.objects.filter(pk__in=shown).order_by("name")


def projects_with_trials(person: Person | None) -> QuerySet[Project]:
    shown = Trial.objects.visible_to(person).filter(published_at__isnull=False).order_by().values("project")
    return Project.objects.visible_to(person).filter(pk__in=shown).order_by("acronym", "pk")


def projects_to_try_in(organisation: Organisation) -> QuerySet[Project]:
    """Projects a trial of the organisation may belong to."""
    return Project.objects.of(organisation).order_by("acronym", "pk")


def photos_of(trial: Trial) -> list[Upload]:
    """Its public photos, in the order they came."""
    held = Upload.objects.filter(holder_kind=TRIAL, holder_key=str(trial.pk), kind=Upload.Kind.PHOTO)
    return list(held.filter(audience=Upload.Audience.HOLDER).order_by("uploaded_at", "pk"))


def first_photos(trials: list[Trial]) -> dict[int, Upload]:
    """The first photo of each trial that has one, in one query."""
    held = Upload.objects.filter(
        holder_kind=TRIAL,
        holder_key__in=[str(trial.pk) for trial in trials],
        kind=Upload.Kind.PHOTO,
        audience=Upload.Audience.HOLDER,
    )
    found: dict[int, Upload] = {}
    for photo in held.order_by("uploaded_at", "pk"):
        found.setdefault(int(photo.holder_key), photo)
    return found


def transfers_to_test(person: Person | None, organisation: Organisation, trial: Trial | None) -> QuerySet[Transfer]:
    """Transfers of the organisation a trial may belong to: those that go on, and the one it tests already. None where
    it tests one the person may not see: she leaves that as it is."""
    kept = trial.transfer_id if trial is not None else None
    found = Transfer.objects.visible_to(person).filter(organisation=organisation)
    if kept is not None and not found.filter(pk=kept).exists():
        return Transfer.objects.none()
    return found.filter(Q(stage__in=Transfer.OPEN) | Q(pk=kept)).order_by("title", "pk")


def trials_of_transfer(person: Person | None, transfer: Transfer) -> TrialQuerySet:
    """What was tried for a transfer, as far as the person may see it; the newest first."""
    found = Trial.objects.visible_to(person).filter(transfer=transfer).select_related("organisation", "project")
    return found.order_by("-starts_on", "-pk")


def cases_of(project: Project) -> QuerySet[Case]:
    """All cases of a project, comparison by comparison: what a method can be drafted from."""
    found = Case.objects.filter(comparison__project=project).select_related("comparison", "organisation", "trial")
    return found.order_by("comparison", "order")


def draft_of(method: Method) -> MethodVersion | None:
    return method.versions.filter(published_at__isnull=True).first()


def latest_of(method: Method) -> MethodVersion | None:
    """The newest published version."""
    return method.versions.published().order_by("-number").first()


def changes_between(before: str, after: str) -> list[list[tuple[str, str]]]:
    """How one text becomes the next: paragraphs as (what, text) parts, what "same", "removed" or "added".

    Paragraphs that stayed are left out. Paragraphs are compared first and words only inside those that changed, so a
    long text is compared in a moment.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[list[tuple[str, str]]] = []
    for what, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        paired = min(a2 - a1, b2 - b1)
        found += [words_between(old[a1 + k], new[b1 + k]) for k in range(paired)]
        found += [[("removed", text)] for text in old[a1 + paired : a2]]
        found += [[("added", text)] for text in new[b1 + paired : b2]]
    return found


def _paragraphs(text: str) -> list[str]:
    """Its blocks: what stands between blank lines, and every item of a list by itself."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)]|#+)\s)", text.replace("\r\n", "\n"))
    return [block.strip() for block in blocks if block.strip()]
