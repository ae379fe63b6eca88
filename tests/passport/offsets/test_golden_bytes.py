"""Golden vectors: what is hashed of an offset and of an item of evidence stays the same byte for byte, for ever."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from passport.adapters.offset_providers import provider_key
from passport.domain.offsets import nullifier_of, read_offset, record_of
from registry.adapters.canonical_json import canonical
from registry.domain.cid import cid_of
from registry.domain.evidence_chain import Content, following, statement_of
from registry.domain.merkle import leaf_hash

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "offsets.json"


def computed(sent: dict[str, Any], place: dict[str, Any]) -> dict[str, str]:
    """Everything that is hashed of one offset."""
    numbers = {name: Decimal(sent[name]) for name in ("offset_amount", "cost")}
    offset = read_offset(**(sent | numbers), year=2026)
    named = nullifier_of(provider_key(offset.provider), offset.certificate_id)
    nullifier = "0x" + sha256(canonical(named)).hexdigest()
    record = canonical(record_of(offset, nullifier=nullifier, **place))
    content = Content("0x" + sha256(record).hexdigest(), cid_of(record), ("carbon", "esg", "offset"))
    item = following(None, content, tenant=place["tenant"], at=place["at"], canonical=canonical)
    return {
        "nullifierText": canonical(named).decode(),
        "nullifier": nullifier,
        "record": record.decode(),
        "sha256": content.sha256,
        "leafHash": "0x" + leaf_hash(record).hex(),
        "item": canonical(statement_of(item)).decode(),
        "itemHash": item.hash,
    }


def test_every_byte_is_as_it_was_written_down() -> None:
    """Must hash the same offsets to the same nullifiers, records, leaves and items as in the vectors."""
    for vector in json.loads(VECTORS.read_text(encoding="utf-8"))["offsets"]:
        assert computed(vector["sent"], vector["place"]) == vector["expected"], vector["name"]
