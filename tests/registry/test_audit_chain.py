"""Facts about the audit: an honest history passes, and each broken invariant is found by its name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from registry.adapters.abi import load_abi
from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.outbox import Outbox
from registry.adapters.projection_store import ProjectionFold, ProjectionStore
from registry.adapters.tables import EventRow
from registry.adapters.typed_data import order_digest
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.invariants import Finding, check_all
from registry.domain.orders import Order, Side
from registry.domain.projection import Projection
from registry.domain.records import Allotment, Certificate
from registry.domain.report import ClaimStatus, ReportKind
from registry.domain.reversals import Loss
from registry.domain.undertakings import BulkRetirement, Cooperative, ExternalBlock, MemberClaim
from registry.errors import NotFound
from registry.usecases.audit_chain import audit
from registry.usecases.follow_chain import catch_up
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import issue_credits, send
from tests.registry.lying_node import Lie, lying_node

DETAILS = "0x" + "5a" * 32
PRICE = 250_000_000
CREDITS = 6
ALL = ["I-1", "I-2", "I-3", "I-4", "I-5", "I-6", "I-7", "I-8", "I-15", "I-16", "I-9", "I-13", "I-14"]


@pytest.fixture
def journey(deployed_chain: DeployedChain, characters: Characters) -> ChainGateway:
    """A chain on which credits were issued, sold, retired, allotted and cancelled."""
    gateway, cast = deployed_chain.gateway, characters
    issue_credits(deployed_chain, characters, kg=16_400)
    trade(gateway, cast)
    retirement = {
        "beneficiary": cast.emitter.address, "detailsHash": DETAILS, "useCase": 0, "footprint": ZERO_HASH,
        "beyond": False,
    }  # fmt: skip
    send(gateway, cast.emitter, "CarbonCredit", "retire", 1, cast.emitter.address, 2_500, retirement)
    send(gateway, cast.emitter, "CarbonCredit", "retire", 1, cast.emitter.address, 500, retirement)
    send(gateway, cast.emitter, "RetirementCertificate", "allot", 1, DETAILS, 31)
    send(gateway, cast.absorber, "CarbonCredit", "cancel", 1, cast.absorber.address, 1_000, DETAILS)
    send(gateway, cast.sealer, "SealRegistry", "seal", 0, DETAILS, 3, "")
    return gateway


def trade(gateway: ChainGateway, cast: Characters) -> None:
    """The absorber sells credits to the emitter for payment tokens, by signed orders."""
    token, exchange = gateway.address_of("PaymentToken"), gateway.address_of("CreditExchange")
    send(gateway, cast.admin, "PaymentToken", "mint", cast.emitter.address, 10 * PRICE)
    send(gateway, cast.emitter, "PaymentToken", "approve", exchange, 10 * PRICE)
    send(gateway, cast.absorber, "CarbonCredit", "setApprovalForAll", exchange, True)
    expiry = gateway.head().time + 3_600
    sell = Order(
        maker=cast.absorber.address,
        taker=ZERO_ADDRESS,
        recipient=ZERO_ADDRESS,
        batch=1,
        payment=token,
        side=Side.Sell,
        credits=CREDITS,
        price=PRICE,
        expiry=expiry,
        epoch=0,
        max_fee_bps=45,
        flags=0,
        min_fill=1,
        salt=1,
        memo=ZERO_HASH,
    )
    buy = replace(sell, maker=cast.emitter.address, side=Side.Buy)
    signers = (cast.emitter, cast.absorber)
    orders = (buy, sell)
    signatures = [
        signer.sign_digest(order_digest(gateway.chain_id, exchange, order))
        for signer, order in zip(signers, orders, strict=True)
    ]
    matches = [{"buy": 0, "sell": 1, "credits": CREDITS, "price": PRICE}]
    receipt = send(gateway, cast.exchange_operator, "CreditExchange", "settle", 1, list(orders), signatures, matches)
    assert receipt.event("Trade").arguments["fee"] == CREDITS * PRICE * 45 // 10_000


@pytest.fixture
def store(sqlite: Database, journey: ChainGateway) -> ProjectionStore:
    store = ProjectionStore(sqlite)
    catch_up(journey, store)
    return store


def broken(chain: ChainGateway, store: ProjectionStore) -> dict[str, str]:
    return {
        found.name: found.sentence
        for found in audit(chain, store, ProjectionFold(store).current(), [])
        if not found.holds
    }


def test_an_honest_history_passes(journey: ChainGateway, store: ProjectionStore) -> None:
    """Must print one line for each invariant, and each must hold."""
    findings = audit(journey, store, ProjectionFold(store).current(), [])
    assert [found.name for found in findings] == ALL
    assert all(found.holds for found in findings), findings


def test_the_projection_holds_the_journey(sqlite: Database, store: ProjectionStore, characters: Characters) -> None:
    """Must fold the events to the balances, fees, certificates and seals that the journey left."""
    state = ProjectionFold(store).current()
    assert state.holders(1) == {characters.absorber.address: 9_000, characters.emitter.address: 3_000}
    assert state.supplies[1].held_kg == state.held_kg(1) == 12_000
    assert [c.kg for c in state.certificates.values()] == [2_500, 500]
    assert list(state.fees.values()) == [CREDITS * PRICE * 45 // 10_000]
    assert [seal.sequence for seal in state.seals.values()] == [1, 1]
    assert [claim.finalised for claim in state.claims.values()] == [True]
    assert ProjectionFold(ProjectionStore(sqlite)).current().digest() == state.digest()


def test_a_changed_row_breaks_i_9(journey: ChainGateway, sqlite: Database, store: ProjectionStore) -> None:
    """Must notice a single kilogram that was changed in the database."""
    with sqlite.transaction() as session:
        row = session.exec(select(EventRow).where(EventRow.name == "CreditsIssued")).one()
        row.arguments = json.dumps(json.loads(row.arguments) | {"kg": 16_001})
        session.add(row)
    assert list(broken(journey, store)) == ["I-9"]


def test_a_missing_row_breaks_i_9(journey: ChainGateway, sqlite: Database, store: ProjectionStore) -> None:
    """Must notice an event that is missing from the database."""
    with sqlite.transaction() as session:
        session.delete(session.exec(select(EventRow).where(EventRow.name == "KilogramsAllotted")).one())
    assert list(broken(journey, store)) == ["I-9"]


LIES = (
    ("VerificationOracle", "verifiedKg", 0, "I-1"),
    ("VerificationOracle", "claimOf", 1, "I-5"),
    ("RetirementCertificate", "statusOf", 1, "I-15"),
    ("CarbonCredit", "supplyOf", 0, "I-3"),
    ("CarbonCredit", "balanceOf", 0, "I-3"),
    ("RetirementCertificate", "certificateCount", 0, "I-4"),
    ("RetirementCertificate", "allottedKg", 0, "I-4"),
    ("CreditExchange", "treasury", 0, "I-7"),
    ("SealRegistry", "sealCount", 0, "I-8"),
    ("SealRegistry", "sealOf", 2, "I-8"),
)


def test_a_chain_that_says_otherwise_is_found(journey: ChainGateway, store: ProjectionStore) -> None:
    """Must hold the contracts' own answers against the events, and name the invariant where they differ."""
    with lying_node(journey.rpc_url) as node:
        for contract, function, word, name in LIES:
            node.lie = another_answer(contract, function, word)
            assert list(broken(ChainGateway(node.url, journey.deployment), store)) == [name], function


def another_answer(contract: str, function: str, word: int) -> Lie:
    """Changes the last digit of a word of each answer of one function."""
    selector = next("0x" + s.hex() for s, entry in load_abi(contract).selectors.items() if entry.name == function)
    last = 2 + 64 * word + 63

    def lie(request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if request["method"] != "eth_call" or not request["params"][0]["data"].startswith(selector):
            return answer
        words = answer["result"]
        return {**answer, "result": words[:last] + ("1" if words[last] != "1" else "2") + words[last + 1 :]}

    return lie


def test_the_outbox_is_held_to_the_chain(journey: ChainGateway, sqlite: Database, characters: Characters) -> None:
    """Must find a transaction that was never sent under I-13 and I-14, and nothing once it was restored."""
    store, outbox = ProjectionStore(sqlite), Outbox(sqlite, journey)
    outbox.transact("one", characters.sealer, "SealRegistry", "nullify", DETAILS)
    catch_up(journey, store)
    state, (sent,) = ProjectionFold(store).current(), outbox.intents()
    lost = replace(sent, key="two", nonce=sent.nonce + 1, transaction=ZERO_HASH, block=None)
    assert broken_names(audit(journey, store, state, [sent])) == []
    assert broken_names(audit(journey, store, state, [sent, lost])) == ["I-13", "I-14"]
    assert broken_names(audit(journey, store, state, [sent, replace(sent, key="twice")])) == ["I-13"]
    assert broken_names(audit(journey, store, state, [replace(sent, block=1)])) == ["I-14"]


def broken_names(findings: list[Finding]) -> list[str]:
    return [found.name for found in findings if not found.holds]


def test_an_empty_database_is_not_called_sound(journey: ChainGateway, sqlite: Database) -> None:
    """Must refuse to audit what was never followed."""
    with pytest.raises(NotFound):
        audit(journey, ProjectionStore(sqlite), Projection(), [])


def over_minted(state: Projection) -> None:
    state.supplies[1] = replace(state.supplies[1], issued_kg=17_000)
    state.holdings[1, "0xthief"] = 1_000


def twice_the_same_root(state: Projection) -> None:
    claim = next(iter(state.claims.values()))
    state.claims["0xother"] = replace(claim, report_hash="0xother", status=ClaimStatus.Open)


def measured_and_bridged(state: Projection) -> None:
    claim = next(iter(state.claims.values()))
    assert claim.report is not None
    report = replace(claim.report, kind=ReportKind.Immobilisation, data_root="0x" + "77" * 32)
    state.claims["0xblock"] = replace(claim, report_hash="0xblock", status=ClaimStatus.Open, report=report)


def meeting_blocks(state: Projection) -> None:
    state.batches[2] = replace(state.batches[1], serial_start=state.batches[1].serial_start + 15)
    for batch in (1, 2):
        state.bridged[batch] = ExternalBlock(batch, "0x01", 4, "a serial", "0x02")


def vanished(state: Projection) -> None:
    state.holdings.popitem()


def torn_certificate(state: Projection) -> None:
    state.certificates[2] = replace(state.certificates[2], kg_start=2_600)


def over_allotted(state: Projection) -> None:
    state.allotments.append(Allotment(1, "0x01", 2_470, "0x"))


def unsigned(state: Projection) -> None:
    for key, claim in state.claims.items():
        state.claims[key] = replace(claim, attestations=claim.attestations[:2])


def signed_by_one_house(state: Projection) -> None:
    for key, claim in state.claims.items():
        first = claim.attestations[0]
        words = tuple(replace(word, organisation=first.organisation) for word in claim.attestations)
        state.claims[key] = replace(claim, attestations=words)


def rounded_fee(state: Projection) -> None:
    state.trades[0] = replace(state.trades[0], fee=state.trades[0].fee - 1)


def replaced_seal(state: Projection) -> None:
    state.seals[2] = replace(state.seals[2], previous_root="0x" + "99" * 32)


def removed_seal(state: Projection) -> None:
    del state.seals[1]


def signed_by_a_revoked_key(state: Projection) -> None:
    for key, claim in state.claims.items():
        state.claims[key] = replace(claim, revoked_signers=(claim.attestations[0].signer,))


def moved_though_frozen(state: Projection) -> None:
    state.moved_though_frozen.append("batch 1: 5 kg left 0xab though frozen")


def unpaid_loss(state: Projection) -> None:
    state.losses["0xloss"] = Loss("0xloss", 101, 1, 900, 500, "0x", pool_kg=100, debt_kg=200, covered=True)


def impaired_beyond_the_debt(state: Projection) -> None:
    state.losses["0xloss"] = Loss(
        "0xloss", 101, 1, 900, 500, "0x", pool_kg=200, debt_kg=200, impaired_kg=201, retired_kg=3_000, covered=True
    )


def claimed_twice(state: Projection) -> None:
    claim = MemberClaim(0, "0xab", 10, "0x")
    state.cooperatives[1] = Cooperative(1, 101, "0x01", 3, 1_000, (claim, claim))


def torn_portion(state: Projection) -> None:
    state.bulks[1] = BulkRetirement(1, "0x01", 2, (2,), 500)
    state.portion_of[2] = 1
    state.supplies[1] = replace(state.supplies[1], retired_kg=2_500)
    state.holdings[1, "0xab"] = 500


DAMAGES: tuple[tuple[Callable[[Projection], None], str], ...] = (
    (over_minted, "I-1"),
    (twice_the_same_root, "I-2"),
    (measured_and_bridged, "I-2"),
    (meeting_blocks, "I-2"),
    (vanished, "I-3"),
    (torn_certificate, "I-4"),
    (over_allotted, "I-4"),
    (unsigned, "I-5"),
    (signed_by_one_house, "I-5"),
    (signed_by_a_revoked_key, "I-5"),
    (moved_though_frozen, "I-6"),
    (unpaid_loss, "I-15"),
    (impaired_beyond_the_debt, "I-15"),
    (claimed_twice, "I-16"),
    (torn_portion, "I-4"),
    (rounded_fee, "I-7"),
    (replaced_seal, "I-8"),
    (removed_seal, "I-8"),
)


def test_each_damage_breaks_its_own_invariant(store: ProjectionStore) -> None:
    """Must find each kind of damage under its own name and under no other."""
    for damage, name in DAMAGES:
        state = ProjectionFold(store).current()
        damage(state)
        assert [found.name for found in check_all(state) if not found.holds] == [name], damage


def test_a_certificate_counts_its_kilograms() -> None:
    """Must count half-open ranges."""
    issued = Certificate(1, 1, "0xb", "0xr", 100, 350, 1, 1, DETAILS, 0, (), "0x", 1)
    assert issued.kg == 250
