"""What this installation publishes to others, and what it reads of them."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from . import desk, files, views

urlpatterns: list[URLPattern] = [
    path("feed/", views.feed, name="feed"),
    path("feed/feed.json", files.listed, name="feed_json"),
    path("feed/feed.atom", files.atom, name="feed_atom"),
    re_path(r"^feed/items/(?P<name>[a-z0-9][a-z0-9_-]{0,160})\.json$", files.item, name="feed_item"),
    path("desk/feeds/", desk.feeds, name="desk_feeds"),
    path("desk/feeds/<int:pk>/", desk.subscription, name="desk_feed"),
]
