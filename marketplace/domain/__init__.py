"""Pure rules of the market: the book, the fee, fault."""
