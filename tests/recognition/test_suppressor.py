"""The suppressor takes noise and the room's tail away, leaves clean speech alone, and loses no sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.cepstra import cepstra
from voiceskill.recognition.suppressor import DELAY_SAMPLES, Suppressor
from voiceskill.simulation.image_source import Box, impulse_response

RATE = 16_000
SENTENCE = "i have a cramp in my thigh"


def through(suppressor: Suppressor, samples: np.ndarray, piece: int = 1_600) -> np.ndarray:
    pieces = [suppressor.accept(samples[start : start + piece]) for start in range(0, len(samples), piece)]
    return np.concatenate([*pieces, suppressor.flush()])


def noisy(samples: np.ndarray, decibels: float) -> np.ndarray:
    """White noise so far below the mean power of all ``samples``."""
    noise = np.random.default_rng(3).normal(size=len(samples))
    noise *= np.sqrt((samples.astype(float) ** 2).mean() / 10 ** (decibels / 10))
    return np.clip(samples + noise, -32768, 32767).astype(np.int16)


def in_bare_room(samples: np.ndarray) -> np.ndarray:
    box = Box((4.0, 3.4, 2.6), 0.15, 0.15, 0.15)
    response = impulse_response(box, (1.6, 1.2, 0.8), (0.6, 0.9, 0.6), RATE, 0.6)
    size = len(samples) + len(response)
    ringing = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)
    return (0.3 * ringing[: len(samples)]).astype(np.int16)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """Mean square difference of speech in level and rough spectrum, but for what all frames share."""
    wanted = cepstra(one)[:, :4]
    speech = wanted[:, 0] > wanted[:, 0].max() - 60.0
    difference = (wanted - cepstra(other)[:, :4])[speech]
    return float(((difference - difference.mean(axis=0)) ** 2).sum(axis=1).mean())


@pytest.mark.parametrize("decibels", [20, 12, 6])
def test_speech_in_noise_comes_closer_to_speech_without(speak: Callable[..., Pcm], decibels: float) -> None:
    clean = speak(SENTENCE).samples
    heard = noisy(clean, decibels)
    assert distance(clean, through(Suppressor(), heard)) < 0.9 * distance(clean, heard)


def test_what_rings_after_the_last_word_is_taken_away(speak: Callable[..., Pcm]) -> None:
    spoken = speak(SENTENCE).samples
    heard = in_bare_room(spoken)
    cleaned = through(Suppressor(), heard)
    end = int(np.flatnonzero(np.abs(spoken) > 1_000)[-1])
    tail = slice(end + 1_600, end + 4_800)
    assert level_db(cleaned[tail]) < level_db(heard[tail]) - 6.0


def level_db(samples: np.ndarray) -> float:
    return float(10.0 * np.log10((samples.astype(float) ** 2).mean() + 1e-3))


def test_clean_speech_changes_less_than_faint_noise_changes_it(speak: Callable[..., Pcm]) -> None:
    clean = speak(SENTENCE).samples
    assert distance(clean, through(Suppressor(), clean)) < 0.5 * distance(clean, noisy(clean, 20))


def test_what_was_learned_of_the_background_holds_for_what_comes_next(speak: Callable[..., Pcm]) -> None:
    suppressor = Suppressor()
    heard = noisy(speak(SENTENCE).samples, 10)
    through(suppressor, heard)
    background = heard[:1_600]
    assert level_db(through(suppressor, background)) < level_db(background) - 7.0


def test_once_the_background_is_known_sound_comes_out_at_once(speak: Callable[..., Pcm]) -> None:
    suppressor = Suppressor()
    through(suppressor, speak(SENTENCE).samples)
    ready = suppressor.accept(speak("stop").samples[:1_600])
    assert len(ready) == 1_600 - DELAY_SAMPLES


_PIECES = st.lists(st.integers(0, 4_000), max_size=6)


@settings(max_examples=15, deadline=None)
@given(_PIECES, st.sampled_from(["silence", "full scale", "noise"]), st.integers(1, 3))
def test_every_sample_comes_out_once_however_the_sound_is_cut(
    sizes: list[int], kind: str, utterances: int
) -> None:
    suppressor, whole = Suppressor(), Suppressor()
    for utterance in range(utterances):
        chance = np.random.default_rng(utterance)
        total = sum(sizes)
        sound = {
            "silence": np.zeros(total),
            "full scale": np.where(np.arange(total) // 40 % 2, 32_767, -32_768),
            "noise": chance.normal(0.0, 3_000.0, total),
        }[kind].astype(np.int16)
        cuts = np.split(sound, np.cumsum(sizes)[:-1]) if sizes else []
        pieces = [suppressor.accept(piece) for piece in cuts]
        out = np.concatenate([np.empty(0, np.int16), *pieces, suppressor.flush()])
        assert len(out) == total
        assert np.array_equal(out, through(whole, sound, max(1, total)))
