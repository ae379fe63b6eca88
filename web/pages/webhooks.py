"""The webhooks of one's company: endpoints, a test that shows what was sent and what came back, last deliveries."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.api.webhooks import created, tried
from registry.domain.roles import Permission, Principal
from registry.domain.webhook_addresses import LONGEST_URL
from registry.domain.webhooks import Delivery, Webhook
from registry.errors import CarbonixError
from registry.usecases.remove_webhook import remove_webhook
from web.asking import asked
from web.formatting import utc
from web.front import Front
from web.languages import translated
from web.session import require_caller
from web.sheets import Sheet

PLACE = "/developers/webhooks"
SEE_OTHER, UNPROCESSABLE = 303, 422
SHOWN = 20  # of the last deliveries of each endpoint
COLUMNS = ("webhook", "url", "number", "at", "messageId", "type", "status", "answer")
WebhookId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def webhooks_page_router(front: Front) -> APIRouter:
    """`/developers/webhooks`, whose forms work without a script."""
    router = APIRouter(prefix=PLACE, default_response_class=HTMLResponse, include_in_schema=False)
    registry = front.registry

    def caller_of(request: Request) -> Principal:
        here = translated("Webhooks: this service calls yours when something happens on chain.")
        return require_caller(request, Permission.MANAGE_USERS, here=here)

    @router.get("")
    def show(request: Request) -> Response:
        return _page(front, caller_of(request))

    @router.post("")
    def create(
        request: Request,
        url: Annotated[str, Form(max_length=LONGEST_URL)] = "",
        events: Annotated[list[str], Form()] = [],  # noqa: B006
    ) -> Response:
        caller = caller_of(request)
        try:
            made = created(registry, caller, url.strip(), tuple(events))
        except CarbonixError as refusal:
            return _page(front, caller, url=url, chosen=events, refusal=refusal)
        answer = _page(front, caller, made=made)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @router.post("/tests")
    def test(
        request: Request,
        webhook: Annotated[str, Form(max_length=64)],
        event: Annotated[str, Form(max_length=64)],
    ) -> Response:
        caller = caller_of(request)
        try:
            sent = tried(registry, caller, webhook, event)
        except CarbonixError as refusal:
            return _page(front, caller, refusal=refusal, tested=webhook, event=event)
        return _page(front, caller, sent=sent, tested=webhook, event=event)

    @router.post("/{webhook}/removal")
    def remove(webhook: WebhookId, request: Request) -> Response:
        remove_webhook(webhook, caller=caller_of(request), now=registry.clock.now(), store=registry.webhooks)
        return RedirectResponse(asked().at(PLACE), SEE_OTHER)

    return router


def _page(
    front: Front,
    caller: Principal,
    *,
    url: str = "",
    chosen: list[str] | None = None,
    made: Webhook | None = None,
    sent: Delivery | None = None,
    tested: str = "",
    event: str = "",
    refusal: CarbonixError | None = None,
) -> Response:
    store = front.registry.webhooks
    webhooks = store.of_tenant(caller.tenant)
    deliveries = [(one, each) for one in webhooks for each in store.deliveries(caller.tenant, one.id)[:SHOWN]]
    deliveries.sort(key=lambda pair: pair[1].at, reverse=True)
    sheet = Sheet("webhook-deliveries", COLUMNS, [_row(one, each) for one, each in deliveries])
    shown: dict[str, Any] = {"caller": caller, "webhooks": webhooks, "deliveries": deliveries, "url": url}
    shown |= {"chosen": chosen or [], "made": made, "sent": sent, "tested": tested, "event": event, "refusal": refusal}
    shown |= {"event_names": sorted(front.registry.event_names())}
    if refusal is not None:
        return front.render("webhooks.html", front.frame(), UNPROCESSABLE, sheet=sheet, **shown)
    return front.answer("webhooks.html", front.frame(), sheet, **shown)


def _row(webhook: Webhook, delivery: Delivery) -> tuple[str | int | None, ...]:
    sent, answer = delivery.message, delivery.answer
    where = (webhook.id, webhook.url, delivery.number, utc(delivery.at))
    return (*where, sent.id, sent.type, answer.status, answer.text)
