"""What is printed: the list neighbours sign, and the consent a guardian or an owner signs."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.calls.actions import supporting
from skwer.apps.calls.models import Call, Need, Proposal
from skwer.apps.calls.queries.backing import deadline_of, support_of_call
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.rules import may_see_inside
from skwer.web.papers import ConsentForm, SupportSheet, letterhead, paper, pdf_response
from skwer.web.proposals.finding import call_of
from skwer.web.proposals.words import who_applies
from skwer.web.templatetags.words import day, upto

from .words import consent_url, support_url, titles


def _proposal(request: HttpRequest, slug: str, uid: UUID) -> Proposal:
    """For those who write it, and for the office once it was sent; nobody else learns that it exists."""
    call = call_of(request, slug)
    proposal = call.proposals.select_related("author", "organisation").filter(uid=uid).first()
    if proposal is None:
        raise Http404
    proposal.call = call
    if not may_see_inside(request.user, proposal):  # type: ignore[arg-type]
        raise Http404
    return proposal


def _keeper(call: Call) -> list[str]:
    """Who keeps the data, and what one may ask for: the same on every paper."""
    city = call.organisation
    where = ", ".join(part for part in (city.contact_address, city.contact_email) if part)
    return [
        _("The controller of these data is %(city)s%(where)s.")
        % {"city": city.name, "where": f" ({where})" if where else ""},
        _("You may ask to see, correct and erase them, and complain to the data protection office (UODO)."),
    ]


def _hand_in(need: Need | None) -> str:
    due_at = deadline_of(need) if need is not None else None
    return upto(due_at) if due_at is not None else ""


@never_cache
@login_required
@require_safe
def support_sheet(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """A page with lines to sign. Not before the idea has a title: people must read what they support."""
    proposal = _proposal(request, slug, uid)
    call, wanted = proposal.call, support_of_call(proposal.call)
    if not wanted.needed or not proposal.title:
        raise Http404
    erased = supporting.kept_until(call, timezone.now())
    rule = paragraph_of(call, "support")
    age = _("I live in this city and am at least %(age)s years old.") % {"age": wanted.age}
    need = proposal.needs.filter(kind=Need.Kind.SUPPORT).first()
    if need is not None:
        need.proposal = proposal
    data = SupportSheet(
        head=letterhead(call.organisation),
        title=proposal.title_in(),
        call=call.title,
        number=str(proposal.number or ""),
        where=", ".join(part for part in (proposal.address, getattr(proposal.district, "name", "")) if part),
        hand_in=_hand_in(need),
        statement=_("I support this idea. %(who)s Each person signs once.")
        % {"who": age if wanted.age else _("I live in this city.")},
        data_protection=[
            _("The names serve to check that %(needed)s residents support the idea (%(rule)s), and nothing else.")
            % {"needed": wanted.needed, "rule": rule},
            _("The list is destroyed on %(day)s; only the number stays.") % {"day": day(erased)},
            _("Do not write PESEL or a telephone number."),
            *_keeper(call),
        ],
        erased_on=erased,
        url=support_url(proposal),
        rule=rule,
    )
    return pdf_response(paper("support_sheet", data, get_language() or "pl"), f"{call.slug}-support.pdf")


@never_cache
@login_required
@require_safe
def consent_form(request: HttpRequest, slug: str, uid: UUID, kind: str) -> HttpResponse:
    """A consent to sign by hand, with the link to give it online."""
    proposal = _proposal(request, slug, uid)
    need = proposal.needs.filter(kind=kind).exclude(kind=Need.Kind.SUPPORT).first()
    if need is None:
        raise Http404
    need.proposal = proposal
    call = proposal.call
    guardian = need.kind == Need.Kind.GUARDIAN
    answerable = need.state in (Need.State.OPEN, Need.State.GIVEN)
    data = ConsentForm(
        head=letterhead(call.organisation),
        heading=titles()[need.kind],
        title=proposal.title_in() or _("An idea without a title yet"),
        summary=proposal.summary_in(),
        call=call.title,
        where=proposal.address,
        applicant=who_applies(proposal, inside=True),
        hand_in=_hand_in(need),
        points=[
            _("The young person sends this proposal and answers for what stands in it."),
            _("If an agreement follows, you sign it together."),
        ]
        if guardian
        else [
            _("The idea may be carried out on your land as it is described."),
            _("The place stays open to everyone for the time the regulations name."),
            _("Details are settled before the agreement; nothing is built before."),
        ],
        statement=_("I am the parent or legal guardian of the person who sends this proposal. I agree.")
        if guardian
        else _("I own this land, or manage it and may agree for its owner. I agree."),
        signer=_("Name and surname") if guardian else _("Name and surname, or the office of the owner"),
        rule=_("The regulations say so in %(rule)s.") % {"rule": rule}
        if (rule := paragraph_of(call, "guardian" if guardian else "consent"))
        else "",
        data_protection=[
            _("The consent is kept with the proposal as long as its records. It is not published."),
            *_keeper(call),
        ],
        url=consent_url(need) if answerable else "",
    )
    return pdf_response(paper("consent_form", data, get_language() or "pl"), f"{call.slug}-{need.kind}.pdf")
