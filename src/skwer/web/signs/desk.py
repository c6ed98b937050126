"""The sign of a place at the desk: made, printed, put up, retired."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.apps.places import rules
from skwer.apps.places.actions import signs
from skwer.apps.places.models import Entry, Place, Sign
from skwer.apps.places.queries.signs import by_sign, live_sign
from skwer.web.context import address
from skwer.web.papers import SignPlate, SignWords, letterhead, paper, pdf_response

SIZES = ("a5", "a4")
LAST = 10


class MountForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("Put up on"),
        error_messages={
            "required": gettext_lazy("Give the day."),
            "invalid": gettext_lazy("Write the day as 2026-11-26."),
        },
    )


def _place(request: HttpRequest, number: int) -> Place:
    """The place, for the desk of its city and for those who look after it."""
    person: Any = request.user
    place: Place = get_object_or_404(Place.objects.visible_to(person).select_related("organisation"), pk=number)
    if not may_read_desk(person, place.organisation) and not rules.keeps(person, place):
        raise PermissionDenied
    request.city = place.organisation  # type: ignore[attr-defined]
    return place


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_signs(request: HttpRequest, number: int) -> HttpResponse:
    """Make, print, put up and retire the sign; what came by it last."""
    person: Any = request.user
    place = _place(request, number)
    live = live_sign(place)
    reads_desk = may_read_desk(person, place.organisation)
    today = timezone.localdate()
    form = MountForm(initial={"on": (live.mounted_on if live else None) or today})
    problems: list[tuple[str, Any]] = []
    status = 200
    if request.method == "POST":
        form = MountForm(request.POST if request.POST.get("do") == "mount" else None)
        try:
            if done := _do(request, place, live, form):
                messages.success(request, done)
                return redirect("web:desk_signs", number=place.pk)
            status = 422
        except Refusal as refusal:
            status = refusal.status
            if getattr(refusal, "field", "") == "on":
                form.add_error("on", str(refusal.message))
            else:
                problems = [("", refusal.message)]
    context = {
        "place": place,
        "city": place.organisation,
        "sign": live,
        "url": _url(live) if live else "",
        "short": _short(live) if live else "",
        "qr": _qr(_url(live)) if live else "",
        "form": form,
        "problems": problems or form,
        "retired": place.signs.exclude(retired_at=None),
        "entries": by_sign(place)[:LAST],
        "waiting": by_sign(place).filter(state=Entry.State.WAITING).count(),
        "care_url": address("web:desk_care", place.organisation.slug) if reads_desk else address("web:care", place.pk),
        "reads_desk": reads_desk,
        "may_keep": rules.may_keep_signs(person, place),
        "may_mount": rules.may_mount(person, place),
    }
    return render(request, "signs/desk_sign.html", context, status=status)


def _do(request: HttpRequest, place: Place, live: Sign | None, form: MountForm) -> str:
    """What the button asks for; the words that say it is done, or "" when the form needs mending."""
    by: Any = request.user
    at = timezone.now()
    what = request.POST.get("do", "")
    if what == "make":
        signs.make_sign(by=by, place=place, at=at)
        return _("The sign is made. Print it and put it up.")
    if live is None or what not in ("mount", "retire"):
        raise signs.SignRefusal(_("The place has no sign now. Look at the page again."))
    if what == "retire":
        signs.retire_sign(by=by, sign=live, at=at)
        return _("The old sign takes no reports any more. Make a new one when you need it.")
    if not form.is_valid():
        return ""
    signs.mount_sign(by=by, sign=live, on=form.cleaned_data["on"], at=at)
    return _("Saved.")


@never_cache
@login_required
@require_safe
def sign_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The plate to print, `?size=a5` or `a4`: in Polish and in English, the reader's language first."""
    place = _place(request, number)
    live = live_sign(place)
    size = request.GET.get("size", "a5")
    if live is None or size not in SIZES:
        raise Http404
    first = (translation.get_language() or "pl")[:2]
    languages = [first, *(code for code, _name in settings.LANGUAGES if code != first)]
    data = SignPlate(
        head=letterhead(place.organisation),
        size=size,
        url=_url(live),
        short=_short(live),
        lines=[_words(place, code) for code in languages],
        mark=live.code,
    )
    return pdf_response(paper("sign", data, first), f"tabliczka-{place.pk}-{live.code}-{size}.pdf", inline=True)


def _words(place: Place, language: str) -> SignWords:
    with translation.override(language):
        return SignWords(
            language=language,
            place=place.title,
            ask=_("Did you water it? Is something broken? Is all well?"),
            how=_("Point your camera at the square, or type the address. You need no account."),
        )


def _url(sign: Sign) -> str:
    """The address in the square: the same whatever language the desk works in."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.ORIGIN}{reverse('web:sign', args=[sign.code])}"


def _short(sign: Sign) -> str:
    """The address as people type it."""
    return _url(sign).partition("://")[2].rstrip("/")


def _qr(url: str) -> SafeString:
    import segno  # only this page needs it

    drawn = segno.make(url, error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, svgclass="qr", lineclass=None, dark="#000", border=2))
