"""What is learned of the same sentences is the same, on every machine and at every start."""

from __future__ import annotations

import numpy as np

from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.examples import Sentence
from voiceskill.understanding.red_flags.fitting import fit

_SENTENCES = [
    Sentence("people", "there's a van parked on my ribs", Level.EMERGENCY, "e_heart"),
    Sentence("people", "someone is sitting on my ribs", Level.EMERGENCY, "e_heart"),
    Sentence("people", "there's a van parked outside", Level.NONE),
    Sentence("people", "someone is sitting outside", Level.NONE),
]


def test_the_order_in_which_evidence_is_found_makes_no_difference() -> None:
    evidence = [sentence.text.split() for sentence in _SENTENCES]
    backwards = [pieces[::-1] for pieces in evidence]

    one, other = (fit(_SENTENCES, found, ["e_heart"]) for found in (evidence, backwards))

    assert one.pieces == other.pieces
    assert np.array_equal(one.inner, other.inner)
    assert np.array_equal(one.outer, other.outer)
    assert np.array_equal(one.shares, other.shares)
