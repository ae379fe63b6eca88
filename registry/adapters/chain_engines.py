"""Finds the two embedded chain engines, anvil and ganache, and says how each is started."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from registry.adapters.embedded_chain_errors import ChainEngineMissing

Engine = Literal["anvil", "ganache"]

DEV_MNEMONIC = "test test test test test test test test test test test junk"
DEV_CHAIN_ID = 31337
DEV_ACCOUNTS = 20
DEV_BALANCE_ETHER = 10_000
# The newest hard fork that both engines know.
HARDFORK = "shanghai"
BLOCK_GAS_LIMIT = 30_000_000
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ChainOptions:
    """What a chain is born with; `base_fee_wei` None leaves the engine's own start value."""

    chain_id: int = DEV_CHAIN_ID
    accounts: int = DEV_ACCOUNTS
    base_fee_wei: int | None = None
    steps_tracing: bool = False


def find_engine(engine: Engine, root: Path) -> str:
    """Program of the engine: the one that `make install` brought, else one on PATH; raises ChainEngineMissing."""
    installed = _installed_anvil(root) if engine == "anvil" else root / "node_modules" / ".bin" / "ganache"
    if installed.is_file():
        return str(installed)
    on_path = shutil.which(engine)
    if on_path is None:
        raise ChainEngineMissing(engine, (str(installed), "PATH"), _remedy(engine))
    return on_path


def _installed_anvil(root: Path) -> Path:
    """The real program inside the npm package: the shim beside it would put a node process between us and the chain."""
    machine = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
    system = platform.system().lower()
    package = f"anvil-{system}-{machine.get(platform.machine().lower(), platform.machine().lower())}"
    return root / "node_modules" / "@foundry-rs" / package / "bin" / "anvil"


def _remedy(engine: Engine) -> str:
    if engine == "ganache":
        return "run `make install`"
    return "run `make install`; where that brings no anvil, put one on PATH or choose the engine ganache"


def anvil_command(program: str, port: int, options: ChainOptions, state_file: Path | None) -> list[str]:
    """Command line of anvil; `state_file` is what it begins with; saving is the keeper's work (chain_state.py)."""
    command = [
        *(program, "--host", HOST, "--port", str(port), "--quiet", "--hardfork", HARDFORK),
        *("--mnemonic", DEV_MNEMONIC, "--accounts", str(options.accounts), "--balance", str(DEV_BALANCE_ETHER)),
        *("--chain-id", str(options.chain_id), "--gas-limit", str(BLOCK_GAS_LIMIT), "--preserve-historical-states"),
    ]
    if options.base_fee_wei is not None:
        command += ["--block-base-fee-per-gas", str(options.base_fee_wei)]
    if options.steps_tracing:
        command += ["--steps-tracing"]
    if state_file is not None:
        command += ["--load-state", str(state_file)]
    return command


def ganache_command(program: str, port: int, options: ChainOptions, database: Path | None) -> list[str]:
    """Command line of ganache, which traces steps always and writes each block to `database` as it is mined."""
    command = [
        *(program, "--server.host", HOST, "--server.port", str(port), "--logging.quiet", "--chain.hardfork", HARDFORK),
        *("--wallet.mnemonic", DEV_MNEMONIC, "--wallet.totalAccounts", str(options.accounts)),
        *("--wallet.defaultBalance", str(DEV_BALANCE_ETHER), "--miner.blockGasLimit", hex(BLOCK_GAS_LIMIT)),
        *("--chain.chainId", str(options.chain_id), "--chain.networkId", str(options.chain_id)),
    ]
    if database is not None:
        command += ["--database.dbPath", str(database)]
    return command
