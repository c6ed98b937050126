"""Parts of a page: statuses, stages, what next, cards, rows, crumbs, facts, pages of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from skwer.web.drawing import bars

from .pictures import part_of
from .words import number as number_words

register = template.Library()

STATES = ("draft", "sent", "check", "vote", "chosen", "reserve", "no", "build", "done", "fix", "late")
STATE_WORDS = {
    "draft": pgettext_lazy("status", "Draft"),
    "sent": pgettext_lazy("status", "Sent"),
    "check": pgettext_lazy("status", "Being checked"),
    "vote": pgettext_lazy("status", "Vote"),
    "chosen": pgettext_lazy("status", "Chosen"),
    "reserve": pgettext_lazy("status", "Reserve"),
    "no": pgettext_lazy("status", "Not chosen"),
    "build": pgettext_lazy("status", "Being built"),
    "done": pgettext_lazy("status", "Done"),
    "fix": pgettext_lazy("status", "Waits for you"),
    "late": pgettext_lazy("status", "Late"),
}


@register.simple_tag
def status(state: str, label: str = "") -> SafeString:
    """`{% status "vote" _("Vote and assessment") %}`: shape, word and colour. States: see STATES."""
    words = capfirst(str(label or STATE_WORDS.get(state, state)))  # a state stands alone, whoever names it
    return format_html('<span class="is" data-is="{}">{}</span>', state, words)


@register.inclusion_tag("parts/steps.html")
def steps(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """`{% steps stages label=_("Stages of the call") %}`: squares on a line, a column on phones.

    An item (mapping or object) has `name`, `state` (done, now, next), and, if wanted, `note` and `url`.
    """
    rows = [{k: part_of(item, {}, k) for k in ("name", "state", "note", "url")} for item in items]
    return {"rows": rows, "label": label or _("Stages")}


@register.simple_block_tag(takes_context=True, end_name="endnext")
def next(
    context: Any, content: str, title: str = "", what: str = "", who: str = "", when: str = "", level: int = 2
) -> SafeString:
    """`{% next title=… what=… who=… when=… %}` buttons `{% endnext %}`: what next, who, by when.

    First on every page that has a next. `when` is text (use the `when` filter), not a moment.
    """
    del context
    rows = [
        (pgettext_lazy("what next", "What next"), what),
        (pgettext_lazy("what next", "Who"), capfirst(str(who or ""))),
        (pgettext_lazy("what next", "By when"), when),
    ]
    body = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", ((term, value) for term, value in rows if value))
    buttons = format_html('<div class="row">{}</div>', mark_safe(content.strip())) if content.strip() else ""
    head = format_html("<h{0}>{1}</h{0}>", level, title) if title else ""
    dl = format_html("<dl>{}</dl>", body) if body else ""
    return format_html('<section class="next" aria-label="{}">{}{}{}</section>', _("What next"), head, dl, buttons)


@register.inclusion_tag("parts/plot.html")
def plot(thing: Any = None, **given: Any) -> dict[str, Any]:
    """`{% plot proposal %}` or `{% plot title=… url=… category=… seed=… %}`: the card of a proposal or a place.

    Values: title, url (the one link), text, category, seed (or pk), photo_url, photo_alt, number, anchor (its id),
    state and state_label, where, amount with currency, or right (any words); level of the heading (3);
    tag: "li" (default) or "article".
    """
    names = ("title", "url", "text", "category", "seed", "pk", "photo_url", "photo_alt", "number", "anchor", "state",
             "state_label", "where", "amount", "currency", "right", "level", "tag")  # fmt: skip
    values = {name: part_of(thing, given, name) for name in names}
    return {**values, "currency": values["currency"] or "PLN", "level": values["level"] or 3,
            "tag": values["tag"] or "li"}  # fmt: skip


@register.inclusion_tag("parts/rank_row.html")
def rank_row(thing: Any = None, **given: Any) -> dict[str, Any]:
    """`{% rank_row row most=100 unit=_("points") %}`: a line of a ranking; lives in `<ol class="rank">`.

    Values: number, title, url, parts: [(words, value), …] drawn as a bar out of `most`, `caption` (the same in words;
    made from the parts when missing), amount and currency, state and state_label, why, out (below the money line),
    anchor (its id), level of the heading (3).
    """
    names = ("number", "title", "url", "parts", "most", "unit", "caption", "amount", "currency", "state",
             "state_label", "why", "out", "anchor", "level")  # fmt: skip
    values = {name: part_of(thing, given, name) for name in names}
    parts: Sequence[tuple[str, Any]] = values["parts"] or ()
    sums = [Decimal(str(value)) for _words, value in parts]
    most = Decimal(str(values["most"] or 0)) or sum(sums, Decimal(0)) or Decimal(1)
    caption = values["caption"]
    if not caption and parts:
        places = None if all(value == value.to_integral_value() for value in sums) else 1
        whole = number_words(sum(sums, Decimal(0)), places)
        unit = values["unit"] or _("points")
        if len(parts) > 1:
            split = " + ".join(f"{words} {number_words(value, places)}" for words, value in parts)
            caption = _("%(sum)s %(unit)s = %(parts)s") % {"sum": whole, "unit": unit, "parts": split}
        else:
            caption = f"{whole} {unit}"
    return {**values, "caption": caption, "bar": mark_safe(bars.bar(sums, most)) if parts else "",
            "currency": values["currency"] or "PLN", "level": values["level"] or 3}  # fmt: skip


@register.simple_tag
def cut(text: str) -> SafeString:
    """`{% cut "Here the money ended. …" %}`: the line of a ranking where the money ended."""
    return format_html('<li class="cut">{}</li>', text)


@register.simple_tag
def spread(scores: Iterable[Any], least: Any = 0, most: Any = 10) -> SafeString:
    """`{% spread scores 0 20 %}`: assessors' scores on a strip, with the same in words for a screen reader."""
    values = [Decimal(str(s)) for s in scores]
    if not values:
        return mark_safe("")
    mean = sum(values) / len(values)
    words = _("Scores %(scores)s; mean %(mean)s, spread %(spread)s") % {
        "scores": ", ".join(number_words(v) for v in sorted(values)),
        "mean": number_words(mean, 1),
        "spread": number_words(max(values) - min(values)),
    }
    strip = mark_safe(bars.spread([float(v) for v in values], float(least), float(most)))
    return format_html('<span class="strip">{}<span class="small">{}</span></span>', strip, words)


@register.inclusion_tag("parts/chart.html")
def chart(
    title: str, rows: Iterable[tuple[Any, Any]], label: str = "", unit: str = "", open_table: bool = False
) -> dict[str, Any]:
    """`{% chart _("Votes a day") rows label=_("Day") unit=_("Votes") %}`: columns, and the same figures in a table.

    `rows`: (words, number) pairs in order. Never for anything before it is published.
    """
    listed = list(rows)
    picture = mark_safe(bars.columns([float(value or 0) for _words, value in listed]))
    return {"title": title, "rows": listed, "label": label, "unit": unit, "picture": picture, "open": open_table}


@register.inclusion_tag("parts/due.html")
def due(thing: Any = None, **given: Any) -> dict[str, Any]:
    """`{% due item %}`: a row of an inbox or of a list of calls: thing, state, term, one button.

    Values: title, title_url, text, state, state_label, when (words) or at (a moment), action (the button's words),
    url, primary (is it the one primary button of the view?), level (3), tag: "li" or "article".
    """
    names = ("title", "title_url", "text", "state", "state_label", "when", "at", "action", "url", "primary", "level",
             "tag")  # fmt: skip
    values = {name: part_of(thing, given, name) for name in names}
    return {**values, "level": values["level"] or 3, "tag": values["tag"] or "li"}


@register.simple_block_tag(end_name="endblank")
def blank(content: str, title: str, text: str = "", category: str = "", seed: str = "blank") -> SafeString:
    """`{% blank title=… text=… category="meadow" %}` a link `{% endblank %}`: nothing here, and why that is fine."""
    from .pictures import scene

    return format_html(
        '<div class="blank">{}<p><b>{}</b></p>{}{}</div>',
        scene(category, seed) if category else "",
        title,
        format_html('<p class="small">{}</p>', text) if text else "",
        mark_safe(content.strip()),
    )


@register.inclusion_tag("parts/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """`{% crumbs city.short city_url call.title call_url _("Results") %}`: label, address, label, address, …, here."""
    items = [(pairs[k], pairs[k + 1] if k + 1 < len(pairs) else "") for k in range(0, len(pairs), 2)]
    return {"items": [item for item in items if item[0]]}


@register.inclusion_tag("parts/facts.html")
def facts(rows: Iterable[Any], kind: str = "") -> dict[str, Any]:
    """`{% facts rows %}`: names and values. A row: (label, value) or a mapping with label, value, big, note, url."""
    out = []
    for row in rows:
        label_value = row if isinstance(row, Mapping) else {"label": row[0], "value": row[1]}
        out.append(label_value)
    return {"rows": [r for r in out if r.get("value") not in (None, "")], "kind": kind}


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: Mapping[str, Any], page: Any, name: str = "page") -> dict[str, Any]:
    """`{% pager page_obj %}`: to the pages of a long list; the rest of the address's query stays."""
    request = context.get("request")
    query = [(k, v) for k, vs in request.GET.lists() for v in vs if k != name] if request else []

    def url(n: int) -> str:
        return "?" + urlencode([*query, (name, n)])

    numbers = []
    for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        numbers.append({"n": n, "url": url(n) if isinstance(n, int) else "", "here": n == page.number})
    return {
        "page": page,
        "numbers": numbers,
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_block_tag(takes_context=True, end_name="endfilters")
def filters(context: Any, content: str, target: str = "", label: str = "", also: str = "") -> SafeString:
    """`{% filters target="#list" %}` fields `{% endfilters %}`: a form that narrows a list.

    Without a script it is sent by its button. With one, the part `target` (an id on this page) is exchanged in
    place as one chooses, and the address follows; `also` is another part that changes with it, a title that counts.
    """
    path = context["request"].path if "request" in context else ""
    live = (
        format_html(
            ' hx-get="{}" hx-target="{}" hx-select="{}" hx-swap="outerHTML" hx-push-url="true"'
            ' hx-trigger="change, submit" hx-sync="this:replace"{}',
            path,
            target,
            target,
            format_html(' hx-select-oob="{}"', also) if also else "",
        )
        if target
        else ""
    )
    return format_html(
        '<form class="filters" method="get" action="{}" aria-label="{}"{}>{}'
        '<button class="ds-button" data-variant="secondary">{}</button></form>',
        path,
        label or _("Filter the list"),
        live,
        mark_safe(content),
        _("Show"),
    )


@register.simple_tag
def numbered(value: Any, prefix: str = "") -> SafeString:
    """`{% numbered proposal.number _("Proposal") %}`: the number in its square, as on the plan."""
    before = format_html('<span class="vh">{} </span>', prefix) if prefix else ""
    return format_html('<span class="no">{}{}</span>', before, value)
