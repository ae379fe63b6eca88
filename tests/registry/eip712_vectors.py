"""Makes tests/vectors/eip712.json: run it as a module to write the file anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from registry.adapters.signer import dev_signer
from registry.adapters.typed_data import attestation_digest, order_digest, report_hash
from registry.domain.orders import Order, Side
from registry.domain.report import Layer, Report, ReportKind
from registry.domain.struct import to_struct

FILE = Path(__file__).parents[1] / "vectors" / "eip712.json"
CHAIN_ID = 31337
VERIFIERS = "0x00000000000000000000000000000000000000a1"
EXCHANGE = "0x00000000000000000000000000000000000000e2"

REPORTS = (
    Report(
        kind=ReportKind.Gain,
        project=101,
        period_start=1_467_331_200,
        period_end=1_476_403_200,
        methodology="0x" + "11" * 32,
        point_kg=1_634,
        lower_bound_kg=1_601,
        model_hash="0x" + "22" * 32,
        data_root="0x" + "33" * 32,
        data_size=10_000,
        claims_root="0x" + "00" * 32,
        claims_kg=0,
        config_digest="0x" + "44" * 32,
        nonce=0,
        deadline=1_800_000_000,
    ),
    Report(
        kind=ReportKind.Immobilisation,
        project=2**128 - 1,
        period_start=0,
        period_end=2**64 - 1,
        methodology="0x" + "ff" * 32,
        point_kg=2**64 - 1,
        lower_bound_kg=2**53 + 1,
        model_hash="0x" + "ff" * 32,
        data_root="0x" + "ff" * 32,
        data_size=2**64 - 1,
        claims_root="0x" + "ff" * 32,
        claims_kg=2**64 - 1,
        config_digest="0x" + "ff" * 32,
        nonce=2**64 - 1,
        deadline=2**64 - 1,
    ),
)
ORDERS = (
    Order(
        maker=dev_signer(8).address,
        taker="0x" + "00" * 20,
        recipient="0x" + "00" * 20,
        batch=1,
        payment="0x" + "aa" * 20,
        side=Side.Sell,
        credits=16,
        price=250_000_000,
        expiry=1_800_000_000,
        epoch=0,
        max_fee_bps=45,
        flags=0,
        min_fill=1,
        salt=7,
        memo="0x" + "00" * 32,
    ),
    Order(
        maker=dev_signer(9).address,
        taker="0x" + "00" * 20,
        recipient="0x" + "00" * 20,
        batch=0,
        kind=2,
        standard=1,
        country="0x5448",
        vintage_from=2016,
        vintage_to=2020,
        labels=9,
        payment="0x" + "aa" * 20,
        side=Side.Buy,
        credits=4,
        price=250_000_000,
        expiry=1_800_000_000,
        epoch=3,
        max_fee_bps=45,
        flags=1,
        min_fill=4,
        salt=8,
        memo="0x" + "00" * 32,
    ),
    Order(
        maker=dev_signer(9).address,
        taker=dev_signer(8).address,
        recipient=dev_signer(12).address,
        batch=2**256 - 1,
        kind=2**8 - 1,
        standard=2**8 - 1,
        country="0xffff",
        vintage_from=2**16 - 1,
        vintage_to=2**16 - 1,
        labels=2**32 - 1,
        payment="0x" + "ff" * 20,
        side=Side.Buy,
        credits=2**64 - 1,
        price=2**128 - 1,
        expiry=2**64 - 1,
        epoch=2**64 - 1,
        max_fee_bps=2**16 - 1,
        flags=3,
        min_fill=2**64 - 1,
        salt=2**256 - 1,
        memo="0x" + "ff" * 32,
    ),
)


def document() -> dict[str, Any]:
    """The whole file: structs with amounts as decimal strings, their hashes, and signatures by development keys."""
    return {
        "chainId": str(CHAIN_ID),
        "verifiers": VERIFIERS,
        "exchange": EXCHANGE,
        "reports": [_report(report) for report in REPORTS],
        "orders": [_order(order) for order in ORDERS],
    }


def as_text() -> str:
    return json.dumps(document(), indent=2) + "\n"


def _report(report: Report) -> dict[str, Any]:
    struct_hash = report_hash(report)
    return {
        "report": _strings(to_struct(report)),
        "reportHash": "0x" + struct_hash.hex(),
        "attestations": [_attestation(struct_hash, layer) for layer in Layer],
    }


def _attestation(struct_hash: bytes, layer: Layer) -> dict[str, str]:
    organisation, signer = "0x" + f"{int(layer) + 1:02x}" * 32, dev_signer(5 + int(layer))
    digest = attestation_digest(CHAIN_ID, VERIFIERS, struct_hash, layer, organisation)
    return {
        "layer": str(int(layer)),
        "organisation": organisation,
        "digest": "0x" + digest.hex(),
        "signer": signer.address,
        "signature": "0x" + signer.sign_digest(digest).hex(),
    }


def _order(order: Order) -> dict[str, Any]:
    digest, signer = order_digest(CHAIN_ID, EXCHANGE, order), dev_signer(8 if order.side is Side.Sell else 9)
    return {
        "order": _strings(to_struct(order)),
        "digest": "0x" + digest.hex(),
        "signer": signer.address,
        "signature": "0x" + signer.sign_digest(digest).hex(),
    }


def _strings(struct: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in struct.items()}


if __name__ == "__main__":
    FILE.write_text(as_text())
