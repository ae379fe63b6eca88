"""The list of every HTTP call, made from the OpenAPI document on this server: no script, no third party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from web.front import Front

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Call:
    """One operation in words."""

    method: str
    path: str
    operation: str
    description: str
    parameters: tuple[str, ...]


def reference_router(front: Front, app: FastAPI) -> APIRouter:
    """`/docs`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/docs")
    def show_reference() -> HTMLResponse:
        return front.render("reference.html", front.frame(), calls=calls_of(app.openapi()))

    return router


def calls_of(document: dict[str, Any]) -> list[Call]:
    """Operations of an OpenAPI document, by path."""
    return [
        Call(
            method.upper(),
            path,
            operation.get("operationId", ""),
            operation.get("description", ""),
            tuple(parameter["name"] for parameter in operation.get("parameters", [])),
        )
        for path, operations in sorted(document["paths"].items())
        for method, operation in operations.items()
        if method in METHODS
    ]
