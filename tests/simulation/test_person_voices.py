"""How a scenario's people sound; eSpeak NG comes with the product, flite with the tests."""

import numpy as np
import pytest

from voiceskill.audio.level import dbfs
from voiceskill.audio.pcm import Pcm
from voiceskill.errors import VoiceskillError
from voiceskill.simulation.scenario import Condition, PersonVoice, Turn
from voiceskill.simulation.voices import Voices
from voiceskill.simulation.whisper import whispered

WORDS = "my left calf is cramping"
ESPEAK = PersonVoice("espeak", "en-us")


def say(voice: PersonVoice) -> Pcm:
    with Voices() as voices:
        return voices.say(WORDS, voice)


def pitch(pcm: Pcm) -> float:
    """The voice's pitch in Hz, by the highest peak of the autocorrelation between 60 and 300 Hz."""
    sound = pcm.samples.astype(float)
    likeness = np.fft.irfft(np.abs(np.fft.rfft(sound, 2 * len(sound))) ** 2)
    shortest = pcm.rate // 300
    return pcm.rate / (shortest + int(np.argmax(likeness[shortest : pcm.rate // 60])))


def periodicity(pcm: Pcm) -> float:
    """How much (0 to 1) the sound repeats itself 60 to 300 times a second, over its loudest 50 ms pieces."""
    pieces = pcm.samples[: len(pcm.samples) // 800 * 800].astype(float).reshape(-1, 800)
    loud = pieces[np.argsort((pieces**2).sum(axis=1))[-10:]]
    peaks = []
    for piece in loud:
        likeness = np.correlate(piece, piece, "full")[799:]
        peaks.append(likeness[53:266].max() / likeness[0])
    return float(np.median(peaks))


@pytest.mark.parametrize(
    "voice", [ESPEAK, PersonVoice("espeak", "en-gb-x-rp+f3"), PersonVoice("flite", "rms")]
)
def test_every_voice_speaks_at_one_level(voice: PersonVoice) -> None:
    spoken = say(voice)
    assert spoken.rate == 16_000
    assert dbfs(spoken.samples) == pytest.approx(-21, abs=2)


@pytest.mark.parametrize("engine", ["espeak", "flite"])
def test_pitch_and_speed_are_apart(engine: str) -> None:
    plain, high, fast = (
        say(PersonVoice(engine, "", pitch=raised, speed=speed))
        for raised, speed in ((1, 1), (1.4, 1), (1, 1.5))
    )
    assert high.seconds == pytest.approx(plain.seconds, rel=0.15)
    assert fast.seconds == pytest.approx(plain.seconds / 1.5, rel=0.15)
    assert pitch(high) == pytest.approx(1.4 * pitch(plain), rel=0.15)


def test_a_whisper_has_no_pitch_and_the_same_length() -> None:
    spoken = say(ESPEAK)
    breathed = say(PersonVoice("espeak", "en-us", whisper=True))
    assert periodicity(spoken) > 0.6
    assert periodicity(breathed) < 0.4
    assert breathed.seconds == pytest.approx(spoken.seconds, abs=0.15)


def test_a_whisper_is_loud_where_the_speech_was() -> None:
    spoken = say(ESPEAK)
    breathed = whispered(spoken, seed=1)
    levels = [
        np.log(
            1 + np.abs(pcm.samples[: len(spoken.samples) // 800 * 800].astype(float)).reshape(-1, 800).mean(1)
        )
        for pcm in (spoken, breathed)
    ]
    assert np.corrcoef(*levels)[0, 1] > 0.7


@pytest.mark.parametrize(
    ("voice", "problem"),
    [
        (PersonVoice("recording", ""), "There is no recording of 'stop'"),
        (PersonVoice("flite", "no_such_voice.flitevox"), "is no name of a voice"),
        (PersonVoice("espeak", "nowhere"), "There is no voice 'nowhere'"),
    ],
)
def test_a_voice_that_is_not_there_is_one_clear_sentence(voice: PersonVoice, problem: str) -> None:
    turn = Turn("stop", Condition(0.0, 0.0, None, None))
    with Voices() as voices, pytest.raises(VoiceskillError, match=problem):
        voices.turn(turn, voice)


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(VoiceskillError, match="festival is not installed"):
        say(PersonVoice("festival", ""))
