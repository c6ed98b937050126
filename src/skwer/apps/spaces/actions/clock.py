"""What the clock does in the inventory and the calendar of loans: words about people go when their time is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .booking import forget_purposes
from .viewing import forget_needs
from .wishing import forget_wishes


def tick_spaces(*, at: datetime) -> Iterator[str]:
    """Idempotent; a line for each thing done."""
    if wishes := forget_wishes(at=at):
        yield f"{wishes} closed wishes for space lost their words"
    if needs := forget_needs(at=at):
        yield f"{needs} notes on what visitors of spaces needed were erased"
    if purposes := forget_purposes(at=at):
        yield f"{purposes} purposes of old loans were erased"
