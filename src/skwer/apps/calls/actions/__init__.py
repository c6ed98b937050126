"""What changes calls, proposals and decisions. Keyword-only; the moment is an argument; see each module."""

from .coauthors import accept_invitation, decline_invitation, invitation, invite_coauthor, remove_coauthor
from .correcting import answer_correction, lapse_correction, record_check, request_correction
from .paper import register_paper
from .proposing import (
    change_applicant,
    save_draft,
    start_proposal,
    submit_proposal,
    translate_proposal,
    withdraw_proposal,
)

__all__ = [
    "accept_invitation",
    "answer_correction",
    "change_applicant",
    "decline_invitation",
    "invitation",
    "invite_coauthor",
    "lapse_correction",
    "record_check",
    "register_paper",
    "remove_coauthor",
    "request_correction",
    "save_draft",
    "start_proposal",
    "submit_proposal",
    "translate_proposal",
    "withdraw_proposal",
]
