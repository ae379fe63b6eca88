"""Names everything that a footprint depends on by one hash: the same inputs, the same bytes, on every machine."""

from __future__ import annotations

from hashlib import sha256

from passport.domain.statement import Assessment, inputs_of
from registry.adapters.canonical_json import canonical


def input_hash(assessed: Assessment) -> str:
    """SHA-256 of the canonical inputs: the product as recorded, and the factor set by name and hash."""
    return "0x" + sha256(canonical(inputs_of(assessed))).hexdigest()
