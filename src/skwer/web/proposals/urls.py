"""Proposals: the public list and page, and the author's way from the first word to the receipt and after."""

from django.urls import path

from . import after, drafts, printing, propose, reading, sending, together, views

DRAFT = "calls/<slug:slug>/drafts/<uuid:uid>/"
SENT = "calls/<slug:slug>/proposals/<int:number>/"

urlpatterns = [
    path("calls/<slug:slug>/proposals/", views.proposals, name="proposals"),
    path(SENT, views.proposal, name="proposal"),
    path(f"{SENT}receipt/", sending.receipt, name="receipt"),
    path(f"{SENT}proposal.pdf", printing.printed, name="proposal_pdf"),
    path(f"{SENT}versions/", after.revisions, name="revisions"),
    path(f"{SENT}correction/", after.correction, name="correction"),
    path(f"{SENT}withdraw/", after.withdraw, name="withdraw"),
    path("calls/<slug:slug>/propose/", propose.propose, name="propose"),
    path(DRAFT, drafts.resume, name="draft"),
    # Keys of steps are identifiers, so that an address with a hyphen is never one of them.
    path(f"{DRAFT}who-applies/", propose.applicant, name="draft_applicant"),
    path(f"{DRAFT}check-and-send/", sending.check_and_send, name="draft_preview"),
    path(f"{DRAFT}co-authors/", together.coauthors, name="coauthors"),
    path(f"{DRAFT}co-authors/<int:pk>/remove/", together.coauthor_remove, name="coauthor_remove"),
    path(f"{DRAFT}read-and-confirm/", reading.read, name="draft_read"),
    path(f"{DRAFT}take-back/", after.withdraw, name="withdraw"),
    path(f"{DRAFT}<str:step>/", drafts.draft, name="draft"),
    path("invitations/<str:token>/", together.coauthor_accept, name="coauthor_accept"),
]
