"""One turn of the reducer while it is worked out: the state so far and the actions so far."""

from __future__ import annotations

from typing import Any

from voiceskill.dialogue.actions import Action, End, Note, Pace, Say, Silence, Volume
from voiceskill.dialogue.plan import Plan, Plans
from voiceskill.dialogue.prompts import spoken_part
from voiceskill.dialogue.script import Line, Script, Step
from voiceskill.dialogue.slots import fill
from voiceskill.dialogue.state import State, Voice, changed
from voiceskill.profile import Profile
from voiceskill.understanding.meaning import Meaning

__all__ = ["Turn"]


class Turn:
    """Collects what one event does. ``now`` is the event's session time in seconds; ``meaning`` is what the
    person just said, if it was that.
    """

    def __init__(self, script: Script, plans: Plans, profile: Profile, state: State, now: float) -> None:
        """Begin with ``state`` and no actions."""
        self.script = script
        self.settings = script.settings
        self.profile = profile
        self.state = changed(state)
        self.now = now
        self.meaning: Meaning | None = None
        self.actions: list[Action] = []
        self._plans = plans

    def change(self, **fields: Any) -> None:  # noqa: ANN401
        """Put new values into the state.

        The turn's state is a copy that nobody else has seen, so it is changed in place: copying all of it for
        each change is most of the reducer's time.
        """
        for name, value in fields.items():
            object.__setattr__(self.state, name, value)

    def plan(self) -> Plan:
        """The plan under way; raises ``KeyError`` if there is none."""
        state = self.state
        return self._plans.get(state.plan, state.facts, state.diary.order_of(state.plan))

    def step(self) -> Step:
        """The step under way; raises ``KeyError`` if there is none."""
        plan = self.plan()
        return plan.steps[plan.index(self.state.step)]

    def hush(self) -> None:
        """Cut off whatever is sounding or queued, if anything is."""
        if self.state.voice is not None or self.state.phase == "holding":
            self.cut()

    def cut(self) -> None:
        """Silence at once, without asking whether anything sounds."""
        self.actions.append(Silence())
        self.change(voice=None)

    def say(self, line: Line, **slots: str) -> None:
        """Queue a line."""
        settings, state = self.settings, self.state
        text = fill(line.text, self._slots(slots))
        start = max(self.now, state.voice.ends) if state.voice else self.now
        speed = settings.characters_per_second * settings.voice_pace(state.tempo)
        ends = start + settings.sentence_gap + len(text) / speed
        patience = settings.patience_seconds + settings.patience_factor * (ends - self.now)
        self.actions.append(Say(state.next_id, text, line.key))
        began = self.now if state.voice is None else None
        self.change(
            voice=Voice(state.next_id, ends, self.now + patience, began),
            next_id=state.next_id + 1,
            last_key=line.key,
        )

    def say_all(self, texts: tuple[Line, ...], **slots: str) -> None:
        """Queue several lines in order."""
        for line in texts:
            self.say(line, **slots)

    def phrase(self, name: str, **slots: str) -> None:
        """Queue one wording of a phrase: the first that was not what was said last."""
        wordings = self.script.phrases[name]
        fresh = [line for line in wordings if line.key != self.state.last_key]
        self.say((fresh or wordings)[0], **slots)

    def say_at(self, text: str, key: str, at: float) -> None:
        """Schedule a count on the beat."""
        self.actions.append(Say(self.state.next_id, text, key, at))
        self.change(next_id=self.state.next_id + 1)

    def then_wait(self, seconds: float) -> None:
        """Let the phase move on ``seconds`` after what is being said."""
        if self.state.voice is None:
            self.change(due=self.now + seconds, wait=None)
        else:
            self.change(due=None, wait=seconds)

    def volume(self, decibels: float) -> None:
        """Make what follows louder or quieter, within bounds."""
        limit = self.settings.volume_limit
        target = max(-limit, min(limit, self.state.volume + decibels))
        self.actions.append(Volume(target - self.state.volume))
        self.change(volume=target)

    def pace(self, tempo: float) -> None:
        """Give more time from now on, or less, and speak slower or faster."""
        self.change(tempo=tempo)
        self.actions.append(Pace(self.settings.voice_pace(tempo)))

    def note(self, kind: str, /, **fields: str) -> None:
        """Leave something for the journal."""
        self.actions.append(Note(kind, tuple(sorted(fields.items()))))

    def end(self, reason: str) -> None:
        """End the episode: back to waiting quietly, remembering the part for a while.

        What is said in between to the waiting device makes the memory of the last episode no longer.
        """
        state = self.state
        until = self.now + self.settings.remember if state.recent_until is None else state.recent_until
        recent = self.now < until
        self.actions.append(End(reason))
        if not recent:
            self.forget_learned()
            state = self.state
        self.state = State(
            night=state.night,
            facts=state.facts,
            learned=state.learned,
            part=state.part if recent else None,
            side=state.side if recent else None,
            cleared=state.cleared if recent else frozenset(),
            barred=state.barred if recent else frozenset(),
            packs=state.packs,
            timers=state.timers,
            skin_rests_until=state.skin_rests_until,
            recent_until=until if recent else None,
            diary=state.diary,
            tempo=state.tempo,
            volume=state.volume,
            voice=state.voice,
            last_key=state.last_key,
            next_id=state.next_id,
        )

    def forget_learned(self) -> None:
        """What was said in passing, and is not to be remembered, counts no more."""
        state = self.state
        self.change(facts=state.facts - state.learned, learned=frozenset())

    def whose(self) -> str:
        """The part under way as it is spoken: "your left calf", "both calves"."""
        state = self.state
        guide = self.script.guides.get(state.part or "")
        if guide is None:
            return ""
        return spoken_part(self.script, guide, state.side)

    def _fact(self) -> str:
        """What is offered to be remembered, as it is spoken: "you're pregnant"."""
        return self.script.fact_words[self.state.to_remember[0]] if self.state.to_remember else ""

    def _slots(self, slots: dict[str, str]) -> dict[str, str]:
        place = self.script.place(self.profile.country)
        return {
            "whose": self.whose(),
            "fact": self._fact(),
            "number": place.emergency,
            "urgent": place.urgent,
            "crisis": place.crisis,
            **slots,
        }
