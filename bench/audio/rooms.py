"""The device in simulated rooms: does it take itself for a person, does it obey "stop", does it understand?

    .venv/bin/python bench/audio/rooms.py [--rooms bedside_table,bare_room] [--noises none,fan:12]

Prints a row for each room and noise. "Our words taken for theirs": a cramp is reported, clearly and without
the room, then nobody speaks while the device coaches to its end; whatever else is understood as said by
someone. "Stop": said in the room over our voice, at several places of a sentence by several voices; to
silence is from the last sample of the word to our last. "Understood": phrases said in the room while we are
silent. Needs flite and espeak-ng; everything is seeded.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voiceskill.app.content import shipped_content
from voiceskill.app.device_view import DeviceView
from voiceskill.app.hearing import Hearing
from voiceskill.app.offline import converse
from voiceskill.app.stages import open_recognizer, open_simulated_session
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES, LISTENING_RATE, Listener
from voiceskill.audio.pcm import Samples
from voiceskill.config import Config
from voiceskill.profile import Profile
from voiceskill.simulation.ear import RoomEar
from voiceskill.simulation.expectation import Expectation
from voiceskill.simulation.person import Person
from voiceskill.simulation.rooms import rooms
from voiceskill.simulation.scenario import Condition, Noise, PersonVoice, Scenario, Turn
from voiceskill.simulation.voices import Voices

PERSONS = (
    PersonVoice("flite", "rms"),
    PersonVoice("flite", "slt"),
    PersonVoice("flite", "awb", speed=0.9),
    PersonVoice("espeak", "en-gb-x-rp+f3", speed=1.1),
)
REPORT = "my left calf is cramping"
REPORTED = 3.5
"""By then (s) the report is understood, and we speak."""
STOP_AFTER = (0.5, 1.3, 2.1, 3.0, 3.9, 4.8)
PHRASES = (
    ("my left calf is cramping", "idle", "report_cramp", "calf"),
    ("i have a cramp in my right foot", "idle", "report_cramp", "foot"),
    ("cramp in my thigh", "idle", "report_cramp", "thigh"),
    ("my toes are cramping", "idle", "report_cramp", "toes"),
    ("yes", "confirm", "yes", None),
    ("no", "confirm", "no", None),
    ("how long left", "hold", "time_left", None),
    ("it's easing", "after_hold", "better", None),
    ("it's worse", "after_hold", "worse", None),
    ("stop", "hold", "stop", None),
    ("wait a moment", "hold", "pause", None),
    ("say that again", "step", "repeat", None),
)
NOISES = "none,pink:20,pink:12,pink:6,fan:12,kitchen:12,television:12"


@dataclass
class Row:
    coached: float
    own_words: list[str]
    stops: list[float | None]
    understood: int


def scenario(
    room: str, noise: Noise | None, voice: PersonVoice, turns: tuple[Turn, ...], at_most: float
) -> Scenario:
    return Scenario(
        "bench", voice, -65.0, 11, at_most, Profile(), True, turns, Expectation(), room=room, noise=noise
    )


class Reported:
    """The microphone of a room, to which a cramp was reported from close by."""

    def __init__(self, room: RoomEar, report: Samples) -> None:
        self.room = room
        self._report = np.concatenate((np.zeros(LISTENING_RATE, np.int16), report // 3))

    def hear(self, said: Samples, now: float) -> Samples | None:
        heard = self.room.hear(said, now)
        if heard is None:
            return None
        piece, self._report = self._report[: len(heard)], self._report[len(heard) :]
        return heard + np.pad(piece, (0, len(heard) - len(piece)))


@dataclass
class Session:
    """What the person and the device said (16 kHz), and what came of it."""

    person: Samples
    device: Samples
    entries: list[Entry]


def coached(night: Scenario) -> Session:
    """A session in which a cramp was reported before ``night`` begins."""
    transcript = Transcript()
    with Voices() as voices:
        person = Person(night.turns, [voices.turn(turn, night.voice) for turn in night.turns])
        report = voices.say(REPORT, PERSONS[0]).samples
    with open_simulated_session(Config(), transcript, echo="auto") as simulated:
        ear = Reported(RoomEar(night, person, simulated.session.view), report)
        said = [
            passed.said for passed in converse(ear, simulated.listener, simulated.session, simulated.player)
        ]
    return Session(np.concatenate(ear.room.spoken), np.concatenate(said), list(transcript))


def alone(room: str, noise: Noise | None) -> tuple[float, list[str]]:
    """Seconds of our own voice in the room, and what we took for a person's words."""
    never = Turn("nothing", Condition(1e9, 0.0, None, None))
    played = coached(scenario(room, noise, PERSONS[0], (never,), 240.0))
    heard = [entry for entry in played.entries if entry.kind == "heard"]
    return _seconds_of_voice(played), [entry.text for entry in heard if entry.at > REPORTED]


def _seconds_of_voice(played: Session) -> float:
    return float((np.abs(played.device.reshape(-1, BLOCK_SAMPLES)).max(axis=1) > 100).sum() * 0.02)


def stops(room: str, noise: Noise | None) -> list[float | None]:
    """For each "stop" over our voice the seconds from its end to our silence; None if it was not obeyed."""
    found = []
    for number, after in enumerate(STOP_AFTER):
        voice = PERSONS[number % len(PERSONS)]
        stop = Turn("stop", Condition(REPORTED + after, 0.0, "step", None))
        played = coached(scenario(room, noise, voice, (stop,), 14.0))
        if played.person.any():
            found.append(_silence_after(played) if _was_stopped(played.entries) else None)
    return found


def _was_stopped(entries: list[Entry]) -> bool:
    return any(entry.kind == "ended" and entry.text == "stopped" for entry in entries)


def _silence_after(played: Session) -> float:
    """Seconds from the last sample of the person's word to the device's last."""
    last, word = (int(np.flatnonzero(sound)[-1]) for sound in (played.device, played.person))
    return (last - word) / LISTENING_RATE


def understood(room: str, noise: Noise | None) -> int:
    """How many of ``PHRASES`` are understood, each voice saying its share of them."""
    understander = shipped_content().understander
    right = 0
    for number, (text, state, intent, part) in enumerate(PHRASES):
        words = _recognized(room, noise, PERSONS[number % len(PERSONS)], text)
        meaning = understander.understand(words, state)
        right += meaning.intent == intent and meaning.body_part == part
    return right


def _recognized(room: str, noise: Noise | None, voice: PersonVoice, text: str) -> str:
    turn = Turn(text, Condition(1.5, 0.0, None, None))
    played = scenario(room, noise, voice, (turn,), 30.0)
    with Voices() as voices:
        person = Person((turn,), [voices.turn(turn, voice)])
    ear = RoomEar(played, person, lambda now: DeviceView(now, "step", now, ()))
    hearing = Hearing(RECOGNIZER)
    listener = Listener(make_canceller("auto"), SpeechGate())
    silence = np.zeros(BLOCK_SAMPLES, np.int16)
    words: list[str] = []
    for number in range(round(5.5 / 0.02)):
        heard = ear.hear(silence, number * 0.02)
        assert heard is not None
        hypotheses = hearing.take(listener.take(heard, silence, number * 0.02))
        words += [each.text for each in hypotheses if each.final and each.text]
    words += [each.text for each in hearing.flush() if each.final and each.text]
    return " ".join(words)


def measured(room: str, noise: Noise | None) -> Row:
    coached, own_words = alone(room, noise)
    return Row(coached, own_words, stops(room, noise), understood(room, noise))


def report(room: str, wanted: str, row: Row) -> str:
    obeyed = [delay for delay in row.stops if delay is not None]
    times = f"{1e3 * np.median(obeyed):.0f} / {1e3 * max(obeyed):.0f}" if obeyed else "-"
    return (
        f"| {room} | {wanted.replace(':', ', ')} | {len(row.own_words)} in {row.coached:.0f} s "
        f"| {len(obeyed)} of {len(row.stops)} | {times} | {row.understood} of {len(PHRASES)} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rooms", default=",".join(rooms()))
    parser.add_argument("--noises", default=NOISES)
    parser.add_argument("--words", type=Path, help="write what was taken for a person's words to this file")
    arguments = parser.parse_args()
    print(
        "| room | noise, dB below the voice | our words taken for theirs | stop obeyed "
        "| to silence, ms: p50 / most | understood |"
    )
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    begun = time.monotonic()
    for room in arguments.rooms.split(","):
        for wanted in arguments.noises.split(","):
            kind, _, decibels = wanted.partition(":")
            row = measured(room, None if kind == "none" else Noise(kind, float(decibels)))
            print(report(room, wanted, row), flush=True)
            if arguments.words is not None:
                with arguments.words.open("a") as file:
                    file.write(json.dumps({"room": room, "noise": wanted, "words": row.own_words}) + "\n")
    print(f"\n{time.monotonic() - begun:.0f} s in all")


if __name__ == "__main__":
    RECOGNIZER = open_recognizer(Config())
    main()
