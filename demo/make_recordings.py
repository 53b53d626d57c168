"""Makes the demonstration's recordings with flite's voice "rms"; run again after changing what is said."""

from __future__ import annotations

from pathlib import Path

from voiceskill.audio.wav import write_wav
from voiceskill.simulation.scenario import PersonVoice
from voiceskill.simulation.voices import Voices
from voiceskill.yaml_source import load_yaml

FOLDER = Path(__file__).parent
VOICE = PersonVoice("flite", "rms")


def main() -> None:
    """Write every turn of the scenario to the file that it names."""
    with Voices() as voices:
        for turn in load_yaml(FOLDER / "night_cramp.yaml").require("turns").elements():
            path = FOLDER / turn.require("recording").text()
            path.parent.mkdir(exist_ok=True)
            write_wav(path, voices.say(turn.require("say").text(), VOICE))
            path.chmod(0o644)


if __name__ == "__main__":
    main()
