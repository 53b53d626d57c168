"""Runs the server for a home's voice pipeline and its satellites."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack

from voiceskill.config import Config
from voiceskill.console import remark, show
from voiceskill.serve.announcement import announced, check_announceable
from voiceskill.serve.home import Home, opened_home
from voiceskill.serve.server import ServerSettings, serving
from voiceskill.service.notify import ServiceManager

__all__ = ["run_serve"]

_FEEDS_A_PERIOD = 4


def run_serve(config: Config, settings: ServerSettings, manager: ServiceManager, *, announce: bool) -> int:
    """Serve until Ctrl-C or SIGTERM; exit status 0.

    Raises ``VoiceskillError`` if the model is damaged, the address can't be listened on, or, with
    ``announce``, can't be announced.
    """
    if announce:
        check_announceable(settings.address)
    with opened_home(config) as home:
        asyncio.run(_serve(home, settings, manager, announce=announce))
    return 0


async def _serve(home: Home, settings: ServerSettings, manager: ServiceManager, *, announce: bool) -> None:
    enough = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, enough.set)
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(home, settings, remark))
        if announce:
            await stack.enter_async_context(announced(address))
        if not address.is_private:
            remark("Whoever is in your network can talk to this server: Wyoming has no passwords.")
        show(f"Serving at {address}. Ctrl-C ends.")
        manager.ready(f"Serving at {address}")
        feeding = asyncio.create_task(_feed(manager))
        await enough.wait()
        feeding.cancel()
        manager.stopping()


async def _feed(manager: ServiceManager) -> None:
    """Tell the manager's watchdog that the loop, which all connections depend on, is alive."""
    while manager.watchdog_seconds is not None:
        manager.alive()
        await asyncio.sleep(manager.watchdog_seconds / _FEEDS_A_PERIOD)
