from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RegistryApiProofSchemasSealOut")


@_attrs_define
class RegistryApiProofSchemasSealOut:
    """A Merkle root on chain.

    Attributes:
        id (str):
        kind (str):
        root (str):
        size (str):
        sequence (str):
        previous_root (str):
        sealer (str):
        uri (str):
        transaction (str):
        block (str):
    """

    id: str
    kind: str
    root: str
    size: str
    sequence: str
    previous_root: str
    sealer: str
    uri: str
    transaction: str
    block: str

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind = self.kind

        root = self.root

        size = self.size

        sequence = self.sequence

        previous_root = self.previous_root

        sealer = self.sealer

        uri = self.uri

        transaction = self.transaction

        block = self.block

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "root": root,
                "size": size,
                "sequence": sequence,
                "previousRoot": previous_root,
                "sealer": sealer,
                "uri": uri,
                "transaction": transaction,
                "block": block,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        kind = d.pop("kind")

        root = d.pop("root")

        size = d.pop("size")

        sequence = d.pop("sequence")

        previous_root = d.pop("previousRoot")

        sealer = d.pop("sealer")

        uri = d.pop("uri")

        transaction = d.pop("transaction")

        block = d.pop("block")

        registry_api_proof_schemas_seal_out = cls(
            id=id,
            kind=kind,
            root=root,
            size=size,
            sequence=sequence,
            previous_root=previous_root,
            sealer=sealer,
            uri=uri,
            transaction=transaction,
            block=block,
        )

        return registry_api_proof_schemas_seal_out
