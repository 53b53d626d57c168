"""A model's zip file is not trusted: whatever is odd about it is refused before it does harm."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from misbehaving_server import MODEL_FILES, zip_of

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.store.archive import Limits, unpack


def _unpack(tmp_path: Path, content: bytes, limits: Limits | None = None) -> Path:
    (tmp_path / "m.zip").write_bytes(content)
    folder = tmp_path / "out" / "model"
    unpack(tmp_path / "m.zip", folder, limits)
    return folder


def _zip_with(*members: zipfile.ZipInfo, method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for member in members:
            archive.writestr(member, b"content", compress_type=method)
    return buffer.getvalue()


def _member(name: str, mode: int = 0) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("placeholder")
    member.filename = name
    member.external_attr = mode << 16
    return member


@pytest.mark.parametrize("top", ["", "vosk-model/"])
def test_files_come_out_as_they_went_in_without_the_top_folder(tmp_path: Path, top: str) -> None:
    folder = _unpack(tmp_path, zip_of(MODEL_FILES, top))

    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found == MODEL_FILES


@pytest.mark.parametrize(
    "name",
    ["../escape", "a/../../escape", "/etc/escape", "..", "a/..", "C:escape", "a\\..\\escape", "..\\escape"],
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(VoiceskillError, match="leads out of the folder"):
        _unpack(tmp_path, _zip_with(_member("good"), _member(name)))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    with pytest.raises(VoiceskillError, match="link or device"):
        _unpack(tmp_path, _zip_with(_member("am/final.mdl", kind | 0o777)))


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoiceskillError, match="twice"):
        _unpack(tmp_path, _zip_with(_member("a/file"), _member("a/FILE")))


def test_a_file_that_is_also_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises((VoiceskillError, OSError)):
        _unpack(tmp_path, _zip_with(_member("a"), _member("a/b"), _member("c")))


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20_000_000))

    with pytest.raises(VoiceskillError, match="would unpack to 20000000 bytes"):
        _unpack(tmp_path, buffer.getvalue())
    assert not (tmp_path / "out").exists()


def test_a_bomb_that_lies_about_its_size_stops_at_the_size_it_states(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(5_000_000))
    content = buffer.getvalue().replace((5_000_000).to_bytes(4, "little"), (50_000).to_bytes(4, "little"))

    with pytest.raises(VoiceskillError, match="damaged"):
        _unpack(tmp_path, content)
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert written <= 50_000 + len(content)


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    with pytest.raises(VoiceskillError, match="holds 4 members"):
        _unpack(tmp_path, _zip_with(*(_member(f"f{n}") for n in range(4))), Limits(files=3))


def test_too_much_is_refused_whatever_the_ratio(tmp_path: Path) -> None:
    with pytest.raises(VoiceskillError, match="more than a model needs"):
        _unpack(tmp_path, zip_of(MODEL_FILES), Limits(size=1_000))


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(_zip_with(_member("secret")))
    local, central = content.find(b"PK\x03\x04"), content.find(b"PK\x01\x02")
    content[local + 6] |= 1
    content[central + 8] |= 1

    with pytest.raises(VoiceskillError, match="packed in a way that is not read"):
        _unpack(tmp_path, bytes(content))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_uncommon_packing_is_refused(tmp_path: Path, method: int) -> None:
    with pytest.raises(VoiceskillError, match="packed in a way that is not read"):
        _unpack(tmp_path, _zip_with(_member("file"), method=method))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_or_empty_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(VoiceskillError, match=r"is damaged or no zip file|is empty"):
        _unpack(tmp_path, content)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_gets_past_or_out(
    tmp_path_factory: pytest.TempPathFactory, place: float, bit: int, cut: bool
) -> None:
    files = {"am/final.mdl": b"acoustic" * 9, "graph/Gr.fst": b"graph" * 9}
    content = bytearray(zip_of(files))
    at = int(place * len(content))
    damaged = bytes(content[:at])
    if not cut:
        content[at] ^= 1 << bit
        damaged = bytes(content)
    home = tmp_path_factory.mktemp("damaged")
    try:
        folder = _unpack(home, damaged)
    except (VoiceskillError, OSError):
        return
    inside = [path for path in home.rglob("*") if path.is_file() and path.name != "m.zip"]
    assert all(path.is_relative_to(folder) for path in inside)
    assert {path.read_bytes() for path in inside} <= set(files.values())
