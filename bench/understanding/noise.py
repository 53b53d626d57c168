"""What is left of understanding when a recognizer mishears: ``python -m bench.understanding.noise``.

Words of the development sets are replaced by words of the content's vocabulary that sound like them (by the
pronunciation dictionary in the pocketsphinx package), left out, or joined by a short word, until the word
error rate is the one wanted. Chance is seeded, so that two runs give the same figures.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import pocketsphinx
import yaml
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bench.understanding.sets import read_flags, read_intents
from voiceskill.app.content import shipped_understander
from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import LISTENING_STATES, Level

_DICTIONARY = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
_SUBSTITUTED, _DELETED = 0.6, 0.25
"""Shares of the errors; the rest are insertions."""
_LIKELY = 8
_LITTLE = ("a", "the", "and", "of", "it", "to", "in", "is", "i", "uh")
_SEED = 7


class Noise:
    """Mishears words."""

    def __init__(self, sounds: dict[str, str]) -> None:
        """``sounds`` as ``content_sounds`` gives them."""
        self._sounds = sounds
        self._alike: dict[str, tuple[str, ...]] = {}

    def heard(self, text: str, rate: float, chance: random.Random) -> str:
        """The text with errors, each word with the probability ``rate`` (0 to 1)."""
        words: list[str] = []
        for word in text.split():
            words += self._heard(word, chance) if chance.random() < rate else [word]
        return " ".join(words)

    def alike(self, word: str) -> tuple[str, ...]:
        """The words that sound most like it; none for a word that the dictionary does not know."""
        if word not in self._alike:
            self._alike[word] = self._nearest(word) if word in self._sounds else ()
        return self._alike[word]

    def _heard(self, word: str, chance: random.Random) -> list[str]:
        kind = chance.random()
        if kind < _SUBSTITUTED:
            alike = self.alike(word)
            return [chance.choice(alike)] if alike else []
        return [] if kind < _SUBSTITUTED + _DELETED else [word, chance.choice(_LITTLE)]

    def _nearest(self, word: str) -> tuple[str, ...]:
        near = process.extract(
            self._sounds[word], self._sounds, scorer=Levenshtein.normalized_distance, limit=_LIKELY + 1
        )
        return tuple(other for _, _, other in near if other != word)[:_LIKELY]


def _content_words() -> set[str]:
    folder = content_dir("intents") / "en"
    texts: list[str] = []
    for path in folder.glob("examples/*.yaml"):
        for said in yaml.safe_load(path.read_text(encoding="utf-8"))["said"].values():
            texts += map(str, said or ())
    for path in folder.glob("red_flags/examples/*.yaml"):
        for said in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            texts += map(str, said)
    return {word for text in texts for word in text.split()}


def content_sounds() -> dict[str, str]:
    """For each word of the content that the dictionary knows its sounds, one character each."""
    wanted = _content_words()
    letters: dict[str, str] = {}
    found: dict[str, str] = {}
    for line in _DICTIONARY.read_text(encoding="utf-8").splitlines():
        word, *phones = line.split()
        if word in wanted:
            found[word] = "".join(letters.setdefault(phone, chr(0x4E00 + len(letters))) for phone in phones)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=float, nargs="+", default=[0.0, 0.12, 0.25])
    options = parser.parse_args()
    understander, noise = shipped_understander(), Noise(content_sounds())
    states = {state: state for state in LISTENING_STATES}
    intents, flags = read_intents("dev"), read_flags("dev")
    harmless = [row for row in flags if row.level == "none"]
    dangers = [row for row in flags if row.level == "emergency"]
    print("errors  intent right  body part right  emergencies found  emergencies at look-alikes")
    for rate in options.rates:
        chance = random.Random(_SEED)
        meant = [
            understander.understand(noise.heard(row.text, rate, chance), states[row.state]) for row in intents
        ]
        right = sum(m.intent == row.intent for m, row in zip(meant, intents, strict=True)) / len(intents)
        part = sum(m.body_part == row.body_part for m, row in zip(meant, intents, strict=True)) / len(intents)
        alarms = [
            sum(
                _alarms(understander.understand(noise.heard(row.text, rate, chance)).red_flag) for row in rows
            )
            / len(rows)
            for rows in (dangers, harmless)
        ]
        print(f"{rate:6.0%} {right:12.1%} {part:15.1%} {alarms[0]:17.1%} {alarms[1]:18.1%}")


def _alarms(flag: object) -> bool:
    return getattr(flag, "level", Level.NONE) is Level.EMERGENCY


if __name__ == "__main__":
    main()
