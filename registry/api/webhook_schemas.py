"""What crosses the doors of webhooks; times are Unix seconds as text."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from registry.api.schema import Schema
from registry.domain.webhook_addresses import LONGEST_URL
from registry.domain.webhooks import MOST_EVENT_NAMES, Delivery, Webhook

EventName = Annotated[str, Field(min_length=1, max_length=64)]


class WebhookIn(Schema):
    """Where to send, and which events."""

    url: Annotated[str, Field(min_length=1, max_length=LONGEST_URL)]
    events: Annotated[list[EventName], Field(min_length=1, max_length=MOST_EVENT_NAMES)]


class WebhookTestIn(Schema):
    """The event whose form the test has."""

    event: EventName


class WebhookOut(Schema):
    """An endpoint; `reason` says what failed last, or why nothing is sent any more."""

    id: str
    url: str
    events: list[str]
    state: str
    reason: str
    failures: int
    created_at: str

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookOut:
        return cls(
            id=webhook.id,
            url=webhook.url,
            events=list(webhook.events),
            state=webhook.state.value,
            reason=webhook.reason,
            failures=webhook.failures,
            created_at=str(webhook.created_at),
        )


class WebhookCreatedOut(WebhookOut):
    """The endpoint with its secret, which is shown this once."""

    secret: str

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookCreatedOut:
        return cls(**WebhookOut.of(webhook).model_dump(), secret=webhook.secret)


class DeliveryOut(Schema):
    """One attempt: what was sent, and what came back; `status` is null where nobody answered."""

    number: int
    at: str
    message_id: str
    type: str
    headers: dict[str, str]
    body: str
    accepted: bool
    status: int | None
    answer: str

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryOut:
        message, answer = delivery.message, delivery.answer
        return cls(
            number=delivery.number,
            at=str(delivery.at),
            message_id=message.id,
            type=message.type,
            headers=dict(delivery.headers),
            body=message.body,
            accepted=answer.accepted,
            status=answer.status,
            answer=answer.text,
        )
