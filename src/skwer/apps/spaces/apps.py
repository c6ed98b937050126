from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpacesConfig(AppConfig):
    name = "skwer.apps.spaces"
    label = "spaces"
    verbose_name = _("Vacant spaces")

    def ready(self) -> None:
        from . import discussing, licence_offers, offers

        offers.register_all()
        licence_offers.register_all()
        discussing.offer()
