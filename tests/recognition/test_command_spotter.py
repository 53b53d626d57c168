"""The small search for a few commands, beside the open one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.command_spotter import CommandSpotter
from voiceskill.recognition.interruptions import Interruptions
from voiceskill.recognition.libvosk import SpeechModel

RATE = 16_000


@pytest.fixture(scope="module")
def model(small_model: Path) -> SpeechModel:
    return SpeechModel(small_model)


def spotted(spotter: CommandSpotter, recording: Pcm) -> tuple[str, float] | None:
    spotter.accept(recording.samples.tobytes())
    return spotter.finish()


def score_of_all_words(model: SpeechModel, recording: Pcm) -> float:
    decoder = model.decoder(RATE, 10)
    decoder.accept(recording.samples.tobytes())
    return max(float(entry["confidence"]) for entry in json.loads(decoder.final())["alternatives"])


def test_a_command_scores_about_what_an_open_search_gives_it(
    model: SpeechModel, speak: Callable[..., Pcm]
) -> None:
    found = spotted(CommandSpotter(model, Interruptions(("stop",), ())), speak("stop"))
    assert found is not None
    assert found[0] == "stop"
    assert found[1] == pytest.approx(score_of_all_words(model, speak("stop")), abs=10.0)


def test_another_sentence_scores_far_below_it(model: SpeechModel, speak: Callable[..., Pcm]) -> None:
    found = spotted(CommandSpotter(model, Interruptions(("stop",), ())), speak("how long left"))
    assert found is None or found[1] < score_of_all_words(model, speak("how long left")) - 15.0


def test_what_sounds_more_like_another_short_word_is_no_command(
    model: SpeechModel, speak: Callable[..., Pcm]
) -> None:
    assert spotted(CommandSpotter(model, Interruptions(("stop",), ("left",))), speak("left")) is None


def test_a_long_speech_is_no_command(model: SpeechModel, speak: Callable[..., Pcm]) -> None:
    spotter = CommandSpotter(model, Interruptions(("stop",), ()))
    for _ in range(3):
        spotter.accept(speak("stop").samples.tobytes())
    assert spotter.finish() is None


def test_a_word_that_the_model_does_not_know_is_left_out(
    model: SpeechModel, speak: Callable[..., Pcm]
) -> None:
    assert spotted(CommandSpotter(model, Interruptions(("zyzzyva",), ())), speak("stop")) is None


def test_each_utterance_is_judged_alone(model: SpeechModel, speak: Callable[..., Pcm]) -> None:
    spotter = CommandSpotter(model, Interruptions(("stop",), ("left",)))
    spotted(spotter, speak("stop"))
    assert spotted(spotter, speak("left")) is None
    assert spotter.finish() is None
