"""Text becomes ``Meaning``: the one door into understanding."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from voiceskill.understanding.completeness import Completeness, TurnEnds, completeness, load_turn_ends
from voiceskill.understanding.confidence import Calibration, load_calibration
from voiceskill.understanding.durations import Durations, load_durations
from voiceskill.understanding.intents import Candidate, IntentMatcher, load_scoring
from voiceskill.understanding.likeness import load_likeness
from voiceskill.understanding.meaning import Intent, ListeningState, Meaning
from voiceskill.understanding.ordinary import temper
from voiceskill.understanding.red_flags import RedFlagScanner, Tell, load_red_flags
from voiceskill.understanding.repair import Repairer, load_repairer
from voiceskill.understanding.slots import body_part_of, side_of
from voiceskill.understanding.template_loader import load_templates
from voiceskill.understanding.templates import Templates
from voiceskill.understanding.utterance import GrammarWords, analyse, load_grammar_words

__all__ = ["Understander", "load_understander"]


class Understander:
    """Understands one language; keeps no state between calls."""

    def __init__(
        self,
        templates: Templates,
        matcher: IntentMatcher,
        grammar: GrammarWords,
        calibration: Calibration,
        red_flags: RedFlagScanner,
        repairer: Repairer,
        slotted: frozenset[Intent],
        durations: Durations,
        turn_ends: TurnEnds,
    ) -> None:
        """Make one with ``load_understander``; ``slotted`` are the intents that carry a body part and a
        side.
        """
        self._red_flags = red_flags
        self._repairer = repairer
        self._slotted = slotted
        self._durations = durations
        self._templates = templates
        self._matcher = matcher
        self._grammar = grammar
        self._calibration = calibration
        self._turn_ends = turn_ends

    def understand(
        self, text: str, state: ListeningState = "idle", facts_known: Collection[str] = ()
    ) -> Meaning:
        """The meaning of ``text``, said while the dialogue is in ``state``.

        ``facts_known`` are names of facts (``pregnant``) and of signs of danger that are known from before,
        as ``Meaning.facts`` and ``Meaning.heard`` give them; other names count for nothing.

        Takes any string in bounded time and never raises; text beyond ``MAX_CHARACTERS`` is not read.
        """
        tokens = self._templates.normaliser.tokens(text)
        danger = self._red_flags.scan(tokens, state, facts_known)
        repaired = self._repairer.repair(tokens, state)
        utterance = analyse(repaired, self._templates.lexicon, self._grammar)
        candidates = self._matcher.rank(utterance, state)
        best = candidates[0] if candidates else None
        intent: Intent = best.intent if best else "out_of_scope"
        slotted = intent in self._slotted
        confidence = self._calibration.confidence(candidates)
        reason = _reason(best) if intent == "out_of_scope" else None
        danger = temper(danger, intent, confidence, reason, state)
        return Meaning(
            text=text,
            intent=intent,
            confidence=confidence,
            body_part=body_part_of(utterance) if slotted else None,
            side=side_of(utterance, state) if slotted else None,
            red_flag=danger.red_flag,
            negated=danger.negated,
            check=danger.check,
            facts=danger.facts,
            reason=reason,
            bystander=danger.bystander,
            also=self._also(candidates),
            seconds=self._durations.seconds(utterance.words),
            heard=danger.heard,
        )

    def completeness(self, meaning: Meaning, state: ListeningState) -> Completeness:
        """Whether more is likely to follow the words of ``meaning``, understood in ``state``."""
        tokens = self._templates.normaliser.tokens(meaning.text)
        repaired = self._repairer.repair(tokens, state)
        if not repaired:
            return "unfinished"
        utterance = analyse(repaired, self._templates.lexicon, self._grammar)
        return completeness(meaning, tokens[-1].text, utterance, state, self._turn_ends)

    def _also(self, candidates: Sequence[Candidate]) -> tuple[Intent, ...]:
        threshold = self._matcher.threshold
        further = (c for c in candidates[1:] if c.words and c.score >= threshold)
        return tuple(c.intent for c in further if c.intent != "out_of_scope")


def _reason(best: Candidate | None) -> str:
    return (best.reason if best else None) or "unknown"


def load_understander(
    folder: Path, validate: bool = False, store: Path | None = None, tell: Tell | None = None
) -> Understander:
    """Read a language's folder (``intents/en``); raises ``ContentError`` for what is wrong in it.

    ``validate`` adds the slow checks of ``load_templates`` that authors need and the device does not.
    ``store`` is a folder in which what was learned of the example sentences is kept from one start to the
    next; learning takes many seconds, which ``tell`` is called for with a line to show.
    """
    with _uncollected():
        templates = load_templates(folder, validate)
        grammar = load_grammar_words(folder)
        scoring = load_scoring(folder)
        likeness = load_likeness(
            folder, templates.normaliser, templates.lexicon, grammar, None if validate else store
        )
        return Understander(
            templates,
            IntentMatcher(templates, scoring, grammar, likeness),
            grammar,
            load_calibration(folder),
            load_red_flags(folder / "red_flags", store, tell),
            load_repairer(folder, templates.normaliser, templates.lexicon, grammar),
            scoring.slotted,
            load_durations(folder),
            load_turn_ends(folder),
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Loading makes many objects that stay and hardly any garbage: looking for it takes a fifth of the time,
    and the first look afterwards would hold up an utterance.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
