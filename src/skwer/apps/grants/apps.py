from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    name = "skwer.apps.grants"
    label = "grants"
    verbose_name = _("Grants")

    def ready(self) -> None:
        from . import offers

        offers.register_all()
