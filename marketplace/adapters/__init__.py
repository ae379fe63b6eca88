"""The outside world of the market: tables, chain, keys."""
