"""Discussions in the words of the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "comment": pgettext_lazy("journal", "comment"),
    "discussion": pgettext_lazy("journal", "rules of discussion"),
    "thread": pgettext_lazy("journal", "discussion"),
}
VERBS = {
    ("discussion", "house_opened"): _("Rules of the house set"),
    ("thread", "thread_closed"): _("Discussion closed"),
    ("thread", "thread_reopened"): _("Discussion opened again"),
    ("comment", "comment_written"): _("Comment written"),
    ("comment", "comment_edited"): _("Comment mended by its author"),
    ("comment", "comment_withdrawn"): _("Comment taken back by its author"),
    ("comment", "question_answered"): _("Question answered by the office"),
    ("comment", "notice_given"): _("Comment reported"),
    ("comment", "comment_looked_at"): _("Comment looked at"),
    ("comment", "comment_removed"): _("Comment removed, with reasons"),
    ("comment", "comment_kept"): _("Reported comment left where it is"),
    ("comment", "comment_restored"): _("Comment put back"),
    ("comment", "comment_objected"): _("Objection to a decision about a comment"),
    ("comment", "comment_objection_decided"): _("Objection about a comment decided"),
}
