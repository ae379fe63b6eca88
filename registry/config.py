"""Reads the environment once, checks it, and hands on one immutable value."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from registry.errors import InvalidInput

ChainEngine = Literal["anvil", "ganache"]
_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?/?")
PUBLIC_CONFIRMATIONS = "12"
MOST_CONFIRMATIONS = 1_000
PUBLIC_CAP_WEI = str(10**18)  # a key's transactions of a day: one ether
EMBEDDED_CAP_WEI = str(1_000 * 10**18)  # of the 10,000 that a development account begins with
LONGEST_WEI = 30  # digits


@dataclass(frozen=True, slots=True)
class HsmSettings:
    """A key in a hardware module: its PKCS#11 library, the labels of token and key, and the file that holds the PIN."""

    module: Path
    token: str
    key: str
    pin_file: Path


@dataclass(frozen=True, slots=True)
class TimeAuthority:
    """An RFC 3161 authority: where it answers, and the PEM file of the roots that its certificate must lead to."""

    url: str
    roots: Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `rpc_url` None: the embedded chain; `ipfs_api` None: files; `public_url` None: as asked.

    `data` is a folder of public data sets, None: none; what is read from it stands beside the rest and changes none.
    """

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
    hsm: HsmSettings | None
    time_authority: TimeAuthority | None
    confirmations: int
    public_url: str | None = None
    data: Path | None = None
    spending_cap_wei: int = int(EMBEDDED_CAP_WEI)


def load_settings(env: Mapping[str, str]) -> Settings:
    """Settings from CARBONIX_* variables.

    Raises InvalidInput if the engine or the port is not one that exists, and for half a key or half an authority.
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
        public_url=_public_url(env.get("CARBONIX_PUBLIC_URL") or ""),
        data=Path(env["CARBONIX_DATA"]).resolve() if env.get("CARBONIX_DATA") else None,
        hsm=_hsm(env, home),
        time_authority=_time_authority(env),
        confirmations=_confirmations(env),
        spending_cap_wei=_spending_cap(env),
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


def _hsm(env: Mapping[str, str], home: Path) -> HsmSettings | None:
    module, token = env.get("CARBONIX_HSM_MODULE"), env.get("CARBONIX_HSM_TOKEN")
    if not module:
        return None
    if not token:
        raise InvalidInput("CARBONIX_HSM_TOKEN", "", "must be the label of the token in CARBONIX_HSM_MODULE")
    pin_file = Path(env.get("CARBONIX_HSM_PIN_FILE") or home / "hsm.pin")
    return HsmSettings(Path(module), token, env.get("CARBONIX_HSM_KEY") or "sealer", pin_file)


def _time_authority(env: Mapping[str, str]) -> TimeAuthority | None:
    url, roots = env.get("CARBONIX_TSA_URL"), env.get("CARBONIX_TSA_ROOTS")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise InvalidInput("CARBONIX_TSA_URL", url, "must begin with http:// or https://")
    if not roots:  # a token that leads to no known root proves nothing
        raise InvalidInput("CARBONIX_TSA_ROOTS", "", "must be a PEM file with the roots of the time-stamp authority")
    return TimeAuthority(url, Path(roots).resolve())


def _confirmations(env: Mapping[str, str]) -> int:
    """Blocks that must hold a seal before it is final; the embedded chain has one miner and no forks."""
    text = env.get("CARBONIX_CONFIRMATIONS") or (PUBLIC_CONFIRMATIONS if env.get("CARBONIX_RPC_URL") else "1")
    if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_CONFIRMATIONS:
        return int(text)
    raise InvalidInput("CARBONIX_CONFIRMATIONS", text, f"must be a number of blocks, 1 to {MOST_CONFIRMATIONS}")


def _spending_cap(env: Mapping[str, str]) -> int:
    text = env.get("CARBONIX_SPENDING_CAP_WEI") or (PUBLIC_CAP_WEI if env.get("CARBONIX_RPC_URL") else EMBEDDED_CAP_WEI)
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_WEI:
        return int(text)
    raise InvalidInput("CARBONIX_SPENDING_CAP_WEI", text, f"must be an amount of wei of up to {LONGEST_WEI} digits")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise InvalidInput("CARBONIX_PORT", text, "must be a port number, 1 to 65535")


def _public_url(text: str) -> str | None:
    """Printed codes lead there for years: a scheme and a host, nothing behind them."""
    if not text:
        return None
    if _PUBLIC_URL.fullmatch(text) is None:
        raise InvalidInput("CARBONIX_PUBLIC_URL", text, "must be http:// or https:// with a host, and no path")
    return text.rstrip("/")
