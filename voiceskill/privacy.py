"""What this device keeps, whom it may talk to, and what a running one has open.

Files are looked up on disk, and the sockets of a running device are read from the kernel (``/proc``).
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceskill import locations
from voiceskill.config import Config
from voiceskill.notices.settings import without_path
from voiceskill.survival.store import session_path

__all__ = ["NEVER_KEPT", "Kept", "contacts", "kept_files", "open_sockets", "running_devices", "statement"]

NEVER_KEPT = (
    "sound: what the microphone hears is gone as soon as it is recognized",
    "words: nothing that anybody said is written to a file or a log of the service",
    "anything in a cloud: without an alert, MQTT or 'voiceskill serve' no network connection is made",
)
"""What is in no file, in plain words."""

_CONTENT: tuple[tuple[str, str], ...] = (
    ("config/config.yaml", "your settings and your profile"),
    ("config/remembered.yaml", "what you asked to be remembered about you"),
    ("data/journal/", "the diary of your cramps: when, where, what helped; no words"),
    ("data/session/", "the conversation under way, to go on with after a power cut; no words"),
    ("data/models/", "the recognizer's model; nothing about you"),
    ("data/understanding/", "what was learnt from the shipped example sentences; nothing about you"),
    ("cache/prompts/", "what the device may say, as sound; nothing you said"),
    ("cache/understanding/", "what was learnt from the shipped example sentences; nothing about you"),
)
_UNKNOWN = "NOT KNOWN to this program: look what it is"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KILO = 1000
_TCP_STATES = {"01": "connected", "0A": "listening"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in one file or one kind of files: their ``bytes`` and the ``mode`` that is most open."""

    path: Path
    files: int
    bytes: int
    mode: int
    what: str

    def __str__(self) -> str:
        files = "" if self.files == 1 else f" in {self.files} files"
        size = f"{self.bytes / _KILO:.1f} kB{files}"
        open_to = "  OTHERS CAN READ IT" if self.mode & _OTHERS and self.is_personal else ""
        return f"{self.path}  {size}, {stat.filemode(self.mode)}: {self.what}{open_to}"

    @property
    def is_personal(self) -> bool:
        """Whether it tells something about the person."""
        return "nothing" not in self.what


def kept_files() -> Iterator[Kept]:
    """Everything below the folders of settings, data and cache, by kind; what is not known by itself."""
    roots = {
        "config": locations.config_file().parent,
        "data": locations.data_dir(),
        "cache": locations.cache_dir(),
    }
    for kind, root in roots.items():
        prefix = f"{kind}/"
        known = [(name.removeprefix(prefix), what) for name, what in _CONTENT if name.startswith(prefix)]
        files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
        for name, what in known:
            mine = [path for path in files if _is_in(path.relative_to(root), name)]
            files = [path for path in files if path not in set(mine)]
            if mine:
                yield _kept(root / name, mine, what)
        yield from (_kept(path, [path], _UNKNOWN) for path in files)


def _is_in(path: Path, name: str) -> bool:
    return str(path).startswith(name) if name.endswith("/") else str(path) == name


def _kept(path: Path, files: Iterable[Path], what: str) -> Kept:
    stats = [file.stat() for file in files]
    mode = max((each.st_mode for each in stats), key=lambda mode: mode & _OTHERS)
    return Kept(path, len(stats), sum(each.st_size for each in stats), mode, what)


def contacts(config: Config) -> Iterator[str]:
    """Whom a device with these settings talks to, or may: each in a line."""
    yield "the sound server or the sound card of this machine"
    yield "systemd, if it started the device: that it is well"
    if config.alert is not None and config.alert.post is not None:
        yield f"{without_path(config.alert.post)}: an alert, which tells {', '.join(config.alert.tell)}"
    if config.alert is not None and config.alert.command:
        yield f"the program {config.alert.command[0]}: an alert, which tells {', '.join(config.alert.tell)}"
    if config.mqtt is not None:
        yield f"{config.mqtt.host}:{config.mqtt.port} (MQTT): what the device is doing, never your words"
    yield "on 'voiceskill serve' only: whoever connects to the address that it is given"
    yield "on 'voiceskill models fetch' only: the address of the model"


def running_devices() -> list[int]:
    """The process ids of devices that keep their conversation in this user's folder."""
    lock = session_path().with_name("lock")
    processes = Path("/proc").glob("[0-9]*")
    found = {int(process.name) for process in processes if lock in _open_files(process)}
    return sorted(found - {os.getpid()})


def open_sockets(pid: int) -> list[str]:
    """The sockets of process ``pid`` as the kernel lists them: kind, address, state."""
    process = Path("/proc") / str(pid)
    names = (path.name for path in _open_files(process))
    inodes = {name.removeprefix("socket:[").removesuffix("]") for name in names}
    lines = [line for kind in ("tcp", "tcp6", "udp", "udp6") for line in _internet(process, kind, inodes)]
    return lines + _unix(process, inodes)


def _open_files(process: Path) -> list[Path]:
    """What the process of this folder of ``/proc`` has open; nothing where we may not look."""
    found = []
    with contextlib.suppress(OSError):
        for handle in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.append(handle.readlink())
    return found


def _internet(process: Path, kind: str, inodes: set[str]) -> Iterator[str]:
    for fields in _table(process / "net" / kind):
        if fields[9] in inodes:
            state = _TCP_STATES.get(fields[3], "open") if kind.startswith("tcp") else "open"
            yield f"{kind} {_address(fields[1])} to {_address(fields[2])}, {state}"


def _unix(process: Path, inodes: set[str]) -> list[str]:
    """Sockets within this machine; those without a name of their own are our ends of connections."""
    mine = [fields[7:] for fields in _table(process / "net/unix") if fields[6] in inodes]
    named = [f"unix {name[0]}" for name in mine if name]
    unnamed = sum(not name for name in mine)
    return named + ([f"unix, within this machine: {unnamed} connections"] if unnamed else [])


def _table(path: Path) -> list[list[str]]:
    try:
        return [line.split() for line in path.read_text(encoding="ascii", errors="replace").splitlines()[1:]]
    except OSError:
        return []


def _address(text: str) -> str:
    """``0100007F:1F90`` as ``127.0.0.1:8080``; an IPv6 address stays in hexadecimal."""
    host, _, port = text.partition(":")
    if len(host) == 8:
        host = ".".join(str(byte) for byte in reversed(bytes.fromhex(host)))
    return f"{host}:{int(port, 16)}"


def statement(config: Config) -> Iterator[str]:
    """All of it, line by line."""
    yield "Kept on this device:"
    yield from (f"  {kept}" for kept in kept_files())
    yield "Never kept:"
    yield from (f"  {sentence}" for sentence in NEVER_KEPT)
    yield "Talks to:"
    yield from (f"  {contact}" for contact in contacts(config))
    devices = running_devices()
    if not devices:
        yield "No device is running, so that there are no open sockets to show."
    for pid in devices:
        yield f"Sockets that the running device (process {pid}) has open now:"
        yield from (f"  {line}" for line in open_sockets(pid) or ["none"])
