"""What changes agreements, money, work and reports. Ways in use these names."""

from .amending import OneIsOpen, answer_amendment, ask_amendment, withdraw_amendment
from .book import BadValues
from .drafting import change_draft, draft_agreement, draft_all, waiting_proposals
from .ending import close_agreement, expire, start_care, terminate, tick_grants
from .posting import add_remark, answer_remark, close_posting, hide_remark, post, show_remark
from .signing import (
    NotReadyToSend,
    NotWaiting,
    extend_signing,
    missing_before_sending,
    recall_agreement,
    register_signature,
    send_agreement,
    strike_signature,
)

__all__ = [
    "BadValues",
    "NotReadyToSend",
    "NotWaiting",
    "OneIsOpen",
    "add_remark",
    "answer_amendment",
    "answer_remark",
    "ask_amendment",
    "change_draft",
    "close_agreement",
    "close_posting",
    "draft_agreement",
    "draft_all",
    "expire",
    "extend_signing",
    "hide_remark",
    "missing_before_sending",
    "post",
    "recall_agreement",
    "register_signature",
    "send_agreement",
    "show_remark",
    "start_care",
    "strike_signature",
    "terminate",
    "tick_grants",
    "waiting_proposals",
    "withdraw_amendment",
]
