"""What every chapter stands on: the opened rooms, the cast, and secrets that a restart finds again."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from marketplace.bootstrap import Marketplace, open_marketplace
from oracle.bootstrap import Oracle, open_oracle
from passport.bootstrap import Passport, open_passport
from registry.adapters.chain_clock import DemonstrationClock
from registry.adapters.durable_file import write_once
from registry.adapters.signer import LocalSigner
from registry.bootstrap import Registry
from registry.domain.events import Receipt
from registry.domain.report import ClaimStatus
from web.story.cast import Cast, demonstration_cast

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Promptbook:
    """Chosen once and kept: what orders and salts are made of, so that a story told again sends the same bytes."""

    seed: str
    begun_at: int  # Unix seconds of chain time

    def secret(self, name: str) -> str:
        """A secret of 32 bytes that belongs to this name, as hex."""
        return hmac.new(bytes.fromhex(self.seed), name.encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Stage:
    """The rooms, opened on one registry. `folder` receives what the story leaves."""

    registry: Registry
    oracle: Oracle
    market: Marketplace
    passport: Passport
    cast: Cast
    book: Promptbook
    folder: Path
    say: Say

    def pass_windows(self, report_hashes: Sequence[str]) -> None:
        """Moves the demonstration chain's clock beyond the windows of claims that are not final yet."""
        claims = [self.oracle.claim(report_hash) for report_hash in report_hashes]
        waiting = [claim["finalisableAt"] for claim in claims if claim["status"] == ClaimStatus.Open]
        if waiting:
            self.clock.advance_to(max(waiting))

    @property
    def clock(self) -> DemonstrationClock:
        """The clock of the demonstration chain."""
        return DemonstrationClock(self.registry.chain)

    def transact(self, name: str, signer: LocalSigner, contract: str, function: str, *args: object) -> Receipt:
        """One transaction of the story, once for ever, by its name."""
        return self.registry.outbox.transact(f"story:{name}", signer, contract, function, *args)


def set_stage(registry: Registry, folder: Path, say: Say) -> Stage:
    """Opens the rooms and the promptbook."""
    return Stage(
        registry=registry,
        oracle=open_oracle(registry),
        market=open_marketplace(registry),
        passport=open_passport(registry),
        cast=demonstration_cast(),
        book=open_promptbook(registry.settings.home / "promptbook.json", registry.chain.head().time),
        folder=folder,
        say=say,
    )


def open_promptbook(file: Path, chain_time: int) -> Promptbook:
    """The kept promptbook, or a new one; written whole before it is used."""
    if file.is_file():
        return Promptbook(**json.loads(file.read_text()))
    made = Promptbook(seed=secrets.token_hex(32), begun_at=chain_time)
    write_once(file, json.dumps({"seed": made.seed, "begun_at": made.begun_at}).encode())
    return made
