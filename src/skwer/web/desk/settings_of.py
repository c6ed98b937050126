"""The shape of each stage kind's settings, in the words of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.assessment.measures import MEASURES
from skwer.apps.calls.models import Stage
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.regulations import HEADINGS
from skwer.apps.calls.stages import AGREE, ASSESS, CHECK, DECIDE, DELIVER, MEET, PROPOSE, UPKEEP, VOTE
from skwer.apps.spaces.models import Space
from skwer.values.text import in_language

from .objections_of import CHAIN, objections
from .settings_after import AGREE_SHAPE, UPKEEP_SHAPE, deliver_shape
from .shapes import Group, Part, Rows, Shape

_KINDS = [
    ("short_text", _("a line of text")),
    ("long_text", _("a longer text")),
    ("number", _("a number")),
    ("money", _("a sum of money")),
    ("choice", _("one of several")),
    ("choices", _("several of several")),
    ("grid", _("the same about several things")),
    ("file", _("a file")),
    ("place", _("a place")),
    ("costs", _("a table of costs")),
    ("declaration", _("a declaration to tick")),
]
_QUESTION: Shape = [
    Part("label", _("Question"), "words"),
    Part("hint", _("Hint"), "words"),
    Part("kind", _("Kind of answer"), "choice", choices=_KINDS),
    Part("required", _("Must be answered"), "tick"),
    Part("public", _("Readers see the answer"), "tick", default=True),
    Part("max_length", _("Most characters"), "number"),
    Part("min", _("Least"), "decimal"),
    Part("max", _("Most"), "decimal"),
    Part("accept", _("What kind of file"), "choice", choices=[("photo", _("a photo")), ("document", _("a document"))]),
    Rows(
        "options",
        _("Answers to choose from"),
        pgettext_lazy("form", "Answer"),
        [Part("label", _("Words"), "words")],
        keyed_by="label",
    ),
    Rows(
        "rows",
        _("What is asked about, row by row"),
        pgettext_lazy("form", "Row"),
        [
            Part("label", _("Words"), "words"),
            Part("hint", _("Hint"), "words"),
            Part("measure", _("What may be measured"), "words", _("Left empty: no figure is asked for.")),
            Part("unit", _("Unit of the figure")),
        ],
        keyed_by="label",
    ),
    Part("notes", _("A few words may be added to each row"), "tick"),
]
_ALWAYS = ("label", "hint", "kind", "required", "public")
_OF_KIND = {
    "short_text": ("max_length",),
    "long_text": ("max_length",),
    "number": ("min", "max"),
    "money": ("min", "max"),
    "choice": ("options",),
    "choices": ("options", "max"),
    "grid": ("rows", "options", "notes"),
    "file": ("accept", "max"),
}
_READ_FROM = {
    "title": _("Proposals take their title from this question."),
    "summary": _("Proposals take their sentence in lists from this question."),
    "category": _("Proposals take their kind of place, and so their picture, from this question."),
    "place": _("Proposals stand on the plan by this question."),
    "costs": _("What a proposal asks for is counted from this table."),
    "photo": _("The first photo becomes the cover."),
}


def _question_parts(question: Mapping[str, Any]) -> Sequence[str]:
    """Which settings a question has depends on its kind of answer; a new one shows its kind's once it is saved."""
    return (*_ALWAYS, *_OF_KIND.get(str(question.get("kind", "short_text")), ()))


def _question_note(question: Mapping[str, Any]) -> Any:
    return _READ_FROM.get(str(question.get("key", "")), "")


_ROUND = Part(
    "round",
    _("What people send here"),
    "choice",
    choices=[
        ("", _("their application, in one round")),
        ("idea", _("an idea; the committee advises next")),
        ("full", _("the full application of an invited idea")),
    ],
)
_MEET: Shape = [
    Part("quorum", _("Members who must be there"), "number", _("Fewer cannot decide; who steps aside does not count.")),
    Part("answer_all", _("Authors answer each recommendation before they send the full application"), "tick"),
]
_STEPS = Rows(
    "steps",
    _("Steps"),
    _("Step"),
    [
        Part("title", _("Title"), "words"),
        Part("intro", _("Introduction"), "longwords"),
        Rows(
            "questions",
            _("Questions"),
            _("Question"),
            _QUESTION,
            keyed_by="label",
            shown=_question_parts,
            note=_question_note,
        ),
    ],
    keyed_by="title",
)
PROPOSE_SHAPE: Shape = [
    _ROUND,
    Group(
        "form",
        _("Application form"),
        [_STEPS],
        _("Each step is a page. {request_max} and the like are filled in from the call."),
    ),
    Part("group_size", _("Least people in an informal group"), "number"),
    Part("per_applicant", _("Most proposals of one applicant (0: no limit)"), "number"),
    Part("paper", _("Applications on paper are taken"), "tick"),
    Part(
        "owner_consent",
        _("The owner of the land must have agreed"),
        "choice",
        _("Where the land is not the city's. The form then asks whose land it is."),
        choices=[
            ("none", _("never")),
            ("before_sending", _("before the proposal is sent")),
            ("before_agreement", _("before the agreement is signed")),
        ],
        default="none",
    ),
    Group(
        "support",
        _("List of support"),
        [
            Part(
                "needed",
                _("How many people must support a proposal (0: none)"),
                "number",
                _("In a participatory budget the law allows at most 0.1% of the residents."),
            ),
            Part("age", _("From which age people may sign"), "number"),
            Part("days_kept", _("Days the names are kept after the last day for proposals"), "number"),
        ],
        hint=_("Names and streets only, online or on paper. Nobody is asked for PESEL or a telephone number."),
    ),
    Rows("conditions", _("Conditions for places"), _("Condition"), plain=True),
    Rows("cost_rules", _("Rules for costs"), _("Rule"), plain=True),
]
_VOTE: Shape = [
    Part("least", _("Least proposals on a ballot"), "number"),
    Part("most", _("Most proposals on a ballot"), "number"),
    Part("age", _("Least age of a voter"), "number"),
    Part("declaration", _("Declaration of the voter"), "longwords", _("{in_city} and {age} are filled in.")),
    Part("help", _("Where people get help, also with a paper ballot"), "longwords"),
]
_DECIDE: Shape = [
    Part(
        "method",
        _("What decides"),
        "choice",
        choices=[
            ("points", _("the committee's points")),
            ("votes", _("residents' votes")),
            ("mixed", _("points and votes together")),
        ],
    ),
    Group(
        "weights",
        _("Weights, when both decide (together 100)"),
        [
            Part("points", _("Weight of points"), "number", unit="%"),
            Part("votes", _("Weight of votes"), "number", unit="%"),
        ],
    ),
    Part(
        "allocation",
        _("From the ranking to money"),
        "choice",
        choices=[
            ("greedy", _("in order; what does not fit is passed over")),
            ("greedy-no-skip", _("in order, until the first that does not fit")),
            ("greedy-threshold", _("in order, only above the least number of votes")),
            ("equal-shares", _("Method of Equal Shares (votes only)")),
        ],
    ),
    Part(
        "completion",
        _("What Equal Shares does with money left"),
        "choice",
        choices=[
            ("none", _("nothing")),
            ("add1", _("raises everybody's share step by step")),
            ("add1-exhaustive", _("raises shares until nothing more fits")),
            ("add1u", _("raises shares, then goes by votes")),
            ("fill", _("goes by votes")),
        ],
    ),
    Part("min_points", _("Least points, of the committee's scale"), "decimal", unit="%"),
    Part("min_votes", _("Least votes"), "number"),
    Part(
        "ties",
        _("What settles a tie"),
        "order",
        _("In this order. The draw comes last, so that somebody always wins."),
        choices=[
            ("max-points", _("more points")),
            ("max-votes", _("more votes")),
            ("min-cost", _("the smaller sum")),
            ("lot", _("a draw whose seed is published beforehand")),
        ],
    ),
    Part("reserve", _("Length of the reserve list"), "number"),
    objections(_("Objections to the result")),
    CHAIN,
]


def _spaces(stage: Stage) -> Shape:
    """The city's inventory, to choose from which spaces the call offers."""
    there = Space.objects.public().filter(organisation=stage.call.organisation_id).order_by("title", "pk")
    choices = [(str(space.pk), f"{space.title}, {space.address}" if space.address else space.title) for space in there]
    if not choices and not stage.settings.get("spaces"):
        return []
    hint = _("Each proposal then asks for one of them, and one proposal wins each. None: the call is about no spaces.")
    return [Part("spaces", _("Vacant spaces the call offers"), "choices", hint, choices=choices, default=[])]


def check_shape(fields: Sequence[tuple[str, Any]]) -> Shape:
    """`fields`: the questions of the form that a correction may open."""
    topics = [("", _("none")), *((topic, in_language(heading)) for topic, heading in HEADINGS.items())]
    return [
        Rows(
            "items",
            _("Checklist"),
            pgettext_lazy("checklist", "Item"),
            [
                Part("text", _("What is checked"), "words", _("A question that is answered by yes.")),
                Part("hint", _("Hint"), "words"),
                Part("topic", _("Paragraph of the regulations"), "choice", choices=topics),
                Part("na", _("“Not applicable” may be answered"), "tick"),
                Part("fields", _("What a correction opens"), "choices", choices=fields),
            ],
            keyed_by="text",
        ),
        Part("correction_days", _("Days for a correction"), "number"),
        Part("corrections", _("How often one may be asked to correct"), "number"),
        objections(_("Objections to a formal refusal")),
    ]


def _criterion_title(criterion: Mapping[str, Any]) -> str:
    name, weight = in_language(criterion.get("title") or ""), criterion.get("weight")
    return f"{name}: {weight} %" if name and weight not in (None, "") else name


def _anchor_title(anchor: Mapping[str, Any]) -> str:
    return f"{anchor.get('points', '')}: {in_language(anchor.get('text') or '')}"


def _band_title(band: Mapping[str, Any]) -> str:
    low, high = band.get("from"), band.get("to")
    return f"{'' if low is None else low} – {'' if high is None else high}: {band.get('points', '')}"


_BANDS: Shape = [
    Part("unit", _("Unit of the quantity"), "words"),
    Part("start", _("The quantity begins at"), "decimal"),
    Part("end", _("and ends at"), "decimal", _("Empty: without end.")),
    Part("precision", _("It is rounded to"), "decimal", _("With 1, “to 10” and “from 11” meet without a gap.")),
    Rows(
        "bands",
        _("Bands"),
        _("Band"),
        [
            Part("from", pgettext_lazy("band", "From"), "decimal", _("Empty: without a lower end.")),
            Part("to", pgettext_lazy("band", "To"), "decimal", _("Empty: without an upper end.")),
            Part("points", _("Points"), "decimal"),
            Part("from_open", _("The lower end itself is not in the band"), "tick"),
            Part("to_open", _("The upper end itself is not in the band"), "tick"),
        ],
        hint=_("Bands leave no gap and do not overlap."),
        title=_band_title,
    ),
]


def _assess(settings: Mapping[str, Any]) -> Shape:
    measures = [("", _("the assessor writes it")), *((key, words) for key, (words, _of) in MEASURES.items())]
    criteria = [
        (f"criterion:{one.get('key')}", _("more points for “%(name)s”") % {"name": in_language(one.get("title") or "")})
        for one in settings.get("criteria") or ()
        if isinstance(one, Mapping) and one.get("key")
    ]
    return [
        Rows(
            "criteria",
            _("Criteria"),
            _("Criterion"),
            [
                Part("title", pgettext_lazy("of a thing", "Name"), "words"),
                Part("hint", _("What assessors look at"), "words"),
                Part("weight", _("Weight"), "decimal", _("All weights together make 100."), unit="%"),
                Part("max", _("Most points"), "decimal"),
                Part("step", _("Step"), "decimal", _("1: whole points; 0.5: halves too.")),
                Rows(
                    "anchors",
                    _("What points mean"),
                    _("Meaning"),
                    [Part("points", _("Points"), "decimal"), Part("text", _("Means"), "words")],
                    title=_anchor_title,
                ),
                Group(
                    "bands",
                    _("Or: points by a measured quantity"),
                    _BANDS,
                    exists_by="bands",
                ),
                Part("measure", _("Where the quantity comes from"), "choice", choices=measures),
            ],
            keyed_by="title",
            title=_criterion_title,
        ),
        Part("scale", _("The result is counted on a scale up to"), "decimal"),
        Part("assessors", _("Assessors for each proposal"), "number"),
        Part(
            "reasons",
            _("A reason is written"),
            "choice",
            choices=[("always", _("for every score")), ("below", _("for low scores")), ("never", _("as one likes"))],
        ),
        Part("reasons_below", _("A score is low below this part of the points"), "number", unit="%"),
        Part("spread_alarm", _("Alarm when assessors differ by this part of the scale"), "number", unit="%"),
        Part(
            "ties",
            _("What settles a tie"),
            "order",
            _("In this order. The draw comes last, so that somebody always wins."),
            choices=[
                *criteria,
                ("lower-request", _("the smaller sum")),
                ("number", _("the earlier number")),
                ("lot", _("a draw whose seed is published beforehand")),
            ],
        ),
        Part("own_district", _("Members assess no proposal of their own district"), "tick", default=False),
        Part(
            "access",
            _("Members also mark whom the place will suit"),
            "tick",
            _("The checklist of universal design. It gives no points and is shown with the sheet."),
            default=False,
        ),
        objections(_("Objections to the points")),
    ]


_SHAPES: Mapping[str, Shape] = {
    PROPOSE: PROPOSE_SHAPE,
    MEET: _MEET,
    VOTE: _VOTE,
    DECIDE: _DECIDE,
    AGREE: AGREE_SHAPE,
    DELIVER: deliver_shape(_STEPS),
    UPKEEP: UPKEEP_SHAPE,
}


def shape_of(stage: Stage, settings: Mapping[str, Any]) -> Shape:
    """The fields of a stage's settings; a kind nobody described has none."""
    if stage.kind == CHECK:
        return check_shape([(question.key, str(question.label)) for question in form_of(stage.call).questions])
    if stage.kind == PROPOSE:
        return [*PROPOSE_SHAPE, *_spaces(stage)]
    if stage.kind == ASSESS:
        return _assess(settings)
    return _SHAPES.get(stage.kind, [])


CLAUSES: Shape = [
    Rows(
        "clauses",
        _("The city's own paragraphs"),
        _("Paragraph"),
        [Part("heading", _("Heading"), "words"), Part("text", _("Text"), "longwords")],
        hint=_("They stand in the regulations after the ones the settings make."),
        title=lambda clause: in_language(clause.get("heading") or ""),
    )
]
