"""A sheet of SVG paths, and the colours a scene is drawn with.

One letter stands for one colour; the style sheet gives the same letters their light and dark values.
"""

from __future__ import annotations

from random import Random

W, H = 240, 160

# One letter a colour; skwer.css gives the same letters their light and dark values.
COLOURS = {
    "a": "#2f7d4a",
    "b": "#5aa75e",
    "c": "#a6cd73",
    "d": "#a8744a",
    "e": "#5d4636",
    "f": "#fffdf6",
    "y": "#f6c338",
    "r": "#d9573a",
    "s": "#8cc4de",
    "w": "#3d86b4",
    "p": "#f0a5ae",
    "i": "#23342d",
    "h": "#23342d26",
}
GROUNDS = {  # ground, path
    1: ("#cfe4b6", "#f3ead2"),
    2: ("#f4e4bd", "#fdf6e4"),
    3: ("#f5d3c3", "#fcebe0"),
    4: ("#d5e5ea", "#f1f6f7"),
    5: ("#e3dbee", "#f6f2fa"),
    6: ("#f8e294", "#fdf3cc"),
}
THEMES = {
    "lipa": "#1c6b3c",
    "struga": "#0f5f83",
    "cegla": "#a63a22",
    "sliwa": "#7b2f6e",
    "blawatek": "#3a49ad",
    "bursztyn": "#7d5200",
}


class Sheet:
    """Paths in drawing order; neighbours of one colour share one element."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.parts: list[list[str]] = []

    def add(self, cls: str, d: str) -> None:
        if self.parts and self.parts[-1][0] == cls:
            self.parts[-1][1] += d
        else:
            self.parts.append([cls, d])

    def raw(self, text: str) -> None:
        self.parts.append(["", text])

    def box(self, cls: str, x: float, y: float, w: float, h: float) -> None:
        self.add(cls, f"M{number(x)} {number(y)}h{number(w)}v{number(h)}h{number(-w)}z")

    def dot(self, cls: str, x: float, y: float, r: float, ry: float | None = None) -> None:
        q = r if ry is None else ry  # an arc that ends where it began, less a hair: half the letters of two arcs
        self.add(cls, f"M{number(x - r)} {number(y)}a{number(r)} {number(q)} 0 1 1 0 .1z")

    def poly(self, cls: str, *points: tuple[float, float]) -> None:
        self.add(cls, "M" + " ".join(f"{number(x)} {number(y)}" for x, y in points) + "z")

    def line(self, cls: str, width: float, d: str) -> None:
        self.raw(f'<path class="l{cls}" stroke-width="{width:g}" d="{d}"/>')

    def svg(self) -> str:
        return "".join(d if not cls else f'<path class="{cls}" d="{d}"/>' for cls, d in self.parts)


def style_element(body: str, ground: int, theme: str) -> str:
    values = dict(COLOURS, g=GROUNDS[ground][0], q=GROUNDS[ground][1], k=COLOURS["f"], v=COLOURS["i"], t=THEMES[theme])
    rules = [f".{c}{{fill:{v}}}" for c, v in values.items() if f'class="{c}"' in body]
    rules += [f".l{c}{{fill:none;stroke:{v}}}" for c, v in values.items() if f'class="l{c}"' in body]
    return f"<style>{''.join(rules)}</style>"


def number(value: float) -> str:
    """A number as short as the eye needs."""
    return f"{round(value, 1 if abs(value) < 10 else 0):g}"


def text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
