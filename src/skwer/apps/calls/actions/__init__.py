"""What changes calls, proposals and decisions. Keyword-only; the moment is an argument; see each module."""

from .advising import answer_recommendation, answer_recommendations, recommend
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
from .confirming import CannotConfirm, confirm_text
from .correcting import (
    CannotCheck,
    CannotCorrect,
    answer_correction,
    lapse_correction,
    record_check,
    request_correction,
)
from .deciding import ActsMissing, CannotRecordAct, WinnerBound, publish_decision, record_act, record_decision
from .helping import CannotAttach, attach_module, detach_module
from .meeting import CannotMeet, MeetingOver, add_item, call_meeting, cancel_meeting, change_meeting, set_agenda
from .objecting import CannotObject, CannotRule, file_objection, register_objection, rule, withdraw_objection
from .paper import register_full_paper, register_paper
from .placing import NoPlace, link_place
from .promoting import CannotWithdraw, NothingToPromote, promote, withdraw_winner
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
from .reusing import start_from
from .running import NotReady, WrongState, announce_call, cancel_call, close_stage, open_stage, tick
from .setup import Invalid, copy_call, create_call_from_preset
from .sitting import NoQuorum, hold_meeting, publish_minutes, record_item, record_presence, recuse, withdraw_recusal

__all__ = [
    "ActsMissing",
    "CannotArchive",
    "CannotAttach",
    "CannotCheck",
    "CannotConfirm",
    "CannotCorrect",
    "CannotEdit",
    "CannotInvite",
    "CannotMeet",
    "CannotObject",
    "CannotPropose",
    "CannotRecordAct",
    "CannotRule",
    "CannotWithdraw",
    "Frozen",
    "Incomplete",
    "Invalid",
    "InvitationGone",
    "Late",
    "MeetingOver",
    "NoPlace",
    "NoQuorum",
    "NotReady",
    "NothingToPromote",
    "StaleVersion",
    "Unverified",
    "WinnerBound",
    "WrongState",
    "accept_invitation",
    "add_item",
    "add_stage",
    "announce_call",
    "answer_correction",
    "answer_recommendation",
    "answer_recommendations",
    "archive_election",
    "attach_module",
    "call_meeting",
    "cancel_call",
    "cancel_meeting",
    "change_applicant",
    "change_call",
    "change_meeting",
    "change_stage",
    "close_stage",
    "confirm_text",
    "copy_call",
    "create_call_from_preset",
    "decline_invitation",
    "detach_module",
    "file_objection",
    "hold_meeting",
    "invitation",
    "invite_coauthor",
    "lapse_correction",
    "link_place",
    "move_stage",
    "open_stage",
    "promote",
    "publish_decision",
    "publish_minutes",
    "recommend",
    "record_act",
    "record_check",
    "record_decision",
    "record_item",
    "record_presence",
    "recuse",
    "register_full_paper",
    "register_objection",
    "register_paper",
    "remove_coauthor",
    "remove_stage",
    "reopen_rules",
    "request_correction",
    "rule",
    "save_draft",
    "set_agenda",
    "start_from",
    "start_proposal",
    "submit_proposal",
    "tick",
    "translate_proposal",
    "withdraw_objection",
    "withdraw_proposal",
    "withdraw_recusal",
    "withdraw_winner",
]
