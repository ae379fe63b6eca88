"""One verb, one file: what the market can be asked to do."""
