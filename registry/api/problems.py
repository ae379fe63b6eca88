"""Turns every error into one problem document (RFC 9457) whose code is the error's name, on chain and off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from registry.errors import (
    CarbonixError,
    ChainUnavailable,
    InvalidInput,
    NotAuthenticated,
    NotAuthorised,
    NotFound,
    Refused,
    TransactionRejected,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
RESERVED = {"type", "title", "status", "detail", "instance", "code", "errors"}
STATUSES: tuple[tuple[type[CarbonixError], int], ...] = (
    (InvalidInput, 422),
    (NotFound, 404),
    (NotAuthenticated, 401),
    (NotAuthorised, 403),
    (ChainUnavailable, 503),
    (TransactionRejected, 503),
    (Refused, 409),
)
STATUS_BY_NAME: Mapping[str, int] = {
    "AccessManagedUnauthorized": 403,
    "BatchUnknown": 404,
    "CertificateUnknown": 404,
    "ClaimUnknown": 404,
    "DeploymentMissing": 503,
    "MethodologyUnknown": 404,
    "NotCanonical": 422,
    "ProjectUnknown": 404,
    "SealUnknown": 404,
}


def problem_of(error: CarbonixError) -> tuple[int, dict[str, Any]]:
    """Status and body: type, title, status, detail, code, and the error's facts as members of their own."""
    status = _status(error)
    facts = {key: value for key, value in error.facts.items() if key not in RESERVED}
    return status, _document(error.name, status, error.sentence) | facts


def problem_response(error: CarbonixError) -> JSONResponse:
    """The HTTP answer for an error."""
    status, body = problem_of(error)
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def validation_problem(fault: RequestValidationError) -> tuple[int, dict[str, Any]]:
    """All fields that break their rule, the first one in the document's own words."""
    broken = [_broken_field(item) for item in fault.errors()]
    first = broken[0]
    status, body = problem_of(InvalidInput(first["field"], first["value"], first["rule"]))
    return status, body | {"errors": broken}


def install(app: FastAPI) -> None:
    """Lets the application answer every error with a problem document."""

    @app.exception_handler(CarbonixError)
    async def known(_request: Request, error: CarbonixError) -> JSONResponse:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, fault: RequestValidationError) -> JSONResponse:
        status, body = validation_problem(fault)
        return JSONResponse(body, status, media_type=MEDIA_TYPE)

    @app.exception_handler(HTTPException)
    async def http(_request: Request, fault: HTTPException) -> JSONResponse:
        name = "".join(HTTPStatus(fault.status_code).phrase.title().split())
        body = _document(name, fault.status_code, str(fault.detail))
        return JSONResponse(body, fault.status_code, fault.headers, MEDIA_TYPE)

    @app.exception_handler(Exception)
    async def unknown(_request: Request, _fault: Exception) -> JSONResponse:
        body = _document("InternalError", 500, "the service met an error that it does not know; it is in the log")
        return JSONResponse(body, 500, media_type=MEDIA_TYPE)


def _status(error: CarbonixError) -> int:
    if error.name in STATUS_BY_NAME:
        return STATUS_BY_NAME[error.name]
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def _document(name: str, status: int, detail: str) -> dict[str, Any]:
    title = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).capitalize()
    return {"type": f"/problems/{name}", "title": title, "status": status, "detail": detail, "code": name}


def _broken_field(item: dict[str, Any]) -> dict[str, str]:
    place = [str(part) for part in item["loc"] if part not in {"body", "query", "path", "header"}]
    shown = item.get("input")
    return {"field": ".".join(place) or "body", "value": str(shown)[:200], "rule": str(item["msg"])}
