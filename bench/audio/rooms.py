"""The device in simulated rooms: does it take itself for a person, does it obey "stop", does it understand?

    .venv/bin/python bench/audio/rooms.py [--rooms bedside_table,bare_room] [--noises none,fan:12]

Prints a row for each room and noise. "Our words taken for theirs": a report of a cramp, then nobody speaks
while the device coaches to its end; whatever else is understood as said by someone. "Stop": said over our
voice at several places of a sentence by several voices; to silence is from the last sample of the word to our
last. "Understood": phrases said while we are silent. Needs flite and espeak-ng; everything is seeded.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from voiceskill.app.content import shipped_content
from voiceskill.app.device_view import DeviceView
from voiceskill.app.hearing import Hearing
from voiceskill.app.stages import open_recognizer
from voiceskill.app.transcript import Entry
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES, LISTENING_RATE, Listener
from voiceskill.config import Config
from voiceskill.profile import Profile
from voiceskill.simulation.ear import RoomEar
from voiceskill.simulation.expectation import Expectation
from voiceskill.simulation.person import Person
from voiceskill.simulation.play import Played, play
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
STOP_AFTER = (1.0, 1.7, 2.6, 3.3, 4.2, 5.1)
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


def alone(room: str, noise: Noise | None) -> tuple[float, list[str]]:
    """Seconds of our own voice in the room, and what we took for a person's words."""
    report = Turn(REPORT, Condition(1.0, 0.0, None, None), voice=replace(PERSONS[0], level_db=10.0))
    played = play(scenario(room, noise, PERSONS[0], (report,), 240.0), Config())
    heard = [entry for entry in played.transcript if entry.kind == "heard"]
    first_said = next((entry.at for entry in played.transcript if entry.kind == "said"), np.inf)
    return _seconds_of_voice(played), [entry.text for entry in heard if entry.at > first_said]


def _seconds_of_voice(played: Played) -> float:
    return float((np.abs(played.device.reshape(-1, BLOCK_SAMPLES)).max(axis=1) > 100).sum() * 0.02)


def stops(room: str, noise: Noise | None) -> list[float | None]:
    """For each "stop" over our voice the seconds from its end to our silence; None if it was not obeyed."""
    found = []
    for number, after in enumerate(STOP_AFTER):
        voice = PERSONS[number % len(PERSONS)]
        report = Turn(REPORT, Condition(1.0, 0.0, None, None), voice=replace(PERSONS[0], level_db=10.0))
        stop = Turn("stop", Condition(after + 1.5, 0.0, "step", None))
        played = play(scenario(room, noise, voice, (report, stop), 14.0), Config())
        found.extend(_outcome(played))
    return found


def _outcome(played: Played) -> list[float | None]:
    spoken = np.flatnonzero(played.person)
    said = [entry for entry in played.transcript if entry.kind == "said"]
    if not len(spoken) or not said or spoken[-1] / LISTENING_RATE < said[0].at:
        return []
    word_ends = spoken[-1]
    return [_silence_after(played, word_ends) if _was_stopped(list(played.transcript)) else None]


def _was_stopped(entries: list[Entry]) -> bool:
    return any(entry.kind == "ended" and entry.text == "stopped" for entry in entries)


def _silence_after(played: Played, word_ends: int) -> float:
    return (int(np.flatnonzero(played.device)[-1]) - word_ends) / LISTENING_RATE


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
