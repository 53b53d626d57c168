from collections.abc import Iterator

import pytest

from voiceskill.speech.engine import SpeechProcess


@pytest.fixture(scope="session")
def real_engine() -> Iterator[SpeechProcess]:
    process = SpeechProcess()
    yield process
    process.close()
