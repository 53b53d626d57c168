"""Writing the settings file: the commented template, and single values without losing a comment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from voiceskill import locations
from voiceskill.config import Config, load_config, read_config
from voiceskill.errors import ContentError, VoiceskillError
from voiceskill.notices.settings import AlertSettings, MqttSettings, without_path
from voiceskill.private_file import write_private
from voiceskill.profile import CONDITIONS
from voiceskill.yaml_edit import Scalar, with_value

__all__ = ["as_yaml", "create_config", "settings_with", "template", "write_setting", "write_settings"]

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
    write_private(path, template())
    return path


def write_setting(key: str, value: Scalar, path: Path | None = None) -> Path:
    """Set one top-level key in the settings file; see ``write_settings``."""
    return write_settings({(key,): value}, path)


def write_settings(values: Mapping[tuple[str, ...], Scalar], path: Path | None = None) -> Path:
    """Set some keys (``("night", "from")``) in the settings file, which is created if need be; return where.

    Nothing but these values changes, comments least of all. Raises ``ContentError`` if the file is wrong
    before or would be with the new values, ``VoiceskillError`` if it can't be written; it is then left as it
    was.
    """
    path = path if path is not None else locations.config_file()
    write_private(path, _text_with(values, path)[0])
    return path


def settings_with(values: Mapping[tuple[str, ...], Scalar], path: Path | None = None) -> Config:
    """The settings that ``write_settings`` would make; raises ``ContentError`` as it does, writes nothing."""
    return _text_with(values, path if path is not None else locations.config_file())[1]


def _text_with(values: Mapping[tuple[str, ...], Scalar], path: Path) -> tuple[str, Config]:
    load_config(path)
    text = path.read_text(encoding="utf-8") if path.exists() else template()
    for key, value in values.items():
        text = _with_setting(text, key, value, path)
    return text, read_config(text, path)


def _with_setting(text: str, key: tuple[str, ...], value: Scalar, path: Path) -> str:
    try:
        return with_value(text, key, value)
    except ValueError as error:
        raise ContentError(path, 1, ".".join(key), f"can't be set here ({error}): edit it by hand") from None
