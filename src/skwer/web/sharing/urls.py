from django.urls import path

from . import bookings, lending, paper, views

urlpatterns = [
    path("shared/", views.shared_things, name="shared_things"),
    path("shared/<int:pk>/", views.shared, name="shared"),
    path("shared/bookings/", bookings.my_bookings, name="my_bookings"),
    path("shared/bookings/<int:pk>/", bookings.booking, name="booking"),
    path("shared/bookings/<int:pk>/agreement.pdf", paper.booking_pdf, name="booking_pdf"),
    path("shared/bookings/<int:pk>/calendar.ics", bookings.booking_ics, name="booking_ics"),
    path("shared/mine/", lending.shared_mine, name="shared_mine"),
    path("shared/mine/new/", lending.shared_new, name="shared_new"),
    path("shared/mine/<int:pk>/", lending.shared_edit, name="shared_edit"),
    path("shared/mine/<int:pk>/calendar.ics", lending.shared_ics, name="shared_ics"),
]
