"""Cover pictures for proposals and places, drawn from a category and a seed.

The rule of the drawing is the rule of a child's map and of the old town view:
the ground is seen from above, everything that stands is seen from the front,
and houses round a square are folded outwards. No perspective, no gradients.

    scene("garden", 17)                  for a page: colours come from the style sheet
    scene("garden", 17, theme="cegla")   a file of its own: colours written in

Equal arguments give equal bytes, on every machine.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

from .sheet import H, Sheet, W, number, style_element, text
from .things import bench, bicycle, guest, house, lamp, shade, tree, walk


def _bench(s: Sheet) -> None:
    walk(s, y=114, width=30)
    x = s.rng.randint(88, 150)
    tree(s, x - 58, 106, 1.25, s.rng.choice((0, 3)))
    if s.rng.random() < 0.6:
        tree(s, x + 74, 98, 0.9)
    else:
        lamp(s, x + 60, 112)
    bench(s, x, 124, s.rng.choice((56, 66, 74)), s.rng.choice("ttrd"))
    if s.rng.random() < 0.5:
        bench(s, x + 62, 138, 44, "d")
    guest(s, s.rng.choice((26, 196)), 146)


def _garden(s: Sheet) -> None:
    s.box("q", 0, 62, W, 12)
    s.box("q", s.rng.choice((70, 112, 154)), 62, 12, H)
    n = s.rng.choice((3, 4))
    w = (W - 24 - 12 * (n - 1)) / n
    spots = [(12 + k * (w + 12), y) for k in range(n) for y in (86, 122)]
    for x, y in spots:
        s.box("d", x, y, w, 26)
    for x, y in spots:
        s.box("e", x + 3, y + 3, w - 6, 20)
    crops = [s.rng.randrange(4) for _ in spots]
    plants = [(crops[k], x + 10 + 13 * j, y + 13) for k, (x, y) in enumerate(spots) for j in range(int((w - 6) // 13))]
    for crop, x, y in sorted(plants):
        if crop == 0:
            s.dot("c", x, y, 6)
        elif crop == 1:
            s.poly("b", (x - 5, y + 7), (x, y - 10), (x + 5, y + 7))
        else:
            s.dot("b", x, y, 6)
    for crop, x, y in sorted(plants):
        if crop > 1:
            s.dot("ry"[crop - 2], x, y, 3)
    guest(s, s.rng.choice((92, 96)), 58)
    tree(s, 222, 66, 0.8)
    tree(s, s.rng.randint(28, 60), 60, 0.9, 3)
    x = s.rng.randint(126, 150)
    s.box("t", x, 28, 44, 32)
    s.poly("i", (x - 5, 28), (x + 22, 10), (x + 49, 28))
    s.box("v", x + 8, 36, 10, 10)
    s.box("f", x + 26, 36, 10, 24)


def _courtyard(s: Sheet) -> None:
    s.box("q", 82, 42, 76, 76)
    s.box("c", 88, 48, 64, 64)
    s.poly("q", (88, 106), (146, 48), (152, 48), (152, 54), (94, 112), (88, 112))
    for turn in (0, 90, 180, 270):
        row, x = Sheet(s.rng), 82
        for w in s.rng.choice(((26, 24, 26), (38, 38), (22, 32, 22))):
            house(row, x, 42, w, s.rng.choice((20, 26, 32) if turn % 180 else (16, 20, 24)))
            x += w
        s.raw(f'<g transform="rotate({turn} 120 80)">{row.svg()}</g>' if turn else row.svg())
    tree(s, 106, 90, 0.72, s.rng.choice((0, 3)))
    bench(s, 134, 106, 24)
    for x in (20, 220):
        tree(s, x, s.rng.randint(64, 146), 0.8)


def _playground(s: Sheet) -> None:
    s.dot("q", 120, 122, 104, 34)
    x = s.rng.randint(58, 76)
    shade(s, x, 124, 60)
    s.line("t", 5, f"M{x - 40} 124l14-66h52l14 66M{x - 26} 58h52")
    s.line("i", 2, f"M{x - 12} 58v42M{x + 4} 58v42")
    s.box("r", x - 15, 98, 22, 5)
    x2 = s.rng.randint(150, 176)
    if s.rng.random() < 0.6:
        s.box("i", x2, 70, 4, 58)
        s.box("i", x2 + 22, 70, 4, 58)
        s.box("y", x2 - 3, 88, 32, 6)
        s.poly("r", (x2 - 6, 72), (x2 + 13, 52), (x2 + 32, 72))
        s.line("w", 6, f"M{x2 + 2} 90L{x2 - 34} 130h-10")
    else:
        for k, c in enumerate("ypswr"):
            s.box(c, x2 - 22 + 15 * (k % 2) - (7 if k % 3 == 0 else 0), 132 - 15 * k, 14, 14)
        s.dot("y", x2 + 44, 122, 9)
    tree(s, 220, 84, 0.9)
    tree(s, 18, 78, 0.8)
    guest(s, 116, 148)


def _tree(s: Sheet) -> None:
    walk(s, y=118, width=22)
    kinds = s.rng.choice(((0, 0, 0), (3, 3, 3), (1, 1, 1), (0, 2, 3)))
    n = s.rng.choice((3, 4, 5))
    for k in range(n):
        x = 26 + k * 188 / (n - 1)
        y = 116 - (k % 2) * 8
        tree(s, x, y, 1.25 if n < 5 else 1.05, kinds[k % 3])
        s.line("d", 2, f"M{number(x - 9)} {y}v-22h18v22")
    guest(s, s.rng.randint(60, 170), 150)


def _bicycle(s: Sheet) -> None:
    walk(s, slope=0, y=104, width=40)
    for x in range(4, W, 36):
        s.box("k", x, 123, 18, 3)
    tree(s, 22, 100, 1)
    if s.rng.random() < 0.5:
        s.box("t", 150, 38, 76, 6)
        s.box("i", 156, 44, 4, 60)
        s.box("i", 216, 44, 4, 60)
        bicycle(s, 186, 104, 0.72, "r")
        bicycle(s, 88, 134, 1.2, "y")
    else:
        bicycle(s, 84, 126, 1.15, "t")
        bicycle(s, 164, 138, 1.15, s.rng.choice("ryw"))
        tree(s, 214, 92, 0.9)


def _mural(s: Sheet) -> None:
    s.box("q", 0, 118, W, 42)
    s.box("h", 30, 118, 196, 10)
    s.box("f", 20, 30, 200, 88)
    cell = s.rng.choice((22, 44))
    colours = s.rng.choice(("tyrs", "wypf", "arpy", "tspy"))
    for cx in range(20, 220 - cell + 1, cell):
        for cy in range(30, 118 - cell + 1, cell):
            c, r, q = s.rng.choice(colours), cell, s.rng.randrange(5)
            if q == 0:
                s.add(c, f"M{cx} {cy}h{r}a{r} {r} 0 0 1-{r} {r}z")
            elif q == 1:
                s.add(c, f"M{cx + r} {cy + r}h-{r}a{r} {r} 0 0 1 {r}-{r}z")
            elif q == 2:
                s.dot(c, cx + r / 2, cy + r / 2, r / 2)
            elif q == 3:
                s.add(c, f"M{cx} {cy}h{r}v{r}z")
            else:
                s.box(c, cx, cy, r, r)
    s.poly("r", (14, 30), (20, 20), (220, 20), (226, 30))
    x = s.rng.choice((46, 176))
    s.line("d", 3, f"M{x} 140l10-70M{x + 22} 140l-6-70M{x + 3} 120h20M{x + 6} 100h15M{x + 8} 84h11")
    guest(s, 120, 148)


def _meadow(s: Sheet) -> None:
    s.add("c", "M0 58q60-22 120-4t120-8v114H0z")
    s.add("b", "M0 112q70-20 130-4t110-6v58H0z")
    tree(s, s.rng.choice((36, 204)), 62, 1, s.rng.choice((0, 1)))
    stems = [
        (12 + k * 15 + s.rng.randint(-4, 4), 92 + k % 3 * 24, 14 + s.rng.randint(0, 12), "ryfpw"[s.rng.randrange(5)])
        for k in range(15)
    ]
    for x, y, h, _ in stems:
        s.box("a", x - 1, y - h, 2, h)
    for x, y, h, colour in sorted(stems, key=lambda stem: stem[3]):
        s.dot(colour, x, y - h, 5)
    for x, y, h, _ in stems:
        s.dot("i", x, y - h, 1.6)
    x, y = s.rng.randint(70, 150), s.rng.randint(30, 44)
    s.dot("y", x, y, 6, 4)
    s.box("i", x - 1, y - 4, 2, 8)
    s.dot("f", x - 2, y - 6, 4, 3)
    if s.rng.random() < 0.5:
        s.box("d", 108, 60, 26, 40)
        s.poly("r", (103, 60), (121, 46), (139, 60))
        for j in range(6):
            s.dot("e", 115 + 12 * (j % 2), 69 + 11 * (j // 2), 3)


def _path(s: Sheet) -> None:
    a, b = s.rng.randint(20, 70), s.rng.randint(150, 210)
    s.line("q", 22, f"M{a} 170C{a} 100 {b} 120 {b} 70S{a + 40} 40 {a + 50}-10")
    tree(s, a + 4, 78, 0.95)
    tree(s, b - 52, 60, 0.8)
    bench(s, b - 62, 106, 40)
    lamp(s, b + 26, 74)
    tree(s, b + 14, 146, 1)
    s.poly("i", (a + 38, 150), (a + 41, 150), (a + 41, 112), (a + 38, 112))
    s.poly("t", (a + 30, 114), (a + 30, 102), (a + 56, 102), (a + 62, 108), (a + 56, 114))
    guest(s, a + 66, 152)


def _water(s: Sheet) -> None:
    y = s.rng.randint(70, 84)
    s.add("s", f"M0 {y}q60-16 120 0t120-4v52q-60 16-120 2T0 {y + 50}z")
    s.line("f", 2, f"M24 {y + 18}q10-6 20 0t20 0M150 {y + 30}q10-6 20 0t20 0M92 {y + 38}q8-5 16 0t16 0")
    x = s.rng.randint(80, 150)
    if s.rng.random() < 0.5:
        s.box("d", x, y - 14, 30, 88)
        for k in range(0, 88, 8):
            s.box("e", x, y - 14 + k, 30, 1.5)
    else:
        s.add("f", f"M{x} {y + 26}q16 10 34 0l4-12 6-2-4-5q-6 0-7 9-14 4-22-2z")
    for k in range(7):
        rx = s.rng.choice((8, 200)) + 6 * k
        s.box("a", rx, y + 44 - 30 - (k % 3) * 6, 2, 34 + (k % 3) * 6)
        s.dot("e", rx + 1, y + 12 - (k % 3) * 6, 2.5, 6)
    tree(s, 30, y - 8, 0.9, 0)
    tree(s, 206, y - 10, 1)
    bench(s, 60, 152, 46)


_DRAW = {
    "bench": (_bench, 1245),
    "garden": (_garden, 1126),
    "courtyard": (_courtyard, 3425),
    "playground": (_playground, 1256),
    "tree": (_tree, 1146),
    "bicycle": (_bicycle, 4513),
    "mural": (_mural, 2453),
    "meadow": (_meadow, 6241),
    "path": (_path, 1156),
    "water": (_water, 1216),
}


CATEGORIES = tuple(_DRAW)


@lru_cache(maxsize=1024)  # a picture takes a millisecond to draw, three kilobytes to keep
def scene(category: str, seed: int | str, theme: str | None = None, *, label: str = "") -> str:
    """An SVG picture, 3:2; without a label it is decoration and hidden from screen readers.

    An unknown category is drawn as a path: a proposal must never lose its page to a missing picture.
    With a theme the colours are written in, for mail and previews.
    """
    draw, grounds = _DRAW.get(category) or _DRAW["path"]
    category = category if category in _DRAW else "path"
    rng = Random(f"skwer/1/{category}/{seed}")  # noqa: S311 - a picture, not a secret
    sheet = Sheet(rng)
    ground = int(rng.choice(str(grounds)))
    draw(sheet)
    role = f'role="img" aria-label="{text(label)}"' if label else 'aria-hidden="true"'
    body = f'<path class="g" d="M0 0h{W}v{H}H0z"/>' + sheet.svg()
    style = "" if theme is None else style_element(body, ground, theme)
    xmlns = "" if theme is None else ' xmlns="http://www.w3.org/2000/svg"'
    return f'<svg{xmlns} class="scene g{ground}" viewBox="0 0 {W} {H}" {role}>{style}{body}</svg>'
