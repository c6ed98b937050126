from django.urls import path

from . import desk, lists, views

urlpatterns = [
    path("calls/<slug:slug>/objections/", views.listing, name="objections"),
    path("calls/<slug:slug>/proposals/<int:number>/objection/", views.mine, name="object"),
    path("desk/calls/<slug:slug>/objections/", desk.listing, name="desk_objections"),
    path("desk/calls/<slug:slug>/objections/<int:number>/", desk.one, name="desk_objection"),
    path("desk/calls/<slug:slug>/acts/", lists.acts, name="desk_acts"),
    path("desk/calls/<slug:slug>/promote/", lists.moving_up, name="desk_promote"),
]
