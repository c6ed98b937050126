"""Finding: by words in any inflection, with or without diacritics, only what the person may see."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from skwer.apps.people.models import Organisation, Person

from . import lemmas
from .kinds import kinds, visible_keys
from .models import Entry

MOST_MATCHES = 2000  # of the best; whoever finds more needs another word, not another page
SNIPPET_WORDS = 28

Parts = list[tuple[str, bool]]
"""A text in pieces, each with: is it what was looked for? Escaped by the page, like every text."""


@dataclass(frozen=True)
class Result:
    kind: str
    kind_name: Any
    key: str
    title: Parts
    snippet: Parts
    address: str
    language: str
    organisation: Organisation | None


@dataclass(frozen=True)
class Found:
    results: list[Result] = field(default_factory=list)
    total: int = 0


def find(
    *,
    person: Person | None,
    words: str,
    language: str,
    organisation: Organisation | None = None,
    kind: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """What the words find, the best first: a word in a title counts more than one in the text.

    All words must be there, the last one may be unfinished. language: that of the page; a thing that is there in it is
    shown in it. Nothing is found that `visible_to` does not show the person.
    """
    wanted = lemmas.looked_for(words)
    if not wanted:
        return Found()
    ranked = _matches(wanted)
    if not ranked:
        return Found()
    allowed = Q(pk__in=[])
    for known in kinds().values():
        if kind in (None, "", known.key):
            allowed |= Q(kind=known.key, key__in=visible_keys(known, person))
    entries = Entry.objects.filter(allowed, pk__in=list(ranked))
    if organisation is not None:
        entries = entries.filter(organisation=organisation)
    best: dict[tuple[str, str], tuple[float, bool, int]] = {}
    for pk, entry_kind, key, spoken in entries.values_list("pk", "kind", "key", "language"):
        rank = (ranked[pk], spoken != language, pk)
        thing = (entry_kind, key)
        # In the reader's language if it was found in it, else in that in which it fits best.
        if thing not in best or (rank[1], rank[0]) < (best[thing][1], best[thing][0]):
            best[thing] = rank
    order = [pk for _rank, _other, pk in sorted(best.values())]
    shown = Entry.objects.select_related("organisation").in_bulk(order[offset : offset + limit])
    results = [_result(shown[pk], wanted) for pk in order[offset : offset + limit] if pk in shown]
    return Found(results, len(order))


def ranked(*, person: Person | None, words: str, kind: str) -> dict[str, float]:
    """The keys of one kind's things that the words find, each with its rank (smaller is better): for a list that has
    other conditions, too. Every word must be there, in one language."""
    wanted = lemmas.looked_for(words)
    matches = _matches(wanted) if wanted else {}
    if not matches:
        return {}
    allowed = Entry.objects.filter(kind=kind, key__in=visible_keys(kinds()[kind], person), pk__in=list(matches))
    found: dict[str, float] = {}
    for pk, key in allowed.values_list("pk", "key"):
        found[key] = min(matches[pk], found.get(key, matches[pk]))
    return found


def _matches(wanted: list[set[str]]) -> dict[int, float]:
    """Rank by entry; smaller is better. Forms are letters and digits only, so they need no quoting."""
    groups = []
    for index, forms in enumerate(wanted):
        ordered = sorted(forms)
        if index == len(wanted) - 1:
            ordered += [f"{form}*" for form in ordered if len(form) > 1]
        groups.append(ordered)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            query = " & ".join("(" + " | ".join(f.replace("*", ":*") for f in forms) + ")" for forms in groups)
            cursor.execute(
                "SELECT id, -ts_rank('{0, 0.1, 0.2, 1}', words, query) AS rank"
                " FROM search_entry, to_tsquery('simple', %s) AS query WHERE words @@ query"
                " ORDER BY rank, id LIMIT %s",
                [query, MOST_MATCHES],
            )
        else:
            query = " AND ".join("(" + " OR ".join(_fts5(f) for f in forms) + ")" for forms in groups)
            cursor.execute(
                "SELECT rowid, bm25(search_words, 10.0, 1.0) AS rank FROM search_words"
                " WHERE search_words MATCH %s ORDER BY rank, rowid LIMIT %s",
                [query, MOST_MATCHES],
            )
        return {int(pk): float(rank) for pk, rank in cursor.fetchall()}


def _fts5(form: str) -> str:
    return f'"{form[:-1]}"*' if form.endswith("*") else f'"{form}"'


def _result(entry: Entry, wanted: list[set[str]]) -> Result:
    known = kinds()[entry.kind]
    return Result(
        kind=entry.kind,
        kind_name=known.name or known.label,
        key=entry.key,
        title=marked(entry.title, entry.language, wanted),
        snippet=snippet(entry.text, entry.language, wanted),
        address=entry.address,
        language=entry.language,
        organisation=entry.organisation,
    )


def marked(text: str, language: str, wanted: Iterable[set[str]]) -> Parts:
    """The text in pieces, the words that were looked for apart."""
    text = unicodedata.normalize("NFC", text)
    groups = list(wanted)
    parts: Parts = []
    end = 0
    for word in lemmas.WORD.finditer(text):
        if _is_wanted(word[0], language, groups):
            parts += [(text[end : word.start()], False), (word[0], True)]
            end = word.end()
    parts.append((text[end:], False))
    return [part for part in parts if part[0]]


def _is_wanted(word: str, language: str, groups: list[set[str]]) -> bool:
    forms = set(lemmas.indexed(word, language).split())
    if any(forms & group for group in groups):
        return True
    unfinished = tuple(form for form in groups[-1] if len(form) > 1)
    return bool(unfinished) and any(form.startswith(unfinished) for form in forms)


def snippet(text: str, language: str, wanted: list[set[str]]) -> Parts:
    """The part of the text around the first word that was looked for, else its beginning."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    words = list(lemmas.WORD.finditer(text))
    if not words:
        return []
    hit = next((n for n, word in enumerate(words[:3000]) if _is_wanted(word[0], language, wanted)), 0)
    first = max(0, min(hit - SNIPPET_WORDS // 3, len(words) - SNIPPET_WORDS))
    last = min(len(words), first + SNIPPET_WORDS) - 1
    start = words[first].start() if first else 0
    stop = words[last].end() if last + 1 < len(words) else len(text)
    before, after = ("… " if first else ""), (" …" if last + 1 < len(words) else "")
    parts = marked(text[start:stop], language, wanted)
    return [part for part in [(before, False), *parts, (after, False)] if part[0]]
