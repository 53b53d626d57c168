"""What may stand in interruptions.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceskill.errors import ContentError
from voiceskill.recognition.interruptions import read_interruptions


def read(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "interruptions.yaml").write_text(text, encoding="utf-8")
    return read_interruptions(folder).commands


def test_commands_of_several_words_are_kept_whole(tmp_path: Path) -> None:
    assert read(tmp_path, "commands: [stop, hold on]\nothers: [okay]\n") == ("stop", "hold on")


@pytest.mark.parametrize("wrong", ["Stop", "stop!", "hold  on"])
def test_words_are_in_small_letters_with_one_blank_between_them(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ContentError, match="small letters"):
        read(tmp_path, f"commands: ['{wrong}']\nothers: []\n")


def test_a_word_is_on_one_side_only(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="command as well"):
        read(tmp_path, "commands: [stop]\nothers: [okay, stop]\n")
