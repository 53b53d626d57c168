"""Whatever somebody wrote into the stored state, the device starts."""

from __future__ import annotations

from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voiceskill.app.content import shipped_script
from voiceskill.app.conversation import Conversation
from voiceskill.app.transcript import Transcript
from voiceskill.dialogue.actions import Say
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.resume import CutOff
from voiceskill.dialogue.state import State
from voiceskill.profile import Profile
from voiceskill.understanding.understander import Understander

UNUSED = cast(Understander, None)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.from_type(State), st.floats(0, 1e5), st.floats(0, 5000), st.integers(0, 5))
def test_a_state_that_no_dialogue_would_reach_does_not_stop_the_start(
    state: State, at: float, away: float, resumes: int
) -> None:
    transcript = Transcript()
    dialogue = Dialogue(shipped_script(), Profile(), night=True)
    conversation = Conversation(
        UNUSED, dialogue, transcript, greet=True, cut_off=CutOff(state, at, away, resumes)
    )
    opening = conversation.start()
    fell_back = [entry for entry in transcript if "can't be gone on with" in entry.text]
    if fell_back:
        assert [action.key for action in opening if isinstance(action, Say)] == ["phrases.ready"]
