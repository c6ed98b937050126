from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "skwer.apps.inbox"
    label = "inbox"
    verbose_name = _("Inbox")

    def ready(self) -> None:
        from skwer.apps.people import own_data

        from .export import letters_of

        own_data.register(own_data.OwnData("letters", letters_of))
