"""Facts about the comparison of companies: who could be singled out is not shown, by one answer or by several."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from passport.adapters.factor_files import default_factors
from passport.adapters.risk_files import benchmark_rule
from passport.domain.benchmark import (
    ALL_RELEASED,
    UNSTEADY,
    Cell,
    Contribution,
    Earlier,
    Release,
    benchmark_of,
    silence_of,
)

RULE = benchmark_rule()
NONE_YET = Earlier()


def company(name: str, category: str = "F&B", units: int = 10, mg: int = 100) -> Contribution:
    return Contribution(name, category, units, (mg, 0, 0))


def companies(count: int, category: str = "F&B") -> list[Contribution]:
    return [company(f"{category}-{number}", category) for number in range(count)]


def cell(release: Release, group: str) -> Cell:
    return next(one for one in release.cells if one.group == group)


def test_every_category_belongs_to_one_group() -> None:
    """Must map the seven categories of the factor set, in any spelling, and leave nothing without a group."""
    assert set(RULE.group_of) == set(default_factors().manufacturing)
    assert RULE.group("f&b") == RULE.group("Agriculture") == "FMCG"
    assert (RULE.group("Healthcare"), RULE.group("Fashion"), RULE.group("Toys")) == ("Pharma", "Luxury", "Other")


def test_four_companies_are_not_compared_and_five_are() -> None:
    """Must keep silent below k = 5, without even a count, and show the weighted mean from five on."""
    silent = cell(benchmark_of(companies(4), RULE, NONE_YET), "FMCG")
    assert silent == Cell("FMCG", "fewer than 5 companies")
    shown = cell(benchmark_of([*companies(4), company("big", units=20, mg=300)], RULE, NONE_YET), "FMCG")
    assert (shown.silence, shown.companies, shown.mean_mg, shown.index) == (None, 5, Fraction(700, 60), 100)


def test_many_products_of_one_company_are_one_company() -> None:
    """Must count companies, not rows: five categories of one company are no crowd."""
    rows = [company("alone", category) for category in ("F&B", "Agriculture")] * 5
    assert cell(benchmark_of(rows, RULE, NONE_YET), "FMCG").silence == "fewer than 5 companies"


def test_a_dominant_company_silences_its_group() -> None:
    """Must keep silent above half of the units or of the emissions, and speak at exactly half."""
    small = companies(5)
    assert silence_of([*small, company("whale", units=50)], RULE) is None
    assert silence_of([*small, company("whale", units=51)], RULE) == "one company holds more than 50 % of its units"
    assert silence_of([*small, company("whale", mg=501)], RULE) == "one company holds more than 50 % of its emissions"


def test_the_second_company_cannot_work_out_the_largest() -> None:
    """Must keep silent where all others together are below 10 % of the largest (p % rule)."""
    two_whales = [company("a", mg=1000), company("b", mg=1000)]
    rest = [company(f"c{number}", mg=mg) for number, mg in enumerate((33, 33, 33))]
    assert (
        silence_of([*two_whales, *rest], RULE)
        == "the second company could estimate the emissions of the largest within 10 %"
    )
    assert silence_of([*two_whales, *rest, company("d", mg=1)], RULE) is None


def test_the_total_gives_no_silent_group_away() -> None:
    """Must sum released groups alone: the total minus what is shown is nothing."""
    rows = [*companies(6), *companies(3, "Fashion"), *companies(7, "Healthcare")]
    release = benchmark_of(rows, RULE, NONE_YET)
    total = cell(release, ALL_RELEASED)
    assert (total.companies, cell(release, "Luxury").silence) == (13, "fewer than 5 companies")
    assert release.members.keys() == {"FMCG", "Pharma"}


def test_who_came_last_month_cannot_be_subtracted() -> None:
    """Must let newcomers wait until three have come, and keep silent where fewer than three changed and one left."""
    six = companies(6)
    first = benchmark_of(six, RULE, NONE_YET)
    earlier = Earlier(first.members, {"FMCG": Fraction(5)})
    two_more = benchmark_of([*six, company("x", mg=900), company("y")], RULE, earlier)
    assert (cell(two_more, "FMCG").companies, cell(two_more, "FMCG").mean_mg) == (6, 10)
    three_more = benchmark_of([*six, company("x"), company("y"), company("z")], RULE, earlier)
    assert (cell(three_more, "FMCG").companies, cell(three_more, "FMCG").index) == (9, 200)
    assert cell(benchmark_of(six[1:], RULE, earlier), "FMCG").silence == UNSTEADY
    assert cell(benchmark_of(six[1:], RULE, NONE_YET), "FMCG").silence is None


rows_of_any_kind = st.lists(
    st.builds(
        Contribution,
        company=st.sampled_from([f"c{number}" for number in range(12)]),
        category=st.sampled_from(["F&B", "Fashion", "Healthcare", "Energy", "Toys"]),
        units=st.integers(1, 50),
        scopes_mg=st.tuples(*(st.integers(0, 10**6) for _ in range(3))),
    ),
    max_size=60,
)


@given(rows=rows_of_any_kind)
def test_whatever_is_shown_stands_on_five_and_no_whale(rows: list[Contribution]) -> None:
    """Must hold k and dominance in every released cell of every data set, and show no figure in a silent one."""
    release = benchmark_of(rows, RULE, NONE_YET)
    for one in release.cells:
        if one.silence is not None:
            assert (one.companies, one.mean_mg, one.scopes_mg, one.index) == (None, None, None, None)
            continue
        counted = [row for row in rows if one.group in (ALL_RELEASED, RULE.group(row.category))]
        if one.group == ALL_RELEASED:
            counted = [row for row in rows if RULE.group(row.category) in release.members]
        by_company = {
            name: sum(r.total_mg for r in counted if r.company == name) for name in {r.company for r in counted}
        }
        assert len(by_company) == one.companies
        assert len(by_company) >= 5
        assert 2 * max(by_company.values()) <= sum(by_company.values())
