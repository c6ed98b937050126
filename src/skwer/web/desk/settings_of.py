"""The shape of each stage kind's settings, in the words of the office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.regulations import HEADINGS
from skwer.values.text import in_language

from .shapes import Group, Part, Rows, Shape

_KINDS = [
    ("short_text", _("a line of text")),
    ("long_text", _("a longer text")),
    ("number", _("a number")),
    ("money", _("a sum of money")),
    ("choice", _("one of several")),
    ("choices", _("several of several")),
    ("file", _("a file")),
    ("place", _("a place")),
    ("costs", _("a table of costs")),
    ("declaration", _("a declaration to tick")),
]
_OPTIONS = Rows(
    "options", _("Answers to choose from"), _("Answer"), [Part("label", _("Words"), "words")], keyed_by="label"
)
_QUESTION = [
    Part("label", _("Question"), "words"),
    Part("hint", _("Hint"), "words"),
    Part("kind", _("Kind of answer"), "choice", choices=_KINDS),
    Part("required", _("Must be answered"), "tick"),
    Part("max_length", _("Most characters"), "number"),
    _OPTIONS,
]
_PROPOSE: Shape = [
    Group(
        "form",
        _("Application form"),
        [
            Rows(
                "steps",
                _("Steps"),
                _("Step"),
                [
                    Part("title", _("Title"), "words"),
                    Part("intro", _("Introduction"), "longwords"),
                    Rows("questions", _("Questions"), _("Question"), _QUESTION, keyed_by="label"),
                ],
                keyed_by="title",
                hint=_("title, summary, category, place and costs are read from the questions that bear these keys."),
            )
        ],
    ),
    Part("group_size", _("Least people in an informal group"), "number"),
    Part("per_applicant", _("Most proposals of one applicant (0: no limit)"), "number"),
    Part("paper", _("Applications on paper are taken"), "tick"),
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
        [Part("points", _("points"), "number"), Part("votes", _("votes"), "number")],
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
    Part("min_points", _("Least points, in % of the committee's scale"), "decimal"),
    Part("min_votes", _("Least votes"), "number"),
    Part(
        "ties",
        _("What settles a tie, in this order"),
        "choices",
        choices=[
            ("max-points", _("more points")),
            ("max-votes", _("more votes")),
            ("min-cost", _("the smaller sum")),
            ("lot", _("a draw whose seed is published beforehand")),
        ],
    ),
    Part("reserve", _("Length of the reserve list"), "number"),
]


def _check(call: Call) -> Shape:
    fields = [(question.key, str(question.label)) for question in form_of(call).questions]
    topics = [("", _("none")), *((topic, in_language(heading)) for topic, heading in HEADINGS.items())]
    return [
        Rows(
            "items",
            _("Checklist"),
            _("Item"),
            [
                Part("text", _("What is checked"), "words"),
                Part("topic", _("Paragraph of the regulations"), "choice", choices=topics),
                Part("fields", _("What a correction opens"), "choices", choices=fields),
                Part("na", _("“Not applicable” may be answered"), "tick"),
            ],
            keyed_by="text",
        ),
        Part("correction_days", _("Days for a correction"), "number"),
        Part("corrections", _("How often one may be asked to correct"), "number"),
    ]


_ASSESS: Shape = [
    Rows(
        "criteria",
        _("Criteria"),
        _("Criterion"),
        [
            Part("title", _("Name"), "words"),
            Part("max", _("Most points"), "decimal"),
            Part("weight", _("Weight"), "decimal"),
            Part("step", _("Step"), "decimal"),
            Rows(
                "anchors",
                _("What points mean"),
                _("Points"),
                [Part("points", _("Points"), "decimal"), Part("text", _("Means"), "words")],
            ),
            Rows(
                "bands",
                _("Or: points by a measured quantity"),
                _("Band"),
                [
                    Part("from", _("From"), "decimal"),
                    Part("to", _("To"), "decimal"),
                    Part("from_open", _("without the lower end"), "tick"),
                    Part("to_open", _("without the upper end"), "tick"),
                    Part("points", _("Points"), "decimal"),
                ],
                hint=_("Bands may leave no gap and not overlap."),
            ),
        ],
        keyed_by="title",
    ),
    Part("assessors", _("Assessors for each proposal"), "number"),
    Part(
        "reasons",
        _("A reason is written"),
        "choice",
        choices=[("always", _("for every score")), ("below", _("for low scores")), ("never", _("as one likes"))],
    ),
    Part("reasons_below", _("Low means below this % of the points"), "number"),
    Part("spread_alarm", _("Alarm when assessors differ by more than this % of the scale"), "number"),
    Part(
        "ties",
        _("What settles a tie, in this order"),
        "choices",
        choices=[("lower-request", _("the smaller sum")), ("lot", _("a draw whose seed is published beforehand"))],
    ),
]


def shape_of(stage: Stage) -> Shape:
    """The fields of a stage's settings; a kind nobody described has none."""
    if stage.kind == "check":
        return _check(stage.call)
    return {"propose": _PROPOSE, "assess": _ASSESS, "vote": _VOTE, "decide": _DECIDE}.get(stage.kind, [])


CLAUSES: Shape = [
    Rows(
        "clauses",
        _("The city's own paragraphs"),
        _("Paragraph"),
        [Part("heading", _("Heading"), "words"), Part("text", _("Text"), "longwords")],
    )
]
