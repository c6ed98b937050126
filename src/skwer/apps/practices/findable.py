"""What this room offers to the rooms below: words for the search, and a holder for photos."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from skwer.apps.files import holders
from skwer.apps.people.models import Person
from skwer.apps.search import kinds
from skwer.apps.search.kinds import Words
from skwer.values.markdown import to_text

from . import rules
from .models import Method, Trial, TrialQuerySet
from .queries import TRIAL

METHOD = "method"
FOUND_IN = ("pl", "en")


def trial_entries(trial: Trial) -> list[Words]:
    """The trial in every language its title was written in."""
    found = []
    for language in FOUND_IN:
        if not getattr(trial, f"title_{language}", None):
            continue
        with translation.override(language):
            texts = [
                trial.hypothesis,
                trial.problem_area,
                trial.actions,
                trial.result,
                trial.lesson,
                trial.organisation.name,
            ]
            text = " ".join(_sentence(str(t)) for t in texts if t)
            found.append(Words(language, str(trial.title), text, f"/trials/{trial.slug}/"))
    return found


def method_entries(method: Method) -> list[Words]:
    """The newest published text, in every language it was translated into."""
    version = max((v for v in method.versions.all() if v.is_published), key=lambda v: v.number, default=None)
    if version is None:
        return []
    address = f"/projects/{method.project.slug}/methods/{method.slug}/"
    found = []
    for language in FOUND_IN:
        if text := version.text(language):
            with translation.override(language):
                found.append(Words(language, str(method.title), to_text(text), address))
    return found


def _sentence(text: str) -> str:
    """The text with an end, so that a snippet does not run into what follows it."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _visible(person: Person | None) -> TrialQuerySet:
    return Trial.objects.visible_to(person)


def _inside(person: Person | None) -> TrialQuerySet:
    return Trial.objects.inside(person)


def _may_change(person: Person, key: str, _at: datetime) -> bool:
    found = Trial.objects.filter(pk=key).select_related("organisation", "project__organisation")
    trial = found.first() if key.isdecimal() else None
    return trial is not None and rules.may_change_trial(person, trial)


def register() -> None:
    holders.register(holders.HolderKind(TRIAL, _visible, _inside, _may_change))
    kinds.register(
        kinds.SearchKind(
            key=TRIAL,
            label=Trial._meta.verbose_name_plural,
            things=lambda: Trial.objects.select_related("organisation"),
            entries=trial_entries,
            organisation=lambda trial: trial.organisation,
            visible_keys=_visible,
            name=Trial._meta.verbose_name,
        )
    )
    kinds.register(
        kinds.SearchKind(
            key=METHOD,
            label=Method._meta.verbose_name_plural,
            things=lambda: Method.objects.select_related("project__organisation").prefetch_related("versions"),
            entries=method_entries,
            organisation=lambda method: method.project.organisation,
            visible_keys=Method.objects.visible_to,
            name=Method._meta.verbose_name,
        )
    )
