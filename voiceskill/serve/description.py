"""What this server offers, as a Wyoming client asks for it with ``describe``."""

from __future__ import annotations

from wyoming import info
from wyoming.info import Attribution, Info

from voiceskill import __version__
from voiceskill.locations import LANGUAGE

__all__ = ["describe"]

_NAME = "voiceskill"
_OURS = Attribution(_NAME, "")
_ESPEAK = Attribution("eSpeak NG", "https://github.com/espeak-ng/espeak-ng")
_VOSK = Attribution("Vosk", "https://alphacephei.com/vosk/")


def describe(voice: str) -> Info:
    """Speech to text, answers, and text to speech in ``voice``."""
    heard = info.AsrModel(_NAME, _VOSK, True, "Cramps, commands and danger signs", __version__, [LANGUAGE])
    answers = info.HandleModel(_NAME, _OURS, True, "Relief of cramps", __version__, [LANGUAGE])
    spoken = info.TtsVoice(voice, _ESPEAK, True, f"eSpeak NG, {voice}", None, [LANGUAGE])
    return Info(
        asr=[info.AsrProgram(_NAME, _VOSK, True, "Hears what is said about cramps", __version__, [heard])],
        handle=[info.HandleProgram(_NAME, _OURS, True, "Talks one through a cramp", __version__, [answers])],
        tts=[info.TtsProgram(_NAME, _ESPEAK, True, "Speaks the answers", __version__, [spoken])],
    )
