"""The only reader of the environment in the market's room."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.config import Settings
from registry.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class MarketSettings:
    """`operator_key_file` holds the exchange operator's private key, 32 bytes as hex; None on the development chain."""

    operator_key_file: Path | None


def load_market_settings(env: Mapping[str, str]) -> MarketSettings:
    """Settings from CARBONIX_OPERATOR_KEY_FILE. Raises InvalidInput if the file does not exist."""
    named = env.get("CARBONIX_OPERATOR_KEY_FILE")
    if named and not Path(named).is_file():
        raise InvalidInput("CARBONIX_OPERATOR_KEY_FILE", named, "must name a file that exists")
    return MarketSettings(Path(named) if named else None)


def journal_folder(settings: Settings) -> Path:
    """Where the journal of an installation's market is kept."""
    return settings.home / "journal"


def market_settings_from_environment() -> MarketSettings:
    """Settings of this process."""
    return load_market_settings(os.environ)
