"""The questions in order, each with what Enter keeps; sound is tried out where there is any."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from voiceskill.audio.devices import Direction
from voiceskill.config import Config
from voiceskill.errors import VoiceskillError
from voiceskill.setup import answers
from voiceskill.setup.sound import Sound
from voiceskill.setup.terminal import GoBack, Terminal
from voiceskill.yaml_edit import Scalar

__all__ = ["Interview", "Words"]

Key = tuple[str, ...]
_BEST = "the best one"
_NO_NAME = "no name"


@dataclass(frozen=True, slots=True)
class Words:
    """What the questions need of the content.

    ``countries`` are codes in small letters whose numbers are known, ``sample`` is a sentence to speak,
    ``conditions`` are those of the profile with what each is called.
    """

    countries: Collection[str]
    sample: str
    conditions: Mapping[str, str]


@dataclass(slots=True)
class Interview:
    """``given`` is what was answered so far, at any moment: settings by key, without what was left as it was.

    ``settings`` turns the answers so far into the settings that they would make.
    """

    terminal: Terminal
    sound: Sound
    words: Words
    settings: Callable[[Mapping[Key, Scalar]], Config]
    given: dict[Key, Scalar] = field(default_factory=dict)

    def run(self) -> None:
        """Ask everything; raises ``EOFError`` or ``KeyboardInterrupt`` where the person ends it before."""
        steps = (
            self._country,
            self._name,
            self._voice,
            self._pace,
            self._night_from,
            self._night_until,
            self._night_volume,
            self._microphone,
            self._level,
            self._speaker,
            self._sample,
            self._profile,
        )
        asked: list[int] = []
        place = 0
        while place < len(steps):
            try:
                if steps[place]():
                    asked.append(place)
                place += 1
            except GoBack:
                place = asked.pop() if asked else 0

    @property
    def _now(self) -> Config:
        return self.settings(self.given)

    def _ask(self, key: Key, question: str, now: str, read: Callable[[str], Scalar]) -> bool:
        answer = self.terminal.ask(question, now, read)
        if answer is not None:
            self.given[key] = answer
        return True

    def _country(self) -> bool:
        self.terminal.tell("The country decides which emergency number is said.")
        now = self._now.country or "several numbers are named"
        self._ask(("country",), "Your country, as two letters", now, answers.read_country)
        chosen = self._now.country
        if chosen is not None and chosen.lower() not in self.words.countries:
            self.terminal.tell(f"No numbers are known for {chosen}: several will be named.")
        return True

    def _name(self) -> bool:
        return self._ask(("name",), "What to call you", self._now.name or _NO_NAME, answers.read_name)

    def _voice(self) -> bool:
        engine = self.sound.engine()
        if engine is not None:
            english = sorted({voice.short for voice in engine.voices if voice.short.startswith("en")})
            self.terminal.tell(f"Voices: {', '.join(english)}; a variant may follow (en-us+f3).")
        return self._ask(("voice",), "Who speaks", self._now.voice, answers.voice_of(engine))

    def _pace(self) -> bool:
        now = str(self._now.words_per_minute)
        return self._ask(("words_per_minute",), "How fast, in words a minute", now, answers.read_pace)

    def _night_from(self) -> bool:
        now = f"{self._now.night.start:%H:%M}"
        return self._ask(("night", "from"), "The night begins at", now, answers.read_time)

    def _night_until(self) -> bool:
        now = f"{self._now.night.end:%H:%M}"
        return self._ask(("night", "until"), "and ends at", now, answers.read_time)

    def _night_volume(self) -> bool:
        now = f"{self._now.night.volume:g}"
        question = "How loud at night, in decibels (0 as by day, -6 half as strong)"
        return self._ask(("night", "volume"), question, now, answers.read_decibels)

    def _microphone(self) -> bool:
        return self._device("microphone", "input", self._now.microphone)

    def _speaker(self) -> bool:
        return self._device("speaker", "output", self._now.speaker)

    def _device(self, name: str, direction: Direction, now: str | None) -> bool:
        names = self.sound.devices(direction)
        if not names:
            self.terminal.tell(f"There is no {name} here: plug one in later, the best one is then taken.")
            return False
        for number, device in enumerate(names, 1):
            self.terminal.tell(f"  {number}  {device}")
        read = answers.choice_of(names, none=(_BEST, "best", "none"))
        question = f"Which {name} (a number, a part of the name, or 'best')"
        answer = self.terminal.ask(question, now or _BEST, read)
        if answer is not None:
            self.given[name,] = answer or None
        return True

    def _level(self) -> bool:
        if not self.sound.devices("input"):
            return False
        question, first = "Try the microphone: listen for 5 seconds", True
        while self.terminal.confirm(question, now=first):
            self._try(lambda: self.terminal.tell(f"Heard: {self.sound.listen(self._now)}."))
            question, first = "Listen again", False
        return True

    def _sample(self) -> bool:
        if not self.sound.devices("output"):
            return False
        question, first = "Try the speaker: say a sentence", True
        while self.terminal.confirm(question, now=first):
            self._try(lambda: self.sound.say(self.words.sample, self._now))
            question, first = "Say it again", False
        return True

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except VoiceskillError as error:
            self.terminal.tell(str(error))

    def _profile(self) -> bool:
        self.terminal.tell("Some advice is not for everybody. What you say here stays on this device.")
        if not self.terminal.confirm("Answer a few questions about your health", now=False):
            return True
        labels = list(self.words.conditions.items())
        place = 0
        while place < len(labels):
            name, label = labels[place]
            holds = name in self._now.profile.conditions
            try:
                answer = self.terminal.confirm(f"{label[:1].upper()}{label[1:]}?", now=holds)
            except GoBack:
                if place == 0:
                    raise
                place -= 1
                continue
            if answer != holds:
                self.given["profile", name] = answer
            place += 1
        return True
