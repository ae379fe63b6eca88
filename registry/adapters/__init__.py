"""The outside world behind the ports of the registry: chain, tables, files, engines."""
