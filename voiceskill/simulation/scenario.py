"""Scenarios: who says what and when to the device, and what must and must not come back.

A scenario is YAML::

    title: A calf cramp at three in the morning
    voice: {engine: flite, name: rms}     # or {engine: recording}, or {engine: espeak, name: en-gb}
    noise_dbfs: -60                       # the room's noise floor
    seed: 7
    at_most: 420                          # the session ends then, in seconds, whatever is left to say
    profile: {country: US, pregnant: true} # all optional, see voiceskill.profile
    night: true                            # in bed first, standing only when that fails
    known_failure: why the device does not yet do this
    turns:
      - say: my left calf is cramping
        when: {after: 2}
        then: {first: left calf, within: 1}
      - say: my chest hurts
        when: {state: hold, said: five}
        then:
          first: Call 911
          said: [can't make calls, sit]
          never_again: [towel]
          no_more: coaching
    expect:
      said: [calf, Call 911]              # in this order, each inside one thing that the device says
      never_said: [heat]
      flag: e_heart
      level: emergency                    # the highest level of all flags; none for no flag at all
      state: emergency                    # the listening state at the end

All conditions of ``when`` must hold: ``after`` seconds since the person's last words ended, ``quiet_for``
seconds of the device's silence, ``state`` the dialogue's listening state, ``said`` words that the device has
begun to say since the person's last words.

``then`` is about what follows once the person began this turn, up to the next one: ``first`` is inside the
first thing said, which begins ``within`` so many seconds; ``said`` are inside that or later things, in this
order; ``never`` is not said, and nothing at all for ``quiet_for`` seconds. From this turn to the very end,
``never_again`` is not said and there is ``no_more`` guidance: ``touching`` (stretch, rub, heat, cold) or all
``coaching``.

Words are compared without regard to capitals; "now | at once" means either. A scenario with a
``known_failure`` is expected not to be met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from voiceskill.profile import CONDITIONS, Profile
from voiceskill.simulation.expectation import NO_REPLY, Expectation, Reply, read_expectation, read_reply
from voiceskill.understanding.meaning import LISTENING_STATES
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["Condition", "PersonVoice", "Scenario", "Turn", "load_scenario"]

ENGINES = ("espeak", "flite", "recording")
_KEYS = frozenset(
    (
        "title",
        "voice",
        "noise_dbfs",
        "seed",
        "at_most",
        "profile",
        "night",
        "turns",
        "expect",
        "known_failure",
    )
)


@dataclass(frozen=True, slots=True)
class PersonVoice:
    """How the scripted person sounds: an engine of ``ENGINES`` and one of its voices."""

    engine: str
    name: str


@dataclass(frozen=True, slots=True)
class Condition:
    """When a turn is taken; durations in seconds."""

    after: float
    quiet_for: float
    state: str | None
    said: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that the person says; ``recording`` is the WAV file that holds it, where there is one."""

    say: str
    when: Condition
    recording: Path | None = None
    then: Reply = NO_REPLY


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario; ``noise_dbfs`` is the level of the room's noise, ``at_most`` a limit in seconds."""

    title: str
    voice: PersonVoice
    noise_dbfs: float
    seed: int
    at_most: float
    profile: Profile
    night: bool
    turns: tuple[Turn, ...]
    expect: Expectation
    known_failure: str | None = None


def load_scenario(path: Path) -> Scenario:
    """Read a scenario; raise ``ContentError`` with file, line and key where it is wrong."""
    root = load_yaml(path)
    root.only(_KEYS)
    noise, seed, profile = root.get("noise_dbfs"), root.get("seed"), root.get("profile")
    expect, night, voice = root.get("expect"), root.get("night"), root.get("voice")
    known_failure = root.get("known_failure")
    return Scenario(
        title=root.require("title").text(),
        voice=_voice(voice) if voice else PersonVoice("espeak", ""),
        noise_dbfs=noise.number(-120, 0) if noise else -65.0,
        seed=seed.integer(0) if seed else 0,
        at_most=root.require("at_most").number(1, 36_000),
        profile=_profile(profile) if profile else Profile(),
        night=night.boolean() if night else True,
        turns=tuple(_turn(node, path.parent) for node in root.require("turns").elements()),
        expect=read_expectation(expect) if expect else Expectation(),
        known_failure=known_failure.text() if known_failure else None,
    )


def _voice(node: Node) -> PersonVoice:
    node.only({"engine", "name"})
    name = node.get("name")
    return PersonVoice(node.require("engine").choice(ENGINES), name.text() if name else "")


def _profile(node: Node) -> Profile:
    node.only((*CONDITIONS, "country"))
    country = node.get("country")
    held = [name for name, value in node.items() if name != "country" and value.boolean()]
    return replace(Profile().with_conditions(held), country=country.text() if country else None)


def _turn(node: Node, folder: Path) -> Turn:
    node.only({"say", "when", "recording", "then"})
    recording, then = node.get("recording"), node.get("then")
    if recording is not None and not (folder / recording.text()).is_file():
        raise recording.error(f"there is no recording '{recording.text()}' beside the scenario")
    when = node.get("when")
    return Turn(
        say=node.require("say").text(),
        when=_condition(when) if when else Condition(0.0, 0.0, None, None),
        recording=folder / recording.text() if recording else None,
        then=read_reply(then) if then else NO_REPLY,
    )


def _condition(node: Node) -> Condition:
    node.only({"after", "quiet_for", "state", "said"})
    after, quiet_for = node.get("after"), node.get("quiet_for")
    state, said = node.get("state"), node.get("said")
    return Condition(
        after=after.number(0) if after else 0.0,
        quiet_for=quiet_for.number(0) if quiet_for else 0.0,
        state=state.choice(LISTENING_STATES) if state else None,
        said=said.text() if said else None,
    )
