from django.urls import path

from . import views

urlpatterns = [
    path("calls/<slug:slug>/vote/", views.vote, name="vote"),
    path("calls/<slug:slug>/vote/done", views.voted, name="voted"),
]
