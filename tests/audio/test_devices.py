"""Which device is taken, and what is said when there is none."""

from __future__ import annotations

import pytest

from voiceskill.audio.devices import Device, choose
from voiceskill.audio.portaudio import NoAudioDevice
from voiceskill.errors import VoiceskillError

DEVICES = [
    Device(0, "HDA Intel: ALC255 (hw:0,0)", 2, 2, 44_100),
    Device(1, "USB Audio: Jabra (hw:1,0)", 1, 2, 48_000),
    Device(2, "HDMI 0 (hw:2,3)", 0, 8, 48_000),
    Device(3, "sysdefault", 128, 128, 48_000),
    Device(4, "default", 32, 32, 44_100),
    Device(5, "pulse", 32, 32, 44_100),
]


def test_a_sound_server_is_preferred_then_the_systems_default() -> None:
    assert choose(DEVICES, "input").name == "pulse"
    assert choose(DEVICES[:5], "input").name == "default"
    assert choose(DEVICES[:4], "output").name == "sysdefault"
    assert choose(DEVICES[:3], "output").index == 0


@pytest.mark.parametrize(
    ("wanted", "index"), [("jabra", 1), ("USB", 1), ("default", 4), ("hw:0", 0), (3, 3), ("3", 3)]
)
def test_a_device_is_found_by_name_part_of_a_name_or_number(wanted: str | int, index: int) -> None:
    assert choose(DEVICES, "input", wanted).index == index


def test_a_speaker_is_never_taken_for_a_microphone() -> None:
    with pytest.raises(VoiceskillError, match="no microphone called 'HDMI'"):
        choose(DEVICES, "input", "HDMI")
    assert choose(DEVICES, "output", "HDMI").index == 2


def test_a_wrong_name_is_answered_with_the_right_ones() -> None:
    with pytest.raises(VoiceskillError) as caught:
        choose(DEVICES, "output", "Sonos")
    assert "'pulse'" in str(caught.value)
    assert "'HDMI 0 (hw:2,3)'" in str(caught.value)


def test_no_device_at_all_is_an_error_of_its_own() -> None:
    with pytest.raises(NoAudioDevice, match="There is no speaker"):
        choose([DEVICES[0], Device(7, "mic only", 1, 0, 16_000)][1:], "output")
    with pytest.raises(NoAudioDevice, match="There is no microphone"):
        choose([], "input", "pulse")
