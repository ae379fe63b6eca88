"""Doors to the webhooks of one's company: register, list, remove, test, and look at what was delivered."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Response

from registry.api.security import registry_of, require
from registry.api.webhook_schemas import DeliveryOut, WebhookCreatedOut, WebhookIn, WebhookOut, WebhookTestIn
from registry.domain.roles import Permission, Principal
from registry.domain.webhooks import SECRET_BYTES, Delivery, Webhook
from registry.usecases.create_webhook import create_webhook
from registry.usecases.remove_webhook import remove_webhook
from registry.usecases.try_webhook import try_webhook

if TYPE_CHECKING:
    from registry.bootstrap import Registry

ID_BYTES = 16
router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])
Opened = Annotated["Registry", Depends(registry_of)]
Administrator = Annotated[Principal, Depends(require(Permission.MANAGE_USERS))]
WebhookId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.post("", operation_id="createWebhook", status_code=201)
def create(asked: WebhookIn, registry: Opened, caller: Administrator, response: Response) -> WebhookCreatedOut:
    """Registers an endpoint for final events from now on; its secret is in this answer and in no other."""
    made = created(registry, caller, asked.url, tuple(asked.events))
    response.headers["Cache-Control"] = "no-store"
    return WebhookCreatedOut.of(made)


@router.get("", operation_id="listWebhooks")
def list_webhooks(registry: Opened, caller: Administrator) -> list[WebhookOut]:
    """Every endpoint of the company, oldest first."""
    return [WebhookOut.of(one) for one in registry.webhooks.of_tenant(caller.tenant)]


@router.delete("/{webhook}", operation_id="removeWebhook", status_code=204)
def remove(webhook: WebhookId, registry: Opened, caller: Administrator) -> Response:
    """Removes an endpoint; nothing more is sent to it."""
    remove_webhook(webhook, caller=caller, now=registry.clock.now(), store=registry.webhooks)
    return Response(status_code=204)


@router.post("/{webhook}/tests", operation_id="testWebhook")
def test(webhook: WebhookId, asked: WebhookTestIn, registry: Opened, caller: Administrator) -> DeliveryOut:
    """Sends `test.<event>` now and answers with what came back; one that arrives takes a paused endpoint up again."""
    return DeliveryOut.of(tried(registry, caller, webhook, asked.event))


@router.get("/{webhook}/deliveries", operation_id="listWebhookDeliveries")
def list_deliveries(webhook: WebhookId, registry: Opened, caller: Administrator) -> list[DeliveryOut]:
    """The last attempts, newest first, at most a hundred."""
    return [DeliveryOut.of(one) for one in registry.webhooks.deliveries(caller.tenant, webhook)]


def created(registry: Registry, caller: Principal, url: str, events: tuple[str, ...]) -> Webhook:
    """A new endpoint under a random name, with a random secret. Raises as `create_webhook`."""
    return create_webhook(
        url,
        events,
        number=secrets.token_hex(ID_BYTES),
        random=secrets.token_bytes(SECRET_BYTES),
        after=registry.end_of_log(),
        known=registry.event_names(),
        caller=caller,
        now=registry.clock.now(),
        store=registry.webhooks,
        sender=registry.webhook_sender,
    )


def tried(registry: Registry, caller: Principal, webhook: str, event: str) -> Delivery:
    """A test of an endpoint. Raises as `try_webhook`."""
    return try_webhook(
        webhook,
        event,
        random=secrets.token_hex(ID_BYTES),
        known=registry.event_names(),
        caller=caller,
        now=registry.clock.now(),
        store=registry.webhooks,
        sender=registry.webhook_sender,
    )
