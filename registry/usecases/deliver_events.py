"""Delivers to one endpoint what it waits for, in order of the log, each event at least once."""

from __future__ import annotations

from functools import partial

from registry.domain.webhooks import Delivery, Message, Webhook, WebhookState, after_attempt, headers_of
from registry.ports import Clock, WebhookSender, WebhookStore

MOST_IN_A_TURN = 20
LEASE_S = 60  # longer than any attempt: who claimed an endpoint and died leaves it free after that


def deliver_events(
    webhook: Webhook, *, final: int, clock: Clock, store: WebhookStore, sender: WebhookSender
) -> Webhook | None:
    """The endpoint after this turn; None if nothing waits, or another process works for it, or it is gone.

    The place in the log moves after the answer: a crash between the two delivers the same message again.
    """
    now = clock.now()
    if webhook.state is not WebhookState.ACTIVE or webhook.next_at > now:
        return None
    messages = store.waiting(webhook, final, MOST_IN_A_TURN)
    if not messages or not store.claim(webhook, now + LEASE_S):
        return None
    standing: Webhook | None = webhook
    for left, message in zip(reversed(range(len(messages))), messages, strict=True):
        standing = _delivered(webhook, message, left, clock, store, sender)
        if standing is None or standing.failures:
            break
    return standing


def _delivered(
    webhook: Webhook, message: Message, left: int, clock: Clock, store: WebhookStore, sender: WebhookSender
) -> Webhook | None:
    at = clock.now()
    headers = headers_of(webhook.secret, message, at)
    answer = sender.send(webhook.url, headers, message.body.encode())
    delivery = Delivery(0, at, message, headers, answer)
    now = clock.now()
    # While more of this turn follows, the endpoint stays ours.
    held = now + LEASE_S if left and answer.accepted else now
    return store.record(partial(after_attempt, message=message, answer=answer, now=held), webhook, delivery)
