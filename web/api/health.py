"""Whether the process lives, whether it is ready, and what it is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from fastapi import APIRouter

from registry.api.schema import Schema
from registry.errors import ChainUnavailable
from web.front import Front


class HealthOut(Schema):
    status: Literal["ok"] = "ok"


class ReadyOut(Schema):
    """Ready: database, chain and follower answer. `block` is the newest block that pages show."""

    status: Literal["ready"] = "ready"
    block: str


class VersionOut(Schema):
    """Of the service and of the contracts that it speaks to."""

    version: str
    chain_id: str
    deployment: str
    contracts_commit: str
    compiler: str


def health_router(front: Front) -> APIRouter:
    """`/healthz`, `/readyz`, `/version`."""
    router = APIRouter(tags=["service"])

    @router.get("/healthz", operation_id="getHealth")
    def healthz() -> HealthOut:
        """The process answers; nothing else is asked."""
        return HealthOut()

    @router.get("/readyz", operation_id="getReadiness")
    def readyz() -> ReadyOut:
        """503 with the reason while the chain does not answer or is not followed."""
        frame = front.frame()
        if frame.trouble is not None:
            raise ChainUnavailable(frame.trouble.sentence, {"since": frame.trouble.since})
        front.registry.chain.head()
        if frame.tip is None:
            raise ChainUnavailable("no block was followed yet")
        return ReadyOut(block=str(frame.tip.number))

    @router.get("/version", operation_id="getVersion")
    def show_version() -> VersionOut:
        """What runs here."""
        deployment = front.registry.deployment
        return VersionOut(
            version=service_version(),
            chain_id=str(deployment.chain_id),
            deployment=deployment.id,
            contracts_commit=deployment.commit,
            compiler=deployment.compiler.get("version", ""),
        )

    return router


def service_version() -> str:
    """Version of the installed package."""
    try:
        return version("carbonix")
    except PackageNotFoundError:
        return "not installed"
