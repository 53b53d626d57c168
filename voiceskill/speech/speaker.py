"""Text in, sound out: the one class that the rest of the program asks to speak."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.resample import to_rate
from voiceskill.errors import VoiceskillError
from voiceskill.locations import cache_dir
from voiceskill.speech.cache import PromptCache, PromptKey
from voiceskill.speech.engine import Engine, SpeechProcess
from voiceskill.speech.pacing import at_pace, is_plausible
from voiceskill.speech.shaping import shape
from voiceskill.speech.speakable import speakable
from voiceskill.speech.telephone import digit_by_digit
from voiceskill.speech.voice import Voice

__all__ = ["Speaker"]

_SHAPING = 1
"""Raise this when ``shaping`` changes what comes out, so that older cache entries are rendered anew."""

_KEPT_RATE = 22_050
"""Rate (Hz) at which prompts are kept: eSpeak NG's own, less than half of a sound card's on disk."""

_RENDERINGS = 2
_MEMORY_BYTES = 8 * 1024 * 1024
"""Some eighty seconds of speech for a sound card."""


class Speaker:
    """Renders prompts in one voice at one sample rate; any thread may use it.

    A prompt comes from memory, else from ``cache``, else from ``engine``, which is asked at most twice.
    The engine is waited for only when a prompt is new, so that those in the cache are spoken at once, and
    even where the engine is missing or hangs.
    """

    def __init__(
        self,
        voice: Voice,
        rate: int,
        cache: PromptCache | None = None,
        engine: Engine | None = None,
    ) -> None:
        """``rate`` is that of the sound given back (Hz); by default prompts are kept in the cache folder and
        spoken by pyttsx3, whose process starts now and gets ready meanwhile.
        """
        self.voice = voice
        self.rate = rate
        self._cache = cache if cache is not None else PromptCache(cache_dir() / "prompts")
        self._engine = engine if engine is not None else SpeechProcess()
        self._memory = _Memory(_MEMORY_BYTES)
        self._lock = threading.Lock()
        self._version_before = self._cache.engine_version
        self._version: str | None = None
        self._rendered = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def render(self, text: str, voice: Voice | None = None, *, pace: float = 1.0, keep: bool = True) -> Pcm:
        """``text`` as mono sound at ``self.rate``, beginning and ending with speech, at -20 dBFS.

        ``voice`` is for this prompt only, at ``pace`` times its speed, or as usual if that can't be had.
        Without ``keep`` nothing is written to disk, as for a text that somebody else chose. Blocks for some
        20 ms if the prompt is new.
        Raises ``VoiceskillError`` if the text holds no words or is too long, the voice does not exist, or
        the engine is missing or fails.
        """
        words = speakable(digit_by_digit(text))
        usual = voice or self.voice
        with self._lock:
            try:
                return self._render(words, at_pace(usual, pace), keep=keep)
            except VoiceskillError:
                if pace == 1.0:
                    raise
                return self._render(words, usual, keep=keep)

    def make_ready(self, text: str, *, pace: float = 1.0) -> None:
        """Bring ``text`` into memory, so that ``render`` gives it at once, if it is kept on disk; else leave
        it. Neither raises nor waits for the engine.
        """
        with suppress(VoiceskillError), self._lock:
            self._kept(speakable(digit_by_digit(text)), at_pace(self.voice, pace))

    def prerender(self, texts: Iterable[str], progress: bool = False) -> int:
        """Render every text that is not kept yet, with a progress bar if wanted; say how many were new.

        Raises ``VoiceskillError`` like ``render``, and also if all is kept but the engine is missing.
        """
        from tqdm import tqdm

        with self._lock:
            self._meet_engine()
        wanted = sorted(set(texts))
        before = self._rendered
        for text in tqdm(wanted, desc="Preparing the voice", unit="prompt", disable=not progress):
            self.render(text)
        return self._rendered - before

    def close(self) -> None:
        """End the engine's process; the speaker may be used again and then starts another."""
        self._engine.close()

    def _render(self, text: str, voice: Voice, *, keep: bool) -> Pcm:
        pcm = self._kept(text, voice)
        if pcm is None:
            self._meet_engine()
            pcm = self._kept(text, voice) or self._new(text, voice, keep=keep)
        return pcm

    def _kept(self, text: str, voice: Voice) -> Pcm | None:
        version = self._version or self._version_before
        if version is None:
            return None
        key = self._key(text, voice, version)
        pcm = self._memory.get(key)
        if pcm is None and (kept := self._cache.get(key)) is not None:
            pcm = to_rate(kept, self.rate)
            self._memory.put(key, pcm)
        return pcm

    def _new(self, text: str, voice: Voice, *, keep: bool) -> Pcm:
        rendered = self._synthesize(text, voice)
        key = self._key(text, voice, self._meet_engine())
        self._rendered += 1
        if keep:
            self._cache.put(key, rendered)
        pcm = to_rate(rendered, self.rate)
        self._memory.put(key, pcm)
        return pcm

    def _key(self, text: str, voice: Voice, version: str) -> PromptKey:
        return PromptKey(text, voice.name, voice.words_per_minute, _KEPT_RATE, version, _SHAPING)

    def _meet_engine(self) -> str:
        """The engine's version, asked once; until then what is kept is that of the engine used last."""
        if self._version is None:
            self._version = self._engine.describe().version
            self._cache.engine_version = self._version
        return self._version

    def _synthesize(self, text: str, voice: Voice) -> Pcm:
        for _ in range(_RENDERINGS):
            pcm = shape(self._engine.synthesize(text, voice), _KEPT_RATE)
            if is_plausible(pcm.seconds, text, voice.words_per_minute):
                return pcm
            self._engine.close()
        raise VoiceskillError(
            f"The voice gave {pcm.seconds:.1f} s of sound for {text!a}, which can't be right: word it "
            "in another way."
        )


class _Memory:
    """The prompts used last, at the speaker's rate, up to a number of bytes of sound."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._prompts: OrderedDict[PromptKey, Pcm] = OrderedDict()

    def get(self, key: PromptKey) -> Pcm | None:
        pcm = self._prompts.get(key)
        if pcm is not None:
            self._prompts.move_to_end(key)
        return pcm

    def put(self, key: PromptKey, pcm: Pcm) -> None:
        old = self._prompts.pop(key, None)
        self._bytes += pcm.samples.nbytes - (old.samples.nbytes if old else 0)
        self._prompts[key] = pcm
        while self._bytes > self._max_bytes and len(self._prompts) > 1:
            self._bytes -= self._prompts.popitem(last=False)[1].samples.nbytes
