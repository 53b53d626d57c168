"""MQTT as a home meets it: a real Mosquitto, which may be away, and a subscriber."""

from __future__ import annotations

import queue
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.conversation import Conversation
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.config import Config
from voiceskill.errors import VoiceskillError
from voiceskill.notices.mqtt import MqttPublisher, MqttWatcher
from voiceskill.notices.settings import MqttSettings
from voiceskill.recognition.hypothesis import Hypothesis

MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
PATIENCE = 30.0
HASTY = (0.05, 0.2)

pytestmark = pytest.mark.skipif(MOSQUITTO is None, reason="needs the Debian package mosquitto")


class Broker:
    """A Mosquitto on a port of its own, running or not."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._settings = folder / "mosquitto.conf"
        self._settings.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        self._process: subprocess.Popen[bytes] | None = None

    def require_password(self) -> None:
        self._settings.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous false\n")

    def start(self) -> None:
        self._process = subprocess.Popen(
            [str(MOSQUITTO), "-c", str(self._settings)], stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        pytest.fail("Mosquitto did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None


class Subscriber:
    """Everything that is published below ``voiceskill``."""

    def __init__(self, broker: Broker) -> None:
        self.messages: queue.Queue[tuple[str, str, bool]] = queue.Queue()
        self.payloads: list[str] = []
        self._client = Client(CallbackAPIVersion.VERSION2)
        self._client.reconnect_delay_set(*HASTY)  # type: ignore[arg-type]
        self._client.on_connect = lambda client, *_: client.subscribe("voiceskill/#", qos=1)
        self._client.on_message = self._take
        self._client.connect_async("127.0.0.1", broker.port)
        self._client.loop_start()

    def _take(self, _: Client, __: Any, message: MQTTMessage) -> None:
        payload = message.payload.decode()
        self.payloads.append(payload)
        self.messages.put((message.topic.removeprefix("voiceskill/"), payload, message.retain))

    def wait_for(self, topic: str, payload: str) -> bool:
        """Wait for a message; tells whether the broker had kept it."""
        while True:
            found = self.messages.get(timeout=PATIENCE)
            if found[:2] == (topic, payload):
                return found[2]

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def subscribe(broker: Broker) -> Iterator[Callable[[], Subscriber]]:
    made: list[Subscriber] = []

    def make() -> Subscriber:
        made.append(Subscriber(broker))
        return made[-1]

    yield make
    for subscriber in made:
        subscriber.close()


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped_content()


class Device:
    """A conversation that is published."""

    def __init__(self, content: Content, port: int, room: str | None = None) -> None:
        self.remarks: queue.Queue[str] = queue.Queue()
        self.publisher = MqttPublisher(MqttSettings("127.0.0.1", port), self.remarks.put, HASTY)
        watcher = MqttWatcher(self.publisher, room)
        self._conversation: Conversation = begin_conversation(
            content, Config(), Transcript(), night=True, watchers=[watcher]
        )
        self._now = 0.0
        self._conversation.start()

    def hear(self, text: str) -> None:
        self._now += 30.0
        self._conversation.hear(Hypothesis(text, self._now, self._now, confidence=1.0, final=True), self._now)


@pytest.fixture
def device(content: Content, broker: Broker) -> Iterator[Callable[..., Device]]:
    made: list[Device] = []

    def make(room: str | None = None) -> Device:
        made.append(Device(content, broker.port, room))
        return made[-1]

    yield make
    for one in made:
        one.publisher.close()


def test_a_cramp_changes_state_and_part(
    broker: Broker, subscribe: Callable[[], Subscriber], device: Callable[..., Device]
) -> None:
    broker.start()
    home = subscribe()
    one = device()
    home.wait_for("state", "idle")
    one.hear("my left calf is cramping")
    home.wait_for("state", "step")
    home.wait_for("part", "calf")
    one.hear("stop")
    home.wait_for("state", "idle")
    home.wait_for("part", "")


def test_an_emergency_stands_until_it_was_false(
    broker: Broker, subscribe: Callable[[], Subscriber], device: Callable[..., Device]
) -> None:
    broker.start()
    home = subscribe()
    one = device()
    one.hear("my chest hurts badly")
    home.wait_for("emergency", "e_heart")
    one.hear("false alarm")
    one.hear("yes")
    home.wait_for("emergency", "")


def test_who_asks_later_is_told_how_things_stand(
    broker: Broker, subscribe: Callable[[], Subscriber], device: Callable[..., Device]
) -> None:
    broker.start()
    early = subscribe()
    device().hear("my chest hurts badly")
    early.wait_for("emergency", "e_heart")
    late = subscribe()
    assert late.wait_for("emergency", "e_heart")


def test_no_word_is_published(
    broker: Broker, subscribe: Callable[[], Subscriber], device: Callable[..., Device]
) -> None:
    broker.start()
    home = subscribe()
    one = device()
    one.hear("oh dear my left calf is cramping awfully")
    one.hear("my chest hurts badly")
    home.wait_for("emergency", "e_heart")
    assert {word for payload in home.payloads for word in payload.split()} <= {
        "online",
        "idle",
        "step",
        "confirm",
        "emergency",
        "calf",
        "e_heart",
    }


def test_each_room_has_topics_of_its_own(
    broker: Broker, subscribe: Callable[[], Subscriber], device: Callable[..., Device]
) -> None:
    broker.start()
    home = subscribe()
    device("north/bed#1").hear("my left calf is cramping")
    home.wait_for("north_bed_1/part", "calf")


def test_a_broker_that_comes_late_learns_how_things_stand_then(
    broker: Broker, subscribe: Callable[[], Subscriber], device: Callable[..., Device]
) -> None:
    one = device()
    one.hear("my left calf is cramping")
    one.hear("stop")
    one.hear("my right foot is cramping")
    assert one.remarks.get(timeout=PATIENCE) == "The MQTT broker can't be reached: trying again."
    home = subscribe()
    broker.start()
    home.wait_for("part", "foot")
    assert "calf" not in home.payloads
    assert one.remarks.empty()


def test_a_broker_that_was_started_anew_is_told_again(
    broker: Broker, subscribe: Callable[[], Subscriber], device: Callable[..., Device]
) -> None:
    broker.start()
    home = subscribe()
    one = device()
    one.hear("my left calf is cramping")
    home.wait_for("part", "calf")
    broker.stop()
    assert one.remarks.get(timeout=PATIENCE) == "The MQTT broker is gone: trying again."
    one.hear("stop")
    one.hear("my right foot is cramping")
    broker.start()
    home.wait_for("part", "foot")


PUBLISHES_UNTIL_KILLED = """
import sys, time
from voiceskill.notices.mqtt import MqttPublisher
from voiceskill.notices.settings import MqttSettings
publisher = MqttPublisher(MqttSettings("127.0.0.1", int(sys.argv[1])), print)
time.sleep(600)
"""


def test_a_process_that_is_killed_is_offline(broker: Broker, subscribe: Callable[[], Subscriber]) -> None:
    broker.start()
    home = subscribe()
    process = subprocess.Popen([sys.executable, "-c", PUBLISHES_UNTIL_KILLED, str(broker.port)])
    home.wait_for("status", "online")
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    home.wait_for("status", "offline")


def test_a_session_that_ends_says_so(
    broker: Broker, subscribe: Callable[[], Subscriber], content: Content
) -> None:
    broker.start()
    home = subscribe()
    one = Device(content, broker.port)
    home.wait_for("status", "online")
    one.publisher.close()
    home.wait_for("status", "offline")


def test_a_wrong_password_is_told_without_it(broker: Broker, tmp_path: Path) -> None:
    broker.require_password()
    broker.start()
    (tmp_path / "password").write_text("s3cret\n")
    remarks: queue.Queue[str] = queue.Queue()
    settings = MqttSettings("127.0.0.1", broker.port, "sam", tmp_path / "password")
    publisher = MqttPublisher(settings, remarks.put, HASTY)
    sentence = remarks.get(timeout=PATIENCE)
    publisher.close()

    assert sentence == "The MQTT broker turns us away (Not authorized): check 'user' and 'password_file'."


@pytest.mark.parametrize("text", [None, "", "\nsecond line\n"])
def test_a_missing_password_is_one_sentence(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "password").write_text(text)
    with pytest.raises(VoiceskillError, match=r"No MQTT password is in .*: put it on the file's first line"):
        MqttPublisher(MqttSettings("127.0.0.1", 1, "sam", tmp_path / "password"), print, HASTY)
