"""``voiceskill hear``: what recognizer and understanding make of a recording."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from voiceskill.console import remark, show
from voiceskill.understanding.meaning import LISTENING_STATES

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``hear`` to the command line."""
    parser = subparsers.add_parser(
        "hear",
        help="what is heard and understood in a recording",
        description="One JSON object a line for each utterance in a WAV file of any rate.",
    )
    parser.add_argument("file", type=Path, metavar="FILE.wav")
    parser.add_argument("--state", choices=LISTENING_STATES, default="idle", help="what the dialogue expects")
    parser.add_argument("--model", metavar="NAME", help="recognizer's model: a name or a folder")
    parser.set_defaults(handler=_hear)


def _hear(arguments: argparse.Namespace) -> int:
    from voiceskill.app.content import shipped_understander
    from voiceskill.app.stages import open_recognizer
    from voiceskill.audio.resample import to_rate
    from voiceskill.audio.wav import read_wav
    from voiceskill.config import load_config
    from voiceskill.recognition.decode import decode
    from voiceskill.recognition.recognizer import SAMPLE_RATE
    from voiceskill.understanding.jsonl import as_json

    recording = read_wav(arguments.file)
    if recording.warning is not None:
        remark(recording.warning)
    recognizer = open_recognizer(load_config().with_devices(None, None, arguments.model))
    understander = shipped_understander()
    recognizer.expect(arguments.state)
    for hypothesis in decode(recognizer, to_rate(recording.pcm, SAMPLE_RATE)):
        meaning = understander.understand(hypothesis.text, arguments.state)
        row = {
            "start": round(hypothesis.start, 2),
            "end": round(hypothesis.end, 2),
            **as_json(meaning),
            "confidence": round(hypothesis.confidence, 3),
            "intent_confidence": round(meaning.confidence, 3),
        }
        show(json.dumps(row, ensure_ascii=False))
    recognizer.close()
    return 0
