"""What is published to other installations, and what is taken from them."""

from ...federation.faults import FeedRefused
from .publishing import NotPublishing, publish_feed
from .pulling import pull_feed, pull_later
from .receiving import note_refused, receive
from .signing import begin_publishing, rotate_key
from .subscribing import BadSubscription, end_subscription, subscribe, trust_key

__all__ = [
    "BadSubscription",
    "FeedRefused",
    "NotPublishing",
    "begin_publishing",
    "end_subscription",
    "note_refused",
    "publish_feed",
    "pull_feed",
    "pull_later",
    "receive",
    "rotate_key",
    "subscribe",
    "trust_key",
]
