from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "skwer.apps.voting"
    label = "voting"
    verbose_name = _("Voting")

    def ready(self) -> None:
        from skwer.apps.calls import stages
        from skwer.apps.inbox import due

        from . import dues, kind

        stages.register(kind.Vote())
        due.register("voting", dues.open_votes)
