from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "skwer.mail"
    label = "mail"
    verbose_name = _("Letters")

    def ready(self) -> None:
        from skwer.apps.people import own_data

        from . import kinds, outbox, receivers

        kinds.register_all()
        receivers.connect()
        own_data.register(own_data.OwnData("letters_sent", outbox.sent_to, outbox.forget))
