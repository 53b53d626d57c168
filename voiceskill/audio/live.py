"""Hearing and speaking at the same time on real devices, never deaf for longer than it takes to notice.

The whole live path, as the application uses it::

    audio = LiveAudio(AudioConfig(microphone="usb"))
    audio.start()                                   # raises NoAudioDevice: one sentence, carry on typed
    audio.play(pcm, token=1)                        # behind what is queued
    audio.play(count, token=2, at=audio.now() + 1)  # first sample heard at that session time
    while running:
        block = audio.read_block(timeout=0.1)       # 20 ms, echo-cancelled; None while the devices are away
        if block is not None:
            if len(block.speech):                   # empty while no one speaks: the decoder rests
                recognizer.accept(block.speech)     # at the opening: pre-roll and block in one piece
            if block.closed:
                recognizer.flush()
        for finished in audio.finished(): ...       # Finished(token, time, complete)
        for problem in audio.problems(): ...        # Problem(time, sentence, audible again?)
    audio.stop()

Session time is seconds of the host's steady clock since ``start``. Both sample clocks are mapped to it, so it
does not drift against a device's crystal and goes on while devices are away. Someone speaking over us ducks
the player at once, in the thread that hears it. Whether to cut (``audio.cut()``) or to go on is the
application's decision; the volume comes back by itself once they have stopped, or with ``audio.unduck()``
after a false alarm.

Threads: PortAudio's callbacks move samples and nothing else; ``audio-listener`` cancels echo and
gates; ``audio-devices`` looks after the devices; every PortAudio call runs in the thread of ``portaudio.py``.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from voiceskill.audio.barge_in import BargeIn, BargeInTrigger
from voiceskill.audio.duplex import Duplex, Pair
from voiceskill.audio.echo import make_canceller
from voiceskill.audio.echo_kind import EchoKind
from voiceskill.audio.gate import Gate, SpeechGate
from voiceskill.audio.handover import Handover
from voiceskill.audio.keeper import MICROPHONE_GONE, DeviceKeeper, DeviceName
from voiceskill.audio.listener import Block, Listener
from voiceskill.audio.native_noise import NativeNoise
from voiceskill.audio.pcm import Pcm
from voiceskill.audio.player import Player
from voiceskill.audio.source_watch import SourceWatch
from voiceskill.errors import VoiceskillError

__all__ = ["AudioConfig", "LiveAudio", "Problem", "Spoken"]


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """Settings of the live path.

    microphone, speaker: name, part of a name or number of the device; None takes the best one.
    echo: what keeps our voice out of the microphone. duck_db: gain (dB) of our voice while someone speaks
    over it.
    """

    microphone: DeviceName = None
    speaker: DeviceName = None
    echo: EchoKind = "auto"
    gate: Gate = field(default_factory=Gate)
    barge_in: BargeIn = field(default_factory=BargeIn)
    duck_db: float = -18.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something happened to the sound at session time ``time`` (s); ``over``: the devices are there."""

    time: float
    sentence: str
    over: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """The sound ``token`` was heard to its end at session time ``time`` (s); not ``complete``: came too late
    to be played at all.
    """

    token: int
    time: float
    complete: bool


class LiveAudio:
    """See the module's docstring. Methods may be called from any thread; ``read_block`` from one."""

    def __init__(self, config: AudioConfig | None = None) -> None:
        """Touches no device yet."""
        self.config = config or AudioConfig()
        self.player = Player()
        self._listener = Listener(
            make_canceller(self.config.echo),
            SpeechGate(self.config.gate, BargeInTrigger(self.config.barge_in)),
        )
        self._blocks = Handover(lambda sentence: self._report(sentence, True))
        self._problems: queue.SimpleQueue[Problem] = queue.SimpleQueue()
        self._keeper = DeviceKeeper(self.config.microphone, self.config.speaker, self.player, self._report)
        self._source_watch = SourceWatch(self._hears_monitor)
        self._native_noise = NativeNoise()
        self._microphone_replaced = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._pump, name="audio-listener", daemon=True)
        self._started_at = 0.0

    def start(self) -> None:
        """Open microphone and speaker; raises ``NoAudioDevice`` if one is missing, with what to do."""
        self._started_at = time.monotonic()
        self._native_noise.silence()
        try:
            self._keeper.start()
        except VoiceskillError:
            self._native_noise.restore()
            raise
        self._source_watch.start()
        self._thread.start()

    def stop(self) -> None:
        """Close the devices; what is playing ends at once. A second call does nothing."""
        self._stopping.set()
        self._source_watch.stop()
        closed = self._keeper.stop()
        if self._thread.is_alive():
            self._thread.join(timeout=2)
        if closed:
            self._native_noise.restore()

    @property
    def description(self) -> str:
        """Devices and echo cancelling in force, in one line."""
        duplex = self._keeper.duplex
        heard = duplex.microphone.device.name if duplex and duplex.microphone else "none"
        spoken = duplex.speaker.device.name if duplex and duplex.speaker else "none"
        return f"microphone: {heard}; speaker: {spoken}; {self._listener.canceller.description}"

    @property
    def dropped(self) -> int:
        """How many blocks were dropped because nobody took them."""
        return self._blocks.dropped

    def now(self) -> float:
        """Session time (s)."""
        return time.monotonic() - self._started_at

    def keep_hearing(self) -> None:
        """Keep the newest seconds of the room for ``read_block``, though it is called only later."""
        self._blocks.keep()

    def read_block(self, timeout: float) -> Block | None:
        """The next 20 ms of the room; None if they have not come within ``timeout`` seconds."""
        return self._blocks.get(timeout)

    def be_patient(self, seconds: float) -> None:
        """From now on, a silence of ``seconds`` (s) is the end of what someone says (``Block.closed``)."""
        self._listener.be_patient(seconds)

    def play(self, pcm: Pcm, token: int, at: float | None = None) -> None:
        """Queue a sound, or let its first sample leave the speaker at session time ``at`` (s)."""
        self.player.play(pcm, token, None if at is None else self._sample_heard_at(at))

    def cut(self) -> None:
        """Silence now, forget what was queued, and end ducking."""
        self.player.cut()
        self.player.duck(0)

    def unduck(self) -> None:
        """Go on at full volume: what sounded over us was no one, or our own voice.

        Each such false alarm makes it harder for a while to interrupt us, within bounds.
        """
        self.player.duck(0)
        self._listener.gate.barge_in.false_alarm()

    def finished(self) -> list[Spoken]:
        """Sounds that ended since the last call; those that were cut are not among them."""
        return [Spoken(end.token, self._heard_at(end.sample), end.complete) for end in self.player.finished()]

    def problems(self) -> list[Problem]:
        """What happened to the devices since the last call."""
        found: list[Problem] = []
        while True:
            try:
                found.append(self._problems.get_nowait())
            except queue.Empty:
                return found

    def _sample_heard_at(self, session: float) -> int:
        speaker = self._keeper.duplex.speaker if self._keeper.duplex else None
        host = session + self._started_at
        if speaker is None or not speaker.clock.started:
            return self.player.clock + round((host - time.monotonic()) * self.player.rate)
        return speaker.first_sample + speaker.clock.sample_at(host - speaker.latency)

    def _heard_at(self, sample: int) -> float:
        speaker = self._keeper.duplex.speaker if self._keeper.duplex else None
        if speaker is None or not speaker.clock.started:
            return self.now()
        host = speaker.clock.time_of(sample - speaker.first_sample) + speaker.latency
        return host - self._started_at

    def _pump(self) -> None:
        heard: Duplex | None = None
        while not self._stopping.is_set():
            duplex = self._keeper.duplex
            if duplex is None:
                self._stopping.wait(0.02)
                continue
            pair = duplex.next_pair(timeout=0.1, in_twos=self._listener.is_idle and not self.player.busy)
            if pair is None:
                continue
            if pair.gap or (heard is not None and duplex is not heard):
                self._listener.reset()
            elif pair.stumbled:
                self._listener.gate.barge_in.hold_off()
            heard = duplex
            self._take(pair)

    def _take(self, pair: Pair) -> None:
        near = np.zeros_like(pair.near) if self._microphone_replaced else pair.near
        try:
            block = self._listener.take(near, pair.far, pair.host - self._started_at)
        except Exception as error:
            # A fault in one block must not leave the device deaf for the rest of the night.
            self._listener.reset()
            self._report(f"Hearing stumbled and goes on ({error}).", True)
            return
        if block.over_us:
            self.player.duck(self.config.duck_db)
        if block.closed:
            self.player.duck(0)
        self._blocks.put(block)

    def _hears_monitor(self, monitor: bool) -> None:
        """The sound server moved our microphone's stream: hear nothing rather than our own speaker."""
        self._microphone_replaced = monitor
        self._report("The microphone is back." if not monitor else MICROPHONE_GONE, not monitor)

    def _report(self, sentence: str, over: bool) -> None:
        self._problems.put(Problem(self.now(), sentence, over))
