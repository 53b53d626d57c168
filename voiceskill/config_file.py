"""Writing the settings file: the commented template, and one key at a time without losing a comment."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path

import yaml

from voiceskill import locations
from voiceskill.config import Config, load_config
from voiceskill.errors import VoiceskillError
from voiceskill.notices.settings import AlertSettings, MqttSettings, without_path
from voiceskill.profile import CONDITIONS

__all__ = ["as_yaml", "create_config", "template", "write_setting"]

_TEMPLATE = Path(__file__).with_name("config_template.yaml")


def template() -> str:
    """The settings file as it is given to a new owner: every key explained, none set."""
    return _TEMPLATE.read_text(encoding="utf-8")


def as_yaml(config: Config) -> str:
    """The settings in force, as the file would state them; what is not set is left out."""
    night = config.night
    settings: dict[str, object] = {
        "country": config.country,
        "name": config.name,
        "voice": config.voice,
        "words_per_minute": config.words_per_minute,
        "volume": config.volume,
        "night": {"from": f"{night.start:%H:%M}", "until": f"{night.end:%H:%M}", "volume": night.volume},
        "microphone": config.microphone,
        "speaker": config.speaker,
        "echo": config.echo,
        "listening_tone": config.listening_tone,
        "model": config.model,
        "journal": config.journal,
        "alert": _alert(config.alert),
        "mqtt": _mqtt(config.mqtt),
        "profile": {name: True for name in CONDITIONS if name in config.profile.conditions},
    }
    stated = {key: value for key, value in settings.items() if value is not None and value != {}}
    return yaml.safe_dump(stated, sort_keys=False, allow_unicode=True).rstrip()


def _alert(alert: AlertSettings | None) -> dict[str, object]:
    """The setting as it is shown: the end of an address may be a secret, so it is left out."""
    if alert is None:
        return {}
    way: dict[str, object] = {"command": list(alert.command)}
    if alert.post is not None:
        way = {"post": without_path(alert.post)}
    return {**way, "tell": list(alert.tell)}


def _mqtt(mqtt: MqttSettings | None) -> dict[str, object]:
    if mqtt is None:
        return {}
    password_file = None if mqtt.password_file is None else str(mqtt.password_file)
    stated = {"host": mqtt.host, "port": mqtt.port, "user": mqtt.user, "password_file": password_file}
    return {key: value for key, value in stated.items() if value is not None} | {"topic": mqtt.topic}


def create_config(path: Path | None = None) -> Path:
    """Write the template, readable by its owner alone; return where.

    Raises ``VoiceskillError`` if the file exists already or can't be written.
    """
    path = path if path is not None else locations.config_file()
    if path.exists():
        raise VoiceskillError(f"{path} exists already: edit it, or delete it to start anew.")
    _write(path, template())
    return path


def write_setting(key: str, value: str | float | bool, path: Path | None = None) -> Path:
    """Set one top-level key in the settings file, which is created if need be; return where.

    Only the line of that key changes. Raises ``ContentError`` if the file is wrong before or would be with
    the new value (it is then left as it was), ``VoiceskillError`` if it can't be written.
    """
    path = path if path is not None else locations.config_file()
    load_config(path)
    old = path.read_text(encoding="utf-8") if path.exists() else template()
    _write(path, _with_line(old, key, f"{key}: {_scalar(value)}"))
    try:
        load_config(path)
    except VoiceskillError:
        _write(path, old)
        raise
    return path


def _with_line(text: str, key: str, line: str) -> str:
    for pattern in (rf"^{re.escape(key)}\s*:.*$", rf"^#{re.escape(key)}\s*:.*$"):
        replaced, count = re.subn(pattern, lambda _: line, text, count=1, flags=re.MULTILINE)
        if count:
            return replaced
    return f"{text.rstrip()}\n{line}\n" if text.strip() else f"{line}\n"


def _scalar(value: str | float | bool) -> str:
    return yaml.safe_dump(value, allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp makes the file readable by its owner alone.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".config-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(temporary).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise VoiceskillError(
            f"{path} can't be written ({error.strerror}): check the folder's permissions."
        ) from None
