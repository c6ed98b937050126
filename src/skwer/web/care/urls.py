from django.urls import URLPattern, path

from . import defects, desk, people, views, visit_urls

urlpatterns: list[URLPattern] = [
    *visit_urls.urlpatterns,
    path("places/<int:number>/care/", views.care, name="care"),
    path("places/<int:number>/log/", views.care_log, name="care_log"),
    path("places/<int:number>/report/", defects.report_defect, name="report_defect"),
    path("places/<int:number>/defects/<int:defect>/", defects.care_defect, name="care_defect"),
    path("places/<int:number>/hand-over/", people.handover, name="handover"),
    path("keepers/<str:token>/", people.keeper_invitation, name="keeper_invitation"),
    path("care/<str:token>.ics", people.care_calendar_feed, name="care_calendar"),
    path("account/places/", people.my_places, name="my_places"),
    path("desk/care/<slug:slug>/", desk.desk_care, name="desk_care"),
    path("desk/defects/<int:pk>/", desk.desk_defect, name="desk_defect"),
    path("desk/entries/<int:pk>/", desk.desk_entry, name="desk_entry"),
]
