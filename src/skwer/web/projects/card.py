"""The card of a project as its page shows it: facts, phases, points, partners, money, whose money it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.people.models import Organisation
from skwer.apps.programmes.models import Amount, Partnership, Phase, Point, PolicyInstrument, Project
from skwer.apps.programmes.queries import converted
from skwer.web.context import address, with_query
from skwer.web.countries import country_name
from skwer.web.templatetags.words import money, number

from .words import between, full_day, period, phase_note, rate_words, said_in, spoken

STATES = {"preparing": "draft", "running": "build", "finished": "done", "declined": "no"}
ROLE_ORDER = [Partnership.Role.LEAD, Partnership.Role.PARTNER, Partnership.Role.EXPERT, Partnership.Role.OBSERVER]
# Four scenes of the seeded street: which, follows from the project's own number.
SCENES = ("courtyard", "garden", "bench", "mural", "path", "tree", "meadow", "water", "playground", "bicycle")


def scenes_of(project: Project) -> list[tuple[str, str]]:
    """Kinds and seeds of the four pictures beside the title; the same for ever."""
    first = (project.pk or 0) * 3
    return [(SCENES[(first + step * 3) % len(SCENES)], f"{project.slug}-{step}") for step in range(4)]


def shape(project: Project) -> str:
    return STATES.get(project.state, "draft")


def organisation_url(organisation: Organisation | None) -> str:
    """A city has a page of its own; others are met through what they take part in."""
    if organisation is None:
        return ""
    if organisation.is_city:
        return address("web:city", organisation.slug)
    return with_query(address("web:projects"), f"organisation={organisation.slug}")


def facts_of(project: Project) -> list[dict[str, Any]]:
    """The co-funding card: names and values, in the order in which the fund asks for them."""
    programme = project.programme
    fund = project.fund or (programme.fund if programme else "")
    perspective = project.perspective or (programme.perspective if programme else "")
    signed = ""
    if project.agreement_number and project.signed_on:
        signed = _("no. %(number)s, signed on %(day)s") % {
            "number": project.agreement_number,
            "day": full_day(project.signed_on),
        }
    elif project.agreement_number:
        signed = _("no. %(number)s") % {"number": project.agreement_number}
    elif project.signed_on:
        signed = _("signed on %(day)s") % {"day": full_day(project.signed_on)}
    return [
        {"label": pgettext("card", "Programme"), "value": programme.name if programme else "",
         "url": address("web:programme", programme.slug) if programme and programme.is_published else ""},
        {"label": pgettext("card", "Fund"), "value": fund},
        {"label": pgettext("card", "Measure"), "value": project.measure},
        {"label": pgettext("card", "Sub-measure"), "value": project.sub_measure},
        {"label": pgettext("card", "Period"), "value": period(project)},
        {"label": pgettext("card", "Agreement"), "value": signed},
        {"label": pgettext("card", "Financial perspective"), "value": perspective},
        {"label": pgettext("card", "Mode of selection"), "value": project.get_selection_display()},
        {"label": pgettext("card", "Category"), "value": project.get_category_display()},
        {"label": pgettext("card", "State"), "value": project.get_state_display()},
        {"label": pgettext("card", "Beneficiary"), "value": project.organisation.name,
         "url": organisation_url(project.organisation), "note": project.department},
    ]  # fmt: skip


def money_of(project: Project) -> list[dict[str, Any]]:
    """Lines of the card's money: each kind with its sum in every currency; nothing is added across them."""
    sums, turned = project.sums(), converted(project)
    rows = []
    for kind in Amount.Kind:
        values = [
            {
                "text": money(kinds[kind], currency),
                "turned": ", ".join(
                    _("about %(sum)s") % {"sum": money(one.amount, one.rate.quote)}
                    for one in turned
                    if (one.line.currency, one.line.kind) == (currency, kind)
                ),
            }
            for currency, kinds in sums.items()
            if kind in kinds
        ]
        if values:
            rows.append({"label": capfirst(kind.label), "values": values, "big": not rows})
    rates = [(currency, rate_words(project, currency)) for currency in sums or {"": {}}]
    said = {words for _currency, words in rates}
    told = [words for words in said if words] if len(said) == 1 else []
    told = told or [f"{words} ({currency})" for currency, words in rates if words]
    if told:
        rows.append({"label": _("Rate of co-funding"), "values": [{"text": text} for text in told], "big": False})
    return rows


def rates_of(project: Project) -> list[str]:
    """How the card converts: each rate that was used, who published it, for which day."""
    used = dict.fromkeys(one.rate for one in converted(project))
    return [
        _("Converted at 1 %(base)s = %(rate)s %(quote)s (%(source)s, %(day)s).")
        % {
            "base": rate.base,
            "rate": number(rate.rate.normalize()),
            "quote": rate.quote,
            "source": rate.source,
            "day": full_day(rate.on),
        }
        for rate in used
    ]


def squares_of(project: Project) -> dict[str, Any] | None:
    """The grant as squares of the whole, for a card in one currency that states both."""
    sums = project.sums()
    if len(sums) != 1:
        return None
    currency, kinds = next(iter(sums.items()))
    grant, total = kinds.get(Amount.Kind.GRANT, kinds.get(Amount.Kind.EU_GRANT)), kinds.get(Amount.Kind.TOTAL)
    if not grant or not total:
        return None
    finding = _("%(grant)s of %(total)s is co-funded")
    return {
        "grant": grant,
        "total": total,
        "currency": currency,
        "words": {"granted": pgettext("co-funding", "Grant"), "pot": _("Whole project")},
        "finding": finding % {"grant": money(grant, currency), "total": money(total, currency)},
    }


def phases_of(project: Project, today: date) -> list[dict[str, Any]]:
    """Phases as steps: done, now or next as their days say; a phase without days waits, or is over with the project."""
    return [
        {
            "name": phase.get_kind_display(),
            "state": _phase_state(phase, project, today),
            "note": _phase_words(phase),
        }
        for phase in project.phases.all()
    ]


def _phase_words(phase: Phase) -> str:
    """Its days, and what is said about it."""
    told = format_html("<span{}>{}</span>", said_in(phase, "note"), phase.note) if phase.note else ""
    return format_html_join(". ", "{}", ((part,) for part in (phase_note(phase), told) if part))


def _phase_state(phase: Phase, project: Project, today: date) -> str:
    if (phase.ends_on and phase.ends_on < today) or project.state == Project.State.FINISHED:
        return "done"
    return "now" if phase.starts_on and phase.starts_on <= today else "next"


def points_of(project: Project) -> dict[str, list[Point]]:
    """Points by kind, in order."""
    found: dict[str, list[Point]] = {}
    for point in project.points.all():
        point.lang = said_in(point, "text")  # type: ignore[attr-defined]
        point.reached_lang = said_in(point, "reached")  # type: ignore[attr-defined]
        found.setdefault(point.kind, []).append(point)
    return found


def sections_of(points: dict[str, list[Point]]) -> list[dict[str, Any]]:
    """What the card tells in lists, each under a heading; activities of two levels under one heading each."""
    kinds = Point.Kind
    plain = [
        ("reasons", _("Why this project"), points.get(kinds.REASON, [])),
        ("needs", _("What it answers"), points.get(kinds.NEED, [])),
        ("aims", _("What it wants to reach"), points.get(kinds.AIM, [])),
    ]
    activities = points.get(kinds.ACTIVITY, [])
    levels = [
        ("international", _("Together, across borders"), Point.Level.INTERNATIONAL),
        ("local", _("At home, in the city"), Point.Level.LOCAL),
    ]
    done = [(key, title, [p for p in activities if p.level == level]) for key, title, level in levels]
    done.insert(0, ("activities", _("What is done"), [p for p in activities if not p.level]))
    groups = [("groups", _("For whom"), points.get(kinds.TARGET_GROUP, []))]
    return [{"key": key, "title": title, "points": found} for key, title, found in (*plain, *done, *groups) if found]


def partners_of(project: Project) -> list[dict[str, Any]]:
    """Rows of the table of partners: the lead first, then by role and in the card's order."""
    rows = sorted(project.partnerships.all(), key=lambda p: (ROLE_ORDER.index(p.role), p.order, p.pk))  # type: ignore[arg-type]
    return [
        {
            "name": partner.organisation.name if partner.organisation else partner.name,
            "url": organisation_url(partner.organisation),
            "country": country_name(partner.country),
            "role": capfirst(partner.get_role_display()),
            "when": _since_until(partner),
            "note": partner.note,
            "lang": "" if partner.organisation else said_in(partner, "name"),
            "note_lang": said_in(partner, "note"),
        }
        for partner in rows
    ]


def _since_until(partner: Partnership) -> str:
    return between(partner.since, partner.until)


def instruments_of(project: Project) -> list[PolicyInstrument]:
    """Policy instruments with their changes, each text with its language."""
    found = list(project.policy_instruments.all())
    for one in found:
        one.langs = spoken(one, ("name", "authority", "description"))  # type: ignore[attr-defined]
        one.listed = list(one.changes.all())  # type: ignore[attr-defined]
        for change in one.listed:  # type: ignore[attr-defined]
            change.lang = said_in(change, "text")
    return found


def poster_sums(project: Project) -> list[tuple[str, str]]:
    """What stands large on the poster: one currency whole, with its rate; of several each total and grant."""
    sums = project.sums()
    kinds = list(Amount.Kind) if len(sums) == 1 else [Amount.Kind.TOTAL, Amount.Kind.GRANT]
    found = [
        (capfirst(kind.label), money(known[kind], currency))
        for currency, known in sums.items()
        for kind in kinds
        if kind in known
    ]
    rates = {rate_words(project, currency) for currency in sums} if len(sums) == 1 else set()
    return [*found, *((str(_("Rate of co-funding")), rate) for rate in rates if rate)]


def linked_data(project: Project, url: str, page: dict[str, Any]) -> dict[str, Any]:
    """The card for machines: schema.org's Project, with its grants, as JSON-LD."""
    programme = project.programme
    funder = {"@type": "Organization", "name": programme.name} if programme else None
    grants = [
        {
            "@type": "MonetaryGrant",
            "name": str(Amount.Kind(kind).label),
            "amount": {"@type": "MonetaryAmount", "currency": currency, "value": f"{kinds[kind]:f}"},
            **({"funder": funder} if funder else {}),
            **({"identifier": project.agreement_number} if project.agreement_number else {}),
        }
        for currency, kinds in project.sums().items()
        for kind in (Amount.Kind.GRANT, Amount.Kind.EU_GRANT)
        if kind in kinds
    ]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "name": project.title,
        "alternateName": project.acronym or None,
        "description": project.summary or project.description or None,
        "url": url,
        "sameAs": project.source_url or None,
        "foundingDate": project.starts_on.isoformat() if project.starts_on else None,
        "dissolutionDate": project.ends_on.isoformat() if project.ends_on else None,
        "parentOrganization": {"@type": "Organization", "name": project.organisation.name},
        "member": [{"@type": "Organization", "name": row["name"]} for row in page["partners"]] or None,
        "funder": funder,
        "funding": grants or None,
        "keywords": ", ".join(project.tags) or None,
    }
    return {key: value for key, value in data.items() if value is not None}
