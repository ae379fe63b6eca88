"""The front door: mounts the rooms and serves the pages."""
