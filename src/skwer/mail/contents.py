"""What a letter says, and its two forms: plain text, and the same in quiet HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skwer.apps.people.models import Organisation


@dataclass(frozen=True)
class Contents:
    """A letter in one language. `quote`: somebody's own words; `button`: (words, address), the one thing to do;
    `after`: what is good to know below it; `why`: why the reader gets this letter."""

    subject: str
    text: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    quote: str = ""
    button: tuple[str, str] | None = None
    after: Sequence[str] = ()
    why: str = ""
    organisation: Organisation | None = None
    calendar: str = ""  # an iCalendar object to attach: her calendar takes the event in, moves it, or takes it out
    stop: str = field(default="", compare=False)  # address of the page that ends this kind of letter

    @property
    def signature(self) -> list[str]:
        """Who writes: the city with its office and person to talk to, or Skwer itself."""
        city = self.organisation
        if city is None:
            return ["Skwer"]
        office = ", ".join(part for part in (city.contact_name, city.contact_office) if part)
        return [line for line in (city.name, office, city.contact_address, city.contact_hours) if line]

    @property
    def subject_line(self) -> str:
        """One line of at most 150 characters: titles are people's own, a header is not."""
        line = " ".join(self.subject.split())
        return line if len(line) <= 150 else f"{line[:149]}…"

    def as_text(self) -> str:
        return render_to_string("mail/letter.txt", self._context()).strip() + "\n"

    def as_html(self) -> str:
        return render_to_string("mail/letter.html", self._context())

    def _context(self) -> dict[str, object]:
        quoted = "\n".join(f"> {line}".rstrip() for line in self.quote.splitlines())
        language = (get_language() or "pl")[:2]
        return {"letter": self, "language": language, "greeting": _("Hello,"), "quoted": quoted}
