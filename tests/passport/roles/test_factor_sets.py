"""Facts about a company's own factors: two people, a version for ever, and old passports that compute as they did."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from passport.adapters.factor_files import content_hash, default_factors
from passport.adapters.factor_sets import FactorSets, base_document
from passport.adapters.input_hash import input_hash
from passport.domain.factor_changes import Activity, FactorChange
from passport.domain.methodology import Methodology
from passport.domain.statement import assess
from passport.errors import FactorBaseChanged, FactorSetUnknown
from passport.usecases.propose_factors import propose_factors
from registry.adapters.approvals import Approvals, payload_of
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.model_versions import ModelVersions
from registry.domain.approvals import Approval, ApprovalKind
from registry.domain.roles import Principal, Role
from registry.errors import InvalidInput, NotAuthorised
from registry.usecases.decide_change import decide_change
from tests.passport.products import coffee

NOW = 1_700_000_000
ANN = Principal("ann", "roastery", frozenset({Role.COMPANY_ADMIN}))
BEN = Principal("ben", "roastery", frozenset({Role.COMPLIANCE}))
ROAD = FactorChange(Activity.TRANSPORT, "Road", Decimal("0.1"), "own fleet, fuel bills of 2025")


class Desk:
    """Factor sets and approvals as the running room joins them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        log = AuditLog(database)
        self.sets, self.approvals = FactorSets(database, log), Approvals(database, log)
        self.approvals.when_approved(ApprovalKind.FACTOR_OVERRIDE, self.sets.carry_out)

    def proposed(self, *changes: FactorChange, caller: Principal = ANN) -> Approval:
        return propose_factors(changes, "", caller=caller, now=NOW, sets=self.sets, desk=self.approvals)

    def agreed(self, *changes: FactorChange) -> None:
        self.decided(self.proposed(*changes))

    def decided(self, waiting: Approval, **said: Any) -> None:
        words = {"approved": True, "payload_hash": waiting.payload_hash, "reason": "", "caller": BEN, "now": NOW + 1}
        decide_change(waiting.id, desk=self.approvals, **(words | said))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def embedded(sqlite: Database) -> Desk:
    return Desk(sqlite)


def test_two_people_change_the_factors_of_their_company_only(desk: Desk) -> None:
    """Must compute by the default set until a second person agrees, then by the own one, and never for others."""
    waiting = desk.proposed(ROAD)
    assert desk.sets.of("roastery") == default_factors()
    desk.decided(waiting)
    own = desk.sets.of("roastery")
    assert (own.name, own.transport["road"], own.transport["air"]) == (
        "default-2025+roastery.1",
        Decimal("0.1"),
        default_factors().transport["air"],
    )
    assert own.owner_label == "own factors of roastery over default-2025"
    assert desk.sets.of("mill") == default_factors()
    told = [entry.action for entry in AuditLog(desk.database).entries("roastery")]
    assert told == ["approval.proposed", "factors.changed", "approval.approved"]


def test_an_old_passport_is_computed_again_by_the_set_it_names(desk: Desk) -> None:
    """Must give the same input hash and the same kilograms from each set by its name, whatever came later."""
    desk.agreed(ROAD)
    before = assess(coffee(), Methodology.by(desk.sets.of("roastery")))
    desk.agreed(FactorChange(Activity.TRANSPORT, "road", Decimal("0.2"), "the bills were misread"))
    now = assess(coffee(), Methodology.by(desk.sets.of("roastery")))
    again = assess(coffee(), Methodology.by(desk.sets.named(before.factors.name, "roastery")))
    assert input_hash(again) == input_hash(before) != input_hash(now)
    assert again.footprint == before.footprint
    assert now.footprint.total_kg - before.footprint.total_kg == Decimal("0.1") * 120 * Decimal("0.05")
    assert desk.sets.named("default-2025", "roastery") == default_factors()


def test_a_set_is_named_by_the_hash_of_its_whole_document(desk: Desk) -> None:
    """Must keep the whole set, its base and the source of each number, under a hash that anybody can compute."""
    desk.agreed(ROAD)
    first, own = desk.sets.versions("roastery")
    assert (first.version, first.content_hash) == (0, default_factors().content_hash)
    assert own.content_hash == content_hash(own.document) == desk.sets.of("roastery").content_hash
    assert own.document["base"] == {"name": "default-2025", "hash": first.content_hash}
    assert own.document["changes"] == [ROAD.document()]
    (model,) = ModelVersions(desk.database).of_tenant("roastery")
    assert (model.name, model.version, model.content_hash, model.approval) == (
        "factors",
        1,
        own.content_hash,
        own.approval,
    )


@pytest.mark.parametrize(
    "name", ["default-2025+roastery.2", "default-2025+mill.1", "default-2025+roastery.01", "nothing", ""]
)
def test_another_companys_set_does_not_exist(embedded: Desk, name: str) -> None:
    """Must refuse a set that the company does not have, whoever else has it."""
    embedded.agreed(ROAD)
    tenant = "mill" if name.endswith("roastery.1") else "roastery"
    with pytest.raises(FactorSetUnknown):
        embedded.sets.named(name, tenant)
    with pytest.raises(FactorSetUnknown):
        embedded.sets.named("default-2025+roastery.1", "mill")


def test_no_change_at_all_is_the_default_set_again(embedded: Desk) -> None:
    """Must return to the default numbers under a new version; the version between stays."""
    embedded.agreed(ROAD)
    embedded.agreed()
    now = embedded.sets.of("roastery")
    assert (now.name, now.transport) == ("default-2025+roastery.2", default_factors().transport)
    assert [found.version for found in embedded.sets.versions("roastery")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ([FactorChange(Activity.TRANSPORT, "teleport", Decimal(1), "x")], "factors.0.name"),
        ([FactorChange(Activity.MANUFACTURING, "road", Decimal(1), "x")], "factors.0.name"),
        ([ROAD, FactorChange(Activity.TRANSPORT, "ROAD", Decimal(1), "x")], "factors.1.name"),
        ([FactorChange(Activity.TRANSPORT, "road", Decimal("-0.1"), "x")], "factors.0.value"),
        ([FactorChange(Activity.TRANSPORT, "road", Decimal("NaN"), "x")], "factors.0.value"),
        ([FactorChange(Activity.TRANSPORT, "road", Decimal("1e7"), "x")], "factors.0.value"),
        ([FactorChange(Activity.TRANSPORT, "road", Decimal("1e-13"), "x")], "factors.0.value"),
    ],
)
def test_a_change_that_could_not_be_carried_out_is_not_proposed(
    embedded: Desk, changes: list[FactorChange], field: str
) -> None:
    """Must refuse it by field before anybody is asked to agree."""
    with pytest.raises(InvalidInput) as refusal:
        embedded.proposed(*changes)
    assert refusal.value.facts["field"] == field
    assert embedded.approvals.of_tenant("roastery") == []


def test_who_may_not_configure_does_not_propose(embedded: Desk) -> None:
    """Must refuse every role that the matrix does not name."""
    others = frozenset(set(Role) - {Role.COMPANY_ADMIN, Role.SUPER_ADMIN})
    with pytest.raises(NotAuthorised):
        embedded.proposed(ROAD, caller=Principal("ben", "roastery", others))


def test_what_was_agreed_is_what_is_carried_out(embedded: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must refuse to put changes into another default set than the one that was looked at, and decide nothing."""
    waiting = embedded.proposed(ROAD)
    assert payload_of(waiting)["baseHash"] == default_factors().content_hash
    later = base_document() | {"note": "a later publication"}
    monkeypatch.setattr("passport.adapters.factor_sets.base_document", lambda: later)
    with pytest.raises(FactorBaseChanged):
        embedded.decided(waiting)
    assert embedded.approvals.find("roastery", waiting.id) == waiting
    assert embedded.sets.of("roastery") == default_factors()
