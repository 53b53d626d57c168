"""Synthetic recordings through libvosk, each named by the sentence that it must give."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from support.small_model import small_model_inputs

from voiceskill.audio.pcm import Pcm
from voiceskill.errors import VoiceskillError
from voiceskill.recognition.decode import decode
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.model_maker.maker import make_model
from voiceskill.recognition.model_maker.settings import ModelSettings
from voiceskill.recognition.vosk_recognizer import VoskRecognizer


@pytest.fixture(scope="module")
def recognizer(small_model: Path) -> Iterator[VoskRecognizer]:
    opened = VoskRecognizer(small_model)
    yield opened
    opened.close()


def heard(recognizer: VoskRecognizer, recording: Pcm) -> str:
    return " ".join(hypothesis.text for hypothesis in decode(recognizer, recording) if hypothesis.text)


@pytest.mark.parametrize("voice", ["slt", "rms"])
@pytest.mark.parametrize(
    "sentence",
    [
        "stop",
        "pause please",
        "carry on",
        "how long left",
        "my chest hurts",
        "the other leg",
        "my left calf is cramping",
        "my right foot is cramping",
        "i have a cramp in my thigh",
    ],
)
def test_says(recognizer: VoskRecognizer, speak: Callable[..., Pcm], sentence: str, voice: str) -> None:
    assert heard(recognizer, speak(sentence, voice)) == sentence


@pytest.mark.parametrize("decibels", [-26, 6])
def test_level_does_not_matter(small_model: Path, speak: Callable[..., Pcm], decibels: int) -> None:
    recording = speak("my left calf is cramping")
    louder = np.clip(recording.samples * 10 ** (decibels / 20), -32768, 32767).astype(np.int16)
    assert heard(VoskRecognizer(small_model), Pcm(louder, 16_000)) == "my left calf is cramping"


def test_first_words_after_opening_are_heard_as_well_as_later_ones(
    small_model: Path, speak: Callable[..., Pcm]
) -> None:
    fresh = VoskRecognizer(small_model)
    said = [heard(fresh, speak("pause please", voice)) for voice in ("slt", "rms", "slt")]
    assert said == ["pause please"] * 3


@pytest.mark.parametrize("seconds", [0, 1, 8])
def test_silence_gives_nothing(recognizer: VoskRecognizer, seconds: int) -> None:
    assert heard(recognizer, Pcm(np.zeros(16_000 * seconds, np.int16), 16_000)) == ""


def test_faint_noise_gives_nothing(recognizer: VoskRecognizer) -> None:
    noise = np.random.default_rng(2).normal(0.0, 30.0, 16_000 * 6).astype(np.int16)
    assert heard(recognizer, Pcm(noise, 16_000)) == ""


def test_two_utterances_come_apart(recognizer: VoskRecognizer, speak: Callable[..., Pcm]) -> None:
    both = np.concatenate([speak("carry on").samples, speak("my chest hurts").samples])
    found = [hypothesis.text for hypothesis in decode(recognizer, Pcm(both, 16_000))]
    assert found == ["carry on", "my chest hurts"]


def test_each_utterance_gets_a_fresh_decoder(small_model: Path, speak: Callable[..., Pcm]) -> None:
    """Else libvosk keeps all that its search has composed, and memory grows by the minute."""
    opened = VoskRecognizer(small_model)
    decoders = [opened._decoder]
    for text in ("carry on", "my chest hurts"):
        assert heard(opened, speak(text)) == text
        decoders.append(opened._decoder)
    assert len({id(decoder) for decoder in decoders}) == len(decoders)


def test_times_are_seconds_of_the_stream(small_model: Path, speak: Callable[..., Pcm]) -> None:
    recognizer = VoskRecognizer(small_model)
    first, second = speak("carry on"), speak("my left calf is cramping")
    joined = Pcm(np.concatenate([first.samples, second.samples]), 16_000)
    last = decode(recognizer, joined)[-1]
    begins, ends = first.seconds + 0.5, joined.seconds - 1.0
    assert last.start == pytest.approx(begins, abs=0.35)
    assert last.end == pytest.approx(ends, abs=0.35)
    assert [word.text for word in last.words] == last.text.split()
    times = [time for word in last.words for time in (word.start, word.end)]
    assert times == sorted(times)


def test_partials_come_before_the_final_and_only_when_they_change(
    small_model: Path, speak: Callable[..., Pcm]
) -> None:
    recognizer = VoskRecognizer(small_model)
    samples = speak("my left calf is cramping").samples
    seen = []
    for start in range(0, len(samples), 1_600):
        seen += recognizer.accept(samples[start : start + 1_600].tobytes())
    seen += recognizer.flush()
    partials = [hypothesis.text for hypothesis in seen if not hypothesis.final]
    assert len(partials) >= 2
    assert all(before != after for before, after in pairwise(partials))
    assert [hypothesis.text for hypothesis in seen if hypothesis.final] == ["my left calf is cramping"]


def test_flush_without_speech_gives_nothing(small_model: Path) -> None:
    assert list(VoskRecognizer(small_model).flush()) == []


def test_a_recording_at_another_rate_is_refused(recognizer: VoskRecognizer) -> None:
    with pytest.raises(VoiceskillError, match="8000 Hz"):
        decode(recognizer, Pcm(np.zeros(80, np.int16), 8_000))


@pytest.mark.parametrize(
    "sentence",
    [
        "what will the weather be tomorrow",
        "play some jazz music",
        "the committee discussed the new budget",
    ],
)
def test_out_of_vocabulary(
    strict_recognizer: VoskRecognizer, speak: Callable[..., Pcm], sentence: str
) -> None:
    """Talk about other things gives no word, although the model knows nothing else to take it for."""
    assert heard(strict_recognizer, speak(sentence)) == ""


def test_strictness_spares_our_sentences(
    strict_recognizer: VoskRecognizer, speak: Callable[..., Pcm]
) -> None:
    assert heard(strict_recognizer, speak("my left calf is cramping")) == "my left calf is cramping"


@pytest.fixture(scope="module")
def strict_recognizer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VoskRecognizer]:
    """Ten sentences without general English to catch other talk, so garbage is made likelier than by
    default.
    """
    path = tmp_path_factory.mktemp("strict") / "model"
    sentences, lexicon = small_model_inputs()
    strict = replace(ModelSettings(), garbage_score=-21.0, garbage_probability=1e-2)
    make_model(path, sentences, lexicon, GeneralEnglish({}, {}), strict, lambda step: None)
    opened = VoskRecognizer(path)
    yield opened
    opened.close()


def test_siblings_hear_at_the_same_time_what_each_hears_alone(
    recognizer: VoskRecognizer, speak: Callable[..., Pcm]
) -> None:
    said = ("my left calf is cramping", "how long left", "my chest hurts")
    siblings = [recognizer.sibling() for _ in said]
    with ThreadPoolExecutor() as threads:
        found = list(threads.map(lambda sibling, text: heard(sibling, speak(text)), siblings, said))
    for sibling in siblings:
        sibling.close()
    assert tuple(found) == said
