"""Addresses of inspections, breaches and the register of owed care."""

from django.urls import path

from . import durability, inspections

urlpatterns = [
    path("cities/<slug:slug>/durability/", durability.durability, name="durability"),
    path("desk/durability/<slug:slug>/", durability.desk_durability, name="desk_durability"),
    path("desk/care/<slug:slug>/inspections/", inspections.desk_inspections, name="desk_inspections"),
    path("desk/inspections/<int:pk>/", inspections.desk_inspection, name="desk_inspection"),
    path("desk/breaches/<int:pk>/", inspections.desk_breach, name="desk_breach"),
]
