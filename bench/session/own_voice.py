"""An hour of our own voice, and words said over it, in simulated rooms with everything but the devices real.

``python bench/session/own_voice.py [--minutes N] [--words N] [--room NAME ...]`` plays the real prompts in
random order through a room to canceller, gate, recognizer, understanding and echo filter. It prints how often
the gate opened, what of that the echo filter took for ours, and what was understood as the person's, which
must be nothing. Then four voices say "stop", "pause" and "help" over it, as loud as our echo, N times each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "audio"))
sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from room import Room, Sound
from support.person import VOICES, spoken

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.hearing import Hearing
from voiceskill.app.mouth import Mouth
from voiceskill.app.session import Session
from voiceskill.app.sound_out import SimulatedOut
from voiceskill.app.stages import begin_conversation, open_recognizer, open_speaker
from voiceskill.app.transcript import Transcript
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.level import dbfs
from voiceskill.audio.listener import BLOCK_SAMPLES, BLOCK_SECONDS, LISTENING_RATE, Listener
from voiceskill.audio.live import AudioConfig
from voiceskill.audio.pcm import Samples
from voiceskill.audio.player import Player
from voiceskill.config import Config
from voiceskill.dialogue.actions import Say
from voiceskill.dialogue.prompts import prompts
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.speech.speaker import Speaker

ROOMS = {
    "small room": Room(),
    "noise at -50 dBFS": Room(noise_dbfs=-50),
    "distorting speaker": Room(drive=2.0),
    "far speaker, reverberation 0.6 s": Room(rt60=0.6, direct_db=-12),
}
WORDS = ("stop", "pause", "help")
OUR_DBFS = -20.0
OUTSIDE = -1
HEARD_WITHIN = 2.5
LEARNING = 6.0
FULL_SCALE = 32_768.0


class Echo:
    """A room's echo of what is played block by block (overlap-save)."""

    SIZE = 16_384

    def __init__(self, room: Room) -> None:
        self._room = room
        chance = np.random.default_rng(room.seed)
        self._response = np.fft.rfft(room._response(chance), self.SIZE)
        self._played = np.zeros(self.SIZE)
        self._chance = np.random.default_rng(room.seed + 1)

    def hear(self, said: Samples, person: Sound) -> Samples:
        """What the microphone takes up while ``said`` is played and a person is heard."""
        self._played = np.concatenate([self._played[len(said) :], self._room._speaker(said.astype(float))])
        echo = np.fft.irfft(np.fft.rfft(self._played) * self._response)[-len(said) :]
        noise = self._chance.standard_normal(len(said)) * 10 ** (self._room.noise_dbfs / 20) * FULL_SCALE
        return np.clip(np.rint(echo + person + noise), -32_768, 32_767).astype(np.int16)


class Bedside:
    """A session that says what it is given to say, in a room."""

    def __init__(self, content: Content, room: Room, hearing: Hearing, speaker: Speaker) -> None:
        self.transcript = Transcript()
        self.opened = 0
        self._player = Player(LISTENING_RATE)
        self._echo = Echo(room)
        self._listener = Listener(make_canceller("auto"), SpeechGate())
        self._conversation = begin_conversation(content, Config(), self.transcript, night=True)
        echo = self._conversation.echo
        self.mouth = Mouth(speaker, SimulatedOut(self._player), self.transcript, echo)
        self._session = Session(
            hearing, self._conversation, self.mouth, self._listener.be_patient, self._go_on
        )

    @property
    def now(self) -> float:
        return self._player.clock / LISTENING_RATE

    def coach(self) -> None:
        """Have a cramp reported, unless one is being coached; what is to be said about it is left unsaid."""
        if self._conversation.listening_state == "idle":
            report = Hypothesis("my left calf is cramping", self.now, self.now, 1.0, final=True)
            self._conversation.hear(report, self.now)

    def say(self, text: str) -> None:
        self.mouth.carry_out([Say(OUTSIDE, text, "bench")], self.now)

    def step(self, person: Sound) -> None:
        """Let 20 ms pass; ``person``: what arrives of somebody at the microphone."""
        said = self._player.read(BLOCK_SAMPLES)
        block = self._listener.take(self._echo.hear(said, person), said, self.now - BLOCK_SECONDS)
        self.opened += block.opened
        if block.over_us:
            self._player.duck(AudioConfig().duck_db)
        if block.closed:
            self._player.duck(0)
        self._session.take(block, self.now)
        self._session.let_time_pass(self.now)

    def _go_on(self) -> None:
        self._player.duck(0)
        self._listener.gate.barge_in.false_alarm()


SILENCE: Sound = np.zeros(BLOCK_SAMPLES)


def own_voice(bedside: Bedside, texts: Sequence[str], minutes: float, chance: np.random.Generator) -> None:
    pause = 0.0
    while bedside.now < 60 * minutes:
        quiet = bedside.mouth.quiet_since
        if quiet is not None and bedside.now - quiet >= pause:
            bedside.coach()
            bedside.say(texts[chance.integers(len(texts))])
            pause = float(chance.uniform(0.3, 2.0))
        bedside.step(SILENCE)


def word_over_us(
    bedside: Bedside, texts: Sequence[str], word: Sound, chance: np.random.Generator
) -> tuple[bool, list[str]]:
    """Say ``word`` in the middle of a prompt, or in silence if there are no ``texts``; whether that silenced
    us, and what was heard of it.
    """
    bedside.coach()
    for _ in range(3 if texts else 0):
        bedside.say(texts[chance.integers(len(texts))])
    for _ in range(round(chance.uniform(1.5, 2.5) / BLOCK_SECONDS)):
        bedside.step(SILENCE)
    began = bedside.now
    padded = np.concatenate([word, np.zeros(-len(word) % BLOCK_SAMPLES)])
    for block in padded.reshape(-1, BLOCK_SAMPLES):
        bedside.step(block)
    for _ in range(round(HEARD_WITHIN / BLOCK_SECONDS)):
        bedside.step(SILENCE)
    bedside.mouth.silence(bedside.now)
    for _ in range(25):
        bedside.step(SILENCE)
    entries = [entry for entry in bedside.transcript if entry.at >= began - 1.0]
    silenced = any(entry.kind == "silenced" for entry in entries)
    return silenced, [entry.text for entry in entries if entry.kind == "heard"]


def at_level(sound: Samples, level: float) -> Sound:
    """``sound`` with its voiced frames at ``level`` (dBFS)."""
    frames = sound[: len(sound) // 80 * 80].reshape(-1, 80)
    loud = frames[[dbfs(frame) > -45 for frame in frames]]
    return sound * 10 ** ((level - dbfs(loud.ravel())) / 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--words", type=int, default=3)
    parser.add_argument("--room", nargs="*", default=list(ROOMS))
    options = parser.parse_args()
    content = shipped_content()
    texts = [text for text in prompts(content.script, "GB") if len(text.split()) > 1]
    long = [text for text in texts if len(text.split()) >= 8]
    with open_speaker(Config(), LISTENING_RATE) as speaker:
        for name in options.room:
            hearing = Hearing(open_recognizer(Config()))
            listen_to_ourselves(Bedside(content, ROOMS[name], hearing, speaker), name, texts, options.minutes)
            hear_words(content, name, hearing, speaker, long[0], long, options.words)
            hear_words(content, name, hearing, speaker, long[0], (), options.words)
            hearing.close()


def listen_to_ourselves(bedside: Bedside, name: str, texts: Sequence[str], minutes: float) -> None:
    if not minutes:
        return
    began = time.process_time()
    own_voice(bedside, texts, minutes, np.random.default_rng(7))
    heard = [entry.text for entry in bedside.transcript if entry.kind == "heard"]
    ignored = sum(entry.kind == "ignored" for entry in bedside.transcript)
    words = sum(len(text.split()) for text in heard)
    cost = (time.process_time() - began) / (60 * minutes)
    print(
        f"{name}, {minutes:g} min: gate opened {bedside.opened} times, {ignored} utterances known as ours, "
        f"{words} words understood as the person's {heard[:8]}; {cost:.0%} of a core",
        flush=True,
    )


def hear_words(
    content: Content,
    name: str,
    hearing: Hearing,
    speaker: Speaker,
    first: str,
    texts: Sequence[str],
    times: int,
) -> None:
    chance = np.random.default_rng(13)
    missed: list[str] = []
    tried = quiet = 0
    for word in WORDS:
        for voice in VOICES:
            bedside = Bedside(content, ROOMS[name], hearing, speaker)
            bedside.say(first)
            for _ in range(round(LEARNING / BLOCK_SECONDS)):
                bedside.step(SILENCE)
            sound = at_level(spoken(word, voice), OUR_DBFS + ROOMS[name].echo_db)
            for _ in range(times):
                tried += 1
                silenced, said = word_over_us(bedside, texts, sound, chance)
                quiet += silenced
                if not any(word in text.split() for text in said):
                    missed.append(f"{word}/{voice}: {said}{', silenced' if silenced else ''}")
    if tried:
        found = tried - len(missed)
        where = "over our voice" if texts else "in silence"
        print(
            f"{name}: {found} of {tried} words {where} heard ({found / tried:.0%}), silenced by {quiet}",
            flush=True,
        )
        for line in missed:
            print(f"  {line}")


if __name__ == "__main__":
    main()
