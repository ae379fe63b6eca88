"""Facts about the reference model: model and contracts, driven by the same moves, refuse and say the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from registry.adapters.chain import ChainGateway
from registry.adapters.signer import LocalSigner
from registry.domain import ledger as model
from registry.domain import ledger_certificates
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH, ChainEvent, Receipt
from registry.domain.ledger_state import BatchFacts, Ledger, Retirement, Said
from registry.domain.projection import Projection
from registry.domain.struct import to_struct
from registry.errors import Refused
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import send
from tests.registry.stand_alone_ledger import deploy_stand_alone, open_batch

MOVES = 150
HASH = "0x" + "5a" * 32
COMPARED = {
    "CreditsIssued",
    "TransferSingle",
    "CertificateIssued",
    "CreditsRetired",
    "CreditsCancelled",
    "KilogramsAllotted",
    "CorrectionAppended",
}
Run = Callable[[int], tuple[Ledger, Sequence[Said]]]
Call = tuple[LocalSigner, str, str, tuple[object, ...]]


@dataclass
class Walk:
    """A model and a chain side by side; every move is made on both."""

    gateway: ChainGateway
    characters: Characters
    choose: random.Random
    ledger: Ledger
    done: int = 0
    names: set[str] = field(default_factory=set)

    @property
    def people(self) -> list[LocalSigner]:
        c = self.characters
        return [c.absorber, c.emitter, c.absorber2, c.stranger]

    def move(self, run: Run, call: Call) -> None:
        """Makes the move on both; where the model refuses, the chain must refuse by the same name and facts."""
        signer, contract, function, args = call
        expected = refusal_of(run)
        if expected is not None:
            with pytest.raises(Refused) as refusal:
                send(self.gateway, signer, contract, function, *args)
            assert (refusal.value.name, refusal.value.facts) == (expected.name, expected.facts)
            self.names.add(expected.name)
            return
        receipt = send(self.gateway, signer, contract, function, *args)
        self.ledger, said = run(receipt.time)
        self.done += 1
        self.assert_same(receipt, said)

    def assert_same(self, receipt: Receipt, said: Sequence[Said]) -> None:
        shown = [(e.contract, e.name, dict(e.arguments)) for e in receipt.events if e.name in COMPARED]
        assert shown == [(s.contract, s.name, dict(s.arguments)) for s in said]
        for batch in self.ledger.batches:
            supply = self.gateway.call("CarbonCredit", "supplyOf", batch, at=receipt.block)
            assert supply == to_struct(self.ledger.supply(batch))
            for person in self.people:
                held = self.gateway.call("CarbonCredit", "balanceOf", person.address, batch, at=receipt.block)
                assert held == self.ledger.held(batch, person.address)


def refusal_of(run: Run) -> Refused | None:
    try:
        run(0)
    except Refused as refusal:
        return refusal
    return None


def issue(walk: Walk) -> None:
    batch, owner = walk.choose.choice([1, 2, 3]), walk.characters.absorber.address
    kg = walk.choose.choice([0, 1_500, 6_000, 12_000, 2**40 * 1_000])
    buffer_kg = walk.choose.choice([0, 0, 1_000, 1_500, 13_000])
    caller = walk.choose.choice([walk.characters.operator, walk.characters.operator, walk.characters.admin])
    walk.move(
        lambda _: model.issue(walk.ledger, caller.address, batch, owner, kg, buffer_kg),
        (caller, "CarbonCredit", "issue", (batch, owner, kg, buffer_kg)),
    )


def approve(walk: Walk) -> None:
    caller, operator = walk.choose.sample(walk.people, 2)
    yes = walk.choose.random() < 0.5
    walk.move(
        lambda _: (model.approve(walk.ledger, caller.address, operator.address, yes), ()),
        (caller, "CarbonCredit", "setApprovalForAll", (operator.address, yes)),
    )


def some_kg(walk: Walk) -> int:
    return walk.choose.choice([0, 1, 999, 1_000, 1_000, 2_000, 2_000, 50_000])


def some_holder(walk: Walk, batch: int) -> LocalSigner:
    """Mostly somebody who holds some of the batch: else a walk is little but refusals."""
    holders = [person for person in walk.people if walk.ledger.held(batch, person.address)]
    return walk.choose.choice(holders * 3 + walk.people)


def some_caller(walk: Walk, holder: LocalSigner) -> LocalSigner:
    return walk.choose.choice([holder] * 6 + walk.people)


def transfer(walk: Walk) -> None:
    batch = walk.choose.choice([1, 2])
    holder = some_holder(walk, batch)
    caller, kg = some_caller(walk, holder), some_kg(walk)
    to = walk.choose.choice([*(person.address for person in walk.people), ZERO_ADDRESS])
    walk.move(
        lambda _: model.transfer(walk.ledger, caller.address, holder.address, to, batch, kg),
        (caller, "CarbonCredit", "safeTransferFrom", (holder.address, to, batch, kg, b"")),
    )


def retire(walk: Walk) -> None:
    batch = walk.choose.choice([1, 2])
    holder = some_holder(walk, batch)
    caller, kg = some_caller(walk, holder), some_kg(walk)
    beneficiary = walk.choose.choice([walk.characters.emitter.address] * 5 + [ZERO_ADDRESS])
    said = Retirement(beneficiary, walk.choose.choice([HASH] * 5 + [ZERO_HASH]), walk.choose.randrange(5))
    walk.move(
        lambda now: model.retire(walk.ledger, caller.address, batch, holder.address, kg, said, now),
        (caller, "CarbonCredit", "retire", (batch, holder.address, kg, said)),
    )


def cancel(walk: Walk) -> None:
    batch = walk.choose.choice([1, 2])
    holder = some_holder(walk, batch)
    caller, kg = some_caller(walk, holder), some_kg(walk)
    walk.move(
        lambda _: model.cancel(walk.ledger, caller.address, batch, holder.address, kg, HASH),
        (caller, "CarbonCredit", "cancel", (batch, holder.address, kg, HASH)),
    )


def pause_or_not(walk: Walk) -> None:
    verb, function = walk.choose.choice(PAUSES)
    walk.move(lambda _: (verb(walk.ledger), ()), (walk.characters.admin, "CarbonCredit", function, ()))


def allot(walk: Walk) -> None:
    caller = walk.choose.choice([walk.characters.emitter, walk.characters.emitter, walk.characters.stranger])
    number, kg = walk.choose.randrange(1, len(walk.ledger.certificates) + 2), some_kg(walk)
    subject = walk.choose.choice([HASH, HASH, HASH, ZERO_HASH])
    walk.move(
        lambda _: ledger_certificates.allot(walk.ledger, caller.address, number, subject, kg),
        (caller, "RetirementCertificate", "allot", (number, subject, kg)),
    )


def correct(walk: Walk) -> None:
    caller = walk.choose.choice([walk.characters.emitter, walk.characters.stranger])
    number = walk.choose.randrange(1, len(walk.ledger.certificates) + 2)
    details = walk.choose.choice([HASH, HASH, ZERO_HASH])
    walk.move(
        lambda _: ledger_certificates.correct(walk.ledger, caller.address, number, details),
        (caller, "RetirementCertificate", "appendCorrection", (number, details)),
    )


PAUSES: Sequence[tuple[Callable[[Ledger], Ledger], str]] = (
    (model.pause, "pauseTransfers"),
    (model.unpause, "unpauseTransfers"),
    (model.unpause, "unpauseTransfers"),
)
WEIGHTED: Sequence[tuple[Callable[[Walk], None], int]] = (
    (issue, 2),
    (approve, 3),
    (transfer, 9),
    (retire, 8),
    (cancel, 4),
    (pause_or_not, 2),
    (allot, 4),
    (correct, 1),
)


def begin(chain: DeployedChain, characters: Characters, seed: int, whole: bool) -> Walk:
    gateway = deploy_stand_alone(chain, characters, whole_tonne_only=whole)
    batches = {}
    for number, credits in ((1, 100), (2, 6)):
        opened = open_batch(gateway, characters, number, credits)
        batches[opened["batch"]] = BatchFacts(opened["serialStart"], opened["credits"], whole)
    walk = Walk(
        gateway,
        characters,
        random.Random(seed),
        Ledger(characters.operator.address, characters.operator.address, batches=batches),
    )
    owner = characters.absorber.address
    walk.move(
        lambda _: model.issue(walk.ledger, walk.ledger.oracle, 1, owner, 100_000),
        (characters.operator, "CarbonCredit", "issue", (1, owner, 100_000, 0)),
    )
    return walk


@pytest.mark.parametrize(("seed", "whole"), [(1, False), (2, True), (3, False)])
def test_model_and_contracts_agree_on_every_move(
    deployed_chain: DeployedChain, characters: Characters, seed: int, whole: bool
) -> None:
    """Must agree on refusals, facts, events, supplies, balances and certificates over a walk, and fold to it."""
    walk = begin(deployed_chain, characters, seed, whole)
    moves = [move for move, weight in WEIGHTED for _ in range(weight)]
    for _ in range(MOVES):
        walk.choose.choice(moves)(walk)
    assert walk.done > MOVES // 5
    assert len(walk.names) >= 6, walk.names
    assert_certificates_agree(walk)
    assert_projection_agrees(walk)


def assert_certificates_agree(walk: Walk) -> None:
    head = walk.gateway.head().number
    assert walk.gateway.call("RetirementCertificate", "certificateCount", at=head) == len(walk.ledger.certificates)
    for number, facts in walk.ledger.certificates.items():
        found = walk.gateway.call("RetirementCertificate", "certificate", number, at=head)
        said = facts.as_event() | {"retiredAt": facts.retired_at, "beyond": facts.beyond}
        said.pop("beneficiary")
        assert found == said
        assert walk.gateway.call("RetirementCertificate", "allottedKg", number, at=head) == facts.allotted_kg
        corrections = walk.gateway.call("RetirementCertificate", "correctionsOf", number, at=head)
        assert tuple(corrections) == facts.corrections
        for kg in (facts.kg_start, facts.kg_end - 1):
            assert walk.gateway.call("RetirementCertificate", "certificateAt", facts.batch, kg, at=head) == number


def assert_projection_agrees(walk: Walk) -> None:
    projection = Projection()
    for event in walk.gateway.events(0, walk.gateway.head().number):
        projection.apply(event)
    assert projection.supplies == walk.ledger.supplies
    assert projection.holdings == walk.ledger.holdings
    assert {n: (c.kg_start, c.kg_end, c.beneficiary) for n, c in projection.certificates.items()} == {
        n: (c.kg_start, c.kg_end, c.beneficiary) for n, c in walk.ledger.certificates.items()
    }
    assert {n: projection.allotted_kg(n) for n in projection.certificates} == {
        n: c.allotted_kg for n, c in walk.ledger.certificates.items()
    }


def test_a_refusal_leaves_the_ledger_as_it_was() -> None:
    """Must not change a ledger that a verb refused, nor the one that a verb succeeded on."""
    start = Ledger("0xoracle", batches={1: BatchFacts(1, 2)})
    issued, _ = model.issue(start, "0xoracle", 1, "0xann", 2_000)
    assert (start.holdings, start.supplies) == ({}, {})
    with pytest.raises(Refused):
        model.transfer(issued, "0xann", "0xann", "0xbob", 1, 2_001)
    moved, _ = model.transfer(issued, "0xann", "0xann", "0xbob", 1, 500)
    assert issued.holdings == {(1, "0xann"): 2_000}
    assert moved.holdings == {(1, "0xann"): 1_500, (1, "0xbob"): 500}


def events_of(name: str, **arguments: Any) -> ChainEvent:
    return ChainEvent(1, 0, "0x01", "CarbonCredit", name, arguments)


def test_a_copy_of_a_projection_stays_what_it_was() -> None:
    """Must let readers keep one projection while the next is folded on."""
    first = Projection()
    first.apply(events_of("CreditsIssued", batch=1, owner="0xann", kg=1_000, bufferKg=0))
    digest, second = first.digest(), first.copy()
    second.apply(events_of("CreditsRetired", batch=1, holder="0xann", certificate=1, kgStart=0, kgEnd=10))
    assert first.digest() == digest != second.digest()
