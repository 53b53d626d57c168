"""Runs the typed session on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TextIO

from voiceskill.app.kept_facts import kept_facts
from voiceskill.app.kept_journal import kept_journal
from voiceskill.app.kept_state import kept_state
from voiceskill.app.opened_notices import opened_notices
from voiceskill.app.shutdown import Interrupted, interruptible
from voiceskill.app.stages import load_conversation
from voiceskill.app.transcript import Entry, Transcript, as_text
from voiceskill.app.typed import KeyboardLines, TypedSession
from voiceskill.config import Config
from voiceskill.console import show

__all__ = ["run_typed"]

_WELCOME = "Type what you would say and press Enter; Ctrl-D ends. Nothing here is medical advice."


def run_typed(config: Config, stream: TextIO) -> int:
    """Converse with whoever types into ``stream`` until it ends; exit status 0."""
    try:
        _converse(config, stream)
    except Interrupted:
        show("")
    return 0


def _converse(config: Config, stream: TextIO) -> None:
    transcript = Transcript(_show)
    lines = KeyboardLines(stream)
    with (
        kept_state() as kept,
        kept_facts() as facts,
        kept_journal(config) as journal,
        opened_notices(config) as opened,
    ):
        notices = opened.room()
        conversation = load_conversation(
            config,
            transcript,
            night=config.is_night(datetime.now().time()),
            greet=True,
            watchers=(*kept.watchers, facts, *journal.watchers(), *notices.watchers),
            cut_off=kept.cut_off,
            diary=journal.diary,
        )
        show(_WELCOME)
        with interruptible():
            TypedSession(conversation, lines, transcript, config.words_per_minute, notices.failures).run()


def _show(entry: Entry) -> None:
    if entry.kind == "heard":
        return
    line = as_text(entry)
    if line is not None:
        show(line)
