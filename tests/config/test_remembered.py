"""What the device is asked to remember counts at once, lasts, and can be taken back."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from voiceskill.app.kept_facts import KeptFacts, kept_facts
from voiceskill.app.watcher import Move
from voiceskill.config import Config, load_config
from voiceskill.dialogue.actions import Action, Note
from voiceskill.dialogue.events import Tick
from voiceskill.dialogue.state import State
from voiceskill.errors import ContentError
from voiceskill.profile import Profile
from voiceskill.remembered import forget_fact, load_remembered, remembered_path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path))
    (tmp_path / "config").mkdir()
    return tmp_path


def said(*actions: Action) -> Move:
    return Move(Tick(), State(), State(), actions, 1.0)


def note(kind: str, fact: str) -> Note:
    return Note(kind, (("fact", fact),))


def test_a_fact_counts_at_once_and_after_the_next_start(home: Path) -> None:
    with kept_facts(pytest.fail) as facts:
        facts.watch(said(note("remember", "pregnant")))
        assert facts.profile(Config(country="GB")) == Profile(pregnant=True, country="GB")
    assert load_config().profile.pregnant
    assert stat.S_IMODE(remembered_path().stat().st_mode) == 0o600


def test_a_no_counts_over_the_settings(home: Path) -> None:
    (home / "config/config.yaml").write_text("profile: {diabetes: true, child: true}\n")
    with kept_facts(pytest.fail) as facts:
        facts.watch(said(note("forget_fact", "diabetes")))
    assert load_config().profile.conditions == {"child"}


def test_other_notes_and_facts_that_no_profile_has_are_let_be(home: Path) -> None:
    with kept_facts(pytest.fail) as facts:
        facts.watch(said(note("fact", "pregnant"), note("remember", "left_handed")))
    assert load_remembered() == {}


def test_a_fact_is_forgotten_by_its_name(home: Path) -> None:
    remembered_path().write_text("pregnant: true\nchild: false\n")
    assert forget_fact("pregnant")
    assert load_remembered() == {"child": False}
    assert not forget_fact("pregnant")
    assert forget_fact("child")
    assert not remembered_path().exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [("pregnant: maybe\n", "pregnant: expected true or false"), ("tall: true\n", "unknown key 'tall'")],
)
def test_a_wrong_file_is_named(home: Path, text: str, problem: str) -> None:
    remembered_path().write_text(text)
    with pytest.raises(ContentError, match=f"remembered.yaml:1: .*{problem}|remembered.yaml:1: {problem}"):
        load_config()


def test_a_disk_that_takes_nothing_is_told_and_the_fact_counts_for_now(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def write(work: Callable[[], None]) -> None:
        work()

    facts = KeptFacts(told.append, write)
    monkeypatch.setenv("VOICESKILL_HOME", "/proc/nowhere")
    facts.watch(said(note("remember", "pregnant")))
    assert facts.profile(Config()).pregnant
    assert len(told) == 1
    assert "is lost at the next start" in told[0]
