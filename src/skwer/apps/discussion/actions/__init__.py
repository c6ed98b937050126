"""What changes in discussions."""

from .clock import forget, tell_of_new, tick_discussion
from .common import BadValue, Decided, NotPossible
from .house import close_thread, open_house, reopen_thread
from .objecting import decide_objection, object_to
from .reporting import give_notice
from .ruling import keep, look, remove
from .writing import LANGUAGES, TooMany, answer, ask, comment, edit, office_name, withdraw

__all__ = [
    "LANGUAGES",
    "BadValue",
    "Decided",
    "NotPossible",
    "TooMany",
    "answer",
    "ask",
    "close_thread",
    "comment",
    "decide_objection",
    "edit",
    "forget",
    "give_notice",
    "keep",
    "look",
    "object_to",
    "office_name",
    "open_house",
    "remove",
    "reopen_thread",
    "tell_of_new",
    "tick_discussion",
    "withdraw",
]
