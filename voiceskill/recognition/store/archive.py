"""Unpacking a model's zip file without trusting it.

Refused: names that leave the folder, links and devices, encrypted or doubled members, and archives that
unpack to far more than they weigh ("zip bombs"). Method: every member's central-directory record is judged
before the first byte is written, and no member may grow beyond the size it declares there.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from voiceskill.errors import VoiceskillError

__all__ = ["Limits", "unpack"]

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may unpack to: ``files`` members, ``size`` bytes, ``ratio`` times its own size."""

    files: int = 1_000
    size: int = 4 * 1024**3
    ratio: int = 30


def unpack(archive: Path, folder: Path, limits: Limits | None = None) -> None:
    """Unpack a zip file into the new ``folder``; a single top folder that holds all the rest is left out.

    Raises ``VoiceskillError`` if the archive is damaged or unsafe, ``OSError`` if the disk fails; ``folder``
    is then incomplete and the caller's to delete.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _judged(opened.infolist(), archive, limits or Limits())
            skip = _shared_top(list(members))
            for path, member in members.items():
                _write(opened, member, folder.joinpath(*path.parts[skip:]))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _unsafe(archive, f"is damaged or no zip file ({error})") from None


def _judged(
    members: list[zipfile.ZipInfo], archive: Path, limits: Limits
) -> dict[PurePosixPath, zipfile.ZipInfo]:
    """The files of the archive by path, once nothing about any member is suspicious."""
    if len(members) > limits.files:
        raise _unsafe(archive, f"holds {len(members)} members, more than a model needs")
    total = sum(member.file_size for member in members)
    if total > limits.size or total > limits.ratio * archive.stat().st_size:
        raise _unsafe(archive, f"would unpack to {total} bytes, more than a model needs")
    files: dict[PurePosixPath, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for member in members:
        path = _safe_path(member, archive)
        if member.is_dir():
            continue
        if str(path).casefold() in folded:
            raise _unsafe(archive, f"holds {path} twice")
        folded.add(str(path).casefold())
        files[path] = member
    if not files:
        raise _unsafe(archive, "is empty")
    return files


def _safe_path(member: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    # ZipInfo cuts a name at a NUL and keeps the whole in orig_filename.
    name = member.orig_filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or any(sign in name for sign in "\\\0:") or not path.parts:
        raise _unsafe(archive, f"holds {name!r}, a name that leads out of the folder")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe(archive, f"holds {name!r}, which is a link or device")
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        raise _unsafe(archive, f"holds {name!r}, packed in a way that is not read")
    return path


def _shared_top(paths: list[PurePosixPath]) -> int:
    """1 if every path lies in one and the same folder, else 0."""
    tops = {path.parts[0] for path in paths}
    return int(len(tops) == 1 and all(len(path.parts) > 1 for path in paths))


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(member) as source, path.open("xb") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)


def _unsafe(archive: Path, why: str) -> VoiceskillError:
    return VoiceskillError(f"{archive.name} {why}: delete it and fetch the model again.")
