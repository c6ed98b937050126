from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionConfig(AppConfig):
    name = "skwer.apps.discussion"
    label = "discussion"
    verbose_name = _("Discussion")

    def ready(self) -> None:
        from skwer.apps.inbox import due
        from skwer.apps.people import own_data as own

        from . import dues, own_data

        due.register("discussion", dues.for_desks)
        own.register(own_data.OWN_DATA)
