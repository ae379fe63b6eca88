"""Turns every error into one problem document (RFC 9457) whose code is the error's name, on chain and off."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from registry.errors import (
    CarbonixError,
    ChainUnavailable,
    DatabaseUnavailable,
    InvalidInput,
    NotAuthenticated,
    NotAuthorised,
    NotFound,
    Refused,
    TransactionRejected,
    writable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
LONGEST_SHOWN = 200
OUR_FAULT = "The server met an error that it does not know. Nothing was changed; the error is in its log."
HEADERS: Mapping[int, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": str(RETRY_AFTER_S)},
}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "one sentence: what was seen and what was allowed"},
        "code": {"type": "string", "description": "the error's name, on chain and off"},
    },
    "additionalProperties": True,
}
_PROBLEM = {"description": "A problem (RFC 9457)", "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}}
PROBLEM_ANSWERS: dict[int | str, dict[str, Any]] = {422: _PROBLEM, "default": _PROBLEM}
RESERVED = {"type", "title", "status", "detail", "instance", "code", "errors"}
STATUSES: tuple[tuple[type[CarbonixError], int], ...] = (
    (InvalidInput, 422),
    (NotFound, 404),
    (NotAuthenticated, 401),
    (NotAuthorised, 403),
    (ChainUnavailable, 503),
    (DatabaseUnavailable, 503),
    (TransactionRejected, 503),
    (Refused, 409),
)
STATUS_BY_NAME: Mapping[str, int] = {
    "AccessManagedUnauthorized": 403,
    "BatchUnknown": 404,
    "CertificateUnknown": 404,
    "ClaimUnknown": 404,
    "DeploymentMissing": 503,
    "DeskBusy": 503,
    "DeskHalted": 503,
    "HsmUnavailable": 503,
    "IpfsUnavailable": 503,
    "JournalDamaged": 503,
    "JournalTaken": 503,
    "MethodologyUnknown": 404,
    "NotCanonical": 422,
    "OperatorKeyMissing": 503,
    "OrderUnknown": 404,
    "ProjectUnknown": 404,
    "SealUnknown": 404,
    "SealerKeyMissing": 503,
    "TooManySubscribers": 503,
    "TooManyChallenges": 503,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document with the status and the headers that it travels with."""

    status: int
    document: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Request, Problem], Response]


def problem_of(error: CarbonixError) -> Problem:
    """The document holds type, title, status, detail, code, and the error's facts as members of their own."""
    status = status_of(type(error), error.name)
    facts = {key: value for key, value in error.facts.items() if key not in RESERVED}
    return Problem(status, _document(error.name, status, error.sentence) | facts, HEADERS.get(status, {}))


def status_of(kind: type[CarbonixError], name: str) -> int:
    """The HTTP status of an error: by its name where the name says more than its place in the tree."""
    by_kind = next((status for known, status in STATUSES if issubclass(kind, known)), 500)
    return STATUS_BY_NAME.get(name, by_kind)


def as_document(_request: Request, problem: Problem) -> Response:
    """The HTTP answer for a program."""
    return JSONResponse(problem.document, problem.status, problem.headers, MEDIA_TYPE)


def install(app: FastAPI, answer: Answer = as_document) -> None:
    """Lets the application answer every error with a problem, in the way that `answer` gives it."""

    @app.exception_handler(CarbonixError)
    def known(request: Request, error: CarbonixError) -> Response:
        return answer(request, problem_of(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, fault: RequestValidationError) -> Response:
        return answer(request, _validation_problem(fault))

    @app.exception_handler(HTTPException)
    def http(request: Request, fault: HTTPException) -> Response:
        return answer(request, http_problem(fault.status_code, str(fault.detail), fault.headers))

    @app.exception_handler(Exception)
    def unknown(request: Request, _fault: Exception) -> Response:
        return answer(request, http_problem(HTTPStatus.INTERNAL_SERVER_ERROR, OUR_FAULT))


def _validation_problem(fault: RequestValidationError) -> Problem:
    """All fields that break their rule, the first one in the document's own words."""
    broken = [_broken_field(item) for item in fault.errors()]
    first = problem_of(InvalidInput(broken[0]["field"], broken[0]["value"], broken[0]["rule"]))
    return Problem(first.status, {**first.document, "errors": broken})


def http_problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """What HTTP itself refuses, under the phrase of its status."""
    name = "".join(HTTPStatus(status).phrase.title().split())
    return Problem(status, _document(name, status, detail), headers or {})


def _document(name: str, status: int, detail: str) -> dict[str, Any]:
    title = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).capitalize()
    return {"type": f"/problems/{name}", "title": title, "status": status, "detail": detail, "code": name}


def _broken_field(item: dict[str, Any]) -> dict[str, str]:
    place = [str(part) for part in item["loc"] if part not in {"body", "query", "path", "header"}]
    shown = "" if item["type"] == "missing" else str(item.get("input"))
    return {"field": _text(".".join(place)) or "body", "value": _text(shown), "rule": _text(str(item["msg"]))}


def _text(sent: str) -> str:
    """What was sent, in a length that can be shown."""
    return writable(sent[:LONGEST_SHOWN])
