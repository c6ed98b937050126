from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "skwer.apps.practices"
    label = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from skwer.apps.inbox import due
        from skwer.apps.people import own_data as own

        from . import (
            discussing,
            dues,
            findable,
            holding,
            kit_own_data,
            offer_dues,
            opening_own_data,
            own_data,
            plan_dues,
            record_dues,
            record_own_data,
            transfer_dues,
            transfer_own_data,
        )
        from .federation import dues as feed_dues
        from .federation import own_data as feed_own_data
        from .finding import entries

        findable.register()
        entries.register()
        holding.register()
        discussing.offer()
        due.register("practices", dues.dues)
        due.register("transfer_plans", plan_dues.dues)
        due.register("transfers", transfer_dues.dues)
        due.register("kit_offers", offer_dues.dues)
        due.register("practice_records", record_dues.dues)
        due.register("feeds", feed_dues.dues)
        own.register(own_data.OWN_DATA)
        own.register(kit_own_data.OWN_DATA)
        own.register(record_own_data.OWN_DATA)
        own.register(transfer_own_data.OWN_DATA)
        own.register(opening_own_data.OWN_DATA)
        own.register(feed_own_data.OWN_DATA)
