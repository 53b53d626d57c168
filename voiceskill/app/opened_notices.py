"""Notices to others beside a session, where the settings want them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from voiceskill.app.watcher import Watcher
from voiceskill.config import Config
from voiceskill.console import remark
from voiceskill.dialogue.events import AlertFailed
from voiceskill.notices.alerts import AlertSender, AlertWatcher
from voiceskill.notices.channel import open_channel

__all__ = ["Notices", "RoomNotices", "opened_notices"]


@dataclass(frozen=True, slots=True)
class RoomNotices:
    """What tells others of one conversation."""

    watchers: tuple[Watcher, ...] = ()
    failures: Callable[[], Sequence[AlertFailed]] = tuple
    """What could not be passed on since the last call; for the thread of the conversation."""


class Notices:
    """Tells others of any number of conversations of this process."""

    def __init__(self, config: Config, sender: AlertSender | None) -> None:
        """Without a ``sender`` nobody is alerted."""
        self._config = config
        self._sender = sender

    def room(self, name: str | None = None) -> RoomNotices:
        """The notices of one more conversation, held in the room ``name``."""
        if self._sender is None or self._config.alert is None:
            return RoomNotices()
        watcher = AlertWatcher(self._sender, self._config.alert, name or self._config.name, _now)
        return RoomNotices((watcher,), watcher.failures)


@contextmanager
def opened_notices(config: Config, tell: Callable[[str], None] = remark) -> Iterator[Notices]:
    """The notices that ``config`` asks for; at the end what is still to be sent gets a last try.

    ``tell`` is given sentences for the device's owner, from any thread.
    """
    sender = _open_sender(config, tell)
    try:
        yield Notices(config, sender)
    finally:
        if sender is not None:
            sender.close()


def _open_sender(config: Config, tell: Callable[[str], None]) -> AlertSender | None:
    if config.alert is None:
        return None
    return AlertSender(open_channel(config.alert), tell)


def _now() -> datetime:
    return datetime.now().astimezone()
