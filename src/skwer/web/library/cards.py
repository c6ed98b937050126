"""Practices as cards: how it went, where, for whom, who took it over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from skwer.apps.files.models import Upload
from skwer.apps.practices.models import Practice, Theme, Transfer
from skwer.apps.practices.publishing import PRACTICE
from skwer.values.markdown import to_text
from skwer.values.text import in_language
from skwer.web.context import address
from skwer.web.countries import country_name
from skwer.web.templatetags.words import number

# Which scene stands for a practice without a photograph: that of its first theme.
SCENES = {
    Theme.PUBLIC_SPACE: "courtyard", Theme.GREENERY: "garden", Theme.CLIMATE: "tree", Theme.TEMPORARY_USE: "mural",
    Theme.PARTICIPATION: "bench", Theme.PARTICIPATORY_BUDGET: "playground", Theme.AGEING: "bench",
    Theme.YOUTH: "playground", Theme.DEPOPULATION: "meadow", Theme.ENERGY_POVERTY: "water", Theme.EXCLUSION: "path",
    Theme.REVITALISATION: "courtyard", Theme.ACCESS: "path", Theme.TRUST: "bench",
}  # fmt: skip
LONGEST = 180


def cards(keys: list[int]) -> list[dict[str, Any]]:
    """Values of `{% plot %}` for these practices, in this order; a constant number of queries."""
    found = Practice.objects.select_related("current", "organisation").prefetch_related("themes").in_bulk(keys)
    practices = [found[key] for key in keys if key in found]
    photos, users = photos_of(practices), cities_that_use(keys)
    return [card(practice, photos.get(practice.pk), users.get(practice.pk, 0)) for practice in practices]


def card(practice: Practice, photo: tuple[Upload, str] | None, users: int) -> dict[str, Any]:
    """Its verdict and summary; where it comes from; how many cities re-use it, else how large its city is."""
    version = practice.current
    themes = [theme.theme for theme in practice.themes.all()]
    upload, alt = photo or (None, "")
    return {
        "title": practice.title,
        "url": address("web:practice", practice.slug),
        "text": shortened(to_text(version.text("summary"))) if version else "",
        "category": next((SCENES[Theme(theme)] for theme in themes if theme in Theme.values), "bench"),
        "seed": f"practice-{practice.slug}",
        "photo_url": f"{address('web:file', upload.pk)}?size=small" if upload else "",
        "photo_alt": alt,
        "state": practice.verdict,
        "state_label": capfirst(str(practice.get_verdict_display())),
        "where": where(practice),
        "right": _used(users) if users else residents(practice.population),
    }


def where(practice: Practice) -> str:
    """ "Ostrava, Czechia"; the keeper's name where no city is known."""
    name = practice.city_name or (practice.organisation.short if practice.organisation else "")
    return ", ".join(part for part in (name, country_name(practice.country) if practice.country else "") if part)


def residents(population: int | None) -> str:
    if population is None:
        return ""
    return npgettext("city", "%(n)s resident", "%(n)s residents", population) % {"n": number(population)}


def _used(users: int) -> str:
    return ngettext("re-used by %(n)s city", "re-used by %(n)s cities", users) % {"n": users}


def shortened(text: str, most: int = LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def photos_of(practices: Iterable[Practice]) -> dict[int, tuple[Upload, str]]:
    """The first picture of each practice that everybody may see, with what it shows; one query."""
    first: dict[int, tuple[str, Mapping[str, str]]] = {}
    for practice in practices:
        pictures = (practice.current.fact("pictures") if practice.current else None) or []
        if pictures:
            first[practice.pk] = (str(pictures[0]["upload"]), pictures[0].get("alt") or {})
    shown = Upload.objects.filter(kind=Upload.Kind.PHOTO, audience=Upload.Audience.HOLDER, holder_kind=PRACTICE)
    # A record may only show pictures of its own.
    there = {(one.holder_key, str(one.pk)): one for one in shown.filter(pk__in=[key for key, _alt in first.values()])}
    found = {}
    for pk, (key, alt) in first.items():
        if upload := there.get((str(pk), key)):
            found[pk] = (upload, in_language(alt) or upload.alt_text)
    return found


def cities_that_use(keys: list[int]) -> dict[int, int]:
    """How many cities took each practice over, or are about to, for all to see; one query."""
    shown = Transfer.objects.visible_to(None).filter(practice__in=keys).exclude(stage=Transfer.Stage.DROPPED)
    counted = shown.order_by().values_list("practice").annotate(n=Count("organisation", distinct=True))
    return {key: count for key, count in counted if key is not None}


def finding(counts: Mapping[str, int]) -> str:
    """The heading of a list: "9 praktyk: 6 się udało, 2 częściowo, 1 nie"."""
    total = sum(counts.values())
    if not total:
        return _("Practices from other cities")
    head = ngettext("%(n)s practice", "%(n)s practices", total) % {"n": total}
    parts = []
    if n := counts.get(Practice.Verdict.WORKED, 0):
        parts.append(ngettext("%(n)s worked", "%(n)s worked", n) % {"n": n})
    if n := counts.get(Practice.Verdict.PARTLY, 0):
        parts.append(ngettext("%(n)s worked in part", "%(n)s worked in part", n) % {"n": n})
    if n := counts.get(Practice.Verdict.DID_NOT, 0):
        parts.append(ngettext("%(n)s did not work", "%(n)s did not work", n) % {"n": n})
    return f"{head}: {', '.join(parts)}"
