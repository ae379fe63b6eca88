"""Answers every error twice: as a page with a sentence for people, as a problem document (RFC 9457) for programs."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from registry.api.problems import Problem, as_document, install
from registry.errors import CarbonixError
from web.asking import asked
from web.front import Front
from web.languages import translated
from web.session import SAFE_METHODS


def install_failures(app: FastAPI, front: Front) -> None:
    """Lets the application answer errors in the language that was asked for."""

    def answer(request: Request, problem: Problem) -> Response:
        return _page(front, request, problem) if wants_page(request) else as_document(request, problem)

    install(app, answer)


def wants_page(request: Request) -> bool:
    """A browser outside of the API: it asks for text/html."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _plain(phrase: str) -> str:
    """HTTP's own refusals bring a phrase where everything of ours brings a sentence: ours for it, or nothing."""
    return {
        "Not Found": translated("There is no page here. The address may be mistyped, or what it named never existed."),
        "Method Not Allowed": translated("This address does not take that kind of request."),
    }.get(phrase, "")


def _page(front: Front, request: Request, problem: Problem) -> Response:
    document = problem.document
    hidden = {"type", "title", "status", "detail", "here"}
    facts = {key: value for key, value in document.items() if key not in hidden}
    try:
        frame = front.frame()
    except CarbonixError:
        frame = front.bare_frame()
    page = front.render(
        "failure.html",
        frame,
        problem.status,
        sentence=document["detail"],
        plain=_plain(document["detail"]),
        facts=facts,
        title=document["title"],
        here=document.get("here", ""),
        http_status=problem.status,
        after=asked().here() if request.method in SAFE_METHODS else asked().at("/"),
    )
    page.headers.update(problem.headers)
    return page
