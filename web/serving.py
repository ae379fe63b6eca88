"""Serves an open registry over HTTP until it is told to stop."""

from __future__ import annotations

import signal
from types import FrameType

import uvicorn

from registry.bootstrap import Registry
from web.app import create_app

GRACE_S = 5


def serve_registry(registry: Registry, port: int | None = None) -> None:
    """Listens on the settings' host and port, or on `port`; returns after SIGINT or SIGTERM."""
    settings = registry.settings
    # uvicorn hands SIGTERM on when it has finished: as SystemExit it lets the chain be saved and ended by its owner.
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        create_app(registry),
        host=settings.host,
        port=port or settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
