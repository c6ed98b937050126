"""The story of a place in words: its chapters, its figures, who looks after it."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.apps.places.models import Defect, Inspection, Keeper, Picture, Place
from skwer.overview.story import Chapter, Story
from skwer.web.context import address
from skwer.web.templatetags.words import day, money, month, number


def keeper_name(keeper: Keeper) -> str:
    """How the page names who looks after the place: by the name she chose, an organisation by its own."""
    if keeper.public_name:
        return keeper.public_name
    return keeper.organisation.name if keeper.organisation else pgettext("keeper of a place", "a neighbour")


def keepers_of(told: Story) -> list[str]:
    """Names of those who look after it now; the written text counts while nobody is there by name."""
    if told.keepers:
        return [capfirst(keeper_name(keeper)) for keeper in told.keepers]
    return [told.place.keepers] if told.place.keepers else []


def chapter(one: Chapter, told: Story, proposal_url: str) -> dict[str, Any]:
    """A chapter in words: title, text, url, and how its square is drawn (full, hollow, a diamond)."""
    words: dict[str, Any] = _TELLERS[one.kind](one.facts, told)
    if one.kind == "idea":
        words["url"] = proposal_url
    return {"on": one.day, "kind": one.kind, **words}


def _idea(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    return {"title": _("Idea"), "text": _("Proposal number %(n)s") % {"n": facts["number"]}, "full": True}


def _chosen(facts: dict[str, Any], told: Story) -> dict[str, Any]:
    currency = told.agreement.currency if told.agreement else told.place.currency
    parts = [money(facts["amount"], currency)] if facts["amount"] else []
    if facts["points"] is not None:
        parts.append(_("%(n)s points") % {"n": number(round(facts["points"], 2))})
    if facts["votes"] is not None:
        votes = facts["votes"]
        parts.append(ngettext("%(n)s vote", "%(n)s votes", int(votes)) % {"n": number(votes)})
    title = pgettext("story of a place", "Chosen")
    if facts["of"] > 1:
        title = _("Chosen: number %(place)s of %(all)s") % {"place": facts["order"], "all": facts["of"]}
    url = address("web:results", told.proposal.call.slug) if told.proposal else ""
    return {"title": title, "text": " · ".join(parts), "url": url, "full": True}


def _agreed(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    agreement, account = facts["agreement"], facts["account"]
    text = _("%(sum)s granted.") % {"sum": money(agreement.amount, agreement.currency)}
    if account.paid:
        text = _("%(sum)s granted, %(paid)s paid so far.") % {
            "sum": money(agreement.amount, agreement.currency),
            "paid": money(account.paid, agreement.currency),
        }
    if account.paid and account.paid == agreement.amount:
        text = _("%(sum)s granted and paid.") % {"sum": money(agreement.amount, agreement.currency)}
    return {
        "title": _("Agreement %(number)s") % {"number": agreement.number},
        "text": text,
        "url": address("web:agreement", agreement.pk),
        "full": True,
    }


def _settled(facts: dict[str, Any], told: Story) -> dict[str, Any]:
    settlement, account = facts["settlement"], facts["account"]
    spent = money(settlement.accepted, account.currency)
    text = _("Spent %(sum)s.") % {"sum": spent}
    if account.refunded:
        text = _("Spent %(sum)s, returned %(back)s.") % {
            "sum": spent,
            "back": money(account.refunded, account.currency),
        }
    if told.place.care_until:
        text += " " + _("From then on the time of care counts, until %(day)s.") % {"day": day(told.place.care_until)}
    return {"title": pgettext("story of a place", "Account settled"), "text": text, "full": True}


def _opened(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    hours = facts.get("hours")
    worked = ngettext("%(n)s hour of residents' work.", "%(n)s hours of residents' work.", hours or 0)
    return {"title": _("Opening"), "text": worked % {"n": number(hours)} if hours else "", "full": True}


def _entry(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    entry = facts["entry"]
    parts = []
    if entry.channel == "keeper" and entry.keeper:
        parts.append(_("Written by: %(name)s.") % {"name": keeper_name(entry.keeper)})
    elif entry.channel == "office":
        parts.append(_("Written by the office."))
    if entry.hours:
        parts.append(ngettext("%(n)s hour.", "%(n)s hours.", int(entry.hours)) % {"n": number(entry.hours)})
    return {
        "title": capfirst(entry.get_what_display()),
        "said": entry.text,
        "text": " ".join(parts),
        "photo": entry.photo if entry.photo and entry.photo.audience == "holder" else None,
    }


def _defect(facts: dict[str, Any], told: Story) -> dict[str, Any]:
    defect: Defect = facts["defect"]
    who = defect.who_name or defect.get_who_display()
    if defect.state == Defect.State.REPAIRED and defect.closed_at:
        days = (defect.closed_at - defect.reported_at).days
        text = _("Repaired on the same day.") if not days else (
            ngettext("Repaired after %(n)s day.", "Repaired after %(n)s days.", days) % {"n": days}
        )  # fmt: skip
        if who:
            text += " " + _("By: %(who)s.") % {"who": who}
        if defect.cost:
            text += " " + _("Cost: %(sum)s.") % {"sum": money(defect.cost, told.place.currency)}
    else:
        text = f"{capfirst(defect.get_state_display())}."
        if defect.due_on:
            text += " " + _("To be repaired by %(day)s.") % {"day": day(defect.due_on)}
    return {
        "title": _("Defect: %(what)s") % {"what": defect.get_what_display()},
        "text": text,
        "said": defect.answer,
        "url": address("web:care_defect", told.place.pk, defect.number),
        "fix": True,
    }


def _inspection(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    held: Inspection = facts["inspection"]
    title = _("Inspection: %(result)s") % {"result": held.get_result_display()}
    return {"title": title, "text": "", "said": held.note, "photo": held.photo}


def _breach(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    breach = facts["breach"]
    text = _("To be mended by %(day)s.") % {"day": day(breach.mend_by)}
    if breach.ended_on:
        text = f"{capfirst(breach.get_state_display())}, {day(breach.ended_on)}."
    return {"title": _("Care was owed and missing"), "said": breach.what, "text": text, "fix": True}


def _handover(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    taker: Keeper = facts["taker"]
    text = _("Looked after since then by: %(name)s.") % {"name": keeper_name(taker)} if not taker.until else ""
    return {"title": _("The care was handed over"), "text": text}


def _gone(facts: dict[str, Any], _told: Story) -> dict[str, Any]:
    return {"title": _("No longer there"), "text": f"{capfirst(facts['why'])}.", "full": True}


_TELLERS = {
    "idea": _idea,
    "chosen": _chosen,
    "agreed": _agreed,
    "settled": _settled,
    "opened": _opened,
    "entry": _entry,
    "defect": _defect,
    "inspection": _inspection,
    "breach": _breach,
    "handover": _handover,
    "gone": _gone,
}


def figures(told: Story) -> list[dict[str, Any]]:
    """The place in figures, for the side of its page; what is not known is left out."""
    one = told.place
    rows = [_grant(told), *_care(told), _repairs(told)]
    names = keepers_of(told)
    if names and one.state != Place.State.GONE:
        rows.append({"label": _("Who looks after it"), "value": ", ".join(names)})
    rows += [
        {"label": _("Where"), "value": ", ".join(str(p) for p in (one.address, one.district) if p)},
        {"label": _("Kind"), "value": one.get_category_display()},
    ]
    return [row for row in rows if row["value"]]


def _grant(told: Story) -> dict[str, Any]:
    """What it cost, with the work of neighbours; the work alone where no money was given."""
    account, one = told.account, told.place
    hours: Any = account.hours_verified if account is not None and account.hours_verified else one.work_hours
    value, notes = "", []
    if account is not None and account.awarded:
        value = money(account.awarded, account.currency)
        if account.settled:
            notes.append(_("%(sum)s spent") % {"sum": money(account.accepted, account.currency)})
        if account.refunded:
            notes.append(_("%(sum)s returned") % {"sum": money(account.refunded, account.currency)})
    elif one.granted is not None:
        value = money(one.granted, one.currency)
    if not value:
        return {"label": _("Residents' work, hours"), "value": number(hours) if hours else "", "big": True}
    if hours:
        worked = ngettext("and %(n)s hour of residents' work", "and %(n)s hours of residents' work", int(hours))
        notes = [" ".join([", ".join(notes), worked % {"n": number(hours)}]).strip()]
    return {"label": _("Grant"), "value": value, "big": True, "note": ", ".join(notes)}


def _care(told: Story) -> list[dict[str, Any]]:
    if not told.care:
        return []
    note = ""
    if told.care_hours:
        note = ngettext("%(n)s hour of work", "%(n)s hours of work", int(told.care_hours)) % {
            "n": number(told.care_hours)
        }
    value = ngettext("%(n)s time", "%(n)s times", told.care) % {"n": number(told.care)}
    return [{"label": _("Cared for since it opened"), "value": value, "big": True, "note": note}]


def _repairs(told: Story) -> dict[str, Any]:
    done = told.repairs
    value = ""
    if done.reported:
        value = ngettext("%(n)s defect", "%(n)s defects", done.reported) % {"n": done.reported}
        value += ", " + _("repaired: %(n)s") % {"n": done.repaired}
    note = ""
    if done.days is not None:
        whole = round(done.days)
        note = ngettext("on average after %(n)s day", "on average after %(n)s days", whole) % {"n": whole}
        if not whole:
            note = _("on average on the same day")
    return {"label": _("Confirmed defects"), "value": value, "note": note}


def measures(told: Story) -> list[dict[str, Any]]:
    """What was measured, the latest of each kind, with when and how."""
    return [
        {
            "label": capfirst(one.get_what_display()),
            "value": number(one.value),
            "note": f"{month(one.on)}, {one.how}" if one.how else month(one.on),
            "big": True,
        }
        for one in told.measures
    ]


def shot(picture: Picture) -> dict[str, Any]:
    """A picture with its words."""
    upload = picture.upload
    return {
        "url": address("web:file", upload.pk),
        "alt": upload.alt_text,
        "width": upload.width,
        "height": upload.height,
        "moment": capfirst(picture.get_moment_display()),
        "when": month(picture.taken_on) if picture.taken_on else "",
    }
