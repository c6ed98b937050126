"""Methods: drafted from cases, written, translated, published in versions that stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes.models import Project
from skwer.apps.search.actions import index_later

from .. import queries, rules
from ..findable import METHOD
from ..models import LANGUAGES, Case, Method, MethodVersion, Reference
from ..texts import has_text, named, note, slug_for
from .drafting import skeleton

LONGEST = 100_000
_POINTS_AT = re.compile(r"\[(\d{1,3})\](?![(:\[])")


class BadMethod(Refusal):
    """A value cannot stand; `field` says which."""

    code = "bad_method"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class Frozen(Refusal):
    message = _("A published version never changes. Begin a new one from it.")
    code = "frozen"
    status = 409


class Overtaken(Refusal):
    message = _("Somebody saved this text after you opened it. Compare both, then save yours once more.")
    code = "overtaken"
    status = 409


def draft_method(
    *,
    by: Person,
    project: Project,
    values: Mapping[str, Any],
    cases: Sequence[Case],
    at: datetime,
    language: str = settings.MODELTRANSLATION_DEFAULT_LANGUAGE,
    slug: str = "",
) -> Method:
    """A method with its first draft: for each question what the chosen cases say, with references [1], [2], …

    values: `title`; language: the one it is written in first. Raises NotAllowed, BadMethod.
    """
    if not rules.may_keep_method(by, project):
        raise NotAllowed
    method = Method(project=project, language=language)
    _set_title(method, values)
    if language not in dict(settings.LANGUAGES):
        raise BadMethod("language", _("Choose one of the languages."))
    if not cases:
        raise BadMethod("cases", _("Choose the cases the method is to grow from."))
    if any(case.comparison.project_id != project.pk for case in cases):
        raise BadMethod("cases", _("A case belongs to another project. Choose cases of this one."))
    with transaction.atomic():
        taken = project.methods
        method.slug = slug_for(slug, str(method.title), lambda s: taken.filter(slug=s).exists(), "method")
        method.save()
        version = MethodVersion(method=method, number=1, by=by)
        numbered = dict(enumerate(cases, 1))
        setattr(version, f"body_{language}", skeleton(numbered, language))
        version.written_at = {language: at.isoformat()}
        version.save()
        _refer(version, numbered)
        _note("method_drafted", method, by, at, after={"version": 1, "cases": len(cases)})
    return method


def rename_method(*, by: Person, method: Method, values: Mapping[str, Any], at: datetime) -> Method:
    """Another title, or the title in one more language; the address stays. Raises NotAllowed, BadMethod."""
    if not rules.may_keep_method(by, method.project):
        raise NotAllowed
    _set_title(method, values)
    with transaction.atomic():
        method.save()
        _note("method_renamed", method, by, at)
        index_later(kind=METHOD, key=method.pk)
    return method


def write_text(
    *, by: Person, version: MethodVersion, language: str, text: str, at: datetime, base: str | None = None
) -> MethodVersion:
    """Save the draft's text in one language. A translation that is saved anew counts as up to date.

    base: `version.written_at[language]` as the writer saw it (or ""), so that nobody's text is overwritten unseen.
    Raises NotAllowed, Frozen, Overtaken, BadMethod.
    """
    text = text.replace("\r\n", "\n").strip()
    text = f"{text}\n" if text else ""
    if language not in LANGUAGES:
        raise BadMethod("language", _("Choose one of the languages."))
    with transaction.atomic():
        _locked_draft(by, version)
        if base is not None and version.written_at.get(language, "") != base and version.text(language) != text:
            raise Overtaken
        if language == version.method.language and not text:
            raise BadMethod(f"body_{language}", _("The text is empty."))
        if len(text) > LONGEST:
            raise BadMethod(
                f"body_{language}", _("The text is longer than 100,000 characters. Make two methods of it.")
            )
        if version.text(language) != text:
            setattr(version, f"body_{language}", text)
            version.written_at = {**version.written_at, language: at.isoformat()}
            if not text:
                del version.written_at[language]
            version.save()
            after = {"version": version.number, "language": language, "characters": len(text)}
            _note("method_written", version.method, by, at, after=after)
    return version


def confirm_translation(*, by: Person, version: MethodVersion, language: str, at: datetime) -> MethodVersion:
    """Say that a translation is right although the original was changed after it. Raises NotAllowed, Frozen."""
    with transaction.atomic():
        _locked_draft(by, version)
        if version.is_stale(language):
            version.written_at = {**version.written_at, language: at.isoformat()}
            version.save(update_fields=["written_at"])
            after = {"version": version.number, "language": language}
            _note("method_translation_confirmed", version.method, by, at, after=after)
    return version


def set_cases(*, by: Person, version: MethodVersion, cases: Sequence[Case], at: datetime) -> MethodVersion:
    """The cases a draft refers to: those that stay keep their numbers, new ones get the next.

    Raises NotAllowed, Frozen, BadMethod where the text still points at one that is to go.
    """
    with transaction.atomic():
        _locked_draft(by, version)
        if any(case.comparison.project_id != version.method.project_id for case in cases):
            raise BadMethod("cases", _("A case belongs to another project. Choose cases of this one."))
        wanted = {case.pk: case for case in cases}
        for reference in version.references.all():
            if reference.case_id in wanted:
                del wanted[reference.case_id]
                continue
            if reference.number in _pointed_at(version):
                raise BadMethod(
                    "cases",
                    format_lazy(
                        _("The text still points at [{number}]. Take that out of the text first."),
                        number=reference.number,
                    ),
                )
            reference.delete()
        used = {r.number for r in version.references.all()} | _pointed_at(version)
        start = max(used, default=0) + 1
        _refer(version, dict(enumerate(wanted.values(), start)))
        after = {"version": version.number, "cases": version.references.count()}
        _note("method_cases_chosen", version.method, by, at, after=after)
    return version


def draft_version(*, by: Person, method: Method, at: datetime) -> MethodVersion:
    """A new draft from the newest published version; the draft there is, if there is one already. Raises NotAllowed."""
    if not rules.may_keep_method(by, method.project):
        raise NotAllowed
    with transaction.atomic():
        Method.objects.select_for_update().get(pk=method.pk)
        if (draft := queries.draft_of(method)) is not None:
            return draft
        last = method.versions.order_by("-number").first()
        if last is None:
            raise BadMethod("", _("This method has no version to begin from."))
        version = MethodVersion(method=method, number=last.number + 1, by=by, written_at=dict(last.written_at))
        for language in LANGUAGES:
            setattr(version, f"body_{language}", last.text(language))
        version.save()
        _refer(version, {r.number: r.case for r in last.references.select_related("case")})
        _note("method_version_drafted", method, by, at, after={"version": version.number})
    return version


def publish_version(
    *, by: Person, version: MethodVersion, at: datetime, change_note: Mapping[str, str] | str = ""
) -> MethodVersion:
    """Publish the draft; from now on it never changes.

    change_note: what is new, plain or by language; from the second version on it must be said. Raises NotAllowed,
    Frozen, BadMethod.
    """
    notes = {"change_note": change_note} if isinstance(change_note, str) else {
        f"change_note_{language}": text for language, text in change_note.items()
    }  # fmt: skip
    with transaction.atomic():
        _locked_draft(by, version)
        method = version.method
        if not version.text(method.language).strip():
            raise BadMethod(f"body_{method.language}", _("The text is empty."))
        for name, value in named(notes, ["change_note"], (), "version").items():
            setattr(version, name, value)
        before = queries.latest_of(method)
        if before is not None:
            if not has_text(version, "change_note"):
                raise BadMethod("change_note", _("Say what is new. Readers of the version before want to know."))
            if all(version.text(code) == before.text(code) for code in LANGUAGES):
                raise BadMethod("", _("Nothing differs from the version before. Change the text, or throw this away."))
        there = {reference.number for reference in version.references.all()}
        if lost := sorted(_pointed_at(version) - there):
            raise BadMethod(
                "cases",
                format_lazy(_("The text points at [{number}], but no such case is chosen."), number=lost[0]),
            )
        version.published_at = at
        version.by = by
        version.save()
        after = {"version": version.number, "hash": version.fingerprint()}
        _note("method_version_published", method, by, at, after=after)
        index_later(kind=METHOD, key=method.pk)
    return version


def drop_draft(*, by: Person, version: MethodVersion, at: datetime) -> None:
    """Throw the draft away; a method that has no other version goes with it. Raises NotAllowed, Frozen."""
    with transaction.atomic():
        _locked_draft(by, version)
        method = version.method
        _note("method_draft_dropped", method, by, at, before={"version": version.number})
        version.delete()
        if not method.versions.exists():
            method.delete()


def _locked_draft(by: Person, version: MethodVersion) -> None:
    """Nobody else changes it now, and it is not published. Raises NotAllowed, Frozen."""
    MethodVersion.objects.select_for_update().get(pk=version.pk)
    version.refresh_from_db()
    if not rules.may_keep_method(by, version.method.project):
        raise NotAllowed
    if version.is_published:
        raise Frozen


def _set_title(method: Method, values: Mapping[str, Any]) -> None:
    for name, value in named(values, ["title"], (), "method").items():
        setattr(method, name, value)
    if not has_text(method, "title"):
        raise BadMethod("title", _("Give the method a title."))


def _refer(version: MethodVersion, numbered: Mapping[int, Case]) -> None:
    Reference.objects.bulk_create(
        Reference(version=version, case=case, number=number) for number, case in numbered.items()
    )


def _pointed_at(version: MethodVersion) -> set[int]:
    """Numbers of the references in the text, in any language."""
    return {int(n) for code in LANGUAGES for n in _POINTS_AT.findall(version.text(code))}


def _note(verb: str, method: Method, by: Person, at: datetime, **facts: Any) -> None:
    note(verb, METHOD, method.pk, method.project.organisation, by, at, **facts)
