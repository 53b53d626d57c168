"""How words are said: the dictionary that ``pocketsphinx`` carries, and our own additions in YAML."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.model_maker.sphinx.acoustic_model import dictionary_path
from voiceskill.recognition.model_maker.sphinx.dictionary import Lexicon, Pronunciation, read_dictionary
from voiceskill.yaml_source import Node, load_yaml

__all__ = ["PHONES", "find_pronunciations"]

_VOWELS = ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
_STOPS = ("B", "CH", "D", "G", "JH", "K", "P", "T")
_OTHERS = ("DH", "F", "HH", "L", "M", "N", "NG", "R", "S", "SH", "TH", "V", "W", "Y", "Z", "ZH")
PHONES = frozenset((*_VOWELS, *_STOPS, *_OTHERS))
"""The phones of the acoustic model, as the CMU pronouncing dictionary names them."""

_S = "'s"
_HISSING = frozenset(("CH", "JH", "S", "SH", "Z", "ZH"))
_VOICELESS = frozenset(("F", "K", "P", "T", "TH"))


def find_pronunciations(words: Collection[str], danger_words: Collection[str], additions: Path) -> Lexicon:
    """All ways to say each of ``words``, as far as the dictionary and ``additions`` know them.

    A word on ``'s`` ("my chest's tight") that they lack is said as the word before it, and an s. Words that
    nobody knows are left out: spellings that only a keyboard produces. One of ``danger_words`` is never left
    out. Raise ``VoiceskillError`` that names those without a pronunciation, and ``ContentError`` if the file
    of additions is wrong.
    """
    wanted = frozenset(words)
    sought = wanted | {word.removesuffix(_S) for word in wanted}
    known = read_dictionary(dictionary_path(), sought)
    for word, variants in _read_additions(additions).items():
        if word in sought:
            known[word] = tuple(dict.fromkeys((*known.get(word, ()), *variants)))
    for word in sorted(wanted - known.keys()):
        if word.endswith(_S) and word.removesuffix(_S) in known:
            known[word] = tuple(_with_s(way) for way in known[word.removesuffix(_S)])
    lexicon = {word: ways for word, ways in known.items() if word in wanted}
    missing = sorted(wanted.intersection(danger_words) - lexicon.keys())
    if missing:
        raise VoiceskillError(
            f"No pronunciation is known for {', '.join(missing)}, which red flags need: "
            f"add it to {additions.name} or mend the spelling in red_flags."
        )
    return lexicon


def _with_s(way: Pronunciation) -> Pronunciation:
    """A word and an English ``'s``, which takes its voice from the phone before it."""
    if way[-1] in _HISSING:
        return (*way, "AH", "Z")
    return (*way, "S" if way[-1] in _VOICELESS else "Z")


def _read_additions(path: Path) -> Lexicon:
    return {
        word: tuple(_pronunciation(node) for node in node.elements())
        for word, node in load_yaml(path).items()
    }


def _pronunciation(node: Node) -> Pronunciation:
    phones = tuple(node.text().split())
    unknown = [phone for phone in phones if phone not in PHONES]
    if unknown:
        raise node.error(f"'{unknown[0]}' is no phone; use those of the CMU dictionary, without stress")
    return phones
