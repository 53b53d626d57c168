from __future__ import annotations

import dataclasses
import os
import wave
from pathlib import Path

import numpy as np
import pytest

from voiceskill.audio.pcm import Pcm
from voiceskill.speech.cache import PromptCache, PromptKey

KEY = PromptKey("Hold it.", "en-us", 150, 16_000, "1.51", 1)
PROMPT = Pcm(np.arange(-800, 800, dtype=np.int16), 16_000)


def _entry(folder: Path) -> Path:
    return folder / KEY.file_name


def test_what_was_put_is_got_back_in_another_run(tmp_path: Path) -> None:
    PromptCache(tmp_path).put(KEY, PROMPT)

    kept = PromptCache(tmp_path).get(KEY)

    assert kept is not None
    assert kept.rate == 16_000
    assert np.array_equal(kept.samples, PROMPT.samples)


def test_an_entry_is_a_wav_that_players_can_open(tmp_path: Path) -> None:
    PromptCache(tmp_path).put(KEY, PROMPT)

    with wave.open(str(_entry(tmp_path))) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate(), wav.getnframes()) == (
            1,
            2,
            16_000,
            1_600,
        )


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Hold it!"},
        {"voice": "en-us+f3"},
        {"words_per_minute": 151},
        {"rate": 48_000},
        {"engine": "1.52"},
        {"shaping": 2},
    ],
)
def test_anything_that_changes_the_sound_is_another_entry(tmp_path: Path, change: dict[str, object]) -> None:
    cache = PromptCache(tmp_path)
    cache.put(KEY, PROMPT)

    assert cache.get(dataclasses.replace(KEY, **change)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("keep", [0, 10, 44, 1_000, 3_243, 3_275])
def test_a_truncated_entry_is_as_good_as_absent(tmp_path: Path, keep: int) -> None:
    PromptCache(tmp_path).put(KEY, PROMPT)
    content = _entry(tmp_path).read_bytes()
    _entry(tmp_path).write_bytes(content[:keep])

    assert PromptCache(tmp_path).get(KEY) is None


@pytest.mark.parametrize("place", [0, 24, 44, 1_234, -1])
def test_one_flipped_bit_is_noticed(tmp_path: Path, place: int) -> None:
    PromptCache(tmp_path).put(KEY, PROMPT)
    content = bytearray(_entry(tmp_path).read_bytes())
    content[place] ^= 4
    _entry(tmp_path).write_bytes(content)

    assert PromptCache(tmp_path).get(KEY) is None


def test_an_entry_that_is_a_folder_is_as_good_as_absent(tmp_path: Path) -> None:
    _entry(tmp_path).mkdir()
    cache = PromptCache(tmp_path)

    cache.put(KEY, PROMPT)

    assert cache.get(KEY) is None


def test_a_disk_that_is_full_is_survived_and_logged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    cache = PromptCache(tmp_path)
    monkeypatch.setattr(os, "fdopen", full)
    cache.put(KEY, PROMPT)
    cache.put(KEY, PROMPT)

    assert cache.get(KEY) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"Spoken prompts can't be kept in {tmp_path}: No space left on device"
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_is_survived(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = PromptCache(tmp_path / "file" / "prompts")

    cache.put(KEY, PROMPT)

    assert cache.get(KEY) is None
    assert cache.engine_version is None


def test_the_oldest_entries_go_when_the_cache_is_too_large(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path)
    keys = [dataclasses.replace(KEY, text=str(number)) for number in range(4)]
    for age, key in enumerate(keys):
        cache.put(key, PROMPT)
        os.utime(tmp_path / key.file_name, (1_000 - age, 1_000 - age))

    pruned = PromptCache(tmp_path, max_bytes=2 * (tmp_path / keys[0].file_name).stat().st_size)

    assert [pruned.get(key) is not None for key in keys] == [True, True, False, False]


def test_the_engine_in_use_last_is_remembered(tmp_path: Path) -> None:
    PromptCache(tmp_path).engine_version = "1.51"
    assert PromptCache(tmp_path).engine_version == "1.51"


def test_the_folder_is_the_owners_alone(tmp_path: Path) -> None:
    PromptCache(tmp_path / "cache" / "prompts")
    assert (tmp_path / "cache" / "prompts").stat().st_mode & 0o077 == 0
