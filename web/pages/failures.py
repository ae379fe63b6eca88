"""Answers every error twice: as a page with a sentence for people, as a problem document (RFC 9457) for programs."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from registry.api.problems import Answer, Problem, as_document
from registry.errors import CarbonixError
from web.asking import asked
from web.front import Front
from web.headers import secure
from web.languages import translated
from web.session import SAFE_METHODS

MOST_TYPED = 300_000  # characters of a form that come back with its refusal


def failure_answer(front: Front) -> Answer:
    """How the application and its middlewares answer errors: in the form and the language that were asked for."""

    def answer(request: Request, problem: Problem) -> Response:
        said = _page(front, request, problem) if wants_page(request) else as_document(request, problem)
        if not _is_door(request):
            said.headers.add_vary_header("Accept")
        secure(said.headers, request.headers)  # an error that nobody foresaw is answered outside of every middleware
        return said

    return answer


def wants_page(request: Request) -> bool:
    """A browser outside of the API: it asks for text/html."""
    return not _is_door(request) and "text/html" in request.headers.get("accept", "")


def _is_door(request: Request) -> bool:
    return request.url.path.startswith("/api/")


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
        typed=_typed(request),
    )
    page.headers.update(problem.headers)
    return page


def _typed(request: Request) -> list[tuple[str, str]]:
    """What a refused form carried, so that it can be sent again; files stay out, and what signs somebody in.

    Only forms of our own pages come here: another site's are refused before (`SessionCookies`).
    """
    form = getattr(request, "_form", None)  # what was read of the body, if it was a form: it cannot be read again
    if not isinstance(form, FormData) or "/sign-in" in request.url.path:
        return []
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return fields if sum(len(name) + len(value) for name, value in fields) <= MOST_TYPED else []
