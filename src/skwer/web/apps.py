from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "skwer.web"
    label = "web"

    def ready(self) -> None:
        from skwer.apps.inbox import due
        from skwer.overview.discussion_dues import for_desks

        due.register("discussion", for_desks)
