"""Whoever watches a conversation is told of every move, and of nothing twice."""

from voiceskill.app.stages import load_conversation
from voiceskill.app.transcript import Transcript
from voiceskill.app.watcher import Move
from voiceskill.config import Config
from voiceskill.dialogue.actions import Say
from voiceskill.dialogue.events import Heard
from voiceskill.recognition.hypothesis import Hypothesis


class _Notebook:
    def __init__(self) -> None:
        self.moves: list[Move] = []

    def watch(self, move: Move) -> None:
        self.moves.append(move)


def test_a_watcher_sees_the_start_and_each_move_with_the_state_before_and_after() -> None:
    notebook = _Notebook()
    conversation = load_conversation(Config(), Transcript(), night=True, greet=True, watchers=[notebook])

    opening = conversation.start()
    conversation.hear(Hypothesis("my left calf is cramping", 1.0, 2.0, confidence=1.0, final=True), 2.0)

    start, report = notebook.moves
    assert start.event is None
    assert start.actions == tuple(opening)
    assert isinstance(report.event, Heard)
    assert (report.before.part, report.after.part, report.after.side) == (None, "calf", "left")
    assert any(isinstance(action, Say) for action in report.actions)
    assert report.now == 2.0


def test_what_leads_to_no_move_is_not_told() -> None:
    notebook = _Notebook()
    conversation = load_conversation(Config(), Transcript(), night=True, watchers=[notebook])

    conversation.hear(Hypothesis("my calf", 1.0, 1.5, confidence=1.0, final=False), 1.5)

    assert notebook.moves == []
