"""Each country's numbers, the same for all countries that dial 112, and none by guess."""

from __future__ import annotations

import pytest
from conversation import Conversation, emergency, shipped_script, spoken

from voiceskill.profile import CONDITIONS, Profile

EUROPE = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
    "NO",
    "CH",
    "IS",
]


@pytest.mark.parametrize("country", EUROPE)
def test_european_countries_without_an_entry_of_their_own_call_112(country: str) -> None:
    said = spoken(Conversation(profile=Profile(country=country)).hear(red_flag=emergency()))
    assert said.startswith("Call 112 now.")


@pytest.mark.parametrize("country", [None, "XX", "BR"])
def test_an_unknown_country_is_no_guess(country: str | None) -> None:
    assert shipped_script().place(country) is shipped_script().unset_place


def test_every_condition_of_a_profile_is_a_fact_that_the_guides_know() -> None:
    assert shipped_script().known_facts(CONDITIONS) == frozenset(CONDITIONS)


def test_a_profile_counts_from_the_beginning() -> None:
    talk = Conversation(profile=Profile(pregnant=True))
    assert talk.state.facts == {"pregnant"}
