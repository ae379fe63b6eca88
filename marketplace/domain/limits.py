"""How much one maker may have open where the operator set no limit: a key that floods is stopped at the door."""

from __future__ import annotations

from marketplace.domain.commands import SetLimits

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
