"""Every call of the running service as its own OpenAPI document names it: nothing here lists a door by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 6
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Call:
    """One operation; `permissions` is None for a call that asks for no token at all."""

    method: str
    path: str
    operation: str
    permissions: tuple[str, ...] | None
    body: Mapping[str, Any] | None
    queries: tuple[Mapping[str, Any], ...]
    document: Mapping[str, Any]

    @property
    def reads(self) -> bool:
        return self.method == "get"

    @property
    def parameters(self) -> list[str]:
        """Names of the parameters of the path."""
        return _PARAMETER.findall(self.path)

    def at(self, identity: str) -> str:
        """The address with this id in each place, and in each query that must be given."""
        asked = [one["name"] for one in self.queries if one.get("required")]
        query = "&".join(f"{name}={identity}" for name in asked)
        return _PARAMETER.sub(identity, self.path) + (f"?{query}" if query else "")

    def sent(self, identity: str) -> dict[str, Any]:
        """What a client sends along: a body of the right form in which every free name is this id."""
        kinds = (self.body or {}).get("content", {})
        if "multipart/form-data" in kinds:
            return {"files": {"file": ("rows.csv", f"id\n{identity}\n".encode(), "text/csv")}}
        if "application/json" in kinds:
            return {"json": example(kinds["application/json"].get("schema", {}), self.document, identity)}
        return {}


def calls_of(document: Mapping[str, Any]) -> list[Call]:
    """The calls of an OpenAPI document."""
    return list(_calls(document))


def example(schema: Mapping[str, Any], document: Mapping[str, Any], identity: str, depth: int = 0) -> Any:
    """A value of the schema's form, as good as a schema can say it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example(document["components"]["schemas"][name], document, identity, depth + 1)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return example(schema[key][0], document, identity, depth)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("properties", {}) if depth < DEEPEST else {}
        return {key: example(part, document, identity, depth + 1) for key, part in wanted.items()}
    if kind == "array":
        return [example(schema.get("items", {}), document, identity, depth + 1)] if depth < DEEPEST else []
    return {"integer": 1, "number": 1, "boolean": True, "null": None}.get(str(kind), identity)


def _calls(document: Mapping[str, Any]) -> Iterator[Call]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in METHODS:
                continue
            asked = operation.get("security")
            scopes = None if asked is None else tuple(sorted({s for one in asked for v in one.values() for s in v}))
            queries = tuple(one for one in operation.get("parameters", ()) if one["in"] == "query")
            name = operation.get("operationId", f"{method} {path}")
            yield Call(method, path, name, scopes, operation.get("requestBody"), queries, document)
