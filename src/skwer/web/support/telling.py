"""The support of a town in words, once for the page, the table and the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from skwer.apps.calls.models import Decision, DecisionLine
from skwer.apps.events.models import Event, Interest
from skwer.apps.places.models import Place
from skwer.apps.practices.models import Trial
from skwer.apps.programmes.models import Allowance, OutsideApplication, Partnership, Project, Use
from skwer.overview.support import KEEPER, PARTS, Row, Support, Total
from skwer.web.context import address
from skwer.web.events.standing import label as standing_label
from skwer.web.projects.words import between, full_day, site_of, spoken
from skwer.web.templatetags.words import money, number


@dataclass(frozen=True)
class Told:
    """A row in words. `lang` is the language of the title where it is not that of the page."""

    row: Row
    title: str
    lang: Any
    url: str
    source: str
    when: str
    what: str
    programme: str
    state: str
    sums: tuple[tuple[str, str], ...]

    @property
    def details(self) -> list[str]:
        """What it is part of, on whose money, how it stands."""
        return [said for said in (self.what, self.programme, self.state) if said]

    @property
    def source_name(self) -> str:
        """The site a source lies on."""
        return site_of(self.source)


@dataclass(frozen=True)
class Part:
    """One part with its heading, what it means, and its rows."""

    key: str
    title: str
    meaning: str
    rows: list[Told]

    @property
    def has_sums(self) -> bool:
        return any(told.sums for told in self.rows)


def parts(support: Support, at: datetime) -> list[Part]:
    """The parts that have rows, in their order."""
    titles, meanings = _titles(), _meanings()
    found = [(key, [tell(row, at) for row in support.part(key)]) for key in PARTS]
    return [Part(key, titles[key], meanings.get(key, ""), rows) for key, rows in found if rows]


def tell(row: Row, at: datetime) -> Told:
    """One row in the reader's language."""
    title, lang, url, source, state = _about(row, at)
    project = row.project
    programme = project.programme if project is not None else None
    said = []
    if row.roles:
        said.append(", ".join(_role(role) for role in row.roles))
    if project is not None and project is not row.thing:
        said.append(project.short)
    if isinstance(row.thing, DecisionLine):
        said.append(f"{row.thing.decision.call.organisation.short}: {row.thing.decision.call.title}")
    if isinstance(row.thing, OutsideApplication):
        said.append(row.thing.programme_name)
    if isinstance(row.thing, Interest):
        said.append(str(row.thing.event.title))
    if isinstance(row.thing, Event) and row.thing.organisation_id and not row.roles:
        said.append(_("held by %(name)s") % {"name": row.thing.organisation.short})
    return Told(
        row,
        title=title,
        lang=lang,
        url=url,
        source=source,
        when=_when(row),
        what=" · ".join(said),
        programme=str(programme.name) if programme is not None else "",
        state=state,
        sums=tuple(_sums(row)),
    )


@dataclass(frozen=True)
class Sums:
    """The sums of one part: what is summed up, and for each currency the sum and of how many rows."""

    title: str
    lines: list[tuple[str, list[tuple[str, str]]]]


def totals(support: Support) -> list[Sums]:
    """Part by part and kind by kind, each currency by itself."""
    titles = _titles()
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for one in support.totals:
        kinds = found.setdefault(one.part, {})
        kinds.setdefault(kind_words(one.kind), []).append((money(one.amount, one.currency), _of(one)))
    return [Sums(titles[part], list(kinds.items())) for part, kinds in found.items()]


def finding(support: Support) -> str:
    """The heading: how much there is."""
    name, projects, events = support.town.short, support.projects, len(support.part("event"))
    if projects:
        said = ngettext("%(name)s: support in %(n)s project", "%(name)s: support in %(n)s projects", projects)
        return said % {"name": name, "n": projects}
    if events:
        return ngettext("%(name)s: %(n)s event", "%(name)s: %(n)s events", events) % {"name": name, "n": events}
    if support.rows:
        return _("%(name)s: money of its own, none from others yet") % {"name": name}
    return _("%(name)s: nothing is on record yet") % {"name": name}


def kind_words(kind: str) -> str:
    """What a sum is."""
    return {
        "total": _("total value"),
        "eligible": _("eligible expenditure"),
        "grant": pgettext("co-funding", "grant"),
        "eu_grant": _("EU grant"),
        "planned": pgettext("sum", "planned"),
        "spent": pgettext("sum", "spent"),
        "budget": pgettext("sum", "budget"),
        "asked": pgettext("sum", "asked for"),
        "granted": pgettext("sum", "granted"),
        "pot": pgettext("sum", "in the pot"),
    }[kind]


HEADER = (
    "part", "from", "until", "title", "role", "programme", "state", "sum", "currency", "amount", "public", "page",
    "source",
)  # fmt: skip


def lines(support: Support, at: datetime, site: str) -> Iterator[list[Any]]:
    """The table: one line a sum, so that a spreadsheet can add up one kind and currency; what has no sum has one."""
    for part in parts(support, at):
        for told in part.rows:
            row = told.row
            before = [part.title, *(_iso(day) for day in (row.on, row.until)), told.title, told.what, told.programme]
            after = ["yes" if row.public else "no", f"{site}{told.url}" if told.url else "", told.source]
            sums = [(kind_words(one.kind), one.currency, f"{one.amount:f}") for one in row.sums]
            if row.used is not None:
                sums = [(_used(row.used[0]), "", f"{row.used[1]:f}")]
            for one in sums or [("", "", "")]:
                yield [*before, told.state, *one, *after]


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _titles() -> dict[str, str]:
    return {
        "kept": _("Projects of its own"),
        "partner": _("Projects of others in which it takes part"),
        "own_part": _("Its part of projects' budgets"),
        "granted_here": _("Granted to it in calls"),
        "elsewhere": _("Its applications elsewhere"),
        "used": _("Advice, visits and places it used"),
        "trial": _("Its pilots and trials"),
        "call": _("Calls in which it granted money to residents"),
        "place": _("Places its residents made"),
        "event": _("Events"),
        "statement": _("What it said it would carry over"),
    }


def _meanings() -> dict[str, str]:
    return {
        "kept": _("Sums as the co-funding card states them, for the whole project."),
        "partner": _("The sums are those of the whole project, not of this town alone."),
        "own_part": _("Planned and spent by this town, as the project's books have it."),
        "call": _("This is the town's own money, given on."),
        "place": _("Most of these sums are part of the calls above. Do not add them up."),
    }


def _about(row: Row, at: datetime) -> tuple[str, Any, str, str, str]:
    """Title, the language it is in where that is another one, page, source, state."""
    one = row.thing
    here = (get_language() or "pl")[:2]
    if isinstance(one, Project):
        return str(one.title), _lang(one), address("web:project", one.slug), one.source_url, _state(one)
    if isinstance(one, Trial):
        return str(one.title), _lang(one), address("web:trial", one.slug), "", _state(one)
    if isinstance(one, Place):
        return one.title, _lang(one), address("web:place", one.pk), "", _state(one)
    if isinstance(one, Event):
        return str(one.title), _lang(one), address("web:event", one.slug), "", _state(one)
    if isinstance(one, Decision):
        return one.call.title, _lang(one.call), address("web:results", one.call.slug), "", ""
    if isinstance(one, DecisionLine):
        page = address("web:results", one.decision.call.slug)
        return one.proposal.title_in(here), "", page, "", str(capfirst(one.get_result_display()))
    if isinstance(one, OutsideApplication):
        return one.title, "", "", "", _state(one, one.get_result_display())
    if isinstance(one, Interest):
        page = f"{address('web:event_outcomes', one.event.slug)}#statement-{one.pk}"
        return one.practice, "", page, "", standing_label(one.standing(at.date()))
    if isinstance(one, Use):
        page = address("web:project", row.project.slug) if row.project is not None else ""
        return one.note or str(capfirst(_used(one.allowance.kind))), "", page, one.reference, ""
    raise TypeError(type(one).__name__)


def _lang(thing: Any) -> Any:
    return spoken(thing, ["title"])["title"]


def _state(thing: Any, words: Any = None) -> str:
    return str(capfirst(words if words is not None else thing.get_state_display()))


def _when(row: Row) -> str:
    project = row.thing if isinstance(row.thing, Project) else None
    if row.on == row.until or (row.until is None and not isinstance(row.thing, Project | Trial)):
        return full_day(row.on)
    return between(row.on, row.until, whole_years=bool(project and project.whole_years))


def _role(role: str) -> str:
    if role == KEEPER:
        return pgettext("role in a project", "keeps the card")
    if role == "holds":
        return pgettext("role in an event", "holds it")
    return str(Partnership.Role(role).label)


def _used(kind: str) -> str:
    return str(Allowance.Kind(kind).label)


def _sums(row: Row) -> Iterator[tuple[str, str]]:
    for one in row.sums:
        yield kind_words(one.kind), money(one.amount, one.currency)
    if row.used is not None:
        yield _used(row.used[0]), number(row.used[1].normalize())


def _of(total: Total) -> str:
    return ngettext("of %(n)s entry", "of %(n)s entries", total.number) % {"n": total.number}
