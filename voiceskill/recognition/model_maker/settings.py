"""How a model is made: numbers chosen on development data (see ``bench/recognition``)."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["FEATURES", "FRAME_SECONDS", "DecoderSettings", "GraphSettings", "ModelSettings"]

FRAME_SECONDS = 0.01
"""Duration of a frame of the made model (s)."""

FEATURES: dict[str, float | int | str | bool] = {
    "sample-frequency": 16000,
    "frame-length": 25.625,
    "frame-shift": 10,
    "window-type": "hamming",
    "preemphasis-coefficient": 0.97,
    "remove-dc-offset": False,
    "dither": 0,
    "use-energy": False,
    "num-mel-bins": 25,
    "num-ceps": 13,
    "low-freq": 130,
    "high-freq": 6800,
    "cepstral-lifter": 22,
}
"""Kaldi's names for the features that the acoustic model was trained on (its ``feat.params``)."""

NOMINAL_MEAN = (78.2, -4.5, 1.9, 4.8, 2.0, -1.2, -2.8, -6.4, -1.2, -3.7, 0.2, -2.8, -0.4)
"""The usual offset of the cepstra of speech (13,): the mean over the 60 development recordings of
``bench/recognition/coffee_set.py``, so that an ordinary recording is hardly changed by the equalizer."""


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """Probabilities of what stands between words: silence, and noise within it; both 0 to 1."""

    silence: float = 0.5
    noise: float = 0.05


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """Kaldi's search: beams in natural log units, and silence (s) after which an utterance ends.

    ``endpoint_certain`` counts where the last word may be an end, ``endpoint_likely`` where it is less so,
    ``endpoint_any`` anywhere; ``endpoint_nothing`` is for silence before any word. All are long: a session
    knows from the words when they are over, and these catch what it leaves.
    """

    acoustic_scale: float = 0.15
    beam: float = 11.0
    lattice_beam: float = 4.0
    max_active: int = 1500
    min_active: int = 200
    frames_per_chunk: int = 6
    endpoint_nothing: float = 5.0
    endpoint_certain: float = 1.2
    endpoint_likely: float = 1.4
    endpoint_any: float = 1.6


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Everything besides the sentences that decides what the model hears.

    ``transition_scale`` weights how long states last; ``garbage_score`` is the log score of sound that is no
    word of ours, ``garbage_probability`` how often it is expected; ``word_cost`` is added for each word.
    ``allowance`` (0 to 1) is how much of what rooms and noise do to speech the Gaussians expect.
    ``most_sentences`` are drawn from the templates, ``danger_share`` of the weight goes to red flags, and
    ``general_words`` of English besides ours make up ``background_share`` of the single words.
    """

    order: int = 3
    most_sentences: int = 40_000
    danger_share: float = 0.3
    general_words: int = 1200
    discount: float = 0.9
    background_share: float = 0.3
    garbage_probability: float = 1e-4
    garbage_score: float = -26.5
    transition_scale: float = 0.3
    language_scale: float = 1.0
    word_cost: float = 1.0
    allowance: float = 1.0
    cepstral_mean: tuple[float, ...] = NOMINAL_MEAN
    graph: GraphSettings = field(default_factory=GraphSettings)
    decoder: DecoderSettings = field(default_factory=DecoderSettings)
