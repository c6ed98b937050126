"""Trials, comparisons and methods: for everybody, and the desk that writes them."""

from django.urls import path

from . import comparing, desk, desk_comparing, desk_methods, methods, views

COMPARISON = "desk/projects/<slug:slug>/comparisons/"
METHOD = "desk/projects/<slug:slug>/methods/"

urlpatterns = [
    path("trials/", views.trials, name="trials"),
    path("trials/<slug:slug>/", views.trial, name="trial"),
    path("projects/<slug:slug>/trials/", views.project_trials, name="project_trials"),
    path("projects/<slug:slug>/comparisons/<slug:comparison>/", comparing.comparison, name="comparison"),
    path("projects/<slug:slug>/methods/<slug:method>/", methods.method, name="method"),
    path("projects/<slug:slug>/methods/<slug:method>/v/<int:number>/", methods.method_version, name="method_version"),
    path("desk/trials/", desk.desk_trials, name="desk_trials"),
    path("desk/trials/new/", desk.desk_trial_new, name="desk_trial_new"),
    path("desk/trials/<slug:slug>/", desk.desk_trial, name="desk_trial"),
    path("desk/trials/<slug:slug>/end/", desk.desk_trial_end, name="desk_trial_end"),
    path(COMPARISON, desk_comparing.desk_comparisons, name="desk_comparisons"),
    path(f"{COMPARISON}new/", desk_comparing.desk_comparison_new, name="desk_comparison_new"),
    path(f"{COMPARISON}<slug:comparison>/", desk_comparing.desk_comparison, name="desk_comparison"),
    path(f"{COMPARISON}<slug:comparison>/cases/new/", desk_comparing.desk_case_new, name="desk_case_new"),
    path(f"{COMPARISON}<slug:comparison>/cases/<int:number>/", desk_comparing.desk_case, name="desk_case"),
    path(METHOD, desk_methods.desk_methods, name="desk_methods"),
    path(f"{METHOD}new/", desk_methods.desk_method_new, name="desk_method_new"),
    path(f"{METHOD}<slug:method>/", desk_methods.desk_method, name="desk_method"),
]
