import numpy as np
from kaldi_reader import Reader, read_transitions

from voiceskill.recognition.model_maker.kaldi.transition_model import TransitionModel

MODEL = TransitionModel(phones=3, triples=[(1, 0, 0), (1, 1, 1), (3, 2, 0)], loops=[0.5, 0.75, 0.9])


def test_what_is_written_reads_back() -> None:
    read = read_transitions(Reader(MODEL.to_bytes()))
    assert read.topology_phones == [1, 2, 3]
    assert read.triples == list(MODEL.triples)
    assert np.allclose(np.exp(read.log_probabilities[1:]), [0.5, 0.5, 0.75, 0.25, 0.9, 0.1], atol=1e-6)


def test_each_transition_state_has_consecutive_ids_for_loop_and_step() -> None:
    assert MODEL.ids() == {(1, 0, 0): (1, 2), (1, 1, 1): (3, 4), (3, 2, 0): (5, 6)}


def test_log_probabilities_begin_with_an_unused_one_because_ids_count_from_one() -> None:
    assert read_transitions(Reader(MODEL.to_bytes())).log_probabilities[0] == 0.0
