"""The outside world of monitoring: meter files, tables, hashes."""
