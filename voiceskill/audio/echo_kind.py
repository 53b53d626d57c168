"""The ways to keep our own voice out of the microphone, as the settings name them."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

__all__ = ["ECHO_KINDS", "EchoKind"]

EchoKind: TypeAlias = Literal["auto", "webrtc", "half-duplex", "off"]
"""``auto`` is ``webrtc`` where that runs, else ``half-duplex``; ``off`` leaves it to headphones or the sound
server.
"""

ECHO_KINDS: tuple[EchoKind, ...] = get_args(EchoKind)
