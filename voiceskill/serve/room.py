"""A room with a satellite: the whole spoken session, its microphone and loudspeaker far away.

The room's clock counts samples, as a simulated session's does. It follows real time: where the satellite
sends too little sound, silence stands in, so that counts and timers go on while a microphone is away.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from voiceskill.app.conversation import Conversation
from voiceskill.app.mouth import Mouth, Renderer
from voiceskill.app.session import Session
from voiceskill.app.sound_out import SimulatedOut
from voiceskill.app.transcript import Entry, Transcript
from voiceskill.audio.echo import EchoCanceller
from voiceskill.audio.gate import SpeechGate
from voiceskill.audio.listener import BLOCK_SAMPLES, LISTENING_RATE, Listener
from voiceskill.audio.live import AudioConfig
from voiceskill.audio.pcm import Samples
from voiceskill.audio.player import Player
from voiceskill.dialogue.events import AlertFailed
from voiceskill.recognition.recognizer import Recognizer
from voiceskill.serve.careful_hearing import CarefulHearing
from voiceskill.understanding.meaning import ListeningState, Meaning

__all__ = ["LEAD_SECONDS", "NothingKept", "Room", "SoundBuffer"]

LEAD_SECONDS = 0.16
"""Silence (s) sent before our voice begins, which lets the satellite play on where the network hesitates."""

_DUCK_DB = AudioConfig().duck_db
_LEAD_BLOCKS = round(LEAD_SECONDS * LISTENING_RATE / BLOCK_SAMPLES)


class NothingKept(Transcript):
    """A transcript of which nothing is kept: a server runs for years."""

    def add(self, entry: Entry) -> None:
        """Let ``entry`` go."""
        del entry


class SoundBuffer:
    """Sound that has come and waits for its time; the oldest is lost where too much comes."""

    def __init__(self, most_seconds: float = 1.0, patience_seconds: float = 0.2) -> None:
        """``patience_seconds``: how long sound that is late is waited for before silence stands in for it."""
        self._most = round(most_seconds * LISTENING_RATE)
        self._patience = round(patience_seconds * LISTENING_RATE)
        self._pieces: deque[Samples] = deque()
        self._waiting = 0

    def put(self, samples: Samples) -> None:
        """Sound has come, shape (n,) at 16 kHz."""
        self._pieces.append(samples)
        self._waiting += len(samples)
        while self._waiting - len(self._pieces[0]) >= self._most:
            self._waiting -= len(self._pieces.popleft())

    def take(self, due: int) -> Samples:
        """Sound for up to ``due`` samples of time that has passed, in whole blocks.

        What has come counts; for what is later than the patience allows, silence.
        """
        silent = max(0, due - self._patience - self._waiting)
        blocks = max(0, min(due, self._waiting + silent) // BLOCK_SAMPLES)
        wanted = blocks * BLOCK_SAMPLES
        found: list[Samples] = []
        while wanted and self._pieces:
            piece = self._pieces.popleft()
            found.append(piece[:wanted])
            if len(piece) > wanted:
                self._pieces.appendleft(piece[wanted:])
            self._waiting -= len(found[-1])
            wanted -= len(found[-1])
        return np.concatenate([*found, np.zeros(wanted, np.int16)])


class Room:
    """One room's session; one thread at a time."""

    def __init__(
        self,
        recognizer: Recognizer,
        conversation: Conversation,
        renderer: Renderer,
        canceller: EchoCanceller,
        understand: Callable[[str, ListeningState], Meaning],
        failures: Callable[[], Sequence[AlertFailed]] = tuple,
    ) -> None:
        """``recognizer`` is closed by ``close``; ``understand`` says what words mean in a state; ``failures``
        gives the alerts that were not passed on.
        """
        self._conversation = conversation
        self._player = Player(LISTENING_RATE)
        self._hearing = CarefulHearing(
            recognizer, lambda text: understand(text, conversation.listening_state)
        )
        self._mouth = Mouth(renderer, SimulatedOut(self._player), NothingKept(), conversation.echo)
        self._listener = Listener(canceller, SpeechGate())
        self._session = Session(
            self._hearing, conversation, self._mouth, self._listener.be_patient, lambda: self._player.duck(0)
        )
        self._failures = failures
        self._volume = 0.0
        # Our voice comes back at the earliest after the lead, so the canceller is shown it that much later.
        self._sent = deque([np.zeros(BLOCK_SAMPLES, np.int16)] * _LEAD_BLOCKS)
        self._said = self._begin()

    @property
    def now(self) -> float:
        """Session time in seconds."""
        return self._player.clock / self._player.rate

    @property
    def sounding(self) -> bool:
        """Whether the device speaks or is about to."""
        return self._mouth.quiet_since is None

    @property
    def listening_state(self) -> ListeningState:
        """What the dialogue expects to hear."""
        return self._conversation.listening_state

    def follow(self, *, night: bool, volume: float) -> None:
        """Take note of the hour: whether it is night, and the volume (dB) that the owner wants then."""
        self._conversation.set_night(night)
        self._player.change_volume(volume - self._volume)
        self._volume = volume

    def live(self, heard: Samples) -> Samples:
        """Live through the time in which ``heard`` sounded, whole blocks at 16 kHz: what sounds meanwhile."""
        said = [self._live_block(block) for block in heard.reshape(-1, BLOCK_SAMPLES)]
        return np.concatenate(said) if said else np.zeros(0, np.int16)

    def close(self) -> None:
        """Nobody is in the room any more."""
        self._hearing.close()

    def _begin(self) -> Samples:
        self._session.start()
        return self._player.read(BLOCK_SAMPLES)

    def _live_block(self, heard: Samples) -> Samples:
        said = self._said
        self._sent.append(said)
        block = self._listener.take(heard, self._sent.popleft(), self.now - BLOCK_SAMPLES / LISTENING_RATE)
        if block.over_us:
            self._player.duck(_DUCK_DB)
        if block.closed:
            self._player.duck(0)
        now = self.now
        if said.any():
            self._hearing.sound(now)
        self._session.take(block, now)
        for failure in self._failures():
            self._mouth.carry_out(self._conversation.alert_failed(failure, now), now)
        self._session.let_time_pass(now)
        self._said = self._player.read(BLOCK_SAMPLES)
        return said
