from django.urls import path

from . import views

urlpatterns = [
    path("places/lasting/", views.page, name="lasting"),
    path("places/lasting.csv", views.table, name="lasting_csv"),
    path("cities/<slug:slug>/lasting/", views.page, name="city_lasting"),
    path("cities/<slug:slug>/lasting.csv", views.table, name="city_lasting_csv"),
]
