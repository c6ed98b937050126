from django.urls import path

from . import home, running, starting

urlpatterns = [
    path("desk/", home.desk, name="desk"),
    path("desk/parts/", home.parts, name="desk_parts"),
    path("desk/calls/new/", starting.new, name="desk_call_new"),
    path("desk/calls/<slug:slug>/", running.call, name="desk_call"),
    path("desk/calls/<slug:slug>/announce/", running.announce, name="desk_announce"),
    path("desk/calls/<slug:slug>/cancel/", running.cancel, name="desk_cancel"),
    path("desk/calls/<slug:slug>/stages/<int:order>/open/", running.open_stage, name="desk_open"),
    path("desk/calls/<slug:slug>/stages/<int:order>/close/", running.close_stage, name="desk_close"),
]
