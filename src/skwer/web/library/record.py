"""A practice as everybody reads it, in any of its languages; its versions and what changed between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import urlize
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Membership
from skwer.apps.people.rules import may_run
from skwer.apps.practices import reading, rules
from skwer.apps.practices.federation.origin import origin_of
from skwer.apps.practices.models import Kit, Practice, PracticeVersion, Theme, Transfer
from skwer.apps.programmes.models import Project
from skwer.values.money import CURRENCIES
from skwer.web.context import OWN_NAMES, address, with_query
from skwer.web.countries import country_name
from skwer.web.practices.words import Said, language, said_in
from skwer.web.templatetags.words import money, number

from .cards import SCENES
from .parts import STORY, heading_of, name_of

# How far a city has come: the square fills.
SHAPES = {
    Transfer.Stage.UNDERSTAND: "sent",
    Transfer.Stage.ADAPT: "check",
    Transfer.Stage.REUSE: "vote",
    Transfer.Stage.DONE: "done",
}


class Figure(NamedTuple):
    """A number with what was counted and who says so."""

    label: Said
    value: str
    unit: Said
    period: str
    source: str
    url: str


@require_safe
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody reads; before there is that, the draft for those inside."""
    one = _found(request, slug)
    version = one.current or one.versions.visible_to(request.user).order_by("-number").first()  # type: ignore[attr-defined]
    if version is None:
        raise Http404
    return _shown(request, one, version, by_number=False)


@require_safe
def practice_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version as it was, or as it is being written for those inside, and how it differs from the one before."""
    one = _found(request, slug)
    person: Any = request.user
    version = get_object_or_404(PracticeVersion.objects.visible_to(person), practice=one, number=number)
    return _shown(request, one, version, by_number=True)


@require_safe
def practice_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions the reader may see, the newest first, each with what was new in it."""
    one = _found(request, slug)
    person: Any = request.user
    versions = list(one.versions.visible_to(person).order_by("-number"))  # type: ignore[attr-defined]
    if not versions:
        raise Http404
    rows = []
    for version in versions:
        version.practice = one
        earlier = next((v for v in versions if v.is_published and v.number < version.number), None)
        changes = reading.differences(earlier, version, one.language) if earlier else []
        rows.append(
            {
                "version": version,
                "url": address("web:practice_version", one.slug, version.number),
                "note": said_in(version.change_note),
                "changed": ", ".join(name_of(change.part) for change in changes),
                "is_current": version.pk == one.current_id,
            }
        )
    context = {"practice": one, "title": said_in((one.newest or versions[0]).texts.get("title", {})), "rows": rows}
    return render(request, "library/versions.html", context)


def _found(request: HttpRequest, slug: str) -> Practice:
    person: Any = request.user
    visible = Practice.objects.visible_to(person).select_related("organisation", "project", "subscription", "current")
    one = get_object_or_404(visible, slug=slug)
    if one.organisation is not None:
        request.city = one.organisation  # type: ignore[attr-defined]
    if one.current is not None:
        one.current.practice = one
    return one


def _shown(request: HttpRequest, one: Practice, version: PracticeVersion, *, by_number: bool) -> HttpResponse:
    person: Any = request.user
    version.practice = one
    code = reading_language(request, version)
    told = {part: spoken(version, part, code) for part in ("title", "summary", *STORY)}
    verdict = version.fact("verdict") or ""
    before = reading.before_of(version) if by_number else None
    organisation_writes = rules.may_write_practice(person, one)
    context = {
        "practice": one,
        "came_from": origin_of(one, timezone.now()),
        "version": version,
        "is_current": version.pk == one.current_id,
        "current_url": address("web:practice", one.slug),
        "title": told["title"],
        "summary": told["summary"],
        "parts": [
            {"key": part, "heading": heading_of(part, verdict), "text": told[part]} for part in STORY if told[part].text
        ],
        "verdict": verdict,
        "verdict_words": capfirst(str(Practice.Verdict(verdict).label)) if verdict else "",
        "where": where(version),
        "figures": list(figures_of(version)),
        "evidence_told": bool(told["evidence"].text),
        "pictures": _pictures(version),
        "facts": list(facts_of(version)),
        "themes": [str(Theme(key).label) for key in version.fact("themes") or [] if key in Theme.values],
        "scene": next((SCENES[Theme(key)] for key in version.fact("themes") or [] if key in Theme.values), "garden"),
        "links": [(said_in(row.get("label") or {}), row["url"]) for row in version.fact("links") or []],
        "contact": version.fact("contact") or {},
        "languages": _languages(request, version, code),
        "shown_in": OWN_NAMES.get(code, code) if code != language() else "",
        "stale": version.is_stale(code),
        "original": OWN_NAMES.get(one.language, one.language),
        "validated": version.state == PracticeVersion.State.VALIDATED,
        "before": before,
        "changes": changes_for_reader(before, version, code) if before else [],
        "note": said_in(version.change_note),
        "versions": one.versions.visible_to(person).count(),  # type: ignore[attr-defined]
        "versions_url": address("web:practice_versions", one.slug),
        "reused": _reused(one, person),
        "kits": _kits(one, person),
        "adopt_url": _adopt_url(one, person),
        "project": Project.objects.visible_to(person).filter(pk=one.project_id).first() if one.project_id else None,
        "edit_url": address("web:desk_practice", one.slug) if organisation_writes else "",
        "review_url": _review_url(person, one),
    }
    return render(request, "library/practice.html", context)


def reading_language(request: HttpRequest, version: PracticeVersion) -> str:
    """The language asked for (`?in=cs`) where the record has it, else the page's, else the original's."""
    wanted = request.GET.get("in", "")
    there = version.languages
    return next((code for code in (wanted, language()) if code in there), there[0])


def spoken(version: PracticeVersion, part: str, code: str) -> Said:
    """The part in that language, or in the original's; marked where it is not the page's."""
    text, said = version.written(part, code), code
    if not text:
        text, said = version.written(part, version.practice.language), version.practice.language
    return Said(text, "" if said == language() or not text else format_html(' lang="{}"', said))


def _languages(request: HttpRequest, version: PracticeVersion, shown: str) -> list[dict[str, Any]]:
    """The languages the record can be read in: which is shown, which is the original, which ones are behind it."""
    return [
        {
            "code": code,
            "name": OWN_NAMES.get(code, code),
            "url": with_query(request.path, f"in={code}"),
            "here": code == shown,
            "original": code == version.practice.language,
            "stale": version.is_stale(code),
        }
        for code in version.languages
    ]


def where(version: PracticeVersion) -> str:
    """ "Ostrava, Czechia": where it comes from."""
    country = version.fact("city", "country")
    named = [version.fact("city", "name") or "", country_name(country) if country else ""]
    return ", ".join(part for part in named if part)


def cost_of(version: PracticeVersion) -> str:
    """The cost as one sum or a range, in its own currency."""
    currency = version.fact("cost", "currency")
    sums = [version.fact("cost", key) for key in ("from", "to")]
    said = list(dict.fromkeys(money(Decimal(value), currency) for value in sums if value))
    if len(said) == 2:
        return _("%(least)s to %(most)s") % {"least": said[0], "most": said[1]}
    if not said:
        return ""
    if sums[0] and sums[1]:
        return said[0]
    return (_("from %(sum)s") if sums[0] else _("up to %(sum)s")) % {"sum": said[0]}


def facts_of(version: PracticeVersion) -> Iterator[dict[str, Any]]:
    """The facts beside the story; what nobody knows is left out."""
    if place := where(version):
        yield {"label": _("City"), "value": place}
    if (people := version.fact("city", "population")) is not None:
        source = [version.fact("city", "population_source"), version.fact("city", "population_year")]
        yield {
            "label": _("Residents"),
            "value": number(people),
            "note": urlize(", ".join(str(part) for part in source if part)),
        }
    if cost := cost_of(version):
        yield {"label": pgettext("practices", "Cost"), "value": cost}
    if (months := version.fact("months")) is not None:
        said = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
        yield {"label": _("From start to result"), "value": said}
    if (effort := version.fact("effort")) in Practice.Effort.values:
        yield {"label": _("Effort of the office"), "value": capfirst(str(Practice.Effort(effort).label))}


def figures_of(version: PracticeVersion) -> Iterator[Figure]:
    for row in version.fact("figures") or []:
        yield Figure(
            label=said_in(row["label"]),
            value=number(row["value"]),
            unit=unit_of(row),
            period=row.get("period", ""),
            source=row.get("source", ""),
            url=row.get("url", ""),
        )


def unit_of(row: Mapping[str, Any]) -> Said:
    """What a figure is counted in; a currency as sums show it everywhere else."""
    unit = said_in(row.get("unit") or {})
    return unit._replace(text=CURRENCIES.get(unit.text, unit.text))


def _pictures(version: PracticeVersion) -> list[dict[str, Any]]:
    return [
        {"url": address("web:file", upload.pk), "alt": said_in(alt).text, "lang": said_in(alt).lang}
        for upload, alt in reading.pictures_of(version)
    ]


class Change(NamedTuple):
    """One part, or one fact, that differs."""

    name: str
    pieces: list[list[tuple[str, str]]]


def changes_for_reader(old: PracticeVersion, new: PracticeVersion, code: str) -> list[Change]:
    """Texts that differ, in the order of the record, then facts; as words taken out and put in."""
    found = [Change(name_of(one.part), one.pieces) for one in reading.differences(old, new, code)]
    before, after = _fact_lines(old), _fact_lines(new)
    for name in [*after, *(name for name in before if name not in after)]:
        gone = [line for line in before.get(name, []) if line not in after.get(name, [])]
        come = [line for line in after.get(name, []) if line not in before.get(name, [])]
        if gone or come:
            found.append(Change(name, [[("removed", line)] for line in gone] + [[("added", line)] for line in come]))
    return found


def _fact_lines(version: PracticeVersion) -> dict[str, list[str]]:
    """Every fact as lines of words, by its name."""
    lines = {row["label"]: [row["value"]] for row in facts_of(version)}
    if verdict := version.fact("verdict"):
        lines[_("How it went")] = [capfirst(str(Practice.Verdict(verdict).label))]
    lines[pgettext("practices", "Themes")] = [
        str(Theme(key).label) for key in version.fact("themes") or [] if key in Theme.values
    ]
    lines[_("Figures")] = [
        _joined(f"{row.label.text}: {row.value} {row.unit.text}", row.period, row.source) for row in figures_of(version)
    ]
    links = version.fact("links") or []
    lines[_("Links")] = [_joined(said_in(row.get("label") or {}).text, row["url"]) for row in links]
    lines[_("Contact")] = [", ".join((version.fact("contact") or {}).values())] if version.fact("contact") else []
    lines[_("Pictures")] = [said_in(row["alt"]).text for row in version.fact("pictures") or []]
    return {name: [line for line in said if line] for name, said in lines.items()}


def _joined(*parts: str) -> str:
    return " · ".join(part.strip() for part in parts if part.strip())


def _reused(one: Practice, person: Any) -> dict[str, Any]:
    """Who takes it over, and how far each is: a finding, and a row a city."""
    transfers = reading.reused_by(one, person)
    cities = len({transfer.organisation_id for transfer in transfers})
    words = ngettext("%(n)s city takes it over", "%(n)s cities take it over", cities) % {"n": cities}
    rows = [
        {
            "transfer": transfer,
            "url": address("web:transfer", transfer.pk) if transfer.is_published else "",
            "shape": SHAPES.get(transfer.stage, "draft"),
            "words": capfirst(str(transfer.get_stage_display())),
        }
        for transfer in transfers
    ]
    return {"title": words if cities else _("No city has taken it over yet"), "rows": rows}


def _kits(one: Practice, person: Any) -> list[dict[str, Any]]:
    """Kits a city can open its own call from."""
    found = []
    for kit in Kit.objects.visible_to(person).filter(practice=one).order_by("slug"):
        newest = kit.newest
        if newest is not None and newest.is_published:
            found.append(
                {"kit": kit, "title": newest.title, "number": newest.number, "url": address("web:kit", kit.slug)}
            )
    return found


def _adopt_url(one: Practice, person: Any) -> str:
    """For officers, who begin their city's transfer here."""
    if not person.is_authenticated or (one.organisation_id and may_run(person, one.organisation)):
        return ""
    roles = (Membership.Role.OFFICER, Membership.Role.ADMIN)
    if not Membership.objects.current().filter(person=person, role__in=roles).exists():
        return ""
    return with_query(address("web:desk_transfer_new"), f"practice={one.slug}")


def _review_url(person: Any, one: Practice) -> str:
    """For editors and experts while something waits to be read."""
    waiting = one.versions.filter(published_at__isnull=True).exclude(state=PracticeVersion.State.DRAFT).first()
    if waiting is None or not Practice.objects.inside(person).filter(pk=one.pk).exists():
        return ""
    return address("web:desk_practice_review", one.slug)
