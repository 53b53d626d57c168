"""The models on this device: one folder each, with a receipt that says what belongs in it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.store.archive import unpack
from voiceskill.recognition.store.download import Patience, download, sha256_of
from voiceskill.recognition.store.layout import is_model_folder, model_folder
from voiceskill.recognition.store.manifest import ModelEntry

__all__ = ["Receipt", "fetch", "read_receipt", "verify"]

_RECEIPT_SUFFIX = ".receipt.json"
_UNPACKED_SHARE = 3


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was fetched: the archive's SHA-256, and size in bytes and SHA-256 of each file by its path."""

    archive_sha256: str
    files: dict[str, tuple[int, str]]


def fetch(
    entry: ModelEntry, root: Path | None = None, progress: bool = False, patience: Patience | None = None
) -> Path:
    """Download and unpack a model; its folder appears whole or not at all, replacing an older one.

    A model without a published checksum is trusted the first time; its receipt then holds every later
    download to the same SHA-256. Raises ``VoiceskillError`` if the model is made here instead, the download
    or the archive is bad, there is too little space, or another fetch is running.
    """
    if entry.url is None:
        raise VoiceskillError(f"The model '{entry.name}' is not fetched: run 'voiceskill models build'.")
    folder = model_folder(entry.name, root)
    try:
        with _only_one(folder.parent):
            _expect_space(folder.parent, entry)
            archive = folder.parent / f"{entry.name}.zip"
            expected = entry.sha256 or _recorded_checksum(entry.name, root)
            digest = download(entry.url, archive, entry.archive_bytes, expected, progress, patience)
            try:
                _install(archive, folder, digest)
            finally:
                archive.unlink(missing_ok=True)
    except OSError as error:
        raise VoiceskillError(
            f"{folder.parent} can't be written to ({error.strerror}): check its space and permissions."
        ) from None
    return folder


def read_receipt(name: str, root: Path | None = None) -> Receipt | None:
    """The receipt of a fetched model; None if it was never fetched here or the receipt is damaged."""
    try:
        content = json.loads(_receipt_path(model_folder(name, root)).read_text(encoding="utf-8"))
        files = {str(path): (int(size), str(digest)) for path, (size, digest) in content["files"].items()}
        return Receipt(str(content["archive_sha256"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def verify(name: str, root: Path | None = None) -> None:
    """Compare a fetched model with its receipt, byte for byte.

    Raises ``VoiceskillError`` that names the first file that is missing, changed or too many.
    """
    folder = model_folder(name, root)
    again = f"run 'voiceskill models fetch {name}' again"
    receipt = read_receipt(name, root)
    if receipt is None or not folder.is_dir():
        raise VoiceskillError(f"The model '{name}' was not fetched to this device: {again}.")
    try:
        found = _listing(folder)
    except OSError as error:
        raise VoiceskillError(f"{error.filename} can't be read ({error.strerror}): {again}.") from None
    for path in sorted(receipt.files.keys() | found.keys()):
        if found.get(path) != receipt.files.get(path):
            raise VoiceskillError(f"{folder / path} is not as it was fetched: {again}.")


def _install(archive: Path, folder: Path, digest: str) -> None:
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder.parent) as scratch:
        unpacked = Path(scratch) / "model"
        unpack(archive, unpacked)
        if not is_model_folder(unpacked):
            raise VoiceskillError(f"{archive.name} holds no Vosk model: nothing was installed.")
        receipt = Receipt(digest, _listing(unpacked))
        if folder.exists():
            folder.rename(Path(scratch) / "replaced")
        unpacked.rename(folder)
    _write_receipt(folder, receipt)


def _write_receipt(folder: Path, receipt: Receipt) -> None:
    path = _receipt_path(folder)
    part = path.with_suffix(".part")
    part.write_text(
        json.dumps({"archive_sha256": receipt.archive_sha256, "files": receipt.files}, indent=1),
        encoding="utf-8",
    )
    part.replace(path)


def _listing(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
    }


def _recorded_checksum(name: str, root: Path | None) -> str | None:
    receipt = read_receipt(name, root)
    return receipt.archive_sha256 if receipt else None


def _receipt_path(folder: Path) -> Path:
    return folder.with_name(folder.name + _RECEIPT_SUFFIX)


def _expect_space(root: Path, entry: ModelEntry) -> None:
    needed = (entry.archive_bytes or 0) * (1 + _UNPACKED_SHARE)
    free = shutil.disk_usage(root).free
    if free < needed:
        raise VoiceskillError(
            f"The model '{entry.name}' needs {needed >> 20} MB of space in {root} and {free >> 20} MB are "
            "free: delete something first."
        )


@contextlib.contextmanager
def _only_one(root: Path) -> Iterator[None]:
    """Keep a second fetch out while this one runs; the lock goes with the process."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise VoiceskillError(
                f"Another 'voiceskill models fetch' is at work in {root}: wait until it is done."
            ) from None
        yield
