"""Someone speaking over us is noticed by the loudness of what is left of the microphone's sound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voiceskill.audio.barge_in import BargeIn, BargeInTrigger

QUIET, ROOM, VOICE = -66.0, -70.0, -30.0
SETTINGS = BargeIn()


def feed(trigger: BargeInTrigger, seconds: float, level: float, *, playing: bool = True) -> list[int]:
    """Numbers of the 20-ms blocks on which it fired."""
    count = round(seconds / 0.02)
    return [block for block in range(count) if trigger.push(level, ROOM, playing=playing)]


def settled() -> BargeInTrigger:
    """We have been speaking for a while."""
    trigger = BargeInTrigger()
    assert feed(trigger, 5.0, QUIET) == []
    return trigger


def test_a_voice_over_ours_is_noticed_after_sixty_milliseconds() -> None:
    assert feed(settled(), 1.0, VOICE)[0] == 2


def test_a_click_is_not_a_voice() -> None:
    trigger = settled()
    for _ in range(20):
        assert feed(trigger, 0.04, VOICE) == []
        assert feed(trigger, 0.02, QUIET) == []


def test_without_playback_the_trigger_leaves_it_to_the_voice_detector() -> None:
    assert feed(settled(), 3.0, VOICE, playing=False) == []


def test_stop_at_the_very_start_of_a_prompt_is_noticed() -> None:
    trigger = settled()
    feed(trigger, 10.0, QUIET, playing=False)
    assert feed(trigger, 0.3, VOICE)


def test_counts_a_second_apart_do_not_make_it_slower() -> None:
    trigger = settled()
    for _ in range(5):
        feed(trigger, 0.6, QUIET, playing=False)
        feed(trigger, 0.4, QUIET)
    feed(trigger, 0.6, QUIET, playing=False)
    assert feed(trigger, 0.4, VOICE)[0] == 2


def test_an_echo_that_may_have_moved_holds_off() -> None:
    trigger = settled()
    trigger.hold_off()
    assert feed(trigger, 1.0, VOICE)[0] == round(SETTINGS.stumble_seconds / 0.02) - 1


def test_a_room_that_is_not_known_yet_takes_a_louder_voice() -> None:
    between = SETTINGS.threshold_dbfs + SETTINGS.learning_db / 2
    trigger = BargeInTrigger()
    first = feed(trigger, 6.0, between)[0] * 0.02
    assert abs(first - SETTINGS.learning_seconds) < 0.1
    trigger.reset()
    assert feed(trigger, 1.0, between) == []


def test_false_alarms_raise_the_threshold_within_bounds_and_are_forgotten() -> None:
    trigger = settled()
    for _ in range(10):
        trigger.false_alarm()
    raised = SETTINGS.threshold_dbfs + SETTINGS.most_raised_db
    assert feed(trigger, 1.0, raised - 1) == []
    assert feed(trigger, 1.0, raised + 1)
    feed(trigger, SETTINGS.most_raised_db * SETTINGS.forget_seconds, QUIET)
    assert feed(trigger, 1.0, SETTINGS.threshold_dbfs + 1)


def test_a_loud_room_raises_the_threshold() -> None:
    trigger = settled()
    assert not any(trigger.push(-40.0, -45.0, playing=True) for _ in range(100))
    assert any(trigger.push(-30.0, -45.0, playing=True) for _ in range(3))


@given(st.lists(st.tuples(st.booleans(), st.floats(-100, SETTINGS.threshold_dbfs)), max_size=200))
def test_nothing_below_the_threshold_ever_fires(blocks: list[tuple[bool, float]]) -> None:
    trigger = BargeInTrigger()
    assert not any(trigger.push(level, -100.0, playing=playing) for playing, level in blocks)
