"""Fetching one large file over HTTP: resumed, bounded, checked, and there only when it is whole."""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests
from tqdm import tqdm

from voiceskill.errors import VoiceskillError

__all__ = ["Patience", "download", "sha256_of"]

_CHUNK = 64 * 1024
_LARGEST = 4 * 1024**3
_MOST_REDIRECTS = 5
_OK, _PARTIAL, _RANGE_NOT_SATISFIABLE = 200, 206, 416
_WORTH_A_RETRY = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: ``connect`` and ``stall`` (no byte for so long) in seconds; ``attempts`` in a row
    that bring nothing new before giving up; ``pause`` (s) before the second, doubled before each other.
    """

    connect: float = 10.0
    stall: float = 30.0
    attempts: int = 4
    pause: float = 1.0
    sleep: Callable[[float], None] = time.sleep


class _InterruptedError(Exception):
    """The transfer broke off in a way that may go away by itself."""


def download(
    url: str,
    target: Path,
    size: int | None = None,
    sha256: str | None = None,
    progress: bool = False,
    patience: Patience | None = None,
) -> str:
    """Fetch ``url`` to ``target``, which appears only when it is whole; return its SHA-256.

    ``size`` (bytes) and ``sha256`` are checked where they are known. What an interrupted run had fetched is
    kept beside ``target`` and resumed, if ``sha256`` can prove afterwards that the parts belong together.
    Raises ``VoiceskillError`` (one sentence) if the address can't be reached, the transfer keeps breaking
    off, the disk is full, or the file is not the expected one (it is deleted then).
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        transfer = _Transfer(url, part, size, sha256 is not None, progress)
        resumed = transfer.have > 0
        transfer.run(patience or Patience())
        if resumed and not _is_expected(part, size, sha256):
            part.unlink()
            transfer.run(patience or Patience())
        if not _is_expected(part, size, sha256):
            part.unlink()
            raise VoiceskillError(
                f"{url} gave a file with another checksum than the one known for it, which was deleted: try "
                "again, and do not use the model if that repeats."
            )
        part.replace(target)
        return sha256_of(target)
    except OSError as error:
        raise _disk_trouble(error, target) from None


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Transfer:
    """One file on its way into ``part``, over as many connections as it takes."""

    def __init__(self, url: str, part: Path, size: int | None, resumable: bool, progress: bool) -> None:
        self.url = url
        self.part = part
        self.size = size
        self.resumable = resumable
        self.progress = progress

    @property
    def have(self) -> int:
        """Bytes that arrived and that a next attempt may go on from."""
        return self.part.stat().st_size if self.resumable and self.part.exists() else 0

    def run(self, patience: Patience) -> None:
        """Raise ``VoiceskillError`` if it does not get to the end."""
        fruitless = 0
        with requests.Session() as session:
            session.max_redirects = _MOST_REDIRECTS
            while not self._complete():
                before = self.have
                try:
                    self._attempt(session, patience)
                    return
                except _InterruptedError as reason:
                    fruitless = 0 if self.have > before else fruitless + 1
                    if fruitless >= patience.attempts:
                        raise VoiceskillError(
                            f"{self.url} could not be fetched ({reason}): check the network and try again"
                            f"{'; what has arrived is kept' if self.have else ''}."
                        ) from None
                    patience.sleep(patience.pause * 2**fruitless / 2)

    def _complete(self) -> bool:
        return self.size is not None and self.have == self.size

    def _attempt(self, session: requests.Session, patience: Patience) -> None:
        have = self.have
        # Compressed transfer would make byte positions mean something else than places in the file.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        try:
            with session.get(
                self.url, headers=headers, stream=True, timeout=(patience.connect, patience.stall)
            ) as response:
                self._receive(response, self._start(response, have))
        except requests.TooManyRedirects:
            raise VoiceskillError(f"{self.url} leads from one address to another without end.") from None
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
        ) as error:
            raise _InterruptedError(_plainly(error)) from None
        except requests.RequestException as error:
            raise VoiceskillError(f"{self.url} can't be fetched: {error}.") from None

    def _start(self, response: requests.Response, have: int) -> int:
        """From which byte on the answer counts; raise if it is no answer."""
        if self.url.startswith("https:") and not response.url.startswith("https:"):
            raise VoiceskillError(f"{self.url} leads to an unencrypted address, which is not followed.")
        status = response.status_code
        if status == _PARTIAL and response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            return have
        if status == _OK:
            return 0
        if status in (_PARTIAL, _RANGE_NOT_SATISFIABLE):
            self.part.unlink(missing_ok=True)
            raise _InterruptedError("the server has another file than before")
        if status in _WORTH_A_RETRY:
            raise _InterruptedError(f"the server answers {status}")
        raise VoiceskillError(f"{self.url} can't be fetched: the server answers {status} {response.reason}.")

    def _receive(self, response: requests.Response, start: int) -> None:
        limit = self.size if self.size is not None else _LARGEST
        announced = response.headers.get("Content-Length", "")
        total = self.size or (start + int(announced) if announced.isdigit() else None)
        with (
            self.part.open("r+b" if start else "wb") as file,
            tqdm(
                desc=self.part.stem,
                total=total,
                initial=start,
                unit="B",
                unit_scale=True,
                disable=not self.progress,
            ) as bar,
        ):
            file.seek(start)
            for chunk in response.iter_content(_CHUNK):
                if file.tell() + len(chunk) > limit:
                    self.part.unlink()
                    raise VoiceskillError(
                        f"{self.url} sends more than the {limit} bytes expected: it is not the file it was."
                    )
                file.write(chunk)
                bar.update(len(chunk))
        if total is not None and self.part.stat().st_size < total:
            raise _InterruptedError("the transfer broke off")


def _is_expected(part: Path, size: int | None, sha256: str | None) -> bool:
    return size in (None, part.stat().st_size) and sha256 in (None, sha256_of(part))


def _plainly(error: Exception) -> str:
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return "the server stopped sending"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the transfer broke off"
    return "no connection"


def _disk_trouble(error: OSError, target: Path) -> VoiceskillError:
    if error.errno == errno.ENOSPC:
        return VoiceskillError(f"The disk of {target.parent} is full: free some space and try again.")
    return VoiceskillError(f"{target.parent} can't be written to ({error.strerror}): check its permissions.")
