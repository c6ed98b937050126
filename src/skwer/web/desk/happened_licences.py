"""The journal in words: agreements about spaces."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {"licence": pgettext_lazy("journal", "agreement about a space")}
VERBS = {
    ("licence", "answer_extension"): _("Extension answered"),
    ("licence", "ask_extension"): _("Extension asked for"),
    ("licence", "change_licence"): _("Draft of an agreement about a space changed"),
    ("licence", "confirm_protocol"): _("Hand-over protocol confirmed"),
    ("licence", "draft_licence"): _("Agreement about a space begun"),
    ("licence", "evaluate_use"): _("Told what the use of a space brought"),
    ("licence", "forget_user"): _("Names left an agreement about a space: the archive term is over"),
    ("licence", "publish_evaluation"): _("Evaluation of a use published"),
    ("licence", "recall_licence"): _("Agreement about a space taken back"),
    ("licence", "send_licence"): _("Agreement about a space sent to the user"),
    ("licence", "sign_licence"): _("Signature under an agreement about a space registered"),
    ("licence", "strike_licence_signature"): _("Signature under an agreement about a space refused"),
    ("licence", "terminate_licence"): _("Agreement about a space ended early"),
    ("licence", "void_licence"): _("Agreement about a space not concluded"),
    ("licence", "withdraw_extension"): _("Extension taken back"),
    ("licence", "write_protocol"): _("Hand-over protocol written"),
}
