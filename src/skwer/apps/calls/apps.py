from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "skwer.apps.calls"
    label = "calls"
    verbose_name = _("Calls")

    def ready(self) -> None:
        from . import offers

        offers.register_all()
