"""Scenarios: who says what and when to the device, and what must and must not come back.

A scenario is YAML::

    title: A calf cramp at three in the morning
    voice: {engine: flite, name: rms, pitch: 1.1, speed: 0.9, whisper: true, level_db: -6}
    room: bedside_table                   # a name of rooms.yaml
    place: person                         # where they are in it: person, partner, far, television
    noise: {kind: fan, snr_db: 12}        # or pink, kitchen, television; none if left out
    noise_dbfs: -60                       # the hiss of the microphone
    drift_ppm: 80                         # how much slower the loudspeaker's clock is than the microphone's
    seed: 7
    at_most: 420                          # the session ends then, in seconds, whatever is left to say
    profile: {country: US, pregnant: true} # all optional, see voiceskill.profile
    night: true                            # in bed first, standing only when that fails
    known_failure: why the device does not yet do this
    known_failure_aloud: why it does not when there is sound
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

Engines of ``voice`` are ``espeak``, ``flite``, ``festival`` and ``recording``; a ``pitch`` and a ``speed``
of 1 are the voice's own, ``level_db`` is its level against ordinary talk. A turn may have its own ``voice``
and ``place``, as a second person does. ``snr_db`` is the person's voice against the noise, both at the
microphone. All of this is left out where the words arrive as text.

All conditions of ``when`` must hold: ``after`` seconds since the person's last words ended, ``quiet_for``
seconds of the device's silence, ``state`` the dialogue's listening state, ``said`` words that the device has
begun to say since the person's last words.

``then`` is about what follows once the person began this turn, up to the next one: ``first`` is inside the
first thing said, which begins ``within`` so many seconds; ``said`` are inside that or later things, in this
order; ``never`` is not said, and nothing at all for ``quiet_for`` seconds. From this turn to the very end,
``never_again`` is not said and there is ``no_more`` guidance: ``touching`` (stretch, rub, heat, cold) or all
``coaching``.

Words are compared without regard to capitals; "now | at once" means either. A scenario with a
``known_failure`` is expected not to be met; one with a ``known_failure_aloud`` is met as text only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from voiceskill.profile import CONDITIONS, Profile
from voiceskill.simulation.expectation import NO_REPLY, Expectation, Reply, read_expectation, read_reply
from voiceskill.simulation.noise import STEADY_KINDS
from voiceskill.simulation.rooms import PLACES, rooms
from voiceskill.understanding.meaning import LISTENING_STATES
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["NOISE_KINDS", "Condition", "Noise", "PersonVoice", "Scenario", "Turn", "load_scenario"]

ENGINES = ("espeak", "festival", "flite", "recording")
NOISE_KINDS = (*STEADY_KINDS, "television")
DEFAULT_ROOM = "bedside_table"
_KEYS = frozenset(
    (
        "title",
        "voice",
        "room",
        "place",
        "noise",
        "noise_dbfs",
        "drift_ppm",
        "seed",
        "at_most",
        "profile",
        "night",
        "turns",
        "expect",
        "known_failure",
        "known_failure_aloud",
    )
)


@dataclass(frozen=True, slots=True)
class PersonVoice:
    """How somebody sounds: an engine of ``ENGINES`` and one of its voices; ``pitch`` and ``speed`` as factors
    of its own, ``level_db`` against an ordinary voice.
    """

    engine: str
    name: str
    pitch: float = 1.0
    speed: float = 1.0
    whisper: bool = False
    level_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of one of ``NOISE_KINDS``; the person's voice is ``snr_db`` (dB) above it at the microphone."""

    kind: str
    snr_db: float


@dataclass(frozen=True, slots=True)
class Condition:
    """When a turn is taken; durations in seconds."""

    after: float
    quiet_for: float
    state: str | None
    said: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that is said; ``recording`` is the WAV file that holds it, where there is one. ``voice`` and
    ``place`` (one of ``PLACES``) are None where they are the scenario's.
    """

    say: str
    when: Condition
    recording: Path | None = None
    then: Reply = NO_REPLY
    voice: PersonVoice | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario; ``room`` is a name of ``rooms.yaml`` and ``place`` one of its places; ``noise_dbfs``
    is the level of the microphone's hiss, ``at_most`` a limit in seconds.
    """

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
    known_failure_aloud: str | None = None
    room: str = DEFAULT_ROOM
    place: str = "person"
    noise: Noise | None = None
    drift_ppm: float = 0.0


def load_scenario(path: Path) -> Scenario:
    """Read a scenario; raise ``ContentError`` with file, line and key where it is wrong."""
    root = load_yaml(path)
    root.only(_KEYS)
    hiss, seed, profile = root.get("noise_dbfs"), root.get("seed"), root.get("profile")
    room, place, noise, drift = (root.get(key) for key in ("room", "place", "noise", "drift_ppm"))
    expect, night, voice = root.get("expect"), root.get("night"), root.get("voice")
    known_failure, failure_aloud = root.get("known_failure"), root.get("known_failure_aloud")
    return Scenario(
        title=root.require("title").text(),
        voice=_voice(voice) if voice else PersonVoice("espeak", ""),
        noise_dbfs=hiss.number(-120, 0) if hiss else -65.0,
        seed=seed.integer(0) if seed else 0,
        at_most=root.require("at_most").number(1, 36_000),
        profile=_profile(profile) if profile else Profile(),
        night=night.boolean() if night else True,
        turns=tuple(_turn(node, path.parent) for node in root.require("turns").elements()),
        expect=read_expectation(expect) if expect else Expectation(),
        known_failure=known_failure.text() if known_failure else None,
        known_failure_aloud=failure_aloud.text() if failure_aloud else None,
        room=room.choice(rooms()) if room else DEFAULT_ROOM,
        place=place.choice(PLACES) if place else "person",
        noise=_noise(noise) if noise else None,
        drift_ppm=drift.number(-500, 500) if drift else 0.0,
    )


def _voice(node: Node) -> PersonVoice:
    node.only({"engine", "name", "pitch", "speed", "whisper", "level_db"})
    name, pitch, speed = node.get("name"), node.get("pitch"), node.get("speed")
    whisper, level = node.get("whisper"), node.get("level_db")
    return PersonVoice(
        engine=node.require("engine").choice(ENGINES),
        name=name.text() if name else "",
        pitch=pitch.number(0.5, 2.0) if pitch else 1.0,
        speed=speed.number(0.5, 2.0) if speed else 1.0,
        whisper=whisper.boolean() if whisper else False,
        level_db=level.number(-40, 20) if level else 0.0,
    )


def _noise(node: Node) -> Noise:
    node.only({"kind", "snr_db"})
    return Noise(node.require("kind").choice(NOISE_KINDS), node.require("snr_db").number(-20, 60))


def _profile(node: Node) -> Profile:
    node.only((*CONDITIONS, "country"))
    country = node.get("country")
    held = [name for name, value in node.items() if name != "country" and value.boolean()]
    return replace(Profile().with_conditions(held), country=country.text() if country else None)


def _turn(node: Node, folder: Path) -> Turn:
    node.only({"say", "when", "recording", "then", "voice", "place"})
    recording, then = node.get("recording"), node.get("then")
    voice, place = node.get("voice"), node.get("place")
    if recording is not None and not (folder / recording.text()).is_file():
        raise recording.error(f"there is no recording '{recording.text()}' beside the scenario")
    when = node.get("when")
    return Turn(
        say=node.require("say").text(),
        when=_condition(when) if when else Condition(0.0, 0.0, None, None),
        recording=folder / recording.text() if recording else None,
        then=read_reply(then) if then else NO_REPLY,
        voice=_voice(voice) if voice else None,
        place=place.choice(PLACES) if place else None,
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
