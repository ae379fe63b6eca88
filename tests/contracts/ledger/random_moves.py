"""Chooses the next move of a walk: mostly one that can succeed, sometimes one that must be refused."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from registry.domain.ledger_enforcement import FORCED_TRANSFER_DELAY_S, FORCED_TRANSFER_LIFETIME_S
from tests.contracts.ledger.named_footprints import PLACES
from tests.contracts.ledger.walk import BATCHES, WHOLE, Walk

Move = tuple[Any, ...]

MASSES_KG = (0, 1, 400, 999, 1_000, 1_001, 2_000, 5_000, 16_001)
WEIGHTS = (1, 2, 3, 2, 8, 2, 4, 1, 1)
FROZEN_KG = (0, 0, 0, 1, 1_000, 1_000, 3_000, 20_000, 2**248)
WAITS_S = (3_600, *(FORCED_TRANSFER_DELAY_S,) * 5, FORCED_TRANSFER_LIFETIME_S)
TREES_KG = ((400, 600), (1_000,), (1, 999, 1_000), (2_000, 2_000), (0, 1_000), ())


class Chooser:
    """Draws verbs from a shuffled deck that holds each so many times: no walk is without one of them."""

    def __init__(self, walk: Walk, seed: int) -> None:
        self.walk, self.chance = walk, Random(seed)
        self.deck: list[Callable[[], Move]] = []
        self.verbs: dict[Callable[[], Move], int] = {
            self.issue: 2,
            self.approve: 2,
            self.transfer: 6,
            self.retire: 6,
            self.retire_against: 3,
            self.retire_in_bulk: 4,
            self.claim_portion: 6,
            self.cancel: 3,
            self.pause_or_not: 1,
            self.freeze: 4,
            self.announce: 4,
            self.withdraw: 1,
            self.force: 6,
            self.wait: 3,
            self.hold: 4,
            self.lose: 2,
            self.admit: 4,
            self.supersede: 1,
            self.allot: 4,
            self.correct: 1,
        }

    def opening(self) -> list[Move]:
        """Something to hold: 16,000 kg with a share for the pool, and 5,000 kg in whole credits."""
        return [("issue", "oracle", 2, "absorber", 16_000, 3_000), ("issue", "oracle", 3, "emitter", 5_000, 0)]

    def next(self) -> Move:
        if self.walk.ledger.paused and self.chance.random() < 0.3:
            return ("unpause",)
        if any(hold.for_loss for hold in self.walk.ledger.holds.values()) and self.chance.random() < 0.2:
            return self.hold()
        if not self.deck:
            self.deck = [verb for verb, times in self.verbs.items() for _ in range(times)]
            self.chance.shuffle(self.deck)
        verb = self.deck.pop()
        return verb()

    def issue(self) -> Move:
        caller = self.chance.choice(("oracle", "oracle", "pool"))
        kg, buffer_kg = (
            self.chance.choice((1_000, 3_000, 1_500, 4_000, 0)),
            self.chance.choice((0, 1_000, 1_001, 4_000)),
        )
        return ("issue", caller, self.chance.randint(1, 4), self._somebody(), kg, buffer_kg)

    def approve(self) -> Move:
        return ("approve", *self.chance.sample(list(self.walk.people), 2), self.chance.random() < 0.7)

    def transfer(self) -> Move:
        batch, holder = self._holding()
        receiver = self._somebody() if self.chance.random() < 0.95 else "nobody"
        return ("transfer", self._caller_for(holder), holder, receiver, batch, self._mass(batch, holder))

    def retire(self) -> Move:
        batch, holder = self._holding()
        footprint = self.chance.choice((None, None, *PLACES))
        beneficiary = self._somebody() if self.chance.random() < 0.95 else "nobody"
        beyond = self.chance.random() < 0.3
        return (
            "retire",
            self._caller_for(holder),
            batch,
            holder,
            self._mass(batch, holder),
            beneficiary,
            footprint,
            beyond,
        )

    def retire_against(self) -> Move:
        batch, holder = self._holding()
        proved = self.chance.choice(("coffee", "tea", "juice", "juice", "words"))
        named = proved if self.chance.random() < 0.9 else self.chance.choice((None, "coffee"))
        return ("retire_against", batch, holder, self._mass(batch, holder), named, proved)

    def retire_in_bulk(self) -> Move:
        batch, holder = self._holding()
        return ("retire_in_bulk", batch, holder, self._mass(batch, holder), self.chance.choice(TREES_KG))

    def claim_portion(self) -> Move:
        likely = list(self.walk.ledger.bulks) * 8 or [1]
        number = self.chance.choice([*likely, self._certificate()])
        return ("claim_portion", number, self.chance.randrange(3), self.chance.choice((0, 0, 0, 0, 1)))

    def cancel(self) -> Move:
        batch, holder = self._holding()
        return ("cancel", self._caller_for(holder), batch, holder, self._mass(batch, holder))

    def pause_or_not(self) -> Move:
        likely = "unpause" if self.walk.ledger.paused else "pause"
        return (likely if self.chance.random() < 0.8 else "unpause",)

    def freeze(self) -> Move:
        batch, holder = self._holding()
        return ("freeze", holder if self.chance.random() < 0.95 else "nobody", batch, self.chance.choice(FROZEN_KG))

    def announce(self) -> Move:
        batch, holder = self._holding()
        receiver = self._somebody() if self.chance.random() < 0.9 else "nobody"
        return ("announce", holder, receiver, batch, self._mass(batch, holder), self.chance.choice((0, 1, 2, 3, 4)))

    def withdraw(self) -> Move:
        return ("withdraw", *self._announced())

    def force(self) -> Move:
        return ("force", *self._announced())

    def wait(self) -> Move:
        return ("wait", self.chance.choice(WAITS_S))

    def hold(self) -> Move:
        """Lets go of what is held more often than not, so that the walk moves on."""
        held = [key for key, hold in self.walk.ledger.holds.items() if hold.for_loss]
        caller = "oracle" if self.chance.random() < 0.9 else "pool"
        if held:
            batch, account = self.chance.choice(held)
            return ("hold", caller, batch, self.walk.name_of(account), False)
        batch, holder = self._holding()
        return ("hold", caller, batch, holder, True)

    def lose(self) -> Move:
        batch, holder = self._holding()
        return ("lose", "pool" if self.chance.random() < 0.8 else "oracle", batch, holder, self._mass(batch, holder))

    def admit(self) -> Move:
        return ("admit", self.chance.choice(list(PLACES)))

    def supersede(self) -> Move:
        return ("supersede",)

    def allot(self) -> Move:
        number = self._certificate()
        return ("allot", self._beneficiary_of(number), number, self.chance.choice(MASSES_KG))

    def correct(self) -> Move:
        number = self._certificate()
        return ("correct", self._beneficiary_of(number), number)

    def _somebody(self) -> str:
        return self.chance.choice(list(self.walk.people))

    def _mass(self, batch: int, holder: str) -> int:
        """Mostly what the holder can part with."""
        kg = self.chance.choices(MASSES_KG, WEIGHTS)[0]
        account = self.walk.address(holder)
        free = self.walk.ledger.held(batch, account) - self.walk.ledger.hold(batch, account).frozen
        fitting = [1_000, 2_000, 2_000] if batch == WHOLE else [1, 400, 1_000, 2_000]
        fitting = [each for each in fitting if each <= free]
        return self.chance.choice(fitting) if fitting and self.chance.random() < 0.75 else kg

    def _holding(self) -> tuple[int, str]:
        """A batch and mostly somebody who holds of it."""
        held = [(batch, self.walk.name_of(holder)) for batch, holder in self.walk.ledger.holdings]
        if held and self.chance.random() < 0.9:
            return self.chance.choice([pair for pair in held if pair[1] != "pool"] or held)
        return self.chance.choice(list(BATCHES)), self._somebody()

    def _caller_for(self, holder: str) -> str:
        return holder if self.chance.random() < 0.8 else self._somebody()

    def _certificate(self) -> int:
        return self.chance.randint(1, len(self.walk.ledger.certificates) + 1)

    def _beneficiary_of(self, number: int) -> str:
        known = self.walk.ledger.certificates.get(number)
        return self.walk.name_of(known.beneficiary) if known and self.chance.random() < 0.9 else self._somebody()

    def _announced(self) -> tuple[str, str, int, int]:
        standing = list(self.walk.ledger.announced)
        if standing and self.chance.random() < 0.9:
            one = self.chance.choice(standing)
            return (self.walk.name_of(one.sender), self.walk.name_of(one.receiver), one.batch, one.kg)
        return (self._somebody(), self._somebody(), 2, 1_000)
