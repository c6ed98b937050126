"""The outcome of a count as one self-contained, accessible page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from .tally_words import amount, how, method, nearness, percent, summary, votes, why

if TYPE_CHECKING:
    from skwer.methods.tally import Election, Funded, Outcome, Trail, Unfunded

STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#fff, #1b2520); --page: light-dark(#f5f5f0, #121a16);
  --ink: light-dark(#1b2823, #eef2ec); --soft: light-dark(#4b5a53, #b5c2ba); --line: light-dark(#d2d5ca, #38453f);
  --won: light-dark(#1c6b3c, #8fd6a4); --fill: light-dark(#1c6b3c, #2a7f4c); --well: light-dark(#eaebe3, #0c120f); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1.0625rem/1.5 Commissioner, "Noto Sans", system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.5rem); line-height: 1.15; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.375rem; margin: 2.5rem 0 .5rem; }
p { max-width: 44rem; margin: .5rem 0; }
.soft, td small { color: var(--soft); }
.bar { height: 1.25rem; background: var(--well); border: 1px solid var(--line); margin: 1rem 0; max-width: 44rem; }
.bar span { display: block; height: 100%; background: var(--fill); }
.wide { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); }
.wide:focus-visible, summary:focus-visible { outline: 3px solid var(--won); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding: .75rem; color: var(--soft); }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line); }
td.n, th.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody th { font-weight: 400; min-width: 14rem; }
td small { display: block; font-size: .9375rem; }
details { margin-top: .25rem; } summary { cursor: pointer; color: var(--won); }
code { overflow-wrap: anywhere; }
"""


def page(election: Election, outcome: Outcome, seconds: float) -> str:
    """The whole page as text: no script, nothing fetched from elsewhere."""
    from skwer.methods.tally import money_trail

    names = {project.id: project.name for project in election.projects}
    trail = money_trail(election, outcome)
    spent = float(outcome.cost / outcome.budget) if outcome.budget else 0.0
    title = escape(outcome.instance or "Election")
    parts = [
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}: result</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style></head>\n<body><main>\n<h1>{title}</h1>",
        f"<p>{escape(summary(election, outcome))}</p>",
        f'<div class="bar" aria-hidden="true"><span style="width:{min(spent, 1) * 100:.2f}%"></span></div>',
        f'<p class="soft">{escape(method(outcome))}</p>',
        *(f'<p class="soft">Note: {escape(note)}.</p>' for note in outcome.notes),
        '<h2 id="funded">Funded</h2>',
        _table(
            "funded",
            "In the order of funding",
            ["No.", "Project", "Cost", "Votes", *(["Support"] if trail else []), "How"],
            (
                [
                    _number(str(winner.round)),
                    _name(winner.id, names[winner.id]),
                    _number(amount(winner.cost)),
                    _number(votes(winner)),
                    *(
                        [_number("" if winner.effective_support is None else percent(winner.effective_support))]
                        * bool(trail)
                    ),
                    f"<td>{escape(how(winner))}</td>",
                ]
                for winner in outcome.funded
            ),
        ),
        '<h2 id="unfunded">Not funded</h2>',
    ]
    if outcome.unfunded:
        parts.append(
            _table(
                "unfunded",
                "In the order of votes or points",
                ["Project", "Cost", "Votes", *(["Support"] if trail else []), "Why"],
                (
                    [
                        _name(loser.id, names[loser.id]),
                        _number(amount(loser.cost)),
                        _number(votes(loser)),
                        *(
                            [_number("" if loser.effective_support is None else percent(loser.effective_support))]
                            * bool(trail)
                        ),
                        f"<td>{escape(why(loser))} {escape(nearness(loser))}{_paid(trail.get(loser.id), names)}</td>",
                    ]
                    for loser in outcome.unfunded
                ),
            )
        )
    else:
        parts.append("<p>Every project was funded.</p>")
    if trail:
        parts.append(
            '<p class="soft">Support is how much of its cost a project could have raised at best; '
            "100 % and more is bought.</p>"
        )
    parts.append(
        f"<h2>Check it</h2><p>Digest of this result: <code>sha256 {outcome.digest()}</code></p>"
        f'<p class="soft">Counted in {seconds:.2f} s.</p>\n</main></body></html>\n'
    )
    return "\n".join(parts)


def _table(label: str, caption: str, header: list[str], rows: Iterable[list[str]]) -> str:
    right = {"No.", "Cost", "Votes", "Support"}
    head = "".join(f'<th scope="col"{" class=n" if cell in right else ""}>{cell}</th>' for cell in header)
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="wide" role="region" aria-labelledby="{label}" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _number(text: str) -> str:
    return f'<td class="n">{escape(text)}</td>'


def _support(project: Funded | Unfunded) -> str:
    return _number("" if project.effective_support is None else percent(project.effective_support))


def _name(id: str, name: str) -> str:
    return f'<th scope="row">{escape(name or id)}<br><small class="soft">{escape(id)}</small></th>'


def _paid(trail: Trail | None, names: dict[str, str]) -> str:
    """Where the supporters' money went, largest sums first."""
    if trail is None or not trail.paid:
        return ""
    largest = sorted(trail.paid, key=lambda paid: -paid.amount)[:8]
    items = "".join(
        f"<li>{amount(paid.amount)} from {amount(paid.voters)} of them for "
        f"{escape(names[paid.winner] or paid.winner)}</li>"
        for paid in largest
    )
    return f"<details><summary>Where its supporters’ money went</summary><ul>{items}</ul></details>"
