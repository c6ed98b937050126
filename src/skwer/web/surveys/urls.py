from django.urls import path

from . import desk, views

urlpatterns = [
    path("surveys/<int:number>/", views.survey, name="survey"),
    path("cities/<slug:slug>/trust/", views.trust, name="trust"),
    path("cities/<slug:slug>/trust.csv", views.trust_csv, name="trust_csv"),
    path("desk/surveys/<slug:slug>/", desk.desk_surveys, name="desk_surveys"),
    path("desk/surveys/<slug:slug>/new/", desk.desk_survey_new, name="desk_survey_new"),
    path("desk/surveys/<slug:slug>/<int:number>/", desk.desk_survey, name="desk_survey"),
    path("desk/surveys/<slug:slug>/<int:number>/codes/", desk.desk_survey_codes, name="desk_survey_codes"),
]
