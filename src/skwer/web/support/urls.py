from django.urls import path

from . import views

urlpatterns = [
    path("support/", views.find, name="support"),
    path("support/<slug:key>/", views.town, name="support_town"),
    path("support/<slug:key>/support.csv", views.table, name="support_csv"),
    path("support/<slug:key>/support.pdf", views.sheet, name="support_pdf"),
]
