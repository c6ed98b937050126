"""What a browser without scripts would send: the fields of a form as the page shows them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Forms(HTMLParser):
    """Every form of a page with its fields; what is disabled, by itself or by its fieldset, is not sent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[list[tuple[str, str]]] = []
        self.shut = 0
        self.fieldsets: list[bool] = []
        self.select: tuple[str, list[tuple[str, bool]]] | None = None
        self.textarea: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        shut = bool(self.shut) or "disabled" in given
        if tag == "form":
            self.forms.append([])
        elif tag == "fieldset":
            self.fieldsets.append("disabled" in given)
            self.shut += "disabled" in given
        elif tag == "input" and self.forms and given.get("name") and not shut:
            self._input(given)
        elif tag == "select" and not shut:
            self.select = (given["name"], [])
        elif tag == "option" and self.select:
            self.select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "textarea" and not shut:
            self.textarea = (given["name"], [])

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        if kind not in ("submit", "button", "file"):
            self.forms[-1].append((given["name"], given.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self.shut -= self.fieldsets.pop()
        elif tag == "select" and self.select:
            name, options = self.select
            chosen = next((value for value, on in options if on), options[0][0] if options else "")
            self.forms[-1].append((name, chosen))
            self.select = None
        elif tag == "textarea" and self.textarea:
            name, parts = self.textarea
            text = "".join(parts).removeprefix("\n").replace("\n", "\r\n")
            self.forms[-1].append((name, text))
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.textarea[1].append(data)


def fields_of(response: Any, index: int = 0) -> dict[str, list[str]]:
    """The fields of the page's form number `index`, as they would be sent unchanged."""
    page = _Forms()
    page.feed(response.content.decode())
    sent: dict[str, list[str]] = {}
    for name, value in page.forms[index]:
        if name != "csrfmiddlewaretoken":
            sent.setdefault(name, []).append(value)
    return sent
