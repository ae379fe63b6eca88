"""A stand-alone ledger and its model side by side, driven by moves that are plain literals: a verb and its arguments.

Accounts, footprints and portions go by name, so that a list of moves means the same on every chain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import brownie
from brownie.exceptions import VirtualMachineError

from registry.domain import ledger as model
from registry.domain import ledger_certificates, ledger_enforcement
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.ledger_footprints import FootprintProof, admit
from registry.domain.ledger_state import BatchFacts, Force, Ledger, Outcome, Retirement, SealFacts
from registry.domain.portions import Portion
from registry.errors import Refused
from tests.contracts.conftest import keccak, project_facts
from tests.contracts.leaves import path as path_to
from tests.contracts.leaves import portion_leaf, root
from tests.contracts.ledger.conftest import DETAILS, WHOLE_PROJECT, Bench
from tests.contracts.ledger.named_footprints import LEAVES, SUPERSEDED, SUPERSEDING, footprint_of, proof_of
from tests.vectors.make_merkle import path_of

Refusal = str
Events = list[tuple[str, dict[str, Any]]]
Sides = tuple[Callable[[], Any], Callable[[int], Any]]

REASON, SUBJECT, CORRECTION = keccak("reason"), keccak("subject"), keccak("correction")
WHOLE = 3
BATCHES = {1: BatchFacts(1, 3), 2: BatchFacts(4, 16), WHOLE: BatchFacts(1, 5, whole_tonne_only=True)}
SILENT = {
    "Transfer",
    "Locked",
    "ApprovalForAll",
    "Paused",
    "Unpaused",
    "SealSuperseded",
}  # of which the model says nothing


class Walk:
    """`moves` are the successful ones so far, and the one that is being made: a refused move changes nothing."""

    def __init__(self, bench: Bench, people: dict[str, Any], admin: Any) -> None:
        self.bench, self.people, self.admin = bench, people, admin
        self.credit, self.certificates = bench.credit, bench.certificates
        self.roles = {"oracle": bench.oracle, "pool": bench.pool}
        self.moves: list[tuple[Any, ...]] = []
        self.done: list[str] = []
        self.refusals: set[str] = set()
        self.trees: dict[int, list[Portion]] = {}
        self._prepare()
        self.ledger = self._agreed = Ledger(
            oracle=self.address("oracle"),
            pool=self.address("pool"),
            chain_id=brownie.chain.id,
            contract=str(self.certificates.address).lower(),
            batches=BATCHES,
            seals={n: SealFacts(kind, root(leaves), len(leaves)) for n, (kind, leaves) in LEAVES.items()},
        )

    def replay(self, moves: Sequence[tuple[Any, ...]]) -> None:
        for move in moves:
            self.make(move)

    def make(self, move: tuple[Any, ...]) -> None:
        """The same refusal with the same arguments, or the same events, and equal state afterwards."""
        self.moves.append(move)
        verb, *arguments = move
        on_chain, on_model = getattr(self, verb)(*arguments)
        actual = self._try_chain(on_chain)
        expected = self._try_model(on_model, int(brownie.chain[-1].timestamp))
        assert actual == expected, move
        self.agree()
        if isinstance(actual, Refusal):
            self.refusals.add(actual.partition(":")[0])
            self.moves.pop()
        else:
            self.done.append(verb)

    def agree(self) -> None:
        """Balances and supplies are equal, nothing is lost (I-3), and so is all else that the model changed since."""
        everybody = [*self.people, "pool"]
        pairs = [(batch, who) for batch in BATCHES for who in everybody]
        held = self.credit.balanceOfBatch([self.at(who) for _, who in pairs], [batch for batch, _ in pairs])
        assert list(held) == [self.ledger.held(batch, self.address(who)) for batch, who in pairs]
        for batch in BATCHES:
            supply = self.ledger.supply(batch)
            assert self.credit.supplyOf(batch) == (supply.issued_kg, supply.retired_kg, supply.cancelled_kg)
            assert sum(kg for kg, (of, _) in zip(held, pairs, strict=True) if of == batch) == supply.held_kg
        before, self._agreed = self._agreed, self.ledger
        self._agree_on_changes(before)

    def agree_on_everything(self) -> None:
        """All of it is equal, whenever it changed."""
        self.agree()
        self._agree_on_changes(Ledger(self.ledger.oracle))

    def _agree_on_changes(self, before: Ledger) -> None:
        now = self.ledger
        for (batch, account), hold in changed(before.holds, now.holds):
            assert self.credit.getFrozenTokens(account, batch) == hold.frozen
            assert self.credit.isHeldForLoss(batch, account) == hold.for_loss
        for force, ripe_at in changed(before.announced, now.announced):
            assert self.credit.forcedTransferRipeAt(*arguments_of(force)) == ripe_at
        for name, known in changed(before.footprints, now.footprints):
            assert self.certificates.footprintOf(name) == (known.total_kg, known.retired_kg)
        touched = {number for number, _ in changed(before.certificates, now.certificates)}
        for number in sorted(touched | {number for number, _ in changed(before.bulks, now.bulks)}):
            self._agree_on(number)
        assert self.certificates.certificateCount() == len(now.certificates)

    def _agree_on(self, number: int) -> None:
        facts, written = self.ledger.certificates[number], self.certificates.certificate(number).dict()
        told = facts.as_event() | {"retiredAt": facts.retired_at, "beyond": facts.beyond}
        assert told.pop("beneficiary") == str(self.certificates.ownerOf(number)).lower()
        assert {name: plain(value) for name, value in written.items()} == told
        assert self.certificates.allottedKg(number) == facts.allotted_kg
        assert tuple(map(str, self.certificates.correctionsOf(number))) == facts.corrections
        assert str(self.certificates.footprintNamedBy(number)) == facts.footprint
        bulk = self.ledger.bulks.get(number)
        kept = (bulk.root, bulk.size, bulk.claimed_kg) if bulk else (ZERO_HASH, 0, 0)
        assert tuple(map(plain, self.certificates.bulkOf(number))) == kept
        assert self.certificates.portionsOf(number) == (bulk.portions if bulk else ())
        for kg in (facts.kg_start, facts.kg_end - 1):
            found = ledger_certificates.certificate_at(self.ledger, facts.batch, kg)
            assert self.certificates.certificateAt(facts.batch, kg) == found

    # ---- moves: what happens on the chain, and what the model says of it

    def issue(self, caller: str, batch: int, owner: str, kg: int, buffer_kg: int) -> Sides:
        return (
            lambda: self.credit.issue(batch, self.at(owner), kg, buffer_kg, self.by(caller)),
            lambda _: model.issue(self.ledger, self.address(caller), batch, self.address(owner), kg, buffer_kg),
        )

    def approve(self, holder: str, operator: str, approved: bool) -> Sides:
        return (
            lambda: self.credit.setApprovalForAll(self.at(operator), approved, self.by(holder)),
            lambda _: (model.approve(self.ledger, self.address(holder), self.address(operator), approved), ()),
        )

    def transfer(self, caller: str, holder: str, receiver: str, batch: int, kg: int) -> Sides:
        addresses = [self.address(who) for who in (caller, holder, receiver)]
        return (
            lambda: self.credit.safeTransferFrom(*addresses[1:], batch, kg, b"", self.by(caller)),
            lambda _: model.transfer(self.ledger, *addresses, batch, kg),
        )

    def retire(
        self, caller: str, batch: int, holder: str, kg: int, beneficiary: str, footprint: str | None, beyond: bool
    ) -> Sides:
        stated = self._stated(beneficiary, footprint, beyond)
        return (
            lambda: self.credit.retire(batch, self.at(holder), kg, struct(stated), self.by(caller)),
            lambda now: model.retire(self.ledger, self.address(caller), batch, self.address(holder), kg, stated, now),
        )

    def retire_against(self, batch: int, holder: str, kg: int, named: str | None, proved: str) -> Sides:
        stated, proof = self._stated(holder, named, beyond=False), proof_of(proved)
        return (
            lambda: self.credit.retireAgainst(
                batch, self.at(holder), kg, struct(stated), proof_struct(proof), self.by(holder)
            ),
            lambda now: model.retire_against(
                self.ledger, self.address(holder), batch, self.address(holder), kg, stated, proof, now
            ),
        )

    def retire_in_bulk(self, batch: int, holder: str, kg: int, masses_kg: tuple[int, ...]) -> Sides:
        """Portions of these masses for the people in turn; none: the root is missing."""
        stated, names = self._stated(holder, None, beyond=False), list(self.people)
        portions = [Portion(n, self.address(names[n % len(names)]), mass, DETAILS) for n, mass in enumerate(masses_kg)]
        leaves = self._leaves(batch, portions)
        tree = (root(leaves), len(leaves)) if leaves else (ZERO_HASH, 0)

        def on_model(now: int) -> Outcome:
            after = model.retire_in_bulk(
                self.ledger, self.address(holder), batch, self.address(holder), kg, stated, tree, now
            )
            self.trees[len(after[0].certificates)] = portions
            return after

        return (
            lambda: self.credit.retireInBulk(batch, self.at(holder), kg, struct(stated), *tree, self.by(holder)),
            on_model,
        )

    def claim_portion(self, number: int, index: int, extra_kg: int) -> Sides:
        """Portion `index` of a certificate's tree, told with more kilograms than it has where `extra_kg` is not 0."""
        portions = self.trees.get(number, [Portion(0, self.address("absorber"), 1, DETAILS)])
        portion = portions[index % len(portions)]
        facts = self.ledger.certificates.get(number)
        leaves = self._leaves(facts.batch if facts else 1, portions)
        told = replace(portion, kg=portion.kg + extra_kg)
        arguments = (told.index, told.beneficiary, told.kg, told.details_hash)
        return (
            lambda: self.certificates.claimPortion(
                number, arguments, path_to(portion.index, leaves), self.by("stranger")
            ),
            lambda _: ledger_certificates.claim_portion(self.ledger, number, told, path_of(portion.index, leaves)),
        )

    def cancel(self, caller: str, batch: int, holder: str, kg: int) -> Sides:
        return (
            lambda: self.credit.cancel(batch, self.at(holder), kg, REASON, self.by(caller)),
            lambda _: model.cancel(self.ledger, self.address(caller), batch, self.address(holder), kg, REASON),
        )

    def pause(self) -> Sides:
        return lambda: self.credit.pauseTransfers(self._admin()), lambda _: (model.pause(self.ledger), ())

    def unpause(self) -> Sides:
        return lambda: self.credit.unpauseTransfers(self._admin()), lambda _: (model.unpause(self.ledger), ())

    def freeze(self, account: str, batch: int, kg: int) -> Sides:
        return (
            lambda: self.credit.setFrozenTokens(self.at(account), batch, kg, self._admin()),
            lambda _: ledger_enforcement.set_frozen(self.ledger, self.address(account), batch, kg),
        )

    def announce(self, sender: str, receiver: str, batch: int, kg: int, reason: int) -> Sides:
        force = Force(self.address(sender), self.address(receiver), batch, kg)
        return (
            lambda: self.credit.announceForcedTransfer(*arguments_of(force), reason, REASON, self._admin()),
            lambda now: ledger_enforcement.announce(self.ledger, force, reason, REASON, now),
        )

    def withdraw(self, sender: str, receiver: str, batch: int, kg: int) -> Sides:
        force = Force(self.address(sender), self.address(receiver), batch, kg)
        return (
            lambda: self.credit.withdrawForcedTransfer(*arguments_of(force), self._admin()),
            lambda _: ledger_enforcement.withdraw(self.ledger, force),
        )

    def force(self, sender: str, receiver: str, batch: int, kg: int) -> Sides:
        force = Force(self.address(sender), self.address(receiver), batch, kg)
        by = str(self.admin.address).lower()
        return (
            lambda: self.credit.forcedTransfer(*arguments_of(force), self._admin()),
            lambda now: ledger_enforcement.carry_out(self.ledger, by, force, now),
        )

    def wait(self, seconds: int) -> Sides:
        def on_chain() -> Events:
            brownie.chain.sleep(seconds)
            brownie.chain.mine()
            return []

        return on_chain, lambda _: (self.ledger, ())

    def hold(self, caller: str, batch: int, account: str, held: bool) -> Sides:
        return (
            lambda: self.credit.holdForLoss(batch, self.at(account), held, self.by(caller)),
            lambda _: ledger_enforcement.hold_for_loss(
                self.ledger, self.address(caller), batch, self.address(account), held
            ),
        )

    def lose(self, caller: str, batch: int, account: str, kg: int) -> Sides:
        return (
            lambda: self.credit.cancelForLoss(batch, self.at(account), kg, REASON, self.by(caller)),
            lambda _: ledger_enforcement.cancel_for_loss(
                self.ledger, self.address(caller), batch, self.address(account), kg, REASON
            ),
        )

    def admit(self, name: str) -> Sides:
        proof = proof_of(name)
        return (
            lambda: self.certificates.admitFootprint(proof_struct(proof), self.by("stranger")),
            lambda _: admit(self.ledger, proof),
        )

    def supersede(self) -> Sides:
        """The first seal by the third, once: a second time is the seal registry's to refuse."""
        known = self.ledger.seals[SUPERSEDED]

        def on_model(_: int) -> Outcome:
            replaced = replace(known, superseded_by=SUPERSEDING)
            return replace(self.ledger, seals={**self.ledger.seals, SUPERSEDED: replaced}), ()

        return (
            lambda: [] if known.superseded_by else self.bench.seals.supersede(SUPERSEDED, SUPERSEDING, self._admin()),
            on_model,
        )

    def allot(self, caller: str, number: int, kg: int) -> Sides:
        return (
            lambda: self.certificates.allot(number, SUBJECT, kg, self.by(caller)),
            lambda _: ledger_certificates.allot(self.ledger, self.address(caller), number, SUBJECT, kg),
        )

    def correct(self, caller: str, number: int) -> Sides:
        return (
            lambda: self.certificates.appendCorrection(number, CORRECTION, self.by(caller)),
            lambda _: ledger_certificates.correct(self.ledger, self.address(caller), number, CORRECTION),
        )

    # ---- names

    def at(self, name: str) -> Any:
        """The account of a name; "nobody" is the zero address."""
        return ZERO_ADDRESS if name == "nobody" else (self.people | self.roles)[name]

    def address(self, name: str) -> str:
        return str(getattr(self.at(name), "address", ZERO_ADDRESS)).lower()

    def by(self, name: str) -> dict[str, Any]:
        return {"from": self.at(name)}

    def name_of(self, address: str) -> str:
        return next(name for name in (*self.people, "pool") if self.address(name) == address)

    def _admin(self) -> dict[str, Any]:
        return {"from": self.admin}

    def _stated(self, beneficiary: str, footprint: str | None, beyond: bool) -> Retirement:
        return Retirement(self.address(beneficiary), DETAILS, 2, footprint_of(footprint), beyond)

    def _leaves(self, batch: int, portions: Sequence[Portion]) -> list[bytes]:
        told = [(each.index, each.beneficiary, each.kg, each.details_hash) for each in portions]
        return [portion_leaf(self.certificates, brownie.chain.id, batch, each) for each in told]

    def _prepare(self) -> None:
        """Opens batches 2 and 3, and seals every leaf."""
        registry, oracle = self.bench.registry, {"from": self.bench.oracle}
        facts = project_facts(self.at("absorber"), wholeTonneOnly=True)
        registry.registerProject(WHOLE_PROJECT, "Whole tonnes", facts, self._admin())
        for number, project in ((2, 101), (3, WHOLE_PROJECT)):
            registry.openBatch(project, 1, 2, BATCHES[number].credits, keccak("report"), keccak("data"), oracle)
        for kind, leaves in LEAVES.values():
            self.bench.seals.seal(kind, root(leaves), len(leaves), "", self._admin())

    def _try_model(self, move: Callable[[int], Outcome], now: int) -> Refusal | Events:
        try:
            self.ledger, said = move(now)
        except Refused as fault:
            return f"{fault.name}: {', '.join(map(worded, fault.facts.values()))}"
        return [(each.name, dict(each.arguments)) for each in said]

    def _try_chain(self, move: Callable[[], Any]) -> Refusal | Events:
        try:
            done = move()
        except VirtualMachineError as fault:
            return str(fault.revert_msg)
        events = getattr(done, "events", [])
        return [(e.name, {k: plain(v) for k, v in e.items()}) for e in events if e.name not in SILENT]


def changed(before: Mapping[Any, Any], now: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return [(key, value) for key, value in now.items() if before.get(key) != value]


def struct(stated: Retirement) -> tuple[Any, ...]:
    return (stated.beneficiary, stated.details_hash, stated.use_case, stated.footprint, stated.beyond)


def proof_struct(proof: FootprintProof) -> tuple[Any, ...]:
    return (proof.seal, proof.leaf, proof.index, ["0x" + step.hex() for step in proof.path])


def arguments_of(force: Force) -> tuple[Any, ...]:
    return (force.sender, force.receiver, force.batch, force.kg)


def worded(fact: str) -> str:
    """Bytes as the chain's refusals print them; an address stays an address."""
    return str(bytes.fromhex(fact[2:])) if fact.startswith("0x") and len(fact) != 42 else fact


def plain(value: Any) -> Any:
    text = str(value)
    return text.lower() if text.startswith("0x") else value
