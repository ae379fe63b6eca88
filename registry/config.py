"""Reads the environment once, checks it, and hands on one immutable value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from registry.errors import InvalidInput

ChainEngine = Literal["anvil", "ganache"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `rpc_url` None means the embedded chain; `ipfs_api` None means evidence in files."""

    root: Path
    home: Path
    database_url: str
    rpc_url: str | None
    chain_engine: ChainEngine
    deployments_dir: Path
    ipfs_api: str | None
    explorer_url: str | None
    etherscan_key: str | None
    host: str
    port: int


def load_settings(env: Mapping[str, str]) -> Settings:
    """Settings from CARBONIX_* variables.

    Raises InvalidInput if the engine or the port is not one that exists.
    """
    root = Path(env.get("CARBONIX_ROOT") or Path(__file__).resolve().parents[1]).resolve()
    home = Path(env.get("CARBONIX_HOME") or root / ".carbonix").resolve()
    return Settings(
        root=root,
        home=home,
        database_url=env.get("CARBONIX_DATABASE_URL") or f"sqlite:///{home / 'carbonix.db'}",
        rpc_url=env.get("CARBONIX_RPC_URL") or None,
        chain_engine=_engine(env.get("CARBONIX_CHAIN_ENGINE") or "anvil"),
        deployments_dir=Path(env.get("CARBONIX_DEPLOYMENTS") or root / "deployments").resolve(),
        ipfs_api=env.get("CARBONIX_IPFS_API") or None,
        explorer_url=(env.get("CARBONIX_EXPLORER_URL") or "").rstrip("/") or None,
        etherscan_key=env.get("CARBONIX_ETHERSCAN_KEY") or None,
        host=env.get("CARBONIX_HOST") or "127.0.0.1",
        port=_port(env.get("CARBONIX_PORT") or "8000"),
    )


def settings_from_environment() -> Settings:
    """Settings of this process."""
    return load_settings(os.environ)


def _engine(text: str) -> ChainEngine:
    if text == "anvil":
        return "anvil"
    if text == "ganache":
        return "ganache"
    raise InvalidInput("CARBONIX_CHAIN_ENGINE", text, f"must be one of {', '.join(get_args(ChainEngine))}")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise InvalidInput("CARBONIX_PORT", text, "must be a port number, 1 to 65535")
