"""What was said a while ago, or is known of the person, counts together with what is said now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from test_turns_of_a_session import content

from voiceskill.app.conversation import Conversation
from voiceskill.app.said_before import SaidBefore
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.config import Config
from voiceskill.dialogue.actions import Action, Say
from voiceskill.profile import Profile
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import Meaning


def begin(profile: Profile | None = None) -> Conversation:
    config = replace(Config(), profile=profile) if profile else Config()
    return begin_conversation(content(), config, Transcript(), night=True)


def say(conversation: Conversation, text: str, at: float) -> Sequence[Action]:
    return conversation.hear(Hypothesis(text, at - 1.0, at, 0.95, True), at)


def spoken(actions: Sequence[Action]) -> str:
    return " ".join(action.text for action in actions if isinstance(action, Say))


def test_a_sign_and_a_medicine_told_minutes_apart_raise_the_alarm() -> None:
    conversation = begin()
    say(conversation, "i am on warfarin", 10.0)
    say(conversation, "my thigh has gone numb", 130.0)
    assert conversation.listening_state == "emergency"


def test_a_fact_of_the_profile_counts_as_if_it_was_said() -> None:
    conversation = begin(Profile(blood_thinner=True))
    say(conversation, "i banged my head", 10.0)
    assert conversation.listening_state == "emergency"


def test_a_plain_cramp_of_somebody_with_a_history_is_helped_with() -> None:
    conversation = begin(Profile(blood_thinner=True, diabetes=True, over_65=True))
    say(conversation, "my calf is cramping", 10.0)
    assert conversation.listening_state not in ("idle", "emergency")


def test_a_journey_told_while_a_cramp_is_helped_with_is_asked_about() -> None:
    conversation = begin()
    say(conversation, "my calf is cramping", 10.0)
    actions = say(conversation, "i just got off a long flight", 40.0)
    assert conversation.listening_state == "confirm"
    assert "?" in spoken(actions)


def test_a_sign_is_over_after_a_quarter_of_an_hour_and_a_fact_after_an_hour() -> None:
    before = SaidBefore()
    before.note(
        Meaning("", "out_of_scope", 1.0, facts=("pregnant",), heard=("neck_stiff", "pregnant")), 100.0
    )
    assert before.names(1000.0) == {"pregnant", "neck_stiff"}
    assert before.names(1001.0) == {"pregnant"}
    assert before.names(3701.0) == frozenset()
