from django.urls.resolvers import URLPattern

from . import urls_delivery

urlpatterns: list[URLPattern] = [
    *urls_delivery.urlpatterns,
]
