"""Writing a practice record: drafted, written in languages, handed in, taken back, published, labelled, retired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes.models import Project
from skwer.values.canonical import fingerprint

from .. import rules, signals
from ..contents import BadContents, checked_facts, checked_text
from ..models import LANGUAGES, PARTS, Practice, PracticeVersion
from ..publishing import PRACTICE, place_current
from ..texts import note, slug_for

# Nothing is read by an editor, let alone by everybody, without these.
NEEDED_PARTS = ("title", "summary", "context", "problem", "solution", "needs")
State = PracticeVersion.State


class PracticeIncomplete(BadContents):
    """Something must be written first; `missing` names parts and facts, `field` the first of them."""

    code = "practice_incomplete"

    def __init__(self, missing: list[str]) -> None:
        words = ", ".join(str(MISSING_WORDS[name]) for name in missing)
        super().__init__(missing[0], format_lazy(_("Before others read it, write: {missing}."), missing=words))
        self.missing = missing


class PracticeMoved(Refusal):
    """The version is not where this can be done."""

    code = "practice_moved"
    status = 409


class PracticeOvertaken(Refusal):
    message = _("Somebody saved this text after you opened it. Compare both, then save yours once more.")
    code = "practice_overtaken"
    status = 409


MISSING_WORDS = {
    "title": _("title"),
    "summary": _("summary"),
    "context": _("context"),
    "problem": _("problem"),
    "solution": _("solution"),
    "needs": _("what a city needs to do the same"),
    "verdict": _("how it went"),
    "themes": _("at least one theme"),
    "city.name": _("the city it comes from"),
}


def draft_practice(
    *,
    by: Person,
    organisation: Organisation,
    at: datetime,
    texts: Mapping[str, str],
    project: Project | None = None,
    slug: str = "",
    language: str = settings.MODELTRANSLATION_DEFAULT_LANGUAGE,
    facts: Mapping[str, Any] | None = None,
) -> Practice:
    """A practice with its first version, being written. Only the keeper's desk sees it.

    texts: {part: text} in `language`, the one it is written in first; a title must be there. project: the one whose
    editor and expert validate it; the organisation takes part in it. Raises NotAllowed, BadContents.
    """
    if not rules.may_draft_practice(by, organisation, project):
        raise NotAllowed
    if language not in LANGUAGES:
        raise BadContents("language", _("Choose one of the languages."))
    if project is not None and not rules.takes_part(organisation, project):
        raise BadContents("project", _("The organisation takes no part in this project. Choose another, or none."))
    written = {part: clean for part, text in texts.items() if (clean := checked_text(part, text))}
    if "title" not in written:
        raise BadContents("title", _("Give the practice a title."))
    with transaction.atomic():
        practice = Practice(organisation=organisation, project=project, language=language, created_at=at)
        practice.slug = slug_for(slug, written["title"], _taken, "practice")
        practice.save()
        version = PracticeVersion.objects.create(
            practice=practice,
            number=1,
            texts={part: {language: text} for part, text in written.items()},
            facts=checked_facts(facts),
            written_at={language: at.isoformat()},
        )
        _note(
            "practice_drafted",
            version,
            by,
            at,
            after={"version": 1, "language": language, "project": _project(practice)},
        )
    return practice


def write_practice(
    *,
    by: Person,
    version: PracticeVersion,
    at: datetime,
    texts: Mapping[str, str] | None = None,
    language: str = "",
    facts: Mapping[str, Any] | None = None,
    base: str | None = None,
    facts_base: str | None = None,
) -> PracticeVersion:
    """Other texts in one language (the original's unless said), other facts; what is not named stays.

    base: `version.written_at[language]` as the writer saw it (or ""), and facts_base: `fingerprint(version.facts)`, so
    that nobody's words are overwritten unseen. A fact given empty is taken out. Raises NotAllowed, PracticeMoved,
    PracticeOvertaken, BadContents.
    """
    clean = {part: checked_text(part, text) for part, text in (texts or {}).items()}
    with transaction.atomic():
        _to_write(by, version)
        original = version.practice.language
        language = language or original
        if language not in LANGUAGES:
            raise BadContents("language", _("Choose one of the languages."))
        changed = [part for part, text in clean.items() if version.written(part, language) != text]
        if changed and base is not None and version.written_at.get(language, "") != base:
            raise PracticeOvertaken
        if language == original and clean.get("title") == "":
            raise BadContents("title", _("Give the practice a title."))
        for part in changed:
            said = {**version.texts.get(part, {}), language: clean[part]}
            version.texts[part] = {code: text for code, text in said.items() if text}
        version.texts = {part: version.texts[part] for part in PARTS if version.texts.get(part)}
        if changed:
            version.written_at = {**version.written_at, language: at.isoformat()}
        before = version.facts
        if facts is not None:
            kept = {key: value for key, value in version.facts.items() if key not in facts}
            version.facts = checked_facts({**kept, **facts})
        moved = sorted(key for key in {*before, *version.facts} if before.get(key) != version.facts.get(key))
        if moved and facts_base is not None and fingerprint(before) != facts_base:
            raise PracticeOvertaken
        if changed or moved:
            version.save()
            after = {"version": version.number, "language": language, "parts": changed, "facts": moved}
            _note("practice_written", version, by, at, after=after)
    return version


def confirm_practice_translation(
    *, by: Person, version: PracticeVersion, language: str, at: datetime
) -> PracticeVersion:
    """Say that a translation is right although the original was changed after it. Raises NotAllowed, PracticeMoved."""
    with transaction.atomic():
        _to_write(by, version)
        if version.is_stale(language):
            version.written_at = {**version.written_at, language: at.isoformat()}
            version.save()
            after = {"version": version.number, "language": language}
            _note("practice_translation_confirmed", version, by, at, after=after)
    return version


def begin_version(*, by: Person, practice: Practice, at: datetime) -> PracticeVersion:
    """The next version, begun from the current one; the one that is open, if there is one. Raises NotAllowed."""
    with transaction.atomic():
        locked(by, practice)
        if (already := practice.versions.filter(published_at__isnull=True).first()) is not None:
            return already
        current = practice.current
        if current is None:
            raise PracticeMoved(_("This practice has no version to begin from."))
        version = PracticeVersion.objects.create(
            practice=practice,
            number=current.number + 1,
            texts=current.texts,
            facts=current.facts,
            written_at=current.written_at,
        )
        _note("practice_version_begun", version, by, at, after={"version": version.number})
    return version


def place_in_project(*, by: Person, practice: Practice, project: Project | None, at: datetime) -> Practice:
    """Another project, whose editor and expert validate what is being written now; or none.

    Raises NotAllowed, PracticeMoved, BadContents.
    """
    with transaction.atomic():
        locked(by, practice)
        version = practice.versions.filter(published_at__isnull=True).first()
        if version is None or not version.is_writable:
            raise PracticeMoved(_("The project changes only while a version is being written."))
        if project is not None and (
            practice.organisation is None or not rules.takes_part(practice.organisation, project)
        ):
            raise BadContents("project", _("The organisation takes no part in this project. Choose another, or none."))
        if practice.project != project:
            before = {"project": _project(practice)}
            practice.project = project
            practice.save(update_fields=["project"])
            _note("practice_placed", version, by, at, before=before, after={"project": _project(practice)})
    return practice


def drop_practice_draft(*, by: Person, version: PracticeVersion, at: datetime) -> None:
    """Throw away what is being written; a practice that has no other version goes with it, and its pictures.

    Raises NotAllowed, PracticeMoved.
    """
    with transaction.atomic():
        _to_write(by, version)
        practice = version.practice
        _note("practice_draft_dropped", version, by, at, before={"version": version.number, "state": version.state})
        if practice.versions.exclude(pk=version.pk).exists():
            version.delete()
            return
        for upload in Upload.objects.filter(holder_kind=PRACTICE, holder_key=str(practice.pk)):
            delete_upload(by=by, upload=upload, at=at)
        practice.delete()


def submit_practice(
    *, by: Person, version: PracticeVersion, at: datetime, change_note: Mapping[str, str] | None = None
) -> PracticeVersion:
    """Hand it in to the editor of its project; every comment must be answered first.

    change_note: {language: what is new}, from the second version on. Raises NotAllowed, PracticeMoved,
    PracticeIncomplete, BadContents.
    """
    with transaction.atomic():
        _to_write(by, version)
        if version.practice.project is None:
            raise PracticeMoved(_("This practice belongs to no project, so nobody validates it. You can publish it."))
        _check_ready(version, change_note)
        if version.remarks.filter(answer="", settled="").exists():
            raise BadContents(
                "remarks", _("Answer every comment first. Below each you say what you changed, or why not.")
            )
        before = {"state": version.state}
        version.submit()
        version.submitted_at, version.submitted_by = at, by
        version.save()
        after = {"state": version.state, "version": version.number, "hash": version.fingerprint()}
        _note("practice_submitted", version, by, at, before=before, after=after)
        signals.announce(signals.practice_submitted, PracticeVersion, version=version, at=at)
    return version


def take_back(*, by: Person, version: PracticeVersion, at: datetime) -> PracticeVersion:
    """The author takes it back to write on; editor and expert read it anew. Raises NotAllowed, PracticeMoved."""
    with transaction.atomic():
        locked(by, version.practice)
        version.refresh_from_db()
        if version.state not in (State.SUBMITTED, State.IN_VALIDATION):
            raise PracticeMoved(_("It is not being read by an editor or expert now, so there is nothing to take back."))
        before = {"state": version.state}
        version.take_back()
        version.save()
        _note("practice_taken_back", version, by, at, before=before, after={"state": version.state})
    return version


def publish_unvalidated(
    *, by: Person, version: PracticeVersion, at: datetime, change_note: Mapping[str, str] | None = None
) -> PracticeVersion:
    """Show it to everybody without validation, marked so: for practices that belong to no project.

    Raises NotAllowed, PracticeMoved, PracticeIncomplete, BadContents.
    """
    with transaction.atomic():
        _to_write(by, version)
        if version.practice.project is not None:
            raise PracticeMoved(_("The editor and an expert of the project read it first. Hand it in."))
        _check_ready(version, change_note)
        before = {"state": version.state}
        version.publish()
        place_current(version, at)
        after = {"state": version.state, "version": version.number, "hash": version.hash}
        _note("practice_published", version, by, at, before=before, after=after)
        signals.announce(signals.practice_published, PracticeVersion, version=version, at=at)
    return version


def missing_in(version: PracticeVersion) -> list[str]:
    """Parts and facts that must be there before others read it, in the order of the record."""
    original = version.practice.language
    missing = [part for part in NEEDED_PARTS if not version.written(part, original)]
    facts = {
        "verdict": version.fact("verdict"),
        "themes": version.fact("themes"),
        "city.name": version.fact("city", "name"),
    }
    return missing + [name for name, value in facts.items() if not value]


def missing_words(version: PracticeVersion) -> list[str]:
    """The same in words."""
    return [str(MISSING_WORDS[name]) for name in missing_in(version)]


def _check_ready(version: PracticeVersion, change_note: Mapping[str, str] | None) -> None:
    """Whole, and with something new to say. Raises PracticeIncomplete, BadContents."""
    if missing := missing_in(version):
        raise PracticeIncomplete(missing)
    current = version.practice.current
    if current is None:
        return
    if change_note is not None:
        said = {code: " ".join(text.split())[:1000] for code, text in change_note.items() if code in LANGUAGES}
        version.change_note = {code: text for code, text in said.items() if text}
    if version.texts == current.texts and version.facts == current.facts:
        raise BadContents("", _("Nothing differs from the version before. Change something, or throw this away."))
    if not version.change_note:
        raise BadContents("change_note", _("Say what is new. Cities that know the version before want to know."))


def locked(by: Person, practice: Practice) -> None:
    """Nobody else changes it now; what is in memory is what is kept. Raises NotAllowed."""
    Practice.objects.select_for_update().get(pk=practice.pk)
    practice.refresh_from_db()
    if not rules.may_write_practice(by, practice):
        raise NotAllowed


def _to_write(by: Person, version: PracticeVersion) -> None:
    """The same, for a version that is being written. Raises NotAllowed, PracticeMoved."""
    locked(by, version.practice)
    version.refresh_from_db()
    if version.is_published:
        raise PracticeMoved(_("A published version never changes. Begin a new one from it."))
    if not version.is_writable:
        raise PracticeMoved(_("It is with the editor or the expert now. Take it back to write on."))


def _taken(slug: str) -> bool:
    return slug in {"compare", "transfers", "feed"} or Practice.objects.filter(slug=slug).exists()


def _project(practice: Practice) -> str | None:
    return practice.project.slug if practice.project else None


def _note(verb: str, version: PracticeVersion, by: Person, at: datetime, **facts: Any) -> None:
    note(verb, PRACTICE, version.practice_id, version.practice.organisation, by, at, **facts)
