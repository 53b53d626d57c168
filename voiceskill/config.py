"""What can be set: one YAML file, every key optional, read once at start.

``config_template.yaml`` explains each key where its owner sees it; ``config_file`` writes the file.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from voiceskill import locations
from voiceskill.audio.echo_kind import ECHO_KINDS, EchoKind
from voiceskill.errors import ContentError
from voiceskill.notices.settings import AlertSettings, MqttSettings, read_alert, read_mqtt
from voiceskill.profile import CONDITIONS, Profile
from voiceskill.remembered import apply_remembered, load_remembered, remembered_path
from voiceskill.speech.voice import FASTEST, SLOWEST, Voice
from voiceskill.yaml_source import Node, parse_yaml

__all__ = ["LONGEST_NAME", "LOUDEST_DB", "SOFTEST_DB", "Config", "Night", "load_config", "read_config"]

SOFTEST_DB = -40.0
"""Lowest volume that can be set (dB)."""
LOUDEST_DB = 12.0
"""Highest volume that can be set (dB): prompts then peak just below full scale."""
LONGEST_NAME = 40
"""Most characters that a person's name may have."""

_KEYS = (
    "country",
    "name",
    "voice",
    "words_per_minute",
    "volume",
    "night",
    "microphone",
    "speaker",
    "echo",
    "listening_tone",
    "model",
    "journal",
    "alert",
    "mqtt",
    "profile",
)
_COUNTRY = re.compile(r"[A-Z]{2}")
_VOICE = Voice()


@dataclass(frozen=True, slots=True)
class Night:
    """The hours from ``start`` to ``end`` (local time, over midnight), spoken at ``volume`` (dB)."""

    start: datetime.time = datetime.time(22, 0)
    end: datetime.time = datetime.time(7, 0)
    volume: float = -6.0

    def covers(self, time: datetime.time) -> bool:
        """Whether it is night at ``time``; equal start and end mean that it never is."""
        if self.start <= self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end


@dataclass(frozen=True, slots=True)
class Config:
    """All settings with their defaults.

    ``country`` (ISO 3166, two capital letters) is in ``profile`` as well. ``name`` is what the device calls
    the person. ``volume`` is in dB, 0 being the level that prompts are rendered at. ``microphone`` and
    ``speaker`` are a device's name, a part of it, or its number; None takes the best one. ``echo`` is what
    keeps our own voice out of the microphone. ``model`` is a name of the manifest or a folder; None is the
    model made here. ``journal``: whether a diary of cramps is kept. ``alert`` and ``mqtt``: who is told of
    what happens; None tells nobody.
    """

    country: str | None = None
    name: str | None = None
    voice: str = _VOICE.name
    words_per_minute: int = _VOICE.words_per_minute
    volume: float = 0.0
    night: Night = field(default_factory=Night)
    microphone: str | None = None
    speaker: str | None = None
    echo: EchoKind = "auto"
    listening_tone: bool = True
    model: str | None = None
    journal: bool = True
    alert: AlertSettings | None = None
    mqtt: MqttSettings | None = None
    profile: Profile = field(default_factory=Profile)

    @property
    def spoken_voice(self) -> Voice:
        """Who speaks and how fast."""
        return Voice(self.voice, self.words_per_minute)

    @property
    def known_profile(self) -> Profile:
        """What is known about the person, with the country they are in."""
        return replace(self.profile, country=self.country)

    def is_night(self, time: datetime.time) -> bool:
        """Whether the owner's night covers this time of day."""
        return self.night.covers(time)

    def volume_at(self, time: datetime.time) -> float:
        """The volume (dB) at a time of day."""
        return self.night.volume if self.night.covers(time) else self.volume

    def with_devices(self, microphone: str | None, speaker: str | None, model: str | None) -> Config:
        """The same settings with those that the command line gives in place of its own."""
        return replace(
            self,
            microphone=self.microphone if microphone is None else microphone,
            speaker=self.speaker if speaker is None else speaker,
            model=self.model if model is None else model,
        )


def load_config(path: Path | None = None) -> Config:
    """Read the settings file, by default the user's own; without one everything has its default.

    What the device was asked to remember, in a file beside it, counts over its profile.

    Raises ``ContentError`` with file, line and key if it can't be read or a value is wrong.
    """
    path = path if path is not None else locations.config_file()
    config = _read_file(path)
    return replace(config, profile=apply_remembered(config.profile, load_remembered(remembered_path(path))))


def _read_file(path: Path) -> Config:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except UnicodeDecodeError:
        raise ContentError(path, 1, "", "is not UTF-8 text: save the file as UTF-8") from None
    except OSError as error:
        raise ContentError(path, 1, "", f"can't be read: {error.strerror}") from None
    return read_config(text, path)


def read_config(text: str, path: Path) -> Config:
    """The settings in ``text``, which is or will be in the file ``path``; raises ``ContentError``."""
    return Config() if _only_comments(text) else _config(parse_yaml(text, path))


def _only_comments(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _config(root: Node) -> Config:
    root.only(_KEYS)
    default = Config()
    get = root.get
    country = _country(get("country"))
    night, profile, listening_tone = get("night"), get("profile"), get("listening_tone")
    journal, alert, mqtt = get("journal"), get("alert"), get("mqtt")
    return Config(
        country=country,
        name=_name(get("name")),
        voice=_text(get("voice")) or default.voice,
        words_per_minute=_whole(get("words_per_minute"), SLOWEST, FASTEST, default.words_per_minute),
        volume=_decibels(get("volume"), default.volume),
        night=_night(night) if night else default.night,
        microphone=_text(get("microphone")),
        speaker=_text(get("speaker")),
        echo=_echo(get("echo"), default.echo),
        listening_tone=listening_tone.boolean() if listening_tone else default.listening_tone,
        model=_text(get("model")),
        journal=journal.boolean() if journal else default.journal,
        alert=read_alert(alert) if alert else default.alert,
        mqtt=read_mqtt(mqtt) if mqtt else default.mqtt,
        profile=replace(_profile(profile) if profile else default.profile, country=country),
    )


def _country(node: Node | None) -> str | None:
    if node is None:
        return None
    value = node.text()
    if not _COUNTRY.fullmatch(value):
        raise node.error(f"expected a country code of two capital letters such as GB, found '{value}'")
    return value


def _name(node: Node | None) -> str | None:
    value = _text(node)
    if node is not None and value is not None and (len(value) > LONGEST_NAME or not value.isprintable()):
        raise node.error(f"expected a name of at most {LONGEST_NAME} ordinary characters")
    return value


def _night(node: Node) -> Night:
    node.only(("from", "until", "volume"))
    default = Night()
    start, end = node.get("from"), node.get("until")
    return Night(
        start=_time(start) if start else default.start,
        end=_time(end) if end else default.end,
        volume=_decibels(node.get("volume"), default.volume),
    )


def _time(node: Node) -> datetime.time:
    value = node.text()
    try:
        return datetime.datetime.strptime(value, "%H:%M").time()
    except ValueError:
        raise node.error(f"expected a time from 00:00 to 23:59, found '{value}'") from None


def _profile(node: Node) -> Profile:
    node.only(CONDITIONS)
    return Profile().with_conditions(name for name, value in node.items() if value.boolean())


def _decibels(node: Node | None, default: float) -> float:
    return node.number(SOFTEST_DB, LOUDEST_DB) if node else default


def _echo(node: Node | None, default: EchoKind) -> EchoKind:
    if node is None:
        return default
    chosen = node.choice(ECHO_KINDS)
    return next(kind for kind in ECHO_KINDS if kind == chosen)


def _whole(node: Node | None, minimum: int, maximum: int, default: int) -> int:
    return node.integer(minimum, maximum) if node else default


def _text(node: Node | None) -> str | None:
    return node.text().strip() if node else None
