"""Facts about pushing through trouble: replacement, spending caps, confirmations, reorganisations, killed processes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner, Result

from registry.adapters.chain import ChainGateway
from registry.adapters.chain_engines import ChainOptions
from registry.adapters.database import Database
from registry.adapters.embedded_chain import REPOSITORY, EmbeddedChain, open_chain
from registry.adapters.outbox import Outbox, PushPolicy
from registry.adapters.outbox_tables import AttemptRow
from registry.adapters.signer import LocalSigner
from registry.bootstrap import assemble
from registry.cli import app
from registry.config import load_settings
from registry.domain.events import Receipt
from registry.errors import CarbonixError, InvalidInput, SpendingCapReached
from tests.deployed import CHAIN_ID, Characters, DeployedChain
from tests.registry.test_outbox import fails_to_broadcast, intents, root_of, seal, seal_count

pytestmark = pytest.mark.chain
AT_ONCE = PushPolicy(replace_after_s=0.02, receipt_timeout_s=3)
DAY_S = 86_400
DEEPEST_TESTED = 20
WALKS, MOVES = 4, 14
KILLED_SEALS, KILLS = 12, 2
SENDER = Path(__file__).with_name("sending_process.py")


def attempts(database: Database) -> list[AttemptRow]:
    with database.reading() as session:
        return list(session.exec(select(AttemptRow).order_by(col(AttemptRow.intent), col(AttemptRow.number))))


def sealed_roots(gateway: ChainGateway) -> list[str]:
    """Roots of all seals on chain, in order: what the intents did, each once if all is well."""
    count = seal_count(gateway)
    head = gateway.head().number
    return [gateway.call("SealRegistry", "sealOf", number, at=head)["root"] for number in range(1, count + 1)]


def hold_to_the_law(database: Database, gateway: ChainGateway, sender: str) -> None:
    """I-13: nonces without gap or double, all taken. I-14: each intent's one effect, in the block that is noted."""
    rows = intents(database)
    assert [row.nonce for row in rows] == list(range(len(rows)))
    assert gateway.nonce(sender) == len(rows)
    for row in rows:
        receipt = gateway.receipt(row.transaction)
        assert receipt is not None
        assert receipt.block == row.block
    roots = sealed_roots(gateway)
    assert len(set(roots)) == len(roots)
    assert sorted(roots) == sorted(root_of(int(row.key.rpartition(":")[2])) for row in rows)


def after_sends(gateway: ChainGateway, sends: int, act: Callable[[], None]) -> ChainGateway:
    """A gateway that acts after so many transactions were sent through it, and after each one from then on."""
    watched, sent = ChainGateway(gateway.rpc_url, gateway.deployment), []
    send = watched.send_raw

    def send_and_act(raw: bytes) -> str:
        found = send(raw)
        sent.append(found)
        if len(sent) >= sends:
            act()
        return found

    watched.send_raw = send_and_act  # type: ignore[method-assign]
    return watched


@pytest.fixture
def young_chain(session_deployment: DeployedChain) -> Iterator[DeployedChain]:
    """A chain of the test's own with the same contracts.

    Beyond five hundred blocks anvil puts states on disk, in the background; a reorganisation down to one that is not
    there yet empties the chain.
    """
    with open_chain("anvil", options=ChainOptions(chain_id=CHAIN_ID)) as engine:
        engine.call("anvil_loadState", session_deployment.engine.call("anvil_dumpState"))
        engine.call("anvil_mine", hex(2 * DEEPEST_TESTED))
        yield DeployedChain(engine, session_deployment.deployment, session_deployment.deployments_dir)


@pytest.fixture
def slow_chain(deployed_chain: DeployedChain) -> EmbeddedChain:
    """The chain with nobody who mines until a test says so."""
    engine = deployed_chain.engine
    engine.call("evm_setAutomine", False)
    yield engine  # type: ignore[misc]
    engine.call("evm_setAutomine", True)


def test_what_is_not_mined_in_time_is_replaced_with_the_same_nonce(
    database: Database, gateway: ChainGateway, characters: Characters, slow_chain: EmbeddedChain
) -> None:
    """Must send the same call with the same nonce at a higher fee, keep both, and have one effect."""
    patient = after_sends(gateway, 2, slow_chain.mine)
    receipt = seal(Outbox(database, patient, AT_ONCE), characters.sealer, 1)
    first, second = attempts(database)
    assert (first.number, second.number) == (1, 2)
    assert receipt.transaction == second.transaction
    assert gateway.receipt(first.transaction) is None
    assert seal(Outbox(database, gateway), characters.sealer, 1) == receipt
    assert Outbox(database, gateway).restore() == []
    hold_to_the_law(database, gateway, characters.sealer.address)


def test_a_death_between_storing_and_sending_a_replacement_loses_nothing(
    sqlite: Database, gateway: ChainGateway, characters: Characters, slow_chain: EmbeddedChain
) -> None:
    """Must send the stored replacement after a restart, and sign no third transaction for it."""
    sent: list[bytes] = []

    def second(raw: bytes) -> bool:
        sent.append(raw)
        return len(sent) == 2

    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(sqlite, fails_to_broadcast(gateway, second), AT_ONCE), characters.sealer, 1)
    stored = attempts(sqlite)
    assert len(stored) == 2
    receipt = seal(Outbox(sqlite, after_sends(gateway, 1, slow_chain.mine)), characters.sealer, 1)
    assert receipt.transaction == stored[1].transaction
    assert attempts(sqlite) == stored
    hold_to_the_law(sqlite, gateway, characters.sealer.address)


def test_a_reorganisation_may_bring_back_the_cheaper_transaction(
    sqlite: Database, gateway: ChainGateway, characters: Characters, slow_chain: EmbeddedChain
) -> None:
    """Must recognise its own first transaction when the new chain holds that one: one intent, one effect."""
    patient = after_sends(gateway, 2, slow_chain.mine)
    seal(Outbox(sqlite, patient, AT_ONCE), characters.sealer, 1)
    first = attempts(sqlite)[0]
    slow_chain.call("anvil_reorg", 1, [])
    slow_chain.call("anvil_dropAllTransactions")
    gateway.send_raw(bytes.fromhex(first.raw[2:]))
    slow_chain.mine()
    assert Outbox(sqlite, gateway).confirm() == []
    assert [row.transaction for row in intents(sqlite)] == [first.transaction]
    hold_to_the_law(sqlite, gateway, characters.sealer.address)


def test_stored_bytes_that_became_too_cheap_are_replaced(
    sqlite: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must reach the chain after the base fee outgrew the stored transaction, with the same nonce."""
    gateway = deployed_chain.gateway
    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(sqlite, fails_to_broadcast(gateway, lambda _: True)), characters.sealer, 1)
    base_fee = int(gateway.request("eth_getBlockByNumber", "latest", False)["baseFeePerGas"], 16)
    deployed_chain.engine.call("anvil_setNextBlockBaseFeePerGas", hex(base_fee * 50))
    deployed_chain.engine.mine()
    assert seal(Outbox(sqlite, gateway), characters.sealer, 1).succeeded
    deployed_chain.engine.call("anvil_setNextBlockBaseFeePerGas", hex(base_fee))  # a snapshot does not take it back
    assert len(attempts(sqlite)) == 2
    hold_to_the_law(sqlite, gateway, characters.sealer.address)


def test_a_key_spends_no_more_than_its_cap_in_a_day(
    database: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must refuse by name before anything is signed, leave no gap, and sign again with a cap of its own or tomorrow."""
    gateway = deployed_chain.gateway
    seal(Outbox(database, gateway), characters.sealer, 1)
    (today,) = Outbox(database, gateway).spending.days()
    capped = Outbox(database, gateway, PushPolicy(cap_wei=today.reserved_wei))
    with pytest.raises(SpendingCapReached) as refused:
        seal(capped, characters.sealer, 2)
    facts = refused.value.facts
    assert (facts["sender"], facts["day"]) == (characters.sealer.address, today.day)
    assert (facts["reservedWei"], facts["capWei"]) == (str(today.reserved_wei), str(today.reserved_wei))
    assert len(intents(database)) == 1
    assert seal(capped, characters.sealer, 1).succeeded
    deployed_chain.engine.increase_time(DAY_S)
    deployed_chain.engine.mine()
    seal(capped, characters.sealer, 2)
    capped.spending.allow(characters.sealer.address, 0)
    with pytest.raises(SpendingCapReached):
        seal(capped, characters.sealer, 3)
    capped.spending.allow(characters.sealer.address, 10**18)
    seal(capped, characters.sealer, 3)
    with pytest.raises(InvalidInput):
        capped.spending.allow(characters.sealer.address, -1)
    hold_to_the_law(database, gateway, characters.sealer.address)


def test_a_cap_stops_a_replacement_and_not_the_transaction(
    sqlite: Database, gateway: ChainGateway, characters: Characters, slow_chain: EmbeddedChain
) -> None:
    """Must let the first transaction go on waiting where a dearer one would break the cap."""
    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(sqlite, fails_to_broadcast(gateway, lambda _: True)), characters.sealer, 1)
    (day,) = Outbox(sqlite, gateway).spending.days()
    mining = ChainGateway(gateway.rpc_url, gateway.deployment)
    asked, receipt_of = [], mining.receipt

    def mined_late(transaction: str) -> Receipt | None:
        asked.append(transaction)
        if len(asked) == 6:
            slow_chain.mine()
        return receipt_of(transaction)

    mining.receipt = mined_late  # type: ignore[method-assign]
    policy = PushPolicy(replace_after_s=0.0, cap_wei=day.reserved_wei)
    assert seal(Outbox(sqlite, mining, policy), characters.sealer, 1).succeeded
    assert attempts(sqlite) == []
    hold_to_the_law(sqlite, gateway, characters.sealer.address)


def test_an_intent_is_final_under_enough_blocks(
    sqlite: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must list a mined intent as not final until the policy's blocks stand on it."""
    outbox = Outbox(sqlite, deployed_chain.gateway, PushPolicy(confirmations=3))
    assert not outbox.is_final("seal:1")
    receipt = seal(outbox, characters.sealer, 1)
    assert [(intent.block, outbox.is_final("seal:1")) for intent in outbox.confirm()] == [(receipt.block, False)]
    deployed_chain.engine.mine(2)
    assert outbox.confirm() == []
    assert outbox.is_final("seal:1")


def test_a_reorganisation_of_any_depth_leaves_each_intent_one_effect(
    sqlite: Database, young_chain: DeployedChain, characters: Characters
) -> None:
    """Must see every intent through again after reorganisations of 1 to 20 blocks, each with exactly one effect."""
    gateway, outbox = young_chain.gateway, Outbox(sqlite, young_chain.gateway)
    for depth in range(DEEPEST_TESTED):
        lost = seal(outbox, characters.sealer, depth + 1)
        young_chain.engine.call("anvil_mine", hex(depth))
        young_chain.engine.call("anvil_reorg", depth + 1, [])
        assert outbox.confirm() == []
        assert outbox.is_final(f"seal:{depth + 1}")
        assert seal(outbox, characters.sealer, depth + 1).transaction == lost.transaction
    assert len(sealed_roots(gateway)) == DEEPEST_TESTED
    hold_to_the_law(sqlite, gateway, characters.sealer.address)


class Walk:
    """A random walk of one sender through everything that can go wrong."""

    def __init__(self, seed: int, database: Database, chain: DeployedChain, sealer: LocalSigner) -> None:
        self.chance = random.Random(seed)
        self.database, self.chain, self.sealer = database, chain, sealer
        self.next = 1

    def step(self) -> None:
        self.chance.choice(
            (self.send, self.send, self.ask_again, self.die, self.die_after, self.reorganise, self.stall)
        )()

    def send(self) -> None:
        self._try(Outbox(self.database, self.chain.gateway), self._new())

    def ask_again(self) -> None:
        self._try(Outbox(self.database, self.chain.gateway), self.chance.randint(1, self.next))

    def die(self) -> None:
        self._try(Outbox(self.database, fails_to_broadcast(self.chain.gateway, lambda _: True)), self._new())

    def die_after(self) -> None:
        def interrupt() -> None:
            raise KeyboardInterrupt

        self._try(Outbox(self.database, after_sends(self.chain.gateway, 1, interrupt)), self._new())

    def reorganise(self) -> None:
        self.chain.engine.call("anvil_reorg", self.chance.randint(1, DEEPEST_TESTED), [])

    def stall(self) -> None:
        engine = self.chain.engine
        engine.call("evm_setAutomine", False)
        patient = after_sends(self.chain.gateway, self.chance.randint(1, 3), engine.mine)
        self._try(Outbox(self.database, patient, AT_ONCE), self._new())
        engine.call("evm_setAutomine", True)
        engine.mine()

    def _new(self) -> int:
        self.next += 1
        return self.next - 1

    def _try(self, outbox: Outbox, number: int) -> None:
        try:
            seal(outbox, self.sealer, number)
        except (KeyboardInterrupt, CarbonixError):
            self.next = max(self.next, number + 1)


@pytest.mark.parametrize("seed", range(WALKS))
def test_whatever_happens_each_intent_has_one_effect(
    seed: int, sqlite: Database, young_chain: DeployedChain, characters: Characters
) -> None:
    """Must hold I-13 and I-14 after any order of sends, deaths, lost blocks, stalls and replacements."""
    walk = Walk(seed, sqlite, young_chain, characters.sealer)
    for _ in range(MOVES):
        walk.step()
    assert Outbox(sqlite, young_chain.gateway).confirm() == []
    hold_to_the_law(sqlite, young_chain.gateway, characters.sealer.address)


def test_a_killed_process_loses_and_doubles_nothing(
    sqlite: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must reach each seal once although the sending process is killed (SIGKILL) in the middle, again and again."""
    command = [sys.executable, str(SENDER), sqlite.url, deployed_chain.rpc_url, str(deployed_chain.deployments_dir)]
    for kill in range(1, KILLS + 1):
        process = subprocess.Popen([*command, str(KILLED_SEALS)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= kill * 3:
                break
        time.sleep(0.01 * kill)
        process.kill()
        process.wait()
        process.stdout.close()
    outbox = Outbox(sqlite, deployed_chain.gateway)
    outbox.restore()
    for number in range(1, KILLED_SEALS + 1):
        seal(outbox, characters.sealer, number)
    hold_to_the_law(sqlite, deployed_chain.gateway, characters.sealer.address)


def test_commands_confirm_and_cap(deployed_chain: DeployedChain, characters: Characters, tmp_path: Path) -> None:
    """Must list what is not final, show a key's day, and give it a cap that holds from then on."""
    environment = {
        "CARBONIX_HOME": str(tmp_path),
        "CARBONIX_DEPLOYMENTS": str(deployed_chain.deployments_dir),
        "CARBONIX_RPC_URL": deployed_chain.rpc_url,
        "CARBONIX_CONFIRMATIONS": "2",
    }

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["outbox", *words], env=environment)

    registry = assemble(load_settings(environment), deployed_chain.gateway)
    seal(registry.outbox, characters.sealer, 1)
    (waiting,) = json.loads(run("confirm", "--json").stdout)
    assert (waiting["sender"], waiting["nonce"]) == (characters.sealer.address, "0")
    deployed_chain.engine.mine()
    assert run("confirm").output == "0 intents have fewer than 2 confirmations\n"
    assert run("cap", characters.sealer.address, "7").exit_code == 0
    assert (run("cap", "somebody", "7").exit_code, run("cap", characters.sealer.address, "much").exit_code) == (2, 2)
    (day,) = json.loads(run("spending", "--json").stdout)
    assert (day["sender"], day["capWei"]) == (characters.sealer.address, "7")
    with pytest.raises(SpendingCapReached):
        seal(registry.outbox, characters.sealer, 2)
    registry.close()


@pytest.mark.parametrize(("given", "cap_wei"), [({}, 10**21), ({"CARBONIX_RPC_URL": "http://node"}, 10**18)])
def test_an_installation_has_a_cap_unless_it_sets_another(given: dict[str, str], cap_wei: int) -> None:
    """Must cap every key by default, less generously on a public chain, and refuse what is no amount."""
    assert load_settings(given).spending_cap_wei == cap_wei
    assert load_settings(given | {"CARBONIX_SPENDING_CAP_WEI": "5"}).spending_cap_wei == 5
    with pytest.raises(InvalidInput):
        load_settings(given | {"CARBONIX_SPENDING_CAP_WEI": "-1"})
