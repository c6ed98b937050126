"""Meetings of a call's committee: what everybody reads, answers to recommendations, and the desk."""

from django.urls import path

from . import desk, views

CALL, DESK = "calls/<slug:slug>/", "desk/calls/<slug:slug>/meetings/"

urlpatterns = [
    path(f"{CALL}meetings/", views.meetings, name="meetings"),
    path(f"{CALL}meetings/<int:number>/", views.meeting, name="meeting"),
    path(f"{CALL}meetings/<int:number>/minutes.pdf", views.minutes, name="meeting_minutes"),
    path(f"{CALL}proposals/<int:number>/recommendations/", views.recommendations, name="recommendations"),
    path(DESK, desk.meetings, name="desk_meetings"),
    path(f"{DESK}new/", desk.new, name="desk_meeting_new"),
    path(f"{DESK}<int:number>/", desk.meeting, name="desk_meeting"),
]
