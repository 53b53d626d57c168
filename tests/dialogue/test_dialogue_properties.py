"""Whatever is heard in whatever order, the safety rules hold and every session ends in silence."""

from __future__ import annotations

from conversation import Conversation, emergency, meaning, shipped_script
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.dialogue.events import Event, Heard, Spoken, Tick
from voiceskill.dialogue.invariants import Rules, Transition
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.state import deadline, listening_state
from voiceskill.profile import CONDITIONS, Profile
from voiceskill.understanding.meaning import (
    BODY_PARTS,
    INTENTS,
    LISTENING_STATES,
    SIDES,
    Intent,
    Level,
    Meaning,
    RedFlag,
)

SCRIPT = shipped_script()
FLAGS = [RedFlag(name, flag.level) for name, flag in SCRIPT.escalations.items()]
FLAGS += [RedFlag("e_not_in_the_script", Level.EMERGENCY), RedFlag("u_not_in_the_script", Level.URGENT)]

profiles = st.builds(
    lambda names, country: Profile(country=country).with_conditions(names),
    st.frozensets(st.sampled_from(CONDITIONS), max_size=3),
    st.sampled_from([None, "GB", "US", "NZ", "XX"]),
)
flags = st.sampled_from(FLAGS)
facts = st.just(()) | st.tuples(st.sampled_from(sorted(SCRIPT.facts)))
confidences = st.sampled_from([0.1, 0.95, 0.95, 0.95, 0.95])
parts = st.none() | st.just("calf") | st.sampled_from(BODY_PARTS)
sides = st.none() | st.sampled_from(SIDES)


def _meanings(**danger: st.SearchStrategy) -> st.SearchStrategy[Meaning]:
    return st.builds(Meaning, st.just(""), st.sampled_from(INTENTS), confidences, parts, sides, **danger)


def _heard(meanings: st.SearchStrategy[Meaning]) -> st.SearchStrategy[Heard]:
    return st.builds(
        Heard, meanings, st.sampled_from([True, True, False]), st.sampled_from([1.0, 1.0, 0.2, 0.0])
    )


plain = _heard(_meanings())
dangerous = _heard(_meanings(red_flag=flags))
doubtful = _heard(_meanings(check=flags, facts=facts))
heard = st.one_of(plain, plain, doubtful, dangerous)
STORY = ["answer", "answer", "other answer", "on", "on", "on", "speech", "tick", "half", "late"]
moves = st.lists(
    st.integers(0, 9).flatmap(lambda n: heard if n == 0 else st.sampled_from(STORY)), max_size=60
)
ANSWERS: dict[str, tuple[Intent, Intent]] = {
    "idle": ("report_cramp", "start_breathing"),
    "ask_part": ("report_cramp", "out_of_scope"),
    "screening": ("no", "yes"),
    "splitting": ("no", "yes"),
    "checking": ("not_better", "worse"),
    "offering": ("yes", "no"),
    "advised": ("yes", "no"),
    "paused": ("resume", "next"),
    "confirming": ("no", "yes"),
    "closing": ("not_better", "no"),
    "emergency": ("cancel_emergency", "yes"),
}


class Walk:
    """A conversation whose every transition is checked."""

    def __init__(self, profile: Profile) -> None:
        self.dialogue = Dialogue(SCRIPT, profile, night=True)
        self.rules = Rules(SCRIPT, profile)
        self.now = 0.0
        self.state, _ = self.dialogue.start(0.0)

    def take(self, move: object) -> None:
        if move == "on":
            self._go_on()
        else:
            self._take_event(self._event(move))

    def _go_on(self) -> None:
        """Let time pass until the phase changes."""
        phase = self.state.phase
        for _ in range(20):
            if self.state.phase == phase and deadline(self.state) is not None:
                self._take_event(self._event("speech" if self.state.voice else "tick"))

    def _take_event(self, event: Event) -> None:
        after, actions = self.dialogue.advance(self.state, event, self.now)
        assert (after, actions) == self.dialogue.advance(self.state, event, self.now)
        problems = self.rules.broken(Transition(self.state, event, self.now, after, actions))
        assert not problems, (problems, self.state, event)
        assert hash(after) == hash(after)
        assert listening_state(after) in LISTENING_STATES
        self.state = after

    def _event(self, move: object) -> Event:
        if isinstance(move, Heard):
            return move
        if str(move).endswith("answer"):
            wanted = ANSWERS.get(self.state.phase, ("yes", "better"))
            return Heard(meaning(wanted[move != "answer"], body_part=None if self.state.plan else "calf"))
        due = deadline(self.state)
        if move == "speech" and self.state.voice is not None:
            self.now = max(self.now, min(self.state.voice.ends, due or self.state.voice.ends))
            return Spoken(self.state.voice.id)
        if due is not None:
            self.now = {"half": (self.now + due) / 2, "late": due + 7.3}.get(str(move), due)
        return Tick()


@settings(max_examples=400, deadline=None)
@given(profiles, moves)
def test_the_safety_rules_hold_whatever_is_heard(profile: Profile, sequence: list[object]) -> None:
    walk = Walk(profile)
    for move in sequence:
        walk.take(move)


@settings(max_examples=150, deadline=None)
@given(profiles, st.lists(heard, max_size=15))
def test_every_session_ends_in_silence_when_nothing_more_is_heard(
    profile: Profile, utterances: list[Heard]
) -> None:
    walk = Walk(profile)
    for utterance in utterances:
        walk.take(utterance)
        walk.take("tick")
    for _ in range(600):
        if deadline(walk.state) is None:
            break
        walk.take("tick")
    assert walk.state.phase == "idle"
    assert walk.state.voice is None
    assert not walk.state.packs


@settings(max_examples=100, deadline=None)
@given(profiles, moves)
def test_an_alarm_can_be_raised_and_stopped_from_anywhere(profile: Profile, sequence: list[object]) -> None:
    walk = Walk(profile)
    for move in sequence:
        walk.take(move)
    walk.take(Heard(meaning("out_of_scope", red_flag=emergency()), final=False, hearing=0.0))
    assert walk.state.phase == "emergency"
    walk.take(Heard(meaning("stop")))
    assert walk.state.level == Level.EMERGENCY
    assert walk.state.voice is None


def test_time_is_only_a_number() -> None:
    early, late = Conversation(), Conversation(now=1_000_000.0)
    for talk in (early, late):
        talk.hear("report_cramp", body_part="calf")
        talk.until_quiet(7200)
    shifted = [action for _, action in late.timeline if not hasattr(action, "at") or action.at is None]
    assert shifted == [
        action for _, action in early.timeline if not hasattr(action, "at") or action.at is None
    ]
