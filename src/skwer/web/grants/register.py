"""The public register of agreements, as a page and as a table; and the page of one agreement."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.calls.applicants import APPLICANTS
from skwer.apps.calls.models import Scheme
from skwer.apps.grants.models import Agreement, Amendment
from skwer.apps.grants.queries.agreements import (
    cities_of_register,
    latest_version,
    public_party,
    register,
    step_of,
    version_in_force,
    years_of_register,
)
from skwer.apps.grants.queries.money import Account, account_of, accounts_of, totals_by_currency
from skwer.apps.grants.rules import is_party, may_ask_change, may_read_inside, may_sign, open_annex, waits_for
from skwer.apps.people.rules import may_read_desk
from skwer.values.tables import csv_lines
from skwer.values.text import in_language
from skwer.web.context import address
from skwer.web.templatetags.words import day, money, number

from .inside import gives_money, tabs_of
from .papers import changes_of
from .showing import links_of, shape, text_of, who

PAGE = 50


@require_safe
def agreements(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Everything both sides signed, newest first; `?format=csv` the same list as a table."""
    cities = list(cities_of_register())
    known: dict[str, list[tuple[str, Any]]] = {
        "city": [(c.slug, c.name) for c in cities],
        "year": [(str(year), str(year)) for year in years_of_register()],
        "state": [(state.value, state.label) for state in Agreement.IN_FORCE_ONCE],
        "kind": [(key, in_language(text)) for key, text in APPLICANTS.items()],
        "support": list(Scheme.Support.choices),
    }
    picked = {
        name: value if (value := request.GET.get(name, "")) in dict(choices) else "" for name, choices in known.items()
    }
    picked["q"] = request.GET.get("q", "")[:100]
    found = register(picked)
    if request.GET.get("format") == "csv":
        return _csv(found)
    city = next((c for c in cities if c.slug == picked["city"]), cities[0] if len(cities) == 1 else None)
    if city is not None:
        request.city = city  # type: ignore[attr-defined]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    everything = {
        "city": _("all cities"),
        "year": _("all years"),
        "state": _("all states"),
        "kind": _("everybody"),
        "support": _("all forms"),
    }
    accounts = accounts_of(Agreement.objects.filter(pk__in=[one.pk for one in page]))
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    context = {
        "city": city,
        "page": page,
        "rows": [
            {
                "agreement": one,
                "party": public_party(one),
                "shape": shape(one),
                "account": (account := accounts.get(one.pk)),
                "given": account.bought + account.lent if account and not gives_money(one) else None,
            }
            for one in page
        ],
        "choices": {name: [("", everything[name]), *values] for name, values in known.items()},
        "picked": picked,
        "narrowed": any(picked.values()),
        "total": page.paginator.count,
        "sums": [
            (one.awarded, one.paid, one.bought + one.lent, currency)
            for currency, one in sorted(totals_by_currency(found).items())
        ],
        "csv_url": f"?{query.urlencode()}",
        "posted_url": address("web:posted"),
        "title": _title(page.paginator.count),
    }
    return render(request, "grants/register.html", context)


def _title(count: int) -> str:
    if not count:
        return _("Agreements")
    return ngettext("%(n)s agreement in the register", "%(n)s agreements in the register", count) % {"n": count}


COLUMNS = (
    "id", "number", "city", "call", "title", "party", "applicant", "district", "support", "currency", "awarded", "paid",
    "accepted", "refunded", "in_force_from", "work_from", "work_until", "state",
)  # fmt: skip


def _csv(found: Any) -> StreamingHttpResponse:
    """The same list as a table, without a private person's name."""
    rows = list(found)
    accounts = accounts_of(Agreement.objects.filter(pk__in=[one.pk for one in rows]))
    lines = csv_lines(COLUMNS, (_cells(one, accounts[one.pk]) for one in rows))
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="agreements.csv"'
    return response


def _cells(one: Agreement, account: Account) -> list[str]:
    since = timezone.localtime(one.active_at).date().isoformat() if one.active_at else ""
    return [
        str(one.uid), one.number, one.organisation.slug, one.call.slug if one.call else "", one.title,
        str(public_party(one)), one.applicant_kind, one.district.name if one.district else "", one.support,
        one.currency, f"{one.amount:.2f}", f"{account.paid:.2f}", f"{account.accepted:.2f}",
        f"{account.refunded:.2f}", since, one.starts_on.isoformat(), one.ends_on.isoformat(), one.state,
    ]  # fmt: skip


@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: for everybody what the register tells; for its party and the desk the text and papers too."""
    person: Any = request.user
    visible = Agreement.objects.visible_to(person).select_related(
        "organisation", "party_organisation", "call", "proposal__call", "district", "edition"
    )
    one = get_object_or_404(visible, pk=pk)
    at = timezone.now()
    request.city = one.organisation  # type: ignore[attr-defined]
    inside = may_read_inside(person, one)
    party = is_party(person, one)
    step = step_of(one, at, inside=inside)
    annex = open_annex(one)
    account = account_of(one)
    language = (get_language() or "pl")[:2]
    version = version_in_force(one) or (latest_version(one) if inside else None)
    context = {
        "agreement": one,
        "city": one.organisation,
        "currency": one.currency,
        "party": one.party_name if inside else public_party(one),
        "is_party": party,
        "inside": inside,
        "desk_url": address("web:desk_agreement", one.pk) if may_read_desk(person, one.organisation) else "",
        "shape": shape(one),
        "step": step,
        "who": who(step, one, party=party),
        "may_sign": may_sign(person, one) or (annex is not None and party and waits_for(annex) == "party"),
        "may_ask": may_ask_change(person, one) and annex is None and step.key == "work",
        "tabs": tabs_of(one, "agreement", desk=False) if party and one.state in Agreement.IN_FORCE_ONCE else [],
        "facts": _facts(one, account),
        "account": account,
        "lines": list(one.lines.all()) if inside else [],
        "text": text_of(version, "en" if language == "en" else "pl") if inside else [],
        "versions": list(one.versions.filter(in_force_at__isnull=False)),
        "changes": _changes(one, inside, language),
        **links_of(one),
    }
    return render(request, "grants/agreement.html", context)


def _facts(one: Agreement, account: Any) -> list[dict[str, Any]]:
    gives = one.support in (Scheme.Support.CASH, Scheme.Support.MIXED)
    return [
        {
            "label": _("Support"),
            "value": money(one.amount, one.currency),
            "big": True,
            "note": one.get_support_display(),
        },
        {"label": _("Paid so far"), "value": money(account.paid, one.currency) if gives else ""},
        {"label": _("Bought by the city"), "value": money(account.bought, one.currency) if account.bought else ""},
        {"label": _("Lent by the city, value"), "value": money(account.lent, one.currency) if account.lent else ""},
        {
            "label": _("Voluntary work"),
            "value": _("%(sure)s of %(promised)s hours are confirmed")
            % {"sure": number(account.hours_verified), "promised": number(account.hours_pledged)}
            if account.hours_verified
            else "",
        },
        {"label": _("Work"), "value": f"{day(one.starts_on)} – {day(one.ends_on)}"},
        {"label": _("Final report due"), "value": day(one.report_due_on)},
        {"label": _("In force since"), "value": day(one.active_at)},
        {"label": _("Looked after until"), "value": day(one.care_until)},
        {"label": _("Where"), "value": one.district.name if one.district else ""},
        {"label": _("Number"), "value": one.number},
    ]


def _changes(one: Agreement, inside: bool, language: str) -> list[dict[str, Any]]:
    """Annexes in force, and for those inside every change that was asked for. The public reads no names in them."""
    rows = one.amendments.order_by("-number").select_related("version")
    if not inside:
        rows = rows.filter(state=Amendment.State.IN_FORCE)
    versions = {version.number: version for version in one.versions.all()}
    names = {"budget": _("budget"), "time": _("time"), "scope": _("scope"), "people": _("people")}
    found = []
    for row in rows:
        version = getattr(row, "version", None)
        before = versions.get(version.number - 1) if version else None
        found.append(
            {
                "amendment": row,
                "version": version,
                "kinds": ", ".join(names[kind] for kind in row.kinds if kind in names),
                "said": changes_of(before.facts, version.facts, language) if inside and before and version else [],
            }
        )
    return found
