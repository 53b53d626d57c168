"""What is acted on while somebody is still talking, and how long a pause makes an end of it."""

from __future__ import annotations

import pytest
from support.english import understander

from voiceskill.app.partial_watch import PartialWatch
from voiceskill.app.turn_end import LONGEST_PAUSE, pause_that_ends
from voiceskill.recognition.hypothesis import Hypothesis
from voiceskill.understanding.meaning import LISTENING_STATES, Level, ListeningState


@pytest.fixture
def watch() -> PartialWatch:
    return PartialWatch(understander())


def hear(watch: PartialWatch, text: str, now: float, state: ListeningState = "hold") -> None:
    watch.update(Hypothesis(text, now - 0.5, now, 0.0, final=False), state, now)


def test_a_lone_stop_counts_once_it_has_stood_for_a_tenth_of_a_second(watch: PartialWatch) -> None:
    hear(watch, "stop", 1.0)
    assert watch.urgent("hold", 1.04) is None
    urgent = watch.urgent("hold", 1.1)
    assert urgent is not None
    assert urgent.meaning.intent == "stop"


def test_a_stop_that_becomes_another_word_never_counts(watch: PartialWatch) -> None:
    hear(watch, "stop", 1.0)
    hear(watch, "stopped", 1.06)
    hear(watch, "stopped hurting", 1.5)
    assert watch.urgent("hold", 3.0) is None


@pytest.mark.parametrize("text", ["it won't stop", "it doesn't stop hurting", "the cramp never stops"])
@pytest.mark.parametrize("state", ["step", "hold", "after_hold"])
def test_stop_inside_a_report_is_no_stop(watch: PartialWatch, text: str, state: ListeningState) -> None:
    words = text.split()
    for count in range(1, len(words) + 1):
        hear(watch, " ".join(words[:count]), 1.0 + count, state)
        assert watch.urgent(state, 1.9 + count) is None


def test_an_emergency_with_stop_in_it_is_an_emergency(watch: PartialWatch) -> None:
    hear(watch, "can't stop shaking", 1.0)
    urgent = watch.urgent("hold", 2.0)
    assert urgent is not None
    assert urgent.meaning.red_flag is not None
    assert urgent.meaning.red_flag.level == Level.EMERGENCY


def test_an_emergency_counts_before_its_sentence_ends(watch: PartialWatch) -> None:
    hear(watch, "i can't breathe", 1.0)
    hear(watch, "i can't breathe and", 1.2)
    assert watch.urgent("hold", 1.2) is None
    urgent = watch.urgent("hold", 1.25)
    assert urgent is not None
    assert urgent.meaning.red_flag is not None


def test_a_waiting_device_hears_an_emergency_to_its_end_which_tells_how_surely_it_was_heard(
    watch: PartialWatch,
) -> None:
    hear(watch, "i can't breathe", 1.0, "idle")
    assert watch.urgent("idle", 3.0) is None


def test_a_waiting_device_does_not_hear_out_whoever_goes_on_and_on(watch: PartialWatch) -> None:
    hear(watch, "i can't breathe", 1.0, "idle")
    assert watch.urgent("idle", 2.0) is None
    hear(watch, "i can't breathe and there is nobody", 4.0, "idle")
    assert watch.urgent("idle", 4.9) is None
    urgent = watch.urgent("idle", 5.1)
    assert urgent is not None
    assert urgent.meaning.red_flag is not None


def test_words_taken_back_before_they_were_heard_out_are_no_alarm(watch: PartialWatch) -> None:
    hear(watch, "i can't breathe", 1.0, "idle")
    watch.urgent("idle", 2.0)
    hear(watch, "i can't believe it", 2.5, "idle")
    watch.urgent("idle", 3.0)
    assert watch.urgent("idle", 6.0) is None


def test_an_utterance_is_acted_on_early_but_once(watch: PartialWatch) -> None:
    hear(watch, "stop", 1.0)
    urgent = watch.urgent("hold", 1.2)
    assert urgent is not None
    watch.acted_on(urgent.meaning)
    hear(watch, "stop stop", 1.5)
    assert watch.urgent("hold", 2.0) is None
    assert watch.end() == urgent.meaning
    assert watch.end() is None


def test_each_word_more_changes_the_pause_that_is_waited_for(watch: PartialWatch) -> None:
    pauses = []
    for count, text in enumerate(("my", "my calf", "my calf is", "my calf is cramping")):
        hear(watch, text, 1.0 + count, "idle")
        pauses.append(watch.pause_that_ends)
    assert pauses[:3] == [LONGEST_PAUSE["idle"]] * 3
    assert pauses[3] is not None
    assert pauses[3] <= 0.25


def test_where_nothing_was_said_there_is_nothing_to_end(watch: PartialWatch) -> None:
    assert watch.pause_that_ends is None
    hear(watch, "stop", 1.0)
    watch.end()
    assert watch.pause_that_ends is None


@pytest.mark.parametrize("state", LISTENING_STATES)
def test_the_less_that_must_follow_the_shorter_the_pause(state: ListeningState) -> None:
    whole, unsure, unfinished = (pause_that_ends(c, state) for c in ("whole", "unsure", "unfinished"))
    assert whole < unsure < unfinished == LONGEST_PAUSE[state]


def test_people_are_given_time_to_take_back_an_alarm() -> None:
    assert pause_that_ends("whole", "emergency") > pause_that_ends("whole", "hold")
