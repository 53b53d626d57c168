"""The models that are known by name, as ``models/manifest.yaml`` lists them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from voiceskill.errors import VoiceskillError
from voiceskill.locations import content_dir
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["ModelEntry", "find_entry", "load_manifest"]

_KEYS = ("name", "about", "licence", "made", "url", "bytes", "sha256")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https?://\S+\.zip")


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One known model; ``url`` is None where it is made here.

    ``archive_bytes`` and ``sha256`` belong to the zip file at ``url``; None where nobody published them.
    """

    name: str
    about: str
    licence: str
    url: str | None = None
    archive_bytes: int | None = None
    sha256: str | None = None

    @property
    def made(self) -> bool:
        """Whether the model is built on the device."""
        return self.url is None


def load_manifest(path: Path | None = None) -> tuple[ModelEntry, ...]:
    """Read the manifest, by default the one shipped; raise ``ContentError`` where it breaks a rule."""
    root = load_yaml(path if path is not None else content_dir("models") / "manifest.yaml")
    root.only(("models",))
    entries: dict[str, ModelEntry] = {}
    for node in root.require("models").elements():
        entry = _entry(node)
        if entry.name in entries:
            raise node.require("name").error(f"the model '{entry.name}' is listed twice")
        entries[entry.name] = entry
    return tuple(entries.values())


def find_entry(entries: tuple[ModelEntry, ...], name: str) -> ModelEntry:
    """The entry called ``name``; raise ``VoiceskillError`` with near names if there is none."""
    for entry in entries:
        if entry.name == name:
            return entry
    names = [entry.name for entry in entries]
    near = difflib.get_close_matches(name, names, cutoff=0.4) or names
    raise VoiceskillError(f"There is no model '{name}': choose one of {', '.join(near)}.")


def _entry(node: Node) -> ModelEntry:
    node.only(_KEYS)
    name, about, licence = (node.require(key) for key in ("name", "about", "licence"))
    made, url, size, checksum = (node.get(key) for key in ("made", "url", "bytes", "sha256"))
    if (made is not None and made.boolean()) == (url is not None):
        raise node.error("needs either 'made: true' or a 'url'")
    return ModelEntry(
        name=_matching(name, _NAME, "a name of letters, digits, '.', '_' and '-'"),
        about=about.text(),
        licence=licence.text(),
        url=_matching(url, _URL, "an http or https address of a .zip file") if url else None,
        archive_bytes=size.integer(1) if size else None,
        sha256=_matching(checksum, _SHA256, "64 hexadecimal digits in lower case") if checksum else None,
    )


def _matching(node: Node, pattern: re.Pattern[str], wanted: str) -> str:
    value = node.text()
    if not pattern.fullmatch(value):
        raise node.error(f"expected {wanted}, found '{value}'")
    return value
