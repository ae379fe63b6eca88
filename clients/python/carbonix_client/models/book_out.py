from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.level_out import LevelOut


T = TypeVar("T", bound="BookOut")


@_attrs_define
class BookOut:
    """A market as of a journal step and a block; the digest names the whole book.

    Attributes:
        batch (str):
        payment (str):
        bids (list[LevelOut]):
        asks (list[LevelOut]):
        sequence (int):
        digest (str):
        block (int | None):
        chain_time (None | str):
    """

    batch: str
    payment: str
    bids: list[LevelOut]
    asks: list[LevelOut]
    sequence: int
    digest: str
    block: int | None
    chain_time: None | str

    def to_dict(self) -> dict[str, Any]:
        batch = self.batch

        payment = self.payment

        bids = []
        for bids_item_data in self.bids:
            bids_item = bids_item_data.to_dict()
            bids.append(bids_item)

        asks = []
        for asks_item_data in self.asks:
            asks_item = asks_item_data.to_dict()
            asks.append(asks_item)

        sequence = self.sequence

        digest = self.digest

        block: int | None
        block = self.block

        chain_time: None | str
        chain_time = self.chain_time

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "batch": batch,
                "payment": payment,
                "bids": bids,
                "asks": asks,
                "sequence": sequence,
                "digest": digest,
                "block": block,
                "chainTime": chain_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.level_out import LevelOut  # noqa: PLC0415

        d = dict(src_dict)
        batch = d.pop("batch")

        payment = d.pop("payment")

        bids = []
        _bids = d.pop("bids")
        for bids_item_data in _bids:
            bids_item = LevelOut.from_dict(bids_item_data)

            bids.append(bids_item)

        asks = []
        _asks = d.pop("asks")
        for asks_item_data in _asks:
            asks_item = LevelOut.from_dict(asks_item_data)

            asks.append(asks_item)

        sequence = d.pop("sequence")

        digest = d.pop("digest")

        def _parse_block(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        block = _parse_block(d.pop("block"))

        def _parse_chain_time(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        chain_time = _parse_chain_time(d.pop("chainTime"))

        book_out = cls(
            batch=batch,
            payment=payment,
            bids=bids,
            asks=asks,
            sequence=sequence,
            digest=digest,
            block=block,
            chain_time=chain_time,
        )

        return book_out
