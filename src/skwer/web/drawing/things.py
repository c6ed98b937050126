"""Things that stand, drawn from the front (x is the middle, y the foot), and the ground seen from above."""

from __future__ import annotations

from .sheet import Sheet, W, number


def shade(s: Sheet, x: float, y: float, w: float) -> None:
    s.poly("h", (x - w / 2, y), (x + w / 2, y), (x + w * 0.95, y + w * 0.24), (x - w * 0.05, y + w * 0.24))


def tree(s: Sheet, x: float, y: float, size: float = 1, kind: int | None = None) -> None:
    kind = s.rng.randrange(4) if kind is None else kind
    green = s.rng.choice("abb")
    r = 21 * size
    shade(s, x, y, 16 * size)
    s.box("e", x - 2.5 * size, y - 26 * size, 5 * size, 26 * size)
    if kind == 0:  # linden: one round crown
        s.dot(green, x, y - 42 * size, r)
        s.add("c", f"M{number(x)} {number(y - 42 * size - r)}a{number(r)} {number(r)} 0 0 0 0 {number(2 * r)}z")
    elif kind == 1:  # poplar
        s.dot(green, x, y - 44 * size, 13 * size, 33 * size)
    elif kind == 2:  # spruce
        for k in (0, 1, 2):
            s.poly(
                "a",
                (x - (18 - 3 * k) * size, y - (14 + 17 * k) * size),
                (x, y - (42 + 17 * k) * size),
                (x + (18 - 3 * k) * size, y - (14 + 17 * k) * size),
            )
    else:  # apple: three balls, fruit
        for dx, dy in ((-11, -36), (11, -36), (0, -52)):
            s.dot(green, x + dx * size, y + dy * size, 15 * size)
        for dx, dy in ((-12, -38), (9, -31), (3, -54)):
            s.dot("r", x + dx * size, y + dy * size, 3 * size)


def bench(s: Sheet, x: float, y: float, w: float = 56, cls: str = "t") -> None:
    shade(s, x, y, w)
    s.box("i", x - w / 2 + 5, y - 12, 4, 12)
    s.box("i", x + w / 2 - 9, y - 12, 4, 12)
    s.box(cls, x - w / 2, y - 16, w, 5)
    s.box(cls, x - w / 2, y - 31, w, 4)
    s.box(cls, x - w / 2, y - 25, w, 4)


def house(s: Sheet, x: float, y: float, w: float, h: float) -> None:
    """Left edge x, foot y."""
    wall, roof = s.rng.choice("fypsr"), s.rng.choice("reri")
    roof = "e" if roof == wall else roof
    s.box(wall, x, y - h, w, h)
    if s.rng.random() < 0.7:
        s.poly(roof, (x, y - h), (x + w / 2, y - h - w * 0.42), (x + w, y - h))
    else:
        s.box(roof, x, y - h - 4, w, 4)
    n = 2 if w > 18 else 1
    for row in range(int((h - 4) // 11)):
        for k in range(n):
            s.box("v", x + w * (k + 0.5) / n - 2.5, y - h + 5 + 11 * row, 5, 6)


def bicycle(s: Sheet, x: float, y: float, k: float = 1, cls: str = "t") -> None:
    r = 15 * k
    a, b, c = x - 21 * k, x + 21 * k, y - r
    shade(s, x, y, 60 * k)
    wheel = f"a{number(r)} {number(r)} 0 1 1 {number(2 * r)} 0a{number(r)} {number(r)} 0 1 1 {number(-2 * r)} 0"
    s.line("i", float(number(3 * k)), f"M{number(a - r)} {number(c)}{wheel}M{number(b - r)} {number(c)}{wheel}")
    frame = f"M{number(a)} {number(c)}L{number(x - 9 * k)} {number(c - 22 * k)}H{number(x + 13 * k)}"
    frame += f"L{number(x - 2 * k)} {number(c)}H{number(a)}M{number(x - 2 * k)} {number(c)}"
    frame += f"L{number(x - 12 * k)} {number(c - 28 * k)}"
    fork = f"M{number(b)} {number(c)}L{number(x + 11 * k)} {number(c - 30 * k)}H{number(x + 19 * k)}"
    saddle = f"M{number(x - 19 * k)} {number(c - 28 * k)}h{number(13 * k)}"
    s.line(cls, 4 * k, frame + fork + saddle)


def lamp(s: Sheet, x: float, y: float) -> None:
    s.box("i", x - 1.5, y - 52, 3, 52)
    s.dot("v", x, y - 56, 6)


def guest(s: Sheet, x: float, y: float) -> None:
    """One small living or lost thing a picture: a cat, a sparrow, a ball, a watering can."""
    kind = s.rng.randrange(4)
    if kind == 0:
        s.add("i", f"M{x} {y}v-13l2-7 5 4h4l4-4 2 7v6h13q6 0 5-13h3q1 20-7 20z")
    elif kind == 1:
        s.add("e", f"M{x} {y}q-10-1-10-10 0-6 6-7l-1-4 6 4q8 3 7 8l9-3q-4 11-12 12z")
        s.dot("f", x - 5, y - 12, 1.2)
    elif kind == 2:
        s.dot("f", x, y - 8, 9)
        s.poly("i", (x - 4, y - 8), (x, y - 13), (x + 4, y - 8), (x + 2, y - 3), (x - 2, y - 3))
    else:
        s.add("w", f"M{x} {y}v-15h15v4l10-8 3 3-13 12v4z")


# --- ground seen from above ---------------------------------------------------------------------


def walk(s: Sheet, slope: float | None = None, y: float | None = None, width: float = 26) -> None:
    y = s.rng.randint(88, 122) if y is None else y
    m = s.rng.choice((-28, -14, 16, 30)) if slope is None else slope
    s.poly("q", (0, y + m), (W, y - m), (W, y - m + width), (0, y + m + width))
