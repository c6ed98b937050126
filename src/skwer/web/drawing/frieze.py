"""The street on the footer's edge."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from .sheet import Sheet
from .things import house, tree


@lru_cache(maxsize=128)  # on every page
def frieze(seed: int | str) -> str:
    """The street that stands on the footer's edge: one stretch, laid six times."""
    rng = Random(f"skwer/1/frieze/{seed}")  # noqa: S311 - a picture, not a secret
    s, x = Sheet(rng), 0
    while x < 420:
        if rng.random() < 0.3:
            tree(s, x + 20, 64, rng.choice((0.6, 0.75, 0.9)))
            x += 40
        else:
            w = rng.choice((24, 30, 38, 46))
            house(s, x, 64, w, rng.choice((16, 22, 28, 36)))
            x += w + rng.choice((0, 0, 0, 6))
    laid = "".join(f'<use href="#street" x="{x * k}"/>' for k in range(1, 6))
    return (
        f'<svg class="scene frieze" viewBox="0 0 {6 * x} 64" preserveAspectRatio="xMinYMax slice"'
        f' aria-hidden="true">'
        f'<g id="street" class="scene">{s.svg()}</g>{laid}</svg>'
    )
