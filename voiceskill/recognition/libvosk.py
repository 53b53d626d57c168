"""libvosk, the library in the ``vosk`` package, through its C interface (``vosk_api.h`` of vosk-api 0.3.45).

The package's own module is left out: it brings an HTTP client and a downloader of models along, which a
device without a network never needs, and takes longer to load than the library. Every call leaves other
threads running.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from voiceskill.errors import VoiceskillError

__all__ = ["Decoder", "SpeechModel"]

_LIBRARY = "libvosk.so"
_QUIET = -3
"""The log level that prints not even errors: they come back as results."""

_POINTER = ctypes.c_void_p
_INTERFACE: dict[str, tuple[object, tuple[object, ...]]] = {
    "vosk_set_log_level": (None, (ctypes.c_int,)),
    "vosk_model_new": (_POINTER, (ctypes.c_char_p,)),
    "vosk_model_free": (None, (_POINTER,)),
    "vosk_model_find_word": (ctypes.c_int, (_POINTER, ctypes.c_char_p)),
    "vosk_recognizer_new": (_POINTER, (_POINTER, ctypes.c_float)),
    "vosk_recognizer_new_grm": (_POINTER, (_POINTER, ctypes.c_float, ctypes.c_char_p)),
    "vosk_recognizer_free": (None, (_POINTER,)),
    "vosk_recognizer_set_words": (None, (_POINTER, ctypes.c_int)),
    "vosk_recognizer_set_max_alternatives": (None, (_POINTER, ctypes.c_int)),
    "vosk_recognizer_accept_waveform": (ctypes.c_int, (_POINTER, ctypes.c_char_p, ctypes.c_int)),
    "vosk_recognizer_partial_result": (ctypes.c_char_p, (_POINTER,)),
    "vosk_recognizer_final_result": (ctypes.c_char_p, (_POINTER,)),
}
"""What each function returns and takes."""


class SpeechModel:
    """A model directory in memory; any number of decoders, in any threads, may share it."""

    def __init__(self, folder: Path) -> None:
        """Read ``folder``, which must have been checked: what libvosk can't read may end the process.

        Raises ``VoiceskillError`` if libvosk is missing or refuses the model.
        """
        self._library = _library()
        self._pointer = self._library.vosk_model_new(str(folder).encode())
        if not self._pointer:
            raise VoiceskillError(
                f"The speech model {folder} can't be opened by Vosk: fetch or build it again."
            )

    def __del__(self) -> None:
        if getattr(self, "_pointer", None):
            self._library.vosk_model_free(self._pointer)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is in the vocabulary."""
        return int(self._library.vosk_model_find_word(self._pointer, word.encode())) >= 0

    def decoder(self, rate: int, readings: int, phrases: Sequence[str] = ()) -> Decoder:
        """A decoder for sound at ``rate`` Hz that gives up to ``readings`` readings with word times.

        With ``phrases`` it knows nothing but these; their words may come in any order, so a reading has to be
        compared with them whole. That takes a model with a graph that can be composed.
        """
        if phrases:
            grammar = json.dumps(list(phrases)).encode()
            pointer = self._library.vosk_recognizer_new_grm(self._pointer, rate, grammar)
        else:
            pointer = self._library.vosk_recognizer_new(self._pointer, rate)
        return Decoder(self, self._library, pointer, readings)


class Decoder:
    """One utterance being recognized; one thread at a time. Made by ``SpeechModel.decoder``."""

    def __init__(self, model: SpeechModel, library: ctypes.CDLL, pointer: int | None, readings: int) -> None:
        """Owns ``pointer``, None if libvosk gave none; keeps ``model``, which it searches, alive."""
        self._model = model
        self._library = library
        self._pointer = pointer
        if not self._pointer:
            raise VoiceskillError(
                "Vosk can't start a recognizer on its model: fetch or build the model again."
            )
        library.vosk_recognizer_set_words(self._pointer, 1)
        library.vosk_recognizer_set_max_alternatives(self._pointer, readings)

    def __del__(self) -> None:
        if getattr(self, "_pointer", None):
            self._library.vosk_recognizer_free(self._pointer)

    def accept(self, pcm: bytes) -> bool:
        """Take mono s16le; whether the utterance ended with it. Raises ``VoiceskillError`` if it fails."""
        ended = self._library.vosk_recognizer_accept_waveform(self._pointer, pcm, len(pcm))
        if ended < 0:
            raise VoiceskillError("Vosk failed at a piece of sound.")
        return bool(ended)

    def partial(self) -> str:
        """What is believed so far, as JSON."""
        return str(self._library.vosk_recognizer_partial_result(self._pointer).decode())

    def final(self) -> str:
        """What was said, as JSON; ends the utterance."""
        return str(self._library.vosk_recognizer_final_result(self._pointer).decode())


@cache
def _library() -> ctypes.CDLL:
    package = importlib.util.find_spec("vosk")
    if package is None or not package.submodule_search_locations:
        raise VoiceskillError("The package 'vosk', which recognizes speech, is missing: install it with pip.")
    library = ctypes.CDLL(str(Path(package.submodule_search_locations[0]) / _LIBRARY))
    for name, (returned, taken) in _INTERFACE.items():
        function = getattr(library, name)
        function.restype, function.argtypes = returned, taken
    library.vosk_set_log_level(_QUIET)
    return library
