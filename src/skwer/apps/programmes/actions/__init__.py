"""What changes in this room."""

from .amounts import set_amounts, set_exchange_rates
from .applications import change_application, record_application, remove_application
from .claims import approve_claim, pay_claim, resubmit_claim, return_claim, submit_claim
from .experts import (
    NoDaysLeft,
    agree_contract,
    bill_days,
    change_contract,
    end_contract,
    log_expert_day,
    remove_expert_day,
)
from .lines import set_partners, set_phases, set_points, set_policy_changes, set_policy_instruments
from .measures import agree_measure, change_measure, record_reading, remove_reading
from .money import plan_budget, record_spending, remove_budget_line
from .programmes import change_programme, create_programme, hide_programme, publish_programme
from .projects import change_project, create_project, hide_project, publish_project
from .research import (
    add_recommendation,
    add_study,
    answer_recommendation,
    change_recommendation,
    change_study,
    publish_study,
    record_outcome,
)
from .risks import close_risk, note_risk, review_risk
from .slugs import SlugTaken
from .support import UsedUp, book_use, cancel_use, offer_allowance
from .taking import BadCard, Stale
from .tasks import NotYoursToDrop, change_task, drop_task, finish_task, reopen_task, set_task
from .visits import MOST_STEPS, change_visit_note, discard_visit_note, publish_visit_note, write_visit_note
from .working import BadValue, NotNow

__all__ = [
    "MOST_STEPS",
    "BadCard",
    "BadValue",
    "NoDaysLeft",
    "NotNow",
    "NotYoursToDrop",
    "SlugTaken",
    "Stale",
    "UsedUp",
    "add_recommendation",
    "add_study",
    "agree_contract",
    "agree_measure",
    "answer_recommendation",
    "approve_claim",
    "bill_days",
    "book_use",
    "cancel_use",
    "change_application",
    "change_contract",
    "change_measure",
    "change_programme",
    "change_project",
    "change_recommendation",
    "change_study",
    "change_task",
    "change_visit_note",
    "close_risk",
    "create_programme",
    "create_project",
    "discard_visit_note",
    "drop_task",
    "end_contract",
    "finish_task",
    "hide_programme",
    "hide_project",
    "log_expert_day",
    "note_risk",
    "offer_allowance",
    "pay_claim",
    "plan_budget",
    "publish_programme",
    "publish_project",
    "publish_study",
    "publish_visit_note",
    "record_application",
    "record_outcome",
    "record_reading",
    "record_spending",
    "remove_application",
    "remove_budget_line",
    "remove_expert_day",
    "remove_reading",
    "reopen_task",
    "resubmit_claim",
    "return_claim",
    "review_risk",
    "set_amounts",
    "set_exchange_rates",
    "set_partners",
    "set_phases",
    "set_points",
    "set_policy_changes",
    "set_policy_instruments",
    "set_task",
    "submit_claim",
    "write_visit_note",
]
