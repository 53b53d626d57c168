"""Is this device fit to help tonight? Each check is one function: it says what it found, or how to mend it.

A check returns what is well in a few words and raises ``VoiceskillError`` with a sentence that says what to
do. Nothing is changed, built or fetched by looking.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceskill import locations
from voiceskill.config import Config, load_config
from voiceskill.errors import VoiceskillError
from voiceskill.remembered import remembered_path

__all__ = ["CHECKS", "Finding", "examine", "examine_hearing"]

Check = Callable[[Config], str]

_NEEDED_BYTES = 300 * 1000 * 1000
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: ``ok`` with ``text`` as its result, or else ``text`` says how to mend it."""

    name: str
    ok: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'MEND'}  {self.name}: {self.text}"


def examine() -> Iterator[Finding]:
    """Run every check, one after the other; a failing one stops none of the others."""
    try:
        config = load_config()
        path = locations.config_file()
        yield Finding("settings", True, str(path) if path.exists() else "none, all defaults")
    except VoiceskillError as error:
        config = Config()
        yield Finding("settings", False, str(error))
    for name, check in CHECKS.items():
        yield _finding(name, check, config)


def examine_hearing(seconds: float) -> Finding:
    """Listen for ``seconds``, drawing the level on a terminal, and judge it."""
    from voiceskill.level_meter import drawn, judge, listen

    return _finding("hearing", lambda config: judge(list(drawn(listen(config, seconds)))), load_config())


def check_folders(_: Config) -> str:
    """Whether models, prompts and journal can be kept, and are nobody else's to read."""
    folders = (locations.data_dir(), locations.cache_dir(), locations.config_file().parent)
    for folder in folders:
        _expect_writable(folder)
    own = (locations.config_file(), remembered_path(), *locations.data_dir().glob("*/*.sqlite*"))
    for private in own:
        if private.exists() and private.stat().st_mode & _OTHERS:
            raise VoiceskillError(f"Others can read {private}: run 'chmod go= {private}'.")
    return "can be written to, and are yours alone"


def check_disk(_: Config) -> str:
    """Whether there is room for the model, the prompts and the journal."""
    folder = _nearest_existing(locations.data_dir())
    free = shutil.disk_usage(folder).free
    if free < _NEEDED_BYTES:
        raise VoiceskillError(
            f"{folder} has {free // 1_000_000} MB left, and {_NEEDED_BYTES // 1_000_000} MB are needed: "
            "delete something there."
        )
    return f"{free / 1e9:.1f} GB free"


def check_clock(_: Config, now: float | None = None) -> str:
    """Whether the clock is later than this program; ``now`` in seconds since 1970, by default the clock's."""
    now = time.time() if now is None else now
    if now < Path(__file__).stat().st_mtime - _DAY:
        raise VoiceskillError(
            "The clock is set to a time before this program was installed: set it with 'sudo timedatectl', "
            "or night hours will be wrong."
        )
    return time.strftime("%Y-%m-%d %H:%M %Z", time.localtime(now))


def check_microphone(config: Config) -> str:
    """Whether there is a microphone to open."""
    from voiceskill.audio.devices import choose, list_devices

    device = choose(list_devices(), "input", config.microphone)
    return f"{device.name} (number {device.index}, {device.rate} Hz)"


def check_speaker(config: Config) -> str:
    """Whether there is a loudspeaker to open."""
    from voiceskill.audio.devices import choose, list_devices

    device = choose(list_devices(), "output", config.speaker)
    return f"{device.name} (number {device.index}, {device.rate} Hz)"


def check_model(config: Config) -> str:
    """Whether the recognizer's model is here, whole, and can be loaded."""
    from voiceskill.recognition.store.store import find_model
    from voiceskill.recognition.vosk_recognizer import VoskRecognizer

    folder = find_model(config.model)
    VoskRecognizer(folder).close()
    return str(folder)


def check_voice(config: Config) -> str:
    """Whether the engine speaks with the chosen voice, at this moment and not from what it said before."""
    from voiceskill.speech.engine import SpeechProcess
    from voiceskill.speech.shaping import shape

    engine = SpeechProcess()
    try:
        raw = engine.synthesize("Ready.", config.spoken_voice)
        version = engine.describe().version
    finally:
        engine.close()
    if shape(raw, raw.rate).seconds == 0.0:
        raise VoiceskillError(f"The voice '{config.voice}' makes no sound: choose another in the settings.")
    return f"{config.voice}, eSpeak NG {version}"


def check_intents(_: Config) -> str:
    """Whether everything that a person may say can be read, and is learned already."""
    from voiceskill.understanding.red_flags.loading import is_learned, load_rules
    from voiceskill.understanding.template_loader import load_templates

    folder = locations.content_dir("intents") / locations.LANGUAGE
    load_templates(folder)
    load_rules(folder / "red_flags")
    if is_learned(folder / "red_flags", locations.data_dir() / "understanding"):
        return "can be understood"
    return "can be read, and will be learned at the first start"


def check_guides(_: Config) -> str:
    """Whether everything that the device may say can be read."""
    from voiceskill.dialogue.loading import load_script

    load_script()
    return "can be spoken"


CHECKS: dict[str, Check] = {
    "folders": check_folders,
    "disk": check_disk,
    "clock": check_clock,
    "microphone": check_microphone,
    "speaker": check_speaker,
    "model": check_model,
    "voice": check_voice,
    "intents": check_intents,
    "guides": check_guides,
}
"""All checks by the name under which they are reported, in order."""


def _finding(name: str, check: Check, config: Config) -> Finding:
    try:
        return Finding(name, True, check(config))
    except VoiceskillError as error:
        return Finding(name, False, str(error))
    except OSError as error:
        return Finding(name, False, f"{error.filename or 'The system'} says '{error.strerror or error}'.")
    except Exception as error:
        return Finding(
            name, False, f"A fault in voiceskill ({type(error).__name__}: {error}): install it again."
        )


def _expect_writable(folder: Path) -> None:
    existing = _nearest_existing(folder)
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise VoiceskillError(
            f"{existing} can't be written to: change its owner or permissions, or set VOICESKILL_HOME to a "
            "folder of your own."
        )


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
