from django.urls import path

from . import desk, house, notices, report, rulings, views

urlpatterns = [
    path("discussion/c/<uuid:uid>/", views.one, name="comment_one"),
    path("discussion/c/<uuid:uid>/notice/", notices.notice, name="notice"),
    path("discussion/notices/<uuid:uid>/", notices.given, name="notice_given"),
    path("discussion/rulings/<uuid:uid>/", rulings.ruling, name="ruling"),
    path("discussion/rulings/<uuid:uid>/objection/", rulings.object_to, name="object_ruling"),
    path("discussion/<slug:kind>/<slug:key>/", views.thread, name="comment"),
    path("cities/<slug:slug>/discussion/", report.report, name="moderation_report"),
    path("desk/discussion/<slug:slug>/", desk.listing, name="desk_discussion"),
    path("desk/discussion/<slug:slug>/comments.csv", desk.table, name="desk_discussion_csv"),
    path("desk/comments/<uuid:uid>/", desk.one, name="desk_comment"),
    path("desk/cities/<slug:slug>/discussion/", house.house, name="desk_house"),
]
