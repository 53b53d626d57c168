"""The earcon is short, quiet and soft, and does not open the gate on itself."""

from __future__ import annotations

import numpy as np
import pytest

from voiceskill.audio.earcon import listening_earcon
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.level import dbfs


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_it_is_short_quiet_and_has_no_hard_edge(rate: int) -> None:
    earcon = listening_earcon(rate)
    assert 0.2 < earcon.seconds < 0.4
    assert dbfs(earcon.samples) < -26
    edge = rate // 200
    assert np.abs(earcon.samples[:edge]).max() < 30
    assert np.abs(earcon.samples[-edge:]).max() < 30


def test_heard_by_the_microphone_it_is_no_voice() -> None:
    room = np.random.default_rng(0).standard_normal(5 * 16_000) * 18
    earcon = listening_earcon(16_000).samples
    room[32_000 : 32_000 + len(earcon)] += earcon
    gate = SpeechGate()
    blocks = np.rint(room).astype(np.int16).reshape(-1, 320)
    assert not any(gate.push(block, playing=False).opened for block in blocks)
