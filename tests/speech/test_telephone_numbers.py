from __future__ import annotations

import pytest

from voiceskill.speech.telephone import digit_by_digit


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Call 911, 999, 112 or 000 now.", "Call 9 1 1, 9 9 9, 1 1 2 or 0 0 0 now."),
        ("Samaritans on 116 123.", "Samaritans on 1 1 6 1 2 3."),
        ("It's 3:30, and 20 seconds are left.", "It's 3:30, and 20 seconds are left."),
        ("Rest it.", "Rest it."),
    ],
)
def test_telephone_numbers_are_read_digit_by_digit(written: str, said: str) -> None:
    assert digit_by_digit(written) == said
