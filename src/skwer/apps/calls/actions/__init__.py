"""What changes calls, proposals and decisions. Keyword-only; the moment is an argument; see each module."""

from .archiving import CannotArchive, archive_election
from .changing import Frozen, add_stage, change_call, change_stage, move_stage, remove_stage
from .coauthors import (
    CannotInvite,
    InvitationGone,
    accept_invitation,
    decline_invitation,
    invitation,
    invite_coauthor,
    remove_coauthor,
)
from .correcting import (
    CannotCheck,
    CannotCorrect,
    answer_correction,
    lapse_correction,
    record_check,
    request_correction,
)
from .deciding import publish_decision, record_decision
from .helping import CannotAttach, attach_module, detach_module
from .paper import register_paper
from .placing import NoPlace, link_place
from .proposing import (
    CannotEdit,
    CannotPropose,
    Incomplete,
    Late,
    StaleVersion,
    Unverified,
    change_applicant,
    save_draft,
    start_proposal,
    submit_proposal,
    translate_proposal,
    withdraw_proposal,
)
from .reopening import reopen_rules
from .running import NotReady, WrongState, announce_call, cancel_call, close_stage, open_stage, tick
from .setup import Invalid, copy_call, create_call_from_preset

__all__ = [
    "CannotArchive",
    "CannotAttach",
    "CannotCheck",
    "CannotCorrect",
    "CannotEdit",
    "CannotInvite",
    "CannotPropose",
    "Frozen",
    "Incomplete",
    "Invalid",
    "InvitationGone",
    "Late",
    "NoPlace",
    "NotReady",
    "StaleVersion",
    "Unverified",
    "WrongState",
    "accept_invitation",
    "add_stage",
    "announce_call",
    "answer_correction",
    "archive_election",
    "attach_module",
    "cancel_call",
    "change_applicant",
    "change_call",
    "change_stage",
    "close_stage",
    "copy_call",
    "create_call_from_preset",
    "decline_invitation",
    "detach_module",
    "invitation",
    "invite_coauthor",
    "lapse_correction",
    "link_place",
    "move_stage",
    "open_stage",
    "publish_decision",
    "record_check",
    "record_decision",
    "register_paper",
    "remove_coauthor",
    "remove_stage",
    "reopen_rules",
    "request_correction",
    "save_draft",
    "start_proposal",
    "submit_proposal",
    "tick",
    "translate_proposal",
    "withdraw_proposal",
]
