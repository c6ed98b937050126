"""Letters about discussions: receipts, decisions with reasons, objections, official answers, what is new once a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from skwer.apps.discussion.kinds import answers_for, thing_of
from skwer.apps.discussion.law import law, redress
from skwer.apps.discussion.models import Comment, Notice, Objection, Ruling, Thread
from skwer.apps.discussion.queries import house_of
from skwer.apps.discussion.terms import object_until

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import day, moment

_COMPULSORY = gettext_lazy("You get this letter because you wrote or reported a comment. It cannot be turned off: a "
                           "right of yours depends on it.")  # fmt: skip
MOST_QUOTED = 5
"""Comments a digest quotes; the others are counted."""


def _title(thread: Thread) -> str:
    thing = thing_of(thread.kind, thread.key)
    return thing.title if thing is not None else _("Discussion")


# --- who reported


def _notice(pk: int) -> Notice | None:
    rows = Notice.objects.select_related("by", "comment__thread__organisation", "ruling")
    return rows.filter(pk=pk).first()


def _to(notice: Notice, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    """To her account, or to the address she gave; nobody where she gave none."""
    if notice.by is not None:
        yield Outgoing(kinds.COMMENTS, contents, notice.by)
    elif notice.email:
        yield Outgoing(kinds.COMMENTS, contents, email=notice.email, language=notice.language)


def notice_given(pk: int) -> Iterator[Outgoing]:
    """The receipt of a report."""
    if (notice := _notice(pk)) is not None:
        yield from _to(notice, lambda: _receipt(notice))


def _receipt(notice: Notice) -> Contents:
    return Contents(
        subject=pgettext("comment", "We have your report: %(title)s") % {"title": _title(notice.comment.thread)},
        text=[_("Somebody of the office reads it and decides with reasons. You get another letter then.")],
        facts=[(_("Why"), str(notice.get_ground_display())), (_("Reported"), moment(notice.given_at))],
        # Whoever types somebody else's address must not write to her in the city's name.
        quote=notice.text if notice.by is not None else "",
        button=(_("See your report"), links.notice(notice)),
        after=[_("If you did not report anything, somebody mistyped an address: you need not do anything.")],
        why=str(_COMPULSORY),
        organisation=notice.comment.thread.organisation,
    )


def notice_ended(pk: int) -> Iterator[Outgoing]:
    """What was decided about a report, why, and how to object."""
    notice = _notice(pk)
    if notice is not None and notice.state != Notice.State.OPEN:
        yield from _to(notice, lambda: _ended(notice))


def _ended(notice: Notice) -> Contents:
    title, ruling = {"title": _title(notice.comment.thread)}, notice.ruling
    after, quote, facts = [], "", []
    if notice.state == Notice.State.ACTED:
        subject = _("Removed: the comment you reported under %(title)s") % title
        text = _("The office removed the comment, as you asked.")
    elif notice.state == Notice.State.GONE:
        subject = _("Taken back: the comment you reported under %(title)s") % title
        text = _("Its author took the comment back before anybody decided. There is nothing left to decide.")
    elif ruling is not None and ruling.what == Ruling.What.REMOVE:
        subject = _("Put back: the comment you reported under %(title)s") % title
        text = _("Its author objected, somebody else decided, and the comment is shown again.")
    else:
        subject = _("It stays: the comment you reported under %(title)s") % title
        text, quote = _("The office leaves the comment where it is. Its reasons:"), ruling.facts if ruling else ""
        if ruling is not None:
            until = object_until(ruling, house_of(notice.comment.thread.organisation))
            facts.append((_("You may object until"), day(until)))
            after.append(_("You object on the page of your report, and somebody else decides. Or turn to a court."))
    return Contents(
        subject=subject,
        text=[text],
        quote=quote,
        facts=facts,
        button=(_("See the decision"), links.notice(notice)),
        after=[*after, _("A person decided; no machine took part.")] if notice.ruling else after,
        why=str(_COMPULSORY),
        organisation=notice.comment.thread.organisation,
    )


# --- who wrote


def comment_ruled(pk: int) -> Iterator[Outgoing]:
    """To the author: her comment was removed, with the statement of reasons, or put back."""
    rows = Ruling.objects.select_related("comment__author", "comment__thread__organisation")
    ruling = rows.filter(pk=pk).first()
    if ruling is not None and ruling.comment.author is not None:
        contents = _removed if ruling.what == Ruling.What.REMOVE else _restored
        yield Outgoing(kinds.COMMENTS, lambda: contents(ruling), ruling.comment.author)


def _removed(ruling: Ruling) -> Contents:
    organisation = ruling.comment.thread.organisation
    house = house_of(organisation)
    until = object_until(ruling, house)
    came = _("somebody reported it") if ruling.notices.exists() else _("the office read it by itself")
    return Contents(
        subject=_("Removed: your comment under %(title)s") % {"title": _title(ruling.comment.thread)},
        text=[_("The office removed your comment. Nobody sees it any more. Its reasons:")],
        quote=ruling.facts,
        facts=[
            (_("Ground"), str(ruling.get_ground_display())),
            (_("Provision"), ruling.law),
            (_("How it came to the office"), came),
            (_("Who decided"), _("a person; no machine sorted or decided")),
            (_("You may object until"), day(until)),
        ],
        button=(_("Read the decision and object"), links.ruling(ruling)),
        after=[_("Somebody else decides about an objection."), redress(house), law(house)],
        why=str(_COMPULSORY),
        organisation=organisation,
    )


def _restored(ruling: Ruling) -> Contents:
    return Contents(
        subject=_("Put back: your comment under %(title)s") % {"title": _title(ruling.comment.thread)},
        text=[_("Your comment is shown again. The reasons:")],
        quote=ruling.facts,
        button=(_("See the discussion"), links.discussion(ruling.comment.thread)),
        why=str(_COMPULSORY),
        organisation=ruling.comment.thread.organisation,
    )


# --- who objected


def _objection(pk: int) -> Objection | None:
    rows = Objection.objects.select_related("by", "notice__by", "ruling__comment__thread__organisation")
    return rows.filter(pk=pk).first()


def _objector(objection: Objection, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    if objection.by is not None:
        yield Outgoing(kinds.COMMENTS, contents, objection.by)
    elif objection.notice is not None:
        yield from _to(objection.notice, contents)


def _where(objection: Objection) -> str:
    return links.notice(objection.notice) if objection.notice is not None else links.ruling(objection.ruling)


def objection_made(pk: int) -> Iterator[Outgoing]:
    """The receipt of an objection."""
    if (objection := _objection(pk)) is not None:
        yield from _objector(objection, lambda: _made(objection))


def _made(objection: Objection) -> Contents:
    thread = objection.ruling.comment.thread
    return Contents(
        subject=_("We have your objection: %(title)s") % {"title": _title(thread)},
        text=[_("Somebody who did not make the decision reads it. You get another letter when it is decided.")],
        quote=objection.text,
        button=(_("See your objection"), _where(objection)),
        why=str(_COMPULSORY),
        organisation=thread.organisation,
    )


def objection_decided(pk: int) -> Iterator[Outgoing]:
    """The answer to an objection."""
    objection = _objection(pk)
    if objection is not None and objection.state != Objection.State.OPEN:
        yield from _objector(objection, lambda: _decided(objection))


def _decided(objection: Objection) -> Contents:
    thread = objection.ruling.comment.thread
    upheld = objection.state == Objection.State.UPHELD
    said = pgettext("comment", "Objection upheld: %(title)s")
    if not upheld:
        said = pgettext("comment", "Objection dismissed: %(title)s")
    alone = objection.decided_by_id is not None and objection.decided_by_id == objection.ruling.by_id
    who = _("Nobody else works at this desk: the same person decided.")
    return Contents(
        subject=said % {"title": _title(thread)},
        text=[_("Your objection is decided. The reasons:")],
        quote=objection.answer,
        button=(_("See the decision"), _where(objection)),
        after=[who if alone else _("Somebody else than before decided."), _("You may still turn to a court.")],
        why=str(_COMPULSORY),
        organisation=thread.organisation,
    )


# --- news


def question_answered(pk: int) -> Iterator[Outgoing]:
    """To who asked: the office's answer."""
    rows = Comment.objects.select_related("parent__author", "thread__organisation")
    answer = rows.filter(pk=pk).first()
    if answer is not None and answer.parent is not None and answer.parent.author is not None:
        yield Outgoing(kinds.DISCUSSION, lambda: _answered(answer), answer.parent.author)


def _answered(answer: Comment) -> Contents:
    return Contents(
        subject=_("The office answered your question: %(title)s") % {"title": _title(answer.thread)},
        text=[_("Everybody reads the answer under your question:")],
        quote=answer.text,
        button=(_("See the discussion"), links.discussion(answer.thread)),
        why=_("You get this letter because you asked."),
        organisation=answer.thread.organisation,
    )


def digest(pk: int) -> Iterator[Outgoing]:
    """Once a day to those who answer for the thing: what people said there, but for their own words."""
    thread = Thread.objects.select_related("organisation").filter(pk=pk).first()
    if thread is None or thread.told_at is None:
        return
    shown = thread.comments.shown().exclude(what=Comment.What.ANSWER).filter(shown_at__lte=thread.told_at)
    if thread.told_from is not None:
        shown = shown.filter(shown_at__gt=thread.told_from)
    news = list(shown.order_by("written_at", "pk"))
    for person in answers_for(thread.kind, thread.key):
        theirs = [one for one in news if one.author_id != person.pk]
        if theirs:
            yield Outgoing(kinds.DISCUSSION, lambda theirs=theirs: _news(thread, theirs), person)  # type: ignore[misc]


def _news(thread: Thread, news: list[Comment]) -> Contents:
    number = len(news)
    said = ngettext("%(n)s new comment: %(title)s", "%(n)s new comments: %(title)s", number)
    quoted = [f"{one.author_name}: {_short(one.text)}" for one in news[:MOST_QUOTED]]
    more = number - MOST_QUOTED
    after = [ngettext("And %(n)s more.", "And %(n)s more.", more) % {"n": more}] if more > 0 else []
    return Contents(
        subject=said % {"n": number, "title": _title(thread)},
        text=[_("This is what people say there. You may reply.")],
        quote="\n".join(quoted),
        button=(_("See the discussion"), links.discussion(thread)),
        after=after,
        why=_("You get this letter because you answer for what is discussed; at most one a day."),
        organisation=thread.organisation,
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
