"""Facts about methane: when the rule says that something is released, what missing data means, and how much it is."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.adapters.models.methane_file import Release, read_minutes, read_releases
from oracle.domain.release_rule import (
    MINUTE_S,
    FluxModel,
    ReleaseRule,
    SiteMinute,
    backgrounds_of,
    fitted,
    flux_of,
    windows_of,
)
from registry.adapters.embedded_chain import REPOSITORY
from registry.errors import InvalidInput

DATA = Path(os.environ.get("CARBONIX_DATA") or REPOSITORY.parent / "shared" / "data") / "sensors"
RULE = ReleaseRule()
HEADER = "time_utc,ch4_ppm_E,ch4_ppm_W,wind_dir,wind_speed_ms\n"


def minutes(*levels: tuple[int | None, ...], first_s: int = 0, wind: int | None = 2_000_000) -> list[SiteMinute]:
    return [SiteMinute(first_s + place * MINUTE_S, level, wind) for place, level in enumerate(levels)]


def test_a_window_releases_where_one_sensor_exceeds_the_threshold() -> None:
    """Must look at the highest sensor of a window, and take exactly 3 ppm for none."""
    calm, edge, high = [(1_900, 2_000)] * 10, [(1_900, 3_000)] * 10, [(1_900, 2_000)] * 9 + [(3_001, None)]
    found = windows_of(minutes(*calm, *edge, *high), RULE)
    assert [(one.start_s, one.highest_ppb, one.releasing) for one in found] == [
        (0, 2_000, False),
        (600, 3_000, False),
        (1_200, 3_001, True),
    ]


def test_a_window_without_a_reading_counts_as_releasing() -> None:
    """Must take the atmosphere's side: silence, and minutes that are missing altogether, are no proof of calm."""
    silent = minutes(*[(1_900,)] * 10, *[(None,)] * 10)
    later = minutes((1_900,), first_s=1_800)
    assert [one.releasing for one in windows_of(silent + later, RULE)] == [False, True, True, False]


@given(st.lists(st.tuples(st.none() | st.integers(1_500, 9_000)), min_size=1, max_size=60))
def test_losing_a_whole_windows_readings_never_calms_it(levels: list[tuple[int | None, ...]]) -> None:
    """Must never turn a releasing window into a calm one when all of its readings are dropped."""
    known = minutes(*levels)
    lost = [SiteMinute(one.time_s, (None,), one.wind_um_s) if one.time_s < RULE.window_s else one for one in known]
    before, after = windows_of(known, RULE)[0], windows_of(lost, RULE)[0]
    assert after.releasing
    assert after.releasing >= before.releasing


def test_a_window_is_a_part_of_a_day() -> None:
    """Must refuse a window that does not divide the day, and one shorter than a minute."""
    for window_s in (0, 59, 7_000):
        with pytest.raises(InvalidInput, match="window"):
            ReleaseRule(window_s=window_s)
    assert windows_of([], RULE) == []


def test_the_flux_is_wind_times_the_sum_of_excesses() -> None:
    """Must take each sensor's excess over its own background of the day, and leave out minutes without wind."""
    levels = [(1_900, 2_000)] * 8 + [(2_900, 2_500), (1_900, None)]
    known = [*minutes(*levels), SiteMinute(10 * MINUTE_S, (9_999, 9_999), None)]
    backgrounds = backgrounds_of(known, RULE)
    assert backgrounds[0] == (1_900, 2_000)
    assert flux_of(known, backgrounds, 0, 3_600) == Fraction(2_000_000 * (1_000 + 500), 10)
    with pytest.raises(InvalidInput, match="period"):
        flux_of(known, backgrounds, 7_200, 10_800)


def test_one_factor_turns_a_flux_into_a_rate() -> None:
    """Must find the factor of releases that obey one, with a bound at the value; and round rates down."""
    fluxes = [Fraction(one) for one in range(1, 11)]
    assert fitted(fluxes, [7 * one for one in range(1, 11)]) == FluxModel(Fraction(7), Fraction(1))
    scattered = fitted(fluxes, [5, 14, 21, 28, 35, 42, 49, 56, 63, 70])
    assert Fraction(1, 2) < scattered.lower_share < 1
    model = FluxModel(Fraction(7, 2), Fraction(1, 2))
    assert (model.rate_ug_h(Fraction(3)), model.lower_ug_h(Fraction(3))) == (10, 5)


def test_too_few_releases_have_no_bound() -> None:
    """Must refuse eight releases, and releases without methane."""
    for fluxes in ([Fraction(1)] * 8, [Fraction(0)] * 12):
        with pytest.raises(InvalidInput, match="releases"):
            fitted(fluxes, [5] * len(fluxes))


def test_a_file_of_minutes_is_read_in_integers() -> None:
    """Must keep 2.326 ppm as 2326 ppb and 1.52 m/s as 1520000 um/s, and nothing where nothing stands."""
    (minute,) = read_minutes((HEADER + "2022-05-09T00:01:00Z,2.326,,5.5,1.52\n").encode())
    assert minute == SiteMinute(1_652_054_460, (2_326, None), 1_520_000)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("time,x\n", "header"),
        ("time_utc,wind_speed_ms\n", "header"),
        (HEADER + "2022-05-09 00:01:00,2,2,0,1\n", "line 2: time"),
        (HEADER + "2022-05-09T00:01:00Z,high,2,0,1\n", "line 2: ch4_ppm_E"),
        (HEADER + "2022-05-09T00:01:00Z,NaN,2,0,1\n", "line 2: ch4_ppm_E"),
    ],
)
def test_minutes_that_cannot_be_read_are_refused(text: str, named: str) -> None:
    """Must name the line and the column, or the header."""
    with pytest.raises(InvalidInput, match=named):
        read_minutes(text.encode())


@pytest.mark.skipif(not DATA.exists(), reason="the METEC files are not here: set CARBONIX_DATA")
def test_the_page_tells_what_the_rule_does_on_the_real_releases() -> None:
    """Must print the balanced accuracy of the last three days, and of the whole week, as it comes out again."""
    known = read_minutes((DATA / "metec_ADED2022_cms_ch4_1min.csv").read_bytes())
    releases = read_releases((DATA / "metec_ADED2022_releases.csv").read_bytes())
    page = (REPOSITORY / "docs" / "spec" / "25-models.md").read_text()
    windows = windows_of(known, RULE)
    for days, split in ((3, "time: last 3 days held out"), (7, "blocks: each day held out once")):
        share = balanced([(one.releasing, released(one.start_s, releases)) for one in windows[-days * 144 :]])
        assert f"| release on/off | rule: above 3 ppm | {split} | 0.500 | {float(share):.3f} |" in page


def released(start_s: int, releases: list[Release]) -> bool:
    """True if something was released for at least half of the window."""
    shared = (min(start_s + RULE.window_s, one.end_s) - max(start_s, one.start_s) for one in releases)
    return 2 * sum(max(0, one) for one in shared) >= RULE.window_s


def balanced(pairs: list[tuple[bool, bool]]) -> Fraction:
    """The mean of the shares of rightly told windows, with and without a release."""
    of_class = [[said == truth for said, truth in pairs if truth == wanted] for wanted in (False, True)]
    return sum((Fraction(sum(told), len(told)) for told in of_class), Fraction(0)) / 2
