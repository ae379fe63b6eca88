"""One verb per file, from importing readings to submitting the report."""
