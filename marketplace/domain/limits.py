"""How much one maker may have open where the operator set no limit: a key that floods is stopped at the door."""

from __future__ import annotations

from marketplace.domain.commands import SetLimits
from marketplace.domain.levels import Account

HOUSE_LIMITS = SetLimits(max_orders_per_maker=1_000, max_credits_per_order=10_000_000)


def limits_in_force(told: SetLimits) -> SetLimits:
    """The operator's limits; where it told none of a kind, the house's own."""
    return SetLimits(
        max_orders_per_maker=told.max_orders_per_maker or HOUSE_LIMITS.max_orders_per_maker,
        max_credits_per_order=told.max_credits_per_order or HOUSE_LIMITS.max_credits_per_order,
        max_open_credits_per_maker=told.max_open_credits_per_maker,
    )


def limit_broken(limits: SetLimits, resting: int, credits: int) -> tuple[str, dict[str, int]] | None:
    """Name and facts of the limit that one more order of `credits` would break, beside so many that rest."""
    if credits > limits.max_credits_per_order:
        return "OrderTooLarge", {"limit": limits.max_credits_per_order, "asked": credits}
    if resting >= limits.max_orders_per_maker:
        return "TooManyOrders", {"limit": limits.max_orders_per_maker}
    return None


def orders_beside(account: Account | None, most: int, leaving: str | None = None) -> int:
    """How many orders of an account rest beside a new one, without the one that it replaces; counted only near `most`.

    Who left may still stand in the account's list, so that its length says too much, never too little.
    """
    if account is None:
        return 0
    if len(account.standing) < most:
        return len(account.standing)
    return sum(order.order != leaving for order in account.resting())
