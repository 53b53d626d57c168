from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voiceskill.profile import CONDITIONS, Profile


def test_nothing_is_assumed_of_an_unknown_person() -> None:
    assert Profile().conditions == frozenset()
    assert Profile().country is None


@given(st.sets(st.sampled_from(CONDITIONS)), st.sets(st.sampled_from([*CONDITIONS, "tired", "country"])))
def test_what_is_said_in_passing_is_added_and_nothing_is_lost(before: set[str], said: set[str]) -> None:
    profile = Profile(country="GB").with_conditions(before)

    after = profile.with_conditions(said)

    assert after.conditions == before | (said & set(CONDITIONS))
    assert after.country == "GB"
