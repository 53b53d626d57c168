"""The speaker renders real prompts, keeps them, and speaks on where disk or engine fail."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voiceskill.audio.pcm import Pcm
from voiceskill.errors import VoiceskillError
from voiceskill.speech.cache import PromptCache
from voiceskill.speech.engine import EngineDescription, SpeechProcess
from voiceskill.speech.speaker import Speaker
from voiceskill.speech.voice import Voice


class CountingEngine:
    """Passes everything on to a real engine and counts what it was asked to speak."""

    def __init__(self, engine: SpeechProcess) -> None:
        self.engine = engine
        self.asked: list[str] = []

    def describe(self) -> EngineDescription:
        return self.engine.describe()

    def synthesize(self, text: str, voice: Voice) -> Pcm:
        self.asked.append(text)
        return self.engine.synthesize(text, voice)

    def close(self) -> None:
        pass


class MissingEngine:
    """An engine that is not installed."""

    def describe(self) -> EngineDescription:
        raise VoiceskillError("eSpeak NG is missing.")

    def synthesize(self, text: str, voice: Voice) -> Pcm:
        raise VoiceskillError("eSpeak NG is missing.")

    def close(self) -> None:
        pass


class MumblingEngine(MissingEngine):
    """An engine that gives a tenth of a second for every text."""

    def __init__(self, mumbles: int, engine: SpeechProcess) -> None:
        self.mumbles = mumbles
        self.engine = engine
        self.closed = 0

    def describe(self) -> EngineDescription:
        return EngineDescription("mumble", (), ())

    def synthesize(self, text: str, voice: Voice) -> Pcm:
        self.mumbles -= 1
        if self.mumbles < 0:
            return self.engine.synthesize(text, voice)
        return Pcm(np.full(2_205, 9_000, np.int16), 22_050)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def counting(real_engine: SpeechProcess) -> CountingEngine:
    return CountingEngine(real_engine)


def _speaker(folder: Path, engine: CountingEngine | MissingEngine, rate: int = 48_000) -> Speaker:
    return Speaker(Voice(), rate, PromptCache(folder), engine)


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_a_prompt_is_sound_at_the_rate_asked_for(tmp_path: Path, counting: CountingEngine, rate: int) -> None:
    pcm = _speaker(tmp_path, counting, rate).render("Let us loosen that calf.")

    assert pcm.rate == rate
    assert pcm.samples.dtype == np.int16
    assert 0.9 < pcm.seconds < 2.5


def test_a_prompt_is_synthesized_once_ever(tmp_path: Path, counting: CountingEngine) -> None:
    first = _speaker(tmp_path, counting)
    sound = first.render("Hold it there.")
    first.render("Hold it there.")
    again = _speaker(tmp_path, counting).render("Hold it there.")

    assert counting.asked == ["Hold it there."]
    assert np.array_equal(sound.samples, again.samples)


def test_what_others_want_said_is_not_written_to_disk(tmp_path: Path, counting: CountingEngine) -> None:
    speaker = _speaker(tmp_path, counting)
    speaker.render("Dinner is ready.", keep=False)
    speaker.render("Dinner is ready.", keep=False)

    assert counting.asked == ["Dinner is ready."]
    assert list(tmp_path.glob("*.wav")) == []


def test_a_damaged_entry_is_rendered_again(tmp_path: Path, counting: CountingEngine) -> None:
    _speaker(tmp_path, counting).render("Breathe out.")
    for entry in tmp_path.glob("*.wav"):
        entry.write_bytes(b"RIFF")

    assert _speaker(tmp_path, counting).render("Breathe out.").seconds > 0.4
    assert counting.asked == ["Breathe out."] * 2
    assert all(entry.stat().st_size > 1_000 for entry in tmp_path.glob("*.wav"))


def test_what_was_made_ready_is_spoken_without_disk_or_engine(
    tmp_path: Path, counting: CountingEngine
) -> None:
    sound = _speaker(tmp_path, counting).render("Breathe out.")
    later = Speaker(Voice(), 48_000, PromptCache(tmp_path), MissingEngine())
    later.make_ready("Breathe out.")
    for entry in tmp_path.glob("*.wav"):
        entry.unlink()

    assert np.array_equal(later.render("Breathe out.").samples, sound.samples)


def test_making_ready_leaves_the_engine_alone(tmp_path: Path, counting: CountingEngine) -> None:
    speaker = _speaker(tmp_path, counting)
    speaker.render("Breathe in.")
    for text in ("Never said before.", "", "a" * 100_000):
        speaker.make_ready(text)

    assert counting.asked == ["Breathe in."]


def test_a_slower_voice_for_one_prompt(tmp_path: Path, counting: CountingEngine) -> None:
    speaker = _speaker(tmp_path, counting)
    usual = speaker.render("Point your toes up.")
    slow = speaker.render("Point your toes up.", Voice("en-us", 110))

    assert slow.seconds > 1.2 * usual.seconds
    assert np.array_equal(speaker.render("Point your toes up.").samples, usual.samples)


def test_without_a_usable_disk_it_speaks_from_memory(tmp_path: Path, counting: CountingEngine) -> None:
    (tmp_path / "file").write_text("in the way")
    speaker = _speaker(tmp_path / "file", counting)

    assert speaker.render("Warm or cold?").seconds > 0.4
    assert speaker.render("Warm or cold?").seconds > 0.4
    assert counting.asked == ["Warm or cold?"]


def test_known_prompts_are_spoken_without_an_engine(tmp_path: Path, counting: CountingEngine) -> None:
    _speaker(tmp_path, counting).render("Call for help now.")
    alone = _speaker(tmp_path, MissingEngine())

    assert alone.render("Call for help now.").seconds > 0.5
    with pytest.raises(VoiceskillError, match="eSpeak NG is missing"):
        alone.render("Something new.")


def test_a_newer_engine_speaks_everything_anew_at_set_up(tmp_path: Path, counting: CountingEngine) -> None:
    _speaker(tmp_path, counting).render("One.")
    cache = PromptCache(tmp_path)
    cache.engine_version = "older"

    assert _speaker(tmp_path, counting).prerender(["One.", "Two."]) == 1
    assert cache.engine_version == counting.describe().version
    assert counting.asked == ["One.", "Two."]


def test_a_hanging_engine_does_not_hold_up_known_prompts(tmp_path: Path, counting: CountingEngine) -> None:
    class HangingEngine(MissingEngine):
        def describe(self) -> EngineDescription:
            raise AssertionError("was waited for")

    _speaker(tmp_path, counting).render("Call for help now.")

    assert _speaker(tmp_path, HangingEngine()).render("Call for help now.").seconds > 0.5


def test_without_engine_and_cache_the_error_is_the_engines(tmp_path: Path) -> None:
    with pytest.raises(VoiceskillError, match="eSpeak NG is missing"):
        _speaker(tmp_path, MissingEngine()).render("Hello.")


def test_implausible_sound_is_rendered_anew(tmp_path: Path, real_engine: SpeechProcess) -> None:
    engine = MumblingEngine(1, real_engine)

    assert _speaker(tmp_path, engine).render("Straighten your leg, toes up.").seconds > 1.0
    assert engine.closed == 1


def test_sound_that_stays_implausible_is_refused_and_not_kept(
    tmp_path: Path, real_engine: SpeechProcess
) -> None:
    with pytest.raises(VoiceskillError, match="can't be right"):
        _speaker(tmp_path, MumblingEngine(9, real_engine)).render("Straighten your leg, toes up.")
    assert not list(tmp_path.glob("*.wav"))


def test_prerendering_counts_what_was_new(
    tmp_path: Path, counting: CountingEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    speaker = _speaker(tmp_path, counting)
    speaker.render("One.")

    assert speaker.prerender(["One.", "Two.", "Three.", "Two."], progress=True) == 2
    assert "Preparing the voice" in capsys.readouterr().err
    assert speaker.prerender(["One.", "Two.", "Three."]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", ["", "   ", "😀", "\x07"])
def test_nothing_to_say_is_an_error_and_not_a_silence(
    tmp_path: Path, counting: CountingEngine, text: str
) -> None:
    with pytest.raises(VoiceskillError, match="nothing to say"):
        _speaker(tmp_path, counting).render(text)
    assert counting.asked == []


def test_the_longest_text_allowed_is_spoken_whole(tmp_path: Path, counting: CountingEngine) -> None:
    sentence = "Keep breathing. "
    pcm = _speaker(tmp_path, counting, 16_000).render(sentence * 120)
    assert pcm.seconds > 120 * 0.7


@given(st.text(max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_sound_or_one_sentence(tmp_path: Path, counting: CountingEngine, text: str) -> None:
    speaker = _speaker(tmp_path, counting, 16_000)
    try:
        assert speaker.render(text).seconds > 0
    except VoiceskillError as refusal:
        assert "\n" not in str(refusal)
    counting.asked.clear()
    assert 0.3 < speaker.render("Ten.").seconds < 0.8


def test_a_pace_that_cannot_be_had_is_spoken_as_usual(tmp_path: Path, counting: CountingEngine) -> None:
    usual = _speaker(tmp_path, counting).render("Breathe out.")
    alone = _speaker(tmp_path, MissingEngine())
    assert np.array_equal(alone.render("Breathe out.", pace=0.8).samples, usual.samples)


def test_half_the_pace_takes_longer(tmp_path: Path, counting: CountingEngine) -> None:
    speaker = _speaker(tmp_path, counting)
    assert speaker.render("Breathe out.", pace=0.7).seconds > 1.2 * speaker.render("Breathe out.").seconds
