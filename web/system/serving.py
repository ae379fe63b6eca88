"""Serves an open registry over HTTP until it is told to stop."""

from __future__ import annotations

import gc
import signal
import socket
from types import FrameType

import uvicorn

from registry.bootstrap import Registry
from web.app import create_app
from web.errors import PortTaken
from web.system.running import Say

GRACE_S = 5
GARBAGE_THRESHOLDS = (100_000, 5, 50)  # above what 5,000 orders leave: the market settles its own memory


def serve_registry(registry: Registry, port: int | None = None, say: Say = print) -> None:
    """Listens on the settings' host and port, or on `port`, and says where; returns after SIGINT or SIGTERM.

    Raises PortTaken.
    """
    settings = registry.settings
    listener = listen(settings.host, port or settings.port)
    say(f"CarboniX on http://{settings.host}:{port or settings.port} (Ctrl-C ends it)")
    if settings.rpc_url is None:  # an address of somebody else's node may hold a key: it is not shown
        say(f"its chain answers at {registry.chain.rpc_url}, for the --rpc of other commands")
    # uvicorn hands SIGTERM on when it has finished: as SystemExit it lets the chain be saved and ended by its owner.
    signal.signal(signal.SIGTERM, _leave)
    config = uvicorn.Config(
        create_app(registry, simulate=True), log_level="warning", server_header=False, timeout_graceful_shutdown=GRACE_S
    )
    settle_memory()
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def settle_memory() -> None:
    """Takes what the start made out of the collector's rounds: each would stop every thread to look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound. Raises PortTaken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise PortTaken(host, port, fault.strerror or str(fault)) from fault
    return listener


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
