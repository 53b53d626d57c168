"""Notices to others beside a session, where the settings want them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voiceskill.app.watcher import Watcher
from voiceskill.config import Config
from voiceskill.console import remark
from voiceskill.dialogue.events import AlertFailed
from voiceskill.errors import VoiceskillError
from voiceskill.notices.alerts import AlertSender, AlertWatcher
from voiceskill.notices.channel import open_channel

if TYPE_CHECKING:
    from voiceskill.notices.mqtt import MqttPublisher

__all__ = ["Notices", "RoomNotices", "opened_notices"]


@dataclass(frozen=True, slots=True)
class RoomNotices:
    """What tells others of one conversation."""

    watchers: tuple[Watcher, ...] = ()
    failures: Callable[[], Sequence[AlertFailed]] = tuple
    """What could not be passed on since the last call; for the thread of the conversation."""


class Notices:
    """Tells others of any number of conversations of this process."""

    def __init__(self, config: Config, sender: AlertSender | None, publisher: MqttPublisher | None) -> None:
        """Without a ``sender`` nobody is alerted, without a ``publisher`` nothing is published."""
        self._config = config
        self._sender = sender
        self._publisher = publisher

    def room(self, name: str | None = None) -> RoomNotices:
        """The notices of one more conversation, held in the room ``name``."""
        published = self._published(name)
        if self._sender is None or self._config.alert is None:
            return RoomNotices(published)
        watcher = AlertWatcher(self._sender, self._config.alert, name or self._config.name, _now)
        return RoomNotices((watcher, *published), watcher.failures)

    def _published(self, name: str | None) -> tuple[Watcher, ...]:
        if self._publisher is None:
            return ()
        from voiceskill.notices.mqtt import MqttWatcher

        return (MqttWatcher(self._publisher, name),)


@contextmanager
def opened_notices(config: Config, tell: Callable[[str], None] = remark) -> Iterator[Notices]:
    """The notices that ``config`` asks for; at the end what is still to be sent gets a last try.

    ``tell`` is given sentences for the device's owner, from any thread.
    """
    sender = _open_sender(config, tell)
    publisher = _open_publisher(config, tell)
    try:
        yield Notices(config, sender, publisher)
    finally:
        if sender is not None:
            sender.close()
        if publisher is not None:
            publisher.close()


def _open_sender(config: Config, tell: Callable[[str], None]) -> AlertSender | None:
    if config.alert is None:
        return None
    return AlertSender(open_channel(config.alert), tell)


def _open_publisher(config: Config, tell: Callable[[str], None]) -> MqttPublisher | None:
    """A home that can't be told is no reason not to talk: then only the owner is."""
    if config.mqtt is None:
        return None
    try:
        from voiceskill.notices.mqtt import MqttPublisher

        return MqttPublisher(config.mqtt, tell)
    except ImportError:
        tell("MQTT needs a package: pip install 'voiceskill[mqtt]'. Nothing is published until then.")
    except VoiceskillError as error:
        tell(f"{error} Nothing is published until then.")
    return None


def _now() -> datetime:
    return datetime.now().astimezone()
