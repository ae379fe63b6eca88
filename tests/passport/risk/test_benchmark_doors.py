"""Facts about the doors across companies: super admins see groups, released once, and the companies of alerts."""

from __future__ import annotations

from passport.domain.factor_changes import Activity
from passport.usecases import release_benchmark
from registry.domain.roles import Role
from tests.passport.risk.conftest import Desk

BENCHMARK = "/api/v1/benchmark"
RELEASES = "/api/v1/benchmark/releases"
PLATFORM = "/api/v1/platform/alerts"


def companies(desk: Desk, count: int, *, first: int = 0, kilograms: str = "10") -> None:
    """Companies with one food product each."""
    for number in range(first, first + count):
        desk.register(f"food-{number}", kilograms, tenant=f"company-{number}")


def released(desk: Desk) -> dict[str, dict[str, str]]:
    answer = desk.call("POST", RELEASES, Role.SUPER_ADMIN)
    return {cell["group"]: cell for cell in answer["cells"]}


def test_the_verb_says_what_it_promises() -> None:
    """Must open its file with one sentence."""
    assert (release_benchmark.__doc__ or "").strip().endswith(".")


def test_groups_of_five_are_shown_and_smaller_ones_keep_silent(desk: Desk) -> None:
    """Must show the mean of six companies, and of a lonely one neither figure nor count, in the total either."""
    companies(desk, 5)
    companies(desk, 1, first=5, kilograms="40")
    desk.register("gown", "8", tenant="couture", category="Fashion")
    cells = released(desk)
    assert (cells["FMCG"]["companies"], cells["FMCG"]["meanKg"], cells["FMCG"]["scope1Kg"]) == (6, "15.000", "15.000")
    assert cells["Luxury"] == {"group": "Luxury", "silence": "fewer than 5 companies"} | dict.fromkeys(
        ("companies", "meanKg", "scope1Kg", "scope2Kg", "scope3Kg")
    )
    assert (cells["all released groups"]["companies"], cells["all released groups"]["meanKg"]) == (6, "15.000")
    heat = desk.get(f"{BENCHMARK}/heat-map", Role.SUPER_ADMIN)
    rows = {row["group"]: (row["total"], row["scope1"], row["scope3"]) for row in heat["rows"]}
    assert (rows["FMCG"], rows["Luxury"]) == ((100, 100, 0), (None, None, None))
    index = {row["group"]: row for row in desk.get(f"{BENCHMARK}/index", Role.SUPER_ADMIN)["rows"]}
    assert (index["FMCG"]["index"], index["FMCG"]["grade"], index["Pharma"]["index"]) == ("100.0", "B", None)


def test_a_month_is_released_once(desk: Desk) -> None:
    """Must answer the same figures after a write, so that nobody subtracts two of them; and move on next month."""
    companies(desk, 5)
    before = released(desk)
    companies(desk, 5, kilograms="20")
    assert released(desk) == before
    desk.clock.month(12)
    later = released(desk)
    assert later["FMCG"]["meanKg"] == "20.000"
    answer = desk.get(f"{BENCHMARK}/index", Role.SUPER_ADMIN)
    assert (answer["month"], {row["group"]: row["index"] for row in answer["rows"]}["FMCG"]) == ("2026-12", "200.0")


def test_the_published_months_stand_in_their_order(embedded: Desk) -> None:
    """Must list each released month once, the oldest first, and at most as many as are asked for."""
    companies(embedded, 5)
    released(embedded)
    embedded.clock.month(12)
    released(embedded)
    months = embedded.rooms.risk.benchmark_months(9)
    assert [month for month, _ in months] == ["2026-11", "2026-12"]
    assert [month for month, _ in embedded.rooms.risk.benchmark_months(1)] == ["2026-12"]


def test_a_newcomer_waits(desk: Desk) -> None:
    """Must leave one newcomer out next month: the difference of two months would be that company."""
    companies(desk, 5)
    released(desk)
    desk.clock.month(12)
    companies(desk, 1, first=5, kilograms="40")
    assert (released(desk)["FMCG"]["companies"], released(desk)["FMCG"]["meanKg"]) == (5, "10.000")


def test_a_company_s_own_factors_do_not_compare(desk: Desk) -> None:
    """Must leave out products that were computed with other factors than everybody's."""
    companies(desk, 6)
    desk.change_factor(Activity.TRANSPORT, "air", "0.1", tenant="company-5")
    assert released(desk)["FMCG"]["companies"] == 5


def test_nothing_is_shown_before_the_first_release(embedded: Desk) -> None:
    """Must say that there is none."""
    companies(embedded, 5)
    for path in (BENCHMARK, f"{BENCHMARK}/heat-map", f"{BENCHMARK}/index"):
        assert embedded.get(path, Role.SUPER_ADMIN, expect=404)["code"] == "BenchmarkNotReleased"


def test_only_super_admins_look_across(embedded: Desk) -> None:
    """Must refuse every other role at every door of the platform."""
    for role in [role for role in Role if role is not Role.SUPER_ADMIN]:
        for path in (BENCHMARK, f"{BENCHMARK}/heat-map", f"{BENCHMARK}/index", PLATFORM):
            assert embedded.get(path, role, expect=403)["permission"] == "benchmark:read"
        embedded.call("POST", RELEASES, role, expect=403)


def test_signs_of_greenwashing_are_shown_by_company(desk: Desk) -> None:
    """Must name the companies that something was found of, page by page, and no others."""
    desk.register("honest", "10", tenant="honest")
    desk.register("cheap", "0.1", tenant="shady")
    (found,) = desk.get(PLATFORM, Role.SUPER_ADMIN)
    assert (found["tenant"], [one["kind"] for one in found["found"]["alerts"]]) == (
        "shady",
        ["own_figure_far_below_factor"],
    )
    assert desk.get(f"{PLATFORM}?after=shady", Role.SUPER_ADMIN) == []
