"""Encodes calls and decodes answers, events and errors by the contracts' own ABI files, without a node."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.crypto import keccak

from registry.domain.struct import to_struct
from registry.errors import InvalidInput, Refused

ABI_DIR = Path(__file__).parent / "abi"
Parameter = Mapping[str, Any]
BUILT_IN_ERRORS: Sequence[Parameter] = (
    {"type": "error", "name": "Error", "inputs": [{"name": "message", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A function, an event or an error of an ABI."""

    name: str
    inputs: Sequence[Parameter]
    outputs: Sequence[Parameter] = ()

    @property
    def signature(self) -> str:
        """Canonical signature, e.g. `transfer(address,uint256)`."""
        return f"{self.name}({','.join(map(canonical_type, self.inputs))})"

    @property
    def hash(self) -> bytes:
        """Keccak-256 of the signature: an event's first topic; its first four bytes are a selector."""
        return keccak(text=self.signature)


@dataclass(frozen=True, slots=True)
class Abi:
    """One contract's functions by name and by selector, and its events by topic."""

    functions: Mapping[str, Sequence[Entry]]
    selectors: Mapping[bytes, Entry]
    events: Mapping[bytes, Entry]

    def function(self, name: str, arguments: int) -> Entry:
        """The function of this name with so many arguments. Raises LookupError."""
        for entry in self.functions.get(name, ()):
            if len(entry.inputs) == arguments:
                return entry
        raise LookupError(f"no function {name} with {arguments} arguments")


@cache
def load_abi(contract: str) -> Abi:
    """The ABI of a contract by its name. Raises LookupError if we hold none."""
    file = ABI_DIR / f"{contract}.json"
    if not file.is_file():
        raise LookupError(f"no ABI of {contract}: {file.name} is missing")
    items = json.loads(file.read_text())
    functions = list(_entries(items, "function"))
    return Abi(
        functions={entry.name: [f for f in functions if f.name == entry.name] for entry in functions},
        selectors={entry.hash[:4]: entry for entry in functions},
        events={entry.hash: entry for entry in _entries(items, "event")},
    )


@cache
def known_errors() -> Mapping[bytes, Entry]:
    """Every error of every ABI that we hold, OpenZeppelin's included, by selector."""
    items = [item for file in sorted(ABI_DIR.glob("*.json")) for item in json.loads(file.read_text())]
    return {entry.hash[:4]: entry for entry in _entries([*BUILT_IN_ERRORS, *items], "error")}


def encode_call(entry: Entry, args: Sequence[object]) -> bytes:
    """Call data. Structs may be given as our dataclasses, as dicts or as tuples; bytes as 0x hex or bytes.

    Raises InvalidInput if a value does not fit its Solidity type.
    """
    try:
        values = [_to_abi(parameter, arg) for parameter, arg in zip(entry.inputs, args, strict=True)]
        return entry.hash[:4] + encode([canonical_type(parameter) for parameter in entry.inputs], values)
    except (EncodingError, ValueError, KeyError, TypeError) as fault:
        raise InvalidInput(entry.name, args, f"must fit {entry.signature}: {fault}") from fault


def decode_call(entry: Entry, data: bytes) -> dict[str, Any]:
    """The arguments of a call by name."""
    return _decode_named(entry.inputs, data[4:])


def decode_answer(entry: Entry, data: bytes) -> Any:
    """A function's answer: the value itself, or a dict where it returns several. Raises DecodingError."""
    named = _decode_named(entry.outputs, data)
    return next(iter(named.values())) if len(named) == 1 else named


def decode_event(entry: Entry, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
    """An event's arguments by name, in the order of the interface."""
    indexed = [parameter for parameter in entry.inputs if parameter["indexed"]]
    plain = [parameter for parameter in entry.inputs if not parameter["indexed"]]
    values = {
        parameter["name"]: _decode_named([parameter], topic)[parameter["name"]]
        for parameter, topic in zip(indexed, topics[1:], strict=True)
    } | _decode_named(plain, data)
    return {parameter["name"]: values[parameter["name"]] for parameter in entry.inputs}


def decode_error(data: bytes) -> Refused:
    """The refusal behind revert data: the error's own name and its arguments by name."""
    entry = known_errors().get(data[:4])
    if entry is None:
        return Refused("Reverted", {"data": "0x" + data.hex()} if data else None)
    try:
        return Refused(entry.name, _decode_named(entry.inputs, data[4:]))
    except DecodingError:  # the exchange copies the first words only
        return Refused(entry.name, {"data": "0x" + data[4:].hex()})


def canonical_type(parameter: Parameter) -> str:
    """The type as signatures write it: structs as tuples of their components."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(map(canonical_type, parameter['components']))}){kind.removeprefix('tuple')}"


def _entries(items: Iterable[Parameter], kind: str) -> Iterable[Entry]:
    return (Entry(i["name"], i["inputs"], i.get("outputs", ())) for i in items if i["type"] == kind)


def _decode_named(parameters: Sequence[Parameter], data: bytes) -> dict[str, Any]:
    values = decode([canonical_type(parameter) for parameter in parameters], data)
    return {
        parameter["name"] or str(position): _from_abi(parameter, value)
        for position, (parameter, value) in enumerate(zip(parameters, values, strict=True))
    }


def _element(parameter: Parameter) -> Parameter:
    return {**parameter, "type": parameter["type"][: parameter["type"].rindex("[")]}


def _to_abi(parameter: Parameter, value: Any) -> Any:
    kind: str = parameter["type"]
    if kind.endswith("]"):
        return [_to_abi(_element(parameter), item) for item in value]
    if kind == "tuple":
        if is_dataclass(value) and not isinstance(value, type):
            value = to_struct(value)
        parts = parameter["components"]
        items = [value[part["name"]] for part in parts] if isinstance(value, Mapping) else value
        return tuple(_to_abi(part, item) for part, item in zip(parts, items, strict=True))
    if kind.startswith("bytes") and isinstance(value, str):
        return bytes.fromhex(value.removeprefix("0x"))
    return value


def _from_abi(parameter: Parameter, value: Any) -> Any:
    kind: str = parameter["type"]
    if kind.endswith("]"):
        return [_from_abi(_element(parameter), item) for item in value]
    if kind == "tuple":
        parts = parameter["components"]
        return {part["name"]: _from_abi(part, item) for part, item in zip(parts, value, strict=True)}
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value.lower() if kind == "address" else value
