"""Words for what the journal tells of the story of a place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    ("place", "measure_added"): _("Measurement entered"),
    ("place", "measure_removed"): _("Measurement deleted"),
    ("place", "picture_added"): _("Picture added to the story of the place"),
    ("place", "picture_changed"): _("Picture of the place corrected"),
    ("place", "picture_removed"): _("Picture of the place deleted"),
    ("place", "pictures_ordered"): _("Pictures of the place put in order"),
    ("place", "place_brought_back"): _("Place brought back"),
    ("place", "place_changed"): _("Place changed"),
    ("place", "place_ended"): _("Place no longer there"),
    ("place", "place_hidden"): _("Place taken back from the public"),
}
