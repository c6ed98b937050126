"""Banded scales: gaps and overlaps are found where they are, and nowhere else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.methods.ranking import Band, Bands, Criterion, Fault, OffScaleError, faults

SZCZECIN = [
    {"to": "10", "points": "1"},
    {"from": "11", "to": "20", "points": "4"},
    {"from": "21", "to": "30", "points": "6"},
    {"from": "31", "to": "40", "points": "8"},
    {"from": "41", "from_open": True, "points": "10"},
]


def bands(rows: list[dict], **more: object) -> Bands:
    return Bands.from_json({"bands": rows, "precision": "1", "end": "100", **more})


def found(scale: Bands) -> list[tuple]:
    return [(fault.code, fault.low, fault.high) for fault in scale.faults()]


def test_szczecin_forgets_forty_one_percent():
    assert found(bands(SZCZECIN)) == [("gap", 40, 41)]
    with pytest.raises(OffScaleError, match="41"):
        bands(SZCZECIN).points_for(Fraction(41))


def test_without_rounding_every_step_between_whole_numbers_is_a_gap():
    assert found(bands(SZCZECIN, precision="0")) == [("gap", 10, 11), ("gap", 20, 21), ("gap", 30, 31), ("gap", 40, 41)]


def test_mended_it_has_no_fault_and_gives_points():
    mended = bands([*SZCZECIN[:-1], {"from": "41", "points": "10"}])
    assert found(mended) == []
    assert [mended.points_for(Fraction(x)) for x in ("0", "10", "10.4", "10.5", "40", "41", "100")] == [
        1,
        1,
        1,
        4,
        8,
        10,
        10,
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"to": "20", "points": "1"}, {"from": "20", "points": "2"}], [("overlap", 20, 20)]),
        ([{"to": "20", "points": "1"}, {"from": "20", "from_open": True, "points": "2"}], []),
        (
            [{"to": "20", "to_open": True, "points": "1"}, {"from": "20", "from_open": True, "points": "2"}],
            [("gap", 20, 20)],
        ),
        ([{"from": "5", "points": "1"}], [("gap", 0, 5)]),
        ([{"to": "60", "points": "1"}], [("gap", 60, 100)]),
        ([{"points": "1"}, {"from": "30", "to": "40", "points": "2"}], [("overlap", 30, 100)]),
        ([{"points": "1"}, {"from": "9", "to": "3", "points": "2"}], [("empty", 9, 3)]),
        ([{"points": "1"}, {"from": "101", "points": "2"}], [("empty", 101, None)]),
    ],
)
def test_each_fault_is_named(rows, expected):
    for precision in ("0", "1"):
        names = [(code, low, high) for code, low, high in found(bands(rows, precision=precision))]
        assert [name[0] for name in names] == [name[0] for name in expected], precision
        assert [name[1] for name in names] == [name[1] for name in expected], precision


def test_a_scale_without_end_needs_a_band_without_end():
    open_ended = Bands.from_json({"bands": [{"to": "9", "points": "1"}], "precision": "1"})
    assert [(f.code, f.low, f.high) for f in open_ended.faults()] == [("gap", 9, None)]


@st.composite
def scales(draw: st.DrawFn) -> Bands:
    """A few bands with ends on whole and half numbers, so that touching, missing and overlapping all happen."""
    ends = st.one_of(st.none(), st.integers(-2, 24).map(lambda n: Fraction(n, 2)))
    made = [
        Band(Fraction(index), draw(ends), draw(ends), draw(st.booleans()), draw(st.booleans()))
        for index in range(draw(st.integers(1, 4)))
    ]
    return Bands(
        tuple(made), precision=draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)])), end=Fraction(10)
    )


@given(scales())
def test_faultless_means_exactly_one_band_for_every_value(scale: Bands):
    step = scale.precision or Fraction(1, 4)  # quarters lie strictly between all ends, so they stand for every value
    values = [step * k for k in range(int(10 / step) + 1)]
    counts = [sum(band.holds(value) for band in scale.bands) for value in values]
    problems = [fault.code for fault in scale.faults() if fault.code != "empty"]
    assert ("gap" in problems) == (0 in counts)
    assert ("overlap" in problems) == any(count > 1 for count in counts)


@given(scales())
def test_written_and_read_again_is_the_same(scale: Bands):
    assert Bands.from_json(scale.to_json()) == scale


def criterion(**changes: object) -> Criterion:
    return Criterion(**{"key": "work", "max": Fraction(10), "weight": Fraction(100), **changes})


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ([], [Fault("none")]),
        ([criterion()], []),
        ([criterion(weight=Fraction(60)), criterion(weight=Fraction(40))], [Fault("repeated-key", "work")]),
        ([criterion(weight=Fraction(90))], [Fault("weights", "", Fraction(90))]),
        ([criterion(max=Fraction(0))], [Fault("max", "work", Fraction(0))]),
        ([criterion(step=Fraction(0))], [Fault("step", "work", Fraction(0))]),
        ([criterion(step=Fraction(11))], [Fault("step", "work", Fraction(11))]),
        (
            [criterion(bands=bands([*SZCZECIN[:-1], {"from": "41", "from_open": True, "points": "12"}]))],
            [Fault("band-points", "work", Fraction(12)), Fault("gap", "work", Fraction(40), Fraction(41))],
        ),
    ],
)
def test_faults_of_criteria(criteria, expected):
    assert faults(criteria) == expected


def test_a_weight_of_nothing_is_a_fault():
    assert Fault("weight", "work", Fraction(0)) in faults([criterion(weight=Fraction(0))])


def test_banded_points_are_what_some_band_gives():
    banded = criterion(bands=bands([*SZCZECIN[:-1], {"from": "41", "points": "10"}]))
    banded.check(Fraction(8))
    with pytest.raises(OffScaleError):
        banded.check(Fraction(7))
    assert Criterion.from_json(banded.to_json()) == banded
