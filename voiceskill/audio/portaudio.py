"""The one owner of PortAudio: whatever opens, closes, lists or terminates runs in this module's thread.

PortAudio is not thread-safe: closing a stream while another thread uses the library corrupts the heap.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import importlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, TypeVar

from voiceskill.errors import VoiceskillError

__all__ = ["NoAudioDevice", "PortAudioStuck", "on_portaudio", "reinitialize"]

T = TypeVar("T")


class NoAudioDevice(VoiceskillError):  # noqa: N818
    """There is nothing to hear with or to speak through; the message says what to do."""


class PortAudioStuck(VoiceskillError):  # noqa: N818
    """The sound system does not answer."""


class _Owner:
    """A daemon thread that runs one call after another: a sound system that hangs can't hold up exit."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Callable[[Any], Any], Future[Any]]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, call: Callable[[Any], T]) -> Future[T]:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="portaudio", daemon=True)
                self._thread.start()
        future: Future[T] = Future()
        self._calls.put((call, future))
        return future

    def _run(self) -> None:
        while True:
            call, future = self._calls.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(_run(call))
            except BaseException as error:
                future.set_exception(error)
            # What a call holds (streams, say) must not live on until the next call.
            del call, future


def _run(call: Callable[[Any], T]) -> T:
    sounddevice = _load()
    try:
        return call(sounddevice)
    except sounddevice.PortAudioError as error:
        raise NoAudioDevice(
            f"The sound system failed ({error}): restart it, or choose another device."
        ) from error


_OWNER = _Owner()


def on_portaudio(call: Callable[[Any], T], timeout: float = 10.0) -> T:
    """Run ``call(sounddevice)`` in the owner's thread and give its result, or raise what it raised.

    Raises ``NoAudioDevice`` if the PortAudio library is missing or fails, and ``PortAudioStuck`` if no result
    has come after ``timeout`` seconds; the call then still runs to its end, or is dropped if not yet begun.
    """
    future = _OWNER.submit(call)
    try:
        return future.result(timeout)
    except FutureTimeoutError:
        if not future.done():
            future.cancel()
            raise PortAudioStuck("The sound system does not answer: restart it or the device.") from None
        raise


def reinitialize(sounddevice: Any) -> None:  # noqa: ANN401
    """Make PortAudio look for devices again (its list is frozen otherwise); every stream must be closed."""
    # After a failed attempt there is nothing to terminate.
    with contextlib.suppress(sounddevice.PortAudioError):
        sounddevice._terminate()
    sounddevice._initialize()


def forget_at_exit(held: object) -> None:
    """Leave without closing streams of a sound system that hangs: its clean-up at exit would hang too.

    A thread of PortAudio's is still inside such a stream, so neither the library nor ``held``, which holds
    the stream, may be taken away from under it while the interpreter ends.
    """
    sounddevice = _load()
    atexit.unregister(sounddevice._exit_handler)
    for needed in (sounddevice._lib, sounddevice._ffi, held):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(needed))


def _load() -> Any:  # noqa: ANN401
    try:
        return importlib.import_module("sounddevice")
    except OSError as error:
        raise NoAudioDevice(
            "Sound needs the PortAudio library: install it with 'sudo apt install libportaudio2'."
        ) from error
    except ImportError:
        raise
    except Exception as error:
        raise NoAudioDevice(f"The sound system can't be used ({error}): restart it or the device.") from error
