"""Reader of the binary model definition (``mdef``): which senones make up each phone in its context.

Layout (from ``bin_mdef.c`` of PocketSphinx), little-endian:

- ``BMDF``, int32 version, int32 length of a format description, the description;
- ten int32: base phones, phones (base + triphones), emitting states a phone, senones of base phones, senones,
  transition matrices, senone sequences, context width, nodes of the triphone tree, index of silence;
- names of the base phones, each ended by a zero byte, padded to four bytes;
- the tree nodes, eight bytes each (unused here);
- the phones, twelve bytes each: int32 senone sequence, int32 transition matrix, uint8 position in the word,
  uint8 base phone, left phone, right phone (for base phones the four bytes hold a filler flag);
- int32 count, then the senone sequences as uint16, ``states`` a sequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voiceskill.recognition.model_maker.sphinx.binary_cursor import BinaryCursor

__all__ = ["ModelDefinition", "Position", "read_model_definition"]

_MAGIC = b"BMDF"
_TREE_NODE_BYTES = 8
_PHONE = np.dtype([("sequence", "<i4"), ("matrix", "<i4"), ("position", "u1"), ("context", "u1", (3,))])


class Position(IntEnum):
    """Where in its word a phone stands, numbered as in the file."""

    INTERNAL = 0
    BEGIN = 1
    END = 2
    SINGLE = 3


@dataclass(frozen=True, slots=True)
class ModelDefinition:
    """Phones and their senones.

    ``phones`` are the names of the base phones; ``sequences`` has shape (n, 3): the senone of each state;
    ``base_sequence`` and ``base_matrix`` of shape (len(phones),) index ``sequences`` and the transition
    matrices; ``triphones`` maps (base, left, right, position) to an index of ``sequences``;
    ``codebook`` of shape (senones,) is the base phone whose Gaussians a senone mixes.
    """

    phones: tuple[str, ...]
    silence: int
    sequences: npt.NDArray[np.int32]
    base_sequence: npt.NDArray[np.int32]
    base_matrix: npt.NDArray[np.int32]
    triphones: dict[tuple[int, int, int, int], int]
    codebook: npt.NDArray[np.int32]

    def senones(self, base: int, left: int, right: int, position: Position) -> tuple[int, ...]:
        """The senones of a phone between its neighbours.

        A triphone that training never saw falls back to another position in the word, then to a word
        boundary without a neighbour, then to the phone without context.
        """
        outer_left = self.silence if position in (Position.BEGIN, Position.SINGLE) else left
        outer_right = self.silence if position in (Position.END, Position.SINGLE) else right
        for near_left, near_right in ((left, right), (outer_left, outer_right)):
            for place in (position, *Position):
                sequence = self.triphones.get((base, near_left, near_right, place))
                if sequence is not None:
                    return self._states(sequence)
        return self.base_senones(base)

    def base_senones(self, base: int) -> tuple[int, ...]:
        """The senones of a phone without context."""
        return self._states(int(self.base_sequence[base]))

    def _states(self, sequence: int) -> tuple[int, ...]:
        return tuple(self.sequences[sequence].tolist())


def read_model_definition(path: Path) -> ModelDefinition:
    """Read ``mdef``; raise ``VoiceskillError`` if it is not a whole binary model definition."""
    cursor = BinaryCursor(path)
    if cursor.take(len(_MAGIC)) != _MAGIC:
        raise cursor.error("it is no binary model definition")
    _, description = cursor.integers(2)
    cursor.take(description)
    n_base, n_phones, n_states, _, n_senones, _, n_sequences, _, n_tree, silence = cursor.integers(10)
    names_start = cursor.offset
    names = tuple(cursor.until(b"\0").decode("ascii", "replace") for _ in range(n_base))
    cursor.align(names_start, 4)
    cursor.take(_TREE_NODE_BYTES * n_tree)
    phones = cursor.array(_PHONE, n_phones)
    if cursor.integer() != n_sequences * n_states:
        raise cursor.error("the count of its senone sequences is wrong")
    sequences = cursor.array("<u2", n_sequences * n_states).reshape(n_sequences, n_states).astype(np.int32)
    base, triphones = phones[:n_base], phones[n_base:]
    return ModelDefinition(
        phones=names,
        silence=silence,
        sequences=sequences,
        base_sequence=base["sequence"].copy(),
        base_matrix=base["matrix"].copy(),
        triphones=_by_context(triphones),
        codebook=_codebooks(n_senones, sequences, base["sequence"], triphones),
    )


def _by_context(triphones: npt.NDArray[np.void]) -> dict[tuple[int, int, int, int], int]:
    context, position = triphones["context"], triphones["position"]
    keys = zip(
        context[:, 0].tolist(), context[:, 1].tolist(), context[:, 2].tolist(), position.tolist(), strict=True
    )
    return dict(zip(keys, triphones["sequence"].tolist(), strict=True))


def _codebooks(
    n_senones: int,
    sequences: npt.NDArray[np.int32],
    base: npt.NDArray[np.int32],
    triphones: npt.NDArray[np.void],
) -> npt.NDArray[np.int32]:
    codebook = np.full(n_senones, -1, np.int32)
    codebook[sequences[base]] = np.arange(len(base))[:, None]
    codebook[sequences[triphones["sequence"]]] = triphones["context"][:, :1]
    return codebook
