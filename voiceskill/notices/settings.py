"""What may be told to whom: the settings ``alert`` and ``mqtt``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from voiceskill.yaml_source import Node

__all__ = ["AlertSettings", "Fact", "MqttSettings", "read_alert", "read_mqtt", "without_path"]

Fact: TypeAlias = Literal["flag", "level", "whose", "name", "time"]
_FACTS: tuple[Fact, ...] = get_args(Fact)
_USUAL_FACTS: tuple[Fact, ...] = ("flag", "level", "time")
_MQTT_PORT = 1883
_HIGHEST_PORT = 65_535
_FORBIDDEN_IN_TOPIC = "+#\0"


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is told of an emergency: a ``command`` (program and arguments, no shell) or a ``post`` address.

    ``tell`` is all that they are told. The address may hold a secret, so it is in no ``repr``.
    """

    command: tuple[str, ...] = ()
    post: str | None = field(default=None, repr=False)
    tell: tuple[Fact, ...] = _USUAL_FACTS


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """The broker that is told how the conversation stands, below ``topic``.

    ``password_file`` holds the password of ``user`` on its first line.
    """

    host: str
    port: int = _MQTT_PORT
    user: str | None = None
    password_file: Path | None = None
    topic: str = "voiceskill"


def read_alert(node: Node) -> AlertSettings:
    """The setting ``alert``; raises ``ContentError`` if it is wrong."""
    node.only(("command", "post", "tell"))
    command, post, tell = node.get("command"), node.get("post"), node.get("tell")
    if (command is None) == (post is None):
        raise node.error("expected one of 'command' and 'post'")
    return AlertSettings(
        command=_command(command) if command is not None else (),
        post=_address(post) if post is not None else None,
        tell=_facts(tell) if tell is not None else _USUAL_FACTS,
    )


def read_mqtt(node: Node) -> MqttSettings:
    """The setting ``mqtt``; raises ``ContentError`` if it is wrong."""
    node.only(("host", "port", "user", "password_file", "topic"))
    host, port, topic = node.require("host"), node.get("port"), node.get("topic")
    user, password_file = node.get("user"), node.get("password_file")
    if password_file is not None and user is None:
        raise password_file.error("a password needs a 'user' beside it")
    return MqttSettings(
        host=host.text().strip(),
        port=port.integer(1, _HIGHEST_PORT) if port is not None else _MQTT_PORT,
        user=user.text() if user is not None else None,
        password_file=Path(password_file.text()).expanduser() if password_file is not None else None,
        topic=_topic(topic) if topic is not None else "voiceskill",
    )


def without_path(address: str) -> str:
    """``address`` fit to be shown: what comes after the host may be a secret."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/..."


def _command(node: Node) -> tuple[str, ...]:
    words = node.texts()
    if not words:
        raise node.error("expected a program and its arguments, such as [/usr/local/bin/ring, bedroom]")
    if not Path(words[0]).is_absolute():
        raise node.error(f"expected the program's whole path, found '{words[0]}'")
    return words


def _address(node: Node) -> str:
    value = node.text().strip()
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise node.error("expected an address that begins with http:// or https:// and names a host")
    return value


def _facts(node: Node) -> tuple[Fact, ...]:
    wanted = {element.choice(_FACTS) for element in node.elements()}
    return tuple(fact for fact in _FACTS if fact in wanted)


def _topic(node: Node) -> str:
    value = node.text().strip().strip("/")
    if not value or any(sign in value for sign in _FORBIDDEN_IN_TOPIC) or value.startswith("$"):
        raise node.error("expected a topic such as home/bedroom, without '+', '#' and a leading '$'")
    return value
