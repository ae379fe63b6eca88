"""Removes an endpoint of a company with its deliveries; what it did not hear yet, it hears no more."""

from __future__ import annotations

from registry.domain.roles import Permission, Principal
from registry.ports import WebhookStore


def remove_webhook(webhook: str, *, caller: Principal, now: int, store: WebhookStore) -> None:
    """Raises NotAuthorised, WebhookUnknown (also for another company's)."""
    caller.check(Permission.MANAGE_USERS)
    store.remove(caller.tenant, webhook, caller.subject, now)
