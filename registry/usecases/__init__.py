"""One verb, one file: what the ground floor can do."""
