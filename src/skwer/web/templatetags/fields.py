"""Fields of forms: label, hint, error, counter; and the summary of errors that leads to them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from skwer.apps.forms.schema import Question
from skwer.values.money import read_amount
from skwer.web import fields as drawn
from skwer.web.context import address
from skwer.web.map import map_data

register = template.Library()


@register.simple_tag(takes_context=True)
def field(
    context: Any, source: Any = None, answers: Any = None, problems: Iterable[Any] = (), **given: Any
) -> SafeString:
    """`{% field form.title %}`, `{% field question answers problems %}` or `{% field kind="text" name="q" label=… %}`.

    The source is a field of a Django form, a Question of `forms` (with the answers and the FieldErrors of the whole
    form), or a mapping. Arguments win over what it says: label, hint, value, errors, kind, width ("s", "m"), unit,
    rows, max_length, required, choices; the rest reaches the kind's own template (see web/README.md).
    """
    if isinstance(source, drawn.Field):
        one = source
    elif isinstance(source, BoundField):
        one = drawn.from_bound(source, **given)
    elif isinstance(source, Question):
        one = drawn.from_form_question(source, answers or {}, problems or (), **given)
    else:
        one = drawn.from_question({**(source or {}), **given})
    return mark_safe(get_template(one.template).render({"field": one, **_more(one, context)}))


def _more(one: drawn.Field, context: Any) -> dict[str, Any]:
    """What composed kinds need besides."""
    if one.kind == "costs":
        rows = drawn.cost_rows(one)
        currency = str(one.more.get("currency", "PLN"))
        return {
            "rows": rows,
            "sources": drawn.cost_sources(one),
            "sum": sum((_readable(row.amount) for row in rows), Decimal(0)),
            "currency": currency,
            "sign": drawn.currency_sign(currency),
        }
    if one.kind == "grid":
        return {"lines": drawn.grid_lines(one), "notes": one.more["grid"].notes}
    if one.kind == "place":
        value = one.value or {}
        city = one.more.get("city") or getattr(context.get("frame"), "city", None)
        slug = getattr(city, "slug", "")
        url = address("web:city_geodata", slug) if slug else ""
        return {
            "address": value.get("address") or "",
            "lon": "" if value.get("lon") is None else value.get("lon"),
            "lat": "" if value.get("lat") is None else value.get("lat"),
            "data": map_data(getattr(city, "geodata", None), [], url),
        }
    return {}


def _readable(typed: str) -> Decimal:
    """The sum as far as it can be read: what cannot counts as nothing here, and is named beside its field."""
    try:
        return read_amount(typed)
    except ValueError:
        return Decimal(0)


@register.inclusion_tag("parts/error_summary.html")
def error_summary(errors: Any, title: str = "") -> dict[str, Any]:
    """`{% error_summary form %}` or `{% error_summary problems %}`: what to mend, each line leading to its field.

    `problems`: FieldErrors of `forms`, or pairs (name or id of the field, message). It takes the focus when the
    page opens.
    """
    lines = [(anchor, str(message)) for anchor, message in _lines(errors)]
    heading = title or ngettext("Correct one thing to go on", "Correct %(n)s things to go on", len(lines)) % {
        "n": len(lines)
    }
    return {"lines": lines, "title": heading}


def _lines(errors: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(errors, forms.BaseForm):
        for message in errors.non_field_errors():
            yield "", message
        for bound in errors:
            for message in bound.errors:
                yield bound.auto_id or f"id_{bound.html_name}", message
        return
    for problem in errors or ():
        if isinstance(problem, (tuple, list)):
            name, message = str(problem[0] or ""), problem[1]
            yield (name if name.startswith("id_") or not name else f"id_{name}"), message
        elif getattr(problem, "field", ""):
            yield drawn.anchor_of(problem), getattr(problem, "summary", None) or problem.message
        else:
            yield "", getattr(problem, "message", problem)
