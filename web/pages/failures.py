"""Answers every error twice: as a page with a sentence for people, as a problem document (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from registry.api.problems import MEDIA_TYPE, problem_of, problem_response, validation_problem
from registry.errors import CarbonixError
from web.front import Front

NO_SUCH_PAGE = "There is no page here. The address may be mistyped, or what it named never existed."
NOT_THIS_WAY = "This address does not take that kind of request."
OUR_FAULT = "The server met an error that it does not know. Nothing was changed; the error is in its log."


def install_failures(app: FastAPI, front: Front) -> None:
    """Lets the application answer errors in the language that was asked for."""

    @app.exception_handler(CarbonixError)
    def known(request: Request, error: CarbonixError) -> Response:
        if not wants_page(request):
            return problem_response(error)
        status, document = problem_of(error)
        return _page(front, status, error.sentence, document)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, fault: RequestValidationError) -> Response:
        status, document = validation_problem(fault)
        if not wants_page(request):
            return JSONResponse(document, status, media_type=MEDIA_TYPE)
        return _page(front, status, document["detail"], document)

    @app.exception_handler(HTTPException)
    def http(request: Request, fault: HTTPException) -> Response:
        status = fault.status_code
        document = problem_document(status, str(fault.detail))
        if not wants_page(request):
            return JSONResponse(document, status, fault.headers, MEDIA_TYPE)
        words = {404: NO_SUCH_PAGE, 405: NOT_THIS_WAY}
        return _page(front, status, words.get(status, str(fault.detail)), document)

    @app.exception_handler(Exception)
    def unknown(request: Request, _fault: Exception) -> Response:
        document = problem_document(500, OUR_FAULT)
        if not wants_page(request):
            return JSONResponse(document, 500, media_type=MEDIA_TYPE)
        return _page(front, 500, OUR_FAULT, document)


def wants_page(request: Request) -> bool:
    """A browser outside of the API: it asks for text/html."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def problem_document(status: int, detail: str) -> dict[str, Any]:
    """A problem for what HTTP itself refuses."""
    phrase = HTTPStatus(status).phrase
    code = "".join(phrase.title().split())
    return {"type": f"/problems/{code}", "title": phrase, "status": status, "detail": detail, "code": code}


def _page(front: Front, status: int, sentence: str, document: dict[str, Any]) -> Response:
    facts = {key: value for key, value in document.items() if key not in {"type", "title", "status", "detail"}}
    return front.render("failure.html", front.frame(), status, sentence=sentence, facts=facts, title=document["title"])
