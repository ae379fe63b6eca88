"""The pure Python ledger and the contracts make the same moves, and agree after each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from brownie.exceptions import VirtualMachineError

from registry.domain import ledger as model
from registry.domain.ledger_certificates import allot
from registry.errors import Refused
from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import DETAILS, statement

MOVES = 24
SEEDS = (9, 10, 11)
MASSES_KG = (0, 1, 400, 999, 1_000, 1_001, 2_000, 5_000, 16_001)
WEIGHTS = (1, 2, 3, 2, 6, 2, 3, 1, 1)
REASON, SUBJECT = keccak("reason"), keccak("subject")


class Walk:
    """Two ledgers side by side, and the accounts that move on them."""

    def __init__(self, contracts, accounts, batches, seed):
        self.credit, self.certificates = contracts
        self.accounts, self.chance, self.succeeded = accounts, Random(seed), 0
        facts = {batch: model.BatchFacts(1, credits, whole) for batch, credits, whole in batches}
        self.ledger = model.Ledger(oracle="0x", batches=facts)
        owner = address_of(accounts[0])
        for batch, credits, _ in batches:
            self.ledger, _ = model.issue(self.ledger, "0x", batch, owner, credits * 1_000)

    def step(self):
        """One random move on both sides: the same refusal, or the same events."""
        verb = self.chance.choice(
            [self.transfer, self.retire, self.retire, self.cancel, self.approve, self.pause, self.allot]
        )
        on_model, on_chain = verb(self.chance.choice(list(self.ledger.batches)))
        expected = outcome_of(on_model, Refused)
        actual = outcome_of(on_chain, VirtualMachineError)
        assert actual == expected, verb.__name__

    def transfer(self, batch):
        caller, holder, kg = self._parties(batch)
        receiver = self.chance.choice(self.accounts)

        def on_model():
            now = model.transfer(self.ledger, *map(address_of, (caller, holder, receiver)), batch, kg)
            return self._become(now)

        return on_model, lambda: self.credit.safeTransferFrom(holder, receiver, batch, kg, b"", {"from": caller})

    def retire(self, batch):
        caller, holder, kg = self._parties(batch)
        beneficiary = self.chance.choice(self.accounts)
        stated = model.Retirement(address_of(beneficiary), DETAILS)

        def on_model():
            return self._become(
                model.retire(self.ledger, address_of(caller), batch, address_of(holder), kg, stated, now=0)
            )

        return on_model, lambda: self.credit.retire(batch, holder, kg, statement(beneficiary), {"from": caller})

    def cancel(self, batch):
        caller, holder, kg = self._parties(batch)

        def on_model():
            return self._become(model.cancel(self.ledger, address_of(caller), batch, address_of(holder), kg, REASON))

        return on_model, lambda: self.credit.cancel(batch, holder, kg, REASON, {"from": caller})

    def approve(self, _batch):
        holder, operator = self.chance.sample(self.accounts, 2)
        approved = self.chance.random() < 0.7

        def on_model():
            return self._become((model.approve(self.ledger, address_of(holder), address_of(operator), approved), ()))

        return on_model, lambda: self.credit.setApprovalForAll(operator, approved, {"from": holder})

    def pause(self, _batch):
        """By the last account, which is guardian and admin of this walk."""
        stop = self.chance.random() < 0.3
        verb = model.pause if stop else model.unpause
        call = self.credit.pauseTransfers if stop else self.credit.unpauseTransfers
        return lambda: self._become((verb(self.ledger), ())), lambda: call({"from": self.accounts[-1]})

    def allot(self, _batch):
        caller, number = self.chance.choice(self.accounts), self.chance.randint(1, 3)
        kg = self._mass()

        def on_model():
            after = allot(self.ledger.certificates, address_of(caller), number, SUBJECT, kg)
            return self._become((replace(self.ledger, certificates=after), ()))

        return on_model, lambda: self.certificates.allot(number, SUBJECT, kg, {"from": caller})

    def agree(self):
        """Balances, supplies and certificates are equal, and nothing was lost (I-3, I-4)."""
        for batch in self.ledger.batches:
            supply = self.ledger.supply(batch)
            held = [self.credit.balanceOf(account, batch) for account in self.accounts]
            assert held == [self.ledger.held(batch, address_of(account)) for account in self.accounts]
            assert self.credit.supplyOf(batch) == (supply.issued_kg, supply.retired_kg, supply.cancelled_kg)
            assert sum(held) == self.credit.heldKg(batch) == supply.issued_kg - supply.retired_kg - supply.cancelled_kg
        for number, facts in self.ledger.certificates.items():
            written = self.certificates.certificate(number).dict()
            assert (written["batch"], written["kgStart"], written["kgEnd"]) == (
                facts.batch,
                facts.kg_start,
                facts.kg_end,
            )
            assert (written["serialStart"], written["serialEnd"]) == (facts.serial_start, facts.serial_end)
            assert self.certificates.allottedKg(number) == facts.allotted_kg
        assert self.certificates.certificateCount() == len(self.ledger.certificates)

    def _parties(self, batch):
        """Caller, holder and mass: mostly a holder that acts for itself, so that most moves succeed."""
        holders = [account for account in self.accounts if self.ledger.held(batch, address_of(account))]
        likely = holders if holders and self.chance.random() < 0.9 else self.accounts
        holder = self.chance.choice(likely)
        caller = holder if self.chance.random() < 0.7 else self.chance.choice(self.accounts)
        return caller, holder, self._mass()

    def _mass(self):
        return self.chance.choices(MASSES_KG, WEIGHTS)[0]

    def _become(self, outcome):
        self.ledger, said = outcome
        self.succeeded += 1
        return [(each.name, dict(each.arguments)) for each in said]


@pytest.mark.parametrize("seed", SEEDS)
def test_ledger_and_model_agree(deployed, credit, certificates, batch, whole_batch, absorber, emitter, admin, seed):
    """Must refuse with the same words, emit the same events and hold the same masses after each random move."""
    access = deployed["RegistryAccess"]
    access.grantRole(5, admin, 0, {"from": admin})
    walk = Walk((credit, certificates), [absorber, emitter, admin], [(batch, 16, False), (whole_batch, 5, True)], seed)
    walk.agree()
    for _ in range(MOVES):
        walk.step()
        walk.agree()
    assert walk.succeeded >= MOVES // 3, "a walk that only met refusals proves little"
    assert walk.ledger.certificates


def address_of(account):
    return account.address.lower()


def outcome_of(move: Callable, refusal: type[Exception]) -> object:
    """The refusal as the chain words it, or the events that the model speaks of."""
    try:
        done = move()
    except refusal as fault:
        return worded(fault)
    return done if isinstance(done, list) else events_of(done)


def worded(fault: Exception) -> str:
    if isinstance(fault, Refused):
        return f"{fault.name}: {', '.join(fault.facts.values())}"
    return str(fault.revert_msg)


def events_of(transaction) -> list[tuple[str, dict[str, object]]]:
    """Events of the ledger in order, addresses lower-case; ERC-721, approvals, pauses and allotments are left out."""
    spoken = {"TransferSingle", "CertificateIssued", "CreditsRetired", "CreditsCancelled"}
    return [
        (event.name, {name: plain(value) for name, value in event.items()})
        for event in transaction.events
        if event.name in spoken
    ]


def plain(value):
    text = str(value)
    return text.lower() if text.startswith("0x") else value
