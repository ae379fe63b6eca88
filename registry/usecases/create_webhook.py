"""Registers an endpoint of a company: from here on it hears of every final event that it wants."""

from __future__ import annotations

from registry.domain.roles import Permission, Principal
from registry.domain.webhooks import Place, Webhook, read_events, secret_of
from registry.ports import WebhookSender, WebhookStore

MOST_WEBHOOKS = 10  # of one company


def create_webhook(
    url: str,
    events: tuple[str, ...],
    *,
    number: str,
    random: bytes,
    after: Place,
    known: frozenset[str],
    caller: Principal,
    now: int,
    store: WebhookStore,
    sender: WebhookSender,
) -> Webhook:
    """The endpoint with its secret of `random` bytes; it hears what stands in the log behind `after`.

    Raises NotAuthorised, InvalidInput, WebhookAddressRefused, TooManyWebhooks.
    """
    caller.check(Permission.MANAGE_USERS)
    wanted = read_events(events, known)
    sender.check(url)
    webhook = Webhook(number, caller.tenant, url, wanted, secret_of(random), now, after)
    store.add(webhook, caller.subject, MOST_WEBHOOKS)
    return webhook
