from django.urls import path  # noqa: F401  (its owner adds the first route)
from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
