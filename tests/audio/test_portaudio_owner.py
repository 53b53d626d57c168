"""PortAudio is used from one thread only, and what hangs in it holds up no one else."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from voiceskill.audio import portaudio
from voiceskill.audio.native_noise import NativeNoise
from voiceskill.audio.portaudio import NoAudioDevice, PortAudioStuck, on_portaudio


class Library:
    class PortAudioError(Exception):
        pass


@pytest.fixture(autouse=True)
def fixture_fresh_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portaudio, "_load", Library)
    monkeypatch.setattr(portaudio, "_OWNER", portaudio._Owner())


def test_every_call_runs_in_the_same_thread_whoever_asks() -> None:
    seen: list[int] = []
    askers = [
        threading.Thread(target=lambda: seen.append(on_portaudio(lambda _: threading.get_ident())))
        for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert threading.get_ident() not in seen


def test_what_a_call_gives_or_raises_comes_back() -> None:
    assert on_portaudio(lambda library: type(library)) is Library

    def fail(library: object) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        on_portaudio(fail)
    assert on_portaudio(lambda library: 5) == 5


def test_an_error_of_the_library_becomes_one_sentence() -> None:
    def fail(library: Library) -> None:
        raise library.PortAudioError("Unanticipated host error")

    with pytest.raises(NoAudioDevice, match=r"Unanticipated host error.*: restart it"):
        on_portaudio(fail)


def test_a_hanging_call_is_given_up_and_those_behind_it_never_run_late() -> None:
    release = threading.Event()
    ran: list[str] = []
    with pytest.raises(PortAudioStuck):
        on_portaudio(lambda _: release.wait(30), timeout=0.01)
    with pytest.raises(PortAudioStuck):
        on_portaudio(lambda _: ran.append("late"), timeout=0.01)
    release.set()
    on_portaudio(lambda _: ran.append("now"))
    assert ran == ["now"]


def test_a_missing_library_is_one_sentence_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(portaudio, "_OWNER", portaudio._Owner())

    def fail(name: str) -> None:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(portaudio.importlib, "import_module", fail)
    with pytest.raises(NoAudioDevice, match="apt install libportaudio2"):
        on_portaudio(lambda library: library)


def test_only_c_libraries_are_silenced_and_only_for_a_while() -> None:
    program = """
import ctypes, os, sys
from voiceskill.audio.native_noise import NativeNoise
noise = NativeNoise()
noise.silence()
noise.silence()
os.write(2, b"from C\\n")
print("from Python", file=sys.stderr)
noise.restore()
noise.restore()
os.write(2, b"C again\\n")
print("Python again", file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == ["from Python", "C again", "Python again"]


def test_captured_standard_error_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stderr
    noise = NativeNoise()
    noise.silence()
    assert sys.stderr is before
    noise.restore()
    assert sys.stderr is before
