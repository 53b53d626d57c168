"""The speech process is used from outside: it speaks, and when it hangs, dies or lies it is replaced."""

from __future__ import annotations

import contextlib
import importlib.machinery
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from voiceskill.errors import VoiceskillError
from voiceskill.speech import worker
from voiceskill.speech.engine import SpeechProcess
from voiceskill.speech.voice import Voice

HELLO = json.dumps({"version": "9", "voices": [["gmw/en-us", "English (America)"]], "variants": []})
SOUND = '{"id": 1, "rate": 22050, "pcm": "AAABAAIA"}'


def _python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-E", "-c", code, *arguments)


def _greets_then(code: str) -> tuple[str, ...]:
    return _python(f"import sys\nprint({HELLO!r}, flush=True)\nline = sys.stdin.readline()\n{code}")


def _worker_that_fails_once(folder: Path, how: str) -> tuple[str, ...]:
    marker = folder / "failed"
    return _greets_then(
        f"import os, time\nif not os.path.exists({str(marker)!r}):\n"
        f"    open({str(marker)!r}, 'w').close()\n    {how}\n"
        f"print({SOUND!r}, flush=True)\ntime.sleep(60)"
    )


def test_text_becomes_sound(real_engine: SpeechProcess) -> None:
    pcm = real_engine.synthesize("Straighten your leg.", Voice())

    assert pcm.rate == 22_050
    assert 0.8 < pcm.seconds < 3.0
    assert np.abs(pcm.samples).max() > 3_000


def test_the_engine_says_what_it_is(real_engine: SpeechProcess) -> None:
    known = real_engine.describe()

    assert known.version[0].isdigit()
    assert any(voice.short == "en-us" for voice in known.voices)
    assert "f3" in known.variants


def test_every_prompt_has_the_pace_that_was_asked_for(real_engine: SpeechProcess) -> None:
    text = "Pull your toes towards you, slowly."
    paces = [110, 200, 110, 200, 200, 110, 150, 110] * 5
    seconds = [real_engine.synthesize(text, Voice("en-us", pace)).seconds for pace in paces]

    slow = [length for length, pace in zip(seconds, paces, strict=True) if pace == 110]
    fast = [length for length, pace in zip(seconds, paces, strict=True) if pace == 200]
    assert max(slow) - min(slow) < 0.05
    assert max(fast) - min(fast) < 0.05
    assert min(slow) > 1.6 * max(fast)


def test_voices_and_variants_sound_different(real_engine: SpeechProcess) -> None:
    plain, variant, british = (
        real_engine.synthesize("How is the pain?", Voice(name))
        for name in ("en-us", "en-us+f3", "English (Great Britain)")
    )

    assert not np.array_equal(plain.samples, variant.samples)
    assert not np.array_equal(plain.samples, british.samples)


def test_nothing_of_one_prompt_is_left_in_the_next(real_engine: SpeechProcess) -> None:
    real_engine.synthesize("This sentence is much longer than the one that follows it.", Voice())

    assert real_engine.synthesize("Two.", Voice()).seconds < 1.5


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 1}\n{"id": 2}',
        "quotes \" and ' and \\ and \\n",
        "line\u2028separator\u2029and\x85next",
        "a null \x00 and an escape \x1b[0m",
        "half a surrogate \ud83d here",
        "<speak>not markup</speak> [[not phonemes]]",
    ],
)
def test_no_text_breaks_the_protocol(real_engine: SpeechProcess, text: str) -> None:
    # Refusing is allowed; getting out of step is not.
    with contextlib.suppress(VoiceskillError):
        real_engine.synthesize(text, Voice())

    assert 0.3 < real_engine.synthesize("Ten.", Voice()).seconds < 1.5


def test_unknown_voice_names_near_ones(real_engine: SpeechProcess) -> None:
    with pytest.raises(VoiceskillError, match=r"no voice 'en-su': choose one of .*en-us"):
        real_engine.synthesize("Hello.", Voice("en-su"))


def test_hung_process_is_killed_and_asked_again_once(tmp_path: Path) -> None:
    engine = SpeechProcess(_worker_that_fails_once(tmp_path, "time.sleep(60)"), reply_timeout=0.3)

    assert list(engine.synthesize("Hello.", Voice()).samples) == [0, 1, 2]
    engine.close()


@pytest.mark.parametrize("how", ["raise SystemExit(3)", "print('nonsense', flush=True)", "print('[]')"])
def test_process_that_dies_or_talks_nonsense_is_replaced(tmp_path: Path, how: str) -> None:
    engine = SpeechProcess(_worker_that_fails_once(tmp_path, how))

    assert list(engine.synthesize("Hello.", Voice()).samples) == [0, 1, 2]
    engine.close()


def test_process_that_never_answers_gives_one_sentence_and_is_gone() -> None:
    engine = SpeechProcess(_python("import time; time.sleep(60)"), start_timeout=0.2)
    process = engine._process
    assert process is not None

    with pytest.raises(VoiceskillError, match="it gives no answer"):
        engine.synthesize("Hello.", Voice())
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ('{"id": 7, "rate": 22050, "pcm": ""}', "something else than it was asked"),
        ('{"id": 1, "rate": 22050}', "nonsense"),
        ('{"id": 1, "rate": 22050, "pcm": "*"}', "nonsense"),
        ('{"id": 1, "kind": "failed", "error": "RuntimeError: no"}', "RuntimeError: no"),
    ],
)
def test_wrong_answers_end_in_one_sentence(reply: str, complaint: str) -> None:
    engine = SpeechProcess(_greets_then(f"print({reply!r}, flush=True)\nsys.stdin.read()"))

    with pytest.raises(VoiceskillError, match=complaint):
        engine.synthesize("Hello.", Voice())
    engine.close()


def test_without_a_system_library_the_bundled_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def load(name: str) -> None:
        if name == "libespeak-ng.so.1":
            raise OSError("cannot open shared object file")
        loaded.append(name)

    bundled = types.ModuleType("espeakng_loader")
    bundled.get_data_path = lambda: "/bundled/data"  # type: ignore[attr-defined]
    bundled.get_library_path = lambda: "/bundled/libespeak-ng.so"  # type: ignore[attr-defined]
    bundled.__spec__ = importlib.machinery.ModuleSpec("espeakng_loader", None)
    monkeypatch.setattr(worker.ctypes, "CDLL", load)
    monkeypatch.setenv("ESPEAK_DATA_PATH", "")
    monkeypatch.setitem(sys.modules, "espeakng_loader", bundled)

    worker._use_bundled_library()
    assert loaded == ["/bundled/libespeak-ng.so"]
    assert os.environ["ESPEAK_DATA_PATH"] == "/bundled/data"

    monkeypatch.setattr(worker.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(OSError, match="cannot open"):
        worker._use_bundled_library()


def test_missing_library_says_what_to_install() -> None:
    engine = SpeechProcess(_python('print(\'{"error": "no such file", "kind": "no_library"}\')'))

    with pytest.raises(VoiceskillError, match="sudo apt install libespeak-ng1"):
        engine.describe()
    engine.close()


def test_the_process_ends_with_its_owner() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "voiceskill.speech.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert b"version" in process.stdout.readline()

    process.stdin.close()

    assert process.wait(timeout=20) == 0
    process.stdout.close()


def test_a_command_that_does_not_exist_is_one_sentence() -> None:
    with pytest.raises(VoiceskillError, match="can't be started"):
        SpeechProcess(("/nonexistent/python",))


def test_closed_engine_starts_again_when_asked() -> None:
    engine = SpeechProcess()
    engine.close()

    assert engine.synthesize("Again.", Voice()).seconds > 0.3
    engine.close()


def test_killed_engine_is_not_noticed_by_the_caller() -> None:
    engine = SpeechProcess()
    engine.describe()
    process = engine._process
    assert process is not None
    process.kill()
    process.wait()

    assert engine.synthesize("Still here.", Voice()).seconds > 0.3
    engine.close()
