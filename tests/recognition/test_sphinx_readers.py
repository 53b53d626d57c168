"""Readers of Sphinx files, against bytes written by hand in the documented layouts."""

import struct
from pathlib import Path

import numpy as np
import pytest

from voiceskill.errors import VoiceskillError
from voiceskill.recognition.model_maker.sphinx.acoustic_model import dictionary_path, read_acoustic_model
from voiceskill.recognition.model_maker.sphinx.dictionary import read_dictionary, read_words
from voiceskill.recognition.model_maker.sphinx.gaussians import VARIANCE_FLOOR, read_gaussians
from voiceskill.recognition.model_maker.sphinx.mixture_weights import read_mixture_weights
from voiceskill.recognition.model_maker.sphinx.model_definition import Position, read_model_definition
from voiceskill.recognition.model_maker.sphinx.transitions import read_transitions

S3_HEADER = b"s3\nversion 1.0\nchksum0 no\n   endhdr\n".replace(b"   ", b"") + struct.pack("<I", 0x11223344)


def parameters(shape: tuple[int, int, int], length: int, values: list[float]) -> bytes:
    codebooks, streams, densities = shape
    return (
        S3_HEADER
        + struct.pack("<3i", codebooks, streams, densities)
        + struct.pack(f"<{streams}i", *[length] * streams)
        + struct.pack("<i", len(values))
        + struct.pack(f"<{len(values)}f", *values)
    )


def test_gaussians_are_read_by_codebook_stream_and_density(tmp_path: Path) -> None:
    (tmp_path / "means").write_bytes(parameters((2, 1, 2), 1, [1.0, 2.0, 3.0, 4.0]))
    (tmp_path / "variances").write_bytes(parameters((2, 1, 2), 1, [1.0, 0.0, 1.0, 1.0]))
    read = read_gaussians(tmp_path / "means", tmp_path / "variances")
    assert read.means[:, 0, :, 0].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert read.variances[0, 0, 1, 0] == VARIANCE_FLOOR


def test_mixture_weights_are_powers_of_the_log_base(tmp_path: Path) -> None:
    strings = [b"logbase 1.0001\0", b"cluster_count 0\0", b"feature_count 1\0"]
    header = b"".join(struct.pack("<i", len(text)) + text for text in strings) + struct.pack("<i", 0)
    (tmp_path / "sendump").write_bytes(header + struct.pack("<2i", 2, 3) + bytes([0, 1, 2, 10, 20, 255]))
    weights = read_mixture_weights(tmp_path / "sendump")
    assert weights.shape == (1, 2, 3)
    assert weights[0, 0, 0] == 1.0
    assert weights[0, 1, 0] == pytest.approx(1.0001 ** (-1024 * 10))


def test_clustered_mixture_weights_are_refused(tmp_path: Path) -> None:
    strings = [b"cluster_count 256\0", b"feature_count 1\0"]
    header = b"".join(struct.pack("<i", len(text)) + text for text in strings) + struct.pack("<i", 0)
    (tmp_path / "sendump").write_bytes(header + struct.pack("<2i", 1, 1) + b"\0")
    with pytest.raises(VoiceskillError, match="clustered"):
        read_mixture_weights(tmp_path / "sendump")


def test_rows_of_transitions_are_normalised(tmp_path: Path) -> None:
    body = struct.pack("<4i", 1, 1, 2, 2) + struct.pack("<2f", 3.0, 1.0)
    (tmp_path / "tmat").write_bytes(S3_HEADER + body)
    assert read_transitions(tmp_path / "tmat").tolist() == [[[0.75, 0.25]]]


def definition_bytes() -> bytes:
    """Silence and the phone A; A between silences at the start of a word has senones of its own."""
    names = b"SIL\0A\0"
    padding = b"\0" * (-len(names) % 4)
    counts = struct.pack("<10i", 2, 3, 3, 6, 9, 2, 3, 3, 0, 0)
    base = struct.pack("<2i4B", 0, 0, 0, 0, 0, 0) + struct.pack("<2i4B", 1, 1, 0, 0, 0, 0)
    triphone = struct.pack("<2i4B", 2, 1, Position.BEGIN, 1, 0, 0)
    sequences = struct.pack("<9H", *range(9))
    description = b"notes\0\0\0"
    head = b"BMDF" + struct.pack("<2i", 1, len(description)) + description
    return head + counts + names + padding + base + triphone + struct.pack("<i", 9) + sequences


def test_model_definition_gives_senones_in_context(tmp_path: Path) -> None:
    (tmp_path / "mdef").write_bytes(definition_bytes())
    definition = read_model_definition(tmp_path / "mdef")
    assert definition.phones == ("SIL", "A")
    assert definition.senones(1, 0, 0, Position.BEGIN) == (6, 7, 8)
    assert definition.codebook.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_unseen_triphone_falls_back_to_another_place_and_then_to_no_context(tmp_path: Path) -> None:
    (tmp_path / "mdef").write_bytes(definition_bytes())
    definition = read_model_definition(tmp_path / "mdef")
    assert definition.senones(1, 0, 0, Position.INTERNAL) == (6, 7, 8)
    assert definition.senones(1, 1, 1, Position.INTERNAL) == (3, 4, 5)


@pytest.mark.parametrize("size", [0, 3, 20, 60, 90])
def test_short_model_definition_is_refused_in_one_sentence(tmp_path: Path, size: int) -> None:
    (tmp_path / "mdef").write_bytes(definition_bytes()[:size])
    with pytest.raises(VoiceskillError, match="mdef is damaged") as caught:
        read_model_definition(tmp_path / "mdef")
    assert "\n" not in str(caught.value)


def test_dictionary_gathers_the_ways_to_say_a_word(tmp_path: Path) -> None:
    (tmp_path / "dict").write_text("the DH AH\nthe(2) DH IY\ncat K AE T\n")
    assert read_dictionary(tmp_path / "dict", {"the", "dog"}) == {"the": (("DH", "AH"), ("DH", "IY"))}
    assert read_words(tmp_path / "dict") == {"the", "cat"}


def test_the_carried_model_is_a_probability_model() -> None:
    model = read_acoustic_model()
    assert model.gaussians.means.shape == (42, 3, 128, 13)
    assert model.weights.shape == (3, 128, 5126)
    assert (model.definition.codebook >= 0).all()
    assert np.allclose(model.transitions.sum(axis=2), 1.0)
    assert model.weights.sum(axis=1).mean() == pytest.approx(1.0, abs=0.1)


def test_the_carried_dictionary_knows_everyday_words() -> None:
    assert read_dictionary(dictionary_path(), {"cramp"}) == {"cramp": (("K", "R", "AE", "M", "P"),)}
