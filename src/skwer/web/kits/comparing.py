"""Two kits, or two versions of one, element by element."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.people.fields import plain
from skwer.apps.practices import queries
from skwer.apps.practices.kits import diff
from skwer.apps.practices.models import Kit, KitVersion
from skwer.web.context import address

MOST_OTHERS = 200


@require_safe
def kit_diff(request: HttpRequest, slug: str) -> HttpResponse:
    """`?a=1&b=2`: two versions of this kit; `other-kit@3` names a version of another one.

    Without them the newest version is held against the one before it.
    """
    person: Any = request.user
    one = get_object_or_404(Kit.objects.visible_to(person).select_related("organisation"), slug=slug)
    if one.organisation is not None:
        request.city = one.organisation  # type: ignore[attr-defined]
    versions = list(one.versions.visible_to(person).order_by("-number"))  # type: ignore[attr-defined]
    if not versions:
        raise Http404
    second = _named(request, one, "b") or versions[0]
    first = _named(request, one, "a") or next((v for v in versions if v.number < second.number), versions[0])
    changes = diff.differences(plain(first.document), plain(second.document))
    context = {
        "kit": one,
        "url": address("web:kit", one.slug),
        "title": _finding(len(changes), first, second),
        "first": _side(first),
        "second": _side(second),
        "chosen": {"a": _value(one, first), "b": _value(one, second)},
        "choices": _choices(one, versions, first, second),
        "names": diff.name_changes(plain(first.document), plain(second.document)),
        "changes": changes,
        "same": first.pk == second.pk,
        "same_rules": first.rulebook_hash == second.rulebook_hash,
    }
    return render(request, "kits/diff.html", context)


def _named(request: HttpRequest, one: Kit, side: str) -> KitVersion | None:
    """The version the address names, if the reader may see it. Raises Http404 where it names none."""
    asked = request.GET.get(side, "")
    if not asked:
        return None
    slug, at, number = asked.rpartition("@")
    if not number.isdecimal() or len(number) > 4:
        raise Http404
    person: Any = request.user
    found = KitVersion.objects.visible_to(person).select_related("kit__organisation", "kit__subscription")
    return get_object_or_404(found, kit__slug=slug if at else one.slug, number=int(number))


def _value(one: Kit, version: KitVersion) -> str:
    return str(version.number) if version.kit_id == one.pk else f"{version.kit.slug}@{version.number}"


def _choices(one: Kit, versions: list[KitVersion], *chosen: KitVersion) -> list[tuple[str, str]]:
    """This kit's versions, then the newest of every other, and what the address names besides."""
    own = [(str(v.number), _("this kit, version %(n)s") % {"n": v.number}) for v in versions]
    others = list(queries.published_kits().exclude(kit=one)[:MOST_OTHERS])
    others += [version for version in chosen if version.kit_id != one.pk and version not in others]
    return [*own, *((_value(one, v), f"{v.title} ({v.kit.slug}, {v.number})") for v in others)]


def _side(version: KitVersion) -> dict[str, Any]:
    return {
        "title": version.title,
        "number": version.number,
        "url": address("web:kit_version", version.kit.slug, version.number),
    }


def _finding(count: int, first: KitVersion, second: KitVersion) -> str:
    if not count:
        return _("The rules are the same")
    if first.kit_id == second.kit_id:
        said = ngettext(
            "%(n)s element differs between version %(a)s and %(b)s",
            "%(n)s elements differ between version %(a)s and %(b)s",
            count,
        )
        return said % {"n": count, "a": first.number, "b": second.number}
    said = ngettext("%(n)s element differs between the kits", "%(n)s elements differ between the kits", count)
    return said % {"n": count}
