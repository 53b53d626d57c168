from __future__ import annotations

import pytest

from voiceskill.errors import VoiceskillError
from voiceskill.speech.voice import InstalledVoice, Voice, resolve_voice

INSTALLED = (
    InstalledVoice("gmw/en", "English (Great Britain)"),
    InstalledVoice("gmw/en-us", "English (America)"),
    InstalledVoice("gmw/en-gb-x-rp", "English (Received Pronunciation)"),
    InstalledVoice("gmw/de", "German"),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("en-us", "gmw/en-us"),
        ("EN-US", "gmw/en-us"),
        ("gmw/en-us", "gmw/en-us"),
        ("english (america)", "gmw/en-us"),
        ("en-us+f3", "gmw/en-us+f3"),
        ("en", "gmw/en"),
    ],
)
def test_a_voice_is_found_by_any_of_its_names(name: str, found: str) -> None:
    assert resolve_voice(name, INSTALLED, ("f3",)) == found


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("en-uz", "no voice 'en-uz': choose one of en-us"),
        ("zzzz", "choose one of de, en, en-gb-x-rp, en-us"),
        ("", "no voice ''"),
        ("en-us+f9", "no variant 'f9': choose one of f3"),
        ("en-us+", "no variant ''"),
    ],
)
def test_an_unknown_voice_is_refused_with_names_that_exist(name: str, complaint: str) -> None:
    with pytest.raises(VoiceskillError) as refusal:
        resolve_voice(name, INSTALLED, ("f3",))
    assert complaint in str(refusal.value)


def test_no_voice_at_all_is_said() -> None:
    with pytest.raises(VoiceskillError, match="none is installed"):
        resolve_voice("en-us", (), ())


@pytest.mark.parametrize("pace", [79, 451, 0, -1])
def test_a_pace_that_the_engine_does_not_have_is_refused(pace: int) -> None:
    with pytest.raises(VoiceskillError, match="choose 80 to 450"):
        Voice("en-us", pace)
