from django.urls import path

from . import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/name/", views.change_name, name="account_name"),
    path("account/language/", views.change_language, name="account_language"),
    path("account/letters/", views.letters, name="account_letters"),
    path("account/letters/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("account/consents/", views.consents, name="account_consents"),
    path("account/data/", views.data, name="account_data"),
    path("account/erase/", views.erase, name="account_erase"),
    path("account/invitations/<str:token>/", views.invitation, name="account_invitation"),
]
