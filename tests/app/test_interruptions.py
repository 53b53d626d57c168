"""The words that are listened for on their own mean what the device does about them."""

from __future__ import annotations

import pytest
from support.english import meaning

from voiceskill.locations import LANGUAGE, content_dir
from voiceskill.recognition.interruptions import read_interruptions
from voiceskill.understanding.meaning import ListeningState

INTERRUPTIONS = read_interruptions(content_dir("intents") / LANGUAGE)
HUSHES = {"stop", "pause", "help", "call_help"}


@pytest.mark.parametrize("command", INTERRUPTIONS.commands)
@pytest.mark.parametrize("state", ["step", "hold", "emergency"])
def test_each_command_silences_the_device_or_calls_for_help(command: str, state: ListeningState) -> None:
    assert meaning(command, state).intent in HUSHES


@pytest.mark.parametrize("other", INTERRUPTIONS.others)
def test_nothing_that_competes_with_a_command_is_one(other: str) -> None:
    assert meaning(other, "hold").intent not in HUSHES
