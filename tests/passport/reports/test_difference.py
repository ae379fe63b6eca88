"""Facts about two reports side by side: exact differences, and none between masses of two methods."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from passport.domain.reports.difference import difference_of
from passport.domain.reports.inventory import Masses
from tests.passport.reports.figures import METHOD, document


def changes(**later: object) -> dict[str, str]:
    """Code and label of every figure that moved, with the change."""
    found = difference_of(document(), document(**later))
    return {f"{one.code} {one.label}": one.change for one in found.figures if one.change not in ("", "+0", "+0.000000")}


def test_each_figure_stands_beside_itself() -> None:
    """Must subtract the earlier figure from the later one, exactly, under its code."""
    moved = changes(masses=Masses(3_500_000, 2_550_000, 25_957_000), products=1)
    assert moved["305-1 Scope 1, gross"] == "+0.001000"
    assert "305-2 Scope 2, gross" not in moved


def test_masses_of_two_methods_have_no_difference() -> None:
    """Must show both masses and no change, and still the change of what no method moves."""
    found = difference_of(document(), document(method=replace(METHOD, factor_set_hash="0x" + "cd" * 32)))
    masses = [one for one in found.figures if "CO2e" in one.unit and one.earlier and one.later]
    assert not found.same_method
    assert masses
    assert {one.change for one in masses} == {""}
    assert {one.change for one in found.figures if one.label == "Partners known"} == {"+0"}


def test_a_difference_is_measured_only_where_both_sides_are() -> None:
    """Must call two reports measured if every input of every product of both is, and not where none is counted."""
    known, guessed = (document(products=2, measured=count) for count in (2, 1))
    empty = document(products=0, measured=0)
    assert difference_of(known, known).measured
    assert not any(difference_of(known, other).measured for other in (guessed, empty))
    assert not difference_of(empty, empty).measured


def test_a_figure_of_one_side_has_no_change() -> None:
    """Must keep a figure that only the earlier report has, after the others."""
    later = deepcopy(document())
    gone = later["standards"][0]["disclosures"].pop(0)
    last = difference_of(document(), later).figures[-1]
    assert (last.code, last.later, last.change) == (gone["code"], "", "")
