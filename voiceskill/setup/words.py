"""What the questions take from the content: known countries, a sentence to speak, names of conditions."""

from __future__ import annotations

from voiceskill.dialogue.script import Script
from voiceskill.locations import LANGUAGE, content_dir
from voiceskill.profile import CONDITIONS
from voiceskill.setup.interview import Words
from voiceskill.yaml_source import load_yaml

__all__ = ["words_of"]


def words_of(script: Script) -> Words:
    """Raises ``ContentError`` if the profile's file is wrong or lacks the name of a condition."""
    facts = load_yaml(content_dir("guides") / LANGUAGE / "profile.yaml").require("facts")
    labels = {name: facts.require(name).require("label").text() for name in CONDITIONS}
    return Words(script.places.keys(), script.phrases["ready"][0].text, labels)
