"""The typed session on a clock of the test's: the real understanding, the real dialogue, no waiting."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import pytest

from voiceskill.app.stages import load_conversation
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.app.typed import TypedSession
from voiceskill.config import Config
from voiceskill.dialogue.events import AlertFailed

FIRST_COUNTS = ("one", "two", "three", "four", "five")


class LinesAt:
    """Lines that are typed at given session times; the clock jumps from one moment to the next."""

    def __init__(self, *lines: tuple[float, str], until: float) -> None:
        self._lines = deque(lines)
        self._until = until
        self._now = 0.0

    def now(self) -> float:
        return self._now

    def wait(self, seconds: float) -> str | None:
        due = self._lines[0][0] if self._lines else self._until
        if due <= self._now + seconds:
            self._now = max(self._now, due)
            if not self._lines:
                raise EOFError
            return self._lines.popleft()[1]
        # The clock must move even where the session asks not to wait.
        self._now += max(seconds, 0.01)
        return None


def session(*lines: tuple[float, str], until: float, config: Config | None = None) -> list[Entry]:
    config = config or Config()
    transcript = Transcript()
    conversation = load_conversation(config, transcript, night=True)
    TypedSession(conversation, LinesAt(*lines, until=until), transcript, config.words_per_minute).run()
    return list(transcript)


def said(entries: list[Entry], since: float = 0.0) -> list[str]:
    return [entry.text for entry in entries if entry.kind == "said" and entry.at >= since]


def test_relief_for_the_calf_begins_with_the_first_answer() -> None:
    entries = session((1.0, "my left calf is cramping"), until=10)
    first = next(entry for entry in entries if entry.kind == "said" and entry.at >= 1.0)
    assert "left calf" in first.text.lower()
    assert "heel" in first.text.lower()
    assert first.at < 1.5


def test_a_whole_cramp_from_the_first_word_to_rest() -> None:
    entries = session(
        (1.0, "my left calf is cramping"),
        (30.0, "no"),
        (75.0, "it's easing"),
        until=1_200,
    )
    states = [entry.text for entry in entries if entry.kind == "state"]
    assert "hold" in states
    assert "after_hold" in states
    assert states[-1] == "idle"
    assert any(entry.kind == "ended" for entry in entries)


def test_the_hold_is_counted_on_the_second() -> None:
    entries = session((1.0, "my left calf is cramping"), (30.0, "no"), until=80)
    hold = [entry for entry in entries if entry.kind == "said" and entry.at >= 30.0]
    counts = [entry for entry in hold if entry.text.lower().rstrip(".") in FIRST_COUNTS]
    assert len(counts) == 5
    gaps = [later.at - earlier.at for earlier, later in pairwise(counts)]
    assert gaps == pytest.approx([1.0] * 4, abs=0.02)


def test_an_emergency_is_answered_with_whom_to_call() -> None:
    entries = session((1.0, "my left calf is cramping"), (8.0, "no my chest hurts"), until=60)
    after = said(entries, since=8.0)
    assert after[0].startswith("Call 911, 999, 112 or 000")
    assert any("can't make calls" in text for text in after)
    assert not any("towel" in text.lower() for text in after)


def test_stop_is_answered_with_silence() -> None:
    entries = session((1.0, "my left calf is cramping"), (4.0, "stop"), until=60)
    silenced = [entry for entry in entries if entry.kind == "silenced" and entry.at >= 4.0]
    assert silenced[0].at < 4.1
    assert len(said(entries, since=4.1)) <= 1


def test_nonsense_is_asked_about_and_never_starts_anything() -> None:
    entries = session((1.0, "qwfp zxcv \u2603 1234"), (2.0, "the weather is nice"), until=60)
    assert {entry.text for entry in entries if entry.kind == "state"} <= {"idle"}


def test_an_alert_that_nobody_got_is_told_aloud() -> None:
    failed = [AlertFailed()]
    transcript = Transcript()
    conversation = load_conversation(Config(), transcript, night=True)
    lines = LinesAt((1.0, "my chest hurts badly"), until=60)
    TypedSession(conversation, lines, transcript, 150, lambda: [failed.pop()] if failed else []).run()
    assert any("Nobody got my alert" in text for text in said(list(transcript)))
