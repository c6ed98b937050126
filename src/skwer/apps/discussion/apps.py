from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionConfig(AppConfig):
    name = "skwer.apps.discussion"
    label = "discussion"
    verbose_name = _("Discussion")

    def ready(self) -> None:
        from skwer.apps.people import own_data as own

        from . import own_data

        own.register(own_data.OWN_DATA)
