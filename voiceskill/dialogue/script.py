"""Everything that the device may say, as data: guides, phrases, escalation, numbers, answers.

The texts come from ``guides/<lang>/``; ``loading.load_script`` reads them. Nothing here knows time or state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from voiceskill.understanding.meaning import Level

__all__ = [
    "GENERAL",
    "Answer",
    "Breath",
    "Counting",
    "DiaryQuestion",
    "Escalation",
    "Guide",
    "LengthWords",
    "Line",
    "Need",
    "Option",
    "Place",
    "Posture",
    "Routine",
    "Screen",
    "Script",
    "Settings",
    "Step",
    "StepKind",
    "Thermal",
    "TimerName",
    "TimerRules",
]

GENERAL = "general"
"""The name of the guide for a muscle that nobody could name."""
StepKind: TypeAlias = Literal["do", "hold", "breathe", "screen", "offer", "timer", "fact", "choose", "close"]
DiaryQuestion: TypeAlias = Literal["week", "month", "last", "helped"]
Posture: TypeAlias = Literal["bed", "seated", "edge", "standing"]
Need: TypeAlias = Literal["", "routine", "rested_skin", "learned"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say: ``key`` names it in the script, ``text`` may hold slots such as ``{whose}``."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Screen:
    """A question asked before something that could harm.

    The step's ``say`` asks it, ``again`` asks it in other words. A yes leads to ``split`` (is it the
    emergency of the two?), whose yes raises the flag ``split_yes`` and whose no ``split_no``; without a
    ``split`` a yes only skips what the question guards.
    """

    again: tuple[Line, ...]
    split: Line | None
    split_yes: str
    split_no: str


@dataclass(frozen=True, slots=True)
class Breath:
    """A paced breath: seconds in, a beat between, seconds out, and how many of them."""

    inward: int
    beat: int
    outward: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Thermal:
    """A pack on the skin: seconds until the skin is looked at, until it must come off, and the longest that
    somebody may ask for.
    """

    check_after: int
    off_after: int
    at_most: int
    check: Line
    off: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question which way to go: ``heard`` are words of which one gives it."""

    name: str
    heard: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do together.

    ``say`` are its instructions, ``title`` names it in a recap ("the towel stretch"), ``seconds`` are given
    to do it after the words, ``count`` is the length of a counted hold in seconds. Of the postures, ``edge``
    is the sitting up that comes before ``standing``. ``not_for`` are facts that rule it out. ``touches``
    marks a stretch, rub, heat or cold, which an open safety question forbids. ``ask_how`` asks how the muscle
    is afterwards; a timer that ``waits`` holds up the plan until the pack is off. A step is passed over
    without what it ``needs``: ``routine``, one that a cramp interrupted; ``rested_skin``, that had no pack
    on it lately; ``learned``, a fact said in passing that may be remembered. ``options`` are the answers to
    a question that leads to different steps, the first of them where there is no answer; a step that is
    ``only`` for one of them is passed over after another. ``origin`` is the shared step that a step of a
    routine is made of, ``block`` the exercise, with its side, that a repeat or a rest belongs to; ``again``
    are its words for somebody who wants to hear them again. ``slow_breath`` is the breath for somebody to
    whom things go too fast. ``tool`` is what one must have at hand for it. ``source`` is where the facts come
    from.
    """

    name: str
    kind: StepKind
    title: str
    say: tuple[Line, ...]
    source: str
    seconds: float = 0.0
    count: int = 0
    posture: Posture = "bed"
    not_for: frozenset[str] = frozenset()
    touches: bool = False
    ask_how: bool = False
    waits: bool = False
    swaps: bool = False
    screen: Screen | None = None
    breath: Breath | None = None
    slow_breath: Breath | None = None
    thermal: Thermal | None = None
    skip_to: str = ""
    needs: Need = ""
    origin: str = ""
    block: str = ""
    options: tuple[Option, ...] = ()
    only: str = ""
    again: tuple[Line, ...] = ()
    tool: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """The relief of one body part.

    ``stretches`` are candidates in order of preference; the first that the person's facts allow is used.
    Those that swap are as good as each other before the person is known, and alike in all but words.
    ``ask_next`` is a second safety question, ``which`` one that tells which of the stretches fits.
    ``warmth_not_for`` are facts that rule warmth out for this part. ``within`` are wider parts of which it
    is one: "the other leg" of a calf is the other calf. The first sentence of ``position`` is the first of
    all: it reads back the part and gives the position.
    """

    part: str
    spoken: str
    both: str
    sided: bool
    position: Step
    ask_first: tuple[Step, ...]
    ask_next: tuple[Step, ...]
    which: tuple[Step, ...]
    stretches: tuple[Step, ...]
    slack: tuple[Step, ...]
    massage: tuple[Step, ...]
    warmth: bool
    warmth_not_for: frozenset[str]
    within: frozenset[str]
    aftercare: Step | None


@dataclass(frozen=True, slots=True)
class Escalation:
    """What is said when a red flag is heard.

    For an emergency: ``tell`` is what to tell those who answer the phone, ``safety`` one position or safety
    fact, ``other`` the same for somebody else than the speaker. For the lower levels: ``tell`` says what to
    do, ``other`` the same for somebody else, ``safety`` what would make it more urgent. ``bars`` says how
    much coaching ends with it: the part at hand, all, or none. ``line`` names the kind of phone line that
    comes first. ``softly``: whoever endangers them may hear it, so that it is spoken low and not repeated.
    ``lasting``: words of which one tells by itself how long it has lasted; empty where that is no matter.
    """

    id: str
    level: Level
    ask: Line | None
    tell: tuple[Line, ...]
    safety: tuple[Line, ...]
    other: tuple[Line, ...]
    bars: Literal["part", "all", "none"]
    line: Literal["emergency", "crisis"]
    source: str
    softly: bool = False
    lasting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Whom to call in one country, as it is spoken."""

    code: str
    emergency: str
    urgent: str
    crisis: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer to a question.

    ``intents`` are the meanings that it answers, ``when`` words or phrases of which one must have been said
    (none: always), ``reason`` the reason why something is out of scope. ``plan`` names the routine that is
    started instead of an answer, ``diary`` what is looked up in the diary instead. ``lacks`` is the tool that
    they have not: a stretch that does without comes before the answer.
    """

    name: str
    intents: frozenset[str]
    when: tuple[str, ...]
    reason: str
    say: tuple[Line, ...]
    plan: str
    source: str
    diary: DiaryQuestion | None = None
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Routine:
    """A plan that belongs to no cramp; ``instead`` names the one for people with a fact of ``not_for``.

    A cramp interrupts it; one that ``goes_on`` is offered to be gone on with after the relief.
    """

    name: str
    steps: tuple[Step, ...]
    not_for: frozenset[str]
    instead: str
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class TimerName:
    """What a timer may be for: ``heard`` are words of which one names it, ``packs`` the shared steps that
    time a pack of that kind; the first of them is what a timer that is asked for goes by.
    """

    name: str
    heard: tuple[str, ...]
    spoken: str
    packs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimerRules:
    """Timers that are set by voice: ``most`` at once, from ``shortest`` to ``longest`` seconds; one that is
    up is told ``rings`` times, every ``ring_every`` seconds.
    """

    most: int
    shortest: int
    longest: int
    rings: int
    ring_every: float
    names: tuple[TimerName, ...]


@dataclass(frozen=True, slots=True)
class LengthWords:
    """How a length of time is spoken: one and many of each unit, and the word between two of them."""

    hour: tuple[str, str]
    minute: tuple[str, str]
    second: tuple[str, str]
    joined_by: str


@dataclass(frozen=True, slots=True)
class Counting:
    """How spoken counts thin out: every second up to ``every_second_until``, then every ``then_every``
    seconds, and every second again for the ``last`` ones; halfway is always told.
    """

    every_second_until: int
    then_every: int
    last: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Times (seconds) and limits of the conversation; each is explained in ``settings.yaml``."""

    characters_per_second: float
    sentence_gap: float
    patience_factor: float
    patience_seconds: float
    answer_wait: float
    answer_lead: float
    check_in_wait: float
    pause_check_in: float
    pause_limit: float
    closing_wait: float
    rest_after_hold: float
    hold_lead: float
    relief_limit: float
    remember: float
    resume_within: float
    resume_alarm_within: float
    resume_pack_within: float
    resumes_at_most: int
    emergency_repeat: float
    emergency_repeats: int
    confirm_wait: float
    removal_repeat: float
    removal_repeats: int
    skin_rest: float
    holds_at_most: int
    rounds_at_most: int
    worse_at_most: int
    misses_at_most: int
    unsure_hearing: float
    ask_sureness: float
    start_sureness: float
    unsure_meaning: float
    volume_step: float
    volume_limit: float
    tempo_slow: float
    tempo_fast: float
    voice_slow: float
    voice_fast: float
    counting: Counting

    def voice_pace(self, tempo: float) -> float:
        """How fast the voice is, of its usual speed, where steps take ``tempo`` times their time."""
        if tempo == 1.0:
            return 1.0
        return self.voice_slow if tempo > 1.0 else self.voice_fast


@dataclass(frozen=True, slots=True)
class Script:
    """All content of one language, validated. Mappings are never changed after loading."""

    phrases: Mapping[str, tuple[Line, ...]]
    guides: Mapping[str, Guide]
    common: Mapping[str, Step]
    routines: Mapping[str, Routine]
    escalations: Mapping[str, Escalation]
    places: Mapping[str, Place]
    unset_place: Place
    answers: tuple[Answer, ...]
    facts: frozenset[str]
    fact_names: Mapping[str, str]
    fact_words: Mapping[str, str]
    settings: Settings
    number_words: tuple[str, ...]
    sleep_words: tuple[str, ...]
    stretch_words: tuple[str, ...]
    doubt_words: tuple[str, ...]
    yes_words: tuple[str, ...]
    farewell_words: tuple[str, ...]
    stairs_words: tuple[str, ...]
    driving_words: tuple[str, ...]
    too_strong_words: tuple[str, ...]
    timer_words: tuple[str, ...]
    all_words: tuple[str, ...]
    length_words: LengthWords
    timers: TimerRules
    sides: Mapping[str, str] = field(default_factory=dict)

    def place(self, country: str | None) -> Place:
        """Whom to call in ``country``; where it is unset or unknown, the numbers of several countries."""
        return self.places.get((country or "").lower(), self.unset_place)

    def memorable(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Those of ``facts`` that somebody may want remembered, in a fixed order."""
        return tuple(sorted(fact for fact in facts if fact in self.fact_words))

    def known_facts(self, names: Iterable[str]) -> frozenset[str]:
        """The script's facts among ``names``, which may be other words for them; others are left out."""
        return frozenset(self.fact_names[name] for name in names if name in self.fact_names)

    def heard_names(self, facts: Iterable[str]) -> frozenset[str]:
        """The names under which understanding knows the script's ``facts``: where a fact stands for several
        things ("pregnant" for a birth lately too), all of them.
        """
        known = frozenset(facts)
        return frozenset(name for name, fact in self.fact_names.items() if fact in known)

    def escalation(self, flag: str, level: Level) -> Escalation:
        """What to say about ``flag``; for an id that the script does not know, the words of its level."""
        found = self.escalations.get(flag)
        return found if found and found.level == level else self.escalations[f"any_{level.label}"]
