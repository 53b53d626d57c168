"""How evenly counts fall on the beat, on a private sound server.

    .venv/bin/python bench/audio/counts.py [--holds 12] [--busy 2]

Each hold schedules ten spoken counts a second apart, as the dialogue does when it begins. What the speaker
plays is recorded, and where each count begins in it is found by correlation with its sound, to a sample. A
count is off by its distance from the beat that fits the ten best. ``--busy`` runs so many busy processes
beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from support.neighbours import busy_neighbours
from support.probe import Probe
from support.sound_server import SoundServer

from voiceskill.app.content import shipped_script
from voiceskill.app.stages import open_speaker
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import PLAYBACK_RATE
from voiceskill.audio.wav import read_wav, write_wav
from voiceskill.config import Config

COUNTS = 10
BEAT_SECONDS = 1.0
LEAD_SECONDS = 1.0
_Numbers = npt.NDArray[np.float64]


def begins(recording: _Numbers, sound: _Numbers) -> int:
    """The sample of ``recording`` from which on it is most like ``sound``."""
    size = 1 << (len(recording) + len(sound) - 1).bit_length()
    spectrum = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(sound, size))
    return int(np.fft.irfft(spectrum, size)[: len(recording)].argmax())


def off_the_beat(recording: _Numbers, counts: Sequence[_Numbers]) -> _Numbers:
    """Seconds by which each count of one hold is late (positive) or early."""
    beat = round(BEAT_SECONDS * PLAYBACK_RATE)
    first = begins(recording, counts[0])
    found = [first]
    for place, count in enumerate(counts[1:], 1):
        start = max(0, first + place * beat - beat // 2)
        found.append(start + begins(recording[start : start + beat + len(count)], count))
    errors = (np.array(found) - beat * np.arange(len(found))) / PLAYBACK_RATE
    return errors - np.median(errors)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--holds", type=int, default=12)
    parser.add_argument("--busy", type=int, default=0)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        busy_neighbours(arguments.busy),
        SoundServer() as server,
        open_speaker(Config(), PLAYBACK_RATE) as speaker,
    ):
        folder = Path(name)
        counted = shipped_script().number_words[1 : COUNTS + 1]
        sounds = [speaker.render(word) for word in counted]
        errors = np.concatenate(list(holds(server, folder, sounds, arguments.holds)))
    p50, p95 = np.percentile(1000 * np.abs(errors), (50, 95))
    worst = 1000 * float(np.abs(errors).max())
    print(f"off the beat: p50 {p50:.2f} ms, p95 {p95:.2f} ms, worst {worst:.2f} ms, n {len(errors)}")
    print(f"load {os.getloadavg()[0]:.1f}")


def holds(server: SoundServer, folder: Path, sounds: Sequence[Pcm], times: int) -> Iterator[_Numbers]:
    wavs = [folder / f"{place}.wav" for place in range(len(sounds))]
    for path, sound in zip(wavs, sounds, strict=True):
        write_wav(path, sound)
    counts = [sound.samples.astype(np.float64) for sound in sounds]
    probe = Probe(server.env)
    probe.wait("listening")
    for number in range(times):
        recorder = server.record_speaker(folder / f"hold{number}.wav")
        token = 100 * number
        beat = {"in": LEAD_SECONDS, "every": BEAT_SECONDS}
        probe.do("beat", wavs=[str(path) for path in wavs], token=token, **beat)
        for place in range(len(sounds)):
            ended = probe.wait("finished", token=token + place)
            if not ended["complete"]:
                print(f"a count of hold {number} came too late to be played")
        time.sleep(0.5)
        yield off_the_beat(read_wav(recorder.stop()).pcm.samples.astype(np.float64), counts)
    probe.end()


if __name__ == "__main__":
    main()
