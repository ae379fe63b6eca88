"""Seals the days of the market's journal that are over, in the background of the server."""

from __future__ import annotations

import asyncio
import logging

from marketplace.bootstrap import Marketplace
from registry.adapters.sealer_key import SealerKeyMissing
from registry.errors import CarbonixError

PAUSE_S = 60.0
log = logging.getLogger("carbonix.journal")


async def seal_days(market: Marketplace) -> None:
    """Looks every minute until cancelled, or until it is known that nobody here may seal; a failure is tried again."""
    while True:
        await asyncio.sleep(PAUSE_S)
        try:
            await asyncio.to_thread(market.archive.seal_days)
        except SealerKeyMissing:
            return
        except CarbonixError as error:
            log.warning("sealing the journal waits: %s: %s", error.name, error.sentence)
        except Exception:
            log.exception("sealing the journal failed")
