"""Rendered prompts kept on disk, so that a prompt is synthesized once in the life of a device."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import tempfile
import wave
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from voiceskill.audio.pcm import Pcm

__all__ = ["PromptCache", "PromptKey"]

_LOG = logging.getLogger(__name__)
_DIGEST_BYTES = hashlib.sha256().digest_size
_MAX_BYTES = 512 * 1024 * 1024
_ENGINE_FILE = "engine-version"


@dataclass(frozen=True, slots=True)
class PromptKey:
    """All that a rendered prompt depends on; ``rate`` in Hz, ``shaping`` counts changes of our own."""

    text: str
    voice: str
    words_per_minute: int
    rate: int
    engine: str
    shaping: int

    @property
    def file_name(self) -> str:
        """The name of the entry: a hash of every field."""
        return hashlib.sha256(repr(astuple(self)).encode("utf-8", "backslashreplace")).hexdigest() + ".wav"


class PromptCache:
    """A folder of WAV files, one a prompt, each followed by the SHA-256 of itself.

    Nothing here ever fails a prompt: an entry that is damaged is as good as absent, and a disk that is full
    or can't be written leaves the prompt unsaved (logged once). Players ignore the bytes behind the WAV.
    """

    def __init__(self, folder: Path, max_bytes: int = _MAX_BYTES) -> None:
        """Make the ``folder`` if need be and delete its oldest entries until ``max_bytes`` are left."""
        self._folder = folder
        self._warned = False
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _prune(folder, max_bytes)
        except OSError as error:
            self._warn(error)

    def get(self, key: PromptKey) -> Pcm | None:
        """The prompt as it was put, or None if it is absent, damaged or unreadable."""
        try:
            content = (self._folder / key.file_name).read_bytes()
        except OSError:
            return None
        return _unpack(content, key.rate)

    def put(self, key: PromptKey, pcm: Pcm) -> None:
        """Keep the prompt, replacing an entry of the same key in one step."""
        self._write(key.file_name, _pack(pcm))

    @property
    def engine_version(self) -> str | None:
        """The engine that was in use last, for a start on which it can't be asked."""
        try:
            return (self._folder / _ENGINE_FILE).read_text(encoding="utf-8") or None
        except (OSError, UnicodeDecodeError):
            return None

    @engine_version.setter
    def engine_version(self, version: str) -> None:
        if version != self.engine_version:
            self._write(_ENGINE_FILE, version.encode("utf-8"))

    def _write(self, name: str, content: bytes) -> None:
        try:
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(temporary).replace(self._folder / name)
            except OSError:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
                raise
        except OSError as error:
            self._warn(error)

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            _LOG.warning("Spoken prompts can't be kept in %s: %s", self._folder, error.strerror)


def _pack(pcm: Pcm) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(pcm.rate)
        wav.writeframes(pcm.samples.astype("<i2").tobytes())
    content = buffer.getvalue()
    return content + hashlib.sha256(content).digest()


def _unpack(content: bytes, rate: int) -> Pcm | None:
    sound, digest = content[:-_DIGEST_BYTES], content[-_DIGEST_BYTES:]
    if hashlib.sha256(sound).digest() != digest:
        return None
    with wave.open(io.BytesIO(sound), "rb") as wav:
        samples = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").astype(np.int16)
        return Pcm(samples, wav.getframerate()) if wav.getframerate() == rate else None


def _prune(folder: Path, max_bytes: int) -> None:
    entries = sorted(
        ((entry.stat().st_mtime, entry.stat().st_size, entry) for entry in folder.glob("*.wav")), reverse=True
    )
    kept = 0
    for _, size, entry in entries:
        kept += size
        if kept > max_bytes:
            entry.unlink(missing_ok=True)
