"""The only reader of the environment in the market's room."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from marketplace.domain.batching import GWEI, BatchPolicy
from registry.config import Settings
from registry.errors import InvalidInput

PUBLIC_SETTLE_EVERY_S = "5"
LONGEST_SETTING = 1_000_000


@dataclass(frozen=True, slots=True)
class MarketSettings:
    """`operator_key_file` holds the exchange operator's private key, 32 bytes as hex; None on the development chain.

    The server looks every `settle_every_s` seconds whether `policy` lets a batch go; 0: only when the operator asks;
    None: nobody said, so that a served demonstration may choose.
    """

    operator_key_file: Path | None
    settle_every_s: int | None = None
    policy: BatchPolicy = field(default_factory=BatchPolicy)


def load_market_settings(env: Mapping[str, str]) -> MarketSettings:
    """Settings from CARBONIX_OPERATOR_KEY_FILE and CARBONIX_SETTLE_*. Raises InvalidInput by the variable's name."""
    named = env.get("CARBONIX_OPERATOR_KEY_FILE")
    if named and not Path(named).is_file():
        raise InvalidInput("CARBONIX_OPERATOR_KEY_FILE", named, "must name a file that exists")
    usual = BatchPolicy()
    return MarketSettings(
        operator_key_file=Path(named) if named else None,
        settle_every_s=_settle_every_s(env),
        policy=BatchPolicy(
            old_after_s=_whole(env, "CARBONIX_SETTLE_OLD_S", str(usual.old_after_s)),
            latest_s=_whole(env, "CARBONIX_SETTLE_LATEST_S", str(usual.latest_s)),
            dear_wei=_whole(env, "CARBONIX_SETTLE_DEAR_GWEI", str(usual.dear_wei // GWEI)) * GWEI,
        ),
    )


def journal_folder(settings: Settings) -> Path:
    """Where the journal of an installation's market is kept."""
    return settings.home / "journal"


def market_settings_from_environment() -> MarketSettings:
    """Settings of this process."""
    return load_market_settings(os.environ)


def _is_public(env: Mapping[str, str]) -> bool:
    return bool(env.get("CARBONIX_RPC_URL"))


def _settle_every_s(env: Mapping[str, str]) -> int | None:
    if not _is_public(env) and not env.get("CARBONIX_SETTLE_EVERY_S"):
        return None
    return _whole(env, "CARBONIX_SETTLE_EVERY_S", PUBLIC_SETTLE_EVERY_S)


def _whole(env: Mapping[str, str], name: str, usual: str) -> int:
    text = env.get(name) or usual
    if text.isascii() and text.isdigit() and int(text) <= LONGEST_SETTING:
        return int(text)
    raise InvalidInput(name, text, f"must be a whole number, 0 to {LONGEST_SETTING:,}")
