"""An n-gram as an acceptor of word ids: a state for each history, epsilon arcs that back off."""

from __future__ import annotations

from collections.abc import Mapping

from voiceskill.recognition.language_model.ngram import END, START, Ngram
from voiceskill.recognition.model_maker.kaldi.fst import Fst

__all__ = ["build_grammar_graph"]


def build_grammar_graph(
    ngram: Ngram, word_ids: Mapping[str, int], *, scale: float = 1.0, word_cost: float = 0.0
) -> Fst:
    """Weights are ``scale`` times the negative log probability, plus ``word_cost`` a word.

    Words without an id are left out.
    """
    fst = Fst()
    histories = {history: fst.state() for history in ((), *ngram.log_backoffs)}

    def state_after(words: tuple[str, ...]) -> int:
        words = words[-(ngram.order - 1) :] if ngram.order > 1 else ()
        while words not in histories:
            words = words[1:]
        return histories[words]

    fst.start = state_after((START,))
    for history, log_backoff in ngram.log_backoffs.items():
        fst.arc(histories[history], state_after(history[1:]), weight=-scale * log_backoff)
    for words, log_probability in ngram.log_probabilities.items():
        history, word = words[:-1], words[-1]
        source = histories[history]
        cost = -scale * log_probability
        if word == END:
            fst.finals[source] = cost
        elif word in word_ids:
            label = word_ids[word]
            target = state_after(words)
            fst.arc(source, target, consumed=label, given=label, weight=cost + word_cost)
    return fst
