"""How danger is heard from people not heard before: ``python -m bench.understanding.left_out``.

Leaves some writers out of the fit at a time and scans their sentences: the honest estimate for new wordings.
``--by-row`` adds the recall of each row, ``--misses`` what was missed and what was alarmed at for nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voiceskill.locations import content_dir
from voiceskill.understanding.meaning import Level
from voiceskill.understanding.red_flags.examples import Sentence
from voiceskill.understanding.red_flags.fitting import fit
from voiceskill.understanding.red_flags.judgement import load_judgement
from voiceskill.understanding.red_flags.likeness import Likeness
from voiceskill.understanding.red_flags.loading import fitting_sentences, load_rules, with_words_around
from voiceskill.understanding.red_flags.scanner import FlagFindings, RedFlagScanner
from voiceskill.understanding.red_flags.second_opinion import SecondOpinion

__all__ = ["FOLDER", "LeftOut", "left_out", "writers"]

FOLDER = content_dir("intents") / "en" / "red_flags"
_WRITERS = ("people_*", "harmless_*", "pairs_*", "urgent_[0-9]*")
_FITS = 4


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The sentences of one writer, and a likeness that was fitted without them."""

    writer: str
    sentences: tuple[Sentence, ...]
    likeness: Likeness


def writers() -> list[str]:
    """Those who wrote danger and harmless talk without sight of the rules."""
    folder = FOLDER / "examples"
    return sorted(path.stem for pattern in _WRITERS for path in folder.glob(f"{pattern}.yaml"))


def left_out(rules: RedFlagScanner, names: Sequence[str]) -> Iterator[LeftOut]:
    """Fit a few times, each time without some of the writers; no sentence of theirs is known from another
    writer either.
    """
    sentences = fitting_sentences(FOLDER, rules)
    flags = {row.flag.id: row.flag for row in rules.rows}
    for some in (names[at::_FITS] for at in range(min(_FITS, len(names)))):
        texts = {sentence.text for sentence in sentences if sentence.writer in some}
        known = with_words_around(FOLDER, [each for each in sentences if each.text not in texts])
        fitted = fit(known, [rules.evidence(sentence.text) for sentence in known], list(flags))
        for name in some:
            theirs = tuple(sentence for sentence in sentences if sentence.writer == name)
            yield LeftOut(name, theirs, Likeness(fitted, flags))


def _level(found: FlagFindings) -> Level:
    return found.red_flag.level if found.red_flag else Level.NONE


def _share(some: Sequence[bool]) -> str:
    return f"{sum(some) / len(some):7.1%}" if some else "      -"


def _show_levels(title: str, sentences: Sequence[Sentence], found: Sequence[FlagFindings]) -> None:
    print(f"\n{title}: alarm as high, this level, an emergency, only a question")
    for level in reversed(Level):
        of_level = [each for each, said in zip(found, sentences, strict=True) if said.level is level]
        least = max(level, Level.CLINICIAN_SOON)
        alarmed = _share([_level(each) >= least for each in of_level])
        same = _share([_level(each) is level for each in of_level])
        emergency = _share([_level(each) is Level.EMERGENCY for each in of_level])
        asked = _share([_level(each) < least and each.check is not None for each in of_level])
        print(f"  {level.label:15}{len(of_level):5} rows: {alarmed} {same} {emergency} {asked}")


def _show_rows(sentences: Sequence[Sentence], found: Sequence[FlagFindings]) -> None:
    print("\nby row: sentences, as high, the row itself")
    for row in dict.fromkeys(said.row for said in sentences if said.row):
        pairs = [(each, said) for each, said in zip(found, sentences, strict=True) if said.row == row]
        high = _share([_level(each) >= said.level for each, said in pairs])
        named = _share([each.red_flag is not None and each.red_flag.id == row for each, _ in pairs])
        print(f"  {row:15}{len(pairs):5} {high} {named}")


def _show_wrong(sentences: Sequence[Sentence], found: Sequence[FlagFindings]) -> None:
    for each, said in zip(found, sentences, strict=True):
        level = _level(each)
        if level < said.level or (said.level is Level.NONE and level is not Level.NONE):
            got = each.red_flag.id if each.red_flag else f"({each.check.id})" if each.check else "-"
            print(f"  {said.row or said.level.label:15} {got:15} {said.text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by-row", action="store_true")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    rules, judgement = load_rules(FOLDER), load_judgement(FOLDER)
    said: list[Sentence] = []
    found: list[FlagFindings] = []
    alone: list[FlagFindings] = []
    for group in left_out(rules, writers()):
        scanner = rules.with_opinion(SecondOpinion(group.likeness, judgement))
        theirs = [scanner.scan_text(sentence.text) for sentence in group.sentences]
        _show_levels(f"{group.writer}, left out", group.sentences, theirs)
        said += group.sentences
        found += theirs
        alone += [rules.scan_text(sentence.text) for sentence in group.sentences]
    _show_levels("all of them, rules alone", said, alone)
    _show_levels("all of them", said, found)
    if options.by_row:
        _show_rows(said, found)
    if options.misses:
        _show_wrong(said, found)


if __name__ == "__main__":
    main()
