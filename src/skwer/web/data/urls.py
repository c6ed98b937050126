"""Open data, privacy, accessibility, and what machines ask for."""

from django.urls import path

from . import machines, views

urlpatterns = [
    path("data/", views.data, name="data"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
]
