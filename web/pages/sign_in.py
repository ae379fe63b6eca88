"""Signs a reader in by wallet, by token, or, in a demonstration, as one of its characters."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.adapters.tokens import DEFAULT_TTL_S
from registry.api.sign_in import door_of
from registry.domain.wallets import SESSION_S
from registry.errors import CarbonixError, InvalidInput, NotFound
from registry.usecases.sign_in import SignedText, sign_in
from web.asking import asked
from web.demonstration import READERS
from web.front import Front
from web.session import caller_of, end_session, keep_session

MOST_TOKEN = 4_000
MOST_MESSAGE = 2_000
SEE_OTHER = 303
Next = Annotated[str, Form(alias="next", max_length=500)]


def sign_in_page_router(front: Front) -> APIRouter:
    """`/sign-in` and the three ways through it, `/sign-out`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    registry = front.registry

    @router.get("/sign-in")
    def show(request: Request) -> HTMLResponse:
        return _page(front, request, request.query_params.get("next", "/"))

    @router.post("/sign-in/token")
    def by_token(request: Request, token: Annotated[str, Form(max_length=MOST_TOKEN)], after: Next = "/") -> Response:
        try:
            registry.users.standing(registry.tokens.read_token(token.strip(), registry.clock.now()))
        except CarbonixError as refusal:
            return _page(front, request, after, refusal)
        return _entered(request, token.strip(), DEFAULT_TTL_S, after)

    @router.post("/sign-in/wallet")
    def by_wallet(
        request: Request,
        message: Annotated[str, Form(max_length=MOST_MESSAGE)],
        signature: Annotated[str, Form(max_length=MOST_MESSAGE)],
        after: Next = "/",
    ) -> Response:
        # A form sends line ends as CR LF; the message was signed with LF alone.
        text = message.replace("\r\n", "\n")
        try:
            who = sign_in(SignedText(text, _bytes(signature)), door=door_of(registry), wallets=registry.wallets)
            standing = registry.users.standing(who)
        except CarbonixError as refusal:
            return _page(front, request, after, refusal)
        now = registry.clock.now()
        token = registry.tokens.issue_token(standing.subject, standing.tenant, standing.roles, now, SESSION_S)
        return _entered(request, token, SESSION_S, after)

    @router.post("/sign-in/as/{reader}")
    def as_character(request: Request, reader: str, after: Next = "") -> Response:
        if not front.is_demonstration or reader not in READERS:
            raise NotFound("reader", reader)
        who = READERS[reader]
        now = registry.clock.now()
        token = registry.tokens.issue_token(who.principal.subject, who.principal.tenant, who.principal.roles, now)
        return _entered(request, token, DEFAULT_TTL_S, after or who.begins_at)

    @router.post("/sign-out")
    def leave() -> Response:
        answer = RedirectResponse(asked().at("/"), SEE_OTHER)
        end_session(answer)
        return answer

    return router


def _page(front: Front, request: Request, after: str, refusal: CarbonixError | None = None) -> HTMLResponse:
    return front.render(
        "sign_in.html",
        front.frame(),
        200 if refusal is None else 401,
        refusal=refusal,
        caller=caller_of(request),
        after=after,
        readers=READERS if front.is_demonstration else {},
    )


def _entered(request: Request, token: str, lasts_s: int, after: str) -> Response:
    """Back to where the reader came from; to an address of ours only."""
    own = after.startswith("/") and not after.startswith(("//", "/\\"))
    answer = RedirectResponse(after if own else "/", SEE_OTHER)
    keep_session(answer, token, lasts_s, secure=request.url.scheme == "https")
    return answer


def _bytes(signature: str) -> bytes:
    try:
        return bytes.fromhex(signature.removeprefix("0x"))
    except ValueError as fault:
        raise InvalidInput("signature", signature[:20], "must be hex") from fault
