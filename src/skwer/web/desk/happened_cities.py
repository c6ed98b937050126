"""The journal in words: what a city says of itself, so that practices find it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {"cityprofile": pgettext_lazy("journal", "profile of the city")}
VERBS = {("cityprofile", "city_described"): _("Challenges, legal vehicles and closed days of the city changed")}
