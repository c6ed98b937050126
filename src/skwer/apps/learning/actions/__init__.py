"""What changes in learning. Keyword-only; the moment is an argument; see each module."""

from .assessing import (
    AlreadyAnswered,
    CannotOpen,
    Closed,
    NotShareable,
    StillOpen,
    answer_self_assessment,
    ask,
    close_self_assessment,
    open_self_assessment,
    share_result,
)
from .common import Invalid
from .learning import Answered, NotOpen, Unanswered, answer_questions
from .modules import NotReady, change_module, create_module, hide_module, publish_module, set_questions
from .paths import change_path, create_path, hide_path, publish_path
from .scales import InUse, change_scale, create_scale, hide_scale, publish_scale

__all__ = [
    "AlreadyAnswered",
    "Answered",
    "CannotOpen",
    "Closed",
    "InUse",
    "Invalid",
    "NotOpen",
    "NotReady",
    "NotShareable",
    "StillOpen",
    "Unanswered",
    "answer_questions",
    "answer_self_assessment",
    "ask",
    "change_module",
    "change_path",
    "change_scale",
    "close_self_assessment",
    "create_module",
    "create_path",
    "create_scale",
    "hide_module",
    "hide_path",
    "hide_scale",
    "open_self_assessment",
    "publish_module",
    "publish_path",
    "publish_scale",
    "set_questions",
    "share_result",
]
