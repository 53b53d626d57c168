"""Keeping microphone and speaker open: notices within half a second that one has died, and gets it back."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

from voiceskill.audio.devices import choose, find_devices
from voiceskill.audio.duplex import Duplex
from voiceskill.audio.player import Player
from voiceskill.audio.portaudio import (
    NoAudioDevice,
    PortAudioStuck,
    forget_at_exit,
    on_portaudio,
    reinitialize,
)
from voiceskill.audio.streams import Microphone, Speaker
from voiceskill.errors import VoiceskillError

__all__ = ["MICROPHONE_GONE", "DeviceKeeper", "DeviceName", "Report"]

DeviceName = str | int | None

Report = Callable[[str, bool], None]
"""Takes one sentence about the devices, and whether the trouble is over."""

MICROPHONE_GONE = "The microphone is gone and I can't hear you: plug it in again."
_SPEAKER_GONE = "The speaker is gone and you can't hear me: plug it in again."

_HEARTBEAT_SECONDS = 0.5
"""Callbacks come every 10 to 20 ms; this long (s) without one means that the stream is dead or suspended."""

_WATCH_SECONDS = 0.1
_FIRST_RETRY_SECONDS, _LAST_RETRY_SECONDS = 0.1, 2.0
_SEARCH_SECONDS = 2.0
_OPEN_TIMEOUT_SECONDS = 5.0


class DeviceKeeper:
    """Owns the streams; ``duplex`` is what is open now, None while there is nothing."""

    def __init__(self, microphone: DeviceName, speaker: DeviceName, player: Player, report: Report) -> None:
        """``player`` is what the speaker plays; ``report`` is called from the keeper's thread."""
        self.duplex: Duplex | None = None
        self._microphone_name = microphone
        self._speaker_name = speaker
        self._player = player
        self._report = report
        self._stopping = threading.Event()
        self._next_search = 0.0
        self._thread = threading.Thread(target=self._watch, name="audio-devices", daemon=True)

    def start(self) -> None:
        """Open both; raises ``NoAudioDevice`` if one is missing."""
        self.duplex = on_portaudio(self._open_both)
        self._thread.start()

    def stop(self) -> bool:
        """Close what is open and look after it no more; False if the sound system hangs and holds it."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)
        try:
            on_portaudio(lambda _: self._close(), timeout=2)
        except PortAudioStuck:
            forget_at_exit(self)
            return False
        except NoAudioDevice:
            pass
        return True

    def _watch(self) -> None:
        while not self._stopping.wait(_WATCH_SECONDS):
            duplex = self.duplex
            if duplex is None:
                continue
            if duplex.silent_for() > _HEARTBEAT_SECONDS:
                self._recover(duplex)
            elif not duplex.complete and not self._player.busy and time.monotonic() > self._next_search:
                self._search(duplex)

    def _recover(self, lost: Duplex) -> None:
        """Close, and open again until it works; the queue of the player waits meanwhile."""
        self.duplex = None
        lost_at = time.monotonic()
        self._report("The sound device has gone away; trying to get it back.", False)
        retry = _FIRST_RETRY_SECONDS
        while not self._stopping.is_set():
            try:
                on_portaudio(lambda sounddevice: self._reopen(sounddevice, lost), _OPEN_TIMEOUT_SECONDS)
            except Exception:
                # Whatever it was: giving up would leave someone in pain with a deaf device.
                self._stopping.wait(retry)
                retry = min(_LAST_RETRY_SECONDS, 2 * retry)
                continue
            self._report_return(time.monotonic() - lost_at)
            return

    def _search(self, partial: Duplex) -> None:
        """One of the two is still missing: look again, in a moment when nothing is played."""
        self._next_search = time.monotonic() + _SEARCH_SECONDS
        self.duplex = None
        try:
            on_portaudio(lambda sounddevice: self._reopen(sounddevice, partial), _OPEN_TIMEOUT_SECONDS)
        except VoiceskillError:
            self._recover(partial)
            return
        if self.duplex is not None and self.duplex.complete:
            self._report("Microphone and speaker are both back.", True)

    def _report_return(self, away: float) -> None:
        duplex = self.duplex
        if duplex is None or duplex.complete:
            self._report(f"Sound is back after {away:.1f} seconds.", True)
        else:
            self._report(MICROPHONE_GONE if duplex.microphone is None else _SPEAKER_GONE, False)

    def _reopen(self, sounddevice: Any, lost: Duplex) -> None:  # noqa: ANN401
        # An attempt that hung may end after its caller gave up on it: the next one finds its work done.
        if self.duplex is not None or self._stopping.is_set():
            return
        lost.close()
        reinitialize(sounddevice)
        if lost.speaker is not None:
            self._player.skip(lost.speaker.take_samples_missed())
        self.duplex = self._open_what_is_there(sounddevice)

    def _open_both(self, sounddevice: Any) -> Duplex:  # noqa: ANN401
        microphone = self._open_microphone(sounddevice)
        try:
            return Duplex(microphone, self._open_speaker(sounddevice))
        except VoiceskillError:
            microphone.close()
            raise

    def _open_what_is_there(self, sounddevice: Any) -> Duplex:  # noqa: ANN401
        try:
            microphone = self._open_microphone(sounddevice)
        except VoiceskillError:
            # Speaking without hearing is better than neither; with both missing this raises.
            return Duplex(None, self._open_speaker(sounddevice))
        speaker = None
        with contextlib.suppress(VoiceskillError):
            speaker = self._open_speaker(sounddevice)
        return Duplex(microphone, speaker)

    def _open_microphone(self, sounddevice: Any) -> Microphone:  # noqa: ANN401
        microphone = Microphone(choose(find_devices(sounddevice), "input", self._microphone_name))
        microphone.open(sounddevice)
        return microphone

    def _open_speaker(self, sounddevice: Any) -> Speaker:  # noqa: ANN401
        speaker = Speaker(choose(find_devices(sounddevice), "output", self._speaker_name), self._player)
        speaker.open(sounddevice)
        return speaker

    def _close(self) -> None:
        duplex, self.duplex = self.duplex, None
        if duplex is not None:
            duplex.close()
