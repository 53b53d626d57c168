"""Runs a session from one WAV file to another, faster than real time."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from voiceskill.app.offline import converse
from voiceskill.app.recording_ear import RecordingEar
from voiceskill.app.shutdown import Interrupted, interruptible
from voiceskill.app.stages import open_simulated_session
from voiceskill.app.transcript import Transcript, show_entry
from voiceskill.audio.listener import LISTENING_RATE
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import WavWriter, read_wav
from voiceskill.config import Config
from voiceskill.console import remark

__all__ = ["run_file"]


def run_file(config: Config, source: Path, target: Path | None) -> int:
    """Hear ``source``, show the transcript, write what the device says to ``target``; exit status 0.

    Interrupted, it keeps the sound so far beside ``target`` (see ``WavWriter``). Raises ``VoiceskillError``
    if a file can't be read or written.
    """
    recording = read_wav(source)
    if recording.warning is not None:
        remark(recording.warning)
    transcript = Transcript(show_entry)
    with ExitStack() as resources:
        simulated = resources.enter_context(open_simulated_session(config, transcript))
        ear = RecordingEar(to_rate(recording.pcm, LISTENING_RATE), simulated.session.view)
        writer = resources.enter_context(WavWriter(target, LISTENING_RATE)) if target is not None else None
        try:
            with interruptible():
                for passed in converse(ear, simulated.listener, simulated.session, simulated.player):
                    if writer is not None:
                        writer.write(passed.said)
        except Interrupted:
            remark("Interrupted: what was said so far is kept.")
    return 0
