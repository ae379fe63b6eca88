"""Builds orders and signs them by EIP-712 with the keys of the dev mnemonic, and reads what a settlement answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import count
from typing import Any

from eth_abi import decode
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from tests.contracts.attestations import DAY_S, ZERO32, chain_time, dev_account, domain_of

EXCHANGE_OPERATOR, ABSORBER, EMITTER, TREASURY = 4, 8, 9, 10  # positions among the dev accounts
BUY, SELL = 0, 1
ALL_OR_NONE, RETIRE = 1, 2
FEE_BPS = 45
ANY_COUNTRY = "0x0000"
NOBODY = "0x" + "00" * 20
UNIT = 10**6  # one unit of the demonstration token

ORDER_TYPE = [
    {"name": name, "type": kind}
    for kind, name in (
        ("address", "maker"),
        ("address", "taker"),
        ("address", "recipient"),
        ("uint256", "batch"),
        ("uint8", "kind"),
        ("uint8", "standard"),
        ("bytes2", "country"),
        ("uint16", "vintageFrom"),
        ("uint16", "vintageTo"),
        ("uint32", "labels"),
        ("address", "payment"),
        ("uint8", "side"),
        ("uint64", "credits"),
        ("uint128", "price"),
        ("uint64", "expiry"),
        ("uint64", "epoch"),
        ("uint16", "maxFeeBps"),
        ("uint8", "flags"),
        ("uint64", "minFill"),
        ("uint256", "salt"),
        ("bytes32", "memo"),
    )
]
_salts = count(1)


@dataclass(frozen=True, slots=True)
class Order:
    """Fields in the order of the Solidity struct."""

    maker: str
    taker: str
    recipient: str
    batch: int
    kind: int
    standard: int
    country: str
    vintage_from: int
    vintage_to: int
    labels: int
    payment: str
    side: int
    credits: int
    price: int
    expiry: int
    epoch: int
    max_fee_bps: int
    flags: int
    min_fill: int
    salt: int
    memo: str


@dataclass(frozen=True, slots=True)
class Signed:
    """An order with its signature."""

    order: Order
    signature: str
    hash: str

    @property
    def proven(self) -> tuple[Any, ...]:
        """ICreditExchange.SignedOrder, as the exchange hands it to itself."""
        return self.hash, True, astuple(self.order), self.signature


def build_order(deployed: Mapping[str, Any], side: int, batch: int, credits: int, price: int, **changes: Any) -> Order:
    """An order of the absorber (sell) or the emitter (buy) that the exchange accepts; `changes` spoil single fields."""
    maker = dev_account(ABSORBER if side == SELL else EMITTER).address
    facts: dict[str, Any] = {
        "maker": maker,
        "taker": NOBODY,
        "recipient": NOBODY,
        "batch": batch,
        "kind": 0,
        "standard": 0,
        "country": ANY_COUNTRY,
        "vintage_from": 0,
        "vintage_to": 0,
        "labels": 0,
        "payment": str(deployed["PaymentToken"].address),
        "side": side,
        "credits": credits,
        "price": price,
        "expiry": chain_time() + DAY_S,
        "epoch": 0,
        "max_fee_bps": FEE_BPS,
        "flags": 0,
        "min_fill": 1,
        "salt": next(_salts),
        "memo": ZERO32,
    }
    return Order(**(facts | changes))


def sign(deployed: Mapping[str, Any], order: Order, key: int | None = None) -> Signed:
    """Signs with the maker's key, or with the key of another dev account."""
    message = {field["name"]: value for field, value in zip(ORDER_TYPE, astuple(order), strict=True)}
    domain = domain_of(deployed["CreditExchange"], "CarboniX CreditExchange")
    signable = encode_typed_data(domain, {"Order": ORDER_TYPE}, message)
    signer = dev_account(key if key is not None else ABSORBER if order.side == SELL else EMITTER)
    signed = signer.sign_message(signable)
    return Signed(order, "0x" + bytes(signed.signature).hex(), "0x" + bytes(signed.message_hash).hex())


def sell(deployed: Mapping[str, Any], batch: int, credits: int, price: int, **changes: Any) -> Signed:
    key = changes.pop("key", None)
    return sign(deployed, build_order(deployed, SELL, batch, credits, price, **changes), key)


def buy(deployed: Mapping[str, Any], batch: int, credits: int, price: int, **changes: Any) -> Signed:
    key = changes.pop("key", None)
    return sign(deployed, build_order(deployed, BUY, batch, credits, price, **changes), key)


def settle(
    deployed: Mapping[str, Any], orders: Sequence[Signed], matches: Iterable[tuple[int, int, int, int]], **changes: Any
) -> Any:
    """Settles matches (buy, sell, credits, price), the first two as positions in `orders`; returns the transaction."""
    exchange = deployed["CreditExchange"]
    batch_no = changes.pop("batch_no", int(exchange.lastBatchNo()) + 1)
    by = {"from": dev_account(EXCHANGE_OPERATOR).address} | changes
    structs = [astuple(signed.order) for signed in orders]
    return exchange.settle(batch_no, structs, [signed.signature for signed in orders], list(matches), by)


def trade(deployed: Mapping[str, Any], bid: Signed, ask: Signed, credits: int, price: int) -> Any:
    """Settles one match of two orders."""
    return settle(deployed, [bid, ask], [(0, 1, credits, price)])


def settle_own(deployed: Mapping[str, Any], own: Signed, counter: Signed, credits: int) -> Any:
    """The maker of `own` settles it against the counter-order, at that one's price; returns the transaction."""
    by = {"from": own.order.maker}
    return deployed["CreditExchange"].settleOwn(
        astuple(own.order), astuple(counter.order), counter.signature, credits, by
    )


def outcomes(transaction: Any) -> tuple[int, int]:
    """How many matches settled and how many failed."""
    settled = transaction.events["BatchSettled"]
    return int(settled["settled"]), int(settled["failed"])


def reason_of(transaction: Any, *contracts: Any, position: int = 0) -> tuple[Any, ...]:
    """The failure of one match as (error name, argument, ...), decoded by the ABIs of the given contracts."""
    failures = [event for event in transaction.events["MatchFailed"] if int(event["position"]) == position]
    raw = bytes.fromhex(str(failures[0]["reason"]).removeprefix("0x"))
    for contract in contracts:
        for entry in contract.abi:
            types = [part["type"] for part in entry.get("inputs", ())]
            if entry["type"] == "error" and selector_of(entry["name"], types) == raw[:4]:
                return (entry["name"], *map(_readable, decode(types, raw[4:])))
    return ("0x" + raw.hex(),)


def selector_of(name: str, types: Sequence[str]) -> bytes:
    return keccak(text=f"{name}({','.join(types)})")[:4]


def _readable(value: Any) -> Any:
    return "0x" + value.hex() if isinstance(value, bytes) else value
