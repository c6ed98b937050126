"""What the rules refuse, as sentences for people: what is wrong and how to mend it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """An action that the rules do not allow. Subclasses stand beside the function that raises them.

    message: lazily translated, says what is wrong and how to mend it; code: for programs and tests; paragraph: the
    paragraph of the call's regulations that says so ("§ 4"), or ""; status: 403 for permission, 409 for what is
    stale, frozen or late, 422 for everything else.
    """

    message: Any = _("This is not possible.")
    code: str = "refused"
    paragraph: str = ""
    status: ClassVar[int] = 422

    def __init__(self, message: Any = None, *, code: str | None = None, paragraph: str | None = None) -> None:
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        if paragraph is not None:
            self.paragraph = paragraph
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.message} ({self.paragraph})" if self.paragraph else str(self.message)


class NotAllowed(Refusal):
    """The person's role does not allow the action."""

    message = _("Your role does not allow this.")
    code = "not_allowed"
    status = 403
