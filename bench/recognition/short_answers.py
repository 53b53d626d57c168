"""Short answers in every synthetic voice, with and without knowing the state in which they are said.

    python -m bench.recognition.short_answers

Right is the same intent, body part, side and danger as the true words give in that state. These sixteen
answers in eight voices are what the preference in ``intents/en/expected_answers.yaml`` was chosen on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.recognition.spoken import RATE, VOICES, Voice, quiet
from voiceskill.app.content import shipped_understander
from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.decode import decode
from voiceskill.recognition.default_model import default_model
from voiceskill.recognition.vosk_recognizer import VoskRecognizer
from voiceskill.understanding.meaning import LISTENING_STATES, ListeningState, Meaning
from voiceskill.yaml_source import load_yaml

_UNBIASED: ListeningState = "idle"


def main() -> None:
    """Print the table."""
    opened = VoskRecognizer(default_model(quiet))
    understander = shipped_understander()
    right: Counter[tuple[str, bool]] = Counter()
    for speaker in map(_voice, VOICES):
        for state, text in short_answers():
            samples = speaker.say(text)
            true = understander.understand(text, state)
            for knowing in (False, True):
                recognizer = opened.sibling()
                recognizer.expect(state if knowing else _UNBIASED)
                heard = " ".join(hypothesis.text for hypothesis in decode(recognizer, Pcm(samples, RATE)))
                right[text, knowing] += _same(true, understander.understand(heard, state))
    print(f"| answer | any state | its state | of {len(VOICES)} |\n| --- | --- | --- | --- |")
    for _, text in short_answers():
        print(f"| {text} | {right[text, False]} | {right[text, True]} | |")
    unknown, known = (sum(right[text, knowing] for _, text in short_answers()) for knowing in (False, True))
    print(f"| all | {unknown} | {known} | of {len(VOICES) * len(list(short_answers()))} |")


def short_answers() -> Iterator[tuple[ListeningState, str]]:
    """Each state with each answer."""
    root = load_yaml(Path(__file__).with_name("short_answers.yaml"))
    for state in LISTENING_STATES:
        node = root.get(state)
        if node is not None:
            yield from ((state, text) for text in node.texts())


def _voice(row: tuple[str, str, int]) -> Voice:
    return Voice(*row)


def _same(one: Meaning, other: Meaning) -> bool:
    return (one.intent, one.body_part, one.side, one.red_flag) == (
        other.intent,
        other.body_part,
        other.side,
        other.red_flag,
    )


if __name__ == "__main__":
    main()
