"""The marketplace room: signed orders, a deterministic book, settlement on chain, and a fee without rounding."""
