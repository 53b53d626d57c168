"""The speech process: pyttsx3 with eSpeak NG behind JSON lines, one request at a time.

It runs apart because pyttsx3 can hang and can't be interrupted; whoever started it may kill it at any time.

Standard output first gives one line, either ``{"version", "voices": [[id, name]], "variants": [name]}`` or
``{"error", "kind"}``. Then each line ``{"id", "text", "voice", "words_per_minute"}`` on standard input is
answered by ``{"id", "rate", "pcm"}`` (Hz, base64 of mono s16le) or ``{"id", "error", "kind"}``. ``kind`` is
``refused`` where asking again gives the same, else ``failed``. The process ends when its input does, even
in the middle of a request: none that hangs outlives whoever started it.

pyttsx3 2.99 has faults that are worked around here: of two queued texts only the last is written, so there
is one text a run; the first run after the start may return before the file is written, so there is a
warm-up and the end is taken from its event; a run may write the text before once more, so the file is
emptied first; a voice that can't be set is skipped silently, so it is read back; pyttsx3 starts each run with
a "stop" that cancels whatever eSpeak NG's own thread has not done yet, so that a new pace is lost or the text
itself comes out empty (seen with eSpeak NG 1.51), so that thread is waited for before and after each run;
pyttsx3 prints to standard output, so that is moved out of its way. Its file lies in memory (``memfd_create``,
Linux): a full disk silences nobody.
"""

from __future__ import annotations

import base64
import ctypes
import importlib.util
import json
import os
import queue
import signal
import sys
import threading
import time
import wave
from typing import Any, TextIO

__all__ = ["NO_LIBRARY", "main"]

NO_LIBRARY = "no_library"
"""The ``kind`` of a first line that says that eSpeak NG is not installed."""

_LIBRARY = "libespeak-ng.so.1"
_WARM_UP = "Ready."
_WARM_UPS = 2
"""The first run may meet eSpeak NG at work on pyttsx3's own settings, and so spoil the run after it."""

_CURRENT = 1
_REQUESTS: queue.SimpleQueue[str] = queue.SimpleQueue()
_POLL_SECONDS = 0.0005


class _RefusedError(Exception):
    """The request can't be served, however often it is made."""


class _Voice:
    """pyttsx3, brought to write one text at a time into memory."""

    def __init__(self) -> None:
        import pyttsx3
        from pyttsx3.drivers import _espeak

        self._library: Any = _espeak
        self._engine: Any = pyttsx3.init("espeak")
        self._file = os.memfd_create("speech")
        self._finished = threading.Event()
        self._errors: list[Exception] = []
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)
        for _ in range(_WARM_UPS):
            self.render(_WARM_UP)

    def choose(self, voice: str, words_per_minute: int) -> None:
        self._errors.clear()
        self._engine.setProperty("voice", voice)
        if self._errors or self._engine.getProperty("voice") != voice.lower():
            raise _RefusedError(f"eSpeak NG can't load the voice '{voice}': choose another.")
        self._set_pace(words_per_minute)

    def render(self, text: str) -> tuple[int, bytes]:
        """Samples a second (Hz) and mono s16le samples of ``text``."""
        self._errors.clear()
        self._finished.clear()
        os.ftruncate(self._file, 0)
        self._engine.save_to_file(text, self._path)
        self._engine.runAndWait()
        self._finished.wait()
        self._wait_until_idle()
        if self._errors:
            raise self._errors[0]
        with wave.open(self._path, "rb") as wav:
            return wav.getframerate(), wav.readframes(wav.getnframes())

    def describe(self) -> dict[str, object]:
        """The first line of the protocol."""
        # A listing is valid until the next one, so its names are taken out before.
        variants = [
            variant.identifier.decode().rpartition("/")[2]
            for variant in self._library.ListVoices(self._library.VOICE(languages=b"variant"))
        ]
        return {
            "version": self._library.Info().decode("ascii", "replace"),
            "voices": [(voice.id, voice.name) for voice in self._engine.getProperty("voices")],
            "variants": sorted(variants),
        }

    def _set_pace(self, words_per_minute: int) -> None:
        if self._pace() != words_per_minute:
            self._engine.setProperty("rate", words_per_minute)
            while self._pace() != words_per_minute:
                time.sleep(_POLL_SECONDS)
        self._wait_until_idle()

    def _pace(self) -> int:
        """The pace in force, which pyttsx3 can't tell: its own question gives eSpeak NG's default."""
        return int(self._library.dll.espeak_GetParameter(self._library.RATE, _CURRENT))

    def _wait_until_idle(self) -> None:
        while self._library.IsPlaying():
            time.sleep(_POLL_SECONDS)

    @property
    def _path(self) -> str:
        return f"/proc/self/fd/{self._file}"

    def _on_finished(self, **_event: object) -> None:
        self._finished.set()

    def _on_error(self, exception: Exception, **_event: object) -> None:
        self._errors.append(exception)
        self._finished.set()


def _use_bundled_library() -> None:
    """Take eSpeak NG from the package ``espeakng_loader`` where the system has none.

    pyttsx3 loads the library by name, so one that is in memory under that name already is what it finds.
    """
    try:
        ctypes.CDLL(_LIBRARY)
    except OSError:
        if importlib.util.find_spec("espeakng_loader") is None:
            raise
        loader: Any = importlib.import_module("espeakng_loader")
        os.environ["ESPEAK_DATA_PATH"] = str(loader.get_data_path())
        ctypes.CDLL(str(loader.get_library_path()))


def _answer(voice: _Voice, request: dict[str, Any]) -> dict[str, object]:
    try:
        voice.choose(request["voice"], request["words_per_minute"])
        rate, pcm = voice.render(request["text"])
    except _RefusedError as refusal:
        return {"id": request["id"], "error": str(refusal), "kind": "refused"}
    except Exception as error:
        return {"id": request["id"], "error": f"{type(error).__name__}: {error}", "kind": "failed"}
    return {"id": request["id"], "rate": rate, "pcm": base64.b64encode(pcm).decode("ascii")}


def _serve(replies: TextIO) -> None:
    def reply(message: dict[str, object]) -> None:
        replies.write(json.dumps(message) + "\n")
        replies.flush()

    try:
        _use_bundled_library()
    except OSError as error:
        reply({"error": str(error), "kind": NO_LIBRARY})
        return
    voice = _Voice()
    reply(voice.describe())
    while True:
        reply(_answer(voice, json.loads(_REQUESTS.get())))


def _read_requests() -> None:
    for line in sys.stdin:
        _REQUESTS.put(line)
    os._exit(0)


def main() -> None:
    """Serve requests from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    threading.Thread(target=_read_requests, daemon=True).start()
    _serve(replies)


if __name__ == "__main__":
    main()
