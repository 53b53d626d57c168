"""Runs the typed session on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TextIO

from voiceskill.app.content import shipped_content
from voiceskill.app.kept_facts import kept_facts
from voiceskill.app.kept_journal import kept_journal
from voiceskill.app.kept_state import kept_state
from voiceskill.app.opened_notices import opened_notices
from voiceskill.app.shutdown import Interrupted, interruptible
from voiceskill.app.stages import begin_conversation
from voiceskill.app.transcript import Entry, Transcript, as_text
from voiceskill.app.typed import KeyboardLines, TypedSession
from voiceskill.config import Config
from voiceskill.console import show
from voiceskill.locations import LANGUAGE
from voiceskill.screen.screen import make_screen, showing
from voiceskill.screen.words import load_screen_words

__all__ = ["run_typed"]

_WELCOME = "Type what you would say and press Enter; Ctrl-D ends. Nothing here is medical advice."


def run_typed(config: Config, stream: TextIO, *, plain: bool = False) -> int:
    """Converse with whoever types into ``stream`` until it ends; exit status 0.

    A terminal on both ends gets a screen, or lines if ``plain``.
    """
    try:
        _converse(config, stream, plain=plain or not stream.isatty())
    except Interrupted:
        show("")
    return 0


def _converse(config: Config, stream: TextIO, *, plain: bool) -> None:
    content = shipped_content()
    screen = make_screen(content.script, load_screen_words(LANGUAGE), plain=plain, typing=True)
    transcript = Transcript(_show if screen is None else screen.keeper.write)
    lines = KeyboardLines(stream)
    with (
        kept_state() as kept,
        kept_facts() as facts,
        kept_journal(config) as journal,
        opened_notices(config) as opened,
    ):
        notices = opened.room()
        watchers = (*kept.watchers, facts, *journal.watchers(), *notices.watchers)
        conversation = begin_conversation(
            content,
            config,
            transcript,
            night=config.is_night(datetime.now().time()),
            greet=True,
            watchers=watchers if screen is None else (*watchers, screen.keeper),
            cut_off=kept.cut_off,
            diary=journal.diary,
        )
        session = TypedSession(conversation, lines, transcript, config.words_per_minute, notices.failures)
        with interruptible(), showing(screen):
            show(_WELCOME)
            session.run(None if screen is None else lambda: screen.follow(lines.now()))


def _show(entry: Entry) -> None:
    if entry.kind == "heard":
        return
    line = as_text(entry)
    if line is not None:
        show(line)
