from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "skwer.apps.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from . import discussing, findable, holding, offers, visits

        findable.register()
        holding.register()
        offers.register()
        visits.register()
        discussing.offer()
