from collections.abc import Sequence

import numpy as np

from voiceskill.app.hearing import Hearing
from voiceskill.audio.listener import Block
from voiceskill.audio.pcm import Samples
from voiceskill.recognition.hypothesis import Hypothesis, Word
from voiceskill.understanding.meaning import ListeningState

NONE: Samples = np.zeros(0, np.int16)


class OneWordRecognizer:
    """Hears "stop" in the last second that it was fed before each flush."""

    def __init__(self) -> None:
        self.samples = 0
        self.longest_chunk = 0

    def accept(self, pcm: bytes) -> Sequence[Hypothesis]:
        self.longest_chunk = max(self.longest_chunk, len(pcm) // 2)
        self.samples += len(pcm) // 2
        return ()

    def flush(self) -> Sequence[Hypothesis]:
        end = self.samples / 16_000
        word = Word("stop", end - 1, end, 0.9)
        return [Hypothesis("stop", end - 1, end, 0.9, final=True, words=(word,))]

    def expect(self, state: ListeningState) -> None:
        self.state = state

    def close(self) -> None: ...


def block(
    start: float,
    speech: Samples = NONE,
    speech_start: float = 0.0,
    opened: bool = False,
    closed: bool = False,
    quiet_seconds: float = 0.0,
) -> Block:
    silence = np.zeros(320, np.int16)
    return Block(silence, start, False, speech, speech_start, opened, closed, quiet_seconds=quiet_seconds)


def piece(number: int, value: int, *, quiet_seconds: float = 0.0) -> Block:
    """The ``number``th 20 ms of what the gate lets pass, all samples of this ``value``."""
    start = number * 0.02
    return block(start, np.full(320, value, np.int16), start, opened=number == 0, quiet_seconds=quiet_seconds)


def test_words_are_placed_in_session_time_though_silence_was_never_decoded() -> None:
    hearing = Hearing(OneWordRecognizer())
    second = np.ones(16_000, np.int16)
    hearing.take(block(10.0, second, speech_start=9.5, opened=True))
    [first] = hearing.take(block(10.5, closed=True))
    hearing.take(block(100.0, second, speech_start=99.5, opened=True))
    [later] = hearing.take(block(100.5, closed=True))
    assert (first.start, first.end) == (9.5, 10.5)
    assert (later.start, later.end, later.words[0].start) == (99.5, 100.5, 99.5)


def test_the_recognizer_is_fed_at_most_a_tenth_of_a_second_at_a_time() -> None:
    recognizer = OneWordRecognizer()
    Hearing(recognizer).take(block(10.0, np.ones(16_000, np.int16), speech_start=9.0, opened=True))
    assert recognizer.longest_chunk == 1_600
    assert recognizer.samples == 16_000


def test_nothing_is_decoded_while_the_gate_is_closed() -> None:
    recognizer = OneWordRecognizer()
    hearing = Hearing(recognizer)
    assert [hearing.take(block(i * 0.02)) for i in range(100)] == [[]] * 100
    assert recognizer.samples == 0


def test_the_silence_after_an_utterance_is_not_decoded() -> None:
    recognizer = OneWordRecognizer()
    hearing = Hearing(recognizer)
    hearing.take(piece(0, 1))
    assert hearing.flush()
    for number in range(1, 40):
        assert not hearing.take(piece(number, 2, quiet_seconds=0.02 * number))
    assert not hearing.take(block(0.8, closed=True))
    assert recognizer.samples == 320


def test_whoever_goes_on_while_the_gate_is_open_is_heard_from_half_a_second_before() -> None:
    recognizer = OneWordRecognizer()
    hearing = Hearing(recognizer)
    hearing.take(piece(0, 1))
    hearing.flush()
    for number in range(1, 40):
        hearing.take(piece(number, 2, quiet_seconds=0.02 * number))
    hearing.take(piece(40, 3))
    assert recognizer.samples == 320 + 8_000 + 320
    for number in range(41, 91):
        hearing.take(piece(number, 3))
    [word] = hearing.flush()
    assert round(word.end, 2) == 91 * 0.02


def test_what_was_held_back_before_the_gate_closed_is_no_part_of_what_comes_next() -> None:
    recognizer = OneWordRecognizer()
    hearing = Hearing(recognizer)
    hearing.take(piece(0, 1))
    hearing.flush()
    hearing.take(piece(1, 2, quiet_seconds=0.02))
    hearing.take(block(0.04, closed=True))
    hearing.take(block(9.0, np.ones(320, np.int16), speech_start=9.0, opened=True))
    assert recognizer.samples == 640
