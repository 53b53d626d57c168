"""When what somebody says counts as said: the real gate, recognizer and understanding.

``python bench/session/turn_ends.py [--every N]`` speaks every N-th sentence of the development set of
``bench/understanding`` with four voices, on a simulated clock. It prints, in milliseconds from the end of the
voice: when the words stood complete, when the turn was taken, and how long that took to compute on this
machine; then how many sentences came in one piece, without pauses and with pauses of 0.8 s; and what became
of "stop", alone and inside longer reports.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from support.person import VOICES, spoken

from voiceskill.app.content import shipped_understander
from voiceskill.app.hearing import Hearing
from voiceskill.app.partial_watch import PartialWatch
from voiceskill.app.stages import open_recognizer
from voiceskill.app.turn_end import LONGEST_PAUSE
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE, Listener
from voiceskill.audio.pcm import Samples
from voiceskill.config import Config
from voiceskill.understanding.meaning import ListeningState
from voiceskill.understanding.understander import Understander

SET = Path(__file__).parents[1] / "understanding" / "sets" / "intents_dev.jsonl"
WITH_PAUSES = (
    ("my calf", "is cramping"),
    ("my left", "foot hurts"),
    ("it's my", "left hamstring"),
    ("my", "calf", "is", "cramping"),
)
WITH_STOP = ("it won't stop", "i can't stop shaking", "it doesn't stop hurting", "the cramp never stops")
AUDIBLE = 150
ROOM = 8.0
"""Root mean square of the room's noise, in steps of 16 bits: -72 dBFS."""
LONGEST_SENTENCE = 9


@dataclass
class Heard:
    """What became of one sound; times in seconds after the end of the voice."""

    turns: list[str] = field(default_factory=list)
    stopped: float | None = None
    stood: float | None = None
    taken: float | None = None
    computed: float = 0.0


class Bedside:
    """Gate, recognizer and understanding, as a session puts them together."""

    def __init__(self, understander: Understander) -> None:
        self._watch = PartialWatch(understander)
        self._hearing = Hearing(open_recognizer(Config()))
        self._listener = Listener(make_canceller("off"), SpeechGate())
        self._now = 0.0

    def hear(self, sound: Samples, state: ListeningState) -> Heard:
        """Listen to ``sound`` (16 kHz), between silences, in ``state``."""
        heard = Heard()
        silence = np.zeros(LISTENING_RATE, np.int16)
        room = np.concatenate([silence, sound, silence, silence])
        room = (room + np.random.default_rng(1).normal(0, ROOM, len(room))).astype(np.int16)
        end = self._now + 1 + np.flatnonzero(np.abs(sound.astype(int)) > AUDIBLE)[-1] / LISTENING_RATE
        self._listener.be_patient(LONGEST_PAUSE[state])
        for first in range(0, len(room) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
            self._step(room[first : first + BLOCK_SAMPLES], state, end, heard)
        return heard

    def _step(self, samples: Samples, state: ListeningState, end: float, heard: Heard) -> None:
        block = self._listener.take(samples, np.zeros_like(samples), self._now)
        self._now += BLOCK_SECONDS
        began = time.perf_counter()
        believed = list(self._hearing.take(block))
        pause = self._watch.pause_that_ends
        if pause is not None and block.quiet_seconds >= pause:
            believed += self._hearing.flush()
        for hypothesis in believed:
            if not hypothesis.final:
                self._watch.update(hypothesis, state, self._now)
                heard.stood = self._now - end
            elif hypothesis.text:
                self._watch.end()
                heard.turns.append(hypothesis.text)
                heard.taken = self._now - end
                heard.computed = time.perf_counter() - began
            else:
                self._watch.end()
        urgent = self._watch.urgent(state, self._now)
        if urgent is not None:
            self._watch.acted_on(urgent.meaning)
            if urgent.meaning.intent == "stop":
                heard.stopped = self._now - end


def with_pauses(pieces: Sequence[str], voice: str, seconds: float) -> Samples:
    gap = np.zeros(round(seconds * LISTENING_RATE), np.int16)
    return np.concatenate([np.concatenate([_voiced(spoken(piece, voice)), gap]) for piece in pieces])


def _voiced(sound: Samples) -> Samples:
    on = np.flatnonzero(np.abs(sound.astype(int)) > AUDIBLE)
    return sound[on[0] : on[-1]]


def sentences(every: int) -> Iterator[tuple[str, ListeningState]]:
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    short = [row for row in rows if len(row["text"].split()) <= LONGEST_SENTENCE]
    for row in short[::every]:
        yield row["text"], row["state"]


def show(name: str, seconds: Sequence[float]) -> None:
    p50, p95 = np.percentile(np.array(seconds) * 1000, (50, 95))
    print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, n {len(seconds)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=24)
    every = parser.parse_args().every
    understander = shipped_understander()
    bedside = Bedside(understander)
    bedside.hear(spoken("i need some help please", VOICES[0]), "idle")
    told = [
        (text, state, bedside.hear(spoken(text, voice), state))
        for text, state in sentences(every)
        for voice in VOICES
    ]
    answered = [(text, state, heard) for text, state, heard in told if heard.taken is not None]
    for tier in ("whole", "unsure", "unfinished"):
        of_tier = [
            heard
            for _, state, heard in answered
            if understander.completeness(understander.understand(heard.turns[-1], state), state) == tier
        ]
        if of_tier:
            taken = [heard.taken for heard in of_tier if heard.taken is not None]
            show(f"{tier}: end of the voice to the turn taken", taken)
    show("last word in a partial", [h.stood for *_, h in answered if h.stood is not None])
    show("computing at the end of the turn", [h.computed for *_, h in answered])
    print(f"in one piece: {sum(len(h.turns) == 1 for *_, h in told)} of {len(told)}")
    for text, state, heard in told:
        if len(heard.turns) != 1:
            print(f"  {state}: '{text}' was heard as {heard.turns}")
    slow = [(t, v, bedside.hear(with_pauses(t, v, 0.8), "idle")) for t in WITH_PAUSES for v in VOICES]
    print(f"in one piece, with pauses of 0.8 s: {sum(len(h.turns) == 1 for *_, h in slow)} of {len(slow)}")
    for text, voice, heard in slow:
        if len(heard.turns) != 1:
            print(f"  {voice}: {text} was heard as {heard.turns}")
    stops = [bedside.hear(spoken("stop", voice), "hold") for voice in VOICES]
    show("end of 'stop' to acting on it", [h.stopped for h in stops if h.stopped is not None])
    print(f"acted on {sum(h.stopped is not None for h in stops)} of {len(stops)} before the end of the turn")
    reports = [(t, v, bedside.hear(spoken(t, v), "hold")) for t in WITH_STOP for v in VOICES]
    print(f"'stop' in a longer report taken for a command: {sum(h.stopped is not None for *_, h in reports)}")
    for text, voice, heard in reports:
        if heard.stopped is not None:
            print(f"  {voice}: '{text}' was heard as {heard.turns}")


if __name__ == "__main__":
    main()
