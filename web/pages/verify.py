"""The verification page: one box and one file for whatever a stranger holds; the answer line by line, words first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse

from registry.errors import CarbonixError, InvalidInput
from web.front import Front
from web.verification.checking import Answer, check_document, check_text

MOST_FILE_BYTES = 10_000_000
MOST_TEXT = 1_000_000
Pasted = Annotated[str, Form(max_length=MOST_TEXT)]
Chosen = Annotated[UploadFile | None, File()]


def verify_router(front: Front) -> APIRouter:
    """`/verify`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/verify")
    def ask(q: Annotated[str, Query(max_length=1000)] = "") -> HTMLResponse:
        if not q.strip():
            return front.render("verify.html", front.frame(), asked="", answer=None, refusal=None)
        return _answer(front, q, None)

    @router.post("/verify")
    def check(q: Pasted = "", file: Chosen = None) -> HTMLResponse:
        return _answer(front, q, file)

    return router


def _answer(front: Front, text: str, file: UploadFile | None) -> HTMLResponse:
    """The page with its answer; what cannot be checked gets a sentence and status 422, never an error page."""
    shown = text if len(text) <= 200 else ""
    frame = front.frame()
    try:
        answer = _check(front, text, file)
    except CarbonixError as error:
        status = 422 if isinstance(error, InvalidInput) else 503
        return front.render("verify.html", frame, status, asked=shown, answer=None, refusal=error)
    return front.render("verify.html", frame, asked=shown, answer=answer, refusal=None)


def _check(front: Front, text: str, file: UploadFile | None) -> Answer:
    if file is not None and file.filename:
        data = file.file.read(MOST_FILE_BYTES + 1)
        if len(data) > MOST_FILE_BYTES:
            raise InvalidInput("file", file.filename, f"a file here has at most {MOST_FILE_BYTES:,} bytes")
        return check_document(front, data)
    return check_text(front, text)
