"""Sends a test to an endpoint and says what came back; one that arrives takes a paused endpoint up again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from registry.domain.roles import Permission, Principal
from registry.domain.webhooks import Delivery, after_attempt, headers_of, read_events, trial_message
from registry.ports import WebhookSender, WebhookStore


def try_webhook(
    webhook: str,
    event: str,
    *,
    random: str,
    known: frozenset[str],
    caller: Principal,
    now: int,
    store: WebhookStore,
    sender: WebhookSender,
) -> Delivery:
    """The attempt, with what was sent. Raises NotAuthorised, InvalidInput, WebhookUnknown."""
    caller.check(Permission.MANAGE_USERS)
    found = store.find(caller.tenant, webhook)
    (name,) = read_events((event,), known)
    message = trial_message(name, store.newest(name), now, random)
    headers = headers_of(found.secret, message, now)
    answer = sender.send(found.url, headers, message.body.encode())
    delivery = Delivery(found.attempts + 1, now, message, headers, answer)
    standing = store.record(partial(after_attempt, message=message, answer=answer, now=now), found, delivery)
    return delivery if standing is None else replace(delivery, number=standing.attempts)
