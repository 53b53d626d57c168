"""A conversation by question and answer: nothing is taken for an answer to what was never heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from voiceskill.app.content import Content, shipped_content
from voiceskill.app.watcher import Move
from voiceskill.dialogue.actions import End, Note
from voiceskill.dialogue.events import AlertFailed
from voiceskill.dialogue.readability import grade, sentences, words
from voiceskill.errors import ContentError
from voiceskill.locations import content_dir
from voiceskill.profile import Profile
from voiceskill.serve.answering import Answering, Reply
from voiceskill.serve.answering_script import AnsweringScript, answering_script
from voiceskill.serve.ears import typed
from voiceskill.yaml_source import load_yaml


class Diary:
    def __init__(self) -> None:
        self.moves: list[Move] = []

    def watch(self, move: Move) -> None:
        self.moves.append(move)

    def kinds(self) -> list[str]:
        actions = [action for move in self.moves for action in move.actions]
        return [a.kind if isinstance(a, Note) else a.reason for a in actions if isinstance(a, Note | End)]


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped_content()


@pytest.fixture(scope="module")
def script(content: Content) -> AnsweringScript:
    return answering_script(content.script)


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def room(content: Content, script: AnsweringScript, diary: Diary) -> Answering:
    return answering(content, script, watchers=[diary])


def answering(content: Content, script: AnsweringScript, **options: Any) -> Answering:
    return Answering(
        content.understander,
        script,
        Profile(country="GB"),
        is_night=lambda: True,
        words_per_minute=150,
        **options,
    )


def talk(room: Answering, *lines: tuple[float, str]) -> list[Reply]:
    return [room.hear(typed(text), at) for at, text in lines]


def test_the_reply_goes_on_to_where_the_person_is_waited_for(room: Answering) -> None:
    (reply,) = talk(room, (1.0, "my left calf is cramping"))
    assert reply.text.startswith("Your left calf")
    assert "Is it swollen, red, hot, or hurt?" in reply.text
    assert reply.text.endswith("?")


def test_a_question_waits_for_its_answer_however_long_it_takes(room: Answering) -> None:
    _, reply = talk(room, (1.0, "my left calf is cramping"), (600.0, "yes"))
    assert reply.text == "Is your chest or your breathing bad too?"


def test_a_no_leads_to_the_stretch_and_to_counting_oneself(room: Answering) -> None:
    _, reply = talk(room, (1.0, "my left calf is cramping"), (60.0, "no"))
    assert "towel" in reply.text
    assert reply.text.endswith("I can't count here. Count slowly, then tell me how it is.")


def test_what_is_left_of_a_hold_is_told_to_the_second(room: Answering) -> None:
    *_, early, late = talk(
        room,
        (1.0, "my left calf is cramping"),
        (60.0, "no"),
        (78.0, "how long left"),
        (81.0, "how long left"),
    )
    said = {early.text.split(" seconds")[0], late.text.split(" seconds")[0]}
    assert len(said) == 2
    assert "seconds left" in early.text


def test_how_it_is_counts_long_after_the_hold(room: Answering) -> None:
    *_, reply = talk(room, (1.0, "my left calf is cramping"), (60.0, "no"), (300.0, "it's easing"))
    assert reply.text.startswith("Good.")


def test_stop_is_answered_with_silence(room: Answering) -> None:
    *_, reply = talk(room, (1.0, "my left calf is cramping"), (60.0, "no"), (70.0, "stop"))
    assert reply == Reply("", taken=True)
    assert room.is_idle


def test_after_a_quarter_of_an_hour_a_yes_answers_nothing(room: Answering, diary: Diary) -> None:
    *_, reply = talk(room, (1.0, "my left calf is cramping"), (1_000.0, "yes"))
    assert reply == Reply("", taken=False)
    assert "cramp" in diary.kinds()
    assert "fell_silent" in diary.kinds() or "settled" in diary.kinds()


def test_danger_is_answered_first_in_any_state(room: Answering) -> None:
    *_, reply = talk(room, (1.0, "my left calf is cramping"), (60.0, "no"), (65.0, "my chest hurts badly"))
    assert reply.text.startswith("Call 999 now.")


def test_an_alarm_stands_until_it_was_confirmed_to_be_false(room: Answering) -> None:
    *_, asked, off = talk(room, (1.0, "my chest hurts badly"), (300.0, "false alarm"), (330.0, "yes"))
    assert asked.text == "Was that a false alarm?"
    assert "false alarm" in off.text


def test_badly_heard_danger_is_asked_about(room: Answering) -> None:
    reply = room.hear(replace(typed("my chest hurts badly"), confidence=0.1), 1.0)
    assert reply.text.endswith("?")
    assert not reply.text.startswith("Call")


def test_danger_that_only_another_reading_holds_is_asked_about(room: Answering) -> None:
    heard = replace(typed("my jest hurts"), readings=(("my jest hurts", 0.6), ("my chest hurts", 0.4)))
    assert room.hear(heard, 1.0).text.endswith("?")


@pytest.mark.parametrize("wish", ["can i put ice on it", "a warm pack please", "i want some heat on it"])
def test_no_pack_goes_on_that_nobody_would_take_off(room: Answering, wish: str) -> None:
    (reply,) = talk(room, (1.0, wish))
    assert "I can't time a pack here" in reply.text


def test_no_guide_offers_warmth(script: AnsweringScript) -> None:
    assert not any(guide.warmth for guide in script.script.guides.values())
    assert not any(step.thermal for routine in script.script.routines.values() for step in routine.steps)


def test_a_timer_that_would_not_ring_is_not_set(room: Answering) -> None:
    (reply,) = talk(room, (1.0, "set a timer for ten minutes"))
    assert reply.text == "I can't ring here. Set that timer somewhere else."


def test_what_is_not_meant_for_it_is_not_taken(room: Answering) -> None:
    assert talk(room, (1.0, "play some music")) == [Reply("", taken=False)]


def test_a_no_before_the_question_was_out_gets_the_question_again(room: Answering) -> None:
    _, reply = talk(room, (1.0, "my left calf is cramping"), (1.5, "no"))
    assert "Any surgery" in reply.text
    assert "towel" not in reply.text


def test_a_failed_alert_is_told_with_the_next_answer(content: Content, script: AnsweringScript) -> None:
    failed: list[Sequence[AlertFailed]] = [[], [AlertFailed()]]
    room = answering(content, script, failures=lambda: failed.pop(0))
    _, reply = talk(room, (1.0, "my chest hurts badly"), (30.0, "what should i do"))
    assert "Nobody got my alert" in reply.text


def test_the_words_are_short_and_plain() -> None:
    texts = [n.text() for _, n in load_yaml(content_dir("guides") / "en" / "answers_only.yaml").items()]
    assert grade(texts) <= 6
    assert max(len(words(sentence)) for text in texts for sentence in sentences(text)) <= 12


def test_a_missing_text_is_named_with_its_file(content: Content, tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("count: Count.\nwait: Wait.\npack: No pack.\n")
    with pytest.raises(ContentError, match="the key 'timer' is missing"):
        answering_script(content.script, path=tmp_path / "words.yaml")
