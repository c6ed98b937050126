"""Points split by source, and the spread of assessors' scores, as thin bars beside their figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

KINDS = ("com", "vot", "thi", "fou")


def bar(parts: Sequence[Decimal | float], most: Decimal | float) -> str:
    """A bar 100 long: each part in its own shade, the rest empty. Decoration: the figures stand beside it."""
    scale = 100 / float(most) if most else 0
    out, x = ['<path class="bg" d="M0 0h100v8H0z"/>'], 0.0
    for kind, value in zip(KINDS, parts, strict=False):
        w = min(max(float(value), 0) * scale, 100 - x)
        if w > 0:
            out.append(f'<path class="{kind}" d="M{_tenth(x)} 0h{_tenth(w)}v8h-{_tenth(w)}z"/>')
        x += w
    return f'<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{"".join(out)}</svg>'


def spread(scores: Sequence[Decimal | float], least: float, most: float) -> str:
    """A strip 100 long: a band from the lowest to the highest score, a tick for each, a long tick for the mean."""
    if not scores:
        return ""
    width = most - least or 1
    at = sorted((float(s) - least) / width * 100 for s in scores)
    mean = sum(at) / len(at)
    ticks = "".join(f"M{_tenth(x)} 3v10" for x in at)
    return (
        '<svg class="spread" viewBox="-1 0 102 16" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="axis" d="M0 8h100"/>'
        f'<path class="band" d="M{_tenth(at[0])} 5h{_tenth(max(at[-1] - at[0], 0.4))}v6H{_tenth(at[0])}z"/>'
        f'<path class="tick-mark" d="{ticks}"/><path class="mean" d="M{_tenth(mean)} 0v16"/></svg>'
    )


def _tenth(value: float) -> str:
    return f"{round(value, 1):g}"


def columns(values: Sequence[float], height: int = 40) -> str:
    """A small column chart, one column a value; decoration, for the table beside it carries the figures."""
    top = max(values, default=0) or 1
    heights = [round(max(value, 0) / top * height, 1) for value in values]
    d = "".join(f"M{k * 10 + 1} {height}v-{h:g}h8v{h:g}z" for k, h in enumerate(heights) if h)
    wide = max(len(values), 1) * 10
    return (
        f'<svg class="columns" viewBox="0 0 {wide} {height + 1}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="base" d="M0 {height + 0.5}h{wide}"/><path class="com" d="{d}"/></svg>'
    )
