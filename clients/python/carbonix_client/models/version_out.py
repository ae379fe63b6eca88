from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="VersionOut")


@_attrs_define
class VersionOut:
    """Of the service and of the contracts that it speaks to.

    Attributes:
        version (str):
        chain_id (str):
        deployment (str):
        contracts_commit (str):
        compiler (str):
    """

    version: str
    chain_id: str
    deployment: str
    contracts_commit: str
    compiler: str

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        chain_id = self.chain_id

        deployment = self.deployment

        contracts_commit = self.contracts_commit

        compiler = self.compiler

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "version": version,
                "chainId": chain_id,
                "deployment": deployment,
                "contractsCommit": contracts_commit,
                "compiler": compiler,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        version = d.pop("version")

        chain_id = d.pop("chainId")

        deployment = d.pop("deployment")

        contracts_commit = d.pop("contractsCommit")

        compiler = d.pop("compiler")

        version_out = cls(
            version=version,
            chain_id=chain_id,
            deployment=deployment,
            contracts_commit=contracts_commit,
            compiler=compiler,
        )

        return version_out
