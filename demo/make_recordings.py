"""Makes the demonstration's recordings with flite's voice "rms"; run again after changing what is said."""

from __future__ import annotations

from pathlib import Path

from voiceskill.audio.wav import write_wav
from voiceskill.simulation.scenario import Condition, PersonVoice, Turn
from voiceskill.simulation.voices import person_says
from voiceskill.yaml_source import load_yaml

FOLDER = Path(__file__).parent
VOICE = PersonVoice("flite", "rms")
ANY_TIME = Condition(0.0, 0.0, None, None)


def main() -> None:
    """Write every turn of the scenario to the file that it names."""
    for turn in load_yaml(FOLDER / "night_cramp.yaml").require("turns").elements():
        words = turn.require("say").text()
        path = FOLDER / turn.require("recording").text()
        path.parent.mkdir(exist_ok=True)
        write_wav(path, person_says(Turn(words, ANY_TIME, None), VOICE))
        path.chmod(0o644)


if __name__ == "__main__":
    main()
