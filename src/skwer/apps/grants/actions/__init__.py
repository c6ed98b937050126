"""What changes agreements, money, work and reports. Ways in use these names."""

from .amending import answer_amendment, ask_amendment, withdraw_amendment
from .drafting import change_draft, draft_agreement, draft_all, waiting_proposals
from .signing import (
    extend_signing,
    missing_before_sending,
    recall_agreement,
    register_signature,
    send_agreement,
    strike_signature,
)

__all__ = [
    "answer_amendment",
    "ask_amendment",
    "change_draft",
    "draft_agreement",
    "draft_all",
    "extend_signing",
    "missing_before_sending",
    "recall_agreement",
    "register_signature",
    "send_agreement",
    "strike_signature",
    "waiting_proposals",
]
