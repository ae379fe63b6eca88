"""The verification page: one box and one file for whatever a stranger holds; the answer line by line, words first.

With a script the browser checks by itself and a file never leaves it; without one the server does the same.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import HTMLResponse

from registry.domain.bundle_schema import CONTRACTS
from registry.errors import CarbonixError, InvalidInput
from web.front import Front
from web.sheets import Sheet, wanted_format
from web.verification.checking import Answer, check_document, check_text

MOST_FILE_BYTES = 10_000_000
MOST_TEXT = 1_000_000
LONGEST_SHOWN = 200
COLUMNS = ("step", "outcome", "sentence", "inputs")
Pasted = Annotated[str, Form(max_length=MOST_TEXT)]
Chosen = Annotated[UploadFile | None, File()]


def verify_router(front: Front) -> APIRouter:
    """`/verify`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/verify")
    def ask(q: Annotated[str, Query(max_length=1000)] = "") -> Response:
        if not q.strip():
            return _page(front, "", None, None)
        return _answer(front, q, None)

    @router.post("/verify")
    def check(q: Pasted = "", file: Chosen = None) -> Response:
        return _answer(front, q, file)

    return router


def _answer(front: Front, text: str, file: UploadFile | None) -> Response:
    """The page with its answer; what cannot be checked gets a sentence and status 422, never an error page."""
    shown = text if len(text) <= LONGEST_SHOWN else ""
    try:
        answer = _check(front, text, file)
    except CarbonixError as error:
        if wanted_format() != "html":
            raise
        return _page(front, shown, None, error)
    return _page(front, shown, answer, None)


def _page(front: Front, asked: str, answer: Answer | None, refusal: CarbonixError | None) -> Response:
    known: dict[str, Any] = {
        "asked": asked,
        "answer": answer,
        "refusal": refusal,
        "published": published(front),
        "local_node": front.local_node,
    }
    if answer is not None:
        return front.answer("verify.html", front.frame(), sheet_of(answer), **known)
    status = 200 if refusal is None else 422 if isinstance(refusal, InvalidInput) else 503
    return front.render("verify.html", front.frame(), status, **known)


def sheet_of(answer: Answer) -> Sheet:
    """The steps as rows; the raw inputs of each as JSON text, so that the row stays one line."""
    rows = [(one.name, one.outcome, one.sentence, json.dumps(dict(one.inputs))) for one in answer.steps]
    facts = {
        "subject": answer.subject,
        "outcome": answer.outcome,
        "sentence": answer.sentence,
        "certificate": None if answer.certificate is None else str(answer.certificate),
        "links": [{"path": link.path, "text": link.text} for link in answer.links],
    }
    return Sheet("verification", COLUMNS, rows, facts)


def published(front: Front) -> dict[str, Any]:
    """Chain and contract addresses of this registry, which a browser compares a bundle with."""
    deployment = front.registry.deployment
    addresses = {name: deployment.address_of(name) for name in CONTRACTS}
    return {"chainId": str(deployment.chain_id), "addresses": addresses}


def _check(front: Front, text: str, file: UploadFile | None) -> Answer:
    if file is not None and file.filename:
        data = file.file.read(MOST_FILE_BYTES + 1)
        if len(data) > MOST_FILE_BYTES:
            raise InvalidInput("file", file.filename, f"a file here has at most {MOST_FILE_BYTES:,} bytes")
        return check_document(front, data)
    return check_text(front, text)
