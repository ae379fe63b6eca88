"""Facts about the scores: weights are data, every movement is named, and movements sum up to the score exactly."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from passport.adapters.risk_files import risk_weights
from passport.domain.risk import BRI, CRS, ERS, WHOLE_BP, Signal, Source, brand_protection_bp, scores_of, signal_of

WEIGHTS = risk_weights()


def product(identity: str, severity_bp: int, units: int = 1) -> Source:
    return Source("product", identity, "grade F", severity_bp, units)


def signals(*, grades: list[Source], shares: list[Source], partners: list[Source]) -> list[Signal]:
    return [
        signal_of("product_grade", grades),
        signal_of("scope_3_share", shares),
        signal_of("partner_grade", partners),
    ]


def test_the_scores_follow_by_hand() -> None:
    """Must give CRS 50, ERS 25 and BRI 0.5 x 30 + 0.3 x 50 + 0.2 x 25 = 35 for these two products and two partners."""
    heard = signals(
        grades=[product("good", 0), product("poor", 6000)],
        shares=[product("good", 0), product("poor", 10000)],
        partners=[Source("partner", "a", "grade A", 0, 5), Source("partner", "c", "grade C", 5000, 5)],
    )
    scores = scores_of(heard, WEIGHTS)
    assert {name: score.value_bp for name, score in scores.items()} == {CRS: 5000, ERS: 2500, BRI: 3500}
    moved = {(one.signal, one.kind, one.identity): one.points_bp for one in scores[BRI].movements}
    assert moved == {
        ("product_grade", "product", "poor"): 1500,
        ("scope_3_share", "product", "poor"): 1500,
        ("partner_grade", "partner", "c"): 500,
    }
    assert brand_protection_bp(scores[BRI]) == 6500


def test_exposure_weighs_what_is_heard() -> None:
    """Must let nine units of a clean product outweigh one unit of a failed one."""
    heard = signals(grades=[product("clean", 0, 9), product("failed", 10000, 1)], shares=[product("x", 0)], partners=[])
    bri = scores_of(heard, WEIGHTS)[BRI]
    assert bri.missing == (ERS,)
    assert bri.value_bp == 10000 // 10 * 5000 // 8000  # the weight of ERS goes to the two others


def test_a_score_without_sources_is_none_and_says_what_is_missing() -> None:
    """Must invent no score where nothing is known; zero would read as safe."""
    scores = scores_of(signals(grades=[], shares=[], partners=[]), WEIGHTS)
    assert [score.value_bp for score in scores.values()] == [None, None, None]
    assert scores[BRI].missing == ("product_grade", CRS, ERS)
    assert brand_protection_bp(scores[BRI]) is None


def test_weights_are_data() -> None:
    """Must follow other weights, also of a signal that the default set gives to another score."""
    other = replace(WEIGHTS, scores={**WEIGHTS.scores, BRI: {"partner_grade": 2500, CRS: 7500}})
    heard = signals(
        grades=[product("p", 10000)], shares=[product("p", 0)], partners=[Source("partner", "d", "", 10000, 1)]
    )
    assert scores_of(heard, other)[BRI].value_bp == 2500


def test_the_steps_of_a_share_are_reached_exactly() -> None:
    """Must hear 60.00 % and not hear 59.99 % of scope 3; nothing of a footprint of zero."""
    assert [WEIGHTS.of_share(mg, 10_000) for mg in (5999, 6000, 7499, 7500, 9000)] == [0, 2500, 2500, 5000, 10000]
    assert WEIGHTS.of_share(0, 0) == 0
    assert [WEIGHTS.of_grade(grade) for grade in ("A+", "A", "B", "C", "D", "F")] == [0, 0, 0, 0, 6000, 10000]
    assert [WEIGHTS.of_partner(grade) for grade in "ABCD"] == [0, 0, 5000, 10000]


sources = st.lists(
    st.builds(
        Source,
        kind=st.just("product"),
        identity=st.text("abc", min_size=1, max_size=4),
        seen=st.just(""),
        severity_bp=st.integers(0, WHOLE_BP),
        exposure=st.integers(1, 10**6),
    ),
    max_size=60,
)


@given(grades=sources, shares=sources, partners=sources)
def test_movements_sum_up_to_their_score(grades: list[Source], shares: list[Source], partners: list[Source]) -> None:
    """Must account for every basis point of every score, within 0 and 100."""
    for score in scores_of(signals(grades=grades, shares=shares, partners=partners), WEIGHTS).values():
        if score.value_bp is not None:
            assert 0 <= score.value_bp <= WHOLE_BP
            assert sum(one.points_bp for one in score.movements) == score.value_bp
            assert all(one.points_bp >= 0 for one in score.movements)


@given(found=sources, place=st.integers(0, 59), more=st.integers(1, 5000))
def test_a_worse_source_never_lowers_a_score(found: list[Source], place: int, more: int) -> None:
    """Must rise, or stay, where one severity rises."""
    if place >= len(found):
        return
    worse = replace(found[place], severity_bp=min(WHOLE_BP, found[place].severity_bp + more))
    changed = [*found[:place], worse, *found[place + 1 :]]
    before, after = (
        scores_of(signals(grades=each, shares=[product("x", 0)], partners=[]), WEIGHTS)[BRI].value_bp
        for each in (found, changed)
    )
    assert before is not None
    assert after is not None
    assert after >= before
