"""Rules of inspections: who is independent, how much one company may sign, what must be answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oracle.adapters.checklists import checklist_of
from oracle.domain.field_refusals import ChecklistIncomplete, VerifierConcentrated, VerifierConflicted
from oracle.domain.inspection import (
    MOST_SHARE_PPM,
    NO_ORGANISATION,
    Said,
    Standing,
    read_answer,
    require_complete,
    require_independent,
    require_spread,
)
from oracle.domain.methods.catalogue import METHODS
from registry.errors import InvalidInput, Refused

OURS, THEIRS = "0x" + "11" * 32, "0x" + "22" * 32
GOOD = Standing("0xaa", OURS, 2, 100, "checkers", "0xbb", THEIRS, "forest", in_conflict=False)
COMMON = {"identity", "boundary", "one-project", "devices", "calibration", "readings", "gaps", "double-counting"}
RENEWABLE = checklist_of("CarboniX RenewablePower after T-VER-S-METH-01-01, v1")


def test_an_accredited_stranger_is_independent() -> None:
    """Must let in who is accredited for the layer and stands with nobody, also where no boundary is drawn."""
    require_independent(GOOD, 99)
    require_independent(replace(GOOD, owner_tenant=None), 99)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"organisation": NO_ORGANISATION}, "VerifierUnknown"),
        ({"valid_until": 99}, "VerifierExpired"),
        ({"layer": 1}, "LayerMismatch"),
    ],
)
def test_whom_the_chain_would_refuse_does_not_begin(changed: dict[str, Any], name: str) -> None:
    """Must refuse under the contract's own names."""
    with pytest.raises(Refused) as refused:
        require_independent(replace(GOOD, **changed), 99)
    assert refused.value.name == name


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"owner": "0xaa"}, "owner"),
        ({"owner_organisation": OURS}, "behind"),
        ({"in_conflict": True}, "conflict"),
        ({"tenant": "forest"}, "boundary"),
    ],
)
def test_who_stands_with_the_owner_is_refused_with_the_reason(changed: dict[str, Any], word: str) -> None:
    """Must say which tie it is."""
    with pytest.raises(VerifierConflicted) as refused:
        require_independent(replace(GOOD, **changed), 99)
    assert word in refused.value.facts["reason"]


def test_one_company_does_not_sign_for_one_owner_alone() -> None:
    """Must let the first few pass, and refuse the one that would lift a company above the stated share."""
    require_spread("a", "0xbb", {"a": 3})
    with pytest.raises(VerifierConcentrated) as refused:
        require_spread("a", "0xbb", {"a": 4})
    assert refused.value.facts["sharePpm"] == "1000000"
    require_spread("b", "0xbb", {"a": 4})
    require_spread("a", "0xbb", {"a": 2, "b": 2})  # 3 of 5: 600,000 ppm exactly
    with pytest.raises(VerifierConcentrated):
        require_spread("a", "0xbb", {"a": 3, "b": 2})
    assert MOST_SHARE_PPM == 600_000


def test_every_methodology_has_a_list() -> None:
    """Must ask something of its own for each methodology that can be quantified, and refuse an unknown one."""
    for method in METHODS.values():
        assert not {point.id for point in checklist_of(method.name).points} <= COMMON
    with pytest.raises(InvalidInput, match="checklist"):
        checklist_of("Another Thing, v1")


@pytest.mark.parametrize(
    ("point", "said", "note", "field"),
    [
        ("no-such-point", "yes", "", "point"),
        ("identity", "perhaps", "", "answer"),
        ("identity", "no", " ", "note"),
        ("identity", "not_applicable", "", "note"),
        ("identity", "yes", "x" * 2_001, "note"),
        ("identity", "yes", "\x07", "note"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(point: str, said: str, note: str, field: str) -> None:
    """Must name the field that breaks its rule."""
    with pytest.raises(InvalidInput) as refused:
        read_answer(RENEWABLE, point, said, note)
    assert refused.value.facts["field"] == field


def test_an_unanswered_or_failed_point_keeps_the_inspection_open() -> None:
    """Must name each of them; a point that does not apply, with its reason, is an answer."""
    answers = {one.id: read_answer(RENEWABLE, one.id, "yes", "") for one in RENEWABLE.points}
    require_complete("i", RENEWABLE, answers)
    answers["plant"] = read_answer(RENEWABLE, "plant", Said.NOT_APPLICABLE, "no new units")
    require_complete("i", RENEWABLE, answers)
    del answers["gaps"]
    answers["devices"] = read_answer(RENEWABLE, "devices", "no", "a seal was broken")
    with pytest.raises(ChecklistIncomplete) as refused:
        require_complete("i", RENEWABLE, answers)
    assert (refused.value.facts["unanswered"], refused.value.facts["failed"]) == ("gaps", "devices")
