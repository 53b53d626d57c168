"""WAV files in and out: reads what people and programs really produce, writes without leaving half a file.

The format: "Multimedia Programming Interface and Data Specifications 1.0" (IBM and Microsoft, 1991);
``WAVE_FORMAT_EXTENSIBLE`` as documented by Microsoft; RF64 (EBU Tech 3306).
"""

from __future__ import annotations

import errno
import mmap
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt

from voiceskill.audio.pcm import Pcm, Samples
from voiceskill.audio.resample import to_int16
from voiceskill.errors import VoiceskillError

__all__ = ["MAX_SECONDS", "Recording", "WavWriter", "read_wav", "write_wav"]

MAX_SECONDS = 4 * 3600.0
"""Longest recording that is read (s): an episode is minutes, and a bedside device has little memory."""

_RATES = range(4_000, 192_001)
_PCM, _FLOAT, _EXTENSIBLE = 0x0001, 0x0003, 0xFFFE
_UNKNOWN_LENGTH = (0, 0xFFFFFFFF)
_FRAMES_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Recording:
    """What a WAV file held: the sound mixed to mono; ``warning``, one sentence, if the file is damaged."""

    pcm: Pcm
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class _Format:
    kind: int
    channels: int
    rate: int
    sample_bytes: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.sample_bytes


def read_wav(path: Path, max_seconds: float = MAX_SECONDS) -> Recording:
    """Read integer (8, 16, 24 or 32 bits) or float (32 or 64) sound, any number of channels, 4 to 192 kHz.

    A file that ends early gives what it holds and a ``warning``. Raises ``VoiceskillError`` (one sentence
    that names the file) if it can't be opened, is no WAV, holds no sound or is longer than ``max_seconds``.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                raise VoiceskillError(f"{path} is empty: record it again.")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return _parse(path, content, max_seconds)
    except FileNotFoundError:
        raise VoiceskillError(f"{path} does not exist: check the name.") from None
    except IsADirectoryError:
        raise VoiceskillError(f"{path} is a folder: name a WAV file.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise VoiceskillError(f"{path} can't be read ({reason}): name a WAV file that can.") from error


def _parse(path: Path, content: mmap.mmap, max_seconds: float) -> Recording:
    form, data_start, data_bytes, warning = _find_sound(path, content)
    frames = data_bytes // form.frame_bytes
    if frames == 0:
        raise VoiceskillError(f"{path} holds no sound: record it again.")
    if frames / form.rate > max_seconds:
        raise VoiceskillError(
            f"{path} is {frames / form.rate / 60:.0f} minutes long: cut it to {max_seconds / 60:.0f} or less."
        )
    mono = np.empty(frames, np.int16)
    for first in range(0, frames, _FRAMES_AT_ONCE):
        last = min(frames, first + _FRAMES_AT_ONCE)
        piece = content[data_start + first * form.frame_bytes : data_start + last * form.frame_bytes]
        mono[first:last] = _to_mono(piece, form)
    return Recording(Pcm(mono, form.rate), warning)


def _find_sound(path: Path, content: mmap.mmap) -> tuple[_Format, int, int, str | None]:
    """Format, first byte and length of the sound, and a sentence if the length is not what was promised."""
    if len(content) < 12 or content[:4] not in (b"RIFF", b"RF64") or content[8:12] != b"WAVE":
        raise VoiceskillError(f"{path} is not a WAV file: convert it, for example with 'sox IN OUT.wav'.")
    form: _Format | None = None
    for name, start, promised in _chunks(content):
        if name == b"fmt ":
            form = _read_format(path, content[start : start + promised])
        elif name == b"data":
            if form is None:
                break
            return form, start, *_length(path, form, promised, len(content) - start)
    missing = "sound" if form is not None else "sound format"
    raise VoiceskillError(f"{path} is a damaged WAV file without its {missing}: record it again.")


def _chunks(content: mmap.mmap) -> Iterator[tuple[bytes, int, int]]:
    """Name, first byte and promised length of each chunk; odd lengths are padded to even ones."""
    position = 12
    while position + 8 <= len(content):
        name, promised = struct.unpack_from("<4sI", content, position)
        yield name, position + 8, promised
        position += 8 + promised + promised % 2


def _length(path: Path, form: _Format, promised: int, there: int) -> tuple[int, str | None]:
    if promised in _UNKNOWN_LENGTH:
        return (
            there,
            f"{path} was not closed by its recorder: the {there / _byte_rate(form):.1f} s there are used.",
        )
    if promised > there:
        return there, (
            f"{path} ends early: it promises {promised / _byte_rate(form):.1f} s and holds "
            f"{there / _byte_rate(form):.1f} s, which are used."
        )
    return promised, None


def _byte_rate(form: _Format) -> int:
    return form.frame_bytes * form.rate


def _read_format(path: Path, chunk: bytes) -> _Format:
    if len(chunk) < 16:
        raise VoiceskillError(f"{path} is a damaged WAV file without its sound format: record it again.")
    kind, channels, rate, _, align, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        kind = struct.unpack_from("<H", chunk, 24)[0]
    if channels == 0 or rate not in _RATES:
        raise VoiceskillError(
            f"{path} claims {channels} channels at {rate} Hz: convert it to one channel at 16000 Hz."
        )
    sample_bytes = align // channels if align and align % channels == 0 else (bits + 7) // 8
    if (kind, sample_bytes) not in _DECODERS:
        raise VoiceskillError(
            f"{path} holds compressed or unusual sound (format {kind:#06x}, {bits} bits): "
            "convert it to 16-bit PCM."
        )
    return _Format(kind, channels, rate, sample_bytes)


def _from_24_bit(raw: bytes) -> npt.NDArray[np.float32]:
    padded = np.zeros((len(raw) // 3, 4), np.uint8)
    padded[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
    return padded.view("<i4").ravel().astype(np.float32) / np.float32(2**31)


_Decoder = Callable[[bytes], npt.NDArray[np.floating]]

_DECODERS: dict[tuple[int, int], _Decoder] = {
    (_PCM, 1): lambda raw: (np.frombuffer(raw, np.uint8).astype(np.float32) - 128) / 128,
    (_PCM, 2): lambda raw: np.frombuffer(raw, "<i2").astype(np.float32) / 2**15,
    (_PCM, 3): _from_24_bit,
    (_PCM, 4): lambda raw: (np.frombuffer(raw, "<i4") / 2**31).astype(np.float32),
    (_FLOAT, 4): lambda raw: np.frombuffer(raw, "<f4"),
    (_FLOAT, 8): lambda raw: np.frombuffer(raw, "<f8").astype(np.float32),
}


def _to_mono(raw: bytes, form: _Format) -> Samples:
    with np.errstate(over="ignore", invalid="ignore"):
        sound = _DECODERS[form.kind, form.sample_bytes](raw).reshape(-1, form.channels)
        return to_int16(sound[:, 0] if form.channels == 1 else sound.mean(axis=1))


def write_wav(path: Path, pcm: Pcm) -> None:
    """Write one sound as a mono 16-bit WAV; raises like ``WavWriter``."""
    with WavWriter(path, pcm.rate) as writer:
        writer.write(pcm.samples)


class WavWriter:
    """Writes a 16-bit WAV piece by piece; ``path`` appears only when the file is complete.

    Left by an exception, or with the disk full, it keeps what was written so far, playable, as
    ``<name>.partial.wav`` beside ``path``; a file that was at ``path`` before stays as it was.
    """

    def __init__(self, path: Path, rate: int, channels: int = 1) -> None:
        """``rate`` in Hz. Raises ``VoiceskillError`` if the folder is missing or can't be written."""
        self.path = path
        self.rate = rate
        self.channels = channels
        self.frames = 0
        try:
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
        except OSError as error:
            raise VoiceskillError(
                f"{path} can't be written ({error.strerror}): choose a folder that exists and is yours."
            ) from error
        self._temporary = Path(name)
        self._file: BinaryIO | None = os.fdopen(descriptor, "wb", buffering=0)
        self._put(self._header())

    @property
    def seconds(self) -> float:
        """Duration of what was written so far (s)."""
        return self.frames / self.rate

    def write(self, samples: Samples) -> None:
        """Append samples of shape (n,) for one channel, else (n, channels).

        Raises ``VoiceskillError`` if the disk is full; what was written until then is kept (see the class).
        """
        self._put(samples.astype("<i2", copy=False).tobytes())
        self.frames += len(samples)

    def close(self) -> None:
        """Complete the file and put it in place; a second call does nothing."""
        if self._file is not None:
            self._finish(self.path)

    def abandon(self) -> Path | None:
        """Stop early: what was written goes to ``<name>.partial.wav``, whose path it gives, if any."""
        if self._file is None:
            return None
        self._keep_whole_frames()
        if self.frames == 0:
            self._discard()
            return None
        partial = self.path.with_name(f"{self.path.stem}.partial.wav")
        self._finish(partial)
        return partial

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _header(self) -> bytes:
        frame_bytes = 2 * self.channels
        data_bytes = min(self.frames * frame_bytes, 0xFFFFFFFF - 36)
        return struct.pack(
            "<4sI4s4sIHHIIHH4sI",
            *(b"RIFF", 36 + data_bytes, b"WAVE"),
            *(b"fmt ", 16, _PCM, self.channels, self.rate, self.rate * frame_bytes, frame_bytes, 16),
            *(b"data", data_bytes),
        )

    def _put(self, raw: bytes) -> None:
        if self._file is None:
            raise ValueError(f"{self.path} is closed")
        rest = memoryview(raw)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> VoiceskillError:
        kept = self.abandon()
        cause = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error.strerror)
        what = f"the first {self.seconds:.1f} s are in {kept}" if kept else "nothing was written"
        return VoiceskillError(
            f"{self.path} could not be completed because {cause}: {what}; free space and try again."
        )

    def _keep_whole_frames(self) -> None:
        assert self._file is not None
        header = len(self._header())
        written = max(0, os.fstat(self._file.fileno()).st_size - header)
        self.frames = written // (2 * self.channels)
        self._file.truncate(header + self.frames * 2 * self.channels)

    def _finish(self, path: Path) -> None:
        assert self._file is not None
        file, self._file = self._file, None
        try:
            with file:
                file.seek(0)
                file.write(self._header())
                os.fsync(file.fileno())
            self._temporary.chmod(0o600)
            self._temporary.replace(path)
        except OSError as error:
            self._temporary.unlink(missing_ok=True)
            raise VoiceskillError(
                f"{path} could not be completed ({error.strerror}): free space and try again."
            ) from error

    def _discard(self) -> None:
        assert self._file is not None
        self._file.close()
        self._file = None
        self._temporary.unlink(missing_ok=True)
