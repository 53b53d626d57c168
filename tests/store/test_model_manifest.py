from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from voiceskill.config import Config
from voiceskill.errors import ContentError, VoiceskillError
from voiceskill.recognition.store.manifest import find_entry, load_manifest
from voiceskill.recognition.store.store import find_model, resolve_model

GOOD = "models:\n  - {name: m, about: A, licence: L, url: 'https://example.org/m.zip'}\n"


def _manifest(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "manifest.yaml"
    path.write_text(text)
    return path


def test_the_shipped_manifest_knows_our_model_and_both_published_ones() -> None:
    entries = load_manifest()

    assert [entry.name for entry in entries if entry.made] == ["default"]
    fetched = {entry.name: entry for entry in entries if not entry.made}
    assert fetched.keys() == {"vosk-model-small-en-us-0.15", "vosk-model-en-us-0.22-lgraph"}
    for entry in fetched.values():
        assert entry.url is not None
        assert entry.url.startswith("https://")
        assert entry.url.endswith(f"/{entry.name}.zip")
        assert entry.sha256
        assert entry.archive_bytes


def test_checksum_and_size_may_be_unknown(tmp_path: Path) -> None:
    (entry,) = load_manifest(_manifest(tmp_path, GOOD))
    assert (entry.sha256, entry.archive_bytes) == (None, None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("models:\n  - {name: m, about: A}", "2: models[0]: the key 'licence' is missing"),
        ("models:\n  - {name: m, about: A, licence: L}", "either 'made: true' or a 'url'"),
        ("models:\n  - {name: m, about: A, licence: L, made: true, url: 'https://e.org/m.zip'}", "either"),
        ("models:\n  - {name: ../m, about: A, licence: L, made: true}", "expected a name of letters"),
        ("models:\n  - {name: m, about: A, licence: L, url: 'file:///etc/m.zip'}", "http or https"),
        ("models:\n  - {name: m, about: A, licence: L, made: true, sha256: ABC}", "64 hexadecimal digits"),
        ("models:\n  - {name: m, about: A, licence: L, made: true, bytes: -1}", "outside the allowed range"),
        ("models:\n  - {name: m, about: A, licence: L, made: true, md5: 0}", "unknown key 'md5'"),
        (GOOD + GOOD.partition("\n")[2], "listed twice"),
        ("extra: 1\nmodels: []", "unknown key 'extra'"),
    ],
)
def test_a_wrong_manifest_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ContentError) as refusal:
        load_manifest(_manifest(tmp_path, text))
    assert complaint in str(refusal.value)


def test_an_unknown_name_is_refused_with_near_ones() -> None:
    with pytest.raises(VoiceskillError, match=r"choose one of vosk-model-small-en-us-0\.15"):
        find_entry(load_manifest(), "vosk-small-en")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path))
    return tmp_path


def test_a_folder_is_taken_as_it_is(home: Path) -> None:
    (home / "mine").mkdir()
    assert resolve_model(home / "mine", Config()) == home / "mine"
    assert resolve_model(str(home / "mine"), Config()) == home / "mine"
    assert resolve_model(None, Config(model=str(home / "mine"))) == home / "mine"


def test_a_fetched_model_is_found_by_name(home: Path) -> None:
    name = "vosk-model-small-en-us-0.15"
    with pytest.raises(VoiceskillError, match=f"run 'voiceskill models fetch {name}'"):
        resolve_model(name, Config())
    (home / "data/models" / name).mkdir(parents=True)

    assert resolve_model(name, Config(model="something-else")) == home / "data/models" / name


def test_a_known_name_wins_over_a_folder_of_that_name_here(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    (home / "vosk-model-small-en-us-0.15").mkdir()
    (home / "own-model").mkdir()

    with pytest.raises(VoiceskillError, match="not on this device"):
        find_model("vosk-model-small-en-us-0.15")
    assert find_model("own-model") == Path("own-model")


def test_a_folder_or_name_that_does_not_exist_is_one_sentence(home: Path) -> None:
    with pytest.raises(VoiceskillError, match="There is no folder"):
        resolve_model(str(home / "nowhere"), Config())
    with pytest.raises(VoiceskillError, match="There is no model 'nothing-like-it'"):
        resolve_model("nothing-like-it", Config())


def test_finding_a_model_brings_no_network_code_into_a_session() -> None:
    code = "import sys, voiceskill.recognition.store.store; print('requests' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert found.stdout == "False\n"


def test_looking_for_the_made_model_does_not_make_it(home: Path) -> None:
    for name in (None, "default"):
        with pytest.raises(VoiceskillError, match="'voiceskill models build'"):
            find_model(name)
    assert not (home / "data").exists()
