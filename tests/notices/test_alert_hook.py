"""Alerts as a home meets them: a real HTTP server, real programs, a conversation that raises an alarm."""

from __future__ import annotations

import json
import queue
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.conversation import Conversation
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.config import Config
from voiceskill.dialogue.actions import Say
from voiceskill.dialogue.events import AlertFailed
from voiceskill.notices.alerts import AlertSender, AlertWatcher
from voiceskill.notices.channel import Channel, CommandChannel, UndeliveredError
from voiceskill.notices.post import PostChannel
from voiceskill.notices.settings import AlertSettings
from voiceskill.recognition.hypothesis import Hypothesis

PATIENCE = 10.0
AT = datetime(2026, 3, 1, 3, 12, tzinfo=UTC)
SECRET = "/api/webhook/s3cret-t0ken"


class Home:
    """A home automation's address: answers with the statuses it is given, the last one again and again."""

    def __init__(self, *statuses: int) -> None:
        self.requests: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self.statuses = list(statuses)
        self.go_on = threading.Event()
        self.go_on.set()
        home = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                home.requests.put((self.path, json.loads(body)))
                home.go_on.wait(PATIENCE)
                status = home.statuses.pop(0) if len(home.statuses) > 1 else home.statuses[0]
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}{SECRET}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def next(self) -> dict[str, Any]:
        path, notice = self.requests.get(timeout=PATIENCE)
        assert path == SECRET
        return notice


@contextmanager
def a_home(*statuses: int) -> Iterator[Home]:
    home = Home(*statuses)
    try:
        yield home
    finally:
        home.go_on.set()
        home.server.shutdown()
        home.server.server_close()


class Device:
    """A conversation whose alarms are passed on through ``channel``."""

    def __init__(
        self, content: Content, channel: Channel, settings: AlertSettings, name: str | None = None
    ) -> None:
        self.remarks: queue.Queue[str] = queue.Queue()
        self.sender = AlertSender(channel, self.remarks.put, pauses=(0.01, 0.02))
        self.watcher = AlertWatcher(self.sender, settings, name, lambda: AT)
        self.conversation: Conversation = begin_conversation(
            content, Config(), Transcript(), night=True, watchers=[self.watcher]
        )
        self.now = 0.0

    def hear(self, text: str) -> list[str]:
        self.now += 5.0
        hypothesis = Hypothesis(text, self.now - 1, self.now, confidence=1.0, final=True)
        return [
            action.text for action in self.conversation.hear(hypothesis, self.now) if isinstance(action, Say)
        ]

    def say_what_failed(self) -> list[str]:
        failures = self.watcher.failures()
        actions = [a for f in failures for a in self.conversation.alert_failed(f, self.now)]
        return [action.text for action in actions if isinstance(action, Say)]


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped_content()


@pytest.fixture
def device(content: Content) -> Iterator[Callable[..., Device]]:
    made: list[Device] = []

    def make(channel: Channel, settings: AlertSettings | None = None, name: str | None = None) -> Device:
        made.append(Device(content, channel, settings or AlertSettings(post="http://unused"), name))
        return made[-1]

    yield make
    for one in made:
        one.sender.close()


def test_an_alarm_is_posted_as_its_kind_level_and_time(device: Callable[..., Device]) -> None:
    with a_home(200) as home:
        device(PostChannel(home.address)).hear("my chest feels tight and my arm is numb")
        notice = home.next()

    assert notice.pop("flag").startswith("e_")
    assert notice == {"event": "alert", "level": "emergency", "time": "2026-03-01T03:12:00+00:00"}


def test_only_what_is_configured_is_told(device: Callable[..., Device]) -> None:
    with a_home(204) as home:
        settings = AlertSettings(post=home.address, tell=("name", "whose"))
        device(PostChannel(home.address), settings, "Sam").hear("my husband is not breathing")

        assert home.next() == {"event": "alert", "name": "Sam", "whose": "other"}


def test_no_word_that_was_said_is_told(device: Callable[..., Device]) -> None:
    with a_home(200) as home:
        settings = AlertSettings(post=home.address, tell=("flag", "level", "whose", "name", "time"))
        device(PostChannel(home.address), settings, "Sam").hear("um my chest is awfully tight oh dear")

        assert not {"um", "awfully", "dear"} & set(json.dumps(home.next()).replace('"', " ").split())


def test_a_cramp_alerts_nobody(device: Callable[..., Device]) -> None:
    with a_home(200) as home:
        one = device(PostChannel(home.address))
        one.hear("my left calf is cramping")
        one.sender.close()

        assert home.requests.empty()


def test_a_busy_home_is_asked_again_until_it_knows(device: Callable[..., Device]) -> None:
    with a_home(500, 503, 200) as home:
        one = device(PostChannel(home.address))
        one.hear("my chest hurts badly")
        tries = [home.next() for _ in range(3)]
        one.sender.close()

        assert tries[0] == tries[1] == tries[2]
        assert home.requests.empty()
        assert one.watcher.failures() == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_alert_that_nobody_takes_is_said_aloud(device: Callable[..., Device], status: int) -> None:
    with a_home(status) as home:
        one = device(PostChannel(home.address))
        one.hear("my chest hurts badly")

        assert one.remarks.get(timeout=PATIENCE) == (
            f"The alert could not be passed on: the answer was status {status}."
        )
        one.sender.close()
        assert home.requests.qsize() == 3
    assert any("Nobody got my alert" in text for text in one.say_what_failed())
    assert one.say_what_failed() == []


def test_a_home_that_never_answers_is_given_up(device: Callable[..., Device]) -> None:
    with a_home(200) as home:
        home.go_on.clear()
        one = device(PostChannel(home.address, time_limit=0.05))
        one.hear("my chest hurts badly")

        assert "no answer within" in one.remarks.get(timeout=PATIENCE)


def test_a_home_that_drips_its_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                while not done.wait(0.02):
                    connection.sendall(b"H")

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(UndeliveredError, match="no answer within"):
            PostChannel(f"http://127.0.0.1:{server.getsockname()[1]}/", time_limit=0.2).send("{}")
        done.set()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9{}", "http://no-such-host.invalid{}", "http://[::1]:9{}"]
)
def test_a_failure_names_no_secret(device: Callable[..., Device], address: str) -> None:
    one = device(PostChannel(address.format(SECRET), time_limit=2.0))
    one.hear("my chest hurts badly")
    remark = one.remarks.get(timeout=PATIENCE)

    assert "s3cret" not in remark
    assert "s3cret" not in repr(AlertSettings(post=address.format(SECRET)))


def test_a_false_alarm_is_told_after_the_alarm(device: Callable[..., Device]) -> None:
    with a_home(200) as home:
        one = device(PostChannel(home.address))
        one.hear("my chest hurts badly")
        one.hear("false alarm")
        alarm = home.next()
        one.hear("yes")
        taken_back = home.next()

    assert (alarm["event"], taken_back["event"]) == ("alert", "alert_cancelled")
    assert alarm["flag"] == taken_back["flag"]


def test_a_false_alarm_ends_the_tries_to_pass_it_on() -> None:
    sent: queue.Queue[str] = queue.Queue()

    class AwayThenBack:
        def send(self, notice: str) -> None:
            sent.put(notice)
            if notice == "alarm":
                raise UndeliveredError("nobody is there")

    failed: list[AlertFailed] = []
    sender = AlertSender(AwayThenBack(), lambda _: None, pauses=(60.0,))
    report = failed.append
    sender.send("alert", "e_chest", "alarm", report)
    assert sent.get(timeout=PATIENCE) == "alarm"
    sender.send("alert_cancelled", "e_chest", "false", report)
    assert sent.get(timeout=PATIENCE) == "false"
    sender.close()

    assert sent.empty()
    assert failed == []


def test_another_rooms_alarm_is_not_ended_by_a_false_one() -> None:
    sent: queue.Queue[str] = queue.Queue()

    class Away:
        def send(self, notice: str) -> None:
            sent.put(notice)
            raise UndeliveredError("nobody is there")

    bedroom: list[AlertFailed] = []
    attic: list[AlertFailed] = []
    sender = AlertSender(Away(), lambda _: None, pauses=(60.0,))
    sender.send("alert", "e_chest", "bedroom", bedroom.append)
    assert sent.get(timeout=PATIENCE) == "bedroom"
    sender.send("alert_cancelled", "e_chest", "attic", attic.append)
    assert sent.get(timeout=PATIENCE) == "attic"
    sender.close()

    assert bedroom == [AlertFailed("alert")]
    assert attic == [AlertFailed("alert_cancelled")]


def test_a_second_alarm_does_not_wait_for_the_first_ones_next_try() -> None:
    sent: queue.Queue[str] = queue.Queue()

    class FirstIsLost:
        def send(self, notice: str) -> None:
            sent.put(notice)
            if notice == "first":
                raise UndeliveredError("nobody is there")

    sender = AlertSender(FirstIsLost(), lambda _: None, pauses=(600.0,))
    sender.send("alert", "e_chest", "first", lambda _: None)
    assert sent.get(timeout=PATIENCE) == "first"
    sender.send("alert", "e_stroke", "second", lambda _: None)
    assert sent.get(timeout=PATIENCE) == "second"
    sender.close()


def program(tmp_path: Path, body: str) -> list[str]:
    script = tmp_path / "ring.py"
    script.write_text(f"import pathlib, sys, time\nout = pathlib.Path({str(tmp_path / 'out')!r})\n{body}\n")
    return [sys.executable, str(script), "bedroom; rm -rf $HOME", "*"]


def test_a_command_gets_the_alarm_on_its_standard_input(
    device: Callable[..., Device], tmp_path: Path
) -> None:
    command = program(tmp_path, "out.write_text(sys.argv[1] + '|' + sys.argv[2] + '|' + sys.stdin.read())")
    one = device(CommandChannel(command), AlertSettings(command=tuple(command)))
    one.hear("my chest hurts badly")
    one.sender.close()

    first, star, notice = (tmp_path / "out").read_text().split("|")
    assert (first, star) == ("bedroom; rm -rf $HOME", "*")
    assert json.loads(notice)["event"] == "alert"
    assert one.remarks.empty()


@pytest.mark.parametrize(
    ("body", "time_limit", "complaint"),
    [
        ("sys.exit(3)", 10.0, "its program ended with status 3"),
        ("time.sleep(600)", 0.3, "its program took longer than 0.3 s"),
    ],
)
def test_a_command_that_fails_or_hangs_is_a_failed_alert(
    tmp_path: Path, body: str, time_limit: float, complaint: str
) -> None:
    with pytest.raises(UndeliveredError, match=complaint):
        CommandChannel(program(tmp_path, body), time_limit).send("{}")


def test_what_a_hanging_command_started_ends_with_it(tmp_path: Path) -> None:
    body = (
        "import subprocess\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "out.write_text(str(child.pid))\n"
        "child.wait()"
    )
    with pytest.raises(UndeliveredError):
        CommandChannel(program(tmp_path, body), 2.0).send("{}")

    child = Path(f"/proc/{(tmp_path / 'out').read_text()}")
    assert not child.exists() or "State:\tZ" in (child / "status").read_text()


def test_a_missing_command_is_a_failed_alert(device: Callable[..., Device]) -> None:
    one = device(CommandChannel(["/nonexistent/ring"]))
    one.hear("my chest hurts badly")
    assert one.remarks.get(timeout=PATIENCE) == ("The alert could not be passed on: its program is missing.")


def test_a_command_that_is_no_program_is_a_failed_alert(tmp_path: Path) -> None:
    (tmp_path / "ring").write_text("not a program")
    with pytest.raises(UndeliveredError, match="can't be run"):
        CommandChannel([str(tmp_path / "ring")]).send("{}")
