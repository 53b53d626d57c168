"""Arrays that stay on disk are those that were written, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from voiceskill.mapped_array import mapped_array


@given(
    written=arrays.arrays(
        st.sampled_from([np.float32, np.int32, np.uint8]), arrays.array_shapes(max_dims=2, max_side=40)
    ),
    by_column=st.booleans(),
)
def test_it_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, written: NDArray[Any], by_column: bool
) -> None:
    path = tmp_path_factory.mktemp("mapped") / "some.npz"
    stored = np.asfortranarray(written) if by_column else written
    np.savez(path, before=np.arange(3), numbers=stored, after=np.array("text"))
    found = mapped_array(path, "numbers")
    np.testing.assert_array_equal(found, written)
    assert found.dtype == written.dtype
    assert not found.flags.writeable


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    np.savez(path, numbers=np.full(5_000, 7, np.uint8))
    content = bytearray(path.read_bytes())
    content[3_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadZipFile):
        mapped_array(path, "numbers")


def test_one_that_is_missing_or_compressed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    np.savez_compressed(path, numbers=np.zeros(9))
    with pytest.raises(KeyError):
        mapped_array(path, "others")
    with pytest.raises(ValueError, match="compressed"):
        mapped_array(path, "numbers")
