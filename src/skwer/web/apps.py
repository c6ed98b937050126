from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "skwer.web"
    label = "web"
