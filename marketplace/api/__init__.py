"""The HTTP doors of the market."""

from marketplace.api.routes import market_router

__all__ = ["market_router"]
