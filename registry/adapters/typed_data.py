"""EIP-712 hashes of reports, attestations and orders: what the contracts hash, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable

from eth_utils.crypto import keccak

from registry.domain.orders import Order
from registry.domain.report import Layer, Report
from registry.domain.struct import to_struct

VERSION = "1"
ADDRESS_BYTES = 20
VERIFIERS_NAME = "CarboniX VerifierSet"
EXCHANGE_NAME = "CarboniX CreditExchange"
INSPECTIONS_NAME = "CarboniX Inspections"

DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
REPORT_TYPE = (
    "Report(uint8 kind,uint128 project,uint64 periodStart,uint64 periodEnd,bytes32 methodology,uint64 pointKg,"
    "uint64 lowerBoundKg,bytes32 modelHash,bytes32 dataRoot,uint64 dataSize,bytes32 claimsRoot,uint64 claimsKg,"
    "bytes32 configDigest,uint64 nonce,uint64 deadline)"
)
ATTESTATION_TYPE = "Attestation(bytes32 reportHash,uint8 layer,bytes32 organisation)"
INSPECTION_TYPE = "Inspection(bytes32 reportHash,bytes32 documentHash,bytes32 organisation)"
ORDER_TYPE = (
    "Order(address maker,address taker,address recipient,uint256 batch,uint8 kind,uint8 standard,bytes2 country,"
    "uint16 vintageFrom,uint16 vintageTo,uint32 labels,address payment,uint8 side,uint64 credits,uint128 price,"
    "uint64 expiry,uint64 epoch,uint16 maxFeeBps,uint8 flags,uint64 minFill,uint256 salt,bytes32 memo)"
)


def domain_separator(name: str, chain_id: int, contract: str) -> bytes:
    """EIP-712 domain separator of a contract of ours, version 1."""
    return keccak(
        keccak(text=DOMAIN_TYPE) + keccak(text=name) + keccak(text=VERSION) + _word(chain_id) + _word(contract)
    )


def report_hash(report: Report) -> bytes:
    """The struct hash of a report, without domain: the name under which everybody knows the report."""
    return _struct_hash(REPORT_TYPE, to_struct(report).values())


def attestation_digest(chain_id: int, verifiers: str, report_hash: bytes, layer: Layer, organisation: str) -> bytes:
    """What a verifier signs for one layer; `verifiers` is VerifierSet's address, `organisation` 32 bytes as 0x hex."""
    struct = _struct_hash(ATTESTATION_TYPE, ["0x" + report_hash.hex(), int(layer), organisation])
    return _digest(domain_separator(VERIFIERS_NAME, chain_id, verifiers), struct)


def inspection_digest(chain_id: int, verifiers: str, report_hash: str, document_hash: str, organisation: str) -> bytes:
    """What an expert signs off chain beside the attestation: the document of the inspection; hashes are 0x hex."""
    struct = _struct_hash(INSPECTION_TYPE, [report_hash, document_hash, organisation])
    return _digest(domain_separator(INSPECTIONS_NAME, chain_id, verifiers), struct)


def order_digest(chain_id: int, exchange: str, order: Order) -> bytes:
    """The order's hash: what its maker signs, and its name on chain."""
    struct = _struct_hash(ORDER_TYPE, to_struct(order).values())
    return _digest(domain_separator(EXCHANGE_NAME, chain_id, exchange), struct)


def _digest(separator: bytes, struct: bytes) -> bytes:
    return keccak(b"\x19\x01" + separator + struct)


def _struct_hash(kind: str, values: Iterable[int | str]) -> bytes:
    # Every field of our types is one word wide: encodeData (EIP-712) is plain concatenation.
    return keccak(keccak(text=kind) + b"".join(_word(value) for value in values))


def _word(value: int | str) -> bytes:
    """32 bytes: integers and addresses (20 bytes) right-aligned, bytes2 and bytes32 left-aligned."""
    if isinstance(value, int):
        return value.to_bytes(32, "big")
    data = bytes.fromhex(value.removeprefix("0x"))
    return data.rjust(32, b"\0") if len(data) == ADDRESS_BYTES else data.ljust(32, b"\0")
