"""A day of the journal as it is sealed and replayed: its records under one root, its fills under one hash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from marketplace.domain.commands import Traded
from registry.domain.merkle import leaf_hash, rows_of
from registry.domain.records import Seal
from registry.domain.seals import SealKind

STATEMENT_TYPE = "carbonix/journal-day/1"
MS_PER_DAY = 86_400_000
_SEALED_PART = re.compile(
    r"ipfs://[a-z2-7]+#journal-(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})-"
    r"(?P<first>[1-9][0-9]{0,17})-(?P<last>[1-9][0-9]{0,17})"
)


@dataclass(frozen=True, slots=True)
class DayPart:
    """Records `first` to `last` of a day. A day is one part, or several where it was sealed before its end.

    `records_root` is the RFC 6962 root over the records' public bytes; the digests are of the book before the first
    record and after the last; `fills_hash` is SHA-256 over the lines of `fill_line`.
    """

    day: str
    first: int
    last: int
    records_root: str
    digest_before: str
    digest_after: str
    trades: int
    fills_hash: str

    def statement(self, chain_id: int, contract: str) -> dict[str, str]:
        """What is sealed; numbers are text."""
        return {
            "type": STATEMENT_TYPE,
            "chainId": str(chain_id),
            "contract": contract,
            "kind": "evidence",
            "day": self.day,
            "first": str(self.first),
            "last": str(self.last),
            "recordsRoot": self.records_root,
            "digestBefore": self.digest_before,
            "digestAfter": self.digest_after,
            "trades": str(self.trades),
            "fillsHash": self.fills_hash,
        }

    @classmethod
    def of_statement(cls, said: Mapping[str, str]) -> DayPart:
        """The part that a statement speaks of. Raises KeyError, ValueError for what is no statement."""
        return cls(
            day=said["day"],
            first=int(said["first"]),
            last=int(said["last"]),
            records_root=said["recordsRoot"],
            digest_before=said["digestBefore"],
            digest_after=said["digestAfter"],
            trades=int(said["trades"]),
            fills_hash=said["fillsHash"],
        )


@dataclass(frozen=True, slots=True)
class SealedPart:
    """Records `first` to `last` of a day whose statement stands under a seal on chain."""

    day: str
    first: int
    last: int
    seal: Seal


def part_uri(cid: str, day: str, first: int, last: int) -> str:
    """What the seal says on chain: where the statement can be fetched, and which records it is of."""
    return f"ipfs://{cid}#journal-{day}-{first}-{last}"


def sealed_parts(seals: Mapping[int, Seal]) -> list[SealedPart]:
    """The parts of the journal that the chain's seals speak of, in the order of their records."""
    found = []
    for seal in seals.values():
        match = _SEALED_PART.fullmatch(seal.uri) if seal.kind == SealKind.Evidence else None
        if match is not None:
            found.append(SealedPart(match["day"], int(match["first"]), int(match["last"]), seal))
    return sorted(found, key=lambda part: (part.first, part.last))


def cid_of(uri: str) -> str:
    """The name of the content that a seal's address leads to."""
    return uri.removeprefix("ipfs://").partition("#")[0]


def root_of_records(public: Iterable[bytes]) -> str:
    """The RFC 6962 root over records. Raises Refused("ZeroSize") if there is none."""
    return "0x" + rows_of([leaf_hash(record) for record in public])[-1][0].hex()


def fill_line(trade: Traded) -> str:
    """A fill as one line: number, batch, payment token, buy order, sell order, credits, price in minor units."""
    market = trade.market
    values = (trade.number, market.batch, market.payment, trade.buy, trade.sell, trade.credits, trade.price_minor)
    return ",".join(map(str, values)) + "\n"


def hash_of_fills(fills: Sequence[Traded]) -> str:
    """SHA-256 over the fills in their order."""
    told = sha256()
    for fill in fills:
        told.update(fill_line(fill).encode("ascii"))
    return "0x" + told.hexdigest()
