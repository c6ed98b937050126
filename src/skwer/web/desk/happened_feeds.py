"""The journal in words: feeds that are published and read. They stand in the installation's own chain."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "publication": pgettext_lazy("journal", "own feed"),
    "publishingkey": pgettext_lazy("journal", "key of the own feed"),
    "subscription": pgettext_lazy("journal", "feed of another installation"),
}
VERBS = {
    ("publication", "feed_published"): _("Feed published with news"),
    ("publishingkey", "key_rotated"): _("Key of the feed changed"),
    ("publishingkey", "publishing_begun"): _("Key of the feed made"),
    ("subscription", "feed_ended"): _("Subscription to a feed ended"),
    ("subscription", "feed_key_followed"): _("New key of a feed followed, for the old one vouched"),
    ("subscription", "feed_key_trusted"): _("Another key of a feed trusted by hand"),
    ("subscription", "feed_refused"): _("Feed not taken"),
    ("subscription", "feed_subscribed"): _("Subscribed to a feed"),
    ("subscription", "feed_taken"): _("News of a feed taken"),
}
