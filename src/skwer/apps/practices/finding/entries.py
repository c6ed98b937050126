"""What the search knows of practices and kits: their texts in every language they were written in, and their themes."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from skwer.apps.people.models import Organisation
from skwer.apps.search import kinds
from skwer.apps.search.kinds import Words
from skwer.values.markdown import to_text

from ..models import PARTS, Kit, KitVersion, Practice, Theme
from .found import PRACTICE

KIT = "kit"
_WORDED = ("pl", "en")  # languages that names of themes are translated into


def practice_entries(practice: Practice) -> list[Words]:
    """The published version, language by language."""
    version = practice.current
    if version is None:
        return []
    found = []
    for language in version.languages:
        texts = [to_text(version.written(part, language)) for part in PARTS if part != "title"]
        themes = [theme.theme for theme in practice.themes.all()]
        text = " ".join(_sentence(one) for one in [*texts, *_named(themes, language), _where(practice)] if one.strip())
        title = version.written("title", language) or version.text("title", language)
        found.append(Words(language, title, text, f"/practices/{practice.slug}/"))
    return found


def _named(themes: list[str], language: str) -> list[str]:
    with translation.override(language if language in _WORDED else "en"):
        return [str(Theme(theme).label) for theme in themes if theme in Theme.values]


def _where(practice: Practice) -> str:
    names = [practice.city_name, practice.organisation.name if practice.organisation else ""]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _sentence(text: str) -> str:
    """The text with an end, so that a snippet does not run into what follows it."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def kit_entries(kit: Kit) -> list[Words]:
    """The newest published version, in every language its title is written in."""
    version = max((v for v in kit.versions.all() if v.is_published), key=lambda v: v.number, default=None)
    if version is None:
        return []
    title, summary = _texts(version, "title"), _texts(version, "summary")
    return [
        Words(language, words, summary.get(language, ""), f"/kits/{kit.slug}/")
        for language, words in title.items()
        if words
    ]


def _texts(version: KitVersion, key: str) -> dict[str, str]:
    value: Any = version.named(key)
    return {"pl": value} if isinstance(value, str) else dict(value)


def _keeper(thing: Practice | Kit) -> Organisation | None:
    return thing.organisation


def register() -> None:
    """Offer practices and kits to the search; called once, when the room is ready."""
    kinds.register(
        kinds.SearchKind(
            key=PRACTICE,
            label=Practice._meta.verbose_name_plural,
            things=lambda: Practice.objects.select_related("current", "organisation").prefetch_related("themes"),
            entries=practice_entries,
            organisation=_keeper,
            visible_keys=Practice.objects.visible_to,
            name=Practice._meta.verbose_name,
        )
    )
    kinds.register(
        kinds.SearchKind(
            key=KIT,
            label=Kit._meta.verbose_name_plural,
            things=lambda: Kit.objects.select_related("organisation").prefetch_related("versions"),
            entries=kit_entries,
            organisation=_keeper,
            visible_keys=Kit.objects.visible_to,
            name=Kit._meta.verbose_name,
        )
    )
