"""From tokens to the words that patterns are matched on: negated verbs joined, empty words left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from voiceskill.understanding.normalise import Token
from voiceskill.yaml_source import Node

__all__ = ["Folded", "Folding", "read_folding"]

_END = Token("", 0, 0)


@dataclass(frozen=True, slots=True)
class Folded:
    """What was heard, ready for matching.

    ``words`` are the words that carry meaning. For each of them ``owner`` is the determiner left out just
    before it ("my", "the", or ""), and ``pause`` whether punctuation stood before it.
    """

    words: tuple[str, ...]
    owner: tuple[str, ...]
    pause: tuple[bool, ...]


class Folding:
    """Joins and leaves out words as ``words.yaml`` says; keeps no state."""

    def __init__(
        self,
        joined: Mapping[str, str],
        determiners: Iterable[str],
        dropped: Iterable[str],
        kept: Mapping[str, Iterable[str]],
        same: Mapping[str, str],
    ) -> None:
        """``joined`` maps a verb before "not" to the one word that both become; ``determiners`` and
        ``dropped`` are left out. ``kept`` are words that the normaliser calls fillers and that stay before
        the words listed for them and at the end; ``same`` maps a word to the one it is heard for.
        """
        self._joined = dict(joined)
        self._determiners = frozenset(determiners)
        self._dropped = frozenset(dropped)
        self._kept = {word: frozenset([*before, _END.text]) for word, before in kept.items()}
        self._same = dict(same)

    def fold(self, tokens: Sequence[Token]) -> Folded:
        """The words of ``tokens`` that patterns can see."""
        words: list[str] = []
        owners: list[str] = []
        pauses: list[bool] = []
        owner, pause = "", False
        skip = False
        for token, following in pairwise([*self._heard(tokens), _END]):
            pause = pause or token.pause
            if skip:
                skip = False
                continue
            word = token.text
            if following.text == "not" and word in self._joined:
                word, skip = self._joined[word], True
            elif word in self._determiners:
                owner = word
                continue
            elif word in self._dropped:
                continue
            words.append(self._same.get(word, word))
            owners.append(owner)
            pauses.append(pause)
            owner, pause = "", False
        return Folded(tuple(words), tuple(owners), tuple(pauses))

    def _heard(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """The tokens without fillers; the pause before a filler is one before what follows it."""
        pause = False
        for token, following in pairwise([*tokens, _END]):
            pause = pause or token.pause
            if not token.filler or following.text in self._kept.get(token.text, ()):
                yield token._replace(pause=pause) if pause else token
                pause = False


def read_folding(node: Node) -> Folding:
    """Read the part ``folding`` of ``words.yaml``; raise ``ContentError`` if it breaks its form."""
    node.only({"joined", "determiners", "dropped", "kept", "same"})
    return Folding(
        joined={verb: value.text() for verb, value in node.require("joined").items()},
        determiners=node.require("determiners").texts(),
        dropped=node.require("dropped").texts(),
        kept={word: before.text().split() for word, before in node.require("kept").items()},
        same={word: name for name, heard in node.require("same").items() for word in heard.text().split()},
    )
