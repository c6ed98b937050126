"""What changes about vacant spaces, those who look for them, and shared things."""

from .common import BadValue, WrongState
from .spaces import (
    SPACE_FIELDS,
    NotReady,
    add_space,
    add_space_photo,
    change_space,
    choose_cover,
    publish_space,
    remove_space_photo,
    withdraw_space,
)

__all__ = [
    "SPACE_FIELDS",
    "BadValue",
    "NotReady",
    "WrongState",
    "add_space",
    "add_space_photo",
    "change_space",
    "choose_cover",
    "publish_space",
    "remove_space_photo",
    "withdraw_space",
]
