"""The embedded chain on both engines: kept state, clock, crashes, locks, and nothing left behind."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.adapters import chain_keeper
from registry.adapters.chain_engines import HOST, ChainOptions, Engine
from registry.adapters.chain_process import free_port
from registry.adapters.chain_state import FULL_NAME, TAIL_NAME, StateKeeper
from registry.adapters.embedded_chain import REPOSITORY, EmbeddedChain, open_chain
from registry.adapters.embedded_chain_errors import (
    ChainCallRefused,
    ChainDied,
    ChainEngineMissing,
    ChainStateDamaged,
    ChainStateLocked,
)
from registry.errors import ChainUnavailable

pytestmark = pytest.mark.chain

ENGINES: tuple[Engine, ...] = ("anvil", "ganache")
BOTH = pytest.mark.parametrize("engine", ENGINES)
GIVER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
TAKER = "0x00000000000000000000000000000000000000aa"
THIRTY_DAYS_S = 30 * 24 * 3600
PATIENCE_S = 60.0

OWNER = """
import sys, time
from pathlib import Path
from registry.adapters.embedded_chain import open_chain
chain = open_chain("anvil", state_dir=Path(sys.argv[1]))
chain.mine(3)
print(chain.pid, flush=True)
time.sleep(60)
"""


def give(chain: EmbeddedChain, wei: int) -> None:
    transaction = chain.call("eth_sendTransaction", {"from": GIVER, "to": TAKER, "value": hex(wei)})
    wait_until(lambda: chain.call("eth_getTransactionReceipt", transaction) is not None)


def balance(chain: EmbeddedChain, block: int) -> int:
    return int(chain.call("eth_getBalance", TAKER, hex(block)), 16)


def saved_heads(folder: Path) -> list[int]:
    """Heads of the anvil states in the folder, the full one and the tail."""
    files = [file for file in (folder / FULL_NAME, folder / TAIL_NAME) if file.exists()]
    return [json.loads(gzip.decompress(file.read_bytes()))["best_block_number"] for file in files]


def lives(pid: int | None) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@BOTH
def test_kept_chain_goes_on_after_a_time_jump_and_a_restart(engine: Engine, tmp_path: Path) -> None:
    """Must keep head, clock and old blocks: no block older than its parent, each old balance as it was."""
    with open_chain(engine, state_dir=tmp_path) as chain:
        give(chain, 5)
        chain.increase_time(THIRTY_DAYS_S)
        give(chain, 7)
        number, time_s = chain.head()
    with open_chain(engine, state_dir=tmp_path) as chain:
        assert chain.head() == (number, time_s)
        chain.mine()
        assert chain.head()[0] == number + 1
        assert chain.head()[1] >= time_s > time.time() + THIRTY_DAYS_S - 3_600
    with open_chain(engine, state_dir=tmp_path) as chain:
        assert [balance(chain, block) for block in (0, 1, 2, 3)] == [0, 5, 12, 12]


def test_kept_genesis_outlives_every_restart(tmp_path: Path) -> None:
    """Must answer from the first block 0 after restarts in later seconds, though each anvil makes one of its own."""
    with open_chain("anvil", state_dir=tmp_path) as chain:
        give(chain, 5)
        genesis = chain.call("eth_getBlockByNumber", "0x0", False)["hash"]
    for _ in range(4):
        time.sleep(1.0)
        with open_chain("anvil", state_dir=tmp_path) as chain:
            assert chain.call("eth_getBlockByNumber", "0x0", False)["hash"] == genesis
            assert [balance(chain, block) for block in (0, 1)] == [0, 5]
            chain.mine()


@BOTH
def test_crash_loses_at_most_the_tail(engine: Engine, tmp_path: Path) -> None:
    """Must start again after SIGKILL with every block older than the last save, and old reads of the last full save."""
    chain = open_chain(engine, state_dir=tmp_path)
    give(chain, 5)
    wait_until(lambda: engine == "ganache" or 1 in saved_heads(tmp_path / engine))
    give(chain, 7)
    wait_until(lambda: engine == "ganache" or 2 in saved_heads(tmp_path / engine))
    chain.kill()
    with open_chain(engine, state_dir=tmp_path) as again:
        assert again.head()[0] == 2
        assert [balance(again, block) for block in (1, 2)] == [5, 12]


def test_tail_is_joined_to_the_last_full_save(tmp_path: Path) -> None:
    """Must read the blocks before the full save and the tail's head; what lies between is refused, never guessed."""
    folder = tmp_path / "anvil"
    folder.mkdir()
    with open_chain("anvil") as chain:
        keeper = StateKeeper(folder, chain.port)
        give(chain, 5)
        give(chain, 6)
        keeper.save_full()
        give(chain, 7)
        keeper.follow()
    assert saved_heads(folder) == [2, 3]
    with open_chain("anvil", state_dir=tmp_path) as chain:
        assert [balance(chain, block) for block in (0, 1, 3)] == [0, 5, 18]
        with pytest.raises(ChainCallRefused):
            balance(chain, 2)
        give(chain, 1)
        assert [balance(chain, block) for block in (3, 4)] == [18, 19]


@BOTH
def test_both_engines_are_born_alike(engine: Engine) -> None:
    """Must give the same chain id, fourteen known accounts and 10,000 ether each on either engine."""
    with open_chain(engine) as chain:
        accounts = [str(account).lower() for account in chain.call("eth_accounts")]
        assert int(chain.call("eth_chainId"), 16) == 31337
        assert len(accounts) == 20
        assert accounts[0] == GIVER
        assert int(chain.call("eth_getBalance", accounts[15], "latest"), 16) == 10_000 * 10**18


@BOTH
def test_snapshot_is_brought_back_once(engine: Engine) -> None:
    """Must bring back the state of the snapshot, and refuse by name a snapshot that there is not."""
    with open_chain(engine) as chain:
        before = chain.snapshot()
        give(chain, 5)
        chain.revert(before)
        assert chain.head()[0] == 0
        with pytest.raises(ChainCallRefused) as refused:
            chain.revert("0x77")
        assert refused.value.facts["method"] == "evm_revert"


@BOTH
def test_stopped_chain_leaves_no_process(engine: Engine) -> None:
    """Must be gone, engine and keeper, when stop() returns; a second stop changes nothing."""
    chain = open_chain(engine)
    pid = chain.pid
    assert lives(pid)
    chain.stop()
    chain.stop()
    assert not lives(pid)
    assert not chain.is_alive()


@BOTH
def test_dead_chain_is_reported_with_its_exit_code(engine: Engine) -> None:
    """Must raise ChainDied from check() and from a call, as often as asked, once the engine was killed."""
    chain = open_chain(engine)
    assert chain.pid is not None
    os.kill(chain.pid, signal.SIGKILL)
    for act in (chain.mine, chain.check, chain.check):
        with pytest.raises(ChainDied) as died:
            act()
        assert (died.value.engine, died.value.exit_code) == (engine, -signal.SIGKILL)
    chain.stop()


def test_killed_owner_leaves_no_chain_and_a_saved_state(tmp_path: Path) -> None:
    """Must end the engine and save its state when the owner dies by SIGKILL; the next owner waits and goes on."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE, cwd=REPOSITORY)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    owner.stdout.close()
    with open_chain("anvil", state_dir=tmp_path) as chain:
        assert not lives(pid)
        assert chain.head()[0] == 3


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's death signal is Linux's")
def test_killed_keeper_takes_the_engine_with_it() -> None:
    """Must leave no engine behind even when the process that watches it is killed."""
    chain = open_chain("anvil")
    pid = chain.pid
    keeper = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: not lives(pid) and not chain.is_alive())  # the engine can be gone before its keeper is reaped
    with pytest.raises(ChainDied) as died:
        chain.check()
    assert died.value.exit_code is None
    chain.stop()


def test_state_is_open_in_one_process_at_a_time(tmp_path: Path) -> None:
    """Must refuse at once to open a state that is open, and name the process that holds it and where it answers."""
    with open_chain("anvil", state_dir=tmp_path) as chain:
        with pytest.raises(ChainStateLocked) as locked:
            open_chain("anvil", state_dir=tmp_path)
        assert locked.value.facts["pid"] == str(os.getpid())
        assert f"--rpc {chain.url};" in locked.value.sentence
    open_chain("anvil", state_dir=tmp_path).stop()


def test_lost_race_for_a_port_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must take another port when the one it found free was taken meanwhile."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        ports = [taken.getsockname()[1], free_port()]
        monkeypatch.setattr("registry.adapters.embedded_chain.free_port", lambda: ports.pop(0))
        with open_chain("anvil") as chain:
            assert chain.port != taken.getsockname()[1]


def test_port_that_was_asked_for_is_never_changed() -> None:
    """Must die with the engine's own words when the port asked for is taken."""
    with open_chain("anvil") as first, pytest.raises(ChainDied) as died:
        open_chain("anvil", port=first.port)
    assert "in use" in died.value.facts["lastLines"]


def test_missing_engine_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must say where it looked for the program and what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ChainEngineMissing) as missing:
        open_chain("ganache", root=tmp_path)
    assert str(tmp_path / "node_modules" / ".bin" / "ganache") in missing.value.facts["lookedAt"]
    assert "make install" in missing.value.facts["remedy"]


def test_damaged_state_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Must name the file that cannot be read, change nothing of it and start no chain."""
    kept = tmp_path / "anvil" / FULL_NAME
    kept.parent.mkdir()
    kept.write_bytes(b"half of a stat")
    with pytest.raises(ChainStateDamaged) as damaged:
        open_chain("anvil", state_dir=tmp_path)
    assert damaged.value.facts["file"] == str(kept)
    assert kept.read_bytes() == b"half of a stat"


def test_chain_that_is_not_started_says_so() -> None:
    """Must raise ChainUnavailable rather than guess a port."""
    with pytest.raises(ChainUnavailable):
        EmbeddedChain("anvil").call("eth_chainId")


def test_base_fee_begins_where_it_was_asked_to() -> None:
    """Must start at the base fee of the options: Brownie's coverage sends a gas price of 0."""
    with open_chain("anvil", options=ChainOptions(base_fee_wei=0)) as chain:
        block = chain.call("eth_getBlockByNumber", "latest", False)
        assert int(block["baseFeePerGas"], 16) == 0


def test_log_of_a_talkative_engine_stays_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must give up the older half of the log at its limit and keep the newest line."""
    monkeypatch.setattr(chain_keeper, "LOG_LIMIT_BYTES", 1000)
    log = tmp_path / "engine.log"
    chain_keeper._drain(io.BytesIO(b"".join(b"line %d\n" % number for number in range(1000))), log)
    assert log.stat().st_size <= 1000
    assert log.read_bytes().endswith(b"line 998\nline 999\n")
