from __future__ import annotations

from collections.abc import Iterator

import pytest
from misbehaving_server import MODEL_FILES, ModelServer, zip_of


@pytest.fixture
def model_zip() -> bytes:
    return zip_of(MODEL_FILES)


@pytest.fixture
def server(model_zip: bytes) -> Iterator[ModelServer]:
    running = ModelServer(model_zip)
    yield running
    running.stop()
