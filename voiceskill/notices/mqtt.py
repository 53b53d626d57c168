"""The state of the conversation for a home, as retained topics of an MQTT broker.

Below the topic of the settings: ``status`` is ``online`` or ``offline``, which the broker says for us if we
vanish; and for each room ``state`` (what the dialogue listens for), ``part`` (of the body, or empty) and
``emergency`` (its id, or empty). No word that was said or heard is published.

What changes while the broker is away is not made up for: when it is back it learns how things stand then.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from itertools import chain

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from voiceskill.app.watcher import Move
from voiceskill.dialogue.state import listening_state
from voiceskill.errors import VoiceskillError
from voiceskill.notices.settings import MqttSettings
from voiceskill.understanding.meaning import Level

__all__ = ["MqttPublisher", "MqttWatcher"]

_AT_LEAST_ONCE = 1
_KEEP_ALIVE_SECONDS = 30
_RETRY_SECONDS = (1.0, 60.0)
_GOODBYE_SECONDS = 2.0
_TURNED_AWAY = ("bad user name", "not authorized", "banned")


class MqttPublisher:
    """Keeps the newest value of each topic at the broker, from threads of its own."""

    def __init__(
        self,
        settings: MqttSettings,
        tell: Callable[[str], None],
        retry: tuple[float, float] = _RETRY_SECONDS,
    ) -> None:
        """``tell`` is given sentences for the device's owner, from any thread. ``retry``: the least and the
        most seconds between two tries to connect. Raises ``VoiceskillError`` if the password can't be read.
        """
        self._settings = settings
        self._tell = tell
        self._told = False
        self._values: dict[str, str] = {}
        self._news: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._client = Client(CallbackAPIVersion.VERSION2)
        if settings.user is not None:
            self._client.username_pw_set(settings.user, _password(settings))
        self._client.will_set(self._topic("status"), "offline", _AT_LEAST_ONCE, retain=True)
        self._client.reconnect_delay_set(*retry)  # type: ignore[arg-type]
        self._client.on_connect = self._connected
        self._client.on_connect_fail = self._not_connected
        self._client.on_disconnect = self._disconnected
        self._client.connect_async(settings.host, settings.port, _KEEP_ALIVE_SECONDS)
        self._client.loop_start()
        self._thread = threading.Thread(target=self._run, name="mqtt news", daemon=True)
        self._thread.start()

    def put(self, name: str, value: str) -> None:
        """Let the topic ``name``, below ours, be ``value`` from now on; returns at once."""
        self._news.put((name, value))

    def close(self) -> None:
        """Say that we are offline, and go."""
        self._news.put(None)
        self._thread.join(_GOODBYE_SECONDS)
        if self._client.is_connected():
            goodbye = self._client.publish(self._topic("status"), "offline", _AT_LEAST_ONCE, retain=True)
            goodbye.wait_for_publish(_GOODBYE_SECONDS)
        self._client.disconnect()
        self._client.loop_stop()

    def _run(self) -> None:
        while (news := self._news.get()) is not None:
            name, value = news
            if self._values.get(name) != value:
                self._values = {**self._values, name: value}
                self._publish(name, value)

    def _publish(self, name: str, value: str) -> None:
        if self._client.is_connected():
            self._client.publish(self._topic(name), value, _AT_LEAST_ONCE, retain=True)

    def _topic(self, name: str) -> str:
        return f"{self._settings.topic}/{name}"

    def _connected(
        self, _: Client, __: object, ___: ConnectFlags, reason: ReasonCode, ____: Properties | None
    ) -> None:
        if reason.is_failure:
            refused = any(word in str(reason).lower() for word in _TURNED_AWAY)
            what_to_do = "check 'user' and 'password_file'" if refused else "trying again"
            self._tell_once(f"The MQTT broker turns us away ({reason}): {what_to_do}.")
            return
        self._told = False
        for name, value in chain(self._values.items(), [("status", "online")]):
            self._client.publish(self._topic(name), value, _AT_LEAST_ONCE, retain=True)

    def _not_connected(self, _: Client, __: object) -> None:
        self._tell_once("The MQTT broker can't be reached: trying again.")

    def _disconnected(
        self, _: Client, __: object, ___: DisconnectFlags, reason: ReasonCode, ____: Properties | None
    ) -> None:
        if reason.is_failure:
            self._tell_once("The MQTT broker is gone: trying again.")

    def _tell_once(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._tell(sentence)


class MqttWatcher:
    """Watches one conversation, in the room ``room`` if it has a name."""

    def __init__(self, publisher: MqttPublisher, room: str | None) -> None:
        """The room's topics lie below a level of its own."""
        self._publisher = publisher
        self._prefix = "" if room is None else f"{_level(room)}/"

    def watch(self, move: Move) -> None:
        """Publish how things stand after ``move``."""
        state = move.after
        stands = state.level == Level.EMERGENCY
        self._publisher.put(f"{self._prefix}state", listening_state(state))
        self._publisher.put(f"{self._prefix}part", (state.part or "") if state.plan else "")
        self._publisher.put(f"{self._prefix}emergency", state.flag if stands else "")


def _level(room: str) -> str:
    """``room`` as one level of a topic."""
    return "".join("_" if character in "/+#\0$" else character for character in room)


def _password(settings: MqttSettings) -> str | None:
    if settings.password_file is None:
        return None
    try:
        lines = settings.password_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines or not lines[0]:
        raise VoiceskillError(
            f"No MQTT password is in {settings.password_file}: put it on the file's first line."
        )
    return lines[0]
