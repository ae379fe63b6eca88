"""The lake on files: the durable log of what was received, Delta tables above it, DuckDB as the engine."""
