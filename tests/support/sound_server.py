"""A private PulseAudio with a virtual microphone and a virtual speaker, for tests on real PortAudio streams.

It listens on a Unix socket in a folder of its own, knows no hardware, needs no D-Bus and no root, and is gone
with everything it made when the ``with`` block ends:

    with SoundServer(leak_db=-12) as server:
        program = subprocess.Popen([...], env=server.env)
        recording = server.record_speaker(tmp_path / "speaker.wav")
        server.play_into_microphone(tmp_path / "person.wav")
        recording.stop()

Needs the Debian packages pulseaudio, pulseaudio-utils, libasound2-plugins and libportaudio2.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["Recorder", "SoundServer", "missing_packages"]

RATE = 48_000
_NEEDED = {"pulseaudio": "pulseaudio", "pactl": "pulseaudio-utils", "parec": "pulseaudio-utils"}
_PR_SET_PDEATHSIG = 1


def missing_packages() -> list[str]:
    """Debian packages that a ``SoundServer`` needs and this machine lacks."""
    missing = {package for program, package in _NEEDED.items() if shutil.which(program) is None}
    if not list(Path("/usr/lib").glob("*/libportaudio.so.2")):
        missing.add("libportaudio2")
    if not list(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so")):
        missing.add("libasound2-plugins")
    return sorted(missing)


@dataclass
class Recorder:
    """A recording in progress of ``path`` (WAV, mono, 48 kHz)."""

    path: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> Path:
        """End the recording; gives its file."""
        _end(self.process, signal.SIGTERM)
        return self.path


class SoundServer:
    """Null sinks ``mic`` (its monitor is the default source ``vmic``) and ``spk`` (the default sink)."""

    def __init__(self, leak_db: float | None = None, leak_delay_ms: int = 60) -> None:
        """``leak_db``: gain (dB) of the way from speaker to microphone, about ``leak_delay_ms`` long."""
        self.leak_db = leak_db
        self.leak_delay_ms = leak_delay_ms
        self.folder = Path(tempfile.mkdtemp(prefix="sound-server-"))
        self.env = dict(
            os.environ,
            XDG_RUNTIME_DIR=str(self.folder),
            PULSE_RUNTIME_PATH=str(self.folder),
            PULSE_STATE_PATH=str(self.folder),
            PULSE_COOKIE=str(self.folder / "cookie"),
            PULSE_SERVER=f"unix:{self._socket}",
        )
        self._server: subprocess.Popen[bytes] | None = None
        self._clients: list[subprocess.Popen[bytes]] = []

    @property
    def _socket(self) -> Path:
        return self.folder / "native"

    def start(self, *, microphone: bool = True) -> None:
        """Start, or start again after ``kill``; ready when this returns."""
        self._socket.unlink(missing_ok=True)
        script = self.folder / "start.pa"
        script.write_text("\n".join(self._script(microphone=microphone)) + "\n")
        options = ["--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no"]
        options += ["--high-priority=no", f"--log-target=file:{self.folder / 'log'}"]
        self._server = self._spawn(["pulseaudio", "-n", "-F", str(script), *options])
        self._wait_until_ready()
        if self.leak_db is not None and microphone:
            self._set_leak(self.leak_db)

    def kill(self) -> None:
        """The server dies without a word (SIGKILL)."""
        assert self._server is not None
        _end(self._server, signal.SIGKILL)

    def restart(self, *, microphone: bool = True) -> None:
        """Come back after ``kill``."""
        self.start(microphone=microphone)

    def freeze(self) -> None:
        """The server hangs: it keeps its connections but does nothing."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """The server goes on after ``freeze``."""
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def suspend(self, *, suspended: bool) -> None:
        """Suspend the speaker and the microphone, or wake them."""
        for kind, name in (("sink", "spk"), ("source", "vmic")):
            self.pactl(f"suspend-{kind}", name, "1" if suspended else "0")

    def unplug_microphone(self) -> None:
        """Take the microphone away; the server then gives programs the speaker's monitor instead."""
        self.pactl("unload-module", "module-remap-source")
        self.pactl("set-default-source", "spk.monitor")

    def plug_microphone(self) -> None:
        """Bring the microphone back as the default source."""
        self.pactl("load-module", "module-remap-source", "source_name=vmic", "master=mic.monitor")
        self.pactl("set-default-source", "vmic")

    def play_into_microphone(self, wav: Path, *, wait: bool = True) -> subprocess.Popen[bytes]:
        """A person speaks: ``wav`` comes out of the virtual microphone."""
        player = self._spawn(["paplay", "--device=mic", str(wav)])
        self._clients.append(player)
        if wait:
            player.wait(timeout=120)
        return player

    def record_speaker(self, wav: Path) -> Recorder:
        """Record what the speaker plays into ``wav`` until the recorder is stopped."""
        return self._record(wav, "spk.monitor")

    def record_microphone(self, wav: Path) -> Recorder:
        """Record what the microphone hears, the leak included."""
        return self._record(wav, "vmic")

    def pactl(self, *arguments: str) -> str:
        """Run ``pactl``; gives what it printed."""
        return subprocess.run(
            ["pactl", *arguments], env=self.env, capture_output=True, text=True, timeout=10
        ).stdout

    def stop(self) -> None:
        """End the server, every player and recorder, and remove the folder."""
        for client in self._clients:
            _end(client, signal.SIGTERM)
        if self._server is not None:
            self._server.send_signal(signal.SIGCONT)
            _end(self._server, signal.SIGTERM)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _script(self, *, microphone: bool) -> list[str]:
        # Without norewinds the first stream of a null sink stalls for up to two seconds.
        sink = f"rate={RATE} channels=1 norewinds=1"
        lines = [
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
            f"load-module module-null-sink sink_name=mic {sink}",
            f"load-module module-null-sink sink_name=spk {sink}",
            "set-default-sink spk",
        ]
        if microphone:
            lines += [
                "load-module module-remap-source source_name=vmic master=mic.monitor",
                "set-default-source vmic",
            ]
        if self.leak_db is not None:
            lines.append(
                f"load-module module-loopback source=spk.monitor sink=mic latency_msec={self.leak_delay_ms}"
            )
        return lines

    def _set_leak(self, decibels: float) -> None:
        for line in self.pactl("list", "short", "sink-inputs").splitlines():
            if "module-loopback" in line:
                self.pactl("set-sink-input-volume", line.split()[0], f"{decibels}dB")

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self._server.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(errors="replace"))
            if self._socket.exists() and "spk" in self.pactl("get-default-sink"):
                return
            time.sleep(0.01)
        raise RuntimeError("the sound server did not become ready within 10 s")

    def _record(self, wav: Path, source: str) -> Recorder:
        form = ["--file-format=wav", f"--rate={RATE}", "--channels=1", "--format=s16le"]
        process = self._spawn(["parec", f"--device={source}", "--latency-msec=20", *form, str(wav)])
        self._clients.append(process)
        deadline = time.monotonic() + 5
        while process.poll() is None and time.monotonic() < deadline:
            if wav.exists() and wav.stat().st_size > 1000:
                break
            time.sleep(0.01)
        return Recorder(wav, process)

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        # Nothing may outlive the test, even if it is killed: the children die with this process.
        return subprocess.Popen(
            command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
        )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
