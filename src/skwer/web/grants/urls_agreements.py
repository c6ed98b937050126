"""Addresses of agreements: the register, the party's pages, postings, the desk."""

from django.urls import path

from . import desk, party, posting, register

urlpatterns = [
    path("agreements/", register.agreements, name="agreements"),
    path("agreements/posted/", posting.posted, name="posted"),
    path("agreements/<int:pk>/", register.agreement, name="agreement"),
    path("agreements/<int:pk>/posting/", posting.posting, name="posting"),
    path("agreements/<int:pk>/agreement.pdf", party.agreement_pdf_view, name="agreement_pdf"),
    path("agreements/<int:pk>/sign/", party.agreement_sign, name="agreement_sign"),
    path("agreements/<int:pk>/change/", party.amendment_ask, name="amendment_ask"),
    path("agreements/<int:pk>/change/<int:number>/withdraw/", party.amendment_withdraw, name="amendment_withdraw"),
    path("desk/grants/", desk.desk_grants, name="desk_grants"),
    path("desk/agreements/<int:pk>/", desk.desk_agreement, name="desk_agreement"),
    path("desk/agreements/<int:pk>/edit/", desk.desk_agreement_edit, name="desk_agreement_edit"),
    path("desk/agreements/<int:pk>/changes/<int:number>/", desk.desk_amendment, name="desk_amendment"),
    path("desk/agreements/<int:pk>/posting/", posting.desk_posting, name="desk_posting"),
    path("desk/calls/<slug:slug>/agreements/", desk.desk_agreements_of_call, name="desk_agreements_of_call"),
    path("desk/calls/<slug:slug>/agreements/order.pdf", desk.desk_award_order, name="desk_award_order"),
]
