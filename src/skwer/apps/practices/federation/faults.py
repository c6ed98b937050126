"""Why a feed was not taken: a code, the detail that belongs to it, and both in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.people.refusals import Refusal

WORDS: dict[str, Any] = {
    # on the way
    "unreachable": gettext_lazy("The feed could not be fetched: {detail}. Try later, or ask its operator."),
    "address": gettext_lazy("{detail} is no address on the open internet, so it is not asked."),
    "moved": gettext_lazy("The address leads on to {detail}. Subscribe to that address if it is right."),
    "kind": gettext_lazy("The address answers with {detail}, not with JSON. Is it the address of a feed?"),
    "too_large": gettext_lazy("{detail} is larger than a feed may be."),
    "too_slow": gettext_lazy("{detail} did not arrive in time."),
    # the feed as a whole
    "unreadable": gettext_lazy("The feed is not JSON that can be read ({detail})."),
    "format": gettext_lazy("The feed is of the format “{detail}”. This installation reads skwer-feed/1."),
    "shape": gettext_lazy("A part of the feed is not what the format asks for: {detail}."),
    "unknown_key": gettext_lazy(
        "The feed is signed with the key {detail}, which is not the one you trust, and yours did not vouch for it. "
        "Ask its operator by telephone whether the key is new."
    ),
    "old_key": gettext_lazy(
        "The feed is signed with the old key {detail}, which has been replaced. Somebody may have stolen it."
    ),
    "signature": gettext_lazy("The signature does not fit: the feed was changed after it was signed."),
    "replayed": gettext_lazy("This is an older feed once more: number {detail}."),
    "forked": gettext_lazy("There are two different feeds of the same number {detail}. One of them is a forgery."),
    "too_old": gettext_lazy("The feed was valid until {detail}. Its operator has stopped renewing it."),
    "ahead": gettext_lazy("The feed is dated {detail}, which is still to come. A clock is wrong, here or there."),
    "elsewhere": gettext_lazy("The feed says it is of {detail}, but it came from another address."),
    # one thing in it
    "item_missing": gettext_lazy("{detail} is named in the feed, but is not there."),
    "item_hash": gettext_lazy("{detail} is not what was signed: its checksum differs."),
    "item_rewritten": gettext_lazy("{detail} was changed without a new version. A published version never changes."),
    "item_older": gettext_lazy("{detail} is older than the version that is here already."),
    "item_practice": gettext_lazy("A practice in the feed cannot be kept: {detail}"),
    "item_kit": gettext_lazy("A kit in the feed cannot be kept: {detail}"),
    "item_evidence": gettext_lazy("Evidence in the feed cannot be kept: {detail}"),
    # here
    "ended": gettext_lazy("This subscription has ended. Begin it again first."),
}  # fmt: skip


class FeedRefused(Refusal):
    """The feed is not taken, and nothing changes. `code` is one of WORDS, `detail` what the sentence names."""

    status = 422

    def __init__(self, code: str, detail: object = "") -> None:
        self.detail = str(detail)[:400]
        super().__init__(in_words(code, self.detail), code=code)


def in_words(code: str, detail: str) -> str:
    """The reason in the reader's language."""
    return str(WORDS.get(code) or _("The feed was not taken.")).format(detail=detail)
