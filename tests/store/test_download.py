"""A download is whole and right, or it is one sentence."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path

import pytest
from misbehaving_server import ModelServer

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.store import download as download_module
from voiceskill.recognition.store.download import Patience, download

HURRIED = Patience(connect=2.0, stall=0.2, attempts=3, pause=0.0)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _fetch(server: ModelServer, target: Path) -> str:
    content = server.content
    return download(server.url, target, len(content), _sha256(content), patience=HURRIED)


def _start_of(asked: str | None) -> int:
    assert asked is not None
    return int(asked.removeprefix("bytes=").removesuffix("-"))


def test_a_good_download_is_what_was_served(server: ModelServer, tmp_path: Path) -> None:
    digest = _fetch(server, tmp_path / "m.zip")

    assert (tmp_path / "m.zip").read_bytes() == server.content
    assert digest == _sha256(server.content)
    assert [path.name for path in tmp_path.iterdir()] == ["m.zip"]


@pytest.mark.parametrize("trouble", ["truncate", "stall"])
def test_a_transfer_that_breaks_off_is_resumed(server: ModelServer, tmp_path: Path, trouble: str) -> None:
    server.plan = [trouble, trouble]

    _fetch(server, tmp_path / "m.zip")

    assert (tmp_path / "m.zip").read_bytes() == server.content
    assert server.ranges[0] is None
    first, second = (_start_of(asked) for asked in server.ranges[1:])
    assert 0.4 * len(server.content) < first < second


def test_a_later_run_goes_on_where_the_first_gave_up(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["truncate", "503", "503", "503"]
    with pytest.raises(VoiceskillError, match=r"server answers 503.*is kept"):
        _fetch(server, tmp_path / "m.zip")
    assert not (tmp_path / "m.zip").exists()

    _fetch(server, tmp_path / "m.zip")

    assert _start_of(server.ranges[-1]) > 0.4 * len(server.content)
    assert (tmp_path / "m.zip").read_bytes() == server.content


def test_a_server_that_ignores_ranges_starts_the_file_anew(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["truncate", "ignore range"]

    _fetch(server, tmp_path / "m.zip")

    assert (tmp_path / "m.zip").read_bytes() == server.content


def test_a_corrupted_file_is_deleted_and_said(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["corrupt"]

    with pytest.raises(VoiceskillError, match=r"another checksum.*deleted"):
        _fetch(server, tmp_path / "m.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_corrupted_leftover_is_thrown_away_and_fetched_whole(server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(b"nonsense" * 100)

    _fetch(server, tmp_path / "m.zip")

    assert (tmp_path / "m.zip").read_bytes() == server.content


@pytest.mark.parametrize("leftover", [0, 1])
def test_a_leftover_as_long_as_the_file_or_longer_ends_well(
    server: ModelServer, tmp_path: Path, leftover: int
) -> None:
    (tmp_path / "m.zip.part").write_bytes(b"x" * (len(server.content) + leftover))

    _fetch(server, tmp_path / "m.zip")

    assert (tmp_path / "m.zip").read_bytes() == server.content


def test_a_file_longer_than_expected_is_stopped(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["too long"]

    with pytest.raises(VoiceskillError, match=r"more than the \d+ bytes expected"):
        _fetch(server, tmp_path / "m.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_a_known_length_is_bounded_too(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_module, "_LARGEST", 1_000)

    with pytest.raises(VoiceskillError, match="more than the 1000 bytes"):
        download(server.url, tmp_path / "m.zip", patience=HURRIED)


def test_redirects_are_followed(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["redirect"]

    _fetch(server, tmp_path / "m.zip")

    assert (tmp_path / "m.zip").read_bytes() == server.content


def test_redirects_without_end_are_not(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["redirect without end"]

    with pytest.raises(VoiceskillError, match="without end"):
        _fetch(server, tmp_path / "m.zip")


@pytest.mark.parametrize("status", ["403", "404", "410"])
def test_a_refusal_is_not_repeated(server: ModelServer, tmp_path: Path, status: str) -> None:
    server.plan = [status]

    with pytest.raises(VoiceskillError, match=f"server answers {status}"):
        _fetch(server, tmp_path / "m.zip")
    assert len(server.ranges) == 1


def test_a_busy_server_is_asked_again(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["503", "429"]

    _fetch(server, tmp_path / "m.zip")

    assert (tmp_path / "m.zip").read_bytes() == server.content


def test_the_pauses_between_attempts_grow(server: ModelServer, tmp_path: Path) -> None:
    pauses: list[float] = []
    server.plan = ["503"] * 4
    patience = Patience(connect=2.0, stall=0.2, attempts=4, pause=1.0, sleep=pauses.append)

    with pytest.raises(VoiceskillError):
        download(server.url, tmp_path / "m.zip", patience=patience)
    assert pauses == [1.0, 2.0, 4.0]


def test_no_server_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(VoiceskillError, match=r"could not be fetched \(no connection\): check the network"):
        download(f"http://127.0.0.1:{port}/m.zip", tmp_path / "m.zip", patience=HURRIED)


def test_without_a_checksum_nothing_is_resumed(server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(b"from another time")

    digest = download(server.url, tmp_path / "m.zip", patience=HURRIED)

    assert server.ranges == [None]
    assert digest == _sha256(server.content)


def test_without_a_checksum_each_attempt_starts_anew_and_they_are_bounded(
    server: ModelServer, tmp_path: Path
) -> None:
    server.plan = ["truncate"] * 9

    with pytest.raises(VoiceskillError, match=r"the transfer broke off\): check .* try again\.$"):
        download(server.url, tmp_path / "m.zip", patience=HURRIED)
    assert server.ranges == [None] * HURRIED.attempts


def test_a_length_that_is_not_said_is_no_obstacle(server: ModelServer, tmp_path: Path) -> None:
    server.plan = ["length unsaid"]

    assert download(server.url, tmp_path / "m.zip", patience=HURRIED) == _sha256(server.content)


def test_progress_is_drawn_on_standard_error(
    server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    download(server.url, tmp_path / "m.zip", len(server.content), progress=True, patience=HURRIED)

    assert "m.zip" in capsys.readouterr().err


def test_a_folder_that_can_not_be_written_is_one_sentence(server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(VoiceskillError, match="can't be written to"):
        download(server.url, tmp_path / "file" / "m.zip", patience=HURRIED)
