"""What may be said next is made ready before it is needed."""

from __future__ import annotations

import queue
from itertools import pairwise

import pytest

from voiceskill.app.content import shipped_script
from voiceskill.app.foresight import Foresight
from voiceskill.app.watcher import Move
from voiceskill.dialogue.actions import Action, Say
from voiceskill.dialogue.events import Event, Heard, Spoken
from voiceskill.dialogue.machine import Dialogue
from voiceskill.dialogue.state import State, listening_state
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import BodyPart, Intent, Level, Meaning, RedFlag

DIALOGUE = Dialogue(shipped_script(), Profile(), night=True)


def heard(intent: Intent, part: BodyPart | None = None, flag: RedFlag | None = None) -> Heard:
    return Heard(Meaning("", intent, 0.95, body_part=part, red_flag=flag))


def move(before: State, event: Event, now: float) -> Move:
    after, actions = DIALOGUE.advance(before, event, now)
    return Move(event, before, after, tuple(actions), now)


def first_words(actions: tuple[Action, ...]) -> str | None:
    return next((action.text for action in actions if isinstance(action, Say)), None)


def waiting() -> Move:
    state, actions = DIALOGUE.start(0.0, greet=True)
    return Move(None, state, state, tuple(actions), 0.0)


def through_relief(most: int = 40) -> list[Move]:
    """A cramp, coached to its end without trouble."""
    moves = [waiting()]
    moves.append(move(moves[-1].after, heard("report_cramp", "calf"), 1.0))
    for number in range(most):
        said = [action.id for action in moves[-1].actions if isinstance(action, Say)]
        event: Event = Spoken(said[-1]) if said else heard("no" if number % 2 else "better")
        moves.append(move(moves[-1].after, event, 2.0 + 5.0 * number))
    return moves


@pytest.fixture(scope="module")
def moves() -> list[Move]:
    return through_relief()


def seen_from(made: Move) -> set[str]:
    return set(Foresight(shipped_script(), DIALOGUE, pytest.fail).look_ahead(made))


def test_the_answer_to_each_part_that_may_be_reported_is_foreseen() -> None:
    foreseen = seen_from(waiting())
    for part in ("calf", "foot", "hamstring", "toes"):
        assert first_words(move(waiting().after, heard("report_cramp", part), 5.0).actions) in foreseen


def test_whom_to_call_is_always_foreseen(moves: list[Move]) -> None:
    for made in moves:
        alarm = move(made.after, heard("out_of_scope", flag=RedFlag("e_heart", Level.EMERGENCY)), made.now)
        assert first_words(alarm.actions) in seen_from(made) | {None}


def test_each_answer_of_a_relief_was_foreseen_a_move_before(moves: list[Move]) -> None:
    assert len({listening_state(made.after) for made in moves}) >= 3
    for before, made in pairwise(moves[1:]):
        said = first_words(made.actions)
        assert said is None or said in seen_from(before), said


def test_it_prepares_what_it_foresees_in_a_thread_of_its_own() -> None:
    prepared: queue.SimpleQueue[str] = queue.SimpleQueue()
    with Foresight(shipped_script(), DIALOGUE, prepared.put) as foresight:
        foresight.watch(waiting())
        foreseen = seen_from(waiting())
        assert {prepared.get(timeout=30) for _ in range(len(foreseen))} <= foreseen
