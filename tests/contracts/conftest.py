"""The characters of the story, and every contract as `scripts/deploy.py` deploys it, fresh for each module."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import Any

import brownie
import pytest
from brownie._config import CONFIG
from hypothesis import settings

from scripts.deploy import deploy_all

# The same examples in every run: what they are must not decide it by chance.
settings.register_profile("carbonix", parent=settings.get_profile("brownie"), derandomize=True, database=None)
settings.load_profile("carbonix")

CHARACTERS = (
    "admin",
    "registrar",  # also admits verifiers
    "operator",  # submits reports
    "sealer",
    "exchange_operator",
    "sensor",
    "model",
    "expert",
    "absorber",
    "emitter",
    "treasury",
    "guardian",
    "absorber2",
    "stranger",
    "compliance",
    "arbiter",
)
METHODOLOGY = "T-VER-S-METH-01-01 v1"
PROJECT = 101
STARTS_AT = 1_467_331_200  # 2016-07-01
DAILY_CAP_KG = 200


def keccak(text: str) -> str:
    return "0x" + bytes(brownie.web3.keccak(text=text)).hex().removeprefix("0x")


def project_facts(owner: Any, /, **changes: Any) -> tuple[Any, ...]:
    """ICreditRegistry.Project of a Thai solar plant; `changes` spoil single fields."""
    facts = {
        "owner": owner,
        "organisation": keccak("organisation of the absorber"),
        "methodology": keccak(METHODOLOGY),
        "country": "0x5448",  # TH
        "kind": 2,  # RenewablePower
        "wholeTonneOnly": False,
        "dailyCapKg": DAILY_CAP_KG,
        "startsAt": STARTS_AT,
        "documentHash": keccak("project document"),
    }
    return tuple((facts | changes).values())


def methodology_facts(resolver: Any, /, **changes: Any) -> tuple[Any, ...]:
    """ICreditRegistry.Methodology that is valid from 2010 to 2040."""
    facts = {
        "resolver": resolver,
        "validFrom": 1_262_304_000,
        "validUntil": 2_208_988_800,
        "documentHash": keccak("methodology document"),
    }
    return tuple((facts | changes).values())


def _character(position: int, name: str) -> Any:
    @pytest.fixture(scope="session", name=name)
    def account() -> Any:
        return brownie.accounts[position]

    return account


for _position, _name in enumerate(CHARACTERS):
    globals()[_name] = _character(_position, _name)


@pytest.fixture(scope="session")
def characters() -> dict[str, Any]:
    """Every account by the name of its character."""
    return dict(zip(CHARACTERS, brownie.accounts, strict=False))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Walks each random walk once on ganache: the other seeds ask the contracts again, not the chain beneath them."""
    if CONFIG.argv["network"] != "carbonix-ganache":
        return
    again = [item for item in items if _is_another_walk(item)]
    config.hook.pytest_deselected(items=again)
    items[:] = [item for item in items if item not in again]


def _is_another_walk(item: pytest.Item) -> bool:
    walk = getattr(item, "callspec", None)
    return walk is not None and "seed" in walk.params and walk.indices["seed"] > 0


@pytest.fixture(scope="session", autouse=True)
def settled_heap() -> None:
    """Brownie collects garbage at every revert: without the compiler's output in its way each test is 0.25 s faster."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def isolation(fn_isolation: None) -> None:
    """Every test begins where the module's fixtures ended."""


@pytest.fixture(scope="module")
def deployed(request: pytest.FixtureRequest, module_isolation: None, characters: Mapping[str, Any]) -> dict[str, Any]:
    """All contracts by name, a demonstration; its challenge window is the mark of the module, or zero."""
    mark = request.node.get_closest_marker("window")
    return deploy_all(characters["admin"], characters, demonstration=True, window=mark.args[0] if mark else 0)


@pytest.fixture(scope="module")
def registry(deployed: Mapping[str, Any]) -> Any:
    return deployed["CreditRegistry"]


@pytest.fixture(scope="module")
def credit(deployed: Mapping[str, Any]) -> Any:
    return deployed["CarbonCredit"]


@pytest.fixture(scope="module")
def oracle(deployed: Mapping[str, Any]) -> Any:
    return deployed["VerificationOracle"]


@pytest.fixture(scope="module")
def verifiers(deployed: Mapping[str, Any]) -> Any:
    return deployed["VerifierSet"]


@pytest.fixture(scope="module")
def pool(deployed: Mapping[str, Any]) -> Any:
    return deployed["BufferPool"]


@pytest.fixture(scope="module")
def seals(deployed: Mapping[str, Any]) -> Any:
    return deployed["SealRegistry"]


@pytest.fixture(scope="module")
def certificates(deployed: Mapping[str, Any]) -> Any:
    return deployed["RetirementCertificate"]


@pytest.fixture(scope="module")
def exchange(deployed: Mapping[str, Any]) -> Any:
    return deployed["CreditExchange"]


@pytest.fixture(scope="module")
def token(deployed: Mapping[str, Any]) -> Any:
    return deployed["PaymentToken"]


@pytest.fixture(scope="module")
def methodology(deployed: Mapping[str, Any], registry: Any, registrar: Any) -> str:
    """Id of the registered methodology."""
    registry.registerMethodology(METHODOLOGY, methodology_facts(deployed["RenewablePower"]), {"from": registrar})
    return keccak(METHODOLOGY)


@pytest.fixture(scope="module")
def project(registry: Any, methodology: str, registrar: Any, absorber: Any) -> int:
    """Number of the registered project; it belongs to the absorber."""
    registry.registerProject(PROJECT, "Solar plant", project_facts(absorber), {"from": registrar})
    return PROJECT
