"""The OpenAPI document of the service, and the part of it that a trader calls; no chain has to run for it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from registry.adapters.abi import ABI_DIR
from registry.adapters.chain import ChainGateway
from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.deployment import deployment_of_addresses
from registry.api.problems import PROBLEM_SCHEMA
from registry.bootstrap import assemble
from registry.config import load_settings
from web.app import create_app

NOBODY = "http://127.0.0.1:9"  # the discard port: a door that asks the chain while it is hung up fails at once
# What somebody who trades calls: the exchange, its own account, the certificates of what it retired, the service.
TAGS = {"market", "sign-in", "proofs", "service"}
REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')
Document = dict[str, Any]


class UnaskedChain(ChainGateway):
    """A gateway that knows its chain's number without asking a node."""

    chain_id = DEV_CHAIN_ID


@cache
def openapi_document() -> Document:
    """The document of all calls, as `/openapi.json` answers it."""
    contracts = sorted(file.stem for file in ABI_DIR.glob("*.json"))
    addresses = {name: f"0x{place:040x}" for place, name in enumerate(contracts, start=1)}
    chain = UnaskedChain(NOBODY, deployment_of_addresses(DEV_CHAIN_ID, addresses))
    with tempfile.TemporaryDirectory() as home:
        registry = assemble(replace(load_settings({"CARBONIX_HOME": home}), root=Path(home)), chain)
        try:
            document: Document = create_app(registry, follow=False).openapi()
        finally:
            registry.close()
    return document


def part_of(document: Mapping[str, Any], tags: set[str]) -> Document:
    """The calls that carry one of the tags, and the schemas that they lead to; a problem is one schema for all."""
    paths = {
        path: kept
        for path, calls in document["paths"].items()
        if (kept := {verb: _named(call) for verb, call in calls.items() if tags & set(call.get("tags", ()))})
    }
    every = document["components"]["schemas"] | {"Problem": PROBLEM_SCHEMA}
    reached: set[str] = set()
    found = set(REFERENCE.findall(json.dumps(paths)))
    while found:
        reached |= found
        found = {name for one in found for name in REFERENCE.findall(json.dumps(every[one]))} - reached
    # The generator names a class by its title, and what goes in may differ from what comes out under one title.
    schemas = {
        name: every[name] | {"title": name.replace("-Input", "").replace("-Output", "Out")} for name in sorted(reached)
    }
    return dict(document) | {"paths": paths, "components": document["components"] | {"schemas": schemas}}


def _named(value: Any) -> Any:
    """The same, with a reference wherever the schema of a problem was written out."""
    if value == PROBLEM_SCHEMA:
        return {"$ref": "#/components/schemas/Problem"}
    if isinstance(value, dict):
        return {key: _named(inner) for key, inner in value.items()}
    return [_named(inner) for inner in value] if isinstance(value, list) else value
