"""What changes in this room."""

from .amounts import set_amounts, set_exchange_rates
from .lines import set_partners, set_phases, set_points, set_policy_changes, set_policy_instruments
from .programmes import change_programme, create_programme, hide_programme, publish_programme
from .projects import change_project, create_project, hide_project, publish_project
from .slugs import SlugTaken
from .taking import BadCard, Stale

__all__ = [
    "BadCard",
    "SlugTaken",
    "Stale",
    "change_programme",
    "change_project",
    "create_programme",
    "create_project",
    "hide_programme",
    "hide_project",
    "publish_programme",
    "publish_project",
    "set_amounts",
    "set_exchange_rates",
    "set_partners",
    "set_phases",
    "set_points",
    "set_policy_changes",
    "set_policy_instruments",
]
