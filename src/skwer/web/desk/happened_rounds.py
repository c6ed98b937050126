"""Entries of the journal about rounds and meetings of a committee, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {"meeting": pgettext_lazy("journal", "meeting")}
VERBS = {
    ("meeting", "call_meeting"): _("Meeting called"),
    ("meeting", "cancel_meeting"): _("Meeting called off"),
    ("meeting", "change_meeting"): _("Meeting changed"),
    ("meeting", "hold_meeting"): _("Meeting opened"),
    ("meeting", "publish_minutes"): _("Minutes published"),
    ("meeting", "recommend"): _("Recommendations recorded"),
    ("meeting", "record_item"): _("Point of the agenda recorded"),
    ("meeting", "record_presence"): _("Presence recorded"),
    ("meeting", "recuse"): _("A member stepped aside for a point"),
    ("meeting", "set_agenda"): _("Agenda set"),
    ("meeting", "withdraw_recusal"): _("A member no longer steps aside"),
    ("proposal", "answer_idea"): _("Idea invited or declined by the committee"),
    ("proposal", "answer_recommendation"): _("Recommendation answered"),
    ("proposal", "lapse_proposal"): _("No full application came in time"),
    ("proposal", "send_idea"): _("Idea sent"),
}
